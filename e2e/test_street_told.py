"""A street of five hundred is told of two alerts, by page and by mail, one address in five bouncing, while one server
after another is killed: each is told exactly once, or counted as in doubt, and the figures are the mail server's."""

from concurrent.futures import ThreadPoolExecutor
from email import message_from_bytes, policy
from threading import Lock

import pytest

from cluster import Cluster
from night import ALARM, END, OVER, PAGES, RESIDENTS, Night, OneServer

# Its servers are killed and come back where they were, and their claims are timed.
pytestmark = pytest.mark.alone

HOUSES = {
    "one server": lambda more: OneServer(RESIDENTS, more),
    "three servers": lambda more: Cluster(residents=RESIDENTS, more=more),
}


@pytest.fixture(scope="module")
def nights(tmp_path_factory):
    """Both at once: most of a night is waiting. People move in one street after the other."""
    begun, moving, folder = {}, Lock(), tmp_path_factory.mktemp("post")

    def spend(name):
        with moving:
            night = begun[name] = Night(folder / name.replace(" ", "-"), HOUSES[name])
        return night.spend()

    with ThreadPoolExecutor() as pool:
        yield {name: pool.submit(spend, name) for name in HOUSES}
    for night in begun.values():
        night.stop()


@pytest.fixture(params=HOUSES)
def night(request, nights):
    return nights[request.param].result()


def twice(letters):
    return {address for address, count in letters.items() if count > 1}


def test_each_is_told_exactly_once_or_counted_as_in_doubt(night):
    told = night.told(night.first, ALARM)
    assert night.reachable - night.bouncing <= set(told) <= night.reachable
    # Whose letter about the one came back before the other was written is written to no more.
    assert night.bouncing & night.reachable <= set(told) | set(night.told(night.second, ALARM))
    assert twice(told) <= night.in_doubt(night.first, ALARM)
    assert night.in_doubt(night.first, ALARM), "no server was killed while it told anybody"
    ended = night.told(night.first, OVER)
    assert set(ended) == night.reachable - night.bouncing, "an address that bounces is written to no more"
    assert twice(ended) <= night.in_doubt(night.first, OVER)


def test_that_it_is_over_hear_those_who_have_heard_that_it_began(night):
    begun, ended = night.told(night.second, ALARM), night.told(night.second, OVER)
    in_doubt = night.in_doubt(night.second, ALARM)
    assert begun and set(begun) <= night.reachable and twice(begun) <= in_doubt
    # It was over before all that bounced had come back.
    assert set(begun) - night.bouncing <= set(ended) <= set(begun) | in_doubt
    assert twice(ended) <= night.in_doubt(night.second, OVER)
    for alert in (night.first, night.second):
        last = {letter.to: letter.at for letter in night.letters(alert, ALARM)}
        assert not [letter.to for letter in night.letters(alert, OVER) if letter.at < last.get(letter.to, 0)]


def test_the_figures_are_those_of_the_mail_server(night):
    reach = night.reach(night.first)
    bounced = night.reachable & night.bouncing
    assert reach["told"] == reach["channels"]["live"] == PAGES
    assert reach["sent"] == {"mail": len(night.reachable - bounced)}
    # Whoever is at a page is not written to, also where that would not reach them.
    assert reach["notTold"] == {
        "bounces": len(bounced), "refused": len(night.refused - night.at_a_page),
        "gone": 1, "suspended": 1, "muted": 1, "declined": 1, "no-address": 1}
    assert reach["audience"] == night.members
    assert reach["told"] + sum(reach["sent"].values()) + sum(reach["notTold"].values()) == reach["audience"]
    assert reach["inDoubt"] == len(night.in_doubt(night.first, ALARM) & (night.reachable - bounced))
    assert reach["inDoubt"] >= len(twice(night.told(night.first, ALARM)) - bounced)


def test_a_letter_can_be_read_and_stopped_with_one_press(night):
    for what in (ALARM, OVER):
        letter = night.letters(night.first, what)[0]
        message = message_from_bytes(night.mailer.original(letter), policy=policy.default)
        assert message.defects == [] and message["To"] == letter.to
        assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        text = message.get_body(("plain",)).get_content()
        assert ("112" if what == ALARM else END) in text
