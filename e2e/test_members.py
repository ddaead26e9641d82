"""Being in a group: not hearing it for a while, leaving it, leading it for a time, being put out of it; and one's own
data, to take along or to have erased."""

import datetime
import json
import re
import subprocess
import time

import httpx
import pytest

from conftest import DEADLINE, Listener, binary, report, wait_for
from phones import (
    SIGNED_IN, House, ask_for_code, close_alert, digest, enter_code, gone_stranger, group_url, letters, listening, said,
    say_yes, session, words)


@pytest.fixture
def house(tmp_path):
    return House(tmp_path)


@pytest.fixture
def saar(demo, house):
    return demo("--database", house.place)


def share(saar, who, group=0, **changes):
    return said(who.post(f"/groups/{saar.group(group)['id']}/alerts", report(**changes)))


def apply(saar, who, note="Ik woon op de hoek", group=0):
    """Asks to join, as a form without a browser does."""
    page = httpx.post(f"{group_url(saar, group)}/members", data={
        "acceptsRules": "1", "isOfAge": "1", "note": note}, cookies=cookies(who), timeout=DEADLINE)
    assert page.status_code == 303, page.text


def cookies(who):
    return {"saar-session": httpx.get(who.sign_in_url, timeout=DEADLINE).cookies["saar-session"]}


def join(saar, who, group=0):
    apply(saar, who, group=group)
    carla = saar.person("coordinator", group)
    members = said(carla.get(f"/groups/{saar.group(group)['id']}/members"))["members"]
    waiting = next(member for member in members if member["standing"] == "applied")
    said(carla.patch(f"/groups/{saar.group(group)['id']}/members/{waiting['id']}", {"standing": "approved"}))


def banner(alert):
    return f"#news [data-alert='{alert['id']}']"


def line(page, name):
    """Somebody's line on the coordinator's page, unfolded."""
    found = page.locator("li.panel", has_text=name)
    if found.locator("details:not([open])").count():
        found.locator("summary").click()
    return found


# --- not hearing a group ----------------------------------------------------------------------------------------------

@pytest.mark.parametrize("where", ["group", "me"])
def test_muted_in_one_tap_and_heard_again_in_one(phones, saar, where):
    anna, ibrahim = saar.person(), saar.person("resident", 1, 1)
    join(saar, saar.person("resident", 1))
    hanna = phones.of(group=1)
    tap = hanna.context.new_page()
    here, own = group_url(saar), group_url(saar, 1)
    # So far from the group next door that it is not told by its link with this one.
    far = {"location": {"latitude": 52.0890, "longitude": 4.8705}, "observation": {"behaviour": "Kijkt in auto's"}}

    def switch(muted):
        tap.goto(here if where == "group" else f"{saar.url}/me")
        tap.click(f"form[action='{here[len(saar.url):]}/mute'] button[value='{muted}']")
        tap.wait_for_selector(f"body[data-done={'muted-until' if muted else 'unmuted'}]")

    hanna.goto(own)
    listening(hanna)
    first = share(saar, anna, **far)
    hanna.wait_for_selector(banner(first))

    switch(1)
    assert words()["pause.reading"] in tap.inner_text("main")
    hanna.goto(own)
    listening(hanna)
    with hanna.expect_response(re.compile("/api/v1/me$")):
        second = share(saar, anna, **far)
    # What comes after it, in the group that is heard, is there: so the other would be, too.
    third = share(saar, ibrahim, group=1)
    hanna.wait_for_selector(f"[data-part=open] a[href$='{third['id']}']")
    assert hanna.locator(banner(second)).count() == 0
    # In the group itself nothing is hidden from who looks.
    tap.goto(here)
    assert tap.locator(f"[data-part=open] a[href$='{second['id']}']").count() == 1

    switch(0)
    hanna.goto(own)
    listening(hanna)
    hanna.wait_for_selector(banner(share(saar, anna, **far)))


def test_leaving_is_asked_once_more_and_then_done_at_once(phones, saar):
    fleur = phones.of(number=3, javaScript=False)
    other = phones.of(number=3)
    other.goto(group_url(saar))
    listening(other)
    stream = Listener(saar.url, session=session(other)).ready()
    fleur.goto(group_url(saar))
    fleur.click("form[action$='/leave'] button")
    assert saar.group()["name"] in fleur.inner_text("h1")
    fleur.click("form#final-step a")
    assert fleur.url == group_url(saar) and fleur.locator("form[action$='/leave']").count() == 1
    fleur.click("form[action$='/leave'] button")
    say_yes(fleur)
    fleur.wait_for_selector("body[data-done=left]")
    assert fleur.locator("main a[href$='/join']").count() == 1
    assert stream.closed.wait(DEADLINE), "the stream goes on"
    other.wait_for_selector("main a[href$='/join']")
    assert other.locator("[data-part=past]").count() == 0
    assert saar.person(number=2).get("/me").status_code == 200
    page = other.request.get(f"{group_url(saar)}/report")
    assert page.status == 403
    # Who leaves by mistake asks again, and need not sign in again.
    other.click("main a[href$='/join']")
    other.wait_for_selector("input[name=acceptsRules]")


