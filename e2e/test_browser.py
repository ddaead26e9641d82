"""A real Chromium: two phones and a desktop in one street, with JavaScript and without."""

import re
import time

import pytest

from conftest import DESKTOP, report, wait_for
from phones import ONLINE, close_alert, fill_report, react, submit

# What the browser loaded for a page, with the bytes of each body as they came over the wire.
LOADED = """() => [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")]
    .map((entry) => [entry.name, entry.encodedBodySize])"""


@pytest.mark.alone
def test_the_others_see_it_within_a_second(people, saar):
    anna, bram, desk = people(), people(number=1), people("police", **DESKTOP)
    address = f"{saar.url}/groups/{saar.group()['slug']}"
    for page in (bram, desk):
        page.goto(address)
        page.wait_for_selector(ONLINE)
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
    wait_for("the reach at the reporter", lambda: re.search(r"\b[1-9]\d* van", anna.inner_text("#reach")))
    assert re.fullmatch(r"\d+(,\d)? s", anna.inner_text("[data-figure=median]")), "and how fast it was"

    react(bram, "sighting", "Loopt nu naar de brug")
    anna.wait_for_selector("text=Loopt nu naar de brug")
    desk.goto(alert)
    close_alert(desk, "caught")
    for page in (anna, bram):
        page.wait_for_selector("body[data-mood=asleep]")
    for page in (anna, bram, desk):
        assert page.faults == []


def test_what_somebody_types_survives_news(people, saar):
    anna, bram = people(), people(number=1)
    alert = saar.person().post(f"/groups/{saar.group()['id']}/alerts", report()).json()
    bram.goto(f"{saar.url}/alerts/{alert['id']}")
    bram.wait_for_selector(ONLINE)
    bram.fill("textarea[name=text]", "half een zin")
    saar.person().post(f"/alerts/{alert['id']}/reactions", {"kind": "information", "text": "iets nieuws"})
    bram.wait_for_selector("text=iets nieuws")
    assert bram.input_value("textarea[name=text]") == "half een zin"


def test_a_refused_end_survives_news_and_somebody_faster(people, saar):
    anna = people()
    alert = saar.person().post(f"/groups/{saar.group()['id']}/alerts", report()).json()
    anna.goto(f"{saar.url}/alerts/{alert['id']}")
    anna.locator("#closing-part summary").click()
    anna.fill("#closing-part textarea", "Het was de buurman")
    anna.click("#closing-part button[type=submit]")
    anna.wait_for_selector("#outcome-error:visible")
    anna.wait_for_selector(ONLINE)
    saar.person(number=1).post(f"/alerts/{alert['id']}/reactions", {"kind": "information", "text": "iets nieuws"})
    anna.wait_for_selector("text=iets nieuws")
    assert anna.input_value("#closing-part textarea") == "Het was de buurman"
    saar.person("coordinator").post(f"/alerts/{alert['id']}/closure", {"outcome": "gone"})
    anna.wait_for_selector("body[data-mood=asleep]")
    anna.check("#closing-part input[value=false-alarm]", force=True)
    anna.click("#closing-part button[type=submit]")
    anna.wait_for_selector("section.ask pre.kept >> text=Het was de buurman")
    anna.click("section.ask form button")
    anna.wait_for_selector("body[data-mood=awake] #closing-part[open]")
    assert anna.input_value("#closing-part textarea") == "Het was de buurman"
    anna.click("#closing-part button[type=submit]")
    anna.wait_for_selector("body[data-done=closed]")
    assert "Het was de buurman" in anna.inner_text("main")


def test_the_whole_story_without_javascript(people, saar):
    anna = people(javaScript=False)
    carla = people("coordinator", javaScript=False)
    fill_report(anna, saar)
    submit(anna)
    assert "/alerts/" in anna.url
    carla.goto(anna.url)
    react(carla, "on-the-lookout")
    anna.reload()
    assert "Carla" in anna.inner_text("[data-part=said]")
    close_alert(carla, "gone", "Niemand meer te zien")
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
    anna.wait_for_selector("textarea[name=behaviour][aria-invalid=true]")
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
    anna.wait_for_selector("#question")
    anna.click("section[aria-labelledby=question] button[form=report]")
    anna.wait_for_url(re.compile("/alerts/"))


def test_a_second_report_nearby_is_offered_as_a_reaction(people, saar):
    first = saar.person(number=1).post(f"/groups/{saar.group()['id']}/alerts", report()).json()
    anna = people(geolocation={"latitude": 52.0891, "longitude": 4.8751}, permissions=["geolocation"])
    fill_report(anna, saar)
    anna.click("#position")
    wait_for("the position", lambda: anna.input_value("#latitude") != "")
    anna.click("details.police summary")
    anna.fill("#licencePlate", "GH-482-X")
    submit(anna)
    anna.wait_for_selector("#already")
    assert "Iemand wrikt een raam open" in anna.input_value("textarea#add")
    anna.locator("section[aria-labelledby=already] form button[type=submit]").click()
    anna.wait_for_url(re.compile(first["id"]))
    assert "Iemand wrikt een raam open" in anna.inner_text("[data-part=said]")
    # The plate went along, and is for the police alone.
    assert "GH-482-X" not in anna.content()
    assert "GH-482-X" not in saar.person(number=1).get(f"/alerts/{first['id']}").text
    assert "GH-482-X" in saar.person("police").get(f"/alerts/{first['id']}").text


