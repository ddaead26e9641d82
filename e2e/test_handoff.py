"""Three phones at once, each in its own language; and what goes on into the ordinary chat of the street: a message
without names, and a link that anybody can open for as long as the alert is open."""

import re
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from conftest import DEADLINE, DESKTOP, report, wait_for
from phones import (
    close_alert, fill_report, group_url, listening, react, said, submit, words)

BEHAVIOUR = "Wrikt een raam open aan de achterkant"
PLATE = "GH-482-X"
SECRET = "stapte uit een zwarte Volvo"


def whatsapp(page, part=":is([data-part=now], [data-part=handoff])"):
    """The message that WhatsApp would open with."""
    link = page.locator(f"{part} a[href^='https://wa.me/']")
    assert link.get_attribute("target") == "_blank" and "noopener" in link.get_attribute("rel")
    address = urlsplit(link.get_attribute("href"))
    assert (address.scheme, address.netloc, address.path) == ("https", "wa.me", "/")
    return parse_qs(address.query, strict_parsing=True)["text"][0]


def public_link(text, saar):
    found = re.findall(rf"{re.escape(saar.url)}(/a/[\w-]+)", text)
    assert len(found) == 1 and len(found[0]) > 20, text
    return saar.url + found[0]


def no_names(text, saar):
    """Nobody of the street is named."""
    names = {name for person in saar.line["people"] for name in person["name"].split(" ", 1)}
    return [name for name in names if re.search(rf"\b{re.escape(name)}\b", text)] == []


@pytest.fixture
def alert(saar):
    """What Anna reported and what was said since, by the API: as much as can be known of people, doors and cars."""
    anna, bram, emine = saar.person(), saar.person(number=1), saar.person(number=2)
    alert = said(anna.post(f"/groups/{saar.group()['id']}/alerts", report(
        kind="burglary", observation={
            "behaviour": BEHAVIOUR, "appearance": "grijze trui", "vehicle": f"Bakfiets naast {PLATE} gezet"},
        location={"description": "Rembrandtlaan 12, Woerden", "latitude": 52.08904, "longitude": 4.87512},
        policeOnly={"licencePlate": "XX-99-YY", "text": SECRET})))
    said(bram.post(f"/alerts/{alert['id']}/reactions", {"kind": "sighting", "text": "Loopt nu naar de brug"}))
    wrong = {"kind": "information", "text": "Dat is Kees van acht"}
    wrong = said(emine.post(f"/alerts/{alert['id']}/reactions", wrong))
    said(emine.post(f"/messages/{wrong['id']}/retraction"))
    said(saar.person("police").post(f"/alerts/{alert['id']}/reactions", {"kind": "police-on-scene"}))
    return alert


@pytest.fixture
def link(people, saar, alert):
    anna = people(javaScript=False)
    anna.goto(f"{saar.url}/alerts/{alert['id']}")
    return public_link(whatsapp(anna), saar)


def test_three_phones_at_once(people, saar):
    anna = people()
    bram, emine = people(number=1, locale="fr-BE"), people(number=2, locale="de-DE")
    desk = people("police", locale="en-GB", **{k: v for k, v in DESKTOP.items() if k != "locale"})
    everybody = [anna, bram, emine, desk]
    for page in (bram, emine, desk):
        page.goto(group_url(saar))
    listening(bram, emine, desk)
    assert [page.get_attribute("html", "lang") for page in everybody] == ["nl", "fr", "de", "en"]

    fill_report(anna, saar, behaviour=BEHAVIOUR)
    submit(anna)
    anna.wait_for_url(re.compile("/alerts/"))
    for page in (bram, emine, desk):
        page.wait_for_selector("body[data-mood=awake]")
        page.click("[data-part=open] a[href^='/alerts/']")
        page.wait_for_url(re.compile("/alerts/"))
        assert BEHAVIOUR in page.inner_text("[data-part=what]")
    listening(*everybody)

    # The buttons are for cold thumbs.
    buttons = bram.locator("button.reaction").all()
    assert len(buttons) > 2
    for box in [button.bounding_box() for button in buttons]:
        assert box["height"] >= 44 and box["width"] >= 44, box
    react(bram, "sighting", "Rent naar de brug")
    listening(bram)
    react(emine, "on-the-lookout")
    listening(emine)
    anna.locator("#correction-part summary").click()
    anna.fill("#correction-part textarea", "De trui is groen")
    anna.click("#correction-part button[type=submit]")
    anna.wait_for_selector("body[data-done=corrected]")
    react(desk, "police-on-scene")
    for page in everybody:
        page.wait_for_selector("[data-part=said] li.sighting >> text=Rent naar de brug")
        page.wait_for_selector("[data-part=said] li.correction >> text=De trui is groen")
        page.wait_for_selector("[data-part=said] li.on-the-lookout")
        page.wait_for_selector("[data-part=said] li.police-on-scene.by-police")
        assert page.locator("[data-part=said] li").count() == 4, "each thing once"
    assert words("fr")["said.police-on-scene.police"] in bram.inner_text("[data-part=said]")
    assert words("de")["said.correction"] in emine.inner_text("[data-part=said]")

    listening(anna)
    close_alert(desk, "caught", "Aangehouden. Dank u.")
    for page, language in zip(everybody, ("nl", "fr", "de", "en")):
        page.wait_for_selector("body[data-mood=asleep]")
        page.wait_for_selector("[data-part=what] >> text=Aangehouden. Dank u.")
        assert words(language)["outcome.caught.long"] in page.inner_text("[data-part=what]")
        assert page.locator("[data-part=react] form").count() == 0
    for page in (bram, emine):
        page.goto(group_url(saar))
        assert page.get_attribute("body", "data-mood") == "asleep"
    assert [page.faults for page in everybody] == [[], [], [], []]


