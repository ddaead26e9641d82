"""The call of a report, on a phone: every button dials the number that was chosen, and who comes back from a call is
asked at the top whether they made it. One thumb is enough."""

import re

import pytest

from conftest import PHONE, wait_for
from phones import fill_report, group_url, shared, submit, words

# Everything on the page that dials, but the buttons that stand beside each number to choose.
DIALS = """() => [...document.querySelectorAll("a.call")].filter((call) => call.checkVisibility())
    .map((call) => [call.getAttribute("href"), call.textContent.trim()])"""
# A phone that was away at the dialler and is back.
BACK = "document.dispatchEvent(new Event('visibilitychange'))"
SHARE = "form#report button.main[type=submit], #called-share"
TALL = PHONE["viewport"]["height"]


class Thumb:
    """Taps what it sees, and scrolls to what it does not see: counts both."""

    def __init__(self, page):
        self.page, self.taps, self.pixels = page, 0, 0

    def on(self, selector):
        box = self.page.locator(selector).locator("visible=true").first
        before = self.page.evaluate("scrollY")
        place = box.bounding_box()
        if place["y"] < 0 or place["y"] + place["height"] > TALL:
            self.page.evaluate("(way) => scrollBy(0, way)", place["y"] - TALL / 2)
        self.pixels += abs(self.page.evaluate("scrollY") - before)
        self.taps += 1
        return box

    def screens(self):
        return self.pixels / TALL


def open_report(page, saar, group=0):
    page.goto(f"{group_url(saar, group)}/report")
    # Nothing dials in a test; the page is told of the tap all the same.
    page.evaluate("addEventListener('click', (event) => { if (event.target.closest('a[href^=\"tel:\"]')) event.preventDefault(); })")
    return Thumb(page)


def come_back(page):
    """As from the phone's own dialler."""
    page.evaluate(BACK)
    page.wait_for_selector("#called:not([hidden])")


@pytest.mark.parametrize("group, number, link", [
    (0, "112", "tel:112"), (0, "0900-8844", "tel:09008844"), (2, "101", "tel:101"), (2, "112", "tel:112")])
def test_every_button_dials_the_number_that_was_chosen(people, saar, group, number, link):
    page = people(group=group)
    open_report(page, saar, group)
    page.check(f"input[name=number][value='{number}']", force=True)
    dials = page.evaluate(DIALS)
    assert dials == [[link, f"Bel {number}"]] * 3, "in the head, at the top, and where the number is chosen"
    # What was chosen goes on being chosen when the draft is opened again.
    page.fill("textarea[name=behaviour]", "Voelt aan autodeuren")
    page.goto(f"{group_url(saar, group)}/report")
    assert page.evaluate(DIALS) == dials
    assert page.faults == []


@pytest.mark.parametrize("javaScript", [True, False], ids=["script", "plain"])
def test_what_is_found_afterwards_in_belgium(people, saar, javaScript):
    """The local police are called at a number that Saar does not know: nothing dials it, and danger has both of its."""
    katrien = people(group=2, javaScript=javaScript)
    katrien.goto(f"{group_url(saar, 2)}/report")
    katrien.check("input[name=number][value='local-police']", force=True)
    beside = katrien.locator(".number:has(input[value='local-police'])")
    assert beside.locator("a.call").count() == 0
    assert [one.get_attribute("href") for one in beside.locator("a").all()] == ["tel:101", "tel:112"]
    if javaScript:
        assert {dial[0] for dial in katrien.evaluate(DIALS)} == {"tel:101"}
        assert katrien.inner_text(".panel.urgent p:visible") == words()["report.not-urgent"]
    for name, text in (("behaviour", "Vannacht is de schuur opengebroken"), ("place", "Heidestraat")):
        katrien.fill(f"[name={name}]", text)
    katrien.check("input[name=by][value=self]", force=True)
    katrien.click("form#report button.main[type=submit]")
    katrien.wait_for_selector("body[data-done=shared]")
    assert f"De melder belde {words()['call.local.number']}" in katrien.inner_text(".called")
    calls = katrien.locator(".panel.urgent .dial")
    assert calls.locator("a.call").count() == 2
    assert [call.inner_text() for call in calls.locator(".hint").all()] == [
        words()["call.police"], words()["call.all-help"]], "each is said for what it is"
    alerts = saar.person(group=2).get(f"/groups/{saar.group(2)['id']}/alerts").json()["alerts"]
    assert [alert["emergencyCall"]["number"] for alert in alerts if alert["state"] == "open"] == ["local-police"]
    assert katrien.faults == []


