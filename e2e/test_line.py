"""The line to the server in a real browser: one that died in silence, one that is off, one for many tabs, and none."""

import socket
import threading

import pytest

from conftest import report, wait_for
from phones import ONLINE, SIGNED_IN, group_url, listening, said, sign_in, words

OFF = "#connection.off:not([hidden])"
# Counts the streams that a page opens, and the signs of life that it heard.
COUNT = """
    window.streams = 0;
    window.beats = 0;
    const Source = window.EventSource;
    window.EventSource = class extends Source {
        constructor(...given) {
            super(...given);
            window.streams += 1;
            this.addEventListener("heartbeat", () => { window.beats += 1; });
        }
    };"""


class Wire:
    """Stands before a server and passes everything on, until it is told to swallow what the live streams say: their
    connections stay open, as behind a router that forgot them."""

    def __init__(self, port):
        self.port = port
        self.streams = []
        self.lock = threading.Lock()
        self.door = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.url = f"http://127.0.0.1:{self.door.getsockname()[1]}"
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                near, _ = self.door.accept()
            except OSError:
                return
            far = socket.create_connection(("127.0.0.1", self.port))
            pair = {"near": near, "is_live": False, "is_dead": False}
            for source, target in ((near, far), (far, near)):
                threading.Thread(target=self.pump, args=(source, target, pair), daemon=True).start()

    def pump(self, source, target, pair):
        try:
            while data := source.recv(65536):
                if source is pair["near"] and b"GET /api/v1/live" in data:
                    with self.lock:
                        pair["is_live"] = True
                        self.streams.append(pair)
                if not pair["is_dead"]:
                    target.sendall(data)
            target.shutdown(socket.SHUT_WR)
        except OSError:
            pass

    def swallow(self):
        """From now on nothing comes of the streams that are open."""
        with self.lock:
            assert self.streams, "no stream goes over this wire"
            for pair in self.streams:
                pair["is_dead"] = True

    def beat(self):
        """A sign of life on each stream, as the server gives them."""
        text = b"event: heartbeat\ndata: {}\n\n"
        with self.lock:
            for pair in self.streams:
                if not pair["is_dead"]:
                    try:
                        pair["near"].sendall(f"{len(text):x}\r\n".encode() + text + b"\r\n")
                    except OSError:
                        pass  # of a page that went

    def close(self):
        self.door.close()


@pytest.fixture
def wire(saar):
    wire = Wire(int(saar.url.rsplit(":", 1)[1]))
    yield wire
    wire.close()


def over(wire, saar, phones, role="resident", number=0, clock=True):
    """The phone of somebody whose server is behind the wire, at their group's page; its clock can be set on."""
    page = phones.stranger()
    if clock:
        page.clock.install()
    page.add_init_script(COUNT)
    page.goto(wire.url + saar.person(role, number=number).sign_in_url.removeprefix(saar.url))
    # Once it has its line it looks again: an answer that is on its way while the clock jumps would be late.
    with page.expect_event("requestfinished", lambda request: request.resource_type == "fetch"
                           and request.url.endswith(saar.group()["slug"])):
        page.goto(wire.url + f"/groups/{saar.group()['slug']}")
    listening(page)
    return page


def share(saar, **changes):
    return said(saar.person(number=1).post(f"/groups/{saar.group()['id']}/alerts", report(**changes)))


def shows(page, alert):
    page.wait_for_selector(f"main a[href='/alerts/{alert['id']}']")


def look_away(page, state="hidden"):
    """As a phone that is locked, and unlocked again."""
    page.evaluate("""(state) => {
        Object.defineProperty(document, "visibilityState", { value: state, configurable: true });
        document.dispatchEvent(new Event("visibilitychange"));
    }""", state)


# --- a line that is dead ----------------------------------------------------------------------------------------------

def test_a_line_that_died_in_silence_is_noticed_and_what_was_missed_is_shown(wire, phones, saar):
    page = over(wire, saar, phones)
    wire.swallow()
    alert = share(saar)
    page.evaluate("""() => {
        window.states = [];
        const line = document.getElementById("connection");
        new MutationObserver(() => window.states.push([line.className, line.textContent]))
            .observe(line, { childList: true, attributes: true });
    }""")
    page.clock.fast_forward(40_000)
    assert page.locator(ONLINE).count() == 1, "two signs of life may be late"
    page.clock.fast_forward(15_000)
    shows(page, alert)
    listening(page)
    assert page.evaluate("window.streams") == 2
    assert ["connection off", words()["live.off"]] in page.evaluate("window.states"), "it was not said"
    # The line that was opened anew tells what comes next.
    shows(page, share(saar, location={"latitude": 52.0840, "longitude": 4.8850, "description": "Kerkplein"}))
    assert page.faults == []


