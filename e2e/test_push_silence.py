"""Of whose device nothing was heard for long is written to, once, and again only when it was heard of meanwhile."""

import pytest

from conftest import wait_for
from phones import words
from pushed_street import URL, PushedStreet

# A hundred days and one, in milliseconds: no test waits for so long.
LONG = 101 * 86_400_000
# How long what is due may wait for its turn on a machine with others at work on it.
PATIENCE = 60


@pytest.fixture(scope="module")
def street(tmp_path_factory, push_service):
    street = PushedStreet(tmp_path_factory.mktemp("silent"), push_service, neighbours=2)
    yield street
    street.saar.kill()


def look(street):
    """Has all devices looked at now, as if their time had come."""
    dues = "SELECT COUNT(*) FROM schedule WHERE subject = 'devices' AND at < 1000"
    street.house.rows("UPDATE schedule SET at = 1 WHERE subject = 'devices' AND leased_until = 0")
    wait_for("devices to be looked at", lambda: street.house.rows(dues) == [(0,)], PATIENCE)


def pass_by(street, neighbour):
    """A hundred days go by, of which this device heard nothing."""
    street.house.change(
        "UPDATE push_devices SET seen_at = seen_at - ?1, shown_at = shown_at - ?1, test_shown_at = test_shown_at - ?1,"
        " silence_told_at = silence_told_at - ?1 WHERE id = ?2", LONG, neighbour.subscription)


def letters(street, neighbour):
    """What was written to somebody about their devices."""
    found = [letter for letter in street.post.letters() if letter["To"].addresses[0].addr_spec == neighbour.address]
    texts = [letter.get_body(("plain",)).get_content() for letter in found]
    return [(letter["Subject"], text) for letter, text in zip(found, texts) if f"{URL}/me#woken" in text]


def settled(street):
    """Waits until no letter about devices is on its way, so that one too many would be there."""
    waiting = "SELECT COUNT(*) FROM notices WHERE kind = 'devices-silent' AND due_at IS NOT NULL"
    wait_for("letters to be gone", lambda: street.house.rows(waiting) == [(0,)], PATIENCE)


def test_a_silent_device_is_told_by_letter_once_and_armed_anew_when_it_is_heard_of(street):
    lost, awake = street.neighbours
    for neighbour in (lost, awake):
        neighbour.subscribes()
    assert street.house.rows("SELECT COUNT(*) FROM schedule WHERE subject = 'devices'") == [(2,)]

    pass_by(street, lost)
    look(street)
    [(subject, text)] = wait_for("the letter", lambda: letters(street, lost), PATIENCE)
    [(language, name)] = street.house.rows(
        "SELECT p.language, d.name FROM persons p JOIN push_devices d ON d.person_id = p.id WHERE d.id = ?",
        lost.subscription)
    said = words(language)
    assert subject == said["letter.devices-silent.subject"]
    assert f"- {name or said['devices.unknown']}" in text and said["me.push.test"] in text
    look(street)
    settled(street)
    assert len(letters(street, lost)) == 1 and letters(street, awake) == []

    # It shows a test of its owner's: it is heard of, and falls silent once more.
    assert lost.person.post(f"/me/subscriptions/{lost.subscription}/test").status_code == 202
    [message] = lost.device.gets(1)
    assert message.shown(street.saar.url).status_code == 204
    look(street)
    settled(street)
    assert len(letters(street, lost)) == 1
    pass_by(street, lost)
    look(street)
    wait_for("the next letter", lambda: len(letters(street, lost)) == 2, PATIENCE)


def test_who_ends_the_device_is_looked_at_no_more(street):
    for neighbour in street.neighbours:
        assert neighbour.person.client.delete(f"/me/subscriptions/{neighbour.subscription}").status_code == 204
    left = "SELECT COUNT(*) FROM schedule WHERE subject = 'devices'"
    wait_for("the dues to go", lambda: street.house.rows(left) == [(0,)], PATIENCE)
