"""Alerts by e-mail: what reaches who has no page open, read by Python's own library, and what comes of it when it comes
back."""

import email
import email.policy
import re
from email.message import EmailMessage
from email.mime.base import MIMEBase
from email.mime.message import MIMEMessage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from html.parser import HTMLParser

import httpx
import pytest

from conftest import DEADLINE, Listener, lets_in_nobody, report, wait_for
from phones import words
from post import Post
from told import FROM, URL, MailedStreet

# An open page has the first word for twenty seconds.
PATIENCE = 60


class Words(HTMLParser):
    """What a reader sees of a page, and where it leads."""

    def __init__(self, page):
        super().__init__()
        self.text, self.links, self.tags = [], [], []
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        self.links += [value for name, value in attributes if name in ("href", "src", "action", "background")]

    def handle_data(self, data):
        self.text.append(data.strip())


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """One night: an alarm, and its end. One resident has no page open, the coordinator neither, at an address that does not
    exist; another one has a page open. The street, with all that came of it."""
    folder = tmp_path_factory.mktemp("told")
    street = MailedStreet(folder)
    post = Post(folder / "post")
    street.post = post
    street.reporter = street.give("resident", "anna@example.org", 0)
    street.reader = street.give("resident", "bram@example.org", 1)
    street.awake = street.give("resident", "wakker@example.org", 2)
    street.lost = street.give("coordinator", "niemand@example.org")
    saar = street.serve(post.program)
    reporter, awake = saar.person(number=0), saar.person(number=2)
    page = Listener(saar.url, street.awake["token"]).ready()
    alert = reporter.post(f"/groups/{saar.group()['id']}/alerts", report()).json()
    event = wait_for("the alarm on the open page", lambda: next(
        (data for kind, data, _ in list(page.events) if kind == "alert-shared"), None))
    assert awake.post(f"/events/{event['eventId']}/receipts").status_code < 300
    # Everybody in their own language.
    over = tuple(words(language)["outcome.caught.long"] for language in ("nl", "fr", "de", "en"))

    def came(isEnd):
        # Others of the street may have addresses, too, and all letters go out at once.
        letters = [letter for letter in post.letters() if letter["Subject"].startswith(over) == isEnd]
        return letters if all(to(letters, f"{name}@example.org") for name in ("bram", "niemand")) else None

    wait_for("the letters of the alarm", lambda: came(False), PATIENCE)
    reporter.post(f"/alerts/{alert['id']}/closure", {"outcome": "caught", "text": "Dank aan allen"})
    street.ends = wait_for("the letters of its end", lambda: came(True), PATIENCE)
    street.alarms = came(False)
    street.alert = alert["id"]
    yield street
    saar.kill()


def to(letters, address):
    return [letter for letter in letters if letter["To"].addresses[0].addr_spec == address]


def test_who_has_no_page_open_is_told_once_by_letter(told):
    said = [[letter["To"] for letter in letters] for letters in (told.alarms, told.ends)]
    for letters in (told.alarms, told.ends):
        assert sorted(letter["To"].addresses[0].addr_spec for letter in letters if letter["To"]) \
            .count("bram@example.org") == 1, said
        assert len(to(letters, "niemand@example.org")) == 1, "whoever has an address"
        assert to(letters, "anna@example.org") == [], "who reported knows it"
    assert to(told.alarms, "wakker@example.org") == [], "who has seen it on a page is not woken"


def test_a_letter_is_what_mail_programs_expect(told):
    ids = set()
    for letter in told.alarms + told.ends:
        assert letter.defects == [] and len(letter["To"].addresses) == 1
        assert letter["From"].addresses[0].addr_spec == FROM
        assert letter.get_content_type() == "multipart/alternative" and letter["MIME-Version"] == "1.0"
        assert [part.get_content_type() for part in letter.iter_parts()] == ["text/plain", "text/html"]
        assert all(part.get_content_charset() == "utf-8" and part.defects == [] for part in letter.iter_parts())
        assert letter["Auto-Submitted"] == "auto-generated" and letter["Precedence"] is None
        assert re.fullmatch(r"<[0-9a-f]{32}@saar\.test>", letter["Message-ID"])
        ids.add(letter["Message-ID"])
        assert re.fullmatch(rf"<{URL}/u/[0-9a-f]{{32}}>", letter["List-Unsubscribe"])
        assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert not {"bcc", "cc", "reply-to", "received"} & {name.lower() for name in letter.keys()}
    assert len(ids) == len(told.alarms + told.ends), "each is known by an id of its own"
    for address in ("bram@example.org", "niemand@example.org"):
        [alarm], [end] = to(told.alarms, address), to(told.ends, address)
        assert alarm["References"] == alarm["In-Reply-To"] == end["References"] == f"<{told.alert}@saar.test>"
        assert alarm["List-Unsubscribe"] == end["List-Unsubscribe"]
    stops = {letter["List-Unsubscribe"] for letter in told.alarms}
    assert len(stops) == len(told.alarms), "nobody stops another's letters"


