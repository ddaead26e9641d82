"""A street in uproar, spread over all servers of a cluster: many listen, several say something again and again, and all
of it is written down, so that afterwards it can be told whether anything was lost, doubled or late."""

import asyncio
import itertools
import json
import secrets
import threading
import time
from dataclasses import dataclass

import httpx

from conftest import report, wait_for

# A page gives up a try after so long (draft.js).
PATIENCE = 15.0
# A program that is told "not now" or loses its line tries again so soon, at the next server.
PAUSE = 0.25


class Ear:
    """An open page, as a browser keeps it: when its stream ends it comes back with its cursor, after the time that the
    server asked for. Writes down every event with its moment."""

    def __init__(self, port, token, positions=None):
        self.port, self.token = port, token
        self.cursor = ",".join(f"{group}.{sequence}" for group, sequence in sorted((positions or {}).items()))
        self.start = dict(positions or {})
        self.heard = []  # (group, sequence, moment)
        self.pause, self.openings, self.status = 1.0, 0, None
        self.over = asyncio.Event()

    async def listen(self):
        while not self.over.is_set():
            try:
                await self.once()
            except (OSError, EOFError, ValueError):
                pass
            await happens(self.over, self.pause)

    async def once(self):
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        try:
            cursor = f"Last-Event-ID: {self.cursor}\r\n" if self.cursor else ""
            writer.write((f"GET /api/v1/live HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nAccept: text/event-stream\r\n"
                          f"Authorization: Bearer {self.token}\r\n{cursor}\r\n").encode())
            head = await reader.readuntil(b"\r\n\r\n")
            self.status = int(head.split(b" ", 2)[1])
            if self.status == 200:
                await self.read(reader)
        finally:
            writer.close()

    async def read(self, reader):
        rest, text = b"", b""
        while True:
            came = await reader.read(65536)
            if not came:
                return
            rest, chunks, is_over = unchunked(rest + came)
            *events, text = (text + chunks).split(b"\n\n")
            for event in events:
                self.take(event)
            if is_over:
                return

    def take(self, event):
        cursor = data = None
        for line in event.split(b"\n"):
            if line.startswith(b"data: "):
                data = line[6:]
            elif line.startswith(b"id: "):
                cursor = line[4:]
            elif line.startswith(b"retry: "):
                self.pause = int(line[7:]) / 1000
            elif line == b": saar":
                self.openings += 1
        if cursor and data:
            self.cursor = cursor.decode()
            self.hear(data)

    def hear(self, data):
        event = json.loads(data)
        self.heard.append((event["groupId"], event["sequence"], time.monotonic()))

    def of(self, group):
        """The sequences that it was shown of a group, in the order in which they came."""
        return [sequence for one, sequence, _ in list(self.heard) if one == group]

    def last(self, group):
        return max(self.of(group), default=self.start[group])


def unchunked(data):
    """Takes HTTP/1.1's chunked coding off: what is not whole yet, the text of what is, whether that was all."""
    text, place = [], 0
    while (end := data.find(b"\r\n", place)) >= 0:
        size = int(data[place:end], 16)
        if size == 0:
            return b"", b"".join(text), True
        if len(data) < end + 2 + size + 2:
            break
        text.append(data[end + 2:end + 2 + size])
        place = end + 2 + size + 2
    return data[place:], b"".join(text), False


@dataclass(frozen=True)
class Try:
    """One request: when it was sent, how long it took, to whom, and what came of it: a status, or why there is none."""

    at: float
    took: float
    server: int
    outcome: int | str

    @property
    def end(self):
        return self.at + self.took


@dataclass
class Item:
    """Something to be said exactly once, however many tries it takes."""

    key: str
    group: str
    path: str
    body: dict
    taken: float | None = None  # when the 201 came
    id: str | None = None


