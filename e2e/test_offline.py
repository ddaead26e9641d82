"""What a phone keeps of the site: whom to call without a line, what it saw last, all of one version, and nothing of who has
signed out."""

import re

import httpx
import pytest

from conftest import DEADLINE, PHONE, report, wait_for
from phones import SIGNED_IN, group_url, watched, with_worker, words

# A browser that keeps things for itself does so in its own time.
pytestmark = pytest.mark.alone

KEPT = "caches.keys()"
LAST = "caches.match('/last', {cacheName: 'saar-last'}).then((answer) => answer?.json() ?? null)"


@pytest.fixture
def phone(browser, saar):
    """Bram's phone, whose worker is at work."""
    context = browser.new_context(**PHONE, service_workers="allow")
    page = watched(context.new_page())
    page.goto(saar.person(number=1).sign_in_url)
    yield with_worker(page)
    context.close()


def test_without_a_line_it_says_whom_to_call_and_what_it_saw_last(phone, saar):
    phone.goto(group_url(saar))
    slept = phone.locator("h1").inner_text()
    wait_for("the last state to be kept", lambda: (phone.evaluate(LAST) or {}).get("title") == slept)
    saar.kill()
    phone.goto(group_url(saar) + "/report")
    assert phone.title().startswith(words()["offline.title"])
    assert phone.locator("a#call").get_attribute("href") == "tel:112"
    last = phone.locator("#last")
    last.wait_for()
    assert slept in last.inner_text() and words()["group.asleep"] in last.inner_text()
    assert re.search(re.escape(words()["offline.seen"]).replace(r"\{time\}", r"\d\d:\d\d"), last.inner_text())
    # It looks as it should: its own styles, kept with it.
    assert phone.evaluate("getComputedStyle(document.querySelector('a.call')).backgroundColor") != "rgba(0, 0, 0, 0)"
    assert phone.locator("#again").is_visible()


def test_the_number_of_the_place_stands_before_the_one_for_everywhere(browser, saar):
    context = browser.new_context(**PHONE, service_workers="allow")
    page = watched(context.new_page())
    page.goto(saar.person(group=2).sign_in_url)
    with_worker(page)
    page.goto(group_url(saar, 2))
    wait_for("the last state to be kept", lambda: (page.evaluate(LAST) or {}).get("call", {}).get("link") == "tel:101")
    saar.kill()
    page.goto(f"{saar.url}/me")
    page.locator("#last").wait_for()
    numbers = [one.get_attribute("href") for one in page.locator("main a.call").all()]
    assert numbers == ["tel:101", "tel:112"]
    context.close()


def test_nothing_is_left_of_who_signs_out(phone, saar):
    anna = saar.person(number=0)
    assert anna.post(f"/groups/{saar.group()['id']}/alerts", report(separate=True)).status_code == 201
    phone.goto(group_url(saar))
    wait_for("the alert to be kept", lambda: (phone.evaluate(LAST) or {}).get("mood") == "awake")
    phone.click(f"{SIGNED_IN} button")
    phone.wait_for_url("**/?done=signed-out")
    wait_for("nothing to be kept", lambda: not {"saar-last", "saar-push"} & set(phone.evaluate(KEPT)))
    # Where a session is ended elsewhere, the next page that finds it so forgets what there is.
    phone.goto(saar.person(number=1).sign_in_url)
    phone.goto(group_url(saar))
    wait_for("the alert to be kept", lambda: phone.evaluate(LAST))
    phone.context.clear_cookies()
    phone.goto(f"{saar.url}/help")
    wait_for("it to be forgotten", lambda: "saar-last" not in phone.evaluate(KEPT))


def test_what_is_kept_is_all_of_one_version(phone, saar):
    [shell] = [name for name in phone.evaluate(KEPT) if name.startswith("saar-shell-")]
    version = shell.removeprefix("saar-shell-")
    worker = httpx.get(f"{saar.url}/service-worker.js", timeout=DEADLINE)
    assert f'"{version}"' in worker.text and worker.headers["cache-control"] == "no-cache"
    kept = phone.evaluate("(shell) => caches.open(shell).then((place) => place.keys()).then((all) => all.map(({ url }) => url))",
                          shell)
    assert len(kept) > 7
    for address in kept:
        assert "immutable" in httpx.get(address, timeout=DEADLINE).headers["cache-control"], address
    # Nobody's name stands in any of it.
    texts = phone.evaluate("""(shell) => caches.open(shell).then(async (place) => Promise.all(
        (await place.keys()).map(async (one) => (await place.match(one, { ignoreVary: true })).text())))""", shell)
    assert not any("Bram" in text or "/sign-out" in text for text in texts)
