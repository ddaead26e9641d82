"""What a member, an alert and an open page cost on PostgreSQL. See `run`."""

import argparse
import asyncio
import json
import statistics
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from conftest import Saar, now, report
from land import cpu, family, memory, name, psql, secret, settle, size
from postgres import Postgres


class Pages:
    """Open pages: they count what comes and say nothing."""

    def __init__(self, port):
        self.port = port
        self.events = 0
        self.arrivals = {}
        self.writers = []
        self.readers = []

    async def open(self, key):
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port, limit=1 << 16)
        writer.write(
            f"GET /api/v1/live HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {key}\r\n\r\n".encode())
        head = await reader.readuntil(b": saar\n\n")
        assert head.startswith(b"HTTP/1.1 200"), head
        self.writers.append(writer)
        self.readers.append(asyncio.create_task(self.read(reader)))

    async def read(self, reader):
        while line := await reader.readline():
            if line.startswith(b"data: "):
                self.events += 1
                alert = json.loads(line[6:]).get("alertId")
                if alert:
                    self.arrivals.setdefault(alert, []).append(time.monotonic())


async def post(port, key, group, body):
    """One report on a connection of its own; the alert's id and how long the 201 took."""
    began = time.monotonic()
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    data = json.dumps(body).encode()
    writer.write(
        f"POST /api/v1/groups/{group}/alerts HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {key}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(data)}\r\nConnection: close\r\n\r\n".encode() + data)
    answer = await reader.read()
    writer.close()
    assert answer.startswith(b"HTTP/1.1 201"), answer[:300]
    return json.loads(answer[answer.index(b"{"):answer.rindex(b"}") + 1])["id"], began, time.monotonic() - began


async def measure(asked, saar, server):
    port = saar.port()
    pid, base = saar.process.pid, server.process.pid
    lines = []

    def say(what, value):
        lines.append((what, value))
        print(f"{what:<66} {value}", flush=True)

    # Once around, so that what is made at first use is there.
    pages = Pages(port)
    for number in range(1, 101):
        await pages.open(secret(number))
    await asyncio.sleep(5)
    before, spent, spent_base = memory(pid), cpu([pid]), cpu(family(base))
    began = time.monotonic()
    keys = range(101, asked.pages + 101)
    for start in range(0, len(keys), 50):
        await asyncio.gather(*(pages.open(secret(number)) for number in keys[start:start + 50]))
    opened = time.monotonic() - began
    say("open pages, each its own person, in groups", f"{asked.pages + 100:,} in {asked.groups:,}")
    say("all opened in, one after another in fifties", f"{opened:.1f} s")
    say("processor to open one: server", f"{(cpu([pid]) - spent) / asked.pages * 1e6:.0f} µs")
    say("processor to open one: PostgreSQL", f"{(cpu(family(base)) - spent_base) / asked.pages * 1e6:.0f} µs")
    await asyncio.sleep(5)
    say("memory of an open page", f"{(memory(pid) - before) / asked.pages / 1024:.1f} KiB")
    say("memory of the server in all", f"{memory(pid) / 1048576:.0f} MiB")

    spent, spent_base = cpu([pid]), cpu(family(base))
    await asyncio.sleep(asked.idle)
    say("idle, comparing: server", f"{(cpu([pid]) - spent) / asked.idle * 100:.1f} % of a core")
    say("idle, comparing: PostgreSQL", f"{(cpu(family(base)) - spent_base) / asked.idle * 100:.1f} % of a core")

    # The figures of before an alert: what is written while nothing happens is not its.
    disk = size(server)
    spent, spent_base, heard = cpu([pid]), cpu(family(base)), pages.events
    took, first, last, posted = [], [], [], {}
    for number in range(asked.alerts):
        group = number % asked.groups + 1
        alert, at, answer = await post(port, secret(group), name("groups", group), report(
            emergencyCall={"number": "112", "calledAt": now(), "by": "self"}))
        took.append(answer)
        posted[alert] = at
    await asyncio.sleep(3)
    deliveries = pages.events - heard
    spent, spent_base = cpu([pid]) - spent, cpu(family(base)) - spent_base
    for alert, at in posted.items():
        arrivals = pages.arrivals.get(alert, [])
        assert arrivals, "an alert was not heard"
        first.append(min(arrivals) - at)
        last.append(max(arrivals) - at)
    say("alerts shared, one after another, and how often they were heard", f"{asked.alerts:,}, {deliveries:,}")
    say("an alert with its deliveries: server", f"{spent / asked.alerts * 1e3:.2f} ms of a core")
    say("an alert with its deliveries: PostgreSQL", f"{spent_base / asked.alerts * 1e3:.2f} ms of a core")
    say("accepted (201): median, p99", f"{quantiles(took)}")
    say("from the report to the last open page of the group: median, p99", f"{quantiles(last)}")
    say("disk for an alert, with its event, audience and register entry", f"{(size(server) - disk) / asked.alerts:,.0f} bytes")
    return lines


def quantiles(values):
    cut = statistics.quantiles(values, n=100)
    return f"{statistics.median(values) * 1e3:.1f} ms, {cut[98] * 1e3:.1f} ms"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--groups", type=int, default=900)
    parser.add_argument("--members", type=int, default=89)
    parser.add_argument("--pages", type=int, default=9_000)
    parser.add_argument("--alerts", type=int, default=900)
    parser.add_argument("--idle", type=int, default=30, help="seconds to look on while nothing happens")
    asked = parser.parse_args()
    keys = -(-(asked.pages + 100) // asked.groups)
    with TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        server = Postgres(Path(folder) / "postgres")
        key = f"{folder}/register-key"
        try:
            # The demo brings the schema, and goes.
            Saar(["demo", "--json", "--port", "0", "--database", server.url, "--register-key", key]).ready().stop()
            empty = size(server)
            began = time.monotonic()
            settle(server, asked.groups, asked.members, max(keys, 1))
            people = asked.groups * asked.members
            print(f"{'groups and members, made by SQL in':<66} {asked.groups:,} and {people:,}, {time.monotonic() - began:.0f} s")
            print(f"{'disk for a member, with person, place and their part of keys':<66} {(size(server) - empty) / people:,.0f} bytes")
            saar = Saar(["serve", "--database", server.url, "--register-key", key, "--port", "0", "--log-level", "info"])
            try:
                asyncio.run(measure(asked, saar, server))
            finally:
                saar.kill()
        finally:
            server.stop()


if __name__ == "__main__":
    main()
