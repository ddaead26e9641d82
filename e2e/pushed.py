"""Devices that are pushed to, without a browser: the push service of pushservice.py, and what a service worker does with
what comes from it."""

import json
import subprocess
import sys
import threading
from pathlib import Path

import httpx

from conftest import DEADLINE, wait_for

PROGRAM = Path(__file__).with_name("pushservice.py")


class PushService:
    """Started with its own port. `arrived` and `tries` are what came and what was asked, as soon as it was."""

    def __init__(self, *arguments):
        self.process = subprocess.Popen(
            [sys.executable, PROGRAM, *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.url = self.process.stdout.readline().strip()
        assert self.url, "the push service did not start"
        self.client = httpx.Client(base_url=f"{self.url}/control", timeout=DEADLINE)
        self.arrived, self.tries = [], []
        self.thread = threading.Thread(target=self.follow, daemon=True)
        self.thread.start()

    def follow(self):
        with httpx.Client(base_url=f"{self.url}/control", timeout=60) as client:
            while True:
                try:
                    came = client.get("/followed", params={
                        "arrived": len(self.arrived), "tries": len(self.tries)}).json()
                except httpx.HTTPError:
                    return
                self.arrived += came["arrived"]
                self.tries += came["tries"]

    def devices(self, count, key=None):
        """So many new ones, subscribed with the key of a site, or for any."""
        made = done(self.client.post("/devices", json={"count": count, "key": key}))
        return [Device(self, one) for one in made]

    def device(self, key=None):
        return self.devices(1, key)[0]

    def browsers(self):
        """The subscriptions of real browsers, which have their keys themselves."""
        return [Device(self, {"id": one}) for one in done(self.client.get("/browsers"))]

    def hold(self):
        """Takes what comes and does not say so: whoever is ended meanwhile cannot know."""
        done(self.client.put("/hold", json={"isHeld": True}))

    def release(self):
        done(self.client.put("/hold", json={"isHeld": False}))

    def unheard(self):
        """The devices of all requests whose answer nobody heard: the line was gone when it came."""
        return done(self.client.get("/unheard"))

    def faults(self):
        """What was asked and is against the standards: nothing that a device was told to answer."""
        return [one["why"] for one in self.tries
                if one["status"] in (400, 401, 403, 413) and one["why"] != "as it was told to"]

    def stop(self):
        self.process.stdin.close()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.thread.join(10)
        self.client.close()


class Device:
    """A device at the push service."""

    def __init__(self, service, made):
        self.service, self.id = service, made["id"]
        self.subscription = {key: made[key] for key in ("endpoint", "expirationTime", "keys") if key in made}

    def subscribe(self, person, name=None):
        """As the page does it with the browser's own JSON."""
        answer = person.post("/me/subscriptions", {**self.subscription, **({"device": name} if name else {})})
        assert answer.status_code == 201, answer.text
        return answer.json()["id"]

    # --- what it does -------------------------------------------------------------------------------------------------

    def change(self, **wish):
        return done(self.service.client.patch(f"/devices/{self.id}", json=wish))

    def answers(self, *answers):
        """What its service answers to the next requests, each once: `status`, `retryAfter`, `slow`, `cut`, `twice`."""
        self.change(answers=answers)

    def always(self, **answer):
        self.change(always=answer)

    def sleep(self):
        """Off: what is sent waits for it."""
        self.change(isAwake=False)

    def waiting(self):
        return self.look()["waiting"]

    def look(self):
        return done(self.service.client.get(f"/devices/{self.id}"))

    def wake(self):
        self.change(isAwake=True)

    def ends(self):
        """Its owner has taken the permission away: the service no longer knows it."""
        self.change(isGone=True)

    # --- what came to it ----------------------------------------------------------------------------------------------

    def messages(self, alert=None):
        """What came, all of it or what is about an alert."""
        return [Message(one) for one in list(self.service.arrived)
                if one["device"] == self.id and (alert is None or alert in one["words"])]

    def acknowledged(self):
        """What a real browser said of the last that it was brought: 100 when its worker was handed it."""
        return self.look()["acknowledged"]

    def tries(self):
        """What was asked for it."""
        return [one for one in list(self.service.tries) if one["device"] == self.id]

    def gets(self, count=1, alert=None, deadline=DEADLINE):
        """Waits until so many have come, and gives them."""
        return wait_for(f"{count} messages to a device", lambda: (
            found if len(found := self.messages(alert)) >= count else None), deadline)

    def get(self, alert=None, deadline=DEADLINE):
        """Waits for the first."""
        return self.gets(1, alert, deadline)[0]


class Message:
    """What a service worker is handed."""

    def __init__(self, arrived):
        self.arrived = arrived
        self.words = json.loads(arrived["words"])
        self.notification = self.words["notification"]

    def __getattr__(self, name):
        return self.arrived[name]

    @property
    def tag(self):
        return self.notification["tag"]

    @property
    def capability(self):
        return self.notification["data"]["receipt"]

    def shown(self, url):
        """What the worker says once it has shown it; the answer."""
        return httpx.post(f"{url}/api/v1/receipts/{self.capability}", timeout=DEADLINE)


def done(answer):
    assert answer.status_code == 200, f"{answer.request.url}: {answer.status_code} {answer.text}"
    return answer.json()

