"""What people do with their phones: sign in, report, read their letters. And what nobody should: look into the
database."""

import hashlib
import html
import json
import re
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import httpx

from conftest import DEADLINE, PHONE, ROOT, Saar, wait_for

ONLINE = "#connection:not([hidden]):not(.off)"
SIGNED_IN = "form[action='/sign-out']"


class Phones:
    """Every phone is a browser context of its own: it knows nothing of the others."""

    def __init__(self, browser, saar: Saar):
        self.browser, self.saar = browser, saar
        self.contexts = []

    def stranger(self, javaScript=True, **look):
        """A phone on which nobody has signed in. `page.faults` holds everything that went wrong on it."""
        context = self.browser.new_context(**{**PHONE, **look}, java_script_enabled=javaScript)
        self.contexts.append(context)
        return watched(context.new_page())

    def of(self, role="resident", number=0, group=0, javaScript=True, **look):
        """The phone of somebody of the street, signed in by their link."""
        page = self.stranger(javaScript, **look)
        page.goto(self.saar.person(role, group, number).sign_in_url)
        return page

    def close(self):
        for context in self.contexts:
            context.close()


def say_yes(page):
    """Presses the button of the page that asks once more, before something that cannot be undone."""
    page.click("form#final-step button[type=submit]")


def with_worker(page):
    """The page, once the site's service worker is at work for it. One that was being loaded while the worker began has none
    until it is loaded again."""

    def is_at_work():
        state = page.evaluate("navigator.serviceWorker.ready.then(() => navigator.serviceWorker.controller?.state ?? null)")
        if state is None:
            page.reload()
        return state == "activated"

    wait_for("the worker to be at work", is_at_work)
    return page


def watched(page):
    # No bar, but when to give up: other files are at work at the same time.
    page.set_default_timeout(DEADLINE * 1000)
    page.faults = []

    def hear(message):
        # A page that says no is no fault: browsers tell of its status as of one.
        is_page = message.text.startswith("Failed to load resource") and not any(
            folder in message.location["url"] for folder in ("/api/", "/assets/"))
        if message.type == "error" and not is_page:
            page.faults.append(f"{message.text} {message.location['url']}")

    page.on("pageerror", lambda error: page.faults.append(str(error)))
    page.on("console", hear)
    return page


def group_url(saar, number=0):
    return f"{saar.url}/groups/{saar.group(number)['slug']}"


def words(language="nl"):
    """The catalogue of a language, of all rooms."""
    rooms = (ROOT / f"Sources/WatchWeb/Resources/share/words/{language}").glob("*.json")
    return {key: text for room in rooms for key, text in json.loads(room.read_text()).items()}


# --- letters ----------------------------------------------------------------------------------------------------------

@dataclass(frozen=True)
class Letter:
    to: str
    language: str
    subject: str
    code: str
    link: str


def letters(saar, to):
    """What has come for an address, the newest first, as the demo's mailbox shows it."""
    page = httpx.get(f"{saar.url}/demo/mailbox", timeout=DEADLINE).text
    found = []
    for article in re.findall(r"<article.*?</article>", page, re.DOTALL):
        language, subject, address = re.search(
            r'lang="(\w+)"><h2>(.*?)</h2><p class="hint">(.*?) · ', article).groups()
        if html.unescape(address) == to:
            # Letters that ask for something have a link, and no code.
            code = re.search(r"<p>(\d{6})</p>", article)
            found.append(Letter(
                to, language, html.unescape(subject), code[1] if code else "",
                re.search(r'href="(/[\w/?=-]+)"', article)[1]))
    return found


def letter(saar, to):
    """The newest with a code: others may come at any time."""
    found = [one for one in letters(saar, to) if one.code]
    assert found, f"no letter came for {to}"
    return found[0]


def ask_for_code(page, saar, email):
    """From the sign-in page to the page that waits for the code."""
    page.fill("input[name=email]", email)
    page.click("form[action='/sign-in'] button[type=submit]")
    page.wait_for_selector("input[name=code]")
    return letter(saar, email.strip().lower())


def enter_code(page, code):
    page.fill("input[name=code]", code)
    page.click("form[action='/sign-in/code'] button[type=submit]")


def sign_in(page, saar, email):
    page.goto(f"{saar.url}/sign-in")
    enter_code(page, ask_for_code(page, saar, email).code)
    page.wait_for_selector(SIGNED_IN)


def session(page):
    """The secret in the cookie of a signed-in phone."""
    found = [cookie["value"] for cookie in page.context.cookies() if cookie["name"] == "saar-session"]
    assert found, "nobody is signed in on this phone"
    return found[0]


# --- alerts -----------------------------------------------------------------------------------------------------------

def fill_report(page, saar, behaviour="Iemand wrikt een raam open aan de achterkant", place="Rembrandtlaan 12"):
    page.goto(f"{group_url(saar)}/report")
    page.fill("textarea[name=behaviour]", behaviour)
    page.check("input[name=kind][value=burglary]", force=True)
    page.fill("input[name=place]", place)
    page.check("input[name=by][value=self]", force=True)


def submit(page):
    page.click("form#report button.main[type=submit]")


def shared(saar, containing="", group=0):
    """The alerts of a group that say this, as the police read them."""
    events = saar.person("police").get(
        f"/groups/{saar.group(group)['id']}/events", params={"after": 0}).json()["events"]
    return [event["alert"] for event in events if event["event"] == "alert-shared" and containing in str(event)]


def said(answer):
    """What an API call gave, once it was taken."""
    assert answer.status_code < 300, f"{answer.request.method} {answer.request.url}: {answer.text}"
    return answer.json() if answer.content else None


def react(page, kind, text=""):
    if text:
        page.fill("[data-part=react] textarea[name=text]", text)
    page.click(f"[data-part=react] button[name=kind][value={kind}]")
    page.wait_for_selector("body[data-done=reacted]")


def close_alert(page, outcome, text=""):
    page.locator("#closing-part summary").click()
    page.check(f"#closing-part input[value={outcome}]", force=True)
    if text:
        page.fill("#closing-part textarea", text)
    page.click("#closing-part button[type=submit]")
    page.wait_for_selector("body[data-mood=asleep]")


# --- the database -----------------------------------------------------------------------------------------------------

class House:
    """The file of a demo that was started with `--database`, for what no clock and no page can bring about."""

    def __init__(self, folder: Path):
        self.path = folder / "saar.sqlite"
        self.place = f"sqlite:{self.path}"

    def rows(self, sql, *values):
        with closing(sqlite3.connect(self.path, timeout=DEADLINE)) as file, file:
            return file.execute(sql, values).fetchall()

    def change(self, sql, *values):
        """Changes exactly one row."""
        with closing(sqlite3.connect(self.path, timeout=DEADLINE)) as file, file:
            assert file.execute(sql, values).rowcount == 1, sql

    def token(self, secret):
        """The columns of a key: used_at, expires_at; None when it is no more."""
        found = self.rows("SELECT used_at, expires_at FROM tokens WHERE hash = ?", digest(secret))
        return found[0] if found else None


def digest(secret):
    return hashlib.sha256(secret.encode()).digest()


def gone_stranger(page):
    """Waits until an open page shows what anybody sees."""
    page.wait_for_selector(f"body:not(:has({SIGNED_IN}))")


def listening(*pages):
    for page in pages:
        page.wait_for_selector(ONLINE)
