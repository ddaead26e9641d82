"""Signing in by a letter: code or link, with JavaScript and without, by keyboard, in four languages; and what it tells
to nobody. Then the way of somebody new into a group."""

import html
import re
import time

import httpx
import pytest

from conftest import DEADLINE, Saar, lets_in_nobody
from pages import LANGUAGES
from phones import (
    SIGNED_IN, ask_for_code, enter_code, group_url, letter, letters, session, sign_in, words)


@pytest.fixture(scope="module")
def saar():
    """One street for all: every test signs in with addresses of its own, since letters are rationed."""
    saar = Saar(["demo", "--json", "--port", "0"]).ready()
    yield saar
    saar.kill()


@pytest.fixture(params=[True, False], ids=["script", "no-script"])
def phone(request, phones):
    page = phones.stranger(javaScript=request.param)
    page.address = "nora@example.org" if request.param else "otto@example.org"
    return page


def wrong(code):
    return f"{(int(code) + 1) % 1_000_000:06}"


def program(saar, **kw):
    return httpx.Client(base_url=saar.url, timeout=DEADLINE, **kw)


# --- the code ---------------------------------------------------------------------------------------------------------

def test_by_code(phone, saar):
    phone.goto(saar.url)
    phone.click("main a[href='/sign-in']")
    sent = ask_for_code(phone, saar, phone.address)
    assert sent.code in sent.subject and phone.address in phone.inner_text("main")
    code = phone.locator("input[name=code]")
    assert code.get_attribute("autocomplete") == "one-time-code" and code.get_attribute("inputmode") == "numeric"
    # As people type what they read in two halves.
    enter_code(phone, f" {sent.code[:3]} {sent.code[3:]} ")
    phone.wait_for_selector(SIGNED_IN)
    phone.goto(f"{saar.url}/me")
    assert phone.address in phone.inner_text("main")
    assert "saar-attempt" not in [cookie["name"] for cookie in phone.context.cookies()]
    assert phone.faults == []


def test_by_keyboard_alone(phones, saar):
    page = phones.stranger()
    page.goto(f"{saar.url}/sign-in")
    page.locator("input[name=email]").focus()
    page.keyboard.type("toets@example.org")
    page.keyboard.press("Enter")
    page.wait_for_selector("input[name=code]").focus()
    page.keyboard.type(letter(saar, "toets@example.org").code)
    page.keyboard.press("Enter")
    page.wait_for_selector(SIGNED_IN)


def test_known_people_come_to_their_group(phones, saar):
    page = phones.stranger()
    sign_in(page, saar, " Fleur@Example.ORG")
    assert page.url == group_url(saar)


def test_a_wrong_code_counts_down_and_is_over_after_five(phone, saar):
    email = "tel-" + phone.address
    phone.goto(f"{saar.url}/sign-in")
    code = ask_for_code(phone, saar, email).code
    for left in (4, 3, 2, 1):
        with phone.expect_response(re.compile("/sign-in/code$")) as answer:
            enter_code(phone, wrong(code))
        assert answer.value.status == 422
        phone.wait_for_selector(f"#code-error:has-text('nog {left} keer')")
        assert phone.locator("input[name=code][aria-invalid=true]").count() == 1
    over = words()["refusal.code-over"]
    enter_code(phone, wrong(code))
    phone.wait_for_selector(f"#code-error:has-text('{over}')")
    # Then the right one is of no use any more, and a new one is.
    enter_code(phone, code)
    phone.wait_for_selector(f"#code-error:has-text('{over}')")
    assert phone.locator(SIGNED_IN).count() == 0
    phone.click("main form:has([name=email]) button")
    phone.wait_for_selector("body:not(:has(#code-error)) input[name=code]")
    assert len(letters(saar, email)) == 2
    enter_code(phone, letter(saar, email).code)
    phone.wait_for_selector(SIGNED_IN)


def test_a_code_is_of_no_use_in_another_browser(phones, saar):
    asked, thief = phones.stranger(), phones.stranger()
    asked.goto(f"{saar.url}/sign-in")
    code = ask_for_code(asked, saar, "eigen@example.org").code
    thief.goto(f"{saar.url}/sign-in/code")
    enter_code(thief, code)
    thief.wait_for_selector("#code-error")
    # Nor where another letter was asked for.
    thief.goto(f"{saar.url}/sign-in")
    ask_for_code(thief, saar, "dief@example.org")
    enter_code(thief, code)
    thief.wait_for_selector("#code-error")
    assert thief.locator(SIGNED_IN).count() == 0
    enter_code(asked, code)
    asked.wait_for_selector(SIGNED_IN)


