"""Is there a group where I live? Asked in a real browser, with and without a script, from a phone's position, from a frame
on another site; and by the programs that read the feed, the map of the site and the open data."""

import csv
import http.server
import io
import json
import re
import threading
import xml.etree.ElementTree as xml

import feedparser
import httpx
import pytest
import shapely
import shapely.geometry
from axe_playwright_python.sync_playwright import Axe

from conftest import DEADLINE, PHONE, Saar
from phones import words
from tiles import Tiles

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


@pytest.fixture(scope="module")
def street():
    saar = Saar(["demo", "--json", "--port", "0"]).ready()
    yield saar
    saar.kill()


@pytest.fixture(params=[True, False], ids=["", "without JavaScript"])
def tab(browser, request):
    context = browser.new_context(**PHONE, java_script_enabled=request.param)
    page = context.new_page()
    page.set_default_timeout(DEADLINE * 1000)
    yield page
    context.close()


def search(tab, street, typed):
    tab.goto(street.url + "/")
    tab.fill("[name=q]", typed)
    tab.click("form.search [type=submit]")
    return tab.locator(".verdict").inner_text()


def names(tab):
    return tab.locator("main .cards h3").all_inner_texts()


def test_by_postcode_with_letters(tab, street):
    assert "3443" in search(tab, street, "3443 AB")
    assert "Schilderskwartier Woerden" in names(tab)
    assert re.search(r"(\d+ m|\d+(,\d)? km) verderop", tab.locator("main").inner_text())


def test_by_a_place_with_a_slip(tab, street):
    assert "Woerden" in search(tab, street, "woerdne")
    assert "Schilderskwartier Woerden" in names(tab)


def test_by_municipality(tab, street):
    tab.goto(street.url + "/groups?municipality=Woerden")
    assert tab.locator(".verdict").inner_text() == "Er zijn 2 groepen in Woerden."
    assert names(tab) == ["Schilderskwartier Woerden", "Staatsliedenkwartier Woerden"]


def test_by_the_name_of_a_group(tab, street):
    search(tab, street, "staatslieden")
    assert "Staatsliedenkwartier Woerden" in names(tab)


def test_two_places_of_one_name_are_offered(tab, street):
    search(tab, street, "Heide")
    readings = tab.locator(".readings a")
    belgian = readings.filter(has_text="Kalmthout")
    assert belgian.count() + (1 if "BIN Heide Kalmthout" in names(tab) else 0) > 0
    if belgian.count():
        belgian.first.click()
        assert "BIN Heide Kalmthout" in names(tab)


def test_a_search_lands_on_what_it_found(tab, street):
    search(tab, street, "Harmelen")
    assert tab.url.endswith("#found") and tab.locator("#found:focus").count() == 1
    assert tab.locator(".verdict").bounding_box()["y"] < PHONE["viewport"]["height"] / 2


def test_whether_a_street_belongs_is_told_on_the_groups_page(tab, street):
    place = street.group()
    tab.goto(f"{street.url}/groups/{place['slug']}")
    assert tab.locator("svg.area-picture .area-own").count() == 1
    for typed, key in [("Schilderskwartier, Woerden", "place.in"), ("8911", "place.out"), ("zzqqzz", "unknown")]:
        tab.fill("[name=q]", typed)
        tab.click("form.search [type=submit]")
        said = tab.locator("#found").inner_text()
        assert words()[f"group.belongs.{key}"].split("}")[-1][-40:] in said, (typed, said)


def test_none_yet_leads_to_the_start(tab, street):
    search(tab, street, "9679 AA")
    tab.click("main a[href='/groups/new?place=NL/postcode/9679']")
    assert tab.input_value("input[name=at]") == "9679"


def test_near_me_asks_once_and_keeps_no_home(browser, street):
    context = browser.new_context(
        **PHONE, geolocation={"latitude": 52.0891234, "longitude": 4.8754321}, permissions=["geolocation"])
    tab = context.new_page()
    tab.goto(street.url + "/groups")
    tab.click("#near")
    tab.wait_for_url("**/groups?near=*")
    assert tab.url.endswith("/groups?near=52.089,4.875#found")
    assert tab.locator(".verdict").inner_text() == "U bent in het gebied van een groep."
    assert names(tab)[0] == "Schilderskwartier Woerden"
    context.close()


