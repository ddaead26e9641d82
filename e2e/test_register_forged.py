"""Somebody with the database alone changes what was said: the server signs nothing more, says so, and goes on serving; and
`saar register verify` finds it. The forger is a program of its own that knows all that Saar's own source tells."""

import hashlib
import json
import os
import shutil
import sqlite3
import stat
import struct
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx
import pytest

from conftest import Saar, binary, report, wait_for
from postgres import Postgres

# A database is begun at a port that was free a moment before.
pytestmark = pytest.mark.alone


class File:
    """The house in one file."""

    kind = "sqlite"

    def __init__(self, folder):
        self.path = folder / "saar.sqlite"
        self.place = f"sqlite:{self.path}"

    def ask(self, sql):
        with sqlite3.connect(self.path) as file:
            rows = file.execute(sql).fetchall()
        file.close()
        return [[str(one) if one is not None else "" for one in row] for row in rows]

    def hexadecimal(self, column):
        return f"LOWER(HEX({column}))"

    def bytes(self, value):
        return f"x'{value.hex()}'"

    def copy(self, to):
        self.ask(f"VACUUM INTO '{to}'")

    def restore(self, copy):
        for end in ("", "-wal", "-shm"):
            Path(f"{self.path}{end}").unlink(missing_ok=True)
        shutil.copy(copy, self.path)


class Server:
    """The house on PostgreSQL."""

    kind = "postgres"

    def __init__(self, folder):
        self.server = Postgres(folder / "postgres")
        self.place = self.server.url

    def ask(self, sql):
        answer = subprocess.run(
            [self.server.bin / "psql", self.server.url, "-X", "-q", "-A", "-t", "-F", "\t", "-v", "ON_ERROR_STOP=1",
             "-c", sql], check=True, capture_output=True, text=True, timeout=60, cwd="/")
        return [line.split("\t") for line in answer.stdout.splitlines()]

    def hexadecimal(self, column):
        return f"ENCODE({column}, 'hex')"

    def bytes(self, value):
        return f"'\\x{value.hex()}'::bytea"

    def stop(self):
        self.server.stop()


class Town:
    """A street with two alerts and two checkpoints, and nobody serving it just now."""

    def __init__(self, base, demo, folder):
        self.base, self.folder = base, folder
        self.key = folder / "register-key"
        self.mark = folder / "register-key.mark"
        self.street = demo("--database", base.place, "--register-key", str(self.key))
        self.group = self.street.group()["id"]
        alert = self.street.person().post(f"/groups/{self.group}/alerts", report()).json()["id"]
        said = self.street.person(number=1).post(
            f"/alerts/{alert}/reactions", {"kind": "sighting", "text": "bij de brug"})
        assert said.status_code == 201
        assert self.street.stop() == 0
        self.sign()
        with self.serving() as house:
            assert house.share().status_code == 201
        self.sign()

    def options(self, key=None):
        return ["--database", self.base.place, "--register-key", str(key or self.key)]

    def run(self, *arguments, key=None):
        return subprocess.run(
            [binary(), "register", *map(str, arguments), *self.options(key)], capture_output=True, text=True, timeout=60)

    def verify(self, *arguments, key=None):
        return self.run("verify", *arguments, key=key)

    def serving(self, key=None):
        return Serving(self, key)

    def checkpoints(self):
        return [row[0] for row in self.base.ask("SELECT number FROM register_checkpoints ORDER BY number")]

    def sign(self, key=None):
        """A server signs as soon as it starts."""
        with self.serving(key) as house:
            wait_for("the word of it", lambda: house.ready()["register"] == "signing")
            wait_for("a checkpoint", lambda: self.base.ask(
                "SELECT COUNT(*) FROM groups WHERE register_position > checkpointed") == [["0"]])

    def last(self):
        return int(self.checkpoints()[-1])


