"""kill -9 in the middle of a burst: whoever got a 201 finds the alert, and each listener hears each event once."""

import os
import socket
import subprocess
import threading

import httpx
import pytest

from conftest import Listener, Saar, binary, report, wait_for

# It is killed in the middle of a burst, and goes on at a port that was free a moment before.
pytestmark = pytest.mark.alone

BURST = 200


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def test_kill_during_a_burst(demo, tmp_path):
    database, tokens = f"sqlite:{tmp_path}/saar.sqlite", tmp_path / "tokens"
    first = demo("--database", database, "--residents", "40", "--tokens", str(tokens))
    keys = tokens.read_text().split()
    assert len(keys) == 40 and (tokens.stat().st_mode & 0o077) == 0
    group = first.group()["id"]
    listeners = [Listener(first.url, key).ready() for key in keys[:10]]
    accepted, lock, enough = [], threading.Lock(), threading.Event()

    def burst(lane):
        with httpx.Client(base_url=f"{first.url}/api/v1", timeout=10) as client:
            for number in range(BURST // 20):
                headers = {"Authorization": f"Bearer {keys[20 + lane % 20]}"}
                try:
                    answer = client.post(f"/groups/{group}/alerts", json=report(), headers=headers)
                except httpx.HTTPError:
                    return
                if answer.status_code == 201:
                    with lock:
                        accepted.append(answer.json()["id"])
                        if len(accepted) >= BURST // 3:
                            enough.set()

    lanes = [threading.Thread(target=burst, args=(lane,)) for lane in range(20)]
    [lane.start() for lane in lanes]
    assert enough.wait(60), "the burst did not get going"
    first.kill()
    [lane.join() for lane in lanes]
    assert BURST // 3 <= len(accepted) < BURST, "it was not killed in the middle"

    port = free_port()
    second = Saar(["serve", "--database", database, "--port", str(port)])
    try:
        url = f"http://127.0.0.1:{port}"

        def up():
            try:
                return httpx.get(f"{url}/readyz").status_code == 200
            except httpx.HTTPError:
                return False

        wait_for("the server to be back", up)
        client = httpx.Client(base_url=f"{url}/api/v1", headers={"Authorization": f"Bearer {keys[0]}"}, timeout=30)
        for alert in accepted:
            assert client.get(f"/alerts/{alert}").status_code == 200, f"a 201 was lost: {alert}"
        events, after = [], 0
        while True:
            page = client.get(f"/groups/{group}/events", params={"after": after}).json()["events"]
            if not page:
                break
            events += page
            after = page[-1]["sequence"]
        assert [event["sequence"] for event in events] == list(range(1, len(events) + 1))
        assert set(accepted) <= {event["alertId"] for event in events}

        back = []
        for listener, key in zip(listeners, keys):
            assert listener.closed.wait(30)
            # A browser that never heard an event has no cursor; then the beginning is what it missed.
            cursor = listener.cursor or f"{group}.0"
            back.append((listener, Listener(url, key, cursor=cursor).ready()))
        sent = client.post(f"/groups/{group}/alerts", json=report())
        assert sent.status_code == 201
        last = len(events) + 1
        for before, after in back:
            wait_for("everything missed", lambda: (after.sequences(group) or [0])[-1] == last)
            assert before.sequences(group) + after.sequences(group) == list(range(1, last + 1))
    finally:
        second.stop()

    verify = subprocess.run(
        [str(binary()), "register", "verify", "--database", database], capture_output=True, text=True,
        env={**os.environ})
    assert verify.returncode == 0, verify.stdout + verify.stderr
    # Each was shared, and went on to the group next door.
    assert f"{2 * last} entries" in verify.stdout
