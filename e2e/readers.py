"""Open pages that show what they hear, and say so: what receipts.js does in a browser, without one."""

import asyncio
import json
import threading

import httpx

from burst import PATIENCE, PAUSE, Ear, happens

# Of these a page says that it has shown them (receipts.js).
SHOWN = {"alert-shared", "alert-forwarded", "alert-corrected", "alert-asked", "alert-closed", "alert-reopened", "message-retracted"}


class Reader(Ear):
    """A page that is open: every event that it shows, it sends a receipt for, until the house has taken it."""

    def __init__(self, port, token, positions):
        super().__init__(port, token, positions)
        self.told = set()  # (alert, what)
        self.to_say = asyncio.Queue()

    def hear(self, data):
        event = json.loads(data)
        if event["event"] in SHOWN:
            self.to_say.put_nowait(event)

    async def answer(self, client):
        while True:
            event = await self.to_say.get()
            while not await self.says(client, event):
                await happens(self.over, PAUSE)
            self.told.add((event["alertId"], event["event"]))

    async def says(self, client, event):
        try:
            answer = await client.post(
                f"http://127.0.0.1:{self.port}/api/v1/events/{event['eventId']}/receipts", json={},
                headers={"Authorization": f"Bearer {self.token}"})
            return answer.status_code == 204
        except httpx.TransportError:
            return False


class Readers:
    """People with a page open, spread over the servers."""

    def __init__(self, ports, tokens, positions):
        self.readers = []
        self.seats = [(ports[number % len(ports)], token) for number, token in enumerate(tokens)]
        self.positions = positions
        self.ready = threading.Event()
        self.thread = threading.Thread(target=lambda: asyncio.run(self.run()), daemon=True)
        self.thread.start()
        assert self.ready.wait(30)

    async def run(self):
        self.loop, self.over = asyncio.get_running_loop(), asyncio.Event()
        self.readers = [Reader(port, token, self.positions) for port, token in self.seats]
        async with httpx.AsyncClient(timeout=PATIENCE) as client:
            work = [asyncio.create_task(part) for one in self.readers for part in (one.listen(), one.answer(client))]
            self.ready.set()
            await self.over.wait()
            for task in work:
                task.cancel()
            await asyncio.gather(*work, return_exceptions=True)

    def are_open(self):
        return all(reader.openings for reader in self.readers)

    def all_have(self, alert, what):
        """Whether everybody was shown this, and the house knows that they were."""
        return all((alert, what) in reader.told for reader in list(self.readers))

    def stop(self):
        self.loop.call_soon_threadsafe(self.over.set)
        self.thread.join(30)
