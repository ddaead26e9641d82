"""Devices on bedside tables: all that they are woken with they show, and say so, as service workers do, until the house has
taken it."""

import asyncio
import json
import threading

import httpx

from burst import PATIENCE, PAUSE, happens


class Ringing:
    """Follows what comes to these devices, and sends their receipts to one server after another."""

    def __init__(self, service, devices, ports):
        self.service, self.devices, self.ports = service, {device.id for device in devices}, ports
        self.told = {}  # by capability: what of it was said
        self.ready, self.place = threading.Event(), len(service.arrived)
        self.thread = threading.Thread(target=lambda: asyncio.run(self.run()), daemon=True)
        self.thread.start()
        assert self.ready.wait(30)

    async def run(self):
        self.loop, self.over = asyncio.get_running_loop(), asyncio.Event()
        self.ready.set()
        async with httpx.AsyncClient(timeout=PATIENCE) as client:
            saying = set()
            while not self.over.is_set():
                for one in self.service.arrived[self.place:]:
                    self.place += 1
                    if one["device"] in self.devices:
                        saying.add(asyncio.create_task(self.say(client, one)))
                saying = {task for task in saying if not task.done()}
                await happens(self.over, 0.02)
            await asyncio.gather(*saying)

    async def say(self, client, one):
        capability = json.loads(one["words"])["notification"]["data"]["receipt"]
        turn = one["number"]
        while not self.over.is_set():
            try:
                answer = await client.post(
                    f"http://127.0.0.1:{self.ports[turn % len(self.ports)]}/api/v1/receipts/{capability}")
                if answer.status_code == 204:
                    self.told[capability] = one["device"]
                    return
            except httpx.TransportError:
                pass
            turn += 1
            await happens(self.over, PAUSE)

    def have_all_said(self):
        """Whether the house has taken a receipt for all that has come."""
        came = [one for one in list(self.service.arrived) if one["device"] in self.devices]
        return all(json.loads(one["words"])["notification"]["data"]["receipt"] in self.told for one in came)

    def stop(self):
        self.loop.call_soon_threadsafe(self.over.set)
        self.thread.join(30)
