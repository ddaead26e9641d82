"""What other sites make a browser send, and what no form of ours sends: refused, and nothing has happened."""

import re
import socket
from urllib.parse import urlsplit

import httpx
import pytest

import pages
from conftest import DEADLINE, Saar, lets_in_nobody
from phones import House, digest, letters, words
from prepared_street import prepared_street

# Every form that is sent to a page, by the pattern of its address: who sends it, and a body that changes nothing when
# it is taken, or that is refused for its words.
FORMS = {
    "/sign-in": (None, {"email": "geen adres"}),
    "/sign-in/code": (None, {"code": "000000"}),
    "/sign-in/{link}": (None, {}),
    "/sign-out": ("visitor", {}),
    "/language": (None, {"language": "nl"}),
    "/me": ("resident", {"firstName": "", "language": "nl"}),
    "/me/channels": ("resident", {"kind": "pigeon", "isOn": "0"}),
    "/me/choices/stop": ("neighbour", {"stopped": "0"}),
    "/me/devices/others": ("municipality", {}),
    "/me/devices/{device}": ("resident", {}),
    "/me/subscriptions/{push}": ("elsewhere", {}),
    "/me/subscriptions/{push}/test": ("elsewhere", {}),
    "/me/erasure": ("resident", {}),
    "/groups": ("resident", {"do": "propose"}),
    "/groups/{group}/settings": ("coordinator", {"name": ""}),
    "/groups/{group}/sheet": ("resident", {}),
    "/groups/{group}/codes": ("coordinator", {"count": "x"}),
    "/groups/{group}/renewal": ("resident", {}),
    "/groups/{group}/handover": ("coordinator", {}),
    "/groups/{group}/closure": ("coordinator", {}),
    "/groups/{group}/confirmation": ("resident", {}),
    "/groups/{group}/decline": ("resident", {}),
    "/groups/{group}/alerts": ("resident", {"behaviour": ""}),
    "/groups/{group}/members": ("visitor", {}),
    "/groups/{group}/members/{member}": ("coordinator", {"standing": "nonsense"}),
    "/groups/{group}/mute": ("resident", {"muted": "0"}),
    "/groups/{group}/choices": ("neighbour", {"linked": "near", "metres": "9"}),
    "/groups/{group}/leave": ("coordinator", {}),
    "/groups/{group}/links/{other}": ("resident", {"state": "ended"}),
    "/alerts/{alert}/forwards": ("neighbour", {}),
    "/alerts/{alert}/reactions": ("neighbour", {"kind": "sighting", "text": ""}),
    "/alerts/{alert}/corrections": ("resident", {"correction": ""}),
    "/alerts/{alert}/closure": ("resident", {}),
    "/alerts/{alert}/reopening": ("resident", {}),
    "/alerts/{alert}/hold": ("neighbour", {}),
    "/messages/{message}/retraction": ("elsewhere", {}),
    "/messages/{message}/flags": ("elsewhere", {}),
    "/groups/{group}/co-coordination": ("visitor", {}),
    "/groups/{group}/co-coordination/withdrawal": ("visitor", {}),
}
# What comes from elsewhere, as it must: a mail program sends it, and what it may is in its address alone.
FROM_LETTERS = r"/u/[0-9a-f]{32}"
# Who could do it where the one above could not, or would change something by it.
ABLE = {
    "/groups/{group}/leave": "resident", "/alerts/{alert}/hold": "coordinator",
    "/groups/{group}/links/{other}": "coordinator", "/alerts/{alert}/forwards": "coordinator",
    "/messages/{message}/retraction": "resident", "/messages/{message}/flags": "neighbour",
    "/me/devices/others": "resident", "/sign-out": "resident",
    "/groups/{group}/sheet": "coordinator", "/groups/{group}/renewal": "coordinator",
    "/groups/{group}/confirmation": "foundation", "/groups/{group}/decline": "foundation",
}
FORGED = {
    "another-origin": {"Origin": "https://evil.example"},
    "another-port": {"Origin": "http://127.0.0.1:1"},
    "another-name": {"Origin": "http://localhost.evil.example"},
    "no-origin-told": {"Origin": "null"},
    "from-another-site": {"Sec-Fetch-Site": "cross-site"},
    "from-a-sister": {"Sec-Fetch-Site": "same-site"},
    "both": {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"},
    "nonsense": {"Origin": "evil", "Sec-Fetch-Site": "none of your business"},
}
# What a form can change.
KEPT = ("persons", "members", "alerts", "messages", "flags", "events", "tokens", "sign_ins", "requests", "groups",
        "register_entries", "links", "alert_groups", "registrations", "audit_entries", "household_codes",
        "co_coordinations", "push_devices")
MARK = words()["refusal.cross-site"]


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    return House(tmp_path_factory.mktemp("street"))


@pytest.fixture(scope="module")
def street(house):
    saar = Saar(["demo", "--json", "--port", "0", "--database", house.place]).ready()
    street = prepared_street(saar)
    for who in pages.PEOPLE:
        street.cookies(who)
    street.cookies(pages.NEWCOMER)
    yield street
    saar.kill()


def filled(pattern, street, house):
    """An address that is there."""
    [(member,)] = house.rows("SELECT id FROM members WHERE standing = 'applied'")
    [(message,)] = house.rows("SELECT message_id FROM alerts WHERE id = ?", street.alert)
    mine = digest(street.cookies("resident")[0]["value"])
    [(device,)] = house.rows("SELECT id FROM tokens WHERE purpose = 'bearer' AND person_id = "
                             "(SELECT person_id FROM tokens WHERE hash = ?) LIMIT 1", mine)
    [(push,)] = house.rows("SELECT id FROM push_devices")
    return pattern.format(
        push=push, link=street.letter_path().rsplit("/")[-1], device=device, group=street.saar.group()["slug"], member=member,
        other=street.saar.group(1)["slug"],
        alert=street.alert, message=message)


def send(street, path, who, body, headers, **kw):
    cookies = {cookie["name"]: cookie["value"] for cookie in street.cookies(who)}
    # Every form is sent as the language of the words below.
    return httpx.post(street.url + path, data=body, cookies=cookies, timeout=DEADLINE,
                      headers={"Accept-Language": "nl", **headers}, **kw)


def state(house):
    # When it looked at what is quiet, or sent a letter, is the watch's own affair.
    own = {"groups": "id, slug, last_sequence, member_version, open_alerts, register_position",
           "co_coordinations": "group_id, email, asker_id"}
    return {table: house.rows(f"SELECT {own.get(table, '*')} FROM {table} ORDER BY 1, 2, 3") for table in KEPT}


def pattern(action):
    found = [form for form in FORMS if re.fullmatch(re.sub(r"\{\w+\}", r"[^/]+", form), action)]
    # A name of its own goes before a place for one.
    return min(found, key=lambda form: form.count("{")) if found else None


def test_the_list_knows_every_form_of_every_page(street):
    seen = set()
    for page in pages.PAGES:
        for action in re.findall(r'<form[^>]*method="post"[^>]*action="([^"]+)"', pages.fetch(street, page)):
            if re.fullmatch(FROM_LETTERS, action):
                continue
            assert pattern(action), f"{page.name} sends to {action}, which is not in FORMS"
            seen.add(pattern(action))
    assert set(FORMS) - seen == set(), "in FORMS, and on no page"


@pytest.mark.parametrize("forged", FORGED.values(), ids=FORGED)
def test_what_another_site_sends_is_refused_and_nothing_happens(street, house, forged):
    addresses = {form: filled(form, street, house) for form in FORMS}
    before = state(house)
    for form, (who, body) in FORMS.items():
        # As somebody who could do it, with words that would be taken.
        body = {**body, "behaviour": "x", "place": "y", "by": "self", "number": "112", "kind": "sighting", "text": "x",
                "outcome": "gone", "sure": "1", "email": "iemand@example.org", "firstName": "Z", "muted": "1",
                "acceptsRules": "1", "isOfAge": "1", "standing": "approved", "correction": "x", "count": "5",
                "name": "Z", "agrees": "1", "reason": "x"}
        answer = send(street, addresses[form], ABLE.get(form, who), body, forged)
        assert answer.status_code == 403, f"{form}: {answer.status_code}"
        assert MARK in answer.text and "tel:112" in answer.text
        assert "set-cookie" not in answer.headers, form
    after = state(house)
    for table in KEPT:
        assert after[table] == before[table], f"{table} has changed"
    assert letters(street.saar, "iemand@example.org") == []


@pytest.mark.parametrize("own", ["origin", "browser", "both", "neither"])
def test_what_our_own_pages_send_is_taken(street, house, own):
    headers = {"origin": {"Origin": street.url}, "browser": {"Sec-Fetch-Site": "same-origin"},
               "both": {"Origin": street.url, "Sec-Fetch-Site": "same-origin"}, "neither": {}}[own]
    for form, (who, body) in FORMS.items():
        path = filled(form, street, house)
        # What could be done but once is done with nobody's key.
        if form in ("/sign-in/{link}", "/me/devices/{device}"):
            path = path.rsplit("/", 1)[0] + "/" + "0" * 64
        if form.startswith("/me/subscriptions/"):
            path = form.format(push="0" * 32)
        if form == "/sign-out":
            who = None
        answer = send(street, path, who, body, headers)
        assert MARK not in answer.text, form
        assert answer.status_code in (200, 303, 401, 403, 404, 409, 422), f"{form}: {answer.status_code}"


def test_a_program_with_its_key_has_no_pages_to_be_led_from(street):
    key = street.person("resident").data["token"]
    answer = httpx.post(
        f"{street.url}/api/v1/alerts/{street.alert}/reactions", json={"kind": "nonsense"}, timeout=DEADLINE,
        headers={"Authorization": f"Bearer {key}", "Origin": "https://evil.example"})
    assert answer.status_code == 422
    cookie = {cookie["name"]: cookie["value"] for cookie in street.cookies("resident")}
    answer = httpx.post(
        f"{street.url}/api/v1/alerts/{street.alert}/reactions", json={"kind": "nonsense"}, timeout=DEADLINE,
        cookies=cookie, headers={"Origin": "https://evil.example"})
    assert answer.status_code == 403 and answer.json()["code"] == "cross-site"


def test_a_real_form_on_another_site_does_nothing(street, house, browser):
    """As it would be done: somebody who is signed in looks at a page elsewhere that sends a form by itself."""
    context = browser.new_context(locale="nl-NL")
    context.add_cookies(street.cookies("neighbour"))
    page = context.new_page()
    target = f"{street.url}/alerts/{street.alert}/reactions"
    page.route("http://evil.example/**", lambda route: route.fulfill(
        content_type="text/html",
        body=f'<form method="post" action="{target}"><input name="kind" value="sighting"><input name="text" '
             f'value="vals alarm"></form><script>document.forms[0].submit()</script>'))
    before = state(house)
    try:
        with page.expect_response(target) as answer:
            page.goto("http://evil.example/")
        # Whatever the browser kept back (SameSite) or told (Origin), the answer is no.
        assert answer.value.status == 403
        page.wait_for_url(target)
        assert MARK in page.inner_text("main") and page.locator("a[href='tel:112']").count() > 0
        # Nor can it be framed, to have somebody press our own buttons there.
        page.route("http://evil.example/frame", lambda route: route.fulfill(
            content_type="text/html", body=f'<iframe src="{street.url}/"></iframe>'))
        page.goto("http://evil.example/frame")
        assert "Saar" not in (page.frames[-1].content() if len(page.frames) > 1 else "")
    finally:
        context.close()
    assert state(house) == before


# --- a form of somebody else's on a page of ours ---------------------------------------------------------------------

# What cannot be undone, with all that somebody who does not see the page that asks can know.
FINAL = {
    "/me/erasure": ("resident", {"sure": "1"}), "/me/devices/others": ("resident", {}),
    "/groups/{group}/leave": ("resident", {}), "/groups/{group}/closure": ("coordinator", {"sure": "1"}),
    "/groups/{group}/handover": ("coordinator", {"memberId": "{successor}"}),
    "/groups/{group}/members/{member}": ("coordinator", {"standing": "left"}),
    "/groups/{group}/members/{successor}": ("coordinator", {"role": "coordinator"}),
    "/messages/{message}/retraction": ("resident", {}),
}
# The same by the API, to which a form can send no JSON.
CALLS = {"/api/v1/groups/{group}/closure": "coordinator", "/api/v1/groups/{group}/handover": "coordinator",
         "/api/v1/messages/{message}/retraction": "resident"}


@pytest.mark.parametrize("form", [*FINAL, *CALLS])
def test_a_form_on_a_page_of_ours_leads_to_the_page_that_asks_and_does_nothing(street, house, browser, form):
    """As if markup of a stranger had come through: their form, sent from our own page by somebody who is signed in."""
    who, fields = FINAL.get(form, (CALLS.get(form), {}))
    successor = street.member_path("Anna").rsplit("/")[-1]
    target = filled(form.replace("{successor}", successor), street, house)
    # With a guess at what only that page holds, and another page's.
    fields = {name: value.format(successor=successor) for name, value in fields.items()} | {"countersign": "0" * 64}
    context = browser.new_context(locale="nl-NL")
    street.anew(who)
    context.add_cookies(street.cookies(who))
    page = context.new_page()
    before = state(house)
    try:
        for kind in ("application/x-www-form-urlencoded", "text/plain", "multipart/form-data"):
            page.goto(f"{street.url}/privacy")
            with page.expect_navigation() as arrival:
                page.evaluate("""({path, fields, kind}) => {
                    const form = document.createElement("form");
                    [form.method, form.action, form.enctype] = ["post", path, kind];
                    for (const [name, value] of Object.entries(fields)) {
                        const box = document.createElement("input");
                        [box.type, box.name, box.value] = ["hidden", name, value];
                        form.append(box);
                    }
                    document.body.append(form);
                    form.submit();
                }""", {"path": target, "fields": fields if form in FINAL else {}, "kind": kind})
            if form in CALLS:
                assert arrival.value.status == 415, "no form reaches the API"
            else:
                # What is no form of ours holds nothing that we read, so it asks, or finds nothing to ask about.
                assert arrival.value.status in (200, 400, 422), arrival.value.status
                asks = page.locator("form#final-step [name=countersign]").count() == 1
                assert asks or kind != "application/x-www-form-urlencoded", page.content()
    finally:
        context.close()
    after = state(house)
    for table in KEPT:
        assert after[table] == before[table], f"{table} has changed"


# --- bodies that no form of ours makes --------------------------------------------------------------------------------

LIMIT = 64 * 1024


@pytest.mark.parametrize("form", ["/sign-in", "/sign-in/code", "/language", "/groups/{group}/alerts",
                                  "/alerts/{alert}/reactions", "/me", "/groups/{group}/members", "/me/erasure"])
def test_a_body_that_is_too_large_is_refused(street, house, form):
    path, who = filled(form, street, house), FORMS[form][0]
    answer = send(street, path, who, {"text": "x" * LIMIT}, {})
    assert answer.status_code == 413 and answer.headers["content-type"].startswith("text/html")
    assert words()["refusal.body-too-large"].split("{")[0] in answer.text and "tel:112" in answer.text


def test_a_large_body_of_unknown_length_is_refused_before_its_end(street):
    """It never ends: whoever waits for the end waits for ever."""
    address = urlsplit(street.url)
    with socket.create_connection((address.hostname, address.port), timeout=DEADLINE) as line:
        line.sendall(b"POST /sign-in HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n"
                     b"Transfer-Encoding: chunked\r\n\r\n")
        chunk = b"1000\r\n" + b"x" * 0x1000 + b"\r\n"
        for _ in range(LIMIT // 0x1000 + 1):
            line.sendall(chunk)
        assert line.recv(1024).startswith(b"HTTP/1.1 413")


@pytest.mark.parametrize("kind, body", [
    ("application/json", b'{"email": "a@example.org"}'),
    ("application/x-www-form-urlencoded", b"email=%ff%fe%00"), ("application/x-www-form-urlencoded", b"%"),
    ("application/x-www-form-urlencoded", b"&&&=&email"), ("multipart/form-data; boundary=x", b"--x--"), ("", b"")])
def test_what_is_no_form_is_refused_and_no_letter_goes_out(street, kind, body):
    before = httpx.get(f"{street.url}/demo/mailbox", timeout=DEADLINE).text.count("<article")
    answer = httpx.post(f"{street.url}/sign-in", content=body, timeout=DEADLINE,
                        headers={"Content-Type": kind} if kind else {})
    assert answer.status_code in (400, 415, 422), answer.status_code
    assert httpx.get(f"{street.url}/demo/mailbox", timeout=DEADLINE).text.count("<article") == before


@pytest.mark.parametrize("typed", [
    "a@example.org\r\nBcc: b@example.org", "a@example.org\nSubject: vals", "a@example.org\r", "a@b.nl,c@d.nl",
    "a@example.org\u2028Bcc: b@example.org", "a@example.org;b@example.org", "a@example.org\0"])
def test_an_address_that_says_more_is_refused(street, typed):
    answer = send(street, "/sign-in", None, {"email": typed}, {})
    if typed.strip() == "a@example.org":
        assert answer.status_code == 303, "white space around it is nobody's attack"
    else:
        assert answer.status_code == 422 and words()["refusal.email-form"] in answer.text
        assert lets_in_nobody(answer)