class Burst:
    """`start`, do something to the cluster, say when with `strike` and when it was over with `heal`, then `end`."""

    def __init__(self, cluster, ears=4, lanes=6, pace=1.0, most=4_000):
        self.cluster, self.pace, self.most = cluster, pace, most
        self.tag = f"burst-{secrets.token_hex(4)}"
        self.numbers = itertools.count()
        self.tries, self.items = [], []
        self.ready, self.over, self.silent, self.heard = (threading.Event() for _ in range(4))
        self.healed = self.struck = None
        self.frozen = {}
        self.loop = None
        # The same for those inside: no more is said; nobody waits for anything any more.
        self.hushed, self.gone = asyncio.Event(), asyncio.Event()
        heads = cluster.heads()
        self.ears = [
            Ear(server.port, token, {group: heads[group] for group in groups})
            for server in cluster.servers for token, groups in self.listeners(ears)]
        self.speakers = self.choose(lanes)

    def listeners(self, count):
        """Neighbours of the first group, one of each other group, and an officer who hears two at once."""
        street = [(token, [self.cluster.group()]) for token in self.cluster.tokens[:count]]
        others = [self.cluster.people(group=number)[0] for number in (1, 2)]
        others.append(self.cluster.people("police")[0])
        return street + [(one["token"], one["groups"]) for one in others]

    def choose(self, lanes):
        """Who speaks where: some in the first group, everybody in the others."""
        tokens = self.cluster.tokens[-lanes:]
        assert len(tokens) == lanes, "too few residents were added"
        speakers = [(token, self.cluster.group()) for token in tokens]
        for number in (1, 2):
            speakers += [(one["token"], self.cluster.group(number)) for one in self.cluster.people(group=number)]
        return speakers

    # MARK: from outside

    def start(self):
        self.thread = threading.Thread(target=lambda: asyncio.run(self.run()), daemon=True)
        self.thread.start()
        wait_for("all ears to be open", lambda: all(ear.openings for ear in self.ears))
        self.ready.set()
        return self

    def taken(self):
        return sum(item.taken is not None for item in list(self.items))

    def going(self, count):
        """Waits until so much more was taken."""
        enough = self.taken() + count
        wait_for(f"{count} more to be taken", lambda: self.taken() >= enough, deadline=60)
        return self

    def strike(self, *servers):
        """A fault begins that touches these servers alone: the others are to go on."""
        self.struck = (time.monotonic(), servers)

    def heal(self, frozen=False):
        """The fault is over, as far as the machine goes. What was `frozen` meanwhile could answer nobody."""
        self.healed = time.monotonic()
        if frozen:
            began, servers = self.struck
            self.frozen = {server: (began, self.healed) for server in servers}

    def recovered(self, deadline=60):
        """Waits until every server has taken something since; whether they did."""
        return patiently(lambda: len(self.first_taken()) == len(self.cluster.servers), deadline)

    def first_taken(self):
        """When each server took something for the first time since the fault was over."""
        first = {}
        for one in list(self.tries):
            if one.outcome == 201 and one.at >= self.healed:
                first[one.server] = min(first.get(one.server, one.end), one.end)
        return first

    def end(self, deadline=60):
        """No more is said; waits for the ears to have heard all of it, for as long as a fault may take to be seen."""
        self.over.set()
        self.loop.call_soon_threadsafe(self.hushed.set)
        assert self.silent.wait(60), "the burst did not end"
        self.heads = self.cluster.heads()
        patiently(
            lambda: all(ear.last(group) >= self.heads[group] for ear in self.ears for group in ear.start), deadline)
        self.silence()
        return self

    def silence(self):
        """Ends it, however it stands."""
        for event in (self.over, self.ready, self.heard):
            event.set()
        if self.thread.is_alive():
            for event in (self.hushed, self.gone):
                self.loop.call_soon_threadsafe(event.set)
        self.thread.join(30)

    # MARK: inside

    async def run(self):
        self.loop = asyncio.get_running_loop()
        self.clients = [
            httpx.AsyncClient(base_url=f"{server.url}/api/v1", timeout=PATIENCE) for server in self.cluster.servers]
        hearing = [asyncio.create_task(ear.listen()) for ear in self.ears]
        await asyncio.to_thread(self.ready.wait)
        await asyncio.gather(*(self.lane(number, *speaker) for number, speaker in enumerate(self.speakers)))
        self.silent.set()
        await asyncio.to_thread(self.heard.wait)
        for task in hearing:
            task.cancel()
        await asyncio.gather(*hearing, *(client.aclose() for client in self.clients), return_exceptions=True)

    async def lane(self, number, token, group):
        """Somebody reports, says ten things about it, reports anew: each thing at another server."""
        alert = None
        for turn in itertools.count():
            if self.over.is_set() or len(self.items) >= self.most:
                return
            began = time.monotonic()
            item = self.next_item(group, alert if turn % 10 else None)
            await self.say(item, token, first=number + turn)
            alert = alert if turn % 10 else item.id
            await happens(self.hushed, self.pace - (time.monotonic() - began))

    def next_item(self, group, alert):
        key = f"{self.tag}-{next(self.numbers)}."
        if alert:
            item = Item(key, group, f"/alerts/{alert}/reactions", {"kind": "information", "text": key})
        else:
            item = Item(key, group, f"/groups/{group}/alerts", report(observation={"behaviour": key}))
        self.items.append(item)
        return item

    async def say(self, item, token, first):
        """Until it is taken, with the same key each time, at one server after another."""
        headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": item.key}
        for turn in itertools.count():
            server = (first + turn) % len(self.clients)
            began = time.monotonic()
            try:
                answer = await self.clients[server].post(item.path, json=item.body, headers=headers)
                outcome = answer.status_code
            except httpx.TimeoutException:
                outcome = "no answer"
            except httpx.TransportError:
                outcome = "no line"
            self.tries.append(Try(began, time.monotonic() - began, server, outcome))
            if outcome == 201:
                item.id, item.taken = answer.json()["id"], time.monotonic()
                return
            if isinstance(outcome, int) and outcome < 500 or self.heard.is_set():
                return  # a no, which nobody foresaw and which trying again would not change; or nobody waits any more
            await happens(self.gone, PAUSE)


def patiently(condition, deadline):
    """Waits until condition() is true; whether it became so in time."""
    end = time.monotonic() + deadline
    pause = threading.Event()
    while not condition():
        if time.monotonic() > end:
            return False
        pause.wait(0.05)
    return True


async def happens(event, seconds):
    """Waits for something, but no longer than so many seconds."""
    try:
        await asyncio.wait_for(event.wait(), max(0, seconds))
    except TimeoutError:
        pass
