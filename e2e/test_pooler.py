"""PgBouncer before PostgreSQL: works where a session stays with who opened it, and is refused with the reason elsewhere."""

import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from conftest import Saar, binary, report
from pooler import Pooler
from postgres import Postgres

# So long an operator who has just changed a setting waits for an answer.
AT_ONCE = 20


@pytest.fixture(scope="module")
def place():
    # Not pytest's own folder, which only its owner may enter.
    with TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


@pytest.fixture(scope="module")
def postgres(place):
    server = Postgres(place / "postgres")
    yield server
    server.stop()


@pytest.fixture
def pooled(place, postgres):
    poolers = []

    def start(mode, size=20):
        poolers.append(Pooler(place, postgres, mode, size))
        return poolers[-1].url

    yield start
    for pooler in poolers:
        pooler.stop()


def run(*arguments):
    """How a command ended that ends by itself, and all it said."""
    done = subprocess.run([binary(), *arguments], capture_output=True, text=True, timeout=AT_ONCE)
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize("mode", ["transaction", "statement"])
@pytest.mark.parametrize("command", [["migrate"], ["serve", "--port", "0"], ["demo", "--port", "0"]], ids=lambda c: c[0])
def test_a_session_that_is_lent_to_others_is_refused_with_what_to_change(pooled, tmp_path, command, mode):
    for size in (1, 4):
        code, said = run(*command, "--database", pooled(mode, size), "--register-key", str(tmp_path / "key"))
        assert code != 0, said
        assert "pool_mode = session" in said, said


def test_a_session_of_its_own_is_all_it_takes(pooled, tmp_path):
    url, key = pooled("session"), str(tmp_path / "key")
    saar = Saar(["demo", "--json", "--port", "0", "--database", url, "--register-key", key]).ready()
    try:
        answer = saar.person().post(f"/groups/{saar.group()['id']}/alerts", report())
        assert answer.status_code == 201, answer.text
        # Lines that were given back and are lent anew remember nothing of the one before.
        code, said = run("migrate", "--database", url, "--register-key", key)
        assert code == 0 and "up to date" in said, said
    finally:
        saar.kill()
