"""The living demo: an evening that plays by itself, in the real program."""

import re
import subprocess

from conftest import Listener, Saar, binary, wait_for

STORY = ["alert-shared", "reaction-added", "alert-corrected", "alert-closed"]


def stories(listener):
    """Of each alert heard from its beginning: what happened in it, each kind once, in order of its first time."""
    told = {}
    for kind, data, cursor in list(listener.events):
        if cursor and "alertId" in data:
            kinds = told.setdefault(data["alertId"], [])
            if kind not in kinds:
                kinds.append(kind)
    return {alert: [kind for kind in kinds if kind in STORY] for alert, kinds in told.items()}


def test_an_evening_is_heard_live(demo):
    saar = demo("--play", "--pace", "200")
    john = next(p for p in saar.line["people"] if p["name"].startswith("John"))
    listener = Listener(saar.url, john["token"]).ready()
    wait_for("an alert that was told, reacted to, corrected and closed", lambda: STORY in stories(listener).values())
    story = next(alert for alert, kinds in stories(listener).items() if kinds == STORY)
    shared = next(d for kind, d, _ in listener.events if kind == "alert-shared" and d["alertId"] == story)
    assert shared["alert"]["emergencyCall"]["number"] == "112"
    assert "EU-000-A" not in str(listener.events), "a plate was told to neighbours"
    wait_for("the next evening", lambda: list(stories(listener).values()).count(STORY) >= 2)
    assert saar.lines.empty(), "with --json there is one line and no more"
    assert saar.stop() == 0, saar.log()


def test_people_read_along_in_the_terminal_and_it_stops_at_once():
    saar = Saar(["demo", "--port", "0", "--play", "--pace", "20"])
    lines = []

    def told():
        while not saar.lines.empty():
            lines.append(saar.lines.get())
        return [line for line in lines if re.match(r"\d\d:\d\d:\d\d  Anna meldt: .* http://127[^ ]*/alerts/[^ ]+$", line)]

    try:
        wait_for("Anna's report in the terminal", told)
        assert lines[0].startswith("Saar is awake at http://"), lines
        assert saar.stop() == 0, saar.log()
    finally:
        if saar.process.poll() is None:
            saar.kill()


def test_an_evening_that_was_killed_does_not_trip_the_next(demo, tmp_path):
    place = f"sqlite:{tmp_path}/saar.sqlite"
    first = demo("--play", "--pace", "20", "--database", place)
    bram = first.person(number=1)
    group = first.group()["id"]
    wait_for("an open alert", lambda: bram.get(f"/groups/{group}").json()["state"] == "awake")
    first.kill()
    again = demo("--play", "--pace", "200", "--database", place)
    listener = Listener(again.url, again.person(number=1).data["token"]).ready()
    wait_for("a whole alert", lambda: STORY in stories(listener).values())
    history = again.person("police").get(f"/groups/{group}/events", params={"after": 0}).json()["events"]
    opened = [event["alertId"] for event in history if event["event"] == "alert-shared"]
    closed = [event["alertId"] for event in history if event["event"] == "alert-closed"]
    assert opened[0] in closed, "what the killed evening left is still open"


def test_a_pace_that_cannot_be_is_refused():
    for pace in ["0", "1001", "-1", "nan", "fast"]:
        ended = subprocess.run(
            [str(binary()), "demo", "--play", f"--pace={pace}"], capture_output=True, text=True, timeout=30)
        assert ended.returncode == 64 and "pace" in ended.stderr, ended.stderr