def test_the_last_coordinator_stays_and_is_told_why(people, saar):
    carla = people("coordinator", javaScript=False)
    carla.goto(group_url(saar))
    carla.click("form[action$='/leave'] button")
    carla.wait_for_selector(".mistakes")
    assert words()["refusal.last-coordinator"] in carla.inner_text(".mistakes")
    assert carla.locator("#members").count() == 1


# --- standing in ------------------------------------------------------------------------------------------------------

def test_a_stand_in_until_a_day(people, saar, house):
    carla = people("coordinator")
    today = datetime.date.today()
    carla.goto(f"{group_url(saar)}/members")
    for day in (today - datetime.timedelta(days=1), today + datetime.timedelta(days=100)):
        bram = line(carla, "Bram")
        bram.locator("input[type=date]").fill(day.isoformat())
        bram.locator("button[value=stand-in]").click()
        carla.wait_for_selector("input[type=date][aria-invalid=true]")
        assert line(carla, "Bram").locator("input[type=date]").input_value() == day.isoformat()
    until = today + datetime.timedelta(days=5)
    line(carla, "Bram").locator("input[type=date]").fill(until.isoformat())
    line(carla, "Bram").locator("button[value=stand-in]").click()
    assert "Bram" in carla.inner_text("h1") and str(until.day) in carla.inner_text("main")
    say_yes(carla)
    carla.wait_for_selector("body[data-done=member-changed]")
    assert str(until.day) in line(carla, "Bram").locator(".tag").inner_text()

    # Lets people in, and appoints nobody.
    apply(saar, saar.person("resident", 1))
    bram = people(number=1)
    bram.goto(f"{group_url(saar)}/members")
    assert words()["members.stand-in"] in bram.inner_text("main")
    assert bram.locator("button[name=role]").count() == 0
    line(bram, "Hanna").locator("button[value=approved]").click()
    bram.wait_for_selector("body[data-done=member-changed]")
    assert saar.person("resident", 1).get(f"/groups/{saar.group()['id']}/events").status_code == 200
    emine = line(bram, "Emine").locator("form").first.get_attribute("action")
    forged = bram.request.post(saar.url + emine, form={"role": "coordinator"}, headers={"Origin": saar.url})
    assert forged.status == 403
    assert house.rows("SELECT COUNT(*) FROM members WHERE role = 'coordinator' AND coordinator_until IS NULL "
                      "AND group_id = ?", saar.group()["id"]) == [(1,)]

    # When the time is over, so are the rights.
    key, group = saar.person(number=1), saar.group()["id"]
    assert key.get(f"/groups/{group}/members").status_code == 200
    house.change("UPDATE members SET coordinator_until = ? WHERE coordinator_until IS NOT NULL",
                 int(time.time() * 1000) - 1)
    wait_for("the end of the time", lambda: key.get(f"/groups/{group}/members").status_code == 403)
    bram.goto(f"{group_url(saar)}/members")
    assert bram.url == group_url(saar) and bram.locator("#members").count() == 0
    # They go on as the neighbour that they are.
    listening(bram)
    share(saar, saar.person())
    bram.wait_for_selector("body[data-mood=awake]")


def test_a_coordinator_for_good_can_hand_over(people, saar):
    carla = people("coordinator", javaScript=False)
    carla.goto(f"{group_url(saar)}/members")
    assert line(carla, "Carla").locator("form").count() == 0, "nobody changes themselves"
    line(carla, "Emine").locator("button[value=coordinator]").click()
    say_yes(carla)
    carla.wait_for_selector("body[data-done=member-changed]")
    emine = people(number=2, javaScript=False)
    emine.goto(f"{group_url(saar)}/members")
    line(emine, "Carla").locator("button[value=resident]").click()
    say_yes(emine)
    emine.wait_for_selector("body[data-done=member-changed]")
    carla.goto(f"{group_url(saar)}/members")
    assert carla.url == group_url(saar)


# --- being put out ----------------------------------------------------------------------------------------------------

def loss(cause):
    """What stands on one's own page behind the day on which it was decided."""
    return words()[f"me.loss.{cause}"].split("{date}")[1].split(".")[0].strip()


