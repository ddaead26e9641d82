"""Who has no page open is written to: by the real `saar serve`, through the sendmail program of the machine. What stops it,
what starts it again, and what the reporter is told of it."""

import email
import email.policy
import re
import sys

import httpx
import pytest

from conftest import DEADLINE, Saar, report, wait_for
from phones import words

URL = "https://saar.example.org"
# Files whatever it is given, many at a time.
SENDMAIL = """#!{python}
import pathlib, sys, uuid
file = pathlib.Path({folder!r}) / uuid.uuid4().hex
file.write_bytes(sys.stdin.buffer.read())
file.rename(file.with_suffix(".eml"))
"""
# A page that is open has the first word, for twenty seconds.
LETTERS = 60
# So that every alert is told to the same people: it goes on to neighbours by its place.
PLACE = {"latitude": 52.0840, "longitude": 4.8700}
BEHAVIOURS = iter(["Voelt aan de deuren", "Kijkt door de ramen", "Loopt achterom", "Klimt over het hek",
                   "Kruipt door een raam"])


class Post:
    """What the mailer has taken over."""

    def __init__(self, folder):
        self.folder = folder
        self.program = folder / "sendmail"
        self.program.write_text(SENDMAIL.format(python=sys.executable, folder=str(folder)))
        self.program.chmod(0o755)

    def letters(self):
        return [email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
                for path in self.folder.glob("*.eml")]


@pytest.fixture(scope="module")
def post(tmp_path_factory):
    return Post(tmp_path_factory.mktemp("post"))


@pytest.fixture(scope="module")
def street(tmp_path_factory, post):
    """The people of a demo, and the program that serves them with letters that go out."""
    database = f"sqlite:{tmp_path_factory.mktemp('street')}/saar.sqlite"
    demo = Saar(["demo", "--json", "--port", "0", "--database", database]).ready()
    line = demo.line
    demo.kill()
    saar = Saar(["serve", "--database", database, "--port", "0", "--log-level", "info", "--url", URL,
                 "--sendmail", str(post.program)])
    saar.line = {**line, "url": f"http://127.0.0.1:{saar.port()}"}
    yield saar
    saar.kill()


@pytest.fixture(scope="module")
def anna(street):
    return street.person("resident", 0, 0)


@pytest.fixture(scope="module")
def bram(street):
    return street.person("resident", 0, 1)


def said(answer, status=200):
    assert answer.status_code == status, f"{answer.request.url}: {answer.status_code} {answer.text}"
    return answer.json() if answer.content else None


def share(street, who):
    return said(who.post(f"/groups/{street.group()['id']}/alerts", report(
        observation={"behaviour": next(BEHAVIOURS)}, separate=True, location=PLACE)), 201)["id"]


def reach(who, alert):
    return said(who.get(f"/alerts/{alert}/reach"))


def everybody_was_thought_of(who, alert):
    """How far it came, once nobody waits any more."""
    found = reach(who, alert)
    return found if found["waiting"] == 0 else None


def about(post, alert):
    """The letters about an alert, by where they went."""
    return {letter["To"].addresses[0].addr_spec: letter for letter in post.letters()
            if f"/alerts/{alert}" in letter.get_body(("plain",)).get_content()}


def channel(who):
    return said(who.get("/me/channels"))["channels"][0]


def street_page(street, who, path):
    answer = httpx.get(street.url + path, timeout=DEADLINE, headers={
        "Authorization": "Bearer " + who.data["token"], "Accept-Language": "nl"})
    assert answer.status_code == 200, f"{path}: {answer.status_code}"
    return answer.text