def test_the_message_for_the_chat(people, saar):
    anna = people()
    fill_report(anna, saar, behaviour=BEHAVIOUR, place="Rembrandtlaan 12, Woerden")
    anna.locator("details.police summary").click()
    anna.fill("input[name=licencePlate]", PLATE)
    anna.fill("textarea[name=policeText]", SECRET)
    submit(anna)
    anna.wait_for_url(re.compile("/alerts/"))
    text = whatsapp(anna)
    assert text.startswith("*Inbraak, Rembrandtlaan, Woerden*\n") and BEHAVIOUR in text
    assert re.search(r"112 gebeld om \d\d:\d\d", text) and words()["alert.rule"] in text
    assert "12," not in text and not re.search(r"\b12\b", text.replace(saar.url, ""))
    assert PLATE not in text and SECRET not in text and no_names(text, saar)
    assert httpx.get(public_link(text, saar), timeout=DEADLINE).status_code == 200
    # What is shown to look at first is the same, and nothing leaves the page before somebody presses.
    assert anna.locator(":is([data-part=now], [data-part=handoff]) pre.kept").text_content() == text
    assert anna.locator(":is([data-part=now], [data-part=handoff]) button[data-share]").get_attribute("data-share") == text


def test_everybody_in_the_group_has_it_and_the_police_do_not(people, saar, alert):
    bram, desk = people(number=1), people("police")
    for page in (bram, desk):
        page.goto(f"{saar.url}/alerts/{alert['id']}")
    assert BEHAVIOUR in whatsapp(bram, "[data-part=handoff-later]")
    assert desk.locator("a[href^='https://wa.me/']").count() == 0
    reaction = whatsapp(bram, "[data-part=said] li.sighting")
    assert "Loopt nu naar de brug" in reaction and "Inbraak, Rembrandtlaan, Woerden" in reaction
    assert no_names(reaction, saar) and public_link(reaction, saar)
    assert bram.locator("[data-part=said] li.gone a").count() == 0, "what was retracted is not handed on"


def test_the_phones_own_way_to_share(people, saar, alert):
    anna = people()
    anna.goto(f"{saar.url}/alerts/{alert['id']}")
    assert anna.locator("button[data-share]:visible").count() == 0, "a browser that cannot share offers nothing"
    phone = people()
    phone.add_init_script(
        "navigator.share = (what) => { (window.handed ??= []).push(what); return Promise.resolve(); };")
    phone.goto(f"{saar.url}/alerts/{alert['id']}")
    phone.click(":is([data-part=now], [data-part=handoff]) button[data-share]")
    assert phone.evaluate("window.handed") == [{"text": whatsapp(phone)}]
    # It is still there after news has renewed the page around it.
    listening(phone)
    said(saar.person().post(f"/alerts/{alert['id']}/closure", {"outcome": "gone"}))
    phone.wait_for_selector("body[data-mood=asleep]")
    phone.click(":is([data-part=now], [data-part=handoff]) button[data-share]")
    wait_for("the end to be shared", lambda: len(phone.evaluate("window.handed")) == 2)
    assert words()["outcome.gone.long"] in phone.evaluate("window.handed[1].text")


