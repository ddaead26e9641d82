"""Accepted alerts a second on PostgreSQL, beside pgbench on the same server with the same writing.

One PostgreSQL with its usual settings (fsync on) holds two databases that begin as copies of each other: a municipality
of groups with one reporter each. In turns, for so many seconds each and after a checkpoint each:

* pgbench writes into the one what an accepted alert writes, and nothing else: in one transaction eight INSERTs (alert,
  message, register entry and its content, the alert's group, event, audience, due), rows as long as Saar's in the same
  tables with the same indexes and foreign keys, one UPDATE of the group's counters, one COMMIT. Prepared statements, as
  many connections as Saar has, ids in ascending order. It reads nothing, decides nothing and takes no lock beforehand.
* wrk posts alerts to Saar on the other over HTTP. For each, Saar does all of that, and looks up who it is, locks the
  group, reads what the rules want to know, decides, computes two hashes, and answers with the alert as it was kept.

What was accepted is counted in the database. The client's processor time counts against Saar here, as pgbench's own
against pgbench: everything runs on the same cores.
"""

import argparse
import hashlib
import os
import re
import resource
import statistics
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx

from conftest import Saar, report
from postgres import Postgres

BAR = 0.70
HERE = Path(__file__).parent
TICKS = os.sysconf("SC_CLK_TCK")
# The pool of a Saar (PostgresDatabase.Limits).
CONNECTIONS = 8

# One copy of the demo's first group for each of its residents, who is a member of it.
STREETS = """
CREATE TEMP TABLE streets AS
    SELECT key.n, '01900000-0000-7000-9000-' || lpad(key.n::text, 12, '0') AS id, person_id
    FROM (VALUES {keys}) AS key (n, hash) JOIN tokens ON tokens.hash = key.hash::bytea;
INSERT INTO groups SELECT (jsonb_populate_record(g, jsonb_build_object('id', s.id, 'slug', 'street-' || s.n))).*
    FROM streets s, groups g WHERE g.id = '{group}';
INSERT INTO members
    SELECT (jsonb_populate_record(m, jsonb_build_object(
        'id', '01900000-0000-7000-a000-' || lpad(s.n::text, 12, '0'), 'group_id', s.id))).*
    FROM streets s JOIN members m ON m.person_id = s.person_id AND m.group_id = '{group}';
"""


def quoted(length):
    return "'" + "x" * length + "'"


