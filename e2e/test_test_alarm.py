"""A coordinator tests whether the street would be woken: by the real `saar serve` and a push service as strict as the
standards. Who is rung, who is written to, what the figures say, and that the next one has its day."""

import re
from datetime import datetime, timedelta

import httpx
import pytest

from conftest import DEADLINE, Listener, wait_for
from daytime import beside, environment
from phones import said
from pushed_street import FALLBACK, PATIENCE, URL, PushedStreet

QUARTER = timedelta(days=91)


class TestedStreet(PushedStreet):
    """The demo's street with six more, of whom two have devices: one shows what it is pushed, one does not."""

    __test__ = False

    def __init__(self, folder, push_service, at_night=False):
        super().__init__(folder, push_service, neighbours=6, env=environment(folder, at_night))
        self.carla = self.saar.person("coordinator")
        self.path = f"/groups/{self.saar.group()['id']}/test-alarms"

    def tests(self):
        return said(self.carla.get(self.path))["testAlarms"]

    def newest(self):
        return self.tests()[0]

    def settled(self):
        """The newest test, once nobody waits any more and letters have had their time."""
        def found():
            newest = self.newest()
            is_done = newest["reach"]["waiting"] == 0 and newest["reach"]["sent"].get("push", 0) == 0
            return newest if is_done else None

        return wait_for("nobody to wait any more", found, PATIENCE)

    def letters_to(self, neighbour):
        return [letter for letter in self.post.letters()
                if letter["To"].addresses[0].addr_spec == neighbour.address]


class Browser:
    """Somebody signed in, by pages without a script."""

    def __init__(self, street, person):
        self.client = httpx.Client(base_url=street.saar.url, timeout=DEADLINE, headers={"Accept-Language": "nl"})
        signed = self.client.get("/" + person.sign_in_url.split("/", 3)[3]).headers.get_list("set-cookie")
        session = next(one.split(";")[0] for one in signed if "saar-session=" in one)
        self.headers = {"Cookie": session, "Origin": URL}

    def get(self, path):
        return self.client.get(path, headers=self.headers)

    def send(self, path, **fields):
        return self.client.post(path, data=fields, headers=self.headers)


@pytest.fixture(scope="module")
def street(tmp_path_factory, push_service):
    street = TestedStreet(tmp_path_factory.mktemp("tested"), push_service)
    yield street
    street.saar.kill()


@pytest.fixture(scope="module")
def tested(street):
    """Carla sends one from the page of the members; one device shows it, one does not, the others have none."""
    # Other files may have had the service refuse something on purpose.
    faults = street.service.faults()
    shows, silent = street.neighbours[:2]
    for neighbour in (shows, silent):
        neighbour.subscribes()
    group = street.saar.group()
    page = Listener(street.saar.url, street.people("resident")[0]["token"]).ready()
    browser = Browser(street, street.carla)
    members = f"/groups/{group['slug']}/members"
    assert f'action="/groups/{group["slug"]}/test-alarms"' in browser.get(members).text
    asked = browser.send(f"/groups/{group['slug']}/test-alarms")
    assert asked.status_code == 200 and "proefalarm" in asked.text
    assert street.tests() == [], "nothing is sent before it was asked once more"
    hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', asked.text.split('id="final-step"')[1]))
    sent = browser.send(f"/groups/{group['slug']}/test-alarms", **hidden)
    assert sent.status_code == 303 and "done=test-alarm-sent" in sent.headers["Location"]
    again = browser.send(f"/groups/{group['slug']}/test-alarms", **hidden)
    assert again.status_code == 303, "a second tap is the same test"
    test = street.newest()
    assert shows.device.get(test["id"]).shown(street.saar.url).status_code == 204
    heard = wait_for(
        "the line to tell of it", lambda: [data for kind, data, _ in page.events if kind == "test-alarm-sent"])
    return {"test": test, "shows": shows, "silent": silent, "heard": heard, "browser": browser, "asked": asked.text,
            "settled": street.settled(), "faults": faults}


def test_the_page_that_asks_says_how_many_and_when_the_next_may_be(street, tested):
    readiness = said(street.carla.get(f"/groups/{street.saar.group()['id']}/readiness"))
    assert f"{readiness['reachable']} van de {readiness['members']} deelnemers" in tested["asked"]
    following = datetime.fromisoformat(tested["test"]["sentAt"]) + QUARTER
    assert re.search(rf"vanaf {following.day} \w+", tested["asked"])