class Serving:
    def __init__(self, town, key):
        self.town, self.key = town, key

    def __enter__(self):
        self.saar = Saar(["serve", *self.town.options(self.key), "--port", "0", "--log-level", "info"])
        self.url = f"http://127.0.0.1:{self.saar.port()}"
        return self

    def __exit__(self, *_):
        assert self.saar.stop() == 0

    def ready(self):
        """Whatever the register is like: a balancer goes on sending people here."""
        answer = httpx.get(f"{self.url}/readyz", timeout=10)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def share(self):
        person = self.town.street.person()
        person.client.base_url = f"{self.url}/api/v1"
        return person.post(f"/groups/{self.town.group}/alerts", report())

    def stops_signing(self, code):
        """It says why, signs nothing although there is something new, and serves."""
        before = self.town.checkpoints()
        wait_for("the word of it", lambda: self.ready()["register"] != "unknown")
        assert self.ready()["register"] == code and self.ready()["status"] == "degraded"
        wait_for("the line in the log", lambda: "nothing is signed in the register" in self.saar.log())
        assert code in self.saar.log() and self.town.group not in self.saar.log()
        assert self.share().status_code == 201
        assert self.town.checkpoints() == before


@pytest.fixture(params=[File, Server], ids=lambda kind: kind.kind)
def town(request, demo):
    # Not pytest's own folder, which only its owner may enter.
    with TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        base = request.param(Path(folder))
        try:
            yield Town(base, demo, Path(folder))
        finally:
            if isinstance(base, Server):
                base.stop()


# --- the forger -------------------------------------------------------------------------------------------------------

def number(value):
    return struct.pack(">q", value)


def text(value):
    data = value.encode()
    return number(len(data)) + data


def recompute(base, group):
    """The first entry happened a minute later, and every hash after it is right again."""
    columns = f"position, at, kind, alert_id, message_id, {base.hexadecimal('digest')}"
    head = bytes(32)
    for position, at, kind, alert, message, digest in base.ask(
            f"SELECT {columns} FROM register_entries WHERE group_id = '{group}' ORDER BY position"):
        at = int(at) + (60_000 if position == "1" else 0)
        entry = text("saar-register-1") + text(group) + number(int(position)) + number(at) + text(kind) + text(alert)
        entry += b"\1" + text(message) if message else b"\0"
        digest = bytes.fromhex(digest)
        head = hashlib.sha256(head + entry + number(len(digest)) + digest).digest()
        base.ask(f"UPDATE register_entries SET at = {at}, hash = {base.bytes(head)} "
                 f"WHERE group_id = '{group}' AND position = {position}")
    base.ask(f"UPDATE groups SET register_hash = {base.bytes(head)} WHERE id = '{group}'")
    return head


def recomputed(base, group):
    recompute(base, group)


def recomputed_and_checkpoint_deleted(base, group):
    recompute(base, group)
    base.ask("DELETE FROM register_checkpoints WHERE number = (SELECT MAX(number) FROM register_checkpoints)")


def recomputed_and_all_checkpoints_deleted(base, group):
    recompute(base, group)
    base.ask("DELETE FROM register_checkpoints")
    base.ask("DELETE FROM register_heads")
    base.ask("UPDATE groups SET checkpointed = 0")


def recomputed_and_the_list_of_heads_with_it(base, group):
    head = recompute(base, group)
    base.ask(f"UPDATE register_heads SET hash = {base.bytes(head)} WHERE group_id = '{group}'")


def everything_deleted(base, group):
    for table in ("register_checkpoints", "register_heads", "register_contents", "register_entries"):
        base.ask(f"DELETE FROM {table}")
    base.ask(f"UPDATE groups SET register_position = 0, checkpointed = 0, register_hash = {base.bytes(bytes(32))}")


FORGERIES = [
    (recomputed, "chain-recomputed", ["recomputed: entry"]),
    (recomputed_and_checkpoint_deleted, "behind-mark",
     ["behind: checkpoint {last} stands beside the key, and the database ends with {before}", "recomputed: entry"]),
    (recomputed_and_all_checkpoints_deleted, "behind-mark",
     ["behind: checkpoint {last} stands beside the key, and the database ends with 0"]),
    (recomputed_and_the_list_of_heads_with_it, "heads-changed", ["heads changed", "recomputed: entry"]),
    (everything_deleted, "behind-mark",
     ["behind: checkpoint {last} stands beside the key, and the database ends with 0"]),
]