def test_who_does_not_say_where_they_are_is_told_what_to_do(browser, street):
    context = browser.new_context(**PHONE, permissions=[])
    tab = context.new_page()
    tab.goto(street.url + "/groups")
    tab.click("#near")
    tab.wait_for_function("document.getElementById('near-state').textContent.includes('postcode')")
    context.close()


def test_without_a_script_nothing_is_offered_that_needs_one(browser, street):
    context = browser.new_context(**PHONE, java_script_enabled=False)
    tab = context.new_page()
    tab.goto(street.url + "/map")
    assert not tab.locator("#near").is_visible() and not tab.locator("#map").is_visible()
    assert tab.locator("#map-none a[href='/groups']").is_visible()
    context.close()


# --- the map ----------------------------------------------------------------------------------------------------------

def test_the_map_shows_groups_and_asks_nobody_else(browser, street):
    for scheme in ("light", "dark"):
        context = browser.new_context(**PHONE, color_scheme=scheme, reduced_motion="reduce")
        tab = context.new_page()
        asked, complaints = [], []
        tab.on("request", lambda request: asked.append(request.url))
        tab.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        tab.on("pageerror", lambda error: complaints.append(str(error)))
        tab.goto(street.url + "/map?at=52.089,4.880")
        tab.wait_for_selector("#map[data-ready]")
        assert tab.locator("#map-list a").all_inner_texts() == [
            "Schilderskwartier Woerden", "Staatsliedenkwartier Woerden"]
        assert tab.locator("#map path.map-group").count() >= 2
        assert tab.locator("#map path.map-outline").count() >= 1
        assert [url for url in asked if not url.startswith(street.url + "/")] == []
        assert complaints == []
        # By the keyboard: the map moves, and the list goes along.
        tab.focus("#map")
        with tab.expect_response(lambda answer: "/api/v1/groups?" in answer.url):
            tab.keyboard.press("ArrowRight")
        # A group's card opens where it is touched.
        tab.locator("#map path.map-group").first.dispatch_event("click")
        tab.wait_for_selector("#map .leaflet-popup a[href^='/groups/']")
        found = Axe().run(tab).response["violations"]
        assert not found, json.dumps(found, indent=1)[:3000]
        context.close()


def test_tiles_come_from_the_configured_server_and_from_nowhere_else(demo, browser):
    with Tiles() as tiles:
        saar = demo(*tiles.settings)
        context = browser.new_context(**PHONE)
        tab = context.new_page()
        with tab.expect_response(lambda answer: answer.url.startswith(tiles.url)):
            tab.goto(saar.url + "/map?at=52.089,4.880")
        tab.wait_for_selector("#map[data-ready]")
        assert tiles.thanks in tab.locator(".leaflet-control-attribution").inner_text()
        assert re.fullmatch(r"/\d+/\d+/\d+\.svg", tiles.asked[0])
        context.close()


# --- on other sites ---------------------------------------------------------------------------------------------------

