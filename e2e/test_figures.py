"""The registry in figures, with what the Dutch foundation once published (foundation.py): do pages and data show that
ranking, does nobody stand before a closed door, and do other programs read the data?"""

import csv
import io

import httpx
import pytest
from shapely.geometry import shape
from shapely.validation import explain_validity

import foundation
import pages
from conftest import DEADLINE, Saar, wait_for
from test_access import HEAVIEST, looks_in, turn, unfold, violated
from test_browser import LOADED
from test_html import faults
from test_registry_import import House

PATHS = ["/statistics", "/statistics?sort=members", "/statistics?sort=density", "/statistics?country=BE",
         "/statistics/27", "/statistics/28?sort=density", "/statistics/1884", "/statistics/0632", "/statistics/11002"]


@pytest.fixture(scope="module")
def saar(tmp_path_factory):
    house = House(tmp_path_factory.mktemp("foundation"))
    assert f"{foundation.TOTAL} groups came in" in house.take(foundation.listing())
    saar = Saar(["serve", "--database", house.database, "--port", "0", "--log-level", "info"])
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
