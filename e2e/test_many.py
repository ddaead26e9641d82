"""Three equal servers over one PostgreSQL, with and without NATS between them: what happens on one reaches everybody on
the others, and whatever stops, nothing is lost, nothing comes twice, and nobody is held up."""

import statistics
import subprocess
import time
from urllib.parse import urlsplit

import httpx
import pytest

from burst import Burst
from cluster import Cluster
from conftest import DEADLINE, Listener, now, report, wait_for
from findings import judge
from phones import said

# Its bursts are measured, and its servers come back where they were.
pytestmark = pytest.mark.alone

A, B, C = range(3)


@pytest.fixture(scope="module")
def with_bus():
    cluster = Cluster(residents=12, bus=True)
    yield cluster
    cluster.stop()


@pytest.fixture(scope="module")
def without_bus():
    cluster = Cluster(residents=12)
    yield cluster
    cluster.stop()


@pytest.fixture(params=["with_bus", "without_bus"])
def cluster(request):
    return request.getfixturevalue(request.param)


@pytest.fixture
def listen():
    """Opens streams on servers, and sees them closed."""

    def open_one(cluster, server, token=None, session=None):
        return Listener(cluster.servers[server].url, token, session=session).ready()

    return open_one


@pytest.fixture
def uproar():
    """Begins bursts, and silences one that a test did not end."""
    begun = []

    def begin(cluster):
        begun.append(Burst(cluster, pace=0.5).start())
        return begun[-1]

    yield begin
    for burst in begun:
        burst.silence()


def share(person, group):
    return said(person.post(f"/groups/{group}/alerts", report()))["id"]


def has_heard(listener, alert):
    return any(data.get("alertId") == alert for _, data, _ in list(listener.events))


def delay(poster, group, listener):
    """How long after it was sent an alert is on somebody's stream."""
    began = time.monotonic()
    alert = share(poster, group)
    wait_for("the alert on the stream", lambda: has_heard(listener, alert))
    place = next(place for place, (_, data, _) in enumerate(listener.events) if data.get("alertId") == alert)
    return listener.arrived[place] - began


# --- what happens on one is known on the others -----------------------------------------------------------------------

def test_what_is_said_on_one_server_is_heard_on_the_others_at_once(with_bus, listen):
    listeners = [listen(with_bus, server, with_bus.people()[1]["token"]) for server in (A, B)]
    poster = with_bus.person(C)
    for listener in listeners:
        delays = [delay(poster, with_bus.group(), listener) for _ in range(9)]
        # Comparing with the database every half second would have taken a quarter on average.
        assert statistics.median(delays) < 0.2, delays


def test_without_a_bus_it_is_heard_within_a_moment(without_bus, listen):
    listeners = [listen(without_bus, server, without_bus.people()[1]["token"]) for server in (A, B)]
    poster = without_bus.person(C)
    for listener in listeners:
        assert max(delay(poster, without_bus.group(), listener) for _ in range(3)) < 1.5


def test_who_is_let_in_or_put_out_on_one_server_hears_so_on_another(cluster, listen):
    """Without opening the stream again. The group is one that nobody on that server listened to before."""
    group = cluster.group(1)
    bram = cluster.person(A, number=1)
    coordinator = cluster.person(A, "coordinator", group=1)
    listener = listen(cluster, C, bram.data["token"])

    member = said(bram.post(f"/groups/{group}/members", {"acceptsRules": True, "isOfAge": True}))["id"]
    said(coordinator.patch(f"/groups/{group}/members/{member}", {"standing": "approved"}))
    wait_for("his stream to tell of the group that he is in", lambda: is_told(listener, coordinator, group, bram),
             deadline=5)
    said(coordinator.patch(f"/groups/{group}/members/{member}", {"standing": "left"}))
    wait_for("his stream to tell no more of the group that he has left",
             lambda: not is_told(listener, coordinator, group, bram), deadline=5)
    assert not listener.closed.is_set()


def is_told(listener, poster, group, neighbour):
    """Whether a stream tells of an alert: when two later ones of the listener's own group have come by and this one has
    not, it was not for them."""
    # So far from the listener's own group that its link with the other does not bring it there.
    alert = said(poster.post(f"/groups/{group}/alerts", report(
        location={"latitude": 52.0890, "longitude": 4.8889}, observation={"behaviour": "Kijkt in auto's"})))["id"]
    home = neighbour.data["groups"][0]
    for _ in range(2):
        later = share(neighbour, home)
        wait_for("what they hear anyhow", lambda: has_heard(listener, later))
    return has_heard(listener, alert)