def test_danger_after_all_is_a_tap_away(people, saar):
    anna = people()
    open_report(anna, saar)
    anna.check("input[name=number][value='0900-8844']", force=True)
    assert anna.inner_text(".panel.urgent p:visible") == words()["report.not-urgent"]
    anna.click(".number a[href='tel:112']:not(.call)")
    assert anna.is_checked("input[name=number][value='112']"), "what was dialled is what is chosen"
    assert {dial[0] for dial in anna.evaluate(DIALS)} == {"tel:112"}
    assert anna.inner_text(".panel.urgent p:visible") == words()["report.urgent"]


def test_without_a_script_the_choice_shows_its_own_button(people, saar):
    anna = people(javaScript=False)
    anna.goto(f"{group_url(saar)}/report")
    for number, link in (("0900-8844", "tel:09008844"), ("112", "tel:112")):
        anna.check(f"input[name=number][value='{number}']", force=True)
        visible = anna.locator(".number a.call").locator("visible=true")
        assert visible.count() == 1 and visible.get_attribute("href") == link
    assert anna.is_hidden("#called")
    assert words()["call.ways.NL"] in anna.inner_text("#report")


def test_words_first_then_one_thumb_at_the_top(people, saar):
    anna = people()
    thumb = open_report(anna, saar)
    thumb.on("textarea[name=behaviour]").fill("Wrikt een raam open")
    thumb.on("input[name=place]").fill("Rembrandtlaan 12")
    thumb.on(".number a.call").click()
    before = Thumb(anna)
    come_back(anna)
    assert anna.inner_text("#called-title") == "Hebt u 112 gebeld?"
    assert anna.evaluate("document.activeElement.id") == "called-title"
    before.on("#called-yes").click()
    assert re.fullmatch(r"U belde 112 om \d\d:\d\d\.", anna.inner_text("#called-title"))
    before.on(SHARE).click()
    anna.wait_for_selector("body[data-done=shared]")
    assert (before.taps, before.pixels) == (2, 0), "two taps on one screen"
    alert = shared(saar, "Wrikt een raam open")[0]
    assert alert["emergencyCall"]["by"] == "self" and alert["emergencyCall"]["number"] == "112"
    assert anna.faults == []


def test_the_call_first_then_the_words(people, saar):
    anna = people()
    thumb = open_report(anna, saar)
    thumb.on(".panel.urgent a.call").click()
    come_back(anna)
    thumb.on("#called-yes").click()
    # The words are asked for next, and sharing waits right under them.
    assert anna.evaluate("document.activeElement.id") == "behaviour"
    anna.keyboard.type("Wrikt een raam open")
    thumb.on("input[name=place]").fill("Rembrandtlaan 12")
    thumb.on(SHARE).click()
    anna.wait_for_selector("body[data-done=shared]")
    assert thumb.taps == 4 and thumb.screens() <= 1.5, f"{thumb.taps} taps, {thumb.screens():.2f} screens"
    assert shared(saar, "Wrikt een raam open")[0]["emergencyCall"]["by"] == "self"


def test_who_did_not_call_is_believed(people, saar):
    anna = people()
    open_report(anna, saar)
    anna.click(".panel.urgent a.call")
    come_back(anna)
    anna.click("#called-no")
    assert anna.is_hidden("#called") and anna.locator("input[name=by]:checked").count() == 0
    anna.evaluate(BACK)
    anna.reload()
    wait_for("the page", lambda: anna.evaluate("document.readyState") == "complete")
    assert anna.is_hidden("#called"), "it is asked once"
    # Nothing is shared without a call, whatever else is filled in.
    fill_report(anna, saar)
    anna.evaluate("for (const one of document.querySelectorAll('[name=by]')) one.checked = false")
    submit(anna)
    anna.wait_for_selector("#by-error")


def test_a_page_that_was_thrown_away_meanwhile_asks_all_the_same(people, saar):
    anna = people()
    anna.goto(group_url(saar))
    anna.evaluate("addEventListener('click', (event) => { if (event.target.closest('a[href^=\"tel:\"]')) event.preventDefault(); })")
    # Dialled on another page, before the report was opened.
    anna.click("header a.call")
    anna.goto(f"{group_url(saar)}/report")
    anna.wait_for_selector("#called:not([hidden])")
    anna.click("#called-yes")
    assert anna.is_checked("input[name=by][value=self]")
    # What was long ago is not asked about.
    anna.evaluate("""sessionStorage.setItem("saar-dialled", JSON.stringify({number: "112", at: Date.now() - 16 * 60000}))""")
    anna.goto(f"{group_url(saar)}/report")
    assert anna.is_hidden("#called")
