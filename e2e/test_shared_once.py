"""One incident is one alert: not by a browser that goes back to what was shared, nor by the same report once more; and what
is open is asked about before anything is typed."""

import re

import pytest

from conftest import report
from phones import fill_report, group_url, shared, submit, words

WORDS = "Schroeft een kentekenplaat los"


@pytest.mark.parametrize("behaviour", [WORDS, "een donkere man"], ids=["at-once", "after-a-question"])
def test_who_goes_back_after_sharing_begins_anew(people, saar, behaviour):
    page = people()
    fill_report(page, saar, behaviour=behaviour)
    submit(page)
    if behaviour != WORDS:
        page.click("section:has(> #question) button[form=report]")
    page.wait_for_selector("body[data-done=shared]")
    alert = page.url
    # By itself: the page that one goes back to goes on to an empty one. Behind the form that was asked about stands the one
    # before.
    page.evaluate(f"history.go({-1 if behaviour == WORDS else -2})")
    page.wait_for_selector("#sent-note:not([hidden])")
    assert page.locator("#sent-note a").get_attribute("href") in alert
    assert page.input_value("textarea[name=behaviour]") == "" and page.input_value("input[name=place]") == ""
    submit(page)
    page.wait_for_selector("[aria-invalid=true]")
    assert len(shared(saar)) == 1
    fill_report(page, saar, behaviour="Iets heel anders", place="Vermeerstraat 3")
    submit(page)
    page.wait_for_selector("body[data-done=shared]")
    assert len(shared(saar)) == 2


def test_without_a_script_the_same_report_again_is_the_first(people, saar):
    anna = people(javaScript=False)
    fill_report(anna, saar, behaviour=WORDS)
    submit(anna)
    anna.wait_for_url(re.compile("/alerts/"))
    alert = anna.url.split("?")[0].removeprefix(saar.url)
    fill_report(anna, saar, behaviour=WORDS)
    submit(anna)
    anna.wait_for_selector("#same")
    assert len(shared(saar)) == 1
    assert anna.locator(f"section.ask a.main[href='{alert}']").count() == 1
    anna.click("section.ask button[name=separate]")
    anna.wait_for_url(re.compile("/alerts/"))
    assert len(shared(saar, WORDS)) == 2


def test_what_is_open_is_asked_about_and_a_typed_address_finds_it(people, saar):
    saar.person(number=1).post(f"/groups/{saar.group()['id']}/alerts", report())
    anna = people()
    anna.goto(f"{group_url(saar)}/report")
    card = anna.locator("section:has(#open-now) li")
    assert card.count() == 1 and anna.locator("#open-now").evaluate(
        "(title) => title.getBoundingClientRect().top < document.querySelector('form#report').getBoundingClientRect().top")
    for said in (words()["kind.suspicious-person"], "Rembrandtlaan bij de brug", "geleden gedeeld"):
        assert said in card.inner_text()
    # Bram's telephone found itself, Anna types where she is.
    fill_report(anna, saar, behaviour=WORDS, place="t.h.v. REMBRANDTLAAN 148")
    submit(anna)
    anna.wait_for_selector("#already")
    offer = anna.inner_text("section.ask:has(#already)")
    assert "Rembrandtlaan bij de brug" in offer and "geleden gedeeld" in offer and WORDS in anna.input_value("#add")
    anna.click("section.ask button[name=separate]")
    anna.wait_for_selector("body[data-done=shared]")
    assert len(shared(saar)) == 2