def test_the_box_stands_in_a_frame_of_another_site(street, browser):
    """As a municipality copies it: the line from our page, in a page from another origin."""
    page = httpx.get(f"{street.url}/embed?municipality=0632&colour=%23ffcc00", timeout=DEADLINE).text
    line = re.search(r"&lt;iframe .*?&lt;/iframe&gt;", page)[0]
    for before, after in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&#39;", "'"), ("&amp;", "&")):
        line = line.replace(before, after)

    class Municipality(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(f"<!doctype html><html lang=nl><title>Woerden</title><h1>Gemeente</h1>{line}".encode())

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Municipality)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        context = browser.new_context(**PHONE)
        tab = context.new_page()
        complaints = []
        tab.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        # Another name is another site to a browser; an address of the machine by number is ours.
        tab.goto(f"http://localhost:{server.server_port}/")
        frame = tab.frame_locator("iframe")
        assert frame.locator("h1").inner_text() == "Buurtgroepen in Woerden"
        # The colour came, and its letters can be read.
        look = frame.locator("button").evaluate("(e) => [getComputedStyle(e).backgroundColor, getComputedStyle(e).color]")
        assert look == ["rgb(255, 204, 0)", "rgb(0, 0, 0)"]
        assert context.cookies() == [] and complaints == [f for f in complaints if "favicon" in f]
        frame.locator("[name=q]").fill("3443 AB")
        frame.locator("button").click()
        tab.wait_for_url(street.url + "/groups?q=3443+AB")
        assert tab.locator(".verdict").is_visible()
        # Nothing else of ours lets itself be framed.
        tab.goto(f"http://localhost:{server.server_port}/")
        with tab.expect_console_message(lambda message: "frame-ancestors" in message.text):
            tab.evaluate("(url) => { document.querySelector('iframe').src = url; }", street.url + "/sign-in")
        context.close()
    finally:
        server.shutdown()


# --- programs ---------------------------------------------------------------------------------------------------------

