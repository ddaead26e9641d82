"""How soon the first push of an alert leaves, and how long until a whole town's are handed over: to one group of so many, each with
a device, by a server as people run it, to a push service on the same machine that takes everything and reads it afterwards."""

import argparse
import asyncio
import statistics
import sys
import tempfile
import time
from pathlib import Path

import httpx

from conftest import Saar, report, wait_for
from pushed import PushService, done

# A call to 145 groups of ninety.
TOWN = 13_050
AT_ONCE = 16


async def subscribe(saar, tokens, devices, key):
    """Gives everybody a device."""
    waiting = iter(list(zip(tokens, devices, strict=True)))
    async with httpx.AsyncClient(base_url=f"{saar.url}/api/v1", timeout=60) as client:
        async def lane():
            for token, device in waiting:
                answer = await client.post(
                    "/me/subscriptions", json=device.subscription, headers={"Authorization": f"Bearer {token}"})
                assert answer.status_code == 201, answer.text

        await asyncio.gather(*(lane() for _ in range(AT_ONCE)))


def share(saar, number):
    """Shares an alert; when it was accepted."""
    answer = saar.person(number=0).post(f"/groups/{saar.group()['id']}/alerts", report(
        observation={"behaviour": f"Kijkt in auto's, ronde {number}"}, separate=True,
        location={"latitude": 52.0890, "longitude": 4.8705, "description": "Vermeerstraat"}))
    at = time.time()
    assert answer.status_code == 201, answer.text
    return at


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--devices", type=int, default=TOWN)
    arguments.add_argument("--rounds", type=int, default=5)
    wish = arguments.parse_args()
    with tempfile.TemporaryDirectory() as name:
        tokens = Path(name) / "tokens"
        service = PushService("--later")
        saar = Saar(["demo", "--json", "--port", "0", "--database", f"sqlite:{name}/saar.sqlite", "--residents",
                     str(wish.devices), "--tokens", str(tokens), "--outgoing-allow", "127.0.0.0/8"])
        try:
            saar.ready(600)
            key = done(httpx.get(f"{saar.url}/api/v1/push-key", timeout=60))["publicKey"]
            devices = service.devices(wish.devices, key)
            asyncio.run(subscribe(saar, tokens.read_text().split(), devices, key))
            return measure(saar, service, wish)
        finally:
            saar.kill()
            service.stop()


def measure(saar, service, wish):
    firsts, lasts, faults = [], [], []
    for number in range(wish.rounds):
        accepted = share(saar, number)
        wait_for("all to be handed over", lambda: done(
            service.client.get("/kept"))["count"] >= wish.devices, deadline=300)
        came = done(service.client.delete("/kept", timeout=300))
        assert came["devices"] == len(came["at"]) == wish.devices, "each once"
        firsts.append((min(came["at"]) - accepted) * 1000)
        lasts.append(max(came["at"]) - accepted)
        faults += came["faults"]
        print(f"push: the first of {wish.devices} was with the push service {firsts[-1]:.0f} ms after the 201, the last "
              f"after {lasts[-1]:.2f} s", flush=True)
    print(f"push: first {statistics.median(firsts):.0f} ms at the median ({min(firsts):.0f} to {max(firsts):.0f}), last "
          f"{statistics.median(lasts):.2f} s ({min(lasts):.2f} to {max(lasts):.2f}); against the standards: {len(faults)} of "
          f"{wish.devices * wish.rounds} {faults[:3] if faults else ''}")
    return 1 if faults else 0


sys.exit(main())
