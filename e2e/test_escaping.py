"""What strangers type stays words, also where a sign that joins others stands before a bracket: looked at as bytes, in a
real browser, and in the files that spreadsheets and feed readers read."""

import csv
import io
import xml.etree.ElementTree as xml
from urllib.parse import quote

import httpx
import pytest
from playwright.sync_api import expect

from conftest import DEADLINE, PHONE, Saar, report
from phones import House

# U+0600 joins what stands behind it, U+0301 what stands before it: to Swift neither bracket nor quote is one any more.
AWAY = "\u0600<meta http-equiv=refresh content=0;url=//127.0.0.1:9/away \u0600>"
ERASE = "\u0600<form method=post action=/me/erasure\u0600><input name=sure value=1\u0600><button\u0600>Reageer"
FORMULA = 'Buurt, "\u0301,=1+1,"\u0301;=1+2;x'


@pytest.fixture(scope="module")
def street(tmp_path_factory):
    """A street in which a group, its place and a neighbour are called so. They came in by a way on which no rule looked
    at names, as an older version would have let them."""
    house = House(tmp_path_factory.mktemp("street"))
    before = Saar(["demo", "--json", "--port", "0", "--database", house.place]).ready()
    slugs = [before.group(number)["slug"] for number in range(2)]
    line = before.line
    assert before.stop() == 0
    house.change("UPDATE groups SET name = ?, place = ? WHERE slug = ?", AWAY, AWAY, slugs[0])
    house.change("UPDATE groups SET name = ?, place = ? WHERE slug = ?", FORMULA, ERASE, slugs[1])
    saar = Saar(["serve", "--database", house.place, "--port", "0", "--log-level", "info"])
    saar.line = {**line, "url": f"http://127.0.0.1:{saar.port()}"}
    yield saar
    saar.kill()


def ask(street, path, status=200):
    answer = httpx.get(street.url + path, timeout=DEADLINE, follow_redirects=True)
    assert answer.status_code == status, f"{path}: {answer.status_code}"
    return answer


def tab(street, browser, role=None, number=0, path="/"):
    """A browser, signed in by its person's key as pages take it."""
    context = browser.new_context(**PHONE)
    page = context.new_page()
    page.set_default_timeout(DEADLINE * 1000)
    if role:
        person = street.person(role, 0, number)
        context.set_extra_http_headers({"Authorization": f"Bearer {person.data['token']}"})
    page.goto(street.url + path)
    return page


@pytest.mark.parametrize("path", ["/groups?near=52.089,4.875", "/groups?municipality=0632", "/groups/{0}", "/groups/{1}",
                                  "/groups/{0}/join", "/groups.atom", "/map?at=52.089,4.880"])
def test_no_bracket_of_a_stranger_reaches_anybody(street, path):
    path = path.format(*(street.group(number)["slug"] for number in range(2)))
    body = ask(street, path, status=401 if path.endswith("/join") else 200).content
    for raw in (AWAY, ERASE, FORMULA):
        assert raw.encode() not in body
    assert b"<meta http-equiv" not in body and b"<form method=post action" not in body


@pytest.mark.parametrize("typed", [AWAY, ERASE, '"\u0301 autofocus onfocus=alert(1) x="\u0301'])
def test_what_an_address_brings_is_no_markup(street, typed):
    for path in ("/groups?q=", "/groups?place=", "/embed?municipality=", "/sign-in?next=", "/j?code="):
        body = ask(street, path + quote(typed), status=404 if path.startswith("/j") else 200).content
        assert typed.encode() not in body, path
        assert "<meta http-equiv".encode() not in body and 'onfocus=alert(1) x="'.encode() not in body, path


def test_a_name_leads_nobody_away(street, browser):
    for path in (f"/groups/{street.group()['slug']}", "/groups?near=52.089,4.875", "/groups?q=" + quote(AWAY)):
        page = tab(street, browser)
        page.goto(street.url + path)
        gone = []
        page.on("framenavigated", lambda frame: gone.append(frame.url))
        # The name stands there to be read; in the box, what was asked.
        assert "http-equiv=refresh" in page.content()
        # Whatever the page would set off has been set off when it has been painted twice and is at rest.
        page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
        page.wait_for_load_state("networkidle")
        assert not gone and page.url.startswith(street.url)
        assert page.locator("meta[http-equiv]").count() == 0
        page.context.close()


def test_a_reaction_is_no_form(street, browser):
    group = street.group()["id"]
    anna, bram = street.person(), street.person(number=1)
    shared = anna.post(f"/groups/{group}/alerts", report(
        observation={"behaviour": ERASE, "appearance": ERASE}, location={"description": AWAY}))
    assert shared.status_code == 201, shared.text
    alert = shared.json()["id"]
    for kind in ("sighting", "known-person"):
        bram.post(f"/alerts/{alert}/reactions", {"kind": kind, "text": ERASE})
    page = tab(street, browser, "resident", path=f"/alerts/{alert}")
    expect(page.locator("main")).to_contain_text("action=/me/erasure")
    assert page.locator("form[action='/me/erasure'], form form").count() == 0
    assert page.locator("button", has_text="Reageer").evaluate_all(
        "(all) => all.filter((one) => one.form && one.form.getAttribute('action') === '/me/erasure').length") == 0
    page.context.close()


def test_spreadsheets_and_feeds_read_what_was_typed(street):
    text = ask(street, "/open-data/groups.csv").content.decode()
    rows = {row["slug"]: row for row in csv.DictReader(io.StringIO(text, newline=""), strict=True)}
    # An apostrophe stands where a spreadsheet would begin to reckon; nothing else was changed.
    assert rows[street.group(1)["slug"]]["name"].replace("'", "") == FORMULA
    assert rows[street.group()["slug"]]["name"] == AWAY
    for separator in ",;\t":
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator):
            for cell in row:
                for piece in [cell, *cell.split(separator)]:
                    assert not piece.lstrip(' "').startswith(("=", "@", "+1", "-1")), f"{separator!r}: {cell}"
    tree = xml.fromstring(ask(street, "/groups.atom").content)
    titles = {title.text for title in tree.iter("{http://www.w3.org/2005/Atom}title")}
    assert AWAY in titles and FORMULA in titles
    data = ask(street, "/open-data/groups.json").json()
    assert {AWAY, FORMULA} <= {group["name"] for group in data["groups"]}
