"""Sessions that end: stolen and signed out from another device, signed out here, expired; each while a stream is open.
And one that goes on: a year from its last use."""

import re
import time

import httpx
import pytest

from conftest import DEADLINE, Listener, report, wait_for
from phones import (
    SIGNED_IN, House, ask_for_code, digest, enter_code, gone_stranger, group_url, letter, listening, said, say_yes,
    session)

DAY = 86_400_000
FIREFOX = "Mozilla/5.0 (Android 14; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0"


@pytest.fixture
def house(tmp_path):
    return House(tmp_path)


@pytest.fixture
def saar(demo, house):
    return demo("--database", house.place)


def status(saar, secret, path="/api/v1/me"):
    return httpx.get(saar.url + path, headers={"Cookie": f"saar-session={secret}"}, timeout=DEADLINE).status_code


def device(page, name):
    return page.locator(".devices li", has_text=name)


def test_a_stolen_session_ends_when_its_owner_signs_that_device_out(phones, saar):
    phone, desk, thief = phones.of(user_agent=FIREFOX), phones.of(), phones.stranger(user_agent=FIREFOX)
    stolen = session(phone)
    thief.context.add_cookies([{"name": "saar-session", "value": stolen, "url": saar.url}])
    alert = said(saar.person(number=1).post(f"/groups/{saar.group()['id']}/alerts", report()))
    thief.goto(f"{saar.url}/alerts/{alert['id']}")
    assert "Voelt aan autodeuren" in thief.inner_text("main"), "a stolen session is one, until it is ended"
    reader = thief.context.new_page()
    reader.goto(group_url(saar))
    listening(thief, reader)
    stream = Listener(saar.url, session=stolen).ready()

    desk.goto(f"{saar.url}/me/devices")
    assert device(desk, "dit toestel").locator("button").count() == 0
    device(desk, "Firefox · Android").locator("button").click()
    assert "Firefox · Android" in desk.inner_text("h1")
    say_yes(desk)
    desk.wait_for_selector("body[data-done=device-out]")
    assert device(desk, "Firefox · Android").count() == 0

    assert stream.closed.wait(DEADLINE), "the thief's stream was not cut"
    gone_stranger(thief)
    gone_stranger(reader)
    assert "Voelt aan autodeuren" not in thief.inner_text("body")
    assert reader.locator("[data-part=open]").count() == 0
    assert status(saar, stolen) == 401 and status(saar, stolen, "/api/v1/live") == 401
    assert status(saar, stolen, f"/alerts/{alert['id']}") == 401
    # The owner goes on, and hears what comes next.
    desk.goto(group_url(saar))
    listening(desk)
    said(saar.person(number=1).post(f"/alerts/{alert['id']}/closure", {"outcome": "gone"}))
    desk.wait_for_selector("body[data-mood=asleep]")


def test_signing_out_here_cuts_what_is_open_here(phones, saar):
    first = phones.of("coordinator")
    others = [first.context.new_page() for _ in range(3)]
    for page, path in zip(others, (saar.url, f"{group_url(saar)}/report", f"{group_url(saar)}/members")):
        page.goto(path)
    listening(*others)
    secret = session(first)
    stream = Listener(saar.url, session=secret).ready()
    first.click(f"{SIGNED_IN} button")
    first.wait_for_selector("body[data-done=signed-out]")
    assert stream.closed.wait(DEADLINE), "the stream was not cut"
    for page in others:
        gone_stranger(page)
    assert others[2].locator(".members").count() == 0, "the names of the members still stand there"
    assert status(saar, secret) == 401
    assert "saar-session" not in [cookie["name"] for cookie in first.context.cookies()]
    first.go_back()
    gone_stranger(first)


def test_an_answer_that_is_slow_still_says_that_one_is_out(phones, saar):
    page = phones.of(number=1)
    page.add_init_script("""
        const parse = DOMParser.prototype.parseFromString;
        DOMParser.prototype.parseFromString = function (...given) {
            setTimeout(() => console.log("looked again"));
            return parse.apply(this, given);
        };""")
    held = []
    # The server has signed out and cut the stream; its answer is still on its way when the page notices.
    page.route("**/sign-out", lambda route: held.append((route, route.fetch(max_redirects=0))))
    page.goto(saar.url)
    listening(page)
    with page.expect_console_message(lambda message: message.text == "looked again" and held):
        page.locator(f"{SIGNED_IN} button").evaluate("button => button.click()")
    route, answer = held[0]
    route.fulfill(response=answer)
    page.wait_for_selector("body[data-done=signed-out]")


def test_who_is_writing_keeps_the_words_when_the_session_ends(phones, saar, house):
    page = phones.of(number=1)
    alert = said(saar.person().post(f"/groups/{saar.group()['id']}/alerts", report()))
    page.goto(f"{saar.url}/alerts/{alert['id']}")
    listening(page)
    page.fill("[data-part=react] textarea", "half een zin")
    house.change("UPDATE tokens SET expires_at = 1 WHERE hash = ?", digest(session(page)))
    page.wait_for_selector("#connection a[href^='/sign-in']")
    assert page.input_value("[data-part=react] textarea") == "half een zin"
    # What is sent then is not lost either: it stands on the page that says why.
    page.click("[data-part=react] button[value=sighting]")
    page.wait_for_selector("pre.kept >> text=half een zin")


