"""The house moves: from a file to PostgreSQL and back, with everything in it, also when the copy is killed on the way."""

import os
import pty
import re
import stat
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx
import pytest

from conftest import Listener, Saar, binary, report, wait_for
from postgres import Postgres

# A copy is killed while it is under way, and a database is begun at a port that was free a moment before.
pytestmark = pytest.mark.alone


@pytest.fixture
def postgres():
    # Not pytest's own folder, which only its owner may enter.
    with TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        server = Postgres(Path(folder) / "postgres")
        yield server
        server.stop()


def run(*arguments):
    return subprocess.run([binary(), *map(str, arguments)], capture_output=True, text=True, timeout=300)


def copy(source, target, *more):
    return run("copy", "--from", source, "--to", target, *more)


def verify(database, key):
    return run("register", "verify", "--database", database, "--register-key", key)


class Served:
    """The house at one place, for the people of the demo: they keep their keys wherever it moves."""

    def __init__(self, demo, database, key):
        self.saar = Saar(
            ["serve", "--database", str(database), "--register-key", str(key), "--port", "0", "--log-level", "info"])
        self.demo = demo
        self.url = f"http://127.0.0.1:{self.saar.port()}"

    def __enter__(self):
        return self

    def __exit__(self, *_):
        assert self.saar.stop() == 0

    def person(self, number=0):
        person = self.demo.person(number=number)
        person.client.base_url = f"{self.url}/api/v1"
        return person

    def share(self):
        answer = self.person().post(f"/groups/{self.demo.group()['id']}/alerts", report())
        assert answer.status_code == 201, answer.text
        return answer.json()["id"]

    def alerts(self):
        """What a neighbour and the officer read, word for word."""
        group = self.demo.group()["id"]
        told = []
        for person in (self.person(1), self.demo.person("police")):
            person.client.base_url = f"{self.url}/api/v1"
            answer = person.get(f"/groups/{group}/alerts")
            assert answer.status_code == 200, answer.text
            told.append(answer.json())
        assert told[0]["alerts"]
        return told


def test_a_house_moves_to_postgresql_and_back(demo, postgres, tmp_path):
    here, there, back = f"sqlite:{tmp_path}/here.sqlite", postgres.url, f"sqlite:{tmp_path}/back.sqlite"
    key, key_there = f"{tmp_path}/here.sqlite.register-key", tmp_path / "there.key"
    street = demo("--database", here)
    group = street.group()["id"]
    first = street.person().post(f"/groups/{group}/alerts", report()).json()["id"]
    said = street.person(number=1).post(f"/alerts/{first}/reactions", {"kind": "sighting", "text": "bij de brug 🦉"})
    assert said.status_code == 201, said.text
    assert street.stop() == 0
    with Served(street, here, key) as house:
        house.share()
        # A new server signs at once where the register stands.
        wait_for("a checkpoint", lambda: "1 checkpoints" in verify(here, key).stdout)
        before = house.alerts()

    moved = copy(here, there, "--to-register-key", key_there)
    assert moved.returncode == 0, moved.stderr
    assert moved.stdout == "" and "The register is whole" in moved.stderr and str(key_there) in moved.stderr
    assert "100 %" in moved.stderr and "\r" not in moved.stderr
    assert "NOTICE" not in moved.stderr
    assert key_there.read_text() == Path(key).read_text()
    assert Path(f"{key_there}.mark").read_text() == Path(f"{key}.mark").read_text()
    assert stat.S_IMODE(key_there.stat().st_mode) == 0o600

    with Served(street, there, key_there) as house:
        assert house.alerts() == before
        # The link by which somebody signs in leads in at the new place, too.
        link = street.person().sign_in_url.replace(street.url, house.url)
        with httpx.Client() as browser:
            assert browser.get(link).status_code == 303
            assert browser.get(f"{house.url}/me").status_code == 200
        listener = Listener(house.url, house.person(1).data["token"]).ready()
        house.share()
        wait_for("the alert on the stream", lambda: "alert-shared" in listener.kinds())
        wait_for("the next checkpoint", lambda: "The register is whole" in verify(there, key_there).stdout)
        after = house.alerts()
    assert after != before

    # People live there now: the old house is not put over theirs by who repeats the command.
    again = copy(here, there, "--to-register-key", key_there)
    assert again.returncode == 1 and "house of its own" in again.stderr and "--replace" in again.stderr, again.stderr

    home = copy(there, back, "--from-register-key", key_there)
    assert home.returncode == 0, home.stderr
    assert Path(f"{tmp_path}/back.sqlite.register-key").read_text() == Path(key).read_text()
    with Served(street, back, f"{tmp_path}/back.sqlite.register-key") as house:
        assert house.alerts() == after

    # Who gives up the new house for the old one gives up what was signed there, and says so.
    given_up = copy(here, there, "--to-register-key", key_there, "--replace")
    assert given_up.returncode == 1 and "saar register accept" in given_up.stderr, given_up.stderr
    assert "behind" in verify(there, key_there).stdout
    said = run("register", "accept", "--database", there, "--register-key", key_there, "--reason", "moved back")
    assert said.returncode == 0, said.stderr
    assert "The register is whole" in verify(there, key_there).stdout


