"""The registry in figures, with what the Dutch foundation once published (foundation.py): do pages and data show that
ranking, does nobody stand before a closed door, and do other programs read the data?"""

import csv
import io
import json
import math
import sqlite3
import subprocess
import uuid
from datetime import datetime, timezone

import httpx
import pytest
from shapely.geometry import shape
from shapely.validation import explain_validity

import foundation
import pages
from conftest import DEADLINE, Saar, binary, wait_for
from test_access import HEAVIEST, looks_in, turn, unfold, violated
from test_browser import LOADED
from test_html import faults

PATHS = ["/statistics", "/statistics?sort=members", "/statistics?sort=density", "/statistics?country=BE",
         "/statistics/27", "/statistics/28?sort=density", "/statistics/1884", "/statistics/0632", "/statistics/11002"]


def milliseconds(day):
    return int(datetime.fromisoformat(day).replace(tzinfo=timezone.utc).timestamp() * 1000)


def fill(database, rows):
    """Puts the groups into the registry. The one place that would use another way in."""
    groups, registrations = [], []
    for number, row in enumerate(rows):
        latitude, longitude, metres = float(row["latitude"]), float(row["longitude"]), float(row["radius"])
        up, aside = metres / 111_200, metres / (111_200 * math.cos(math.radians(latitude)))
        south, north, west, east = latitude - up, latitude + up, longitude - aside, longitude + aside
        ring = [(south, west), (south, east), (north, east), (north, west), (south, west)]
        area = json.dumps({"polygons": [[[{"latitude": y, "longitude": x} for y, x in ring]]]})
        group = str(uuid.UUID(int=(0x01900000_0000_7000_8000 << 48) + number))
        founded = milliseconds(row["founded"])
        groups.append((group, f"groep-{number}", row["name"], row["place"], row["country"], "zone", row["municipality"],
                       area, south, north, west, east, 0, 0, 0, 0, bytes(32), 0, founded))
        registrations.append((group, "listed", row["channel"], int(row["members"]), founded, founded, 0, False,
                              f"code{number:06d}", 2))
    with sqlite3.connect(database) as connection:
        connection.executemany(
            "INSERT INTO groups (id, slug, name, place, country, zone, municipality, area, south, north, west, east,"
            " last_sequence, member_version, open_alerts, register_position, register_hash, checkpointed, created_at)"
            f" VALUES ({', '.join('?' * 19)})", groups)
        connection.executemany(
            "INSERT INTO registrations (group_id, standing, channel, stated_members, founded_at, confirmed_at,"
            f" reminders, asks_for_proof, join_code, version) VALUES ({', '.join('?' * 10)})", registrations)
        connection.execute("UPDATE registry_head SET version = 2 WHERE id = 1")


