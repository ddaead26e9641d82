"""The map in a real browser, under the policy that pages with a map have: it draws, it takes tiles from the one server
that it may, and nothing that the policy forbids is tried."""

import re
import struct
import zlib
from functools import partial

import httpx

from conftest import DEADLINE

TILES = "https://tile.example.org"
PAGE = """<!doctype html><html lang="en"><title>Map</title><link rel="stylesheet" href="/leaflet/leaflet.css">
<link rel="stylesheet" href="/map-trial.css"><div id="map"></div><script src="/leaflet/leaflet.js"></script>
<script src="/map-trial.js"></script>"""
STYLE = "#map { height: 400px; width: 600px }"
SCRIPT = """
const map = L.map("map").setView([52.08, 4.75], 15);
L.tileLayer("%s", { attribution: "© makers" }).on("load", () => document.body.dataset.tiles = "there").addTo(map);
L.polygon([[52.08, 4.75], [52.08, 4.755], [52.083, 4.755]]).addTo(map);
L.marker([52.08, 4.75]).addTo(map).bindPopup("Kerkstraat").openPopup();
const foreign = new Image();
foreign.src = "%s";
"""


def png():
    def part(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    return (b"\x89PNG\r\n\x1a\n" + part(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
            + part(b"IDAT", zlib.compress(b"\0\xc0")) + part(b"IEND", b""))


def policy(saar):
    """That of Saar's pages, with the tiles' origin among the pictures, as `Response.showingMap` says it."""
    said = httpx.get(saar.url, timeout=DEADLINE).headers["Content-Security-Policy"]
    assert "img-src 'self' data:;" in said
    return said.replace("img-src 'self' data:;", f"img-src 'self' data: {TILES};")


def answer(text, headers, route):
    route.fulfill(body=text, headers=headers)


def open_map(browser, saar, header, foreign=TILES):
    """A page with a map at Saar's address, what the browser found wrong with it, and who asked for which tile."""
    page = browser.new_page()
    wrong, asked = [], []
    page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
    files = {"": ("text/html", PAGE), ".css": ("text/css", STYLE),
             ".js": ("text/javascript", SCRIPT % (f"{TILES}/{{z}}/{{x}}/{{y}}.png", f"{foreign}/foreign.png"))}
    for ending, (kind, text) in files.items():
        headers = {"Content-Type": f"{kind}; charset=utf-8"}
        if not ending:
            headers |= {"Content-Security-Policy": header, "Referrer-Policy": "strict-origin-when-cross-origin"}
        page.route(f"{saar.url}/map-trial{ending}", partial(answer, text, headers))

    def tile(route):
        asked.append(route.request.all_headers().get("referer"))
        route.fulfill(body=png(), headers={"Content-Type": "image/png"})

    page.route(re.compile("^https://"), tile)
    page.goto(f"{saar.url}/map-trial")
    return page, wrong, asked


def test_a_map_keeps_to_the_policy(demo, browser):
    saar = demo("--map-tiles", f"{TILES}/{{z}}/{{x}}/{{y}}.png", "--map-attribution", "© makers")
    page, wrong, asked = open_map(browser, saar, policy(saar))
    page.wait_for_selector("body[data-tiles=there]")
    page.wait_for_selector(".leaflet-popup-content")
    # Leaflet sets styles by script alone: its panes lie where they belong, and its pictures are found.
    assert page.locator(".leaflet-map-pane").evaluate("pane => pane.style.transform") != ""
    page.wait_for_function("document.querySelector('img.leaflet-marker-icon').naturalWidth > 0")
    page.locator(".leaflet-control-zoom-in").click()
    page.wait_for_selector(".leaflet-tile-pane .leaflet-layer > :nth-child(2)", state="attached")
    assert wrong == []
    assert asked and set(asked) == {f"{saar.url}/"}
    page.close()


def test_what_the_policy_forbids_is_seen(demo, browser):
    """The test above can fail: a picture from elsewhere, and tiles on a page that may have none, break the policy."""
    saar = demo()
    page, wrong, asked = open_map(browser, saar, policy(saar), foreign="https://elsewhere.example.org")
    page.wait_for_selector("body[data-tiles=there]")
    assert len(wrong) == 1 and "Content Security Policy" in wrong[0] and "elsewhere" in wrong[0]
    page.close()
    header = httpx.get(saar.url, timeout=DEADLINE).headers["Content-Security-Policy"]
    page, wrong, asked = open_map(browser, saar, header)
    page.wait_for_selector(".leaflet-popup-content")
    page.wait_for_selector(".leaflet-tile", state="attached")
    assert wrong and all("Content Security Policy" in text for text in wrong)
    assert asked == []
    page.close()


def test_leaflet_comes_from_saar_packed(saar):
    script = httpx.get(f"{saar.url}/leaflet/leaflet.js", headers={"Accept-Encoding": "gzip"}, timeout=DEADLINE)
    assert script.status_code == 200 and "leaflet-container" in script.text
    assert script.headers["Content-Encoding"] == "gzip" and int(script.headers["Content-Length"]) < 45_000
    assert httpx.get(f"{saar.url}/leaflet/nothing.js", timeout=DEADLINE).status_code == 404