def test_who_is_put_out_is_told_so_and_how_to_ask_why(people, saar):
    carla, emine = people("coordinator"), people(number=2)
    carla.goto(f"{group_url(saar)}/members")
    for button, cause, step in (
            ("coordinator", "appointed", True), ("resident", "dismissed", True), ("suspended", "suspended", False),
            ("approved", "readmitted", False), ("suspended", "suspended", False), ("left", "removed", True)):
        line(carla, "Emine").locator(f"button[value={button}]").click()
        if step:
            say_yes(carla)
        carla.wait_for_selector("body[data-done=member-changed]")
        carla.goto(f"{group_url(saar)}/members")
        key, group = f"letter.member-{cause}.subject", saar.group()["name"]
        letter = wait_for(f"the letter: {cause}", lambda: next(
            (one for one in letters(saar, "emine@example.org")
             if one.subject == words(one.language)[key].format(group=group)), None))
        assert saar.url + letter.link == group_url(saar)
        shown = cause in ("dismissed", "suspended", "removed")
        for place in (f"{saar.url}/me", group_url(saar)):
            emine.goto(place)
            assert (words()["me.loss.removed"].split("?")[0].split(". ")[-1] in emine.inner_text("main")) == shown
            if shown:
                assert loss(cause) in emine.inner_text("main"), cause
    # Nobody is kept from asking again, and of what was then nothing more is said.
    apply(saar, saar.person(number=2))
    emine.goto(f"{saar.url}/me")
    assert loss("removed") not in emine.inner_text("main")


def test_who_is_suspended_hears_and_reads_no_more(phones, saar):
    john, carla = phones.of(number=4), phones.of("coordinator")
    alert = share(saar, saar.person())
    reading = john.context.new_page()
    john.goto(group_url(saar))
    reading.goto(f"{saar.url}/alerts/{alert['id']}")
    listening(john, reading)
    stream = Listener(saar.url, session=session(john)).ready()
    carla.goto(f"{group_url(saar)}/members")
    line(carla, "John").locator("button[value=suspended]").click()
    carla.wait_for_selector("body[data-done=member-changed]")
    assert stream.closed.wait(DEADLINE), "the stream goes on"
    john.wait_for_selector(f"main >> text={loss('suspended')}")
    reading.wait_for_selector("body:not(:has([data-part=what]))")
    assert "Voelt aan autodeuren" not in reading.inner_text("body")
    assert "Voelt aan autodeuren" not in john.inner_text("body")
    assert reading.request.get(f"{saar.url}/alerts/{alert['id']}").status in (403, 404)
    assert john.locator("main a[href='tel:112'], header a[href='tel:112']").count() > 0
    # Let in again.
    line(carla, "John").locator("button[value=approved]").click()
    carla.wait_for_selector("body[data-done=member-changed]")
    john.reload()
    listening(john)


def test_in_a_closed_group_nobody_types_in_vain_and_everybody_is_told(people, saar):
    anna = people(javaScript=False)
    anna.goto(f"{group_url(saar)}/report")
    assert anna.locator("textarea").count() > 0
    said(saar.person("coordinator").post(f"/groups/{saar.group()['id']}/closure"))
    assert anna.reload().status == 409
    assert anna.locator("textarea").count() == 0 and anna.locator("main a[href^='tel:'], header a[href^='tel:']").count()
    assert words()["refusal.group-closed"].split(".")[0] in anna.inner_text("main")
    anna.goto(f"{saar.url}/me")
    assert words()["registry.standing.closed"] in anna.inner_text("[data-part=places]")
    group = saar.group()["name"]
    wait_for("the letter", lambda: any(
        one.subject == words(one.language)["letter.member-group-closed.subject"].format(group=group)
        for one in letters(saar, "anna@example.org")))


# --- one's data -------------------------------------------------------------------------------------------------------

def test_what_is_kept_of_me_is_mine_to_take(people, saar):
    anna, bram = saar.person(), saar.person(number=1)
    alert = share(saar, anna, policeOnly={"licencePlate": "GH-482-X", "text": "mijn eigen vermoeden"})
    said(bram.post(f"/alerts/{alert['id']}/reactions", {"kind": "sighting", "text": "woorden van Bram"}))
    said(anna.post(f"/alerts/{alert['id']}/reactions", {"kind": "information", "text": "woorden van mij"}))
    page = people()
    page.goto(f"{saar.url}/me")
    with page.expect_download() as arrival:
        page.click("main a[download]")
    assert arrival.value.suggested_filename == "saar.json"
    text = open(arrival.value.path(), encoding="utf-8").read()
    record = json.loads(text)
    assert record["firstName"] == "Anna" and record["email"] == "anna@example.org"
    for mine in ("Voelt aan autodeuren", "woorden van mij", "mijn eigen vermoeden", "GH-482-X", "Schilderskwartier"):
        assert mine in text, mine
    for others in ("woorden van Bram", "Bram", "bram@example.org", "Carla", anna.data["token"], session(page)):
        assert others not in text, others
    # And to read, without a program that knows what JSON is.
    page.goto(f"{saar.url}/me/data")
    shown = page.inner_text("main")
    for mine in ("Voelt aan autodeuren", "woorden van mij", "anna@example.org", "Schilderskwartier"):
        assert mine in shown, mine
    assert "woorden van Bram" not in shown and "Bram" not in shown
    assert httpx.get(f"{saar.url}/me/data.json", timeout=DEADLINE).status_code == 401