def test_who_is_put_out_of_their_only_group_is_cut_off_on_another_server(cluster, listen):
    emine = cluster.people()[2]
    carla = cluster.person(A, "coordinator")
    listener = listen(cluster, C, emine["token"])
    members = said(carla.get(f"/groups/{cluster.group()}/members"))["members"]
    place = f"/groups/{cluster.group()}/members/{next(one['id'] for one in members if one['firstName'] == 'Emine')}"
    said(carla.patch(place, {"standing": "suspended"}))
    try:
        assert listener.closed.wait(3), "the stream goes on"
        again = listen(cluster, C, emine["token"])
        assert again.status == 403
    finally:
        said(carla.patch(place, {"standing": "approved"}))
    assert delay(cluster.person(B), cluster.group(), listen(cluster, C, emine["token"])) < 3


def sign_in(cluster, server, person):
    """A session of somebody's, begun on this server."""
    link = urlsplit(person["signInURL"]).path
    answer = httpx.get(f"{cluster.servers[server].url}{link}", timeout=DEADLINE)
    return answer.cookies["saar-session"]


def sign_out(cluster, server, session):
    answer = httpx.post(f"{cluster.servers[server].url}/sign-out", cookies={"saar-session": session}, timeout=DEADLINE)
    assert answer.status_code == 303, answer.text


def time_to_close(cluster, listen, person):
    """How long after signing out on one server a stream of that session lasts on another."""
    session = sign_in(cluster, B, person)
    stream = listen(cluster, C, session=session)
    assert stream.status == 200 and not stream.closed.is_set()
    began = time.monotonic()
    sign_out(cluster, A, session)
    assert stream.closed.wait(DEADLINE), "the stream goes on"
    assert listen(cluster, C, session=session).status == 401
    return time.monotonic() - began


def test_signing_out_on_one_server_ends_the_streams_on_another_at_once(with_bus, listen):
    # Looking at keys every two seconds would have taken one on average.
    assert statistics.median(time_to_close(with_bus, listen, with_bus.people()[1]) for _ in range(5)) < 0.5


def test_without_a_bus_signing_out_ends_the_streams_on_another_within_seconds(without_bus, listen):
    assert time_to_close(without_bus, listen, without_bus.people()[1]) < 5


# --- what stops -------------------------------------------------------------------------------------------------------

def kept(burst):
    """Every promise was."""
    findings = judge(burst)
    assert not findings.broken, findings
    return findings


def test_a_server_is_killed_in_a_burst(cluster, uproar):
    burst = uproar(cluster).going(20)
    burst.strike(B)
    cluster.servers[B].kill()
    burst.going(20)
    cluster.servers[B].start().ready()
    burst.heal()
    assert burst.recovered()
    findings = kept(burst.end())
    assert findings.breaks > 0, "nobody was listening there"


def test_all_of_nats_stops_in_a_burst(with_bus, uproar):
    burst = uproar(with_bus).going(20)
    for node in with_bus.nats.nodes:
        node.stop()
    wait_for("the servers to notice", lambda: all(
        server.readiness() == (200, {"status": "degraded", "database": "reachable", "schema": "current",
                                     "bus": "reconnecting", "register": "signing"}) for server in with_bus.servers))
    burst.going(20)
    with_bus.nats.start()
    burst.heal()
    assert burst.recovered()
    findings = kept(burst.end())
    assert not findings.failed, "somebody was turned away for the bus's sake"
    wait_for("the servers to be back on it", lambda: all(
        server.readiness()[1].get("bus") == "connected" for server in with_bus.servers))


def test_a_bus_that_refuses_the_servers_is_told_and_found_again(with_bus):
    def say(bus):
        return lambda: all(server.readiness()[1].get("bus") == bus for server in with_bus.servers)

    with_bus.nats.restart("another")
    wait_for("the servers to be refused", say("refused"))
    assert all(server.readiness()[0] == 200 for server in with_bus.servers), "they go on without it"
    with_bus.nats.restart()
    wait_for("the servers to be back on it", say("connected"))


def test_a_server_that_stands_still_holds_nobody_up(without_bus, uproar):
    """It is frozen while it changes something, so that it holds the lock of a group, and of work that is due."""
    burst = uproar(without_bus).going(10)
    frozen = without_bus.servers[B]
    asked = [share(without_bus.person(A, "coordinator", group=2), without_bus.group(2)) for _ in range(4)]
    assert without_bus.freeze_in_the_middle(frozen, frozen.freeze, frozen.thaw), "it was not caught in the middle"
    burst.strike(B)
    try:
        make_due(without_bus, asked)
        # Two and a half seconds for who held something, and as many for one of its own who had waited behind that.
        wait_for("the database to take back what is locked", lambda: not without_bus.database.is_holding(B),
                 deadline=8)
        for number in range(3):
            # In a group that is still locked they would be refused.
            share(without_bus.person(A, "coordinator", group=number), without_bus.group(number))
        wait_for("others to take its work over", lambda: times_asked(without_bus, asked) == [1] * len(asked))
    finally:
        frozen.thaw()
    burst.heal(frozen=True)
    assert burst.recovered()
    kept(burst.end())
    assert times_asked(without_bus, asked) == [1] * len(asked)


