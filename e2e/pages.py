"""Every page of the product, once: for the tests that look at all pages (test_access.py, test_html.py) and for the
pictures (script/screenshots). Who adds a page adds it to PAGES; whoever looks at all pages then looks at it too.

Looking changes nothing: a page is either fetched, or the answer to a form that is refused or asked about. So one
prepared street serves every look, in any order.
"""

import re
import time
from dataclasses import dataclass
from datetime import datetime
from typing import Callable
from zoneinfo import ZoneInfo

import httpx

from conftest import DEADLINE, DESKTOP, PHONE, Saar, wait_for

LANGUAGES = {"nl": "nl-NL", "fr": "fr-BE", "de": "de-DE", "en": "en-GB"}
SIZES = {"phone": PHONE, "desktop": DESKTOP}
SCHEMES = ("light", "dark")

# Who looks, by the part they play: role, group and number as Saar.person() takes them. None is anybody, signed out.
PEOPLE = {
    "resident": ("resident", 0, 0),        # Anna, who reports
    "neighbour": ("resident", 0, 1),       # Bram, who reads what Anna reports
    "coordinator": ("coordinator", 0, 0),  # Carla
    "police": ("police", 0, 0),            # Wouter
    "municipality": ("municipality", 0, 0),
    "foundation": ("foundation", 0, 0),
    "applicant": ("resident", 1, 0),       # Hanna, of the group next door, who waits to be let in
    "visitor": ("resident", 1, 1),         # Ibrahim, of the group next door, who has not asked
    "next": ("coordinator", 1, 0),         # Gerrit, of the group next door
    "far": ("coordinator", 2, 0),          # Jef, who leads that group
    "elsewhere": ("resident", 2, 0),       # Katrien, of a group far away
}
# Somebody who has asked for a code and has not entered it: signed out, yet not anybody. See Street.cookies().
NEWCOMER = "newcomer"
# Noor, who is asked by e-mail to lead a group as well, and has never been here before.
ASKED = "asked"


# --- the pages --------------------------------------------------------------------------------------------------------

@dataclass(frozen=True)
class Form:
    """What is sent to get to a page that is an answer."""
    path: str
    fields: dict


@dataclass(frozen=True)
class Page:
    """One page of the product, as one person sees it."""
    name: str
    who: str | None
    """One of PEOPLE, NEWCOMER or ASKED; None for anybody."""
    go: Callable[["Street"], "str | Form"]
    """Where it is in a prepared street: a path, or the form whose answer it is."""
    shows: str
    """What only this page has (CSS): a page that is no longer what its name says is found out."""
    status: int = 200


def observed(**changes):
    """A report as its form sends it; about nothing that is open."""
    return {
        "behaviour": "Loopt met een zaklamp langs de schuurtjes en voelt aan elke deur", "kind": "suspicious-person",
        "place": "Frans Halsstraat, achter nummer 12", "by": "self", "number": "112",
        "calledAt": datetime.now(ZoneInfo("Europe/Amsterdam")).strftime("%H:%M"), **changes}