def test_a_copy_that_is_killed_goes_on(demo, postgres, tmp_path):
    here, key, key_there = f"sqlite:{tmp_path}/here.sqlite", f"{tmp_path}/here.sqlite.register-key", tmp_path / "key"
    street = demo("--database", here, "--residents", "3000")
    street.person().post(f"/groups/{street.group()['id']}/alerts", report())
    assert street.stop() == 0
    with Served(street, here, key) as house:
        before = house.alerts()

    arguments = ["copy", "--from", here, "--to", postgres.url, "--to-register-key", str(key_there)]
    killed = Saar(arguments)
    wait_for("the first rows", lambda: "copying" in killed.log())
    killed.kill()
    assert killed.process.returncode == -9, killed.log()

    half = run("serve", "--database", postgres.url, "--register-key", key_there, "--port", "0")
    assert half.returncode == 1 and "has not been finished" in half.stderr, half.stderr

    moved = run(*arguments)
    assert moved.returncode == 0, moved.stderr
    rows, written = map(int, re.search(r"(\d+) rows in \d+ tables.*; (\d+) were written", moved.stderr).groups())
    assert 0 < written < rows, "it went on where it was"
    with Served(street, postgres.url, key_there) as house:
        assert house.alerts() == before


def test_nothing_of_somebody_elses_is_touched(demo, tmp_path):
    here, other = f"sqlite:{tmp_path}/here.sqlite", f"sqlite:{tmp_path}/other.sqlite"
    assert demo("--database", here).stop() == 0
    assert demo("--database", other).stop() == 0
    key = Path(f"{tmp_path}/other.sqlite.register-key")
    kept = key.read_text()

    refused = copy(here, other)
    assert refused.returncode == 1 and "another key" in refused.stderr and str(key) in refused.stderr, refused.stderr
    refused = copy(here, other, "--to-register-key", tmp_path / "elsewhere.key")
    assert refused.returncode == 1 and "house of its own" in refused.stderr, refused.stderr
    assert not (tmp_path / "elsewhere.key").exists()
    refused = copy(f"sqlite:{tmp_path}/none.sqlite", f"sqlite:{tmp_path}/new.sqlite")
    assert refused.returncode == 1 and "there is no file" in refused.stderr
    assert not (tmp_path / "none.sqlite").exists() and not (tmp_path / "new.sqlite").exists()
    refused = copy(here, f"sqlite:{tmp_path}/../{tmp_path.name}/here.sqlite")
    assert refused.returncode == 1 and "same database" in refused.stderr
    assert key.read_text() == kept

    replaced = copy(here, other, "--replace", "--to-register-key", tmp_path / "elsewhere.key")
    assert replaced.returncode == 0, replaced.stderr


def test_a_register_that_is_not_whole_is_told(demo, tmp_path):
    import sqlite3

    here, there = tmp_path / "here.sqlite", f"sqlite:{tmp_path}/there.sqlite"
    street = demo("--database", f"sqlite:{here}")
    street.person().post(f"/groups/{street.group()['id']}/alerts", report())
    assert street.stop() == 0
    with sqlite3.connect(here) as database:
        database.execute("UPDATE register_entries SET at = at + 1")
    database.close()
    moved = copy(f"sqlite:{here}", there)
    assert moved.returncode == 1 and "register is not whole" in moved.stderr, moved.stderr
    assert "broken" in verify(there, f"{tmp_path}/there.sqlite.register-key").stdout


def test_on_a_terminal_one_line_is_written_anew(demo, tmp_path):
    assert demo("--database", f"sqlite:{tmp_path}/here.sqlite").stop() == 0
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [binary(), "copy", "--from", f"sqlite:{tmp_path}/here.sqlite", "--to", f"sqlite:{tmp_path}/there.sqlite"],
        stderr=theirs)
    os.close(theirs)
    shown = b""
    while True:
        try:
            piece = os.read(ours, 4_096)
        except OSError:  # the other end is closed
            break
        if not piece:
            break
        shown += piece
    assert process.wait(timeout=30) == 0, shown
    assert b"\r\x1b[2Kcopying" in shown and b"\r\x1b[2Kcomparing" in shown
    assert [b"copying" in line for line in shown.split(b"\r\n")].count(True) == 1, shown
    assert shown.endswith(b"The target can be served.\r\n")