def script(server, groups):
    """What pgbench runs: what Saar wrote for one alert, as measured by the one that was reported while preparing."""

    def length(table, column):
        return int(server.ask("saar", f"SELECT length({column}) FROM {table} LIMIT 1"))

    return f"""
\\set n :n + 1
\\set a :base + :client_id * 1000000000 + :n
\\set g random(1, {groups})
BEGIN;
INSERT INTO alerts (id, group_id, message_id, reporter_id, is_open, latitude, longitude, shared_at, link, body)
    VALUES ('01900000-0000-7000-' || :a, '01900000-0000-7000-9000-' || lpad(:g::text, 12, '0'),
            '01900000-0000-7000-' || :a, '01900000-0000-7000-' || :g, TRUE, 52.089, 4.875, :a,
            '01900000-0000-' || :a, {quoted(length("alerts", "body"))});
INSERT INTO messages (id, alert_id, author_id, kind, at, sequence, is_retracted, body)
    VALUES ('01900000-0000-7000-' || :a, '01900000-0000-7000-' || :a, '01900000-0000-7000-' || :g, 'alert', :a, :a,
            FALSE, {quoted(length("messages", "body"))});
INSERT INTO register_entries (group_id, position, at, kind, alert_id, message_id, digest, hash)
    VALUES ('01900000-0000-7000-9000-' || lpad(:g::text, 12, '0'), :a, :a, 'alert-shared',
            '01900000-0000-7000-' || :a, '01900000-0000-7000-' || :a, decode(repeat('ab', 32), 'hex'),
            decode(repeat('cd', 32), 'hex'));
INSERT INTO register_contents (group_id, position, salt, content)
    VALUES ('01900000-0000-7000-9000-' || lpad(:g::text, 12, '0'), :a, decode(repeat('ab', 16), 'hex'),
            {quoted(length("register_contents", "content"))});
INSERT INTO alert_groups (alert_id, group_id, sequence, hops, is_open)
    VALUES ('01900000-0000-7000-' || :a, '01900000-0000-7000-9000-' || lpad(:g::text, 12, '0'), :a, 0, TRUE);
INSERT INTO events (id, group_id, sequence, at, kind, alert_id, message_id, body)
    VALUES ('01900000-0000-7000-' || :a, '01900000-0000-7000-9000-' || lpad(:g::text, 12, '0'), :a, :a, 'alert-shared',
            '01900000-0000-7000-' || :a, '01900000-0000-7000-' || :a, {quoted(length("events", "body"))});
INSERT INTO audiences (event_id, told, is_quiet, at) VALUES ('01900000-0000-7000-' || :a, 'all', FALSE, :a);
INSERT INTO schedule (subject, subject_id, due, at) VALUES ('alert', '01900000-0000-7000-' || :a, 'quiet', :a);
UPDATE groups SET last_sequence = :a, register_position = :a, register_hash = decode(repeat('cd', 32), 'hex'),
    open_alerts = (SELECT COUNT(*) FROM alert_groups
                   WHERE group_id = '01900000-0000-7000-9000-' || lpad(:g::text, 12, '0') AND is_open = TRUE)
    WHERE id = '01900000-0000-7000-9000-' || lpad(:g::text, 12, '0');
COMMIT;
"""


class Server(Postgres):
    def ask(self, database, text):
        return subprocess.run(
            [self.bin / "psql", "-h", "127.0.0.1", "-p", str(self.port), "-U", "saar", "-v", "ON_ERROR_STOP=1", "-qAt",
             database], input=text, check=True, capture_output=True, text=True).stdout.strip()


def processor(process):
    """Seconds of processor time that a process and its children have used, the dead ones among them."""
    total = 0
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        if int(folder.name) == process:
            total += sum(map(int, fields[11:15]))
        elif int(fields[1]) == process:
            total += sum(map(int, fields[11:13]))
    return total / TICKS


def of_children():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def prepare(folder, people):
    """A server with two equal databases, and a file of who reports where."""
    server = Server(folder / "postgres")
    server.ask("postgres", "CREATE DATABASE saar")
    server.url = server.url.replace("/postgres", "/saar")
    settings = ["--database", server.url, "--register-key", str(folder / "key"), "--port", "0"]
    saar = Saar(["demo", "--json", *settings, "--residents", str(people), "--tokens", str(folder / "tokens")])
    saar.ready(deadline=600)
    group = saar.group()["id"]
    tokens = (folder / "tokens").read_text().split()
    # One alert, as an example for pgbench.
    answer = httpx.post(f"{saar.url}/api/v1/groups/{group}/alerts", json=report(),
                        headers={"Authorization": f"Bearer {tokens[0]}"})
    answer.raise_for_status()
    saar.stop()
    # Keys are kept as their hashes.
    keys = ", ".join(
        f"({number}, '\\x{hashlib.sha256(token.encode()).hexdigest()}')" for number, token in enumerate(tokens, 1))
    server.ask("saar", STREETS.format(keys=keys, group=group))
    people = folder / "people"
    people.write_text("".join(
        f"01900000-0000-7000-9000-{number:012} {token}\n" for number, token in enumerate(tokens, 1)))
    (folder / "alert.sql").write_text(script(server, len(tokens)))
    server.ask("saar", "VACUUM ANALYZE")
    server.ask("postgres", "CREATE DATABASE beside TEMPLATE saar")
    return server, settings, people