PAGES = (
    # the front door
    Page("home-stranger", None, lambda street: "/", "main a[href^='/sign-in']"),
    Page("home-resident", "resident", lambda street: "/", "main [data-part=groups]"),
    Page("groups-found", None, lambda street: "/groups?q=woerden", "main a[href^='/groups/']"),
    Page("groups-none", None, lambda street: "/groups?q=nergenshuizen", "main a[href^='/groups/new']"),
    Page("groups-empty", None, lambda street: "/groups", "main:not(:has(.verdict)) [name=q]"),
    Page("groups-postcode", None, lambda street: "/groups?q=3443+AB", "main .verdict ~ section a[href^='/groups/']"),
    Page("groups-near", None, lambda street: "/groups?near=52.089,4.875", "main #covering ~ ul .tag"),
    Page("groups-readings", None, lambda street: "/groups?q=heide", ".readings a[href^='/groups?place=']"),
    Page("groups-municipality", None, lambda street: "/groups?municipality=0632", "main #inside"),
    Page("map-country", None, lambda street: "/map", "#map-none"),
    Page("map", None, lambda street: "/map?at=52.089,4.880", "#map-none"),
    Page("embed", None, lambda street: "/embed?municipality=Woerden&colour=%23ffcc00", "pre.kept"),
    Page("embedded-finder", None, lambda street: "/embed/finder?municipality=0632&colour=ffcc00",
         "body.embedded form[target=_top]"),
    Page("open-data", None, lambda street: "/open-data", "a[href='/open-data/groups.csv']"),
    Page("privacy", None, lambda street: "/privacy", "main h1 ~ section h2"),
    Page("help", None, lambda street: "/help", "main a[href='/contact']"),
    Page("contact", None, lambda street: "/contact", "main a[href='/groups']"),
    Page("accessibility", None, lambda street: "/accessibility", "main #untried"),
    # the registry in figures
    Page("figures-country", None, lambda street: "/statistics", "svg.map-drawing a[href='/statistics/27']"),
    Page("figures-province", None, lambda street: "/statistics/26", "svg.map-drawing a[href='/statistics/0632']"),
    Page("figures-municipality", None, lambda street: "/statistics/0632", "dl.figures ~ table.ranking"),
    # signing in
    Page("sign-in", None, lambda street: "/sign-in", "form[action='/sign-in'] [name=email]"),
    Page("sign-in-mistakes", None, lambda street: Form("/sign-in", {"email": "geen adres"}),
         "form[action='/sign-in'] [name=email][aria-invalid=true]", 422),
    Page("sign-in-draft", None, lambda street: Form(street.group_path() + "/alerts", observed()),
         "form[action='/sign-in'] [name=draft]", 401),
    Page("sign-in-code", NEWCOMER, lambda street: "/sign-in/code", "form[action='/sign-in/code'] [name=code]"),
    Page("sign-in-code-none", None, lambda street: "/sign-in/code", "form[action='/sign-in/code'] [name=code]"),
    Page("sign-in-link", None, lambda street: street.letter_path(), "main form[action^='/sign-in/']"),
    Page("sign-in-link-spent", None, lambda street: "/sign-in/" + "0" * 64, "main a[href^='tel:']", 404),
    Page("demo-mailbox", None, lambda street: street.mailbox_path(), "main a[href^='/sign-in/']"),
    # a group
    Page("group-asleep", "elsewhere", lambda street: street.group_path(2), "body[data-mood=asleep] #past"),
    Page("group-awake", "resident", lambda street: street.group_path(), "body[data-mood=awake] #open"),
    Page("group-coordinator", "coordinator", lambda street: street.group_path(),
         "body[data-mood=awake] #members"),
    Page("group-police", "police", lambda street: street.group_path(), "body[data-mood=awake] #open"),
    Page("group-stranger", None, lambda street: street.group_path(),
         "main a[href^='/sign-in']"),
    Page("group-visitor", "visitor", lambda street: street.group_path(),
         "main a[href$='/join']"),
    Page("group-asked", ASKED, lambda street: "/groups/groenestraat",
         "form[action$='/co-coordination'] [name=firstName]"),
    Page("group-asks", "elsewhere", lambda street: "/groups/groenestraat", "#care ~ .panel ~ .panel"),
    Page("group-waiting", "applicant", lambda street: street.group_path(),
         "main:not(:has([data-part=past], a[href$='/join'], a[href^='/sign-in'], form[action$='/members']))"),
    Page("group-join", "visitor", lambda street: street.group_path() + "/join", "[name=acceptsRules]"),
    Page("group-join-mistakes", "municipality",
         lambda street: Form(street.group_path() + "/members", {"note": "Op nummer 4"}),
         ".mistakes ~ form [name=acceptsRules]", 422),
    Page("group-join-stranger", None, lambda street: street.group_path() + "/join",
         "form[action='/sign-in'] [name=next]", 401),
    Page("group-members", "coordinator", lambda street: street.group_path() + "/members",
         "main form[action*='/members/']"),
    # its place in the registry
    Page("registry-coordinator", "coordinator", lambda street: street.group_path() + "/registry",
         "form[action$='/renewal']"),
    Page("registry-closing", "coordinator", lambda street: Form(street.group_path() + "/closure", {}),
         "form#final-step[action$='/closure'] [name=countersign]"),
    Page("registry-office", "municipality", lambda street: street.group_path() + "/registry", "#log"),
    Page("registry-care", "municipality", lambda street: "/registry/care", "main [data-part=care] > :is(.panel, .cards)"),
    Page("registry-groups", "municipality", lambda street: "/registry/groups", "main [data-part=overseen] .cards"),
    Page("registry-groups-police", "police", lambda street: "/registry/groups", "main [data-part=overseen] .cards"),
    Page("group-links", "coordinator", lambda street: street.group_path() + "/links",
         ".link-map > svg .map-line"),
    Page("group-links-far", "far", lambda street: street.group_path(2) + "/links",
         ".link-map:not(:has(> svg .map-line))"),
    # a report
    Page("report-empty", "resident", lambda street: street.group_path() + "/report", "form#report"),
    Page("report-stranger", None, lambda street: street.group_path() + "/report", "form#report"),
    Page("report-mistakes", "resident",
         lambda street: Form(street.group_path() + "/alerts", observed(behaviour="", place="", by="")),
         "form#report [aria-invalid=true]", 422),
    Page("report-question", "resident",
         lambda street: Form(street.group_path() + "/alerts", observed(behaviour="een donkere man")), "#question"),
    Page("report-already-open", "neighbour",
         lambda street: Form(street.group_path() + "/alerts", observed(latitude="52.08910", longitude="4.87510")),
         "#already", 409),
    # an alert
    Page("alert-open-reporter", "resident", lambda street: street.alert_path(), "#reach"),
    Page("alert-open-neighbour", "neighbour", lambda street: street.alert_path(), "body[data-mood=awake] #react"),
    Page("alert-open-coordinator", "coordinator", lambda street: street.alert_path(), ".flags"),
    Page("alert-open-police", "police", lambda street: street.alert_path(), "[data-part=police]"),
    Page("alert-open-passed-on", "visitor", lambda street: street.alert_path(), "h1 + .lead"),
    Page("alert-open-send-on", "coordinator", lambda street: f"/alerts/{street.kept}",
         "form[action$='/forwards'] button"),
    Page("alert-closed", "neighbour", lambda street: street.past_path(), "body[data-mood=asleep] .banner"),
    Page("alert-closed-reporter", "resident", lambda street: street.past_path(), "#reopen-part"),
    Page("alert-late", "neighbour",
         lambda street: Form(street.past_path() + "/reactions",
                             {"kind": "sighting", "text": "Hij staat nu bij de fietsenstalling"}), "#late", 409),
    Page("alert-not-ended", "resident",
         lambda street: Form(street.alert_path() + "/closure", {"closing": "Het was de buurman"}),
         "details[open] #outcome-error", 422),
    Page("alert-linked", None, lambda street: street.linked_path(), "body[data-mood=awake] .facts"),
    Page("alert-linked-over", None, lambda street: street.over, ".banner.asleep"),
    # oneself
    Page("me", "resident", lambda street: "/me", "form[action='/me'] [name=firstName]"),
    Page("me-mistakes", "resident", lambda street: Form("/me", {"firstName": "", "lastName": "", "language": "nl"}),
         "[name=firstName][aria-invalid=true]", 422),
    Page("me-choices", "neighbour", lambda street: "/me/choices", "form[action='/me/choices/stop'] [name=for]"),
    Page("group-choices", "neighbour", lambda street: street.group_path() + "/choices",
         "form#choices [name=quietFrom]"),
    Page("group-choices-mistakes", "neighbour",
         lambda street: Form(street.group_path() + "/choices", {"linked": "near", "metres": "9", "quietFrom": "22:00"}),
         ".mistakes ~ form#choices [name=metres][aria-invalid=true]", 422),
    Page("me-data", "resident", lambda street: "/me/data", "a[href='/me/data.json'][download]"),
    Page("letter-stop", None, lambda street: street.stop_path(0), "main form[action^='/u/'] [name='List-Unsubscribe']"),
    Page("letter-stopped", None, lambda street: street.stopped_path(), "main:not(:has(form)) a[href='/sign-in?next=/me']"),
    Page("letter-stop-none", None, lambda street: "/u/" + "0" * 32, "main a[href^='tel:']", 404),
    Page("me-woken", "elsewhere", lambda street: "/me", ".woken form[data-test]"),
    Page("me-devices", "resident", lambda street: "/me/devices", "form[action^='/me/devices/']"),
    # Only for who has just signed in.
    Page("me-erasure", "coordinator", lambda street: street.anew("coordinator") and "/me/erasure",
         "form#final-step[action='/me/erasure'] [name=sure]"),
    # what is asked once more: one page, with more or less on it
    Page("final-leave", "neighbour", lambda street: Form(street.group_path() + "/leave", {}),
         "form#final-step[action$='/leave'] [name=countersign]"),
    Page("final-appoint", "coordinator", lambda street: Form(street.member_path("Bram"), {"role": "coordinator"}),
         "form#final-step[action*='/members/'] [name=role]"),
    Page("final-devices", "resident", lambda street: Form("/me/devices/others", {}),
         "form#final-step[action='/me/devices/others'] [name=countersign]"),
    Page("final-retract", "resident", lambda street: Form(f"/messages/{street.message}/retraction", {}),
         "main:has(q) form#final-step[action$='/retraction']"),
    Page("final-decline-group", "municipality", lambda street: street.declined_form(),
         "main:has(q) form#final-step[action$='/decline'] [name^='reason-']"),
    # starting and keeping a group
    Page("founding", None, lambda street: "/groups/new", "form#founding [name=name]"),
    Page("founding-looked", "visitor",
         lambda street: Form("/groups", {"do": "look", "where": "neighbourhoods", "at": "Harmelen", "name": "Dorp"}),
         "form#founding [name^='n-']"),
    Page("founding-talk", "visitor", lambda street: Form("/groups", {"do": "back", "step": "last"}), "[name=channel]"),
    Page("founding-last", "visitor", lambda street: Form("/groups", {"do": "next", "step": "talk", "name": "Dorp"}),
         "form#founding [name=agrees]"),
    Page("group-belongs", None, lambda street: street.group_path() + "?q=Harmelen", "#found ~ svg.area-picture"),
    Page("founding-overlaps", "visitor",
         lambda street: Form("/groups", {"do": "propose", "where": "drawn", "name": "Dorp", "agrees": "1", "isOfAge": "1", "area":
             '{"type":"Polygon","coordinates":[[[4.871,52.087],[4.879,52.087],[4.879,52.092],[4.871,52.087]]]}'}),
         "#overlaps a[href$='/join']", 409),
    Page("group-settings", "coordinator", lambda street: street.group_path() + "/settings", "form#settings"),
    Page("group-sheet", "coordinator", lambda street: street.group_path() + "/sheet", ".sheet svg"),
    Page("group-codes", "coordinator", lambda street: street.group_path() + "/codes", "[name=count]"),
    Page("registry-waiting", "municipality", lambda street: "/registry", "main h1"),
    Page("join-code", None, lambda street: "/j", "form[action='/j'] [name=code]"),
    Page("join-code-wrong", None, lambda street: "/j/abcdefgh", ".panel.ask ~ form [name=code]", 404),
    # what is not there
    Page("offline", None, lambda street: "/offline", "#again"),
    Page("refusal", "resident", lambda street: "/nothing/here", "main a[href^='tel:']", 404),
)


