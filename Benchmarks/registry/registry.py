"""What the registry of a country costs. See `run`."""

import argparse
import asyncio
import os
import random
import sqlite3
import statistics
import subprocess
import time
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote

import httpx
import neighbourhoods
from conftest import Saar, binary, wait_for
from land import memory, psql
from postgres import Postgres

PEOPLE = """
    INSERT INTO persons (id, first_name, last_name, email, language, created_at)
    SELECT '0190000a-0000-7000-9000-' || {number}, 'Buur', '', NULL, 'nl', 1700000000000 FROM {series};
    INSERT INTO members (id, group_id, person_id, standing, role, joined_sequence, applied_at)
    SELECT '0190000c-0000-7000-9000-' || {number}, g.id, '0190000a-0000-7000-9000-' || {number}, 'approved',
           'resident', 1, 1700000000000
    FROM {series} JOIN numbered g ON g.place = (n - 1) % {groups};
    UPDATE groups SET members = (SELECT COUNT(*) FROM members m WHERE m.group_id = groups.id AND m.standing = 'approved');
    DROP TABLE numbered;
"""


# Groups around which nobody has looked for neighbours yet.
UNSEEN = "SELECT COUNT(*) FROM groups WHERE links_seen_at = 0"
LINKS = "SELECT COUNT(*) FROM links"


def say(what, value):
    print(f"{what:<66} {value}", flush=True)


class File:
    """One SQLite file."""

    def __init__(self, folder):
        self.path = folder / "saar.db"
        self.url = f"sqlite:{self.path}"

    def settle(self, members, groups):
        base = sqlite3.connect(self.path)
        base.executescript(
            "CREATE TABLE numbered AS SELECT id, ROW_NUMBER() OVER (ORDER BY id) - 1 AS place FROM groups;"
            "CREATE UNIQUE INDEX numbered_by_place ON numbered (place);"
            f"CREATE TABLE numbers AS WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < {members})"
            " SELECT n FROM s;" + PEOPLE.format(number="printf('%012d', n)", series="numbers", groups=groups)
            + "DROP TABLE numbers;")
        base.close()

    def change(self, command):
        with closing(sqlite3.connect(self.path)) as base, base:
            base.execute(command)

    def count(self, question):
        with closing(sqlite3.connect(self.path)) as base:
            return base.execute(question).fetchone()[0]

    def size(self):
        return sum(path.stat().st_size for path in self.path.parent.glob("saar.db*"))

    def stop(self):
        pass


class Base(Postgres):
    """A PostgreSQL server."""

    def settle(self, members, groups):
        psql(self, "CREATE TABLE numbered AS SELECT id, ROW_NUMBER() OVER (ORDER BY id) - 1 AS place FROM groups;"
             "CREATE UNIQUE INDEX numbered_by_place ON numbered (place); ANALYZE numbered;" + PEOPLE.format(
                 number="lpad(n::text, 12, '0')", series=f"generate_series(1, {members}) AS n", groups=groups))
        psql(self, "VACUUM ANALYZE")

    def change(self, command):
        psql(self, command)

    def count(self, question):
        return int(psql(self, question)[0][0])

    def size(self):
        return int(psql(self, "SELECT pg_database_size('postgres')")[0][0])


def quantiles(seconds):
    cut = statistics.quantiles(seconds, n=100)
    return f"p50 {statistics.median(seconds) * 1e3:.2f} ms, p99 {cut[98] * 1e3:.2f} ms"