def test_the_feed_is_read(street):
    answer = httpx.get(street.url + "/groups.atom", timeout=DEADLINE)
    feed = feedparser.parse(answer.content)
    assert not feed.bozo and feed.version == "atom10"
    assert len(feed.entries) == 3
    assert len({entry.id for entry in feed.entries}) == 3
    assert all(re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", entry.id) for entry in feed.entries)
    dates = [entry.updated_parsed for entry in feed.entries]
    assert dates == sorted(dates, reverse=True)
    assert all(httpx.get(entry.link, timeout=DEADLINE).status_code == 200 for entry in feed.entries)
    again = httpx.get(street.url + "/groups.atom", headers={"If-None-Match": answer.headers["etag"]}, timeout=DEADLINE)
    assert again.status_code == 304


def test_the_sitemap_leads_somewhere(street):
    tree = xml.fromstring(httpx.get(street.url + "/sitemap.xml", timeout=DEADLINE).content)
    assert tree.tag == SITEMAP + "urlset"
    addresses = [loc.text for loc in tree.iter(SITEMAP + "loc")]
    assert len(addresses) == len(set(addresses)) > 5
    # The pages of municipalities are made alike: one of forty speaks for them.
    figures = [address for address in addresses if "/statistics/" in address]
    assert len(figures) > 900
    for address in [one for one in addresses if one not in set(figures)] + figures[::40]:
        page = httpx.get(address, timeout=DEADLINE)
        assert page.status_code == 200, address
        assert 'content="index,follow"' in page.text, address
    assert f"Sitemap: {street.url}/sitemap.xml" in httpx.get(street.url + "/robots.txt", timeout=DEADLINE).text


def test_the_open_data_agree_and_say_nothing_of_tonight(street):
    def load(name):
        return httpx.get(f"{street.url}/open-data/groups.{name}", timeout=DEADLINE)

    whole, areas = load("json").json(), load("geojson").json()
    rows = list(csv.DictReader(io.StringIO(load("csv").text, newline="")))
    assert [group["id"] for group in whole["groups"]] == [f["id"] for f in areas["features"]] == [r["id"] for r in rows]
    for feature, row in zip(areas["features"], rows):
        shape = shapely.geometry.shape(feature["geometry"])
        assert shape.is_valid and not shape.is_empty
        assert shapely.from_wkt(row["area"]).equals(shapely.geometry.MultiPolygon([shape]))
        # To a thousandth of a degree: no house can be told.
        for number in re.findall(r"\d+\.\d+", json.dumps(feature["geometry"])):
            assert len(number.split(".")[1]) <= 3, number
        assert set(feature["properties"]) <= {
            "id", "slug", "url", "name", "place", "country", "province", "municipalityCode", "municipality",
            "standing", "channel", "members", "foundedOn"}
    assert {row["municipality"] for row in rows} == {"Woerden", "Kalmthout"}
    assert "awake" not in load("json").text


def test_the_api_answers_for_maps(street):
    answer = httpx.get(
        street.url + "/api/v1/groups", params={"bbox": "4.8,52.0,5.0,52.2"},
        headers={"Accept": "application/geo+json"}, timeout=DEADLINE).json()
    assert all(shapely.geometry.shape(feature["geometry"]).is_valid for feature in answer["features"])
    assert len(answer["features"]) == 2
    borders = httpx.get(
        street.url + "/api/v1/outlines", params={"bbox": "4.8,52.0,5.0,52.2"}, timeout=DEADLINE).json()
    assert "Woerden" in {feature["properties"]["name"] for feature in borders["features"]}
    assert all(shapely.geometry.shape(feature["geometry"]).area > 0 for feature in borders["features"])


def test_borders_for_a_small_map_weigh_little(street):
    def fetch(**more):
        answer = httpx.get(street.url + "/api/v1/outlines", timeout=DEADLINE, params={
            "kind": "province", "bbox": "2.1,48.6,7.7,54.4", **more})
        assert answer.status_code == 200 and answer.headers["Vary"] == "Accept-Encoding"
        return answer

    whole, thin = fetch(), fetch(metres=500)
    assert thin.headers["Content-Encoding"] == "gzip", "as browsers ask for it"
    assert int(thin.headers["Content-Length"]) < 30_000 < len(thin.content) < len(whole.content) / 1.8
    assert [f["id"] for f in thin.json()["features"]] == [f["id"] for f in whole.json()["features"]]
    for before, after in zip(whole.json()["features"], thin.json()["features"]):
        before, after = (shapely.geometry.shape(feature["geometry"]) for feature in (before, after))
        # An island may come to lie over its coast, which no map of that size shows.
        assert abs(shapely.make_valid(after).area / before.area - 1) < 0.02
        assert before.hausdorff_distance(after) < 0.015, "half a kilometre, or an island as small as that"
    plain = httpx.get(street.url + "/api/v1/outlines", timeout=DEADLINE, headers={"Accept-Encoding": "identity"},
                      params={"kind": "province", "bbox": "2.1,48.6,7.7,54.4", "metres": 500})
    assert "Content-Encoding" not in plain.headers and plain.content == thin.content


def test_styles_and_scripts_come_packed(street):
    for path in ("styles/saar.css", "scripts/live.js"):
        packed = httpx.get(f"{street.url}/assets/{path}", timeout=DEADLINE)
        plain = httpx.get(f"{street.url}/assets/{path}", timeout=DEADLINE, headers={"Accept-Encoding": "identity"})
        assert packed.content == plain.content and packed.headers["ETag"] != plain.headers["ETag"]
        assert int(packed.headers["Content-Length"]) < len(plain.content) / 2
        again = httpx.get(f"{street.url}/assets/{path}", timeout=DEADLINE,
                          headers={"If-None-Match": packed.headers["ETag"]})
        assert again.status_code == 304 and not again.content


def test_a_group_tells_search_engines_what_it_is(street):
    page = httpx.get(f"{street.url}/groups/{street.group()['slug']}", timeout=DEADLINE).text
    assert 'itemtype="https://schema.org/Organization"' in page and 'itemprop="areaServed"' in page
    assert re.search(r'<meta itemprop="foundingDate" content="\d{4}-\d\d-\d\d">', page)


def test_a_server_that_has_just_begun_knows_the_groups(tmp_path):
    """Nobody hears that there is no group from a server that has not looked yet."""
    database = f"sqlite:{tmp_path}/street.db"
    Saar(["demo", "--json", "--port", "0", "--database", database]).ready().kill()
    saar = Saar(["serve", "--database", database, "--port", "0", "--log-level", "info"])
    try:
        answer = httpx.get(f"http://127.0.0.1:{saar.port()}/api/v1/groups?postcode=3443", timeout=DEADLINE).json()
        assert [group["slug"] for group in answer["groups"]][:1] == ["schilderskwartier-woerden"]
    finally:
        saar.kill()
