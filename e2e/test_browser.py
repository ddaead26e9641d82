"""A real Chromium: two phones and a desktop in one street, with JavaScript and without."""

import re
import time

import pytest
from axe_playwright_python.sync_playwright import Axe

from conftest import DESKTOP, PHONE, report, wait_for


# What the browser loaded for a page, with the bytes of each body as they came over the wire.
LOADED = """() => [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")]
    .map((entry) => [entry.name, entry.encodedBodySize])"""


@pytest.fixture
def people(browser, saar):
    """Opens a browser for somebody of the street, signed in by their link."""
    contexts = []

    def open_for(role="resident", number=0, group=0, javaScript=True, **kw):
        context = browser.new_context(**{**PHONE, **kw}, java_script_enabled=javaScript)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        faults = []
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
        page.faults = faults
        page.goto(saar.person(role, group, number).sign_in_url)
        return page

    yield open_for
    for context in contexts:
        context.close()


def fill_report(page, saar, behaviour="Iemand wrikt een raam open aan de achterkant", place="Rembrandtlaan 12"):
    page.goto(f"{saar.url}/groups/{saar.group()['slug']}/report")
    page.fill("textarea[name=behaviour]", behaviour)
    page.check("input[name=kind][value=burglary]", force=True)
    page.fill("input[name=place]", place)
    page.check("input[name=by][value=self]", force=True)


def submit(page):
    page.click("form#report button.main[type=submit]")


def test_the_others_see_it_within_a_second(people, saar):
    anna, bram, desk = people(), people(number=1), people("police", **DESKTOP)
    address = f"{saar.url}/groups/{saar.group()['slug']}"
    for page in (bram, desk):
        page.goto(address)
        page.wait_for_selector("#connection:not([hidden]):not(.off)")
        assert page.locator("body").get_attribute("data-mood") == "asleep"
    fill_report(anna, saar)
    assert anna.locator("a[href='tel:112']").first.is_visible()
    submit(anna)
    anna.wait_for_url(re.compile("/alerts/"))
    start = time.monotonic()
    for page in (bram, desk):
        page.wait_for_selector("body[data-mood=awake]")
        page.wait_for_selector("main a[href^='/alerts/']")
    took = time.monotonic() - start
    assert took < 1.0, f"it took {took:.3f} s from the page after sending"

    alert = anna.url
    bram.click("main a[href^='/alerts/']")
    bram.wait_for_url(re.compile("/alerts/"))
    assert "Iemand wrikt een raam open" in bram.inner_text("main")
    assert "belde 112 om" in bram.inner_text("main")
    # Everybody who has shown it is counted, and the reporter sees the number grow without doing anything.
    wait_for("the reach at the reporter", lambda: re.search(r"\b[1-9]\d* van", anna.inner_text("[data-part=reach]")))

    bram.check("input[name=kind][value=sighting]", force=True)
    bram.fill("textarea[name=text]", "Loopt nu naar de brug")
    bram.click("[data-part=react] button[type=submit]")
    anna.wait_for_selector("text=Loopt nu naar de brug")
    desk.goto(alert)
    desk.locator("#closing-part summary").click()
    desk.check("#closing-part input[value=caught]", force=True)
    desk.click("#closing-part button[type=submit]")
    for page in (anna, bram):
        page.wait_for_selector("body[data-mood=asleep]")
    for page in (anna, bram, desk):
        assert page.faults == []


def test_what_somebody_types_survives_news(people, saar):
    anna, bram = people(), people(number=1)
    alert = saar.person().post(f"/groups/{saar.group()['id']}/alerts", report()).json()
    bram.goto(f"{saar.url}/alerts/{alert['id']}")
    bram.wait_for_selector("#connection:not([hidden]):not(.off)")
    bram.fill("textarea[name=text]", "half een zin")
    saar.person().post(f"/alerts/{alert['id']}/reactions", {"kind": "information", "text": "iets nieuws"})
    bram.wait_for_selector("text=iets nieuws")
    assert bram.input_value("textarea[name=text]") == "half een zin"


def test_the_whole_story_without_javascript(people, saar):
    anna = people(javaScript=False)
    carla = people("coordinator", javaScript=False)
    fill_report(anna, saar)
    submit(anna)
    assert "/alerts/" in anna.url
    carla.goto(anna.url)
    carla.check("input[name=kind][value=on-the-lookout]", force=True)
    carla.click("[data-part=react] button[type=submit]")
    anna.reload()
    assert "Carla" in anna.inner_text("[data-part=said]")
    carla.locator("#closing-part summary").click()
    carla.check("#closing-part input[value=gone]", force=True)
    carla.fill("#closing-part textarea", "Niemand meer te zien")
    carla.click("#closing-part button[type=submit]")
    anna.reload()
    assert "Niemand meer te zien" in anna.inner_text("main")
    assert anna.locator("body").get_attribute("data-mood") == "asleep"