def test_one_press_from_a_letter_and_none_comes_the_next_time(street, post, anna, bram):
    mine = channel(bram)
    assert mine["kind"] == "mail" and mine["isOn"] and mine["isConfirmed"] and "bouncedAt" not in mine
    alert = share(street, anna)
    assert reach(anna, alert)["told"] == 0
    found = wait_for("an end of waiting", lambda: everybody_was_thought_of(anna, alert), LETTERS)
    letters = about(post, alert)
    # As the mailer has them, and nobody told by having been written to.
    assert found["told"] == 0 and found["sent"] == {"mail": len(letters)} and found["inDoubt"] == 0
    assert found["audience"] == len(letters) + sum(found["notTold"].values())
    assert mine["address"] in letters and channel(anna)["address"] not in letters

    stop = re.search(r"<([^>]+)>", letters[mine["address"]]["List-Unsubscribe"])[1]
    assert letters[mine["address"]]["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert re.fullmatch(rf"{re.escape(URL)}/u/[0-9a-f]{{32}}", stop)
    stop = stop.replace(URL, street.url)
    # As a mail program does: without cookies, and from wherever it is.
    for _ in range(2):
        pressed = httpx.post(stop, data={"List-Unsubscribe": "One-Click"}, timeout=DEADLINE,
                             headers={"Origin": "https://mail.example", "Accept-Language": "nl"})
        assert pressed.status_code == 200 and words()["stop.done"] in pressed.text
        assert mine["address"] not in pressed.text and "set-cookie" not in pressed.headers
    assert channel(bram)["isOn"] is False
    assert stop.rsplit("/")[-1] not in street.log()

    again = share(street, anna)
    found = wait_for("an end of waiting", lambda: everybody_was_thought_of(anna, again), LETTERS)
    assert mine["address"] not in about(post, again) and len(about(post, again)) == len(letters) - 1
    assert found["notTold"]["declined"] == 1 and found["sent"] == {"mail": len(letters) - 1}

    # And on again, on one's own page.
    page = street_page(street, bram, "/me")
    assert words()["me.told.mail.off"] in page
    answer = httpx.post(street.url + "/me/channels", data={"kind": "mail", "isOn": "1"}, timeout=DEADLINE,
                        headers={"Authorization": "Bearer " + bram.data["token"]})
    assert answer.status_code == 303 and channel(bram)["isOn"] is True


def test_whoever_comes_from_a_letter_has_seen_it(street, post, anna, bram):
    alert = share(street, anna)
    before = wait_for("an end of waiting", lambda: everybody_was_thought_of(anna, alert), LETTERS)
    letter = about(post, alert)[channel(bram)["address"]]
    link = re.search(rf"{re.escape(URL)}(/alerts/\S+)", letter.get_body(("plain",)).get_content())[1]
    assert link == f"/alerts/{alert}?by=mail"
    street_page(street, bram, link)
    after = reach(anna, alert)
    assert after["told"] == before["told"] + 1 and after["channels"] == {"mail": 1}
    assert after["sent"] == {"mail": before["sent"]["mail"] - 1}
    page = street_page(street, anna, f"/alerts/{alert}")
    shown = dict(re.findall(r'<div><dt>[^<]*</dt><dd data-figure="([^"]+)">(\d+)</dd>', page))
    assert shown["channels.mail"] == "1" and shown["sent.mail"] == str(after["sent"]["mail"])


def test_whose_page_says_that_it_is_over_is_not_written_so(street, post, anna, bram):
    alert = share(street, anna)
    wait_for("an end of waiting", lambda: everybody_was_thought_of(anna, alert), LETTERS)
    others = set(about(post, alert)) - {channel(bram)["address"]}
    assert others and channel(bram)["address"] in about(post, alert)

    def came(address):
        return sum(letter["To"].addresses[0].addr_spec == address for letter in post.letters()
                   if f"/alerts/{alert}" in letter.get_body(("plain",)).get_content())

    said(anna.post(f"/alerts/{alert}/closure", {"outcome": "gone"}))
    # By the letter of the alarm he comes to a page that tells how it ended, before a letter would.
    assert words()["outcome.gone.long"] in street_page(street, bram, f"/alerts/{alert}?by=mail")
    wait_for("the letters of its end", lambda: all(came(address) == 2 for address in others), LETTERS)
    assert came(channel(bram)["address"]) == 1


def test_who_has_seen_it_on_a_page_is_written_nothing(street, post, anna, bram):
    alert = share(street, anna)
    events = said(bram.get(f"/groups/{street.group()['id']}/events?limit=500"))["events"]
    event = next(one["eventId"] for one in events if one.get("alertId") == alert)
    said(bram.post(f"/events/{event}/receipts", {}), 204)
    found = wait_for("an end of waiting", lambda: everybody_was_thought_of(anna, alert), LETTERS)
    assert channel(bram)["address"] not in about(post, alert)
    assert found["told"] == 1 and found["channels"] == {"live": 1} and "seen" not in found["notTold"]
