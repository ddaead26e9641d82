"""From a report on one server to a page of another: how long that takes when nothing else happens."""

import asyncio
import itertools
import json
import random
import time

import httpx

from burst import Ear
from conftest import report

A, C = 0, 2
# Events a second, on average; at random moments, so that no round of the servers is met at the same point each time.
PACE = 5


class Timer(Ear):
    """Writes down when each of the words came that are waited for."""

    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.arrived = {}

    def hear(self, data):
        event = json.loads(data)
        self.arrived[event["messageId"] or event["alertId"]] = time.perf_counter()


def delays(cluster, count):
    return asyncio.run(measure(cluster, count))


async def measure(cluster, count):
    timer = Timer(cluster.servers[A].port, cluster.tokens[0])
    listening = asyncio.create_task(timer.listen())
    while not timer.openings:
        await asyncio.sleep(0.01)
    sent = {}
    async with httpx.AsyncClient(base_url=f"{cluster.servers[C].url}/api/v1", timeout=15) as client:
        # The first few open connections and prepare statements everywhere: they are not counted.
        await post(client, cluster, 15)
        sent.update(await post(client, cluster, count))
    end = time.perf_counter() + 10
    while not sent.keys() <= timer.arrived.keys() and time.perf_counter() < end:
        await asyncio.sleep(0.05)
    listening.cancel()
    missing = sent.keys() - timer.arrived.keys()
    assert not missing, f"{len(missing)} of {count} were not heard"
    return [timer.arrived[message] - at for message, at in sent.items()]


async def post(client, cluster, count):
    """Reactions of several people, a new alert now and then; the moment before each was sent, by message."""
    sent, alert = {}, None
    speakers = itertools.cycle(cluster.tokens[1:])
    for number in range(count):
        headers = {"Authorization": f"Bearer {next(speakers)}"}
        if number % 25 == 0:
            answer = await client.post(f"/groups/{cluster.group()}/alerts", json=report(), headers=headers)
            alert = answer.json()["id"]
            await asyncio.sleep(1 / PACE)
        began = time.perf_counter()
        answer = await client.post(
            f"/alerts/{alert}/reactions", json={"kind": "information", "text": f"{number}"}, headers=headers)
        assert answer.status_code == 201, answer.text
        sent[answer.json()["id"]] = began
        await asyncio.sleep(random.uniform(0.5, 1.5) / PACE)
    return sent
