"""Who has no page open is woken: by the real `saar serve`, through a push service that is as strict as the standards. What a
push says, what takes its place, what becomes of who cannot be woken, and who says what was shown."""

import re
import secrets
from datetime import datetime

import httpx
import pytest

from conftest import DEADLINE, Saar, wait_for
from phones import said
from pushed_street import FALLBACK, FAR, URL, PushedStreet, erase

# For so long a service says that it takes nothing: longer than Saar would wait by itself.
BUSY = 22
# How soon a push has left on a machine on which others are at work; `script/bench delivery` measures it.
SOON = 10
PLATE, SEEN, FOR_POLICE = "GH-482-X", "Grijze trui met capuchon", "Stapte uit een auto die verderop staat"


@pytest.fixture(scope="module")
def street(tmp_path_factory, push_service):
    street = PushedStreet(tmp_path_factory.mktemp("pushed"), push_service, neighbours=9)
    yield street
    street.saar.kill()


@pytest.fixture(scope="module")
def night(street):
    """One alarm and its end, among neighbours whose devices each do something else with it."""
    names = ("awake", "asleep", "silent", "gone", "busy", "overrun", "cut", "twice")
    people = dict(zip(names, street.neighbours))
    for neighbour in people.values():
        neighbour.subscribes()
    reporter = street.service.device(street.public_key())
    reporter.subscribe(street.anna)
    people["asleep"].device.sleep()
    people["gone"].device.ends()
    # Who has no other way waits for this one; who has one does not.
    people["busy"].device.answers({"status": 429, "retryAfter": BUSY})
    people["busy"].has_no_address()
    people["overrun"].device.answers({"status": 503, "retryAfter": 600})
    people["cut"].device.answers({"cut": "after"})
    people["twice"].device.answers({"twice": True})
    alert = street.share(
        observation={"behaviour": "Kijkt in auto's", "appearance": SEEN},
        policeOnly={"licencePlate": PLATE, "text": FOR_POLICE})
    for name in ("awake", "cut", "twice", "busy"):
        people[name].shows(alert)
    people["twice"].device.gets(2, alert)[1].shown(street.saar.url)
    night = Night(street, people, reporter, alert)
    night.alarm_reach = street.everybody_is_told(alert)
    night.alarm_letters = {name: one.letters(alert) for name, one in people.items()}
    night.alarms = {name: one.device.messages(alert) for name, one in people.items()}
    street.close(alert)
    for name in ("awake", "busy", "cut", "twice"):
        people[name].device.gets(len(night.alarms[name]) + 1, alert)[-1].shown(street.saar.url)
    wait_for("what waits for who is asleep", lambda: "end" in str(people["asleep"].device.waiting()), SOON)
    return night


class Night:
    def __init__(self, street, people, reporter, alert):
        self.street, self.people, self.reporter, self.alert = street, people, reporter, alert

    def alarm(self, name="awake"):
        return self.alarms[name][0]

    def tries(self, name):
        return self.people[name].device.tries()


def test_an_alarm_comes_at_once_and_says_no_more_than_a_lock_screen_may(street, night):
    message = night.alarm()
    shared = next(event["at"] for event in said(street.anna.get(
        f"/groups/{street.saar.group()['id']}/events", params={"after": 0}))["events"]
        if event.get("alertId") == night.alert and event["event"] == "alert-shared")
    assert message.at - datetime.fromisoformat(shared).timestamp() < SOON
    assert message.words["web_push"] == 8030 and message.words["mutable"] is True
    notification = message.notification
    assert notification["tag"] == night.alert
    assert notification["navigate"] == f"{URL}/alerts/{night.alert}?by=push"
    assert street.saar.group()["name"] in notification["title"] and "112" in notification["body"]
    assert "Vermeerstraat" in notification["body"] and notification["data"]["call"] == "112"
    assert re.fullmatch(r"[0-9a-f]{64}", message.capability)
    for private in ("Vermeerstraat 8", PLATE, SEEN, FOR_POLICE, "Anna", "52.08"):
        assert private not in message.arrived["words"]
    assert message.ttl == 30 * 60 and message.urgency == "high"
    assert message.topic and message.contact.startswith(("mailto:", "https://"))
    assert night.alert.replace("-", "") not in message.topic
    assert street.service.faults() == []


def test_who_reports_is_not_woken(night):
    assert night.reporter.messages() == []


def test_the_end_takes_the_place_of_the_alarm(night):
    alarm, end = night.people["awake"].device.messages(night.alert)
    assert (end.tag, end.topic) == (alarm.tag, alarm.topic)
    assert end.notification["title"] and "call" not in end.notification["data"]
    assert end.ttl == 24 * 60 * 60
    # Who was off the whole time is woken once, for the end.
    asleep = night.people["asleep"].device
    assert asleep.messages() == []
    [waiting] = asleep.waiting()
    assert waiting["topic"] and waiting["topic"] != alarm.topic, "nobody sees by it that two hear of the same"
    asleep.wake()
    assert [message.notification["body"] for message in asleep.gets(1)] == [end.notification["body"]]