@pytest.mark.parametrize("javaScript", [True, False])
def test_a_refused_report_keeps_every_word(people, saar, javaScript):
    anna = people(javaScript=javaScript)
    fill_report(anna, saar, behaviour="", place="Frans Halsstraat")
    anna.locator("details summary").first.click()
    anna.fill("textarea[name=appearance]", "<b>grijze</b> trui & \"rugzak\"")
    submit(anna)
    assert anna.locator("textarea[name=behaviour][aria-invalid=true]").count() == 1
    assert anna.input_value("input[name=place]") == "Frans Halsstraat"
    assert anna.input_value("textarea[name=appearance]") == "<b>grijze</b> trui & \"rugzak\""
    assert anna.is_checked("input[name=kind][value=burglary]")
    anna.fill("textarea[name=behaviour]", "Gaat de tuinen langs")
    submit(anna)
    anna.wait_for_url(re.compile("/alerts/"))
    assert "<b>grijze</b> trui" in anna.inner_text("main")


def test_the_words_are_asked_about_once(people, saar):
    anna = people()
    fill_report(anna, saar, behaviour="een donkere man")
    submit(anna)
    assert anna.locator("#question").count() == 1
    anna.locator("button[form=report]").click()
    anna.wait_for_url(re.compile("/alerts/"))


def test_a_second_report_nearby_is_offered_as_a_reaction(people, saar):
    first = saar.person(number=1).post(f"/groups/{saar.group()['id']}/alerts", report()).json()
    anna = people(geolocation={"latitude": 52.0891, "longitude": 4.8751}, permissions=["geolocation"])
    fill_report(anna, saar)
    anna.click("#position")
    wait_for("the position", lambda: anna.input_value("#latitude") != "")
    submit(anna)
    anna.wait_for_selector("#already")
    assert "Iemand wrikt een raam open" in anna.input_value("textarea#add")
    anna.locator("section[aria-labelledby=already] form button[type=submit]").click()
    anna.wait_for_url(re.compile(first["id"]))
    assert "Iemand wrikt een raam open" in anna.inner_text("[data-part=said]")


def test_a_stolen_form_from_another_site_is_refused(people, saar, browser):
    anna = people()
    answer = anna.request.post(
        f"{saar.url}/groups/{saar.group()['slug']}/report", headers={"Origin": "https://evil.example"},
        form={"behaviour": "x"})
    assert answer.status == 403


def test_sign_out_and_bad_links(people, saar):
    anna = people()
    anna.click("form[action='/sign-out'] button")
    assert anna.locator("form[action='/sign-out']").count() == 0
    answer = anna.goto(f"{saar.url}/sign-in/{'0' * 64}")
    assert answer.status == 404 and answer.headers["content-type"].startswith("text/html")


@pytest.mark.parametrize("shape", [PHONE, DESKTOP], ids=["phone", "desktop"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["nl-NL", "en-GB"])
def test_no_page_shuts_anybody_out(people, saar, shape, scheme, language):
    look = {**shape, "color_scheme": scheme, "locale": language}
    alert = saar.person().post(
        f"/groups/{saar.group()['id']}/alerts", report(policeOnly={"text": "zwarte auto"})).json()
    saar.person(number=1).post(f"/alerts/{alert['id']}/reactions", {"kind": "sighting", "text": "bij de brug"})
    group = f"/groups/{saar.group()['slug']}"
    for page in (people(**look), people("coordinator", **look), people("police", **look)):
        for path in ("/", group, f"{group}/report", f"/alerts/{alert['id']}", "/nothing/here"):
            page.goto(saar.url + path)
            found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]})
            assert found.violations_count == 0, f"{path}: {found.generate_report()}"
            wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert wide <= 0, f"{path} scrolls sideways by {wide} px"
            loaded = page.evaluate(LOADED)
            assert {name.split("/")[2] for name, _ in loaded} == {saar.url.split("/")[2]}, "something from elsewhere"
            weight = sum(size for _, size in loaded)
            assert 0 < weight < 100_000, f"{path} weighs {weight} bytes"
