"""A disk that takes nothing more: refused, said to the balancer and in the log, and gone again with its cause."""

import resource
import shutil
import subprocess

import httpx
import pytest

from conftest import ROOT, Saar, binary, report, wait_for


def readiness(saar):
    answer = httpx.get(saar.url + "/readyz")
    return answer.status_code, answer.json()["database"]


@pytest.fixture
def limited(tmp_path):
    """A street whose program may be told that its files grow no further: to it that is a disk that is full. The signal by
    which the system says so is passed over, as it is where a disk really is full."""
    starter = tmp_path / "saar"
    starter.write_text(f'#!/bin/sh\ntrap "" XFSZ\nexec "{binary()}" "$@"\n')
    starter.chmod(0o755)
    saar = Saar(["demo", "--json", "--port", "0", "--database", f"sqlite:{tmp_path / 'saar.sqlite'}"], program=starter)
    yield saar.ready()
    saar.kill()


def test_a_full_disk_is_said_and_got_over(limited):
    wait_for("a server that is ready", lambda: readiness(limited) == (200, "reachable"))
    anna = limited.person()
    full = 4096
    resource.prlimit(limited.process.pid, resource.RLIMIT_FSIZE, (full, resource.RLIM_INFINITY))
    wait_for("a balancer that is told", lambda: readiness(limited) == (503, "unwritable"))
    refused = anna.post(f"/groups/{limited.group()['id']}/alerts", report())
    assert refused.status_code == 503 and refused.json()["code"] == "unavailable"
    faults = [line for line in limited.log().splitlines() if "database fault" in line]
    assert faults and "SQLite " in faults[0], limited.log()
    assert "Anna" not in limited.log() and "example.org" not in limited.log()
    resource.prlimit(limited.process.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    wait_for("a server that is ready again", lambda: readiness(limited) == (200, "reachable"))
    assert anna.post(f"/groups/{limited.group()['id']}/alerts", report()).status_code == 201


def test_a_swift_that_does_not_start_is_said(tmp_path):
    if not shutil.which("apt-get"):
        pytest.fail("this test is written for Debian, as script/setup is")
    broken = tmp_path / "swift"
    broken.write_text("#!/bin/sh\necho 'swift: error while loading shared libraries: libncurses.so.6' >&2\nexit 127\n")
    broken.chmod(0o755)
    said = subprocess.run(
        [ROOT / "script" / "setup"], env={"PATH": f"{tmp_path}:/usr/sbin:/usr/bin:/sbin:/bin"}, text=True,
        capture_output=True, timeout=300)
    assert said.returncode == 1
    assert "does not start" in said.stderr and "libncurses.so.6" in said.stderr