def test_a_browser_without_cookies_is_told_at_once(phones, saar):
    """No letter goes out for a code that could not be typed; and a letter's link is not used up."""
    email = "zonder@example.org"
    page = phones.stranger(javaScript=False)
    page.goto(f"{saar.url}/sign-in")
    page.fill("input[name=email]", email)
    page.context.clear_cookies()
    page.click("main form button[type=submit]")
    page.wait_for_selector(".mistakes")
    assert words()["refusal.cookies-blocked"] in page.inner_text(".mistakes")
    assert page.input_value("input[name=email]") == email and letters(saar, email) == []
    other = phones.stranger()
    other.goto(f"{saar.url}/sign-in")
    sent = ask_for_code(other, saar, email)
    page.goto(saar.url + sent.link)
    page.context.clear_cookies()
    page.click("main form button[type=submit]")
    page.wait_for_selector(".mistakes")
    assert words()["refusal.cookies-blocked"] in page.inner_text(".mistakes")
    other.goto(saar.url + sent.link)
    other.click("main form button[type=submit]")
    other.wait_for_selector(SIGNED_IN)


# --- the link ---------------------------------------------------------------------------------------------------------

def test_a_link_works_once_and_on_another_device(phone, phones, saar):
    email = "link-" + phone.address
    phone.goto(f"{saar.url}/sign-in")
    sent = ask_for_code(phone, saar, email)
    # What looks at every link in a letter uses none up, whatever it is.
    with program(saar) as scanner:
        for method in ("GET", "HEAD", "GET"):
            looked = scanner.request(method, sent.link)
            assert looked.status_code == 200 and "saar-session" not in str(looked.headers)
    tablet = phones.stranger()
    tablet.goto(saar.url + sent.link)
    assert tablet.locator(SIGNED_IN).count() == 0, "looking at the link signs nobody in"
    tablet.click("main form button[type=submit]")
    tablet.wait_for_selector(SIGNED_IN)
    tablet.goto(f"{saar.url}/me")
    assert email in tablet.inner_text("main")
    # Once: by nobody else, and not by the code of the same letter.
    other = phones.stranger()
    assert other.goto(saar.url + sent.link).status == 404
    assert words()["refusal.sign-in-link-invalid"] in other.inner_text("main")
    with program(saar) as again:
        used = again.post(sent.link)
        assert used.status_code == 404 and "saar-session" not in str(used.headers)
    enter_code(phone, sent.code)
    phone.wait_for_selector("#code-error")
    assert phone.locator(SIGNED_IN).count() == 0


def test_signing_in_ends_the_session_that_was_there(phones, saar):
    page = phones.of(number=1)
    before = session(page)
    sign_in(page, saar, "wissel@example.org")
    assert session(page) != before
    with program(saar, cookies={"saar-session": before}) as old:
        assert old.get("/me").status_code == 401


# --- what it tells to nobody ------------------------------------------------------------------------------------------

def test_whether_an_address_is_known_is_never_told(saar):
    """One of the street and nobody: every answer is the same, down to the last byte but for the address."""
    seen = {}
    for email in ("gerrit@example.org", "niemand@example.org"):
        answers = []
        for number in range(6):
            with program(saar, headers={"Accept-Language": "nl"}) as browser:
                sent = browser.post("/sign-in", data={"email": email})
                answers.append(sent)
                answers.append(browser.get("/sign-in/code"))
                if number == 0:
                    answers.append(browser.post("/sign-in/code", data={"code": wrong(letter(saar, email).code)}))
        refused = answers[-2]
        assert refused.status_code == 429 and words()["refusal.too-many-codes"] in refused.text
        assert f'value="{email}"' in refused.text, "the address is still in its box"
        assert len(letters(saar, email)) == 5
        seen[email] = [
            (answer.status_code, answer.text.replace(email, "@"), answer.headers.get("location"),
             sorted(set(answer.headers) - {"content-length"})) for answer in answers]
    assert seen["gerrit@example.org"] == seen["niemand@example.org"]


@pytest.mark.parametrize("typed, reason", [
    ("", "invalid"), ("anna", "invalid"), ("anna@", "invalid"), ("anna@example", "invalid"), ("@example.org", "form"),
    ("a b@example.org", "form"), ("a" * 300 + "@b.nl", "form"), ("\"><b>@example.org", "form"),
    ("änna@example.org", "sign")])
def test_what_is_no_address_is_refused_by_what_is_amiss(saar, typed, reason):
    with program(saar, headers={"Accept-Language": "nl"}) as browser:
        answer = browser.post("/sign-in", data={"email": typed})
    assert answer.status_code == 422 and lets_in_nobody(answer)
    assert words()[f"refusal.email-{reason}"] in answer.text
    box = re.search(r'<input type="email"[^>]*>', answer.text)[0]
    assert 'aria-invalid="true"' in box and f'value="{html.escape(typed)}"' in box, "what was typed is lost"


