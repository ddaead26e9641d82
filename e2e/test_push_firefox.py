"""A real Firefox lets itself be woken on the page, is pushed to through the push service of the tests, reads what came, shows
it, and its service worker says so: nothing of the browser's part is played."""

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

from conftest import DEADLINE, report, wait_for
from firefox import firefox
from phones import said

# Two browsers at once are one too many for two processors.
pytestmark = pytest.mark.alone

# What the worker shows, as the page may ask it.
SHOWN = """
const done = arguments[0];
navigator.serviceWorker.ready.then((registration) => registration.getNotifications())
  .then((all) => done(all.map(({ title, body, tag, data }) => ({ title, body, tag, data }))), (error) => done(String(error)));
"""


@pytest.fixture
def woken(demo, push_service):
    """The browser of a neighbour who has pressed the one button; who it is to the house."""
    saar = demo("--outgoing-allow", "127.0.0.0/8")
    browser = firefox(push_service)
    try:
        bram = saar.person(number=1)
        browser.get(bram.sign_in_url)
        browser.get(f"{saar.url}/me")
        wake = WebDriverWait(browser, DEADLINE).until(lambda browser: next(
            (button for button in browser.find_elements(By.CSS_SELECTOR, "[data-push] [data-wake]")
             if button.is_displayed()), None))
        wake.click()
        wait_for("the house to know the device", lambda: subscriptions(bram))
        yield saar, bram, browser
    finally:
        browser.quit()


def subscriptions(person):
    return said(person.get("/me/subscriptions"))["subscriptions"]


def shown(browser):
    return browser.execute_async_script(SHOWN)


def test_a_real_browser_is_woken_shows_it_and_says_so(woken, push_service):
    saar, bram, browser = woken
    anna, [device] = saar.person(number=0), push_service.browsers()
    # Nobody looks: what is shown then is what wakes.
    browser.get(f"{saar.url}/me")
    browser.switch_to.new_window("tab")
    browser.get("about:blank")
    browser.switch_to.window(browser.window_handles[0])
    alert = said(anna.post(f"/groups/{saar.group()['id']}/alerts", report(separate=True)))["id"]
    # Which of the two counts, this or the page that is open as well, is a matter of moments.
    wait_for("its receipt", lambda: "shownAt" in subscriptions(bram)[0])
    assert said(anna.get(f"/alerts/{alert}/reach"))["told"] == 1
    # 100 is what a browser says that could read it.
    wait_for("the browser to have said that it read it", lambda: device.acknowledged() == 100)
    [alarm] = shown(browser)
    assert alarm["tag"] == alert and saar.group()["name"] in alarm["title"] and "112" in alarm["body"]
    [known] = subscriptions(bram)
    assert known["shownAt"] and known["isThis"] is False

    # The end stands in its place.
    said(anna.post(f"/alerts/{alert}/closure", {"outcome": "gone"}))
    [end] = wait_for("the end in the place of the alarm", lambda: (
        found if (found := shown(browser)) and found[0]["body"] != alarm["body"] else None))
    assert end["tag"] == alert
    assert push_service.faults() == []

    # There and back, as its owner asks for it on the page.
    browser.get(f"{saar.url}/me")
    browser.find_element(By.CSS_SELECTOR, f"form[data-test='{known['id']}'] button").click()
    test = wait_for("the test to be back", lambda: (
        found if "shownAt" in (found := subscriptions(bram)[0].get("test", {})) else None))
    assert test["state"] == "taken" and test["milliseconds"] >= 0