@pytest.mark.parametrize("forge, code, words", FORGERIES, ids=[forge.__name__ for forge, _, _ in FORGERIES])
def test_who_has_the_database_alone_forges_nothing_unseen(town, forge, code, words):
    whole = town.verify()
    assert whole.returncode == 0 and "The register is whole." in whole.stdout, whole.stdout + whole.stderr
    last = town.last()
    assert last > 1 and f"Held against checkpoint {last}, which stands beside the key." in whole.stdout
    forge(town.base, town.group)
    found = town.verify()
    assert found.returncode == 1 and "whole" not in found.stdout, found.stdout + found.stderr
    for line in words:
        assert line.format(last=last, before=last - 1) in found.stdout
    for _ in range(2):
        with town.serving() as house:
            house.stops_signing(code)
    assert town.verify().returncode == 1


def test_who_keeps_checkpoints_needs_nothing_else(town):
    kept = town.folder / "kept.jsonl"
    printed = town.run("checkpoints")
    assert printed.returncode == 0 and printed.stderr == ""
    kept.write_text(printed.stdout)
    lines = [json.loads(line) for line in printed.stdout.splitlines()]
    assert [str(line["number"]) for line in lines] == town.checkpoints() and lines[1]["previous"]
    assert town.run("checkpoints", "--after", "1").stdout == "".join(printed.stdout.splitlines(keepends=True)[1:])
    assert town.verify("--against", kept).returncode == 0
    recomputed_and_all_checkpoints_deleted(town.base, town.group)
    town.mark.unlink()
    assert "The register is whole." in town.verify().stdout, "without a mark and without a copy nothing shows"
    found = town.verify("--against", kept)
    assert found.returncode == 1, found.stdout
    assert "missing: checkpoint 1, which was kept elsewhere" in found.stdout and "recomputed: entry" in found.stdout
    # The server has nothing to hold it against, either: it signs, and gives the number to another one.
    town.sign()
    found = town.verify("--against", kept)
    assert found.returncode == 1 and "replaced: checkpoint 1 is not the one that was kept elsewhere" in found.stdout
    # What is no checkpoint is said, and what was never signed proves nothing.
    lines[0]["at"] += 1
    kept.write_text(json.dumps(lines[0]) + "\n")
    assert "not signed: what was kept as checkpoint 1 proves nothing" in town.verify("--against", kept).stdout
    kept.write_text("{}\n")
    refused = town.verify("--against", kept)
    assert refused.returncode != 0 and "line 1" in refused.stderr


def test_a_copy_that_is_put_back_is_accepted_knowingly(demo, tmp_path):
    base = File(tmp_path)
    town = Town(base, demo, tmp_path)
    kept = tmp_path / "kept.jsonl"
    last = town.last()
    base.copy(tmp_path / "copy.sqlite")
    with town.serving() as house:
        assert house.share().status_code == 201
    town.sign()
    kept.write_text(town.run("checkpoints").stdout)
    assert town.run("accept", "--reason", "to be sure").returncode != 0, "there is nothing to accept"
    base.restore(tmp_path / "copy.sqlite")
    assert f"behind: checkpoint {last + 1} stands beside the key" in town.verify().stdout
    with town.serving() as house:
        house.stops_signing("behind-mark")
    assert town.run("accept", "--reason", "").returncode != 0
    accepted = town.run("accept", "--reason", "disk broken; copy of the night put back")
    assert accepted.returncode == 0, accepted.stderr
    whole = town.verify("--against", kept)
    assert whole.returncode == 0, whole.stdout
    assert f"Checkpoint {last + 2} goes on from what was there after checkpoint {last}: disk broken" in whole.stdout
    assert f"Kept checkpoints that were given up by that: {last + 1}" in whole.stdout
    with town.serving() as house:
        wait_for("it to sign", lambda: house.ready()["register"] == "signing")
        assert house.share().status_code == 201
    town.sign()
    assert town.verify().returncode == 0
    # The statement itself cannot be taken away again.
    base.ask(f"DELETE FROM register_checkpoints WHERE number > {last}")
    assert town.verify().returncode == 1