def test_signs_of_life_keep_a_quiet_line_for_live(wire, phones, saar):
    page = over(wire, saar, phones)
    for beats in range(1, 4):
        page.clock.fast_forward(30_000)
        wire.beat()
        wait_for("the sign of life", lambda: page.evaluate("window.beats") == beats)
    page.clock.fast_forward(30_000)
    assert page.locator(ONLINE).count() == 1
    assert page.evaluate("window.streams") == 1


def test_unlocking_the_phone_looks_at_once(wire, phones, saar):
    page = over(wire, saar, phones)
    look_away(page)
    wire.swallow()
    alert = share(saar)
    look_away(page, "visible")
    shows(page, alert)


def test_a_phone_that_slept_opens_its_line_anew(wire, phones, saar):
    page = over(wire, saar, phones)
    look_away(page)
    wire.swallow()
    # Asleep, nothing runs: when it wakes, half a minute has gone by.
    page.clock.pause_at(page.evaluate("Date.now() / 1000") + 30)
    page.clock.resume()
    assert page.evaluate("window.streams") == 1
    look_away(page, "visible")
    wait_for("another stream", lambda: page.evaluate("window.streams") == 2)
    shows(page, share(saar))


def test_off_line_and_live_never_stand_together(phones, saar):
    page = phones.of()
    page.goto(group_url(saar))
    listening(page)
    page.context.set_offline(True)
    page.wait_for_selector(OFF)
    assert page.inner_text("#connection") == words()["live.off"]
    assert page.inner_text("#announcement") == words()["live.off"], "who cannot see it is not told"
    alert = share(saar)
    page.context.set_offline(False)
    shows(page, alert)
    listening(page)


def test_a_page_that_cannot_be_fetched_is_not_live(phones, saar):
    page = phones.of()
    page.goto(group_url(saar))
    listening(page)
    broken = lambda route: route.fulfill(status=503, body="busy")
    page.route(group_url(saar), broken)
    alert = share(saar)
    page.wait_for_selector(OFF)
    page.unroute(group_url(saar), broken)
    shows(page, alert)
    listening(page)


def test_coming_back_in_the_browser_looks_again(phones, saar):
    page = phones.of()
    page.goto(group_url(saar))
    listening(page)
    page.goto(f"{saar.url}/privacy")
    alert = share(saar)
    page.go_back()
    shows(page, alert)
    listening(page)


# --- pages of which no event tells ------------------------------------------------------------------------------------

def test_who_asks_to_join_stands_on_the_coordinators_page(phones, saar):
    carla = phones.of("coordinator")
    carla.goto(f"{group_url(saar)}/members")
    listening(carla)
    new = saar.person("resident", 1)
    said(new.post(f"/groups/{saar.group()['id']}/members", {"acceptsRules": True, "acceptsPolice": True}))
    carla.wait_for_selector("[data-part=applicants] li button[value=approved]")


def test_who_waits_sees_that_they_were_let_in_without_a_line(phones, saar):
    """Who hears no group has no stream: the page looks by itself, and says that it does."""
    page = phones.stranger()
    page.clock.install()
    sign_in(page, saar, "noor@example.org")
    page.goto(f"{group_url(saar)}/join")
    page.fill("input[name=firstName]", "Noor")
    for tick in page.locator("main input[type=checkbox]").all():
        tick.check(force=True)
    page.click("main form[action$='/members'] button.main")
    page.wait_for_selector("form[action$='/leave']")
    page.goto(group_url(saar))
    page.wait_for_selector(f"#connection:not(.off):has-text('{words()['live.looks']}')")
    me = page.context.new_page()
    me.clock.install()
    me.goto(f"{saar.url}/me")
    me.wait_for_selector(f"#connection:not(.off):has-text('{words()['live.looks']}')")
    group = saar.group()["id"]
    carla = saar.person("coordinator")
    waiting = [member for member in carla.get(f"/groups/{group}/members").json()["members"]
               if member["standing"] == "applied"]
    said(carla.patch(f"/groups/{group}/members/{waiting[-1]['id']}", {"standing": "approved"}))
    for one in (page, me):
        one.clock.fast_forward(25_000)
    page.wait_for_selector("main a[href$='/report']")
    me.wait_for_selector("form[action$='/mute']")