# --- where it leads ---------------------------------------------------------------------------------------------------

def test_it_leads_back_to_where_somebody_was_going(phone, saar):
    with_script = "a" if phone.address.startswith("nora") else "b"
    phone.goto(f"{saar.url}/me/devices")
    phone.click("main a[href^='/sign-in?next=']")
    enter_code(phone, ask_for_code(phone, saar, f"terug-{with_script}@example.org").code)
    phone.wait_for_selector(SIGNED_IN)
    assert phone.url == f"{saar.url}/me/devices"


@pytest.mark.parametrize("elsewhere", [
    "//evil.example", "https://evil.example", "https:evil.example", "/\\evil.example", "\\\\evil.example",
    "/%2f/evil.example", "/x//evil.example@", "javascript:alert(1)", " //evil.example", "/\t/evil.example",
    "/groups/../..//evil.example"])
def test_it_never_leads_elsewhere(saar, elsewhere):
    for way in ("asked", "sent"):
        with program(saar) as browser:
            if way == "asked":
                page = browser.get("/sign-in", params={"next": elsewhere}).text
                assert 'name="next" value=""' in page
                assert "evil" not in page and "alert(1)" not in page
            else:
                # As if somebody had changed the form.
                email = f"weg{abs(hash(elsewhere))}@example.org"
                asked = browser.post("/sign-in", data={"email": email, "next": elsewhere})
                assert asked.headers["location"] == "/sign-in/code"
                done = browser.post("/sign-in/code", data={"code": letter(saar, email).code, "next": elsewhere})
                assert done.status_code == 303 and done.headers["location"] == "/"
                switched = browser.post("/language", data={"language": "fr", "back": elsewhere})
                assert switched.status_code == 303 and switched.headers["location"] == "/"


# --- four languages ---------------------------------------------------------------------------------------------------

@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_in_four_languages(phones, saar, language):
    email = f"taal-{language}@example.org"
    # Whatever the browser asks for, who chose a language has it.
    page = phones.stranger(javaScript=False, locale="en-GB" if language != "en" else "nl-NL")
    page.goto(f"{saar.url}/sign-in")
    page.click(f"form.languages button[value={language}]")
    assert page.url == f"{saar.url}/sign-in" and page.get_attribute("html", "lang") == language
    sent = ask_for_code(page, saar, email)
    assert sent.language == language
    assert sent.subject == words(language)["letter.sign-in.subject"].replace("{code}", sent.code)
    enter_code(page, sent.code)
    page.wait_for_selector(SIGNED_IN)
    assert words(language)["layout.sign-out"] in page.inner_text("footer")
    assert page.get_attribute("html", "lang") == language


# --- somebody new -----------------------------------------------------------------------------------------------------

def test_somebody_new_joins_a_group(phone, people, saar):
    note = "Ik woon boven de bakker & <b>hiernaast</b>"
    name = "Nora" if phone.address.startswith("nora") else "Otto"
    phone.goto(f"{saar.url}/groups?q=schilders")
    phone.click("main a[href^='/groups/']")
    phone.click("main a[href^='/sign-in?next=']")
    enter_code(phone, ask_for_code(phone, saar, f"nieuw-{phone.address}").code)
    phone.wait_for_selector("input[name=acceptsRules]")
    assert phone.url == f"{group_url(saar)}/join"

    def ask(*refused):
        with phone.expect_navigation():
            phone.click("main form[action$='/members'] button[type=submit]")
        wrong = phone.eval_on_selector_all("[aria-invalid=true]", "(boxes) => boxes.map((box) => box.name)")
        assert wrong == list(refused), "not everything that is amiss is said at once"
        assert not refused or phone.input_value("textarea[name=note]") == note, "what was typed is lost"

    phone.fill("textarea[name=note]", note)
    ask("firstName", "acceptsRules", "isOfAge")
    phone.check("input[name=acceptsRules]", force=True)
    ask("firstName", "isOfAge")
    assert phone.is_checked("input[name=acceptsRules]")
    phone.fill("input[name=firstName]", name)
    phone.check("input[name=isOfAge]", force=True)
    ask()
    phone.wait_for_selector("body[data-done=applied]")
    assert words()["group.waiting.title"] in phone.inner_text("main")
    assert phone.locator("[data-part=past]").count() == 0, "who waits reads nothing yet"

    carla = people("coordinator")
    carla.goto(group_url(saar))
    carla.click("main a[href$='/members']")
    applicant = carla.locator("li.panel", has_text=name)
    assert note in applicant.inner_text()
    applicant.locator("button[value=approved]").click()
    carla.wait_for_selector("body[data-done=member-changed]")
    assert note not in carla.inner_text("main"), "the note has done its work"

    phone.reload()
    phone.wait_for_selector("body[data-mood=asleep]")
    assert phone.locator("main a[href$='/report']").count() == 1
    assert phone.faults == [] and carla.faults == []


