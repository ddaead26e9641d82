"""The main job, over the API: one resident reports, everybody hears it, reacts, and it ends."""

import threading
import uuid

import httpx
import pytest

from conftest import Listener, now, report, wait_for


def code(response):
    assert response.headers["content-type"].startswith("application/problem+json"), response.text
    return response.status_code, response.json()["code"]


def test_the_demo_street_is_what_the_design_says(saar):
    line = saar.line
    roles = [person["role"] for person in line["people"]]
    first, second = line["groups"][0]["id"], line["groups"][1]["id"]
    of = lambda role, group: [p for p in line["people"] if p["role"] == role and group in p["groups"]]
    assert len(of("resident", first)) >= 2 and len(of("coordinator", first)) == 1
    assert of("resident", second) and of("coordinator", second)
    assert of("police", first)
    assert "municipality" in roles and "foundation" in roles
    anna = saar.person()
    group = anna.get(f"/groups/{first}").json()
    assert group["state"] == "asleep"
    assert group["id"] == first and group["slug"] == line["groups"][0]["slug"]


def test_a_whole_alert(saar):
    group = saar.group()["id"]
    anna, bram, carla = saar.person(), saar.person(number=1), saar.person("coordinator")
    officer = saar.person("police")
    listener = Listener(saar.url, bram.data["token"]).ready()
    sent = anna.post(f"/groups/{group}/alerts", report())
    assert sent.status_code == 201, sent.text
    alert = sent.json()
    assert alert["state"] == "open" and alert["emergencyCall"]["number"] == "112"
    assert sent.headers["location"].endswith(f"/alerts/{alert['id']}")
    wait_for("the alert on the stream", lambda: listener.events)
    kind, data, cursor = listener.events[0]
    assert kind == "alert-shared" and data["alert"]["observation"]["behaviour"] == "Voelt aan autodeuren"
    assert data["groupId"] == group and data["sequence"] == 1 and data["alertId"] == alert["id"]
    assert bram.post(f"/events/{data['eventId']}/receipts").status_code in (200, 201, 204)
    reach = wait_for("the receipt", lambda: [r for r in [anna.get(f"/alerts/{alert['id']}/reach").json()] if r["told"] == 1])
    assert reach[0]["audience"] >= 3
    said = bram.post(f"/alerts/{alert['id']}/reactions", {"kind": "sighting", "text": "Loopt nu richting het station"})
    assert said.status_code == 201, said.text
    flagged = carla.post(f"/messages/{said.json()['id']}/flags")
    assert flagged.status_code < 300, flagged.text
    fixed = anna.post(f"/alerts/{alert['id']}/corrections", {"text": "Het is een groene trui"})
    assert fixed.status_code == 201, fixed.text
    taken = bram.post(f"/messages/{said.json()['id']}/retraction")
    assert taken.status_code < 300, taken.text
    held = officer.post(f"/alerts/{alert['id']}/hold")
    assert held.status_code < 300, held.text
    assert code(bram.post(f"/alerts/{alert['id']}/closure", {"outcome": "gone"})) == (403, "not-allowed")
    closed = officer.post(f"/alerts/{alert['id']}/closure", {"outcome": "caught", "text": "Aangehouden. Dank u."})
    assert closed.status_code < 300, closed.text
    assert code(anna.post(f"/alerts/{alert['id']}/closure", {"outcome": "gone"})) == (409, "alert-closed")
    late = bram.post(f"/alerts/{alert['id']}/reactions", {"kind": "sighting", "text": "nog iets"})
    assert code(late) == (409, "alert-closed")
    assert bram.get(f"/groups/{group}").json()["state"] == "asleep"
    wait_for("all events", lambda: "alert-closed" in listener.kinds())
    assert listener.kinds() == [
        "alert-shared", "reaction-added", "alert-corrected", "message-retracted", "alert-held", "alert-closed"]
    assert listener.sequences(group) == [1, 2, 3, 4, 5, 6]
    history = bram.get(f"/groups/{group}/events", params={"after": 0}).json()["events"]
    assert [e["sequence"] for e in history] == [1, 2, 3, 4, 5, 6]
    hidden = next(e for e in history if e["sequence"] == 2)
    assert "station" not in str(hidden)
    kept = officer.get(f"/groups/{group}/events", params={"after": 0}).json()["events"]
    assert "station" in str(kept)
    reopened = anna.post(f"/alerts/{alert['id']}/reopening")
    assert reopened.status_code < 300 and bram.get(f"/groups/{group}").json()["state"] == "awake"