# --- many tabs --------------------------------------------------------------------------------------------------------

def test_seven_tabs_of_one_browser_share_a_line(phones, saar):
    """Over HTTP/1.1 a browser has six connections to a server."""
    first = phones.of()
    context = first.context
    context.add_init_script(COUNT)
    group = f"/groups/{saar.group()['slug']}"
    paths = [group, "/", f"{group}/report", "/me", group, group, "/me/devices"]
    tabs = [first] + [context.new_page() for _ in paths[1:]]
    for tab, path in zip(tabs, paths):
        tab.goto(saar.url + path)
        listening(tab)
    assert sum(tab.evaluate("window.streams") for tab in tabs) == 1
    alert = share(saar)
    for tab in tabs:
        shows(tab, alert)
    # The page that holds the line goes; another takes it over from where it was.
    holder = next(tab for tab in tabs if tab.evaluate("window.streams"))
    holder.goto(f"{saar.url}{group}/report")
    assert "/report" in holder.url
    second = share(saar, location={"latitude": 52.0840, "longitude": 4.8850, "description": "Kerkplein"})
    for tab in tabs:
        shows(tab, second)
    holder.close()
    rest = [tab for tab in tabs if tab is not holder]
    third = share(saar, location={"latitude": 52.0930, "longitude": 4.8650, "description": "Station"})
    for tab in rest:
        shows(tab, third)
        listening(tab)
    # Signing out in one of them ends all.
    rest[0].locator(f"{SIGNED_IN} button").click()
    for tab in rest:
        tab.wait_for_selector(f"body:not(:has({SIGNED_IN}))")


def test_a_tab_takes_the_line_from_one_that_is_asleep(phones, saar):
    first = phones.of()
    first.add_init_script(COUNT)
    # A tab that the phone put to sleep keeps the lock, and says nothing.
    first.add_init_script("""
        const post = BroadcastChannel.prototype.postMessage;
        BroadcastChannel.prototype.postMessage = function (message) { if (!window.isAsleep) post.call(this, message); };
        """)
    first.goto(group_url(saar))
    listening(first)
    second = first.context.new_page()
    second.clock.install()
    second.add_init_script(COUNT)
    second.goto(group_url(saar))
    listening(second)
    assert second.evaluate("window.streams") == 0
    first.evaluate("window.isAsleep = true")
    alert = share(saar)
    second.clock.fast_forward(55_000)
    second.clock.fast_forward(5_000)
    wait_for("a stream of its own", lambda: second.evaluate("window.streams") == 1)
    shows(second, alert)
    listening(second)
    # Awake again, it hears what the other tab passes on.
    first.evaluate("window.isAsleep = false")
    assert first.evaluate("window.streams") == 1
    third = share(saar, location={"latitude": 52.0840, "longitude": 4.8850, "description": "Kerkplein"})
    shows(first, third)
    shows(second, third)


@pytest.mark.parametrize("missing", ["locks", "locks and channel"])
def test_without_locks_seven_tabs_work_as_well(phones, saar, missing):
    """As on an address of the home network, which no browser takes for secure."""
    first = phones.of()
    context = first.context
    context.add_init_script("delete Navigator.prototype.locks;" + COUNT)
    if missing == "locks and channel":
        context.add_init_script("delete window.BroadcastChannel;")
    # Of real tabs one is looked at; in a browser without windows each thinks that it is the one.
    context.add_init_script("""
        Object.defineProperty(document, "visibilityState", { get: () => window.isAway ? "hidden" : "visible" });
        window.look = (isAway) => { window.isAway = isAway; document.dispatchEvent(new Event("visibilitychange")); };""")
    tabs = []
    for _ in range(7):
        for tab in tabs:
            tab.evaluate("look(true)")
        tab = context.new_page() if tabs else first
        tab.goto(group_url(saar))
        listening(tab)
        tabs.append(tab)
    alert = share(saar)
    shows(tabs[-1], alert)
    tabs[-1].evaluate("look(true)")
    tabs[0].evaluate("look(false)")
    shows(tabs[0], alert)
    shows(tabs[0], share(saar, location={"latitude": 52.0840, "longitude": 4.8850, "description": "Kerkplein"}))
    tabs[0].goto(f"{group_url(saar)}/report")
    listening(tabs[0])
