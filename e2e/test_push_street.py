"""A street of five hundred is told of two alerts by page, by push and by mail, one device in five failing, while one server
after another is killed: each is told exactly once, and the figures are those of the push service and the mail server."""

from concurrent.futures import ThreadPoolExecutor
from threading import Lock

import pytest

from cluster import Cluster
from night import RESIDENTS, OneServer
from pushed import PushService
from pushed_street import FALLBACK
from waking_night import PAGES, WakingNight

# Its servers are killed and come back where they were, and what is told is timed.
pytestmark = pytest.mark.alone

HOUSES = {
    "one server": lambda more: OneServer(RESIDENTS, more),
    "three servers": lambda more: Cluster(residents=RESIDENTS, more=more),
}


@pytest.fixture(scope="module")
def nights(tmp_path_factory):
    """Both at once: most of a night is waiting. People move in one street after the other."""
    begun, services, moving, folder = {}, [], Lock(), tmp_path_factory.mktemp("woken")

    def spend(name):
        with moving:
            service = PushService()
            services.append(service)
            night = begun[name] = WakingNight(folder / name.replace(" ", "-"), HOUSES[name], service)
        return night.spend()

    with ThreadPoolExecutor() as pool:
        yield {name: pool.submit(spend, name) for name in HOUSES}
    for part in (*begun.values(), *services):
        part.stop()


@pytest.fixture(params=HOUSES)
def night(request, nights):
    return nights[request.param].result()


def test_whom_a_push_can_wake_is_woken_within_the_fallback_time_and_told_by_nothing_else(night):
    pushes = night.pushes(night.first)
    assert set(pushes) == night.woken | night.failing["silent"]
    assert {len(messages) for messages in pushes.values()} == {1}
    slowest = max(messages[0].at for messages in pushes.values()) - night.started[night.first]
    assert slowest < FALLBACK, slowest
    assert not night.woken & set(night.written_to(night.first))


def test_whom_no_push_wakes_is_written_to_once(night):
    written = night.written_to(night.first)
    assert set(written) == night.written and set(written.values()) == {1}
    came = {letter.to: letter.at / 1e9 - night.started[night.first] for letter in night.letters(night.first, "alarm")}
    # Who may have it has time to show it; who has it not is written to without that.
    assert min(came[address] for address in night.failing["silent"]) >= FALLBACK
    assert min(came[address] for address in night.failing["ended"] | night.failing["unknown"]) < FALLBACK


def test_killed_servers_leave_nobody_out_and_tell_nobody_twice(night):
    pushes, written = night.pushes(night.second), night.written_to(night.second)
    assert night.woken <= set(pushes) <= night.woken | night.failing["silent"]
    # Of what a dead server had in hand nobody knows whether it was taken, until the device says so. It comes again in the same
    # place, so that a device shows it once; and who was told by it is not written to.
    for messages in pushes.values():
        assert len({(message.tag, message.topic, message.capability) for message in messages}) == 1
    unsure = night.unsure()
    assert unsure, "no server was killed while it pushed"
    again = {address for address, messages in pushes.items() if len(messages) > 1}
    assert again <= unsure and not night.woken & set(written)
    in_doubt = night.in_doubt(night.second, "alarm")
    assert night.written - in_doubt <= set(written) <= night.written
    assert {address for address, count in written.items() if count > 1} <= in_doubt


def test_the_figures_are_those_of_the_push_service_and_the_mail_server(night):
    for alert in (night.first, night.second):
        reach = night.reach(alert)
        assert reach["channels"] == {"live": PAGES, "push": len(night.woken)}
        assert reach["told"] == PAGES + len(night.woken)
        assert reach["sent"] == {"mail": len(night.written)} and reach["notTold"] == {}
        assert reach["told"] + len(night.written) == reach["audience"] == len(night.everybody)


def test_what_is_pushed_keeps_to_the_standards(night):
    assert night.service.faults() == []
    assert {one["status"] for one in night.service.tries} == {201, 404, 410, 503}


def test_who_is_gone_for_their_push_service_is_not_asked_for_again(night):
    tried = {one["device"] for one in night.service.tries if one["at"] > night.started[night.second]}
    assert not tried & {night.devices[address].id for address in night.failing["ended"]}
