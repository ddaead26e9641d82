"""Many more ask at the same time than the database can answer: how many are answered, and how soon the others hear no."""

import asyncio
import statistics
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from burst import happens
from conftest import Saar, report
from postgres import Postgres
from slowline import SlowLine

# What a page asks that looks at itself: a handful of statements.
PATH = "/api/v1/me"
# As many at a time as it serves by itself, and ten times as many.
CALM, STORM = 60, 600


@dataclass
class Crowd:
    """What came of it: when each request was answered, how long the others waited for their no."""

    seconds: float
    answered: list[float] = field(default_factory=list)
    refused: list[float] = field(default_factory=list)
    other: dict[str, int] = field(default_factory=dict)
    # Those that say after how long to come again.
    come_again: int = 0

    @property
    def rate(self):
        return len(self.answered) / self.seconds


@dataclass
class Overload:
    """A calm stretch, then ten times as many, then a calm one again."""

    calm: Crowd
    storm: Crowd
    after: Crowd
    # Lines to the database that were opened while the storm lasted.
    opened: int
    # How long somebody waited who reported in the middle of it, each time; nil for one that was not taken.
    reports: list[float | None]

    @property
    def kept(self):
        """How much of the calm rate is left in the storm."""
        return self.storm.rate / self.calm.rate

    def flaws(self):
        """What was not as promised."""
        promises = {
            "less than 80 % of the calm rate was left": self.kept >= 0.8,
            "lines were opened anew": self.opened == 0,
            "nobody was refused, so it was no overload": bool(self.storm.refused),
            "a no took longer than a second, more often than not": statistics.median(self.storm.refused or [9]) < 1,
            "a no did not say when to come again": self.storm.come_again == len(self.storm.refused),
            "something else was answered": not (self.storm.other or self.calm.other or self.after.other),
            "somebody was refused in the calm": not (self.calm.refused or self.after.refused),
            "a report was not taken": bool(self.reports) and None not in self.reports,
            "it was slower afterwards": self.after.rate >= 0.8 * self.calm.rate,
        }
        return [flaw for flaw, is_kept in promises.items() if not is_kept]

    def words(self):
        taken = [took for took in self.reports if took is not None]
        refused = sorted(self.storm.refused) or [0.0]
        return (
            f"{CALM} at a time {self.calm.rate:.1f}/s; {STORM} at a time {self.storm.rate:.1f}/s ({self.kept:.0%}), "
            f"{len(self.storm.refused)} refused (median {statistics.median(refused) * 1000:.0f} ms, 99 % within "
            f"{refused[int(len(refused) * 0.99)] * 1000:.0f} ms), {self.storm.other or 'nothing else'}; "
            f"{self.opened} lines opened anew; {len(taken)} of {len(self.reports)} reports taken, "
            f"the slowest in {max(taken, default=0):.2f} s; afterwards {self.after.rate:.1f}/s")


@contextmanager
def behind_a_slow_line(program=None):
    """A server whose database is 30 ms away, tokens of people on it, and the line."""
    with TemporaryDirectory() as name:
        # PostgreSQL runs as somebody else.
        folder = Path(name)
        folder.chmod(0o755)
        key, tokens = str(folder / "register-key"), folder / "tokens"
        database = Postgres(folder / "postgres")
        try:
            demo = Saar(
                ["demo", "--json", "--port", "0", "--database", database.url, "--register-key", key, "--residents",
                 "100", "--tokens", str(tokens)], program=program).ready()
            demo.stop()
            with SlowLine(database.port) as line:
                slow = database.url.replace(f":{database.port}/", f":{line.port}/")
                saar = Saar(
                    ["serve", "--port", "0", "--database", slow, "--register-key", key, "--log-level", "info"],
                    program=program)
                try:
                    saar.line = {**demo.line, "url": f"http://127.0.0.1:{saar.port()}"}
                    yield saar, tokens.read_text().split(), line
                finally:
                    saar.stop()
        finally:
            database.stop()


def overload(program=None, seconds=8):
    """What came of ten times as many as the database can answer, each after 30 ms of delay."""
    with behind_a_slow_line(program) as (saar, tokens, line):
        crowd(saar, PATH, tokens, CALM, 2)
        calm = crowd(saar, PATH, tokens, CALM, seconds)
        before = line.opened
        reports = []
        storm = crowd(saar, PATH, tokens, STORM, seconds, 0.5, lambda over: tell(saar, over, reports))
        opened = line.opened - before
        return Overload(calm, storm, crowd(saar, PATH, tokens, CALM, seconds), opened, reports)


def tell(saar, over, reports):
    """Somebody who reports once a second, as long as the storm lasts."""
    person = saar.person()
    while not over.wait(1):
        began = time.monotonic()
        answer = person.post(f"/groups/{saar.group()['id']}/alerts", report())
        reports.append(time.monotonic() - began if answer.status_code == 201 else None)


def crowd(saar, path, tokens, connections, seconds, pause=0.0, beside=None):
    """So many lines ask again and again; `pause` is what one that was refused waits before it asks again. `beside` runs
    meanwhile, until the event that it is given is set."""
    over = threading.Event()
    other = threading.Thread(target=beside, args=(over,)) if beside else None
    if other:
        other.start()
    # In a thread of its own: where a browser is driven, this one has a loop already.
    with ThreadPoolExecutor(1) as lane:
        found = lane.submit(asyncio.run, gather(saar, path, tokens, connections, seconds, pause)).result()
    over.set()
    if other:
        other.join()
    return found


async def gather(saar, path, tokens, connections, seconds, pause):
    found = Crowd(seconds)
    host, port = saar.url.removeprefix("http://").split(":")
    over = asyncio.Event()
    asyncio.get_running_loop().call_later(seconds, over.set)
    await asyncio.gather(*(
        ask(found, host, int(port), path, tokens[number % len(tokens)], over, pause) for number in range(connections)))
    return found


async def ask(found, host, port, path, token, over, pause):
    reader, writer = await asyncio.open_connection(host, port)
    request = f"GET {path} HTTP/1.1\r\nHost: {host}:{port}\r\nAuthorization: Bearer {token}\r\n\r\n".encode()
    try:
        while not over.is_set():
            began = time.monotonic()
            writer.write(request)
            status, headers = await answer(reader)
            took = time.monotonic() - began
            # What is answered after the end would lengthen the time that is counted.
            if over.is_set():
                break
            if status == 200:
                found.answered.append(took)
            elif status == 503:
                found.refused.append(took)
                found.come_again += "retry-after" in headers
                await happens(over, pause)
            else:
                found.other[str(status)] = found.other.get(str(status), 0) + 1
    except (OSError, asyncio.IncompleteReadError) as error:
        found.other[type(error).__name__] = found.other.get(type(error).__name__, 0) + 1
    finally:
        writer.close()


async def answer(reader):
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    headers = dict(line.lower().split(": ", 1) for line in head[1:] if ": " in line)
    await reader.readexactly(int(headers.get("content-length", 0)))
    return int(head[0].split()[1]), headers
