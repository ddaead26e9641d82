"""What a delivered event costs in processor time: on one server with all streams, on three with a third each."""

import asyncio
import itertools
import os
import resource
import time
from dataclasses import dataclass
from pathlib import Path

import httpx

from burst import Ear
from cluster import Cluster
from conftest import report

PACE = 10  # events a second
IDLE = 5  # seconds for which the servers are looked at while nothing happens
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Cost:
    """In microseconds of processor time for each delivered event: all of it, and without what idling costs."""

    whole: float
    busy: float


class Counter(Ear):
    """A stream that is only counted, so that many of them leave the processor to the servers."""

    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.count = 0

    def take(self, event):
        if event.startswith(b"id: "):
            self.count += 1
        elif b": saar" in event:
            self.openings += 1


def compare(streams, events, rounds):
    """Costs of so many rounds on one server, and on three."""
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    cluster = Cluster(bus=True, residents=streams + 30)
    try:
        for server in cluster.servers:
            server.stop()
        one = [cluster.server(3)]
        one[0].environment = {"SAAR_BUS": ""}
        found = ([], [])
        for _ in range(rounds):
            for servers, costs in zip((one, cluster.servers), found):
                costs.append(one_round(cluster, servers, streams, events))
        return found
    finally:
        cluster.stop()


def one_round(cluster, servers, streams, events):
    """The servers are started afresh, so that each round begins alike."""
    for server in servers:
        server.start()
    try:
        for server in servers:
            server.ready()
        return asyncio.run(measure(cluster, servers, streams, events))
    finally:
        for server in servers:
            server.stop()


async def measure(cluster, servers, streams, events):
    ears = [Counter(servers[number % len(servers)].port, cluster.tokens[number]) for number in range(streams)]
    listening = []
    # A hundred at a time: a street does not come in one instant.
    for start in range(0, streams, 100):
        listening += [asyncio.create_task(ear.listen()) for ear in ears[start:start + 100]]
        while not all(ear.openings for ear in ears[:start + 100]):
            await asyncio.sleep(0.01)
    clients = [httpx.AsyncClient(base_url=f"{server.url}/api/v1", timeout=15) for server in servers]
    try:
        await tell(cluster, clients, 10)
        await until_heard(ears, 10)
        idle = await spent_in(servers, asyncio.sleep(IDLE)) / IDLE
        began = time.monotonic()
        whole = await spent_in(servers, tell_all(cluster, clients, ears, events))
        lasted = time.monotonic() - began
    finally:
        for task in listening:
            task.cancel()
        for client in clients:
            await client.aclose()
    deliveries = streams * events / 1_000_000
    return Cost(whole / deliveries, (whole - idle * lasted) / deliveries)


async def tell_all(cluster, clients, ears, events):
    await tell(cluster, clients, events)
    await until_heard(ears, 10 + events)


async def tell(cluster, clients, count):
    """Alerts and what is said about them, each at the next server; nobody who speaks has a stream."""
    alert = None
    speakers = itertools.cycle(cluster.tokens[-30:])
    for number in range(count):
        began = time.monotonic()
        place, body = f"/alerts/{alert}/reactions", {"kind": "information", "text": "Ik zie niets meer"}
        if number % 20 == 0:
            place, body = f"/groups/{cluster.group()}/alerts", report()
        answer = await clients[number % len(clients)].post(
            place, json=body, headers={"Authorization": f"Bearer {next(speakers)}"})
        assert answer.status_code == 201, answer.text
        alert = answer.json()["id"] if number % 20 == 0 else alert
        await asyncio.sleep(max(0, 1 / PACE - (time.monotonic() - began)))


async def until_heard(ears, count):
    end = time.monotonic() + 30
    while any(ear.count < count for ear in ears):
        assert time.monotonic() < end, "not everybody heard everything"
        await asyncio.sleep(0.02)
    assert all(ear.count == count for ear in ears), "somebody heard something twice"


async def spent_in(servers, work):
    """Seconds of processor time that the servers take while something is done."""
    before = sum(processor_time(server.pid) for server in servers)
    await work
    return sum(processor_time(server.pid) for server in servers) - before


def processor_time(pid):
    """User and system time of a process and all its threads (proc(5): fields 14 and 15 of stat)."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS
