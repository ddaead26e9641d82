"""Two Saars on one PostgreSQL behind HAProxy, as test_balancer.py looks at them: the site, a reader, and traffic."""

import json
import ssl
import threading
from pathlib import Path

import httpx

from conftest import DEADLINE, Saar, report, wait_for
from haproxy import Haproxy
from postgres import Postgres


class Site:
    """The whole of it. `street` tells who lives there; each has a key to the API."""

    def __init__(self, folder: Path):
        self.key, self.servers, self.readers = str(folder / "register-key"), {}, []
        self.balancer = Haproxy(folder / "haproxy")
        self.postgres = Postgres(folder / "postgres")
        try:
            self.start()
        except BaseException:
            self.close()
            raise

    def start(self):
        self.tls = ssl.create_default_context(cafile=str(self.balancer.certificate))
        self.street = Saar(["demo", "--json", "--port", "0", *self.place()]).ready()
        self.street.kill()
        self.servers.update({name: self.serve(0) for name in ("s1", "s2")})
        self.ports = {name: saar.port() for name, saar in self.servers.items()}
        self.balancer.start(*self.ports.values())

    def place(self):
        return ["--database", self.postgres.url, "--register-key", self.key]

    def serve(self, port):
        # After SIGTERM each goes on serving for three seconds and says by /readyz that it is about to go.
        return Saar(
            ["serve", *self.place(), "--port", str(port), "--url", self.balancer.url, "--log-level", "info"],
            env={"SAAR_DRAIN": "3"})

    def restart(self, name):
        """Starts a server again where it was, and waits until it gets work."""
        self.servers[name] = self.serve(self.ports[name])
        self.whole(name)

    def whole(self, *names):
        for name in names or self.servers:
            self.balancer.wait_until(f"saar/{name}", "UP")
            self.balancer.wait_until(f"live/{name}", "UP")

    def client(self, person=None, **kw):
        headers = {"Authorization": f"Bearer {person.data['token']}"} if person else {}
        return httpx.Client(
            base_url=self.balancer.url, headers=headers, verify=self.tls,
            **{"timeout": DEADLINE, "http2": True, **kw})

    def group(self):
        return self.street.group()["id"]

    def holder(self):
        """The server that has an open stream."""
        return wait_for("a server with a stream", lambda: next(
            (name for name in self.servers if self.balancer.open_lines(f"live/{name}")), None))

    def close(self):
        self.balancer.stop()
        for saar in self.servers.values():
            saar.kill()
        self.postgres.stop()


class Reader:
    """A browser's page: listens, and when its line ends comes back by itself and says how far it has read, by the rules
    of server-sent events (an `id:` counts from the next empty line on, with an event or without)."""

    def __init__(self, site, person):
        self.site, self.person = site, person
        self.events, self.cursor, self.openings, self.over = [], None, 0, threading.Event()
        site.readers.append(self)
        self.thread = threading.Thread(target=self._listen, daemon=True)
        self.thread.start()

    def _listen(self):
        while not self.over.is_set():
            try:
                headers = {"Last-Event-ID": self.cursor} if self.cursor else {}
                with (self.site.client(self.person, timeout=None) as client,
                      client.stream("GET", "/api/v1/live", headers=headers) as answer):
                    if answer.status_code == 200:
                        self._read(answer.iter_lines())
            except httpx.HTTPError:
                pass  # how it ended is nothing to a browser: it comes back
            self.over.wait(0.2)

    def _read(self, lines):
        data, cursor = None, self.cursor
        for line in lines:
            if line.startswith(":"):
                self.openings += line == ": saar"
            elif line.startswith("id:"):
                cursor = line[3:].strip()
            elif line.startswith("data:"):
                data = json.loads(line[5:])
            elif not line:
                self.cursor = cursor
                if data:
                    self.events.append(data)
                data = None

    def ready(self, openings=1):
        wait_for("the stream to open", lambda: self.openings >= openings)
        return self

    def hears(self, alert):
        wait_for("the alert", lambda: alert in self.alerts())

    def sequences(self):
        return [data["sequence"] for data in list(self.events) if data.get("groupId") == self.site.group()
                and "sequence" in data]

    def alerts(self):
        return [data.get("alertId") for data in list(self.events)]

    def close(self):
        self.over.set()


class Traffic:
    """Somebody who reports and reads all the time. `failures` holds what an ordinary person would have noticed."""

    def __init__(self, site, with_key=True, http2=True):
        self.site, self.with_key, self.http2 = site, with_key, http2
        self.made, self.failures, self.rounds, self.over = [], [], 0, threading.Event()
        self.thread = threading.Thread(target=self._work, daemon=True)
        self.thread.start()

    def _work(self):
        # Turn by turn: one person alone would soon have made the 600 reports that an hour may have.
        keys = [person["token"] for person in self.site.street.line["people"]
                if person["role"] == "resident" and self.site.group() in person["groups"]]
        with self.site.client(http2=self.http2) as client:
            while not self.over.wait(0.02):
                self.rounds += 1
                client.headers["Authorization"] = f"Bearer {keys[self.rounds % len(keys)]}"
                headers = {"Idempotency-Key": f"traffic-{id(self)}-{self.rounds}"} if self.with_key else {}
                try:
                    answer = client.post(f"/api/v1/groups/{self.site.group()}/alerts", json=report(), headers=headers)
                    if answer.status_code == 201:
                        self.made.append(answer.json()["id"])
                    else:
                        self.failures.append(("POST", answer.status_code, answer.text))
                        continue
                    seen = client.get(f"/api/v1/alerts/{self.made[-1]}")
                    if seen.status_code != 200:
                        self.failures.append(("GET", seen.status_code, seen.text))
                except httpx.HTTPError as error:
                    self.failures.append((type(error).__name__, str(error)))

    def going(self, more=5):
        """Waits until it has got some further reports through."""
        before = len(self.made)
        wait_for("traffic to go on", lambda: len(self.made) >= before + more or len(self.failures) > 20)
        assert len(self.failures) <= 20, self.failures[-1]
        return self

    def end(self):
        self.over.set()
        self.thread.join(DEADLINE)
