"""A server of tiles for maps in end-to-end tests: white squares, and what was asked for."""

import http.server
import threading


class Tiles:
    """Serves as long as the `with` lasts; `settings` is what a Saar is told of it."""

    thanks = "Kaart & <b>meer</b>"

    def __enter__(self):
        asked = self.asked = []

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                asked.append(self.path)
                self.send_response(200)
                self.send_header("Content-Type", "image/svg+xml")
                self.end_headers()
                self.wfile.write(b"<svg xmlns='http://www.w3.org/2000/svg' width='256' height='256'/>")

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self.settings = ["--map-tiles", self.url + "/{z}/{x}/{y}.svg", "--map-attribution", self.thanks]
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()