# --- the street -------------------------------------------------------------------------------------------------------

class Street:
    """A demo street in which enough has happened for every page to have something to show."""

    def __init__(self, saar: Saar):
        self.saar = saar
        self.url = saar.url
        self.alert = ""
        self.message = ""
        self.kept = ""
        self.past = []
        self.over = ""
        self._sessions = {}
        self._since = {}

    def person(self, who):
        return self.saar.person(*PEOPLE[who])

    def group_path(self, number=0):
        return f"/groups/{self.saar.group(number)['slug']}"

    def alert_path(self):
        return f"/alerts/{self.alert}"

    def past_path(self):
        return f"/alerts/{self.past[0]}"

    def letter_path(self):
        """Behind the link of the newcomer's letter, as the demo's mailbox shows it."""
        letters = httpx.get(self.url + self.mailbox_path(), timeout=DEADLINE).text
        links = re.findall(r'href="(/sign-in/[^"/]{20,})"', letters)
        assert links, f"no letter with a link in the mailbox: {letters}"
        return links[0]

    def stop_path(self, number):
        """Where one press stops the letters about alerts that somebody gets, as the demo's mailbox shows it."""
        def links():
            letters = httpx.get(self.url + "/demo/mailbox", timeout=DEADLINE).text
            # The oldest first, each person once: what comes later changes nothing about the first ones.
            return list(dict.fromkeys(reversed(re.findall(r'href="(/u/[0-9a-f]{32})"', letters))))

        # A page that is open has the first word, for twenty seconds.
        wait_for("letters about an alert in the mailbox", lambda: len(links()) > number, deadline=60)
        return links()[number]

    def stopped_path(self):
        """The same, of somebody who has pressed."""
        path = self.stop_path(1)
        assert httpx.post(self.url + path, data={"List-Unsubscribe": "One-Click"}, timeout=DEADLINE).status_code == 200
        return path

    def mailbox_path(self):
        self.cookies(NEWCOMER)
        return "/demo/mailbox"

    def linked_path(self, alert=None):
        """What the reporter of the open alert hands on to the chat of the street."""
        alert = f"/alerts/{alert}" if alert else self.alert_path()
        page = fetch(self, Page("", "resident", lambda street: alert, ""))
        keys = re.findall(r"(?:/|%2F)a(?:/|%2F)([\w-]{16,})", page)
        assert keys, "the reporter finds no link to hand on"
        return "/a/" + keys[0]

    def sign_in_by_letter(self, who, email):
        """Before any newcomer asks for a letter: theirs is to be the newest in the mailbox."""
        with httpx.Client(base_url=self.url, timeout=DEADLINE) as browser:
            browser.post("/sign-in", data={"email": email})
            code = re.search(r"<p>(\d{6})</p>", browser.get("/demo/mailbox").text)[1]
            answer = browser.post("/sign-in/code", data={"code": code})
            assert answer.status_code == 303, f"{who} cannot sign in: {answer.status_code} {answer.text}"
            self._sessions[who] = [{"name": "saar-session", "value": browser.cookies["saar-session"], "url": self.url}]

    def member_path(self, name):
        """Where the coordinator changes something about a member."""
        members = self.person("coordinator").get(f"/groups/{self.saar.group()['id']}/members").json()["members"]
        return f"{self.group_path()}/members/" + next(one["id"] for one in members if one["firstName"] == name)

    def declined_form(self):
        """What an office sends about the group that waits for it."""
        group = httpx.get(f"{self.url}/api/v1/groups/molenvliet-woerden", timeout=DEADLINE).json()
        return Form("/groups/molenvliet-woerden/decline", {
            f"reason-{group['id']}": "Dit zijn dezelfde straten als die van de groep Schilderskwartier."})

    def anew(self, who):
        """Signs somebody in again, unless they did so within the last minutes."""
        if time.monotonic() - self._since.get(who, float("-inf")) > 600:
            self._sessions.pop(who, None)
        return self.cookies(who)

    def cookies(self, who):
        """The cookies that make a browser this person's; signs in once, since letters with codes are rationed."""
        if who is None:
            return []
        # A code and its link are good for fifteen minutes, and a slow machine looks at pages for longer.
        is_over = who == NEWCOMER and time.monotonic() - self._since.get(who, 0) > 600
        if who not in self._sessions or is_over:
            self._since[who] = time.monotonic()
            if who == NEWCOMER:
                answer = httpx.post(f"{self.url}/sign-in", data={"email": "sterre@example.org"}, timeout=DEADLINE)
            else:
                answer = httpx.get(self.person(who).sign_in_url, timeout=DEADLINE)
            assert answer.status_code == 303, f"{who} cannot sign in: {answer.status_code} {answer.text}"
            # The language is for the look to choose (look() below), whatever the person likes best.
            self._sessions[who] = [
                {"name": name, "value": value, "url": self.url} for name, value in answer.cookies.items()
                if name != "saar-language"]
        return self._sessions[who]