def test_alarm_before_app(saar):
    group, anna = saar.group()["id"], saar.person()
    post = lambda **changes: anna.post(f"/groups/{group}/alerts", report(**changes))
    assert code(post(emergencyCall=None)) == (422, "emergency-call-missing")
    assert code(post(emergencyCall={"number": "911", "calledAt": now(), "by": "self"})) == (422, "emergency-number-unknown")
    assert code(post(emergencyCall={"number": "112", "by": "self"})) == (422, "emergency-call-time-missing")
    assert post(emergencyCall={"number": "112", "calledAt": now(240), "by": "self"}).status_code == 201
    # A phone whose clock is far ahead: nobody waits for help because of it.
    ahead = post(emergencyCall={"number": "112", "calledAt": now(4000), "by": "self"}, separate=True)
    assert ahead.status_code == 201 and ahead.json()["emergencyCall"]["calledAt"] < now(60), ahead.text
    assert post(emergencyCall={"number": "112", "by": "other"}).status_code == 201
    assert code(post(observation={"appearance": "rode jas"})) == (422, "behaviour-missing")
    child = post(kind="missing-person", observation={"appearance": "meisje van 6, rode jas"})
    assert child.status_code == 201, child.text


def test_one_incident_one_alert(saar):
    group, anna, bram = saar.group()["id"], saar.person(), saar.person(number=1)
    first = anna.post(f"/groups/{group}/alerts", report()).json()
    near = {"latitude": 52.0898, "longitude": 4.8750, "description": "100 m verder"}
    second = bram.post(f"/groups/{group}/alerts", report(separate=None, location=near))
    assert code(second) == (409, "incident-already-open")
    assert second.json()["alertId"] == first["id"]
    assert bram.post(f"/groups/{group}/alerts", report(separate=True, location=near)).status_code == 201


def test_who_may_not(saar):
    group, anna = saar.group()["id"], saar.person()
    alert = anna.post(f"/groups/{group}/alerts", report()).json()
    # The group next door is told of what happens near it: whoever lives farther away is not.
    neighbour = saar.person("resident", group=2)
    assert code(neighbour.get(f"/alerts/{alert['id']}")) == (404, "not-found")
    assert code(neighbour.post(f"/groups/{group}/alerts", report())) == (403, "not-a-member")
    assert "state" not in neighbour.get(f"/groups/{group}").json()
    nobody = httpx.Client(base_url=f"{saar.url}/api/v1")
    assert code(nobody.post(f"/groups/{group}/alerts", json=report())) == (401, "sign-in-needed")
    assert "state" not in nobody.get(f"/groups/{group}").json()
    assert code(nobody.get("/live")) == (401, "sign-in-needed")


def test_plates_and_names_stay_with_the_police(saar):
    group, anna, bram, officer = saar.group()["id"], saar.person(), saar.person(number=1), saar.person("police")
    listener = Listener(saar.url, bram.data["token"]).ready()
    police = Listener(saar.url, officer.data["token"]).ready()
    alert = anna.post(f"/groups/{group}/alerts", report(policeOnly={"licencePlate": "GH-482-X", "text": "geheim"})).json()
    wait_for("both", lambda: listener.events and police.events)
    surname = anna.name.split()[-1]
    for seen in (bram.get(f"/alerts/{alert['id']}").text, str(listener.events)):
        assert "GH-482-X" not in seen and "geheim" not in seen and surname not in seen
    assert "GH-482-X" in officer.get(f"/alerts/{alert['id']}").text and "GH-482-X" in str(police.events)


def test_a_reaction_has_a_police_part(saar):
    group, anna, bram, officer = saar.group()["id"], saar.person(), saar.person(number=1), saar.person("police")
    alert = anna.post(f"/groups/{group}/alerts", report()).json()["id"]
    listener, police = [Listener(saar.url, who.data["token"]).ready() for who in (anna, officer)]
    said = bram.post(f"/alerts/{alert}/reactions", {
        "kind": "sighting", "text": "Rijdt weg", "policeOnly": {"licencePlate": "GH-482-X", "text": "geheim"}})
    assert said.status_code == 201, said.text
    wait_for("both", lambda: listener.events and police.events)
    for seen in (anna.get(f"/alerts/{alert}").text, bram.get(f"/alerts/{alert}").text, str(listener.events)):
        assert "Rijdt weg" in seen and "GH-482-X" not in seen and "geheim" not in seen
    assert "GH-482-X" in officer.get(f"/alerts/{alert}").text and "GH-482-X" in str(police.events)
    # A plate in the open words: the program is told.
    open_words = bram.post(f"/alerts/{alert}/reactions", {"kind": "sighting", "text": "Kenteken GH-482-X"})
    assert open_words.json()["advice"] == ["licence-plate"]
    # What was a report keeps all its words.
    long = {"kind": "sighting", "text": "x" * 2000}
    assert code(bram.post(f"/alerts/{alert}/reactions", long)) == (422, "text-too-long")
    assert bram.post(f"/alerts/{alert}/reactions", {**long, "fromReport": True}).status_code == 201
    assert code(bram.post(f"/alerts/{alert}/reactions", {"kind": "police-on-scene", "as": "police"})) == (403, "not-allowed")


