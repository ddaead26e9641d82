"""Inputs that nobody should send, some thousands at each run: see script/fuzz. No answer is an error of the server, none
stays away, memory stays where it is, the log stays quiet, and an alert can be shared in between and afterwards."""

import gzip
import random
import sys

import pytest

from conftest import ROOT, binary

sys.path.insert(0, str(ROOT))

from fuzz import judge, line  # noqa: E402
from fuzz.run import Run, KINDS  # noqa: E402

# Bounds on how long it takes, not on what is worth trying: a minute or so of a machine with two processors.
INPUTS, FILES, LINES = 20_000, 6, 40
SEED = "112"

pytestmark = pytest.mark.alone


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    run = Run(binary(), tmp_path_factory.mktemp("street"), SEED, tmp_path_factory.mktemp("found"), patience=60.0)
    yield run
    run.street.stop()


def test_nothing_breaks_it(run):
    outcome = run.go(INPUTS)
    run.bring_in(FILES, places=0, lines=LINES)
    print(outcome.told())
    assert outcome.inputs == INPUTS and set(outcome.kinds) == set(KINDS), "not all of it was tried"
    # An input that is always refused at the door tries nothing behind it.
    accepted = sum(count for status, count in outcome.statuses.items() if status in (200, 201, 204, 303))
    assert accepted > INPUTS / 10, outcome.told()
    assert len(outcome.alerts) >= 3, "no alert was shared in between"
    assert not outcome.findings, outcome.told()


def test_the_same_seed_makes_the_same_inputs(run):
    made = [run.input(number, "7") for number in range(200)]
    assert made == [run.input(number, "7") for number in range(200)]
    assert made[100:] != [run.input(number, "8") for number in range(100, 200)]


def answer(status=200, kind="text/html; charset=utf-8", body=b"fine", **headers):
    said = {"content-type": kind, "x-content-type-options": "nosniff",
            **{key.replace("_", "-"): value for key, value in headers.items()}}
    return line.Answer(status, list(said.items()), body)


@pytest.mark.parametrize("bad, said", [
    (answer(500), "status 500"),
    (answer(503), "status 503"),
    (answer(body=b"<p>\xd8\x80<zqsaar></p>"), "somebody's text became markup"),
    (answer(body='<p title="x"\u0301 "zqsaar=">'.encode()), "somebody's text became markup"),
    (answer(kind="application/json", body=b'{"a":NaN}'), "JSON that is none"),
    (answer(kind="application/problem+json", body=b"{"), "JSON that is none"),
    (answer(location="//evil.example"), "sends people elsewhere"),
    (answer(location="https://evil.example/"), "sends people elsewhere"),
    (answer(set_cookie="saar-session=x", cache_control="public, max-age=600"),
     "a cookie in an answer that anybody may keep"),
    (answer(kind="application/json", body=gzip.compress(b"{"), content_encoding="gzip"), "JSON that is none"),
    (answer(content_encoding="gzip"), "packed so that nobody can unpack it"),
    (answer(x_zqsaar="y"), "somebody's text became a header"),
    (line.Answer(200, [("content-type", "text/html")], b"x"), "says nothing about guessing its type"),
])
def test_what_is_wrong_with_an_answer_is_seen(bad, said):
    assert (judge.said(bad, "127.0.0.1:1") or "").startswith(said)


def test_what_is_right_with_an_answer_is_left_alone():
    for good in (answer(), answer(location="/groups"), answer(location="http://127.0.0.1:1/groups"),
                 answer(kind="application/json", body=gzip.compress(b"[1]"), content_encoding="gzip"),
                 answer(body=b"<p>&lt;zqsaar&gt; &quot;zqsaar=</p>"), answer(kind="application/json", body=b"[1]")):
        assert judge.said(good, "127.0.0.1:1") is None
    assert judge.said(answer(503, retry_after="5"), "127.0.0.1:1") == "busy"
    assert judge.heard(b"HTTP/1.1 400 Bad Request\r\n\r\n") is None
    assert judge.heard(b"HTTP/1.1 200 OK\r\n\r\nHTTP/1.1 500 Internal Server Error\r\nA: b\r\n\r\n") == "status 500"


def test_memory_that_grows_is_seen():
    dice = random.Random(1)
    steady = [(at, 150_000 + dice.randrange(4_000)) for at in range(0, 100_000, 500)]
    assert judge.is_flat(steady)
    assert not judge.is_flat([(at, held + at * 4) for at, held in steady]), "4 KiB an input"


def test_what_nobody_foresaw_is_found_in_the_log():
    assert judge.logged("2026-11-28T20:38:41+0000 error saar: code=2 reference=f66c2d8b95e3 [WatchWeb] unexpected\n")
    assert not judge.logged("2026-11-28T20:38:41+0000 warning saar: method=GET route=/groups status=503 [WatchWeb] request\n")