# --- looking ----------------------------------------------------------------------------------------------------------

def look(size="phone", scheme="light", language="nl"):
    """How a browser looks at pages, for browser.new_context(): the one place that says how a language is chosen."""
    return {**SIZES[size], "color_scheme": scheme, "locale": LANGUAGES[language]}


def new_tab(browser, **options):
    """A tab of a browser that looks as look() says, and keeps nothing from one page to the next: a report that is kept
    as a draft would stand on the page that is meant to be empty."""
    context = browser.new_context(**options)
    context.add_init_script("try { localStorage.clear(); } catch {}")
    tab = context.new_page()
    tab.set_default_timeout(DEADLINE * 1000)
    return tab


def fetch(street, page, language="nl"):
    """The page as served, without a browser: its HTML."""
    where = page.go(street)
    cookies = {cookie["name"]: cookie["value"] for cookie in street.cookies(page.who)}
    headers = {"Accept": "text/html", "Accept-Language": LANGUAGES[language]}
    with httpx.Client(base_url=street.url, cookies=cookies, headers=headers, timeout=DEADLINE) as client:
        answer = (client.post(where.path, data=where.fields, follow_redirects=True) if isinstance(where, Form)
                  else client.get(where, follow_redirects=True))
    assert answer.status_code == page.status, f"{page.name}: {answer.status_code} instead of {page.status}"
    assert answer.headers["content-type"].startswith("text/html"), f"{page.name} is {answer.headers['content-type']}"
    return answer.text


def named(name):
    """The page of this name."""
    return chosen([name])[0]


def chosen(only):
    """The pages of these names, in the order of PAGES; all of them for none."""
    unknown = sorted(set(only) - {page.name for page in PAGES})
    if unknown:
        raise ValueError(f"no page is called {', '.join(unknown)}; there are: {', '.join(page.name for page in PAGES)}")
    return [page for page in PAGES if not only or page.name in only]


assert len({page.name for page in PAGES}) == len(PAGES), "two pages have one name"
assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", page.name) for page in PAGES), "names are kebab-case"