async def ask(port, path, lines, took):
    """One question on a line that is kept open, or on a new one."""
    reader, writer = lines.pop() if lines else await asyncio.open_connection("127.0.0.1", port, limit=1 << 22)
    writer.write(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    assert head.startswith(b"http/1.1 200"), head
    body = await reader.readexactly(int(head.split(b"content-length: ")[1].split(b"\r\n")[0]))
    lines.append((reader, writer))
    took.append(body)


async def at_a_rate(port, paths, rate):
    """Asks at a steady rate, whether answers come or not, and counts each from the moment at which it was due."""
    lines, took, answers = [], [], []
    began = time.perf_counter() + 0.1

    async def one(number, path):
        due = began + number / rate
        await asyncio.sleep(max(0, due - time.perf_counter()))
        await ask(port, path, lines, answers)
        took.append(time.perf_counter() - due)

    await asyncio.gather(*(one(number, path) for number, path in enumerate(paths)))
    for _, writer in lines:
        writer.close()
    return took, answers


def slip(name, chance):
    """The name with one letter left out, doubled or swapped with the next."""
    place = chance.randrange(1, max(2, len(name) - 1))
    return chance.choice([
        name[:place] + name[place + 1:], name[:place] + name[place] + name[place:],
        name[:place] + name[place + 1:place + 2] + name[place] + name[place + 2:]])


def measure(base, asked, folder, listing):
    began = time.monotonic()
    subprocess.run([binary(), "migrate", "--database", base.url], check=True, capture_output=True)
    say("schema and gazetteer", f"{time.monotonic() - began:.1f} s")
    began = time.monotonic()
    done = subprocess.run(
        [binary(), "import", "groups", listing, "--database", base.url], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    say(f"import of {asked.groups:,} groups with polygons", f"{time.monotonic() - began:.1f} s")
    began = time.monotonic()
    base.settle(asked.members, asked.groups)
    say(f"{asked.members:,} members, made by SQL", f"{time.monotonic() - began:.0f} s")
    if asked.without_links:
        base.change(f"UPDATE groups SET links_seen_at = {time.time_ns() // 1_000_000}")
    say("disk", f"{base.size() / 1048576:.0f} MiB")
    began = time.monotonic()
    saar = Saar(["serve", "--database", base.url, "--register-key", f"{folder}/register-key", "--port", "0",
                 "--log-level", "info"])
    try:
        port = saar.port()
        api = f"http://127.0.0.1:{port}/api/v1"
        wait_for("the whole registry to be known", lambda: httpx.get(
            f"{api}/statistics?country=NL", timeout=60).json()["groups"] == asked.groups, deadline=120)
        say("from the start of a server until it knows them all", f"{time.monotonic() - began:.1f} s")
        # Once after such an import, links are proposed everywhere; that is not what the numbers below are about.
        wait_for("links to be proposed", lambda: base.count(UNSEEN) == 0, deadline=1_800)
        if not asked.without_links:
            say(f"until it has proposed {base.count(LINKS):,} links between neighbours",
                f"{time.monotonic() - began:.0f} s")
        chance = random.Random(3)
        codes = neighbourhoods.postcodes()
        paths = [f"/api/v1/groups?postcode={chance.choice(codes)}" for _ in range(asked.rate * asked.seconds)]
        asyncio.run(at_a_rate(port, paths[:asked.rate], asked.rate))
        took, answers = asyncio.run(at_a_rate(port, paths, asked.rate))
        found = sum(b'"groups":[]' not in answer for answer in answers)
        assert found > len(answers) / 2, "postcodes have groups near them"
        say(f"postcode to groups, {asked.rate} requests/s, {len(took):,} of them", quantiles(took))
        names = neighbourhoods.places()
        for what, typed in (("a place by its name", lambda name, _: name), ("a place with a typing slip", slip)):
            paths = [f"/api/v1/groups?q={quote(typed(chance.choice(names), chance))}" for _ in range(1_000)]
            took, answers = asyncio.run(at_a_rate(port, paths, 50))
            found = sum(b'"groups":[]' not in answer for answer in answers)
            say(f"{what}, 50 requests/s, {found:,} of {len(answers):,} found groups", quantiles(took))
        for page in ("/statistics?country=NL", "/statistics/27", "/statistics/0632"):
            paths = [page] * 200
            took, answers = asyncio.run(at_a_rate(port, paths, 20))
            say(f"{page}, {len(answers[0]) / 1000:.0f} kB", quantiles(took))
        say("memory of the server", f"{memory(saar.process.pid) / 1e6:.0f} MB")
    finally:
        saar.kill()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--groups", type=int, default=9_000)
    parser.add_argument("--members", type=int, default=800_000)
    parser.add_argument("--rate", type=int, default=200)
    # Ten times the groups are a hundred times the neighbours.
    parser.add_argument("--without-links", action="store_true")
    parser.add_argument("--seconds", type=int, default=20)
    parser.add_argument("--database", choices=["sqlite", "postgres"], action="append")
    asked = parser.parse_args()
    print("a release build" if "release" in str(binary()) else "NOT a release build", flush=True)
    with TemporaryDirectory() as folder:
        folder = Path(folder)
        folder.chmod(0o755)
        listing, outlines = folder / "groups.csv", folder / "outlines.txt"
        neighbourhoods.write(listing, asked.groups, outlines)
        subprocess.run([os.environ["SAAR_AREAS"], outlines], check=True)
        for kind in asked.database or ["sqlite", "postgres"]:
            print(f"\n{kind}", flush=True)
            (folder / kind).mkdir()
            (folder / kind).chmod(0o755)
            base = File(folder / kind) if kind == "sqlite" else Base(folder / kind / "postgres")
            try:
                measure(base, asked, folder / kind, listing)
            finally:
                base.stop()


if __name__ == "__main__":
    main()