@pytest.fixture(scope="module")
def saar(tmp_path_factory):
    database = tmp_path_factory.mktemp("foundation") / "saar.db"
    done = subprocess.run([binary(), "migrate", "--database", f"sqlite:{database}"], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    fill(database, foundation.groups())
    saar = Saar(["serve", "--database", f"sqlite:{database}", "--port", "0", "--log-level", "info"])
    saar.line = {"url": f"http://127.0.0.1:{saar.port()}"}
    wait_for("all groups to be counted", lambda: ask(saar, "/api/v1/statistics").json()["groups"] == foundation.TOTAL, 180)
    yield saar
    saar.kill()


def ask(saar, path, **headers):
    answer = httpx.get(saar.url + path, headers=headers, timeout=120)
    assert answer.status_code == 200, answer.text
    return answer


def test_the_ranking_is_what_was_published(saar):
    found = ask(saar, "/api/v1/statistics?country=NL").json()
    assert found["groups"] == 8_960 and 600_000 < found["members"] < 650_000
    provinces = found["provinces"]
    assert (provinces[0]["name"], provinces[0]["groups"], provinces[0]["rank"]) == ("Noord-Holland", 1_929, 1)
    assert (provinces[-1]["name"], provinces[-1]["groups"], provinces[-1]["rank"]) == ("Groningen", 150, 12)
    by_name = {place["name"]: place for place in found["municipalities"]}
    assert by_name["Lelystad"]["groups"] == 145 and by_name["Woerden"]["groups"] == 125
    assert by_name["Lelystad"]["rank"] < by_name["Woerden"]["rank"] < by_name["Eindhoven"]["rank"]
    counts = [place["groups"] for place in found["municipalities"]]
    assert len(counts) == 342 and counts == sorted(counts, reverse=True) and sum(counts) == 8_960
    braassem = ask(saar, "/api/v1/statistics/1884").json()
    villages = {village["name"]: village["groups"] for village in braassem["villages"]}
    assert braassem["groups"] == 35 == sum(villages.values())
    assert villages["Leimuiden"] == 4 and villages["Woubrugge"] == 3 and sum(map(bool, villages.values())) == 10
    assert sum(year["began"] for year in found["years"]) <= 8_960 == found["years"][-1]["groups"]


@pytest.mark.parametrize("tab", [pages.look("desktop")], indirect=True)
def test_the_pages_show_that_ranking(saar, tab):
    tab.goto(saar.url + "/statistics")
    rows = [row.inner_text().split("\t") for row in tab.locator("table.ranking").first.locator("tbody tr").all()]
    assert [cell.strip() for cell in rows[0][:3]] == ["1", "Noord-Holland", "1.929"]
    assert [cell.strip() for cell in rows[-1][:3]] == ["12", "Groningen", "150"]
    assert tab.locator("table.ranking").nth(1).locator("tbody tr").count() == 50
    tab.get_by_role("link", name="Toon alle 342").click()
    assert tab.locator("table.ranking").nth(1).locator("tbody tr").count() == 342
    # From the map, by pointer, to a province and on to a municipality.
    tab.goto(saar.url + "/statistics")
    tab.locator("svg.map-drawing a[href='/statistics/24'] path").first.click(force=True)
    tab.wait_for_url("**/statistics/24")
    tab.get_by_role("row", name="Lelystad").get_by_role("link").click()
    assert "145" in tab.locator("dl.figures").inner_text()


@pytest.fixture(scope="module")
def tab(browser, request):
    tab = pages.new_tab(browser, **request.param)
    yield tab
    tab.context.close()


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("tab, language", [(pages.look(language=language), language) for language in pages.LANGUAGES],
                         ids=pages.LANGUAGES, indirect=["tab"])
def test_nobody_is_shut_out(saar, tab, language, path):
    turn(tab, *looks_in(language)[0][1:])
    tab.goto(saar.url + path)
    weight = sum(size for _, size in tab.evaluate(LOADED))
    assert 0 < weight < HEAVIEST, f"{path} weighs {weight}"
    unfold(tab)
    found = violated(tab, language)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("tab", [{**pages.look(), "viewport": {"width": 320, "height": 256}}], indirect=True)
def test_enlarged_to_four_times_it_does_not_scroll_sideways(saar, tab):
    for path in PATHS:
        tab.goto(saar.url + path)
        assert tab.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0, path


def test_every_page_is_valid_html(saar, tmp_path):
    for number, path in enumerate(PATHS):
        (tmp_path / f"{number}.html").write_text(ask(saar, path).text)
    assert not faults(sorted(tmp_path.iterdir()))


def test_maps_read_the_outlines(saar):
    for path, number in [("/statistics.geojson", 342), ("/statistics.geojson?country=BE", 581),
                         ("/statistics/28.geojson", 50)]:
        found = ask(saar, path)
        assert found.headers["Content-Type"] == "application/geo+json"
        features = found.json()["features"]
        assert abs(len(features) - number) <= 20, f"{path}: {len(features)}"
        for feature in features:
            outline = shape(feature["geometry"])
            assert outline.area > 0 and not outline.is_empty, explain_validity(outline)
    village = ask(saar, "/api/v1/statistics/1884", Accept="application/geo+json").json()["features"]
    assert shape(village[0]["geometry"]).convex_hull.buffer(0.02).contains(shape(village[1]["geometry"]))


def test_spreadsheets_read_the_table(saar):
    for path in ["/statistics.csv?country=NL", "/statistics/27.csv", "/statistics/1884.csv"]:
        answer = ask(saar, path)
        assert answer.headers["Content-Type"].startswith("text/csv")
        rows = list(csv.DictReader(io.StringIO(answer.text, newline="")))
        assert rows and all(None not in row and int(row["groups"]) >= 0 for row in rows)
    rows = csv.DictReader(io.StringIO(ask(saar, "/api/v1/statistics", Accept="text/csv").text, newline=""))
    counts = {row["name"]: row["groups"] for row in rows if row["kind"] == "province"}
    assert counts["Noord-Holland"] == "1929" and counts["Groningen"] == "150"