def test_sign_out_all_others(phones, saar):
    here, there, third = phones.of(number=3), phones.of(number=3), phones.of(number=3)
    program = saar.person(number=3)
    third.goto(group_url(saar))
    listening(third)
    here.goto(f"{saar.url}/me/devices")
    assert here.locator(".devices li").count() == 4, "three phones and a program"
    here.click("form[action='/me/devices/others'] button")
    assert there.goto(f"{saar.url}/me").status == 200, "nothing has happened yet"
    say_yes(here)
    here.wait_for_selector("body[data-done=devices-out]")
    assert here.locator(".devices li").count() == 1
    gone_stranger(third)
    there.goto(f"{saar.url}/me")
    gone_stranger(there)
    assert program.get("/me").status_code == 401
    assert here.goto(f"{saar.url}/me").status == 200


def test_nobody_signs_out_the_devices_of_others(phones, saar, house):
    anna, bram = phones.of(), phones.of(number=1)
    [(token,)] = house.rows("SELECT id FROM tokens WHERE hash = ?", digest(session(bram)))
    answer = anna.request.post(f"{saar.url}/me/devices/{token}", headers={"Origin": saar.url})
    assert answer.status == 404
    assert status(saar, session(bram)) == 200


def test_a_session_that_expires_ends_with_its_stream(phones, saar, house):
    page = phones.of(number=4)
    page.goto(group_url(saar))
    listening(page)
    secret = session(page)
    stream = Listener(saar.url, session=secret).ready()
    house.change("UPDATE tokens SET expires_at = ? WHERE hash = ?", int(time.time() * 1000) - 1, digest(secret))
    assert stream.closed.wait(DEADLINE), "the stream went on"
    gone_stranger(page)
    assert page.locator("[data-part=past]").count() == 0
    assert status(saar, secret) == 401
    assert page.goto(f"{saar.url}/me").status == 401
    wait_for("its key to be thrown away", lambda: house.token(secret) is None)


def test_a_session_lasts_a_year_from_its_last_use(saar, house):
    # No page ever holds it: an open one asks for this and that by itself, also while it closes.
    secret = httpx.get(saar.person().sign_in_url, timeout=DEADLINE).cookies["saar-session"]
    house.change(
        "UPDATE tokens SET used_at = used_at - ?, expires_at = expires_at - ? WHERE hash = ?",
        2 * DAY, 2 * DAY, digest(secret))
    used, expires = house.token(secret)
    with httpx.Client(base_url=saar.url, headers={"Cookie": f"saar-session={secret}"}, timeout=DEADLINE) as browser:
        first, second = browser.get("/"), browser.get("/")
    cookie = next(line for line in first.headers.get_list("set-cookie") if line.startswith("saar-session="))
    assert cookie.startswith(f"saar-session={secret};") and f"max-age={365 * 86_400}" in cookie.lower()
    assert "httponly" in cookie.lower() and "samesite=lax" in cookie.lower()
    assert "set-cookie" not in second.headers, "once a day is enough"
    now_used, now_expires = house.token(secret)
    assert now_used - used >= 2 * DAY
    assert abs(now_expires - (time.time() * 1000 + 365 * DAY)) < 60_000
    # One that is over is not brought back to life by using it.
    house.change("UPDATE tokens SET used_at = 1, expires_at = 2 WHERE hash = ?", digest(secret))
    assert status(saar, secret) == 401


def test_nobodys_keys_or_address_stand_in_the_log(phones, demo):
    saar = demo("--log-level", "debug")
    phones.saar = saar
    page = phones.stranger(javaScript=False)
    page.goto(f"{saar.url}/sign-in")
    sent = ask_for_code(page, saar, "geheim@example.org")
    attempt = next(cookie["value"] for cookie in page.context.cookies() if cookie["name"] == "saar-attempt")
    enter_code(page, "000000" if sent.code != "000000" else "000001")
    enter_code(page, sent.code)
    page.wait_for_selector(SIGNED_IN)
    other = phones.stranger(javaScript=False)
    other.goto(f"{saar.url}/sign-in")
    link = ask_for_code(other, saar, "geheim@example.org").link
    other.goto(saar.url + link)
    other.click("main form button[type=submit]")
    other.wait_for_selector(SIGNED_IN)
    secrets = [
        session(page), session(other), attempt, sent.link.rsplit("/")[-1], link.rsplit("/")[-1], "geheim@example.org",
        "geheim", *(cookie["value"] for cookie in page.context.cookies() if cookie["name"] != "saar-kept")]
    codes = [sent.code, letter(saar, "geheim@example.org").code]
    said(saar.person().get("/me"))
    assert saar.stop() == 0
    log = saar.log()
    assert "/sign-in" in log, "a log that says nothing proves nothing"
    assert [secret for secret in secrets + [saar.line["people"][0]["token"]] if secret in log] == []
    assert [code for code in codes if re.search(rf"(?<![\d.:-]){code}(?!\d)", log)] == []
