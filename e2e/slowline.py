"""A line with a delay between a program and a server: every byte arrives so much later, and new lines are counted.

A program of its own, so that it does not wait for what the test does meanwhile:

    slowline.py PORT SECONDS    hands on to PORT what comes to the port that it prints first; prints a line for each that is
                                opened
"""

import asyncio
import subprocess
import sys
import threading

# Seconds, once for each way.
WAY = 0.015


class SlowLine:
    """Leads to `port` as long as the `with` lasts; its own is `port`, and `opened` counts."""

    def __init__(self, port, way=WAY):
        self.arguments = [sys.executable, __file__, str(port), str(way)]
        self.opened = 0

    def __enter__(self):
        self.process = subprocess.Popen(self.arguments, stdout=subprocess.PIPE, text=True)
        self.port = int(self.process.stdout.readline())
        threading.Thread(target=self.count, daemon=True).start()
        return self

    def count(self):
        for _ in self.process.stdout:
            self.opened += 1

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()


async def hand_on(source, sink, way):
    """Each piece is written when its time has come: what was read first comes first."""
    loop = asyncio.get_running_loop()
    try:
        while data := await source.read(65536):
            loop.call_at(loop.time() + way, sink.write, data)
    except OSError:
        pass
    loop.call_at(loop.time() + way, sink.close)


async def serve(target, way):
    async def carry(reader, writer):
        print("opened", flush=True)
        try:
            there, back = await asyncio.open_connection("127.0.0.1", target)
        except OSError:
            return writer.close()
        await asyncio.gather(hand_on(reader, back, way), hand_on(there, writer, way))

    server = await asyncio.start_server(carry, "127.0.0.1", 0, backlog=1024)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), float(sys.argv[2])))