# --- cookies and headers ----------------------------------------------------------------------------------------------

def attributes(answer, name):
    found = [line for line in answer.headers.get_list("set-cookie") if line.startswith(name + "=")]
    assert len(found) == 1, answer.headers
    return {part.strip().lower() for part in found[0].split(";")[1:]}


def test_cookies_are_kept_to_the_site_and_from_scripts(demo):
    secure = demo("--url", "https://saar.example.org", "--log-level", "info")
    with httpx.Client(base_url=f"http://127.0.0.1:{secure.port()}", timeout=DEADLINE) as browser:
        browser.cookies.clear()
        asked = browser.post("/sign-in", data={"email": "veilig@example.org"})
        # Of this host alone: a browser takes such a name with these and without a domain only.
        half = attributes(asked, "__Host-saar-attempt")
        assert {"httponly", "samesite=lax", "secure", "path=/", "max-age=900"} <= half
        link = browser.get(secure.person().sign_in_url.replace(secure.url, ""))
        whole = attributes(link, "__Host-saar-session")
        assert {"httponly", "samesite=lax", "secure", "path=/", f"max-age={365 * 86_400}"} <= whole
        assert not [part for part in half | whole if part.startswith("domain")]
        chosen = browser.post("/language", data={"language": "de"})
        assert {"httponly", "samesite=lax", "secure", "path=/"} <= attributes(chosen, "saar-language")
        out = browser.post("/sign-out")
        for name in ("__Host-saar-session", "saar-session"):
            assert {"max-age=0", "secure", "httponly", "path=/"} <= attributes(out, name)


def test_letters_are_counted_by_where_they_are_asked_for(demo):
    """As a proxy on this machine says it; the last address in the list counts, whatever a stranger wrote before it."""
    saar = demo("--log-level", "debug")

    def ask(number, address):
        return httpx.post(f"{saar.url}/sign-in", data={"email": f"n{number}@example.org"}, timeout=DEADLINE,
                          headers={"X-Forwarded-For": f"198.51.100.{number % 250}, {address}", "Accept-Language": "nl"})

    began, sent = time.monotonic(), 0
    while (answer := ask(sent, "203.0.113.9")).status_code == 303:
        sent += 1
        assert sent < 300
    # Some at once, and one more for each six seconds that it took.
    assert 120 <= sent <= 121 + (time.monotonic() - began) / 6
    assert answer.status_code == 429 and words()["refusal.too-many-letters"] in html.unescape(answer.text)
    assert ask(901, "203.0.113.10").status_code == 303
    assert "203.0.113" not in saar.log() and "198.51.100" not in saar.log()


def test_without_tls_cookies_work_too(saar):
    answer = httpx.get(saar.person().sign_in_url, timeout=DEADLINE)
    assert {"httponly", "samesite=lax"} <= attributes(answer, "saar-session")
    assert "secure" not in attributes(answer, "saar-session")


POLICY = {
    "default-src": {"'none'"}, "script-src": {"'self'"}, "style-src": {"'self'"}, "connect-src": {"'self'"},
    "form-action": {"'self'"}, "base-uri": {"'none'"}, "frame-ancestors": {"'none'"}}


@pytest.mark.parametrize("path, status", [
    ("/", 200), ("/groups?q=woerden", 200), ("/privacy", 200), ("/sign-in", 200), ("/sign-in/code", 200),
    ("/sign-in/" + "0" * 64, 404), ("/demo/mailbox", 200), ("/me", 401), ("/me/devices", 401), ("/me/erasure", 401),
    ("/me/data.json", 401), ("/me/data", 401), ("/groups/schilderskwartier-woerden", 200),
    ("/groups/schilderskwartier-woerden/report", 200), ("/groups/schilderskwartier-woerden/join", 401),
    ("/groups/nergens", 404), ("/a/" + "x" * 22, 404), ("/alerts/nergens", 401), ("/nothing/here", 404)])
def test_every_page_says_what_it_may_load(saar, path, status):
    answer = httpx.get(saar.url + path, timeout=DEADLINE)
    assert answer.status_code == status and answer.headers["content-type"].startswith("text/html")
    said = {part.split()[0]: set(part.split()[1:]) for part in answer.headers["content-security-policy"].split(";")}
    assert POLICY.items() <= said.items()
    assert said["img-src"] == {"'self'", "data:"} and "unsafe" not in str(said) and "*" not in str(said)
    assert answer.headers["x-content-type-options"] == "nosniff" and answer.headers["cache-control"] == "no-store"
    assert answer.headers["referrer-policy"] in ("same-origin", "no-referrer")
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\son\w+=|\sstyle=", answer.text), "something inline"
