"""Two Saars on one PostgreSQL behind HAProxy, by the very file that an operator takes (deploy/haproxy.cfg): TLS and
HTTP/2, streams that move, a server that is killed, one that freezes, one that is restarted, a database that goes."""

import re
import signal
import socket
import ssl
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx
import pytest

from balanced import Reader, Site, Traffic
from conftest import DEADLINE, Listener, report, wait_for
from haproxy import Haproxy

# Its servers, stopped and started under load, are held to seconds, and come back where they were.
pytestmark = pytest.mark.alone


@pytest.fixture(scope="module")
def site():
    # Not pytest's own folder, which only its owner may enter.
    with TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        site = Site(Path(folder))
        yield site
        site.close()


@pytest.fixture(scope="module", autouse=True)
def trusted(site):
    """What opens a stream of its own trusts the balancer's certificate."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SSL_CERT_FILE", str(site.balancer.certificate))
        yield


@pytest.fixture(autouse=True)
def silence(site):
    """Each test begins without an open stream, so that it knows which one is its own."""
    yield
    for reader in site.readers:
        reader.close()
    for name in site.servers:
        site.balancer.admin(f"shutdown sessions server live/{name}")
        wait_for("the streams to end", lambda: site.balancer.open_lines(f"live/{name}") == 0)


def share(site, client, **changes):
    answer = client.post(f"/api/v1/groups/{site.group()}/alerts", json=report(**changes))
    assert answer.status_code == 201, answer.text
    return answer.json()["id"]


def history(site):
    """The sequences of what the group's members were told, as the database has them."""
    with site.client(site.street.person(number=1)) as client:
        sequences, after = [], 0
        while after is not None:
            page = client.get(f"/api/v1/groups/{site.group()}/events", params={"after": after, "limit": 500}).json()
            sequences += [event["sequence"] for event in page["events"]]
            after = page.get("next")
        return sequences


def exactly_once(site, reader):
    """Everything from the first that was heard to the last that there is, each once, in order."""
    last = history(site)[-1]
    wait_for("the reader to be up to date", lambda: reader.sequences() and reader.sequences()[-1] == last)
    heard = reader.sequences()
    assert heard == [number for number in history(site) if number >= heard[0]]


def test_pages_and_calls_come_by_http2_and_pages_are_packed(site):
    with site.client(site.street.person()) as client:
        home = client.get("/")
        assert home.status_code == 200 and home.http_version == "HTTP/2" and "Saar" in home.text
        assert home.headers["content-encoding"] == "gzip"
        assert home.headers["strict-transport-security"] == "max-age=31536000"
        me = client.get("/api/v1/me")
        assert me.status_code == 200 and me.json()["id"] == client.get("/api/v1/me").json()["id"]
        # A file that is held already is not sent again, although packing made another tag of its tag.
        style = re.search(r'href="(/assets/styles/[^"]+)"', home.text)[1]
        tag = client.get(style).headers["etag"]
        assert client.get(style, headers={"If-None-Match": tag}).status_code == 304


def test_who_comes_without_tls_is_sent_on(site):
    answer = httpx.get(f"{site.balancer.open_url}/groups?q=woerden")
    assert answer.status_code == 308 and answer.headers["location"] == f"{site.balancer.url}/groups?q=woerden"


def test_the_session_cookie_travels_by_tls_alone(site):
    path = "/sign-in/" + site.street.person(number=2).sign_in_url.rsplit("/", 1)[1]
    with site.client() as client:
        client.get(path)
        answer = client.post(path, headers={"Origin": site.balancer.url})
        assert answer.status_code == 303, answer.text
        cookie = next(value for value in answer.headers.get_list("set-cookie") if value.startswith("__Host-saar-session="))
        assert {"Secure", "HttpOnly", "Path=/"} <= {part.strip() for part in cookie.split(";")}
        assert client.get("/me").status_code == 200


def test_a_stream_tells_within_seconds_and_outlives_every_timeout(site):
    began = time.monotonic()
    arrived = []

    def listen():
        try:
            with (site.client(site.street.person(number=1), timeout=None) as client,
                  client.stream("GET", "/api/v1/live") as answer):
                arrived.append((time.monotonic(), f"{answer.http_version} {answer.headers.get('content-encoding')}"))
                for line in answer.iter_lines():
                    arrived.append((time.monotonic(), line))
        except httpx.HTTPError:
            pass  # what follows says what is missing

    threading.Thread(target=listen, daemon=True).start()
    wait_for("the stream to open", lambda: len(arrived) > 1)
    assert arrived[0][1] == "HTTP/2 None"
    with site.client(site.street.person()) as client:
        said = time.monotonic()
        alert = share(site, client)
        at = wait_for("the alert", lambda: next((at for at, line in list(arrived) if alert in line), None))
        assert at - said < 3
        # timeout client, http-request and http-keep-alive are 10 to 30 s: it must live on beyond all of them.
        wait_for("heartbeats beyond the longest timeout", lambda: any(
            at - began > 41 and line == "event: heartbeat" for at, line in list(arrived)), deadline=90)
        alert = share(site, client)
        wait_for("another alert on the same stream", lambda: any(alert in line for _, line in list(arrived)))