def test_keys_are_changed_and_what_the_old_one_signed_still_counts(town):
    new, last = town.folder / "new-key", town.last()
    changed = town.run("rekey", "--new-key", new)
    assert changed.returncode == 0, changed.stderr
    assert stat.S_IMODE(new.stat().st_mode) == 0o600 and stat.S_IMODE(town.key.stat().st_mode) == 0o600
    assert town.run("rekey", "--new-key", new).returncode == 0, "once more changes nothing"
    assert town.last() == last + 1
    with town.serving() as house:
        house.stops_signing("handed-over")
    town.sign(new)
    for key in (town.key, new):
        whole = town.verify(key=key)
        assert whole.returncode == 0 and f"Checkpoint {last + 1} hands over to another key." in whole.stdout, whole.stdout
    town.base.ask(f"DELETE FROM register_checkpoints WHERE number = {last + 1}")
    assert town.verify(key=new).returncode == 1


def test_a_server_with_a_key_of_its_own_signs_nothing(town):
    other = town.folder / "own-key"
    with town.serving(other) as house:
        house.stops_signing("foreign-key")
    found = town.verify(key=other)
    assert found.returncode == 1 and "foreign key: checkpoint 1" in found.stdout
    assert not (town.folder / "none").exists()
    refused = town.verify(key=town.folder / "none")
    assert refused.returncode == 1 and "is not at" in refused.stderr and not (town.folder / "none").exists()


def test_a_mark_that_cannot_be_written_signs_nothing_and_serves(demo, tmp_path):
    town = Town(File(tmp_path), demo, tmp_path)
    before = town.checkpoints()
    marks = ["--register-mark", str(tmp_path / "nowhere" / "mark")]
    saar = Saar(["serve", *town.options(), *marks, "--port", "0", "--log-level", "info"])
    try:
        url = f"http://127.0.0.1:{saar.port()}"
        wait_for("the word of it", lambda: httpx.get(f"{url}/readyz").json()["register"] == "mark-unusable")
        assert httpx.get(f"{url}/readyz").status_code == 200
        assert town.checkpoints() == before
    finally:
        assert saar.stop() == 0


def test_a_server_that_is_killed_while_it_signs_is_no_forger(demo, tmp_path):
    """As it stands beside the key after a kill between the mark and the database, and after one between the database and
    the mark: both at once put the checkpoint where it belongs."""
    town = Town(File(tmp_path), demo, tmp_path)
    last = town.last()
    with town.serving() as house:
        assert house.share().status_code == 201
    before = json.loads(town.mark.read_text())
    town.base.copy(tmp_path / "before.sqlite")
    town.sign()
    signed = json.loads(town.run("checkpoints", "--after", str(last)).stdout)
    town.mark.write_text(json.dumps({**before, "prepared": signed}))
    assert town.verify().returncode == 0, "the database has it, the mark does not say so yet"
    with town.serving() as house:
        wait_for("it to sign", lambda: house.ready()["register"] == "signing")
    assert json.loads(town.mark.read_text())["number"] == last + 1 and town.last() == last + 1

    town.base.restore(tmp_path / "before.sqlite")
    town.mark.write_text(json.dumps({**before, "prepared": signed}))
    assert town.verify().returncode == 0, "the database has not taken it"
    with town.serving() as house:
        wait_for("it to be put in", lambda: town.last() == last + 1)
        wait_for("it to sign", lambda: house.ready()["register"] == "signing")
    assert json.loads(town.run("checkpoints", "--after", str(last)).stdout) == signed
    assert town.verify().returncode == 0
    assert os.listdir(tmp_path).count("register-key.mark") == 1