def test_anybody_with_the_link_reads_it_without_names(phones, saar, link):
    stranger = phones.stranger()
    answer = stranger.goto(link)
    page = answer.text()
    assert answer.status == 200
    headers = answer.headers
    assert "noindex" in headers["x-robots-tag"] and headers["referrer-policy"] == "no-referrer"
    assert headers["cache-control"] == "no-store"
    assert stranger.locator("main a.call[href='tel:112']").is_visible()
    assert BEHAVIOUR in page and "Loopt nu naar de brug" in page and "Rembrandtlaan" in page
    assert words()["said.police-on-scene.police"] in stranger.inner_text("main")
    assert no_names(page, saar)
    assert not re.search(r"Rembrandtlaan,? 12\b", page) and "52.08904" not in page and "4.87512" not in page
    assert PLATE not in page and "XX-99-YY" not in page and SECRET not in page
    assert "Kees" not in page, "what was retracted is gone"
    assert stranger.locator("main form").count() == 0 and stranger.locator("[data-live]").count() == 0
    assert link.rsplit("/")[-1] not in stranger.locator("main").inner_html(), "the key is not on the page again"
    assert stranger.faults == []


def test_the_text_that_was_retracted_is_gone_behind_the_link_too(phones, saar, alert, link):
    anna = saar.person()
    stranger = phones.stranger()
    stranger.goto(link)
    assert BEHAVIOUR in stranger.inner_text("main")
    message = anna.get(f"/alerts/{alert['id']}").json()["messageId"]
    said(anna.post(f"/messages/{message}/retraction"))
    page = httpx.get(link, timeout=DEADLINE)
    for word in (BEHAVIOUR, "grijze trui", "Rembrandtlaan", "52.089"):
        assert word not in page.text
    assert page.status_code == 200 and words()["alert.retracted"] in page.text and "tel:112" in page.text
    # From a screen on which it stands already, too.
    stranger.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    stranger.wait_for_selector("main .retracted")
    for word in (BEHAVIOUR, "grijze trui", "Rembrandtlaan"):
        assert word not in stranger.inner_text("main")
    assert words()["alert.retracted"] in stranger.text_content("#linked-news")


def test_a_guessed_link_is_no_page(saar, link):
    almost = link[:-1] + ("a" if link[-1] != "a" else "b")
    guesses = [almost, link.upper(), *(f"{saar.url}/a/{text}" for text in ("x", "0" * 22, "A" * 4_000, "%00", "é"))]
    for guess in guesses:
        answer = httpx.get(guess, timeout=DEADLINE)
        assert answer.status_code == 404, guess
        assert "Rembrandtlaan" not in answer.text
    answer = httpx.get(almost, timeout=DEADLINE)
    assert "noindex" in answer.headers["x-robots-tag"] and answer.headers["referrer-policy"] == "no-referrer"


def test_a_link_ends_with_its_alert_and_comes_back_with_it(phones, saar, alert, link):
    anna = saar.person()
    said(anna.post(f"/alerts/{alert['id']}/closure", {"outcome": "caught", "text": "Hij zat in de schuur"}))
    stranger = phones.stranger()
    answer = stranger.goto(link)
    assert answer.status == 200
    assert words()["outcome.caught.long"] in stranger.inner_text("main")
    assert stranger.locator("main a.call[href='tel:112']").is_visible()
    for word in (BEHAVIOUR, "Rembrandtlaan", "grijze trui", "brug", "schuur", "Inbraak", saar.group()["name"]):
        assert word not in answer.text(), word
    assert answer.headers["referrer-policy"] == "no-referrer" and "noindex" in answer.headers["x-robots-tag"]
    said(anna.post(f"/alerts/{alert['id']}/reopening"))
    assert stranger.reload().status == 200 and BEHAVIOUR in stranger.inner_text("main")


def test_the_coordinator_hands_on_the_end(people, saar, alert):
    carla = people("coordinator")
    carla.goto(f"{saar.url}/alerts/{alert['id']}")
    close_alert(carla, "caught", "De politie heeft Kees meegenomen")
    text = whatsapp(carla, "[data-part=handoff-later]")
    assert words()["outcome.caught.long"] in text and "Inbraak, Rembrandtlaan, Woerden" in text
    assert "/a/" not in text, "its link is of no use any more"
    assert "Kees" not in text and no_names(text, saar), "what somebody wrote at the end stays in the group"


def test_search_engines_are_told_to_stay_away(saar, link):
    robots = httpx.get(f"{saar.url}/robots.txt", timeout=DEADLINE).text.splitlines()
    assert "Disallow: /a/" in robots and "Disallow: /alerts/" in robots
    assert '<meta name="robots" content="noindex,nofollow">' in httpx.get(link, timeout=DEADLINE).text