def test_what_an_officer_of_many_groups_has_read_gets_through(site):
    cursor = ",".join(f"{site.group()[:-12]}{number:012x}.{number}" for number in range(420))
    assert len(cursor) > 17_000
    with site.client(site.street.person(), http2=False) as client:
        with client.stream("GET", "/api/v1/live", headers={"Last-Event-ID": cursor}) as answer:
            assert answer.status_code == 200
    with site.client(site.street.person()) as client:
        with client.stream("GET", "/api/v1/live", headers={"Last-Event-ID": cursor}) as answer:
            assert answer.status_code == 200


@pytest.mark.parametrize("with_key", [True, False])
def test_a_killed_server_is_noticed_by_nobody_who_says_it_twice(site, with_key):
    reader = Reader(site, site.street.person(number=1)).ready()
    traffic = Traffic(site, with_key).going()
    try:
        reader.hears(traffic.made[-1])
        name = site.holder()
        site.servers[name].kill()
        reader.ready(openings=2)
        site.balancer.wait_until(f"saar/{name}", "DOWN")
        traffic.going(10)
        site.restart(name)
        traffic.going(5)
    finally:
        traffic.end()
    # What was on its way without a key is not sent again by the balancer: nobody knows whether it was heard.
    assert len(traffic.failures) <= (0 if with_key else 1), traffic.failures
    exactly_once(site, reader)
    assert set(traffic.made) <= set(reader.alerts())


def test_a_stream_that_was_silent_until_it_was_cut_misses_nothing(site):
    reader = Reader(site, site.street.person(number=1)).ready()
    name = site.holder()
    with site.client(site.street.person()) as client:
        site.balancer.admin("disable frontend site")
        site.servers[name].kill()
        other = next(one for one in site.servers if one != name)
        with httpx.Client(base_url=f"http://127.0.0.1:{site.ports[other]}", headers=client.headers) as inside:
            alert = share(site, inside)
        site.balancer.admin("enable frontend site")
        reader.ready(openings=2)
        site.restart(name)
        reader.hears(alert)


def test_a_frozen_server_loses_its_streams_to_another(site):
    reader = Reader(site, site.street.person(number=1)).ready()
    name = site.holder()
    other = next(one for one in site.servers if one != name)
    site.servers[name].process.send_signal(signal.SIGSTOP)
    try:
        reader.ready(openings=2)
        assert site.balancer.open_lines(f"live/{other}") == 1
        with site.client(site.street.person()) as client:
            share(site, client)
        exactly_once(site, reader)
    finally:
        site.servers[name].process.send_signal(signal.SIGCONT)
    site.whole()


def test_a_database_that_goes_ends_no_stream_and_is_told_by_saar_itself(site):
    listener = Listener(site.balancer.url, site.street.person(number=1).data["token"]).ready()
    with site.client(site.street.person()) as client:
        # A stream that is still beginning when the database goes is ended, and comes back with its cursor.
        before = share(site, client)
        wait_for("the stream to have begun", lambda: any(
            data.get("alertId") == before for _, data, _ in list(listener.events)))
        site.postgres.stop()
        for name in site.servers:
            site.balancer.wait_until(f"saar/{name}", "NOLB")
        answer = client.post(f"/api/v1/groups/{site.group()}/alerts", json=report())
        assert answer.status_code == 503 and answer.json()["code"] == "unavailable", answer.text
        page = client.get("/groups", headers={"Accept": "text/html", "Accept-Language": "nl"})
        assert page.status_code == 503 and "<main" in page.text
        site.postgres.start()
        site.whole()
        alert = share(site, client)
    wait_for("the alert on the stream that was open all the time", lambda: listener.closed.is_set() or any(
        data.get("alertId") == alert for _, data, _ in list(listener.events)))
    assert not listener.closed.is_set()


@pytest.mark.parametrize("by_hand", [True, False])
def test_a_rolling_restart_is_noticed_by_nobody(site, by_hand):
    """By the operator's hand, out of the balancer's list first; and by SIGTERM alone, for Saar says itself that it
    goes. `live` follows: a server that gets no requests gets no new streams."""
    reader = Reader(site, site.street.person(number=1)).ready()
    traffic = Traffic(site, with_key=False).going()
    try:
        reader.hears(traffic.made[-1])
        for name in site.servers:
            if by_hand:
                site.balancer.admin(f"set server saar/{name} state drain")
                wait_for("requests to end", lambda: site.balancer.open_lines(f"saar/{name}") == 0)
            assert site.servers[name].stop(deadline=20) == 0
            site.servers[name] = site.serve(site.ports[name])
            site.balancer.admin(f"set server saar/{name} state ready")
            site.whole(name)
            traffic.going()
    finally:
        traffic.end()
    assert traffic.failures == []
    exactly_once(site, reader)
    assert set(traffic.made) <= set(reader.alerts())


