"""`saar doctor`, as an operator runs it before anybody in a street has to find out."""

import json
import os
import socket
import subprocess

import pytest

from conftest import binary


@pytest.fixture
def house(tmp_path):
    """A house in order, with a mailer that takes everything."""

    class House:
        mailer = tmp_path / "sendmail"
        key = tmp_path / "saar.sqlite.register-key"
        settings = {
            "SAAR_DATABASE": f"sqlite:{tmp_path}/saar.sqlite", "SAAR_SENDMAIL": str(tmp_path / "sendmail"),
            "SAAR_URL": "https://saar.example.org", "SAAR_MAIL_FROM": "saar@example.org"}

        def run(self, *arguments, **changes):
            return subprocess.run(
                [binary(), *arguments], capture_output=True, text=True, timeout=60,
                env={**os.environ, **self.settings, **changes})

        def doctor(self, **changes):
            """What is wrong, by its part; and the exit code."""
            outcome = self.run("doctor", "--json", **changes)
            said = json.loads(outcome.stdout)
            assert outcome.stderr == "" and outcome.stdout.count("\n") == 1
            assert all(("toDo" in one) == (one["state"] != "good") for one in said["findings"])
            wrong = {one["part"] for one in said["findings"] if one["state"] == "wrong"}
            assert said["isWell"] == (not wrong) and outcome.returncode == (1 if wrong else 0)
            return wrong

    made = House()
    made.mailer.write_text("#!/bin/sh\ncat > /dev/null\n")
    made.mailer.chmod(0o755)
    return made


def test_a_house_is_looked_at_as_a_server_would_find_it(house, tmp_path):
    assert house.doctor() == {"database"}
    assert not (tmp_path / "saar.sqlite").exists(), "looking makes nothing"
    assert house.run("migrate").returncode == 0
    assert house.doctor() == set()
    assert house.run("keys").returncode == 0 and house.doctor() == set()
    words = house.run("doctor")
    assert words.returncode == 0 and "pushes" in words.stdout and "wrong" not in words.stdout and "https://saar.example.org" in words.stdout
    assert house.key.read_text().strip() not in words.stdout


def test_what_is_wrong_is_said_with_what_to_do(house):
    assert house.run("migrate").returncode == 0
    house.key.chmod(0o644)
    house.mailer.chmod(0o644)
    assert house.doctor() == {"register-key", "mailer", "channels"}
    words = house.run("doctor")
    assert words.returncode == 1 and f"do: chmod 600 {house.key}" in words.stdout
    assert house.doctor(SAAR_PORT="eighty") == {"settings"}


def test_a_database_that_is_away_is_told_without_its_password(house):
    with socket.socket() as taken:
        # Bound and not listening: nobody answers there, and nobody else takes the port meanwhile.
        taken.bind(("127.0.0.1", 0))
        url = f"postgres://saar:geheim@127.0.0.1:{taken.getsockname()[1]}/saar"
        assert "database" in house.doctor(SAAR_DATABASE=url, SAAR_REGISTER_KEY=str(house.key))
        words = house.run("doctor", SAAR_DATABASE=url, SAAR_REGISTER_KEY=str(house.key))
    assert words.returncode == 1 and "geheim" not in words.stdout + words.stderr