@pytest.mark.parametrize("javaScript", [True, False], ids=["script", "no-script"])
def test_a_plate_in_a_reaction_is_asked_about_once(people, saar, javaScript):
    alert = saar.person(number=1).post(f"/groups/{saar.group()['id']}/alerts", report()).json()["id"]
    anna = people(javaScript=javaScript)
    anna.goto(f"{saar.url}/alerts/{alert}")
    anna.fill("#text", "Rijdt weg in GH-482-X")
    anna.click("#reaction-form button[value=sighting]")
    anna.wait_for_selector("#question")
    assert "GH-482-X" not in saar.person("police").get(f"/alerts/{alert}").text
    # The words are still there: the plate goes where it belongs.
    anna.fill("#text", "Rijdt weg")
    anna.click("#reaction-form details.police summary")
    anna.fill("#licencePlate", "GH-482-X")
    anna.click("#reaction-form button[value=sighting]")
    anna.wait_for_selector("[data-part=said] li.sighting")
    seen = saar.person("police").get(f"/alerts/{alert}").json()["reactions"][0]
    assert seen["text"] == "Rijdt weg" and seen["policeOnly"] == {"licencePlate": "GH-482-X"}


def test_sign_out_and_bad_links(people, saar):
    anna = people()
    anna.click("form[action='/sign-out'] button")
    assert anna.locator("form[action='/sign-out']").count() == 0
    answer = anna.goto(f"{saar.url}/sign-in/{'0' * 64}")
    assert answer.status == 404 and answer.headers["content-type"].startswith("text/html")


def press(page, selector, key="Enter"):
    """Goes to something by Tab alone, as nothing else moves the focus, and presses a key there."""
    page.wait_for_load_state("load")
    for _ in range(150):
        page.keyboard.press("Tab")
        if page.evaluate("(selector) => document.activeElement.matches(selector)", selector):
            page.keyboard.press(key)
            return
    pytest.fail(f"Tab does not reach {selector} at {page.url}")


@pytest.mark.parametrize("javaScript", [True, False])
def test_the_whole_story_by_keyboard_alone(people, saar, javaScript):
    anna, bram = people(javaScript=javaScript), people(number=1, javaScript=javaScript)
    press(anna, "main a[href$='/report']")
    anna.wait_for_url(re.compile("/report$"))
    press(anna, "textarea[name=behaviour]", "End")
    anna.keyboard.type("Klimt over de schutting")
    press(anna, "input[name=kind]", "ArrowDown")
    press(anna, "input[name=place]", "End")
    anna.keyboard.type("Rembrandtlaan")
    press(anna, "input[name=by]", "Space")
    press(anna, "form#report button.main[type=submit]")
    anna.wait_for_url(re.compile("/alerts/"))
    bram.reload()
    press(bram, "main a[href^='/alerts/']")
    bram.wait_for_url(re.compile("/alerts/"))
    press(bram, "[data-part=react] textarea", "End")
    bram.keyboard.type("Ik zie hem bij de brug")
    press(bram, "button[name=kind][value=sighting]")
    bram.wait_for_selector("[data-part=said] >> text=Ik zie hem bij de brug")
    anna.reload()
    anna.wait_for_selector("[data-part=said] >> text=Ik zie hem bij de brug")
    press(anna, "#closing-part summary")
    press(anna, "#closing-part input[name=outcome]", "Space")
    press(anna, "#closing-part button[type=submit]")
    anna.wait_for_selector("body[data-mood=asleep]")
    anna.wait_for_selector("body[data-done=closed]")


def test_after_reacting_one_lands_on_ones_reaction(people, saar):
    bram = people(number=1)
    alert = saar.person().post(f"/groups/{saar.group()['id']}/alerts", report()).json()
    for number in range(8):
        saar.person(number=2).post(
            f"/alerts/{alert['id']}/reactions", {"kind": "information", "text": f"Woord {number}. " * 12})
    bram.goto(f"{saar.url}/alerts/{alert['id']}")
    react(bram, "sighting", "Staat nu bij de brug")
    own = bram.locator("[data-part=said] li.sighting")
    wait_for("the reaction in sight", lambda: own.evaluate(
        "(item) => { const box = item.getBoundingClientRect(); return box.top >= 0 && box.bottom <= innerHeight; }"))
    assert bram.url.endswith("#" + own.get_attribute("id"))
    # The address says once what was done, and goes on saying where.
    assert "done=" not in bram.url and bram.faults == []


def test_who_is_missing_is_looked_for(people, saar):
    anna = people()
    anna.goto(f"{saar.url}/groups/{saar.group()['slug']}/report")
    assert anna.is_visible(".for-others .do-not") and anna.is_hidden(".for-missing")
    anna.check("input[name=kind][value=missing-person]", force=True)
    assert anna.is_visible(".for-missing") and anna.is_hidden(".for-others")
