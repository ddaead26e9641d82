"""A night in a street of five hundred who are told by page, by push and by mail: one device in five fails, each kind in
another way, and servers are killed while they push. All of it is written down."""

import os
import time
from collections import Counter
from pathlib import Path

import httpx

from conftest import DEADLINE, wait_for
from night import ALARM, PATIENCE, RESIDENTS, Night, ask
from phones import said
from pushed_street import push_key
from readers import Readers
from ringing import Ringing

PAGES, DEVICES = 60, 300
# What a push service, or a device, does that wakes nobody: the subscription has been ended, was never there, the service is
# at its end for hours, it takes all and nobody sees it.
FAILING = ("ended", "unknown", "overrun", "silent")


class WakingNight(Night):
    """`spend` it; then everybody is told, and it can be looked at."""

    def __init__(self, folder: Path, open_house, service):
        self.service, self.ringing = service, None
        self.key = push_key(folder.parent, f"{folder.name}-push-key")
        self.started = {}
        super().__init__(folder, open_house)

    def settings(self):
        return ("--push-key", self.key, "--outgoing-allow", "127.0.0.0/8")

    # --- who lives there --------------------------------------------------------------------------------------------------

    def settle(self):
        """Some have a page open, most have a device, all have an address."""
        ask(self.house, "UPDATE persons SET email = 'bewoner-' || substr(first_name, 9) || '@street.example'"
                        " WHERE first_name LIKE 'Bewoner %'")
        self.devices = {}  # by address
        kinds = {}
        server = self.house.servers[0].url
        with httpx.Client(base_url=f"{server}/api/v1", timeout=DEADLINE) as client:
            made = self.service.devices(DEVICES, said(client.get("/push-key"))["publicKey"])
            for number, (device, token) in enumerate(zip(made, self.house.tokens[PAGES:])):
                key = {"Authorization": f"Bearer {token}"}
                address = self.address(int(said(client.get("/me", headers=key))["firstName"].split()[1]))
                self.devices[address] = device
                if number % 5 == 0:
                    kinds.setdefault(FAILING[number // 5 % len(FAILING)], {})[address] = device
                if address in kinds.get("unknown", {}):
                    device.subscription["endpoint"] = f"{self.service.url}/push/{device.id[::-1]}"
                said(client.post("/me/subscriptions", json=device.subscription, headers=key))
        for device in kinds["ended"].values():
            device.ends()
        for device in kinds["overrun"].values():
            device.always(status=503, retryAfter=3600)
        self.failing = {kind: set(found) for kind, found in kinds.items()}
        self.woken = set(self.devices) - set().union(*self.failing.values())
        neighbours = {f"{one['name'].split()[0].lower()}@example.org" for role in ("resident", "coordinator")
                      for one in self.house.people(role)} - {"anna@example.org"}
        self.everybody = {self.address(number) for number in range(1, RESIDENTS + 1)} | neighbours
        self.written = self.everybody - self.woken - self.at_pages()

    def at_pages(self):
        """Whose page is open."""
        with httpx.Client(base_url=f"{self.house.servers[0].url}/api/v1", timeout=DEADLINE) as client:
            names = [said(client.get("/me", headers={"Authorization": f"Bearer {token}"}))["firstName"]
                     for token in self.house.tokens[:PAGES]]
        return {self.address(int(name.split()[1])) for name in names}

    # --- what happens -----------------------------------------------------------------------------------------------------

    def spend(self):
        """Of the first all are told in peace. Of the second, the push service takes what comes and does not say so; meanwhile
        servers are killed that wait for its answer."""
        ports = [server.port for server in self.house.servers]
        self.readers = Readers(ports, self.house.tokens[:PAGES], {self.group: self.head()})
        self.ringing = Ringing(self.service, [self.devices[address] for address in self.woken], ports)
        wait_for("the pages to be open", self.readers.are_open)
        self.first = self.share(server=0)
        self.told_of(self.first)
        self.service.hold()
        self.held = len(self.service.tries)
        self.second = self.share(server=-1)
        for _ in range(2):
            self.kill_pusher()
        self.service.release()
        self.take_over()
        self.told_of(self.second)
        return self

    def share(self, server):
        alert = super().share(server)
        self.started[alert] = time.time()
        return alert

    def told_of(self, alert):
        def is_done():
            reach = self.reach(alert)
            return reach["waiting"] == 0 and reach["told"] >= PAGES + len(self.woken)

        wait_for("everybody to be told", is_done, PATIENCE)
        wait_for("nothing to be on its way", self.is_told, PATIENCE)
        wait_for("all receipts to be taken", self.ringing.have_all_said)

    def kill_pusher(self):
        """Kills a server of which the push service has taken something, before it can hear that it was taken."""
        server = wait_for("a server that pushes", self.pusher, PATIENCE)
        server.kill()
        self.dead += 1
        if len(self.house.servers) == 1:
            # What it had in hand is nobody's any more; of several, the others' are not to be touched.
            self.let_go()
            self.dead = 0
        server.start().ready()

    def pusher(self):
        """One that waits for an answer."""
        ports = {one["port"] for one in self.service.tries[self.held:]}
        return next((server for server in self.house.servers if ports & ends(server.pid)), None)

    # --- what came of it --------------------------------------------------------------------------------------------------

    def pushes(self, alert):
        """What came to each address by push, in that order."""
        found = {address: device.messages(alert) for address, device in self.devices.items()}
        return {address: messages for address, messages in found.items() if messages}

    def unsure(self):
        """Of whose devices nobody can know whether they were pushed to: who asked was gone, or had given up, before it heard
        what became of it."""
        whose = {device.id: address for address, device in self.devices.items()}
        return {whose[device] for device in self.service.unheard() if device in whose}

    def written_to(self, alert):
        """How many letters each address has of this."""
        return Counter(letter.to for letter in self.letters(alert, ALARM))

    def stop(self):
        if self.ringing:
            self.ringing.stop()
        super().stop()


def ends(process):
    """Which ports of this machine are ends of lines that a process has."""
    sockets = set()
    for number in os.listdir(f"/proc/{process}/fd"):
        try:
            sockets.add(os.readlink(f"/proc/{process}/fd/{number}"))
        except FileNotFoundError:
            pass  # closed meanwhile
    lines = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    return {int(line[1].split(":")[1], 16) for line in lines if f"socket:[{line[9]}]" in sockets}