def make_due(cluster, alerts):
    """Of these nobody has said anything for hours, as far as the database knows; the server that stands still had just
    begun to look after them."""
    those = "(" + ", ".join(f"'{alert}'" for alert in alerts) + ")"
    cluster.database.ask(
        f"UPDATE alerts SET body = jsonb_set(body::jsonb, '{{lastWordAt}}', '\"{now(-3 * 3600)}\"')::text"
        f" WHERE id IN {those};"
        f"UPDATE schedule SET at = at - 3 * 3600 * 1000, leased_until = {int(time.time() * 1000) + 5_000}"
        f" WHERE subject = 'alert' AND subject_id IN {those}")


def times_asked(cluster, alerts):
    rows = cluster.database.ask("SELECT alert_id FROM events WHERE kind = 'alert-asked'")
    return [rows.count([alert]) for alert in alerts]


def test_a_database_that_stops_answering_is_told_within_seconds(without_bus, uproar):
    burst = uproar(without_bus).going(10)
    without_bus.database.freeze()
    try:
        wait_for("all servers to say so of themselves", lambda: all(
            says(server, 503, "database", "unreachable") for server in without_bus.servers), deadline=5)
        wait_for("everybody to be told so twice", lambda: len(refusals(burst)) >= 2 * len(burst.speakers))
    finally:
        without_bus.database.thaw()
    burst.heal()
    assert burst.recovered()
    findings = kept(burst.end())
    assert set(findings.failed) == {503}, findings


def says(server, status, name, value):
    """Whether /readyz tells this, and at once: a balancer does not wait."""
    began = time.monotonic()
    answer = server.readiness()
    assert time.monotonic() - began < 2
    return answer[0] == status and answer[1][name] == value


def refusals(burst):
    return [one for one in list(burst.tries) if one.outcome == 503]


# --- a schema that does not fit ---------------------------------------------------------------------------------------

def steps(cluster):
    return cluster.database.ask("SELECT number, name, digest, applied_at FROM schema_migrations ORDER BY number")


@pytest.fixture
def schema(without_bus):
    """Puts the record of steps back as it was."""
    before = steps(without_bus)
    yield before
    without_bus.database.ask("DELETE FROM schema_floors WHERE number > " + before[-1][0])
    without_bus.database.ask("DELETE FROM schema_migrations WHERE number > " + before[-1][0])
    for number, name, digest, at in before:
        quoted = name.replace("'", "''")
        without_bus.database.ask(
            "INSERT INTO schema_migrations (number, name, digest, applied_at)"
            f" VALUES ({number}, '{quoted}', '{digest}', {at}) ON CONFLICT DO NOTHING")
    assert steps(without_bus) == before
    wait_for("all to be ready", lambda: all(server.readiness()[0] == 200 for server in without_bus.servers))


def refused(cluster):
    """What a server says that does not start on this database."""
    server = cluster.server(3)
    started = subprocess.run(
        [cluster.program, "serve", "--port", str(server.port), *server.arguments], capture_output=True, text=True,
        timeout=30)
    assert started.returncode != 0
    return started.stderr


def all_say(cluster, schema):
    return all(says(server, 503, "schema", schema) for server in cluster.servers)


def add_step(cluster, schema, floor):
    """What a newer program leaves behind: a step, and the oldest program that may serve beside it."""
    newest = int(schema[-1][0])
    cluster.database.ask(
        "INSERT INTO schema_migrations (number, name, digest, applied_at)"
        f" VALUES ({newest + 1}, 'from tomorrow', 'x', 0)")
    cluster.database.ask(f"INSERT INTO schema_floors (number, serves_from) VALUES ({newest + 1}, {newest + floor})")


def test_a_newer_schema_that_only_adds_is_served(without_bus, schema):
    add_step(without_bus, schema, floor=0)
    fourth = without_bus.server(3).start()
    try:
        fourth.ready()
    finally:
        fourth.stop()
    # By now the others have looked at it, too. One that steps aside for it would stay so.
    wait_for("all to serve on", lambda: all(says(server, 200, "schema", "current") for server in without_bus.servers))


def test_a_newer_schema_that_takes_away_is_not(without_bus, schema):
    add_step(without_bus, schema, floor=1)
    wait_for("all to step aside", lambda: all_say(without_bus, "newer"))
    assert "newer" in refused(without_bus)


def test_an_older_schema_is_not(without_bus, schema):
    without_bus.database.ask("DELETE FROM schema_migrations WHERE number = " + schema[-1][0])
    wait_for("all to step aside", lambda: all_say(without_bus, "behind"))
    assert "saar migrate" in refused(without_bus)
