"""Is the API's description true? Schemathesis makes requests from it, good ones and bad ones, and compares."""

import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from conftest import DEADLINE, report

# The stream never ends, so there is no answer to compare; test_alert.py holds it.
LEFT_OUT = ["--exclude-path", "/live"]

# Every disagreement counts. Three checks guess what cannot be guessed here: that any well-formed request must be
# accepted (an alert needs an emergency call of this very hour); that whatever breaks the schema must be refused even
# where extra fields are allowed on purpose, so that newer programs can talk to older servers; and that a made-up
# cookie beside a good bearer token must be refused. What keys open is held by the second test, call by call.
CHECKS = [
    "--checks", "all", "--exclude-checks", "positive_data_acceptance,negative_data_rejection,ignored_auth"]


@pytest.mark.parametrize("role", ["coordinator", "police"])
def test_the_description_is_true(saar, role, tmp_path):
    group = saar.group()["id"]
    person = saar.person(role)
    for _ in range(3):
        assert saar.person().post(f"/groups/{group}/alerts", report()).status_code == 201
    schemathesis = Path(sys.executable).parent / "schemathesis"
    outcome = subprocess.run(
        [str(schemathesis), "--config-file", str(Path(__file__).parent / "schemathesis.toml"), "run",
         f"{saar.url}/openapi.json", "--url", f"{saar.url}/api/v1", "-H", f"Authorization: Bearer {person.data['token']}",
         "--phases", "examples,coverage,fuzzing", "--max-examples", "25", "--seed", "112", "--no-color",
         "--request-timeout", "10", *LEFT_OUT, *CHECKS],
        capture_output=True, text=True, timeout=600, cwd=tmp_path)
    assert outcome.returncode == 0, outcome.stdout[-12000:] + outcome.stderr[-2000:]
    assert saar.process.poll() is None, "the server died"


def test_no_call_opens_with_a_wrong_key(saar):
    described = httpx.get(f"{saar.url}/openapi.json").json()
    group = saar.group()["id"]
    wrong = {
        "a wrong bearer token": {"Authorization": "Bearer " + "0" * 64},
        "no bearer token at all": {"Authorization": "Basic YTpi"},
        "a short one": {"Authorization": "Bearer x"},
    }
    tried = 0
    # Whoever asks first for a place waits for the gazetteer, which takes a program built for tests its time.
    for path, calls in described["paths"].items():
        for method in set(calls) & {"get", "post", "patch", "put", "delete"}:
            address = f"{saar.url}/api/v1{path}".replace("{group}", group)
            for part in ("{alert}", "{message}", "{event}", "{member}"):
                address = address.replace(part, group)
            for what, headers in wrong.items():
                answer = httpx.request(method, address, headers=headers, timeout=DEADLINE)
                assert answer.status_code == 401, f"{method} {path} with {what}: {answer.status_code}"
                assert answer.json()["code"] == "sign-in-needed"
                tried += 1
            # A session's cookie that is not good makes nobody: what needs a person is refused, what is public is not.
            answer = httpx.request(
                method, address, headers={"Cookie": "saar-session=" + "0" * 64}, timeout=DEADLINE)
            if method != "get" and {} not in calls[method].get("security", []):
                assert answer.status_code == 401, f"{method} {path} with a wrong cookie: {answer.status_code}"
    assert tried > 50