def test_who_has_shown_it_is_told_by_nothing_else(night):
    for name in ("awake", "busy", "cut", "twice"):
        assert night.alarm_letters[name] == [], name
    assert [len(night.alarms[name]) for name in ("awake", "busy", "twice")] == [1, 1, 2]
    # Where nobody knows whether it was taken, it may come again: in the same place on the screen, and with the same words.
    assert len({(one.tag, one.topic, one.capability) for one in night.alarms["cut"]}) == 1


def test_who_shows_nothing_is_written_to_after_the_time_for_it(night):
    for name in ("silent", "asleep"):
        [(came, _)], [tried, *_] = night.alarm_letters[name], night.tries(name)
        assert tried["status"] == 201
        assert FALLBACK <= came - tried["at"] < FALLBACK + SOON, name
    assert len(night.alarms["silent"]) == 1


def test_a_device_that_is_gone_is_forgotten_and_its_owner_written_to_at_once(night):
    gone = night.people["gone"]
    [tried] = night.tries("gone")
    assert tried["status"] == 410 and gone.subscriptions() == []
    [(came, _)] = night.alarm_letters["gone"]
    assert came - tried["at"] < FALLBACK


def test_a_service_that_says_not_now_is_asked_again_when_it_said(night):
    first, second, *_ = night.tries("busy")
    assert (first["status"], second["status"]) == (429, 201)
    # No two come back at the same moment: a quarter more at most.
    assert BUSY <= second["at"] - first["at"] < BUSY * 1.25 + SOON


def test_whose_service_is_overrun_is_written_to_at_once(night):
    first, *others = night.tries("overrun")
    [(came, _)] = night.alarm_letters["overrun"]
    assert first["status"] == 503 and came - first["at"] < FALLBACK
    assert all(one["at"] - first["at"] >= FALLBACK for one in others), "it is left alone, but for the end"


def test_the_figures_are_those_of_the_push_service(night):
    reach = night.alarm_reach
    assert reach["channels"] == {"push": 4} and reach["told"] == 4
    letters = sum(len(found) for found in night.alarm_letters.values())
    assert letters == 4 and reach["sent"]["mail"] >= letters
    assert reach["told"] + sum(reach["sent"].values()) + sum(reach["notTold"].values()) == reach["audience"]


def test_nobody_forges_a_receipt(street, night):
    silent, awake = night.alarm("silent").capability, night.alarm().capability
    before = street.reach(night.alert)
    shown = [one["shownAt"] for one in night.people["awake"].subscriptions()]
    for capability in (secrets.token_hex(32), silent[:32] + awake[32:], awake[:32] + silent[32:],
                       silent[:32] + secrets.token_hex(16), secrets.token_hex(16) + silent[32:], silent[32:] + silent[:32]):
        answer = httpx.post(f"{street.saar.url}/api/v1/receipts/{capability}", timeout=DEADLINE)
        assert answer.status_code == 204 and answer.content == b""
    for nonsense in ("x", "0" * 63, "0" * 65, "g" * 64, silent[:32]):
        assert httpx.post(f"{street.saar.url}/api/v1/receipts/{nonsense}", timeout=DEADLINE).status_code == 404
    assert street.reach(night.alert) == before
    assert [one["shownAt"] for one in night.people["awake"].subscriptions()] == shown
    assert "shownAt" not in night.people["silent"].subscriptions()[0]


def test_what_is_too_long_comes_shorter(street, night):
    neighbour = street.neighbours[0]
    # As long as a place may be, in letters of two bytes.
    long = "Bij de brug " + "ναύλος " * 26
    neighbour.device.change(most=900)
    alert = street.share(location={**FAR, "description": long})
    message = neighbour.shows(alert)
    first, second, *_ = neighbour.device.tries()[-2:]
    assert (first["status"], second["status"]) == (413, 201) and first["bytes"] > 900 >= second["bytes"]
    assert "Bij de brug" in message.notification["body"] and long not in message.notification["body"]
    neighbour.device.change(most=4096)
    street.close(alert)


