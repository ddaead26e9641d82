"""What strangers ask for never stands before an alert: it is made once, waits in a lane of its own, and goes out in slices."""

import re
import socket

import httpx
import pytest

from conftest import DEADLINE, Saar, report

DEAR = ["/statistics.geojson", "/statistics.geojson?country=BE", "/api/v1/outlines?bbox=3,50,8,54&metres=1",
        "/api/v1/statistics", "/openapi.json", "/sitemap.xml"]


@pytest.fixture(scope="module")
def saar():
    saar = Saar(["demo", "--json", "--port", "0"]).ready()
    yield saar
    saar.kill()


def send(saar, paths):
    """Asks for each on a connection of its own, all at once."""
    where = ("127.0.0.1", httpx.URL(saar.url).port)
    lines = [socket.create_connection(where, timeout=DEADLINE * 2) for _ in paths]
    for line, path in zip(lines, paths):
        line.sendall(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n".encode())
    return lines


def read(line):
    """The status, the head and the body that come, to the end of the line."""
    with line, line.makefile("rb") as file:
        head, _, body = file.read().partition(b"\r\n\r\n")
    return int(head.split(b" ", 2)[1]), head.decode(), body


def report_one(saar):
    """An alert, and its pages for a neighbour and for who has the link."""
    anna, bram = saar.person(), saar.person(number=1)
    answer = anna.client.post(f"/groups/{saar.group()['id']}/alerts", json=report())
    assert answer.status_code == 201, answer.text
    page = httpx.get(f"{saar.url}/alerts/{answer.json()['id']}", timeout=DEADLINE,
                     headers={"Authorization": f"Bearer {bram.data['token']}"})
    assert page.status_code == 200 and "Voelt aan autodeuren" in page.text
    shared = httpx.get(saar.url + re.search(r"/a/[\w-]{20,}", page.text)[0], timeout=DEADLINE)
    assert shared.status_code == 200


@pytest.mark.parametrize("path", DEAR)
def test_what_is_dear_comes_packed_and_once(saar, path):
    plain = httpx.get(saar.url + path, timeout=DEADLINE, headers={"Accept-Encoding": "identity"})
    packed = httpx.get(saar.url + path, timeout=DEADLINE, headers={"Accept-Encoding": "gzip"})
    assert plain.status_code == packed.status_code == 200
    assert packed.headers["Content-Encoding"] == "gzip" and packed.content == plain.content
    assert int(packed.headers["Content-Length"]) < len(plain.content) / 2
    assert "Accept-Encoding" in packed.headers["Vary"] and plain.headers["Cache-Control"].startswith("public")
    assert plain.headers["ETag"] != packed.headers["ETag"]
    for answer in (plain, packed):
        again = httpx.get(saar.url + path, timeout=DEADLINE, headers={
            "If-None-Match": answer.headers["ETag"],
            "Accept-Encoding": answer.headers.get("Content-Encoding", "identity")})
        assert again.status_code == 304 and not again.content


def test_a_page_of_figures_comes_packed_and_is_kept_by_nobody(saar):
    page = httpx.get(saar.url + "/statistics", timeout=DEADLINE)
    assert page.headers["Content-Encoding"] == "gzip" and page.headers["Cache-Control"] == "no-store"
    plain = httpx.get(saar.url + "/statistics", timeout=DEADLINE, headers={"Accept-Encoding": "identity"})
    assert plain.content == page.content and b"</html>" in plain.content


def test_an_alert_goes_past_strangers_who_do_not_read(saar):
    """Sixty ask for a megabyte each and take none of it; everybody else is served, and they are in the end."""
    lines = send(saar, ["/statistics.geojson?country=BE"] * 60)
    report_one(saar)
    assert httpx.get(saar.url + "/groups", timeout=DEADLINE).status_code == 200
    bodies = set()
    for line in lines:
        status, head, body = read(line)
        assert status == 200 and len(body) == int(re.search(r"(?i)content-length: (\d+)", head)[1])
        bodies.add(body)
    assert len(bodies) == 1
    packed = httpx.get(saar.url + "/statistics.geojson?country=BE", timeout=DEADLINE)
    assert packed.content in bodies


def test_strangers_who_fill_their_lane_are_turned_away_and_nobody_else(saar):
    lines = send(saar, [f"/groups/new?q=Amsterdam&all={number}" for number in range(500)])
    report_one(saar)
    assert httpx.get(saar.url + "/healthz", timeout=DEADLINE).status_code == 200
    assert saar.person().get("/me").status_code == 200
    answers = [read(line) for line in lines]
    assert {status for status, _, _ in answers} == {200, 503}
    for status, head, body in answers:
        assert b"</html>" in body
        assert (status == 503) == ("retry-after: 2" in head.lower())
    refused = sum(status == 503 for status, _, _ in answers)
    assert 1 <= saar.log().count("strangers are turned away") < refused, "a line a minute, however many"