class Round:
    """One turn: how many alerts a second, and milliseconds of processor time for each, by who used them."""

    def __init__(self, server, database, seconds, work, saar=None):
        server.ask(database, "CHECKPOINT")
        count = "SELECT COUNT(*) FROM alerts"
        before = int(server.ask(database, count))
        used = {"postgres": processor(server.process.pid)}
        if saar:
            used["saar"] = processor(saar.process.pid)
        children = of_children()
        self.text = subprocess.run(work, check=True, capture_output=True, text=True).stdout
        self.used = {"client": of_children() - children, "postgres": processor(server.process.pid) - used["postgres"]}
        if saar:
            self.used["saar"] = processor(saar.process.pid) - used["saar"]
        self.alerts = int(server.ask(database, count)) - before
        self.rate = self.alerts / seconds

    def costs(self):
        return ", ".join(f"{name} {1000 * spent / self.alerts:.2f}" for name, spent in sorted(self.used.items()))


def pgbench(server, folder, number, options):
    return Round(server, "beside", options.seconds, [
        server.bin / "pgbench", "-h", "127.0.0.1", "-p", str(server.port), "-U", "saar", "-n", "-M", "prepared",
        "-c", str(CONNECTIONS), "-j", "2", "-T", str(options.seconds), "-D", "n=0", "-D", f"base={number + 1}00000000000000",
        "-f", folder / "alert.sql", "beside"])


def wrk(server, saar, people, number, options):
    # Each round goes on with other people, who have not reported yet.
    begin = number * 7919 % options.people
    round = Round(server, "saar", options.seconds, [
        "wrk", "-t", "1", "-c", str(options.clients), "-d", f"{options.seconds}s", "--latency", "-s", HERE / "alert.lua",
        f"http://127.0.0.1:{saar.port()}", "--", people, str(begin)], saar)
    refused = re.search(r"Non-2xx or 3xx responses: (\d+)", round.text)
    if refused or round.alerts == 0:
        raise SystemExit(f"Saar did not accept everything:\n{round.text}\n{saar.log()}")
    round.latency = re.search(r"99%\s+(\S+)", round.text)[1]
    return round


def measure(folder, options):
    server, settings, people = prepare(folder, options.people)
    saar = Saar(["serve", *settings, "--log-level", "info"])
    try:
        saar.port()
        wrk(server, saar, people, 0, options)  # to warm up
        pgbench(server, folder, 0, options)
        # Plans made while the tables were empty are made anew, as autovacuum has it done within the first minute.
        for database in ("saar", "beside"):
            server.ask(database, "VACUUM ANALYZE")
        print(f"{CONNECTIONS} connections to PostgreSQL each, {options.clients} HTTP connections, "
              f"{options.people} groups, rounds of {options.seconds} s; ms of processor time an alert in brackets")
        ratios = []
        for number in range(1, options.rounds + 1):
            beside = pgbench(server, folder, number, options)
            ours = wrk(server, saar, people, number, options)
            ratios.append(ours.rate / beside.rate)
            print(f"round {number}: pgbench {beside.rate:,.0f}/s ({beside.costs()}); saar {ours.rate:,.0f}/s, "
                  f"p99 {ours.latency} ({ours.costs()}); ratio {ratios[-1]:.2f}", flush=True)
    finally:
        saar.kill()
        server.stop()
    ratio = statistics.median(ratios)
    print(f"\nmedian ratio {ratio:.2f}, {min(ratios):.2f} to {max(ratios):.2f}; the bar is {BAR:.2f}.")
    return 0 if ratio >= BAR else 1


def main():
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--seconds", type=int, default=8)
    options.add_argument("--clients", type=int, default=32, help="HTTP connections of wrk")
    options.add_argument("--people", type=int, default=1_000)
    options = options.parse_args()
    with TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        return measure(folder, options)


if __name__ == "__main__":
    sys.exit(main())
