"""The same Saar on PostgreSQL: the story, a kill, a database that goes away for a while, and two servers on one truth."""

import time
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from conftest import Listener, Saar, report, wait_for
from postgres import Postgres

# What a database that goes away costs is held to seconds.
pytestmark = pytest.mark.alone


@pytest.fixture(scope="module")
def postgres():
    # Not pytest's own folder, which only its owner may enter.
    with TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        server = Postgres(Path(folder) / "postgres")
        yield server
        server.stop()


@pytest.fixture(scope="module")
def key(tmp_path_factory):
    return str(tmp_path_factory.mktemp("key") / "register-key")


@pytest.fixture(scope="module")
def saar(postgres, key):
    saar = Saar(["demo", "--json", "--port", "0", "--database", postgres.url, "--register-key", key]).ready()
    yield saar
    saar.kill()


def serve(postgres, key):
    return Saar(["serve", "--database", postgres.url, "--register-key", key, "--port", "0", "--log-level", "info"])


def share(saar, **changes):
    answer = saar.person().post(f"/groups/{saar.group()['id']}/alerts", report(**changes))
    assert answer.status_code == 201, answer.text
    return answer.json()


def test_the_story_is_told_and_ends(saar):
    listener = Listener(saar.url, saar.person(number=1).data["token"]).ready()
    alert = share(saar)
    said = saar.person(number=1).post(f"/alerts/{alert['id']}/reactions", {"kind": "sighting", "text": "bij de brug"})
    assert said.status_code == 201
    assert saar.person("police").post(f"/alerts/{alert['id']}/closure", {"outcome": "caught"}).status_code < 300
    wait_for("all of it on the stream", lambda: listener.kinds()[:3] == ["alert-shared", "reaction-added", "alert-closed"]
             or "alert-closed" in listener.kinds())
    sequences = listener.sequences(saar.group()["id"])
    assert sequences == sorted(set(sequences))


def test_a_database_that_goes_away_is_told_within_seconds_and_comes_back(saar, postgres):
    postgres.stop()
    began = time.monotonic()
    answer = saar.person().post(f"/groups/{saar.group()['id']}/alerts", report())
    assert answer.status_code == 503 and time.monotonic() - began < 5, answer.text
    assert answer.json()["code"] == "unavailable"
    postgres.start()
    wait_for("the next report to be taken", lambda: saar.person().post(
        f"/groups/{saar.group()['id']}/alerts", report()).status_code == 201)


def test_what_was_said_on_one_server_is_heard_on_another(saar, postgres, key):
    other = serve(postgres, key)
    try:
        url = f"http://127.0.0.1:{other.port()}"
        token = saar.person(number=1).data["token"]
        listener = Listener(url, token).ready()
        alert = share(saar)
        wait_for("the word from the first", lambda: any(
            data.get("alertId") == alert["id"] for _, data, _ in list(listener.events)))
    finally:
        other.kill()


def test_a_kill_loses_nothing(saar, postgres, key):
    before = share(saar)["id"]
    saar.kill()
    again = serve(postgres, key)
    try:
        person = saar.person()
        person.client.base_url = f"http://127.0.0.1:{again.port()}/api/v1"
        assert person.get(f"/alerts/{before}").status_code == 200
    finally:
        again.kill()
