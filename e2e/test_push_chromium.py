"""What a push says is shown by the real Chromium, the one with windows, in its own way: its push service is not to be had
here, so that DevTools hand the service worker what the house has pushed to a device of the tests."""

import json
import shutil

import pytest

from conftest import PHONE, report, wait_for
from phones import said, watched, with_worker

# The browser with windows wants the machine to itself.
pytestmark = pytest.mark.alone

# What is pushed goes to the worker, whether or not this page is one that it looks after already.
STATE = "navigator.serviceWorker.getRegistration().then((found) => found?.active?.state)"
SHOWN = """async () => (await (await navigator.serviceWorker.ready).getNotifications())
    .map(({ title, body, tag, data, lang, silent }) => ({ title, body, tag, data, lang, silent }))"""


@pytest.fixture(scope="module")
def windowed(play):
    """The one that shows notifications: Chromium without windows has none."""
    path = shutil.which("chromium")
    if not path:
        pytest.exit("no chromium: run script/setup test", returncode=2)
    browser = play.chromium.launch(executable_path=path, args=["--no-sandbox"])
    yield browser
    browser.close()


@pytest.fixture
def phone(windowed, demo, push_service):
    """A neighbour's phone with the page open and the permission given; and a device of theirs at the push service."""
    saar = demo("--outgoing-allow", "127.0.0.0/8")
    context = windowed.new_context(**PHONE, permissions=["notifications"])
    page = watched(context.new_page())
    worker = Worker(page, saar.url)
    page.goto(saar.person(number=1).sign_in_url)
    page.goto(f"{saar.url}/me")
    wait_for("the worker to be at work", lambda: page.evaluate(STATE) == "activated")
    bram = saar.person(number=1)
    device = push_service.device(said(bram.get("/push-key"))["publicKey"])
    device.subscribe(bram)
    yield saar, page, worker, device
    context.close()


class Worker:
    """The service worker of a page, over DevTools: they look from before it begins."""

    def __init__(self, page, url):
        self.line, self.url = page.context.new_cdp_session(page), url
        self.registrations = []
        self.line.on("ServiceWorker.workerRegistrationUpdated", lambda said: self.registrations.extend(
            one["registrationId"] for one in said["registrations"] if one["scopeURL"].startswith(url)))
        self.line.send("ServiceWorker.enable")

    def is_handed(self, page, words):
        while not self.registrations:
            # Playwright hears what DevTools say while it is asked something.
            page.evaluate(STATE)
        self.line.send("ServiceWorker.deliverPushMessage", {
            "origin": self.url, "registrationId": self.registrations[-1], "data": json.dumps(words)})


def test_chromium_shows_what_was_pushed_and_its_worker_says_so(phone):
    saar, page, worker, device = phone
    anna = saar.person(number=0)
    alert = said(anna.post(f"/groups/{saar.group()['id']}/alerts", report(separate=True)))["id"]
    alarm = device.get(alert)

    def subscription():
        return said(saar.person(number=1).get("/me/subscriptions"))["subscriptions"][0]

    assert "shownAt" not in subscription()
    worker.is_handed(page, alarm.words)
    [shown] = wait_for("what is shown", lambda: page.evaluate(SHOWN))
    # Which of the two counts, this or the page that is open as well, is a matter of moments.
    wait_for("its receipt", lambda: "shownAt" in subscription())
    assert (shown["title"], shown["body"], shown["tag"]) == (
        alarm.notification["title"], alarm.notification["body"], alert)
    assert shown["lang"] == alarm.notification["lang"]
    assert shown["silent"] is True, "whoever looks at a page of ours is not startled"

    said(anna.post(f"/alerts/{alert}/closure", {"outcome": "gone"}))
    end = device.gets(2, alert)[1]
    worker.is_handed(page, end.words)
    wait_for("the end in its place", lambda: [one["body"] for one in page.evaluate(SHOWN)] == [end.notification["body"]])
    # What cannot be read is shown all the same: a browser takes the right to push from who shows nothing.
    worker.is_handed(page, "no words of ours")
    wait_for("something to be shown", lambda: len(page.evaluate(SHOWN)) == 2)
    assert page.faults == []
