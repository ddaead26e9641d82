"""What is being written is not lost on the way through signing in: by who was not signed in, and by who no longer is."""

import re

import pytest

from conftest import report, wait_for
from drafts import WORDS, arrived_once, fill_all, on_the_page, sent
from phones import SIGNED_IN, ask_for_code, enter_code, fill_report, letters, said, shared, submit, words


@pytest.mark.parametrize("javaScript", [True, False], ids=["script", "no-script"])
def test_signing_in_on_the_way_loses_nothing(phones, saar, javaScript):
    page = phones.stranger(javaScript)
    if javaScript:
        fill_all(page, saar)
    else:
        fill_report(page, saar, behaviour=WORDS)
    before = on_the_page(page)
    submit(page)
    page.wait_for_selector("form[action='/sign-in'] input[name=email]")
    assert words()["sign-in.draft"] in page.inner_text("main")
    # Nor do mistakes on the way.
    page.fill("input[name=email]", "geen adres")
    page.click("form[action='/sign-in'] button[type=submit]")
    page.wait_for_selector("input[name=email][aria-invalid=true]")
    code = ask_for_code(page, saar, "emine@example.org").code
    enter_code(page, "000000" if code != "000000" else "000001")
    page.wait_for_selector("#code-error")
    enter_code(page, code)
    page.wait_for_selector("form#report")
    assert page.locator(SIGNED_IN).count() == 1
    assert on_the_page(page) == before
    submit(page)
    page.wait_for_url(re.compile("/alerts/"))
    alert = arrived_once(saar)
    assert alert["observation"]["behaviour"] == WORDS
    if javaScript:
        sent(page, saar)
        assert alert["policeOnly"]["licencePlate"] == "GH-482-X"
        assert alert["observation"]["direction"] == "west"


@pytest.mark.parametrize("javaScript", [True, False], ids=["script", "no-script"])
def test_a_new_code_on_the_way_loses_nothing(phones, saar, javaScript):
    page = phones.stranger(javaScript)
    fill_report(page, saar, behaviour=WORDS)
    before = on_the_page(page)
    submit(page)
    page.wait_for_selector("form[action='/sign-in'] input[name=email]")
    first = ask_for_code(page, saar, "bram@example.org").code
    page.click("main form:has([name=email]) button")
    page.wait_for_load_state()
    second = wait_for("another letter", lambda: new_code(saar, first))
    page.wait_for_selector("input[name=code]")
    enter_code(page, second)
    page.wait_for_selector("form#report")
    assert on_the_page(page) == before


def new_code(saar, old):
    found = [one for one in letters(saar, "bram@example.org") if one.code]
    return found[0].code if len(found) == 2 else None


def test_who_is_in_no_group_keeps_the_words(phones, saar):
    page = phones.stranger()
    fill_report(page, saar, behaviour=WORDS)
    submit(page)
    page.wait_for_selector("form[action='/sign-in'] input[name=email]")
    enter_code(page, ask_for_code(page, saar, "buiten@example.org").code)
    page.wait_for_selector("pre.kept >> text=kentekenplaat")
    assert page.locator("main a[href='tel:112']").count() == 1
    assert shared(saar) == []


@pytest.mark.parametrize("javaScript", [True, False], ids=["script", "plain"])
def test_a_reaction_after_the_session_had_ended_comes_back(phones, saar, javaScript):
    anna = phones.of(javaScript=javaScript)
    bram = saar.person("resident", 0, 1)
    alert = said(bram.post(f"/groups/{saar.group()['id']}/alerts", report()))
    anna.goto(f"{saar.url}/alerts/{alert['id']}")
    anna.fill("textarea[name=text]", "Rode jas, richting de brug")
    anna.context.clear_cookies()
    anna.click(".reactions button >> nth=0")
    anna.wait_for_selector("input[name=email]")
    assert "Rode jas, richting de brug" in anna.inner_text("main")
    enter_code(anna, ask_for_code(anna, saar, "anna@example.org").code)
    anna.wait_for_selector("form[data-returned]")
    assert anna.input_value("textarea[name=text]") == "Rode jas, richting de brug"
    assert words()["done.kept"] in anna.inner_text("main")
    anna.click(".reactions button >> nth=0")
    anna.wait_for_selector("body[data-done=reacted]")
    assert anna.inner_text("main").count("Rode jas, richting de brug") == 1