def test_a_device_is_pushed_to_as_by_an_alarm_and_says_first_that_it_is_none(street, tested):
    message = tested["shows"].device.get(tested["test"]["id"])
    notification = message.notification
    assert notification["title"].startswith("Proefalarm") and street.saar.group()["name"] in notification["title"]
    assert "112" not in notification["title"] + notification["body"] and "call" not in notification["data"]
    assert notification["tag"] == tested["test"]["id"] and notification["data"]["kind"] == "test-alarm"
    assert message.ttl == 30 * 60 and message.urgency == "high"
    assert notification["navigate"] == f"{URL}/groups/{street.saar.group()['slug']}?by=push"
    assert street.service.faults() == tested["faults"]


def test_open_pages_hear_of_it_once_and_nobody_is_awake(street, tested):
    [heard] = tested["heard"]
    assert heard["testAlarm"]["id"] == tested["test"]["id"] and "alertId" not in heard
    assert said(street.carla.get(f"/groups/{street.saar.group()['id']}"))["state"] == "asleep"
    page = tested["browser"].get(f"/groups/{street.saar.group()['slug']}").text
    assert "Proefalarm:" in page and 'data-mood="asleep"' in page


def test_who_does_not_show_it_is_written_to_and_who_does_is_not(street, tested):
    assert street.letters_to(tested["shows"]) == []
    [letter] = street.letters_to(tested["silent"])
    assert letter["Subject"].startswith("Proefalarm")
    text = letter.get_body(("plain",)).get_content()
    assert text.startswith("Dit is een proefalarm. Er is niets aan de hand.") and "112" not in text
    assert f"{URL}/groups/{street.saar.group()['slug']}?by=mail" in text
    for neighbour in street.neighbours[2:]:
        [letter] = street.letters_to(neighbour)
        assert letter["Subject"].startswith("Proefalarm")


def test_the_figures_are_those_of_the_push_service_and_the_mailer(street, tested):
    reach = tested["settled"]["reach"]
    assert reach["told"] == 1 and reach["channels"] == {"push": 1}
    # The demo's people are written to as well, one of them in English.
    written = [letter for letter in street.post.letters() if letter["Subject"].startswith(("Proefalarm", "Test alarm"))]
    assert reach["sent"] == {"mail": len(written)} and len(written) >= len(street.neighbours)
    assert reach["audience"] == reach["told"] + len(written) + sum(reach["notTold"].values())
    assert 0 < reach["median"] <= FALLBACK
    page = tested["browser"].get(f"/groups/{street.saar.group()['slug']}/members").text
    assert f"Getoond bij 1 van de {reach['audience']} deelnemers." in page
    for label, number in (("Getoond op een toestel dat gewekt werd", 1),
                          ("E-mail verstuurd, niet gezien voor zover we weten", len(written))):
        assert f"<dt>{label}</dt><dd>{number}</dd>" in page


def test_a_letter_that_leads_here_counts(street, tested):
    before = street.newest()["reach"]
    page = Browser(street, street.saar.person("resident")).get(f"/groups/{street.saar.group()['slug']}?by=mail")
    assert page.status_code == 200
    after = street.newest()["reach"]
    assert after["told"] == before["told"] + 1 and after["channels"] == {"push": 1, "mail": 1}


def test_the_next_one_has_its_day(street, tested):
    refused = street.carla.post(street.path)
    assert refused.status_code == 429 and refused.json()["code"] == "test-alarm-too-soon"
    assert refused.json()["nextFrom"] == tested["test"]["nextFrom"]
    sent = datetime.fromisoformat(tested["test"]["sentAt"])
    # By the day: from its first hour on, in Europe.
    assert timedelta(0) <= sent + QUARTER - datetime.fromisoformat(refused.json()["nextFrom"]) < timedelta(days=1, hours=1)
    late = tested["browser"].send(f"/groups/{street.saar.group()['slug']}/test-alarms")
    assert late.status_code == 429 and re.search(r"vanaf \d+ \w+ \d{4}|vanaf \d+ \w+", late.text)


def test_nobody_but_a_coordinator_sends_one(street, tested):
    resident = street.people("resident")[0]
    answer = httpx.post(f"{street.saar.url}/api/v1{street.path}", json={},
                        headers={"Authorization": f"Bearer {resident['token']}"}, timeout=DEADLINE)
    assert answer.status_code == 403 and answer.json()["code"] == "not-allowed"


def test_at_night_nobody_is_rung(tmp_path, push_service):
    street = TestedStreet(tmp_path, push_service, at_night=True)
    try:
        refused = street.carla.post(street.path)
        assert refused.status_code == 409 and refused.json()["code"] == "test-alarm-at-night"
        assert refused.json()["clock"] == "09:00"
        now = datetime.now().astimezone() + timedelta(hours=beside(at_night=True))
        assert timedelta(0) < datetime.fromisoformat(refused.json()["until"]) - now <= timedelta(hours=12)
    finally:
        street.saar.kill()