def test_what_it_says_in_words_and_on_its_page(told):
    [letter] = to(told.alarms, "bram@example.org")
    text = letter.get_body(("plain",)).get_content()
    page = Words(letter.get_body(("html",)).get_content())
    first = text.splitlines()[0]
    assert re.fullmatch(r"De melder belde 112 (gisteren )?om \d\d:\d\d", first)
    for line in (first, words()["alert.urgent"], "Voelt aan autodeuren", "Rembrandtlaan bij de brug", words()["alert.rule"]):
        assert line in text and line in page.text, line
    assert f"{URL}/alerts/{told.alert}?by=mail\n" in text
    stop = letter["List-Unsubscribe"][1:-1]
    assert page.links == ["tel:112", f"{URL}/alerts/{told.alert}?by=mail", stop] and stop in text
    assert not {"img", "script", "link", "style", "form", "iframe"} & set(page.tags)
    names = [person["name"] for person in told.line["people"]]
    for name in names:
        assert not re.search(rf"\b{re.escape(name.split()[0])}\b", text), f"{name} is named in a letter that lies about"
    assert "example.org" not in text.replace(letter["To"].addresses[0].addr_spec, "")
    [end] = to(told.ends, "bram@example.org")
    said = end.get_body(("plain",)).get_content()
    assert said.startswith(words()["outcome.caught.long"]) and "Dank aan allen" in said
    assert end["Subject"].startswith(words()["outcome.caught.long"])


def test_the_log_says_nothing_of_anybody(told):
    for secret in ["bram@", "niemand@", told.alarms[0]["Message-ID"][1:33], told.alarms[0]["List-Unsubscribe"][-33:-1]]:
        assert secret not in told.saar.log()


# --- what comes back --------------------------------------------------------------------------------------------------

def returned(letter, address, action="failed", status="5.1.1", part="message") -> bytes:
    """A report as Python's library builds one (RFC 3464)."""
    outer = MIMEMultipart("report", **{"report-type": "delivery-status"})
    outer["From"], outer["To"], outer["Subject"] = "MAILER-DAEMON@mx.test", FROM, "Undelivered Mail"
    outer.attach(MIMEText("Helaas, ë.", "plain", "utf-8"))
    block = EmailMessage()
    del block["MIME-Version"]
    block["Final-Recipient"], block["Action"], block["Status"] = f"rfc822; {address}", action, status
    about = EmailMessage()
    about["Reporting-MTA"] = "dns; mx.test"
    statuses = MIMEBase("message", "delivery-status")
    statuses.set_payload([about, block])
    outer.attach(statuses)
    if part == "message":
        outer.attach(MIMEMessage(letter))
    else:
        headers = MIMEText(str(letter).split("\n\n")[0] + "\n", "rfc822-headers", "utf-8")
        outer.attach(headers)
    return outer.as_bytes()


def bounced(told, person):
    [way] = told.saar.person("coordinator" if person is told.lost else "resident",
                             number=0 if person is told.lost else 1).get("/me/channels").json()["channels"]
    return way.get("bouncedAt")


def test_one_press_stops_letters_and_a_look_does_not(told):
    """As a mail program presses (RFC 8058 §3.2): by POST, with no cookie, and with this in its body."""
    [letter] = to(told.alarms, "bram@example.org")
    local = letter["List-Unsubscribe"][1:-1].replace(URL, told.saar.url)
    reader = told.saar.person(number=1)
    assert httpx.get(local, timeout=DEADLINE).status_code == 200
    assert reader.get("/me/channels").json()["channels"][0]["isOn"] is True
    pressed = httpx.post(local, content="List-Unsubscribe=One-Click", timeout=DEADLINE,
                         headers={"Content-Type": "application/x-www-form-urlencoded"})
    assert pressed.status_code == 200 and lets_in_nobody(pressed)
    assert reader.get("/me/channels").json()["channels"][0]["isOn"] is False
    assert httpx.post(local[:-1] + ("0" if local[-1] != "0" else "1"), timeout=DEADLINE).status_code == 404


def test_what_changes_nothing(told):
    [letter] = to(told.alarms, "bram@example.org")
    forged = email.message_from_bytes(letter.as_bytes(), policy=email.policy.default)
    forged.replace_header("Message-ID", f"<{'0' * 32}@saar.test>")
    for message, said in [
        (returned(letter, "bram@example.org", "delayed", "4.4.1"), "for good"),
        (returned(letter, "bram@example.org", "failed", "4.4.1"), "for good"),
        (returned(letter, "bram@example.org", "delivered", "2.0.0"), "for good"),
        (returned(letter, "bram@example.org", "failed", "5.7.1"), "not the address"),
        (returned(forged, "bram@example.org"), "no letter that this house sent"),
        (letter.as_bytes(), "no report"), (b"", "no report"), (b"\0" * 100, "no report"),
        (b"x" * 3_000_000, "larger"),
    ]:
        assert told.took_back(message)[0] == 0
        assert said in told.took_back(message)[1]
    assert bounced(told, told.reader) is None


@pytest.mark.parametrize("part", ["message", "headers"])
def test_a_letter_that_came_back_breaks_its_way_and_no_other(told, part):
    [letter] = to(told.alarms if part == "message" else told.ends, "niemand@example.org")
    code, said = told.took_back(returned(letter, "niemand@example.org", part=part))
    assert code == 0 and "came back" in said and "niemand" not in said and len(said.splitlines()) == 1
    assert bounced(told, told.lost)
    assert bounced(told, told.reader) is None


def test_without_its_database_it_asks_the_mailer_to_come_again(told, tmp_path):
    [letter] = to(told.alarms, "niemand@example.org")
    message = returned(letter, "niemand@example.org")
    for place in [f"sqlite:{tmp_path}/none/saar.sqlite", "postgres://saar@127.0.0.1:9/none", "nonsense:"]:
        code, said = told.took_back(message, database=place)
        assert code == 75, said
        assert "niemand" not in said and "Traceback" not in said