def test_in_belgium_plates_and_names_are_moved_to_the_police(saar):
    group, police = saar.group(2), saar.person("police", group=2)
    writer, other = saar.person("resident", 2), saar.person("coordinator", 2)
    call = {"number": "101", "calledAt": now(), "by": "self"}
    seen = {"behaviour": "Rijdt rondjes in 1-ABC-234"}
    place = {"description": "Heide"}
    alert = writer.post(f"/groups/{group['id']}/alerts", report(emergencyCall=call, observation=seen, location=place)).json()
    assert alert["observation"]["behaviour"] == "Rijdt rondjes in …" and alert["moved"] == ["licence-plate"]
    path = f"/alerts/{alert['id']}"
    said = writer.post(f"{path}/reactions", {"kind": "sighting", "text": "Meneer Jansen stapt uit"}).json()
    assert said["text"] == "Meneer … stapt uit" and said["moved"] == ["named-person"]
    assert writer.post(f"{path}/corrections", {"text": "Het is 1-XYZ-789"}).json()["text"] == "Het is …"
    end = writer.post(f"{path}/closure", {"outcome": "caught", "text": "Meneer Jansen is meegenomen"}).json()
    assert end["closingText"] == "Meneer … is meegenomen" and end["closingMoved"] == ["named-person"]
    for secret in ("1-ABC-234", "1-XYZ-789", "Jansen"):
        assert secret in police.get(path).text and secret not in other.get(path).text
        history = f"/groups/{group['id']}/events"
        assert secret in police.get(history, params={"after": 0}).text
        assert secret not in other.get(history, params={"after": 0}).text


def test_idempotency(saar):
    group, anna = saar.group()["id"], saar.person()
    key = {"Idempotency-Key": str(uuid.uuid4())}
    body = report()
    answers = []
    threads = [
        threading.Thread(target=lambda: answers.append(anna.post(f"/groups/{group}/alerts", body, headers=key)))
        for _ in range(8)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert {a.status_code for a in answers} == {201}
    assert len({a.json()["id"] for a in answers}) == 1
    changed = report(kind="theft")
    assert code(anna.post(f"/groups/{group}/alerts", changed, headers=key)) == (422, "idempotency-key-reused")


def test_a_member_who_leaves_hears_no_more(saar):
    group = saar.group()["id"]
    anna, bram, carla = saar.person(), saar.person(number=1), saar.person("coordinator")
    listener = Listener(saar.url, bram.data["token"]).ready()
    members = carla.get(f"/groups/{group}/members").json()["members"]
    assert len(members) >= 3 and all("lastName" not in member for member in members)
    mine = bram.get(f"/groups/{group}").json()["membership"]["id"]
    left = bram.patch(f"/groups/{group}/members/{mine}", {"standing": "left"})
    assert left.status_code == 200, left.text
    assert listener.closed.wait(30), "the stream was not cut"
    anna.post(f"/groups/{group}/alerts", report())
    assert code(bram.get("/groups/%s/events" % group)) == (403, "not-a-member")
    assert listener.kinds() == []


@pytest.mark.parametrize("cursor", ["", "rubbish", "a.b,c.d", "9" * 20000, "-1"])
def test_malformed_cursors_start_now(saar, cursor):
    group, anna = saar.group()["id"], saar.person()
    anna.post(f"/groups/{group}/alerts", report())
    listener = Listener(saar.url, saar.person(number=1).data["token"], cursor=cursor or None).ready()
    anna.post(f"/groups/{group}/alerts", report())
    wait_for("the second alert", lambda: listener.events)
    assert listener.sequences(group) == [2]


def test_replay_over_a_gap(saar):
    group, anna, bram = saar.group()["id"], saar.person(), saar.person(number=1)
    listener = Listener(saar.url, bram.data["token"]).ready()
    anna.post(f"/groups/{group}/alerts", report())
    wait_for("the first", lambda: listener.events)
    for _ in range(250):
        anna.post(f"/groups/{group}/alerts", report())
    again = Listener(saar.url, bram.data["token"], cursor=listener.events[0][2]).ready()
    anna.post(f"/groups/{group}/alerts", report())
    wait_for("all that was missed and what came", lambda: len(again.events) == 251)
    assert again.sequences(group) == list(range(2, 253))


def test_it_stops_politely_with_open_streams(saar):
    listeners = [Listener(saar.url, saar.person(number=n).data["token"]).ready() for n in (0, 1, 2)]
    assert saar.stop() == 0
    assert all(listener.closed.wait(10) for listener in listeners)


def test_nothing_personal_in_the_log(demo):
    saar = demo("--log-level", "debug")
    anna = saar.person()
    anna.post(f"/groups/{saar.group()['id']}/alerts", report(policeOnly={"text": "zwarte Volvo van Pietersen"}))
    httpx.get(anna.sign_in_url)
    saar.stop()
    for secret in ("autodeuren", "Pietersen", anna.data["token"], anna.sign_in_url.rsplit("/", 1)[-1], "de Vries"):
        assert secret not in saar.log()