def test_a_new_configuration_is_read_without_anybody_noticing(site):
    listener = Listener(site.balancer.url, site.street.person(number=1).data["token"]).ready()
    # By HTTP/1.1: told that a line of HTTP/2 takes nothing new (GOAWAY), httpx gives up instead of opening another.
    traffic = Traffic(site, with_key=False, http2=False).going()
    site.balancer.reload()
    traffic.going()
    traffic.end()
    assert traffic.failures == []
    wait_for("the last alert on the stream that the old process holds", lambda: any(
        data.get("alertId") == traffic.made[-1] for _, data, _ in list(listener.events)))


def test_a_body_too_large_is_refused(site):
    # By HTTP/1.1, which httpx goes on reading when it is refused while it still sends.
    with site.client(site.street.person(), http2=False) as client:
        told = client.post(f"/api/v1/groups/{site.group()}/alerts", content=b"x" * 1_000_000)
        assert told.status_code == 413
        untold = client.post(
            f"/api/v1/groups/{site.group()}/alerts", content=(b"x" * 10_000 for _ in range(30)))
        assert untold.status_code == 413


def test_who_talks_slowly_is_shown_out(site):
    def talk(opening: bytes):
        """Says something, then a letter each second; returns the answer."""
        line = site.tls.wrap_socket(
            socket.create_connection(("127.0.0.1", site.balancer.https)), server_hostname="127.0.0.1")
        line.sendall(opening)
        line.settimeout(1)
        began, heard = time.monotonic(), b""
        while time.monotonic() - began < DEADLINE:
            try:
                piece = line.recv(4096)
                if not piece:
                    break
                heard += piece
                continue
            except TimeoutError:
                pass
            try:
                line.sendall(b"x")
            except OSError:
                break
        return time.monotonic() - began, heard

    outcomes = {}
    openings = {
        "header": b"GET / HTTP/1.1\r\nHost: saar\r\nX-Slow: ",
        "body": b"POST /sign-in HTTP/1.1\r\nHost: saar\r\nContent-Length: 500\r\n\r\nemail=",
    }
    threads = [
        threading.Thread(target=lambda name=name, opening=opening: outcomes.update({name: talk(opening)}))
        for name, opening in openings.items()]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for name, (took, heard) in outcomes.items():
        assert took < 15 and heard.startswith(b"HTTP/1.1 408"), (name, took, heard)


def test_saar_hears_from_where_one_comes_and_believes_nobody_else(site, tmp_path):
    """What a server behind the balancer is told, by one that says it again."""
    told = []

    class Echo(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self):
            if self.path != "/readyz":
                told.append(self.headers)
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_):
            pass

    with TemporaryDirectory() as folder, ThreadingHTTPServer(("127.0.0.1", 0), Echo) as server:
        Path(folder).chmod(0o755)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        balancer = Haproxy(Path(folder) / "haproxy")
        try:
            balancer.start(server.server_port)
            tls = ssl.create_default_context(cafile=str(balancer.certificate))
            with httpx.Client(base_url=balancer.url, verify=tls, timeout=DEADLINE) as client:
                client.get("/", headers=[
                    ("X-Forwarded-For", "203.0.113.1"), ("X-Forwarded-For", "203.0.113.2"), ("Forwarded", "for=203.0.113.3")])
        finally:
            balancer.stop()
            server.shutdown()
    [headers] = told
    assert headers.get_all("X-Forwarded-For") == ["127.0.0.1"] and "Forwarded" not in headers


@pytest.mark.parametrize("path", ["//sign-in", "/sign-in/", "/./sign-in", "/sign%2Din", "/%73ign-in"])
def test_no_other_way_leads_around_the_limit(site, path):
    line = site.tls.wrap_socket(
        socket.create_connection(("127.0.0.1", site.balancer.https), timeout=DEADLINE), server_hostname="127.0.0.1")
    with line:
        line.sendall(f"POST {path} HTTP/1.1\r\nHost: saar\r\nContent-Length: 6\r\nConnection: close\r\n\r\nemail=".encode())
        assert line.recv(1024).startswith(b"HTTP/1.1 404 ")


def test_letters_are_limited_by_address_and_pages_are_not(site):
    with site.client() as client:
        codes = [client.post("/sign-in", data={"email": ""}).status_code for _ in range(80)]
        assert 429 not in codes[:50] and codes[-1] == 429, codes
        assert all(client.get("/").status_code == 200 for _ in range(20))


def test_the_log_names_nobody(site):
    log = site.balancer.log()
    assert re.search(r"site~ live/s\d GET live 200 ", log) and re.search(r"site~ saar/s\d POST api 201 ", log)
    people = site.street.line["people"]
    secrets = [person["token"] for person in people] + [
        person["signInURL"].rsplit("/", 1)[1] for person in people] + [person["name"] for person in people]
    for text in [*secrets, site.group(), site.street.group()["name"], "127.0.0.1", "woerden", "/groups", "/sign-in/"]:
        assert text not in log, text