def test_devices_that_were_ended_get_nothing(street, night):
    here, ended, elsewhere = street.neighbours[0], street.neighbours[8], street.neighbours[1]
    ended.subscribes()
    fleur, erased = street.saar.person(number=3), street.service.device(street.public_key())
    erased.subscribe(fleur)
    assert ended.person.client.delete(f"/me/subscriptions/{here.subscription}").status_code == 404
    assert ended.person.client.delete(f"/me/subscriptions/{ended.subscription}").status_code == 204
    erase(street.saar, fleur)
    # Who subscribes last on a browser has it: it is the other's no more.
    elsewhere.device.subscribe(street.neighbours[2].person)
    assert elsewhere.subscriptions() == []
    alert = street.share()
    here.shows(alert)
    street.everybody_is_told(alert)
    assert ended.device.tries() == erased.tries() == []
    assert len(elsewhere.device.messages(alert)) == 1 and len(elsewhere.letters(alert)) == 1
    street.close(alert)


def test_ones_own_alarm_is_tested_there_and_back(street, night):
    neighbour = street.neighbours[0]

    def test():
        [found] = neighbour.subscriptions()
        return found.get("test", {})

    path = f"/me/subscriptions/{neighbour.subscription}/test"
    assert neighbour.person.post(path).status_code == 202
    # The end of an alert of before may come in between.
    message = wait_for("the test", lambda: next(
        (one for one in neighbour.device.messages() if one.notification["data"]["kind"] == "test"), None))
    assert message.notification["tag"] == "test"
    wait_for("what the service said", lambda: test().get("state") == "taken")
    assert "shownAt" not in test()
    assert message.shown(street.saar.url).status_code == 204
    done = wait_for("the way there and back", lambda: test() if "shownAt" in test() else None)
    assert 0 <= done["milliseconds"] < SOON * 1000
    # A second at once is no test of anything; and nobody rings for somebody else.
    assert neighbour.person.post(path).json()["code"] == "too-many-tests"
    assert street.neighbours[2].person.post(path).status_code == 404


@pytest.mark.parametrize("endpoint, code", [
    ("http://push.example.org/x", "push-endpoint-invalid"), ("http://10.0.0.1/x", "push-endpoint-invalid"),
    ("https://10.0.0.1/x", "push-endpoint-invalid"), ("https://169.254.169.254/latest", "push-endpoint-invalid"),
    ("https://[::1]/x", "push-endpoint-invalid"), ("https://[fd00::1]/x", "push-endpoint-invalid"),
    ("ftp://push.example.org/x", "push-endpoint-invalid"), ("javascript:alert(1)", "push-endpoint-invalid"),
    ("https://push.example.org/" + "x" * 1000, "push-endpoint-invalid"), ("", "push-endpoint-invalid"),
    ("https://u:p@push.example.org/x", "push-endpoint-invalid"), ("https://push.example.org/a b", "push-endpoint-invalid"),
])
def test_an_address_inside_the_house_is_refused(street, endpoint, code):
    device = street.service.device()
    device.subscription["endpoint"] = endpoint
    answer = street.neighbours[0].person.post("/me/subscriptions", device.subscription)
    assert (answer.status_code, answer.json()["code"]) == (422, code)


@pytest.mark.parametrize("keys", [
    {"p256dh": "x"}, {"auth": "x"}, {"p256dh": "B" + "A" * 86}, {"auth": "A" * 24}, {"p256dh": ""}], ids=str)
def test_keys_that_are_none_are_refused(street, keys):
    device = street.service.device()
    device.subscription["keys"] = {**device.subscription["keys"], **keys}
    answer = street.neighbours[0].person.post("/me/subscriptions", device.subscription)
    assert (answer.status_code, answer.json()["code"]) == (422, "push-keys-invalid")


def test_twenty_devices_and_the_one_that_was_away_longest_goes(street):
    neighbour = street.neighbours[3]
    key = street.public_key()
    first, *others = street.service.devices(21, key)
    ids = [device.subscribe(neighbour.person) for device in (first, *others)]
    left = {one["id"] for one in neighbour.subscriptions()}
    assert left == set(ids[1:])
    for one in left:
        assert neighbour.person.client.delete(f"/me/subscriptions/{one}").status_code == 204


def test_nobodys_device_stands_in_the_log(street, night):
    log = street.saar.log()
    for neighbour in night.people.values():
        for secret in (neighbour.device.id, neighbour.device.subscription["keys"]["auth"], neighbour.address):
            assert secret not in log
    assert night.alarm().capability not in log and night.alarm().capability[:32] not in log


def test_without_its_key_a_house_pushes_nothing_and_says_so(street, tmp_path):
    saar = Saar(["serve", "--database", street.house.place, "--port", "0", "--log-level", "info", "--url", URL,
                 "--push-key", str(tmp_path / "none"), "--sendmail", str(street.post.program)])
    try:
        answer = httpx.get(f"http://127.0.0.1:{saar.port()}/api/v1/push-key", timeout=DEADLINE)
        assert (answer.status_code, answer.json()["code"]) == (404, "push-unavailable")
    finally:
        saar.kill()