def test_who_is_erased_is_gone(phones, saar, house):
    emine, bram, other = phones.of(number=2), phones.of(number=1), phones.of(number=2)
    key = saar.person(number=2)
    alert = share(saar, key)
    said(key.post(f"/alerts/{alert['id']}/reactions", {"kind": "sighting", "text": "bij de brug"}))
    bram.goto(f"{saar.url}/alerts/{alert['id']}")
    assert bram.inner_text("main").count("Emine") == 2
    other.goto(group_url(saar))
    listening(other)
    stream = Listener(saar.url, key.data["token"]).ready()

    emine.goto(f"{saar.url}/me")
    emine.click("main a[href='/me/erasure']")
    emine.click("main form[action='/me/erasure'] button")
    emine.wait_for_selector(".mistakes a[href='#sure']")
    assert emine.goto(f"{saar.url}/me").status == 200, "nobody is erased by one tap"
    emine.goto(f"{saar.url}/me/erasure")
    emine.check("input[name=sure]", force=True)
    emine.click("main form[action='/me/erasure'] button")
    emine.wait_for_selector("body[data-done=erased]")

    assert emine.locator(SIGNED_IN).count() == 0 and emine.goto(f"{saar.url}/me").status == 401
    assert stream.closed.wait(DEADLINE) and key.get("/me").status_code == 401
    gone_stranger(other)
    bram.reload()
    assert "Emine" not in bram.content() and "bij de brug" in bram.inner_text("[data-part=said]")
    assert words()["author.neighbour"] in bram.inner_text("[data-part=said]")
    carla = phones.of("coordinator")
    carla.goto(f"{group_url(saar)}/members")
    assert "Emine" not in carla.inner_text("main")
    # The group goes on, and can end what was reported.
    carla.goto(f"{saar.url}/alerts/{alert['id']}")
    close_alert(carla, "gone")
    kept = [row for row in house.rows("SELECT * FROM persons") if re.search("emine|yilmaz", str(row), re.IGNORECASE)]
    assert kept == []
    verified = subprocess.run(
        [str(binary()), "register", "verify", "--database", house.place], capture_output=True, text=True, timeout=60)
    assert verified.returncode == 0 and "The register is whole" in verified.stdout, verified.stdout + verified.stderr
    # Who comes back by the same address is somebody new.
    again = phones.stranger()
    again.goto(f"{saar.url}/sign-in")
    enter_code(again, ask_for_code(again, saar, "emine@example.org").code)
    again.wait_for_selector(SIGNED_IN)
    again.goto(f"{saar.url}/me")
    assert again.input_value("input[name=firstName]") == ""
    assert again.request.get(f"{saar.url}/alerts/{alert['id']}").status in (403, 404)


def test_who_signed_in_long_ago_signs_in_anew_before_being_erased(phones, saar, house):
    john = phones.of(number=4)
    house.change("UPDATE tokens SET created_at = ? WHERE hash = ?",
                 int(time.time() * 1000) - 16 * 60 * 1000, digest(session(john)))
    john.goto(f"{saar.url}/me")
    john.click("main a[href='/me/erasure']")
    assert john.inner_text("h1") == words()["sign-in.anew"] and john.locator("form#final-step").count() == 0
    john.click("main a[href='/sign-in?next=/me/erasure']")
    enter_code(john, ask_for_code(john, saar, "john@example.org").code)
    john.wait_for_selector("form#final-step[action='/me/erasure'] [name=sure]")
    assert john.url == f"{saar.url}/me/erasure" and "john@example.org" in john.inner_text("main")
    assert saar.person(number=4).get("/me").status_code == 200, "nobody is erased by signing in"


def test_who_leads_alone_is_warned_before_erasure(people, saar):
    carla = people("coordinator")
    carla.goto(f"{saar.url}/me/erasure")
    assert words()["erasure.alone"] in carla.inner_text("main")
    assert saar.group()["name"] in carla.inner_text("main")
