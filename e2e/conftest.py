"""What every end-to-end test stands on: the built binary, a demo street, people with keys, and a real browser."""

import json
import os
import queue
import re
import shutil
import signal
import subprocess
import threading
import time
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parent.parent
DEADLINE = 30.0


def pytest_configure(config):
    config.addinivalue_line("markers", "alone: needs the machine to itself; script/test e2e runs it after the others")


def binary() -> Path:
    path = Path(os.environ.get("SAAR_BIN", ROOT / ".build/debug/saar"))
    if not path.exists():
        pytest.exit(f"no binary at {path}: run `swift build`, or set SAAR_BIN", returncode=2)
    return path


def wait_for(what, condition, deadline=DEADLINE):
    """Waits until condition() gives something true, and returns it; fails naming what it waited for.

    What takes long is asked for less and less often: asking takes from the processors what it waits for."""
    end = time.monotonic() + deadline
    pause, moment = threading.Event(), 0.01
    while time.monotonic() < end:
        value = condition()
        if value:
            return value
        pause.wait(moment)
        moment = min(moment * 1.2, 0.1)
    pytest.fail(f"waited {deadline} s for {what}")


class Saar:
    """A running server. `line` is what `saar demo --json` printed; `serve` goes on where a demo was killed."""

    def __init__(self, arguments, cwd=None, env=None, program=None, user=None):
        # Only root can start it as somebody else, who then has no groups but their own.
        other = {"user": user, "group": "nogroup", "extra_groups": []} if user else {}
        self.process = subprocess.Popen(
            [str(program or binary()), *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            cwd=cwd, env={**os.environ, **(env or {})}, **other)
        self.lines = queue.Queue()
        self.errors = []
        threading.Thread(target=self._read_out, daemon=True).start()
        threading.Thread(target=self._read_errors, daemon=True).start()
        self.line = None

    def _read_out(self):
        line = None
        for line in self.process.stdout:
            self.lines.put(line)
        if line is None:
            self.lines.put("")  # it ended without a word: nobody is to wait for one

    def _read_errors(self):
        for line in self.process.stderr:
            self.errors.append(line)

    def log(self):
        return "".join(self.errors)

    def ready(self, deadline=90):
        try:
            line = self.lines.get(timeout=deadline)
        except queue.Empty:
            self.kill()
            pytest.fail(f"saar was not ready within {deadline} s:\n{self.log()}")
        if not line:
            pytest.fail(f"saar ended with {self.process.wait()} before it was ready:\n{self.log()}")
        self.line = json.loads(line)
        return self

    def person(self, role="resident", group=0, number=0):
        """The number-th person with this role who hears the group-th group."""
        wanted = self.line["groups"][group]["id"]
        found = [p for p in self.line["people"] if p["role"] == role and (wanted in p["groups"] or not p["groups"])]
        return Person(self, found[number])

    @property
    def url(self):
        return self.line["url"]

    def group(self, number=0):
        return self.line["groups"][number]

    def port(self):
        """Where it listens, as its log says with `--log-level info`: behind a `--url` its line does not tell."""
        found = wait_for("the port in the log", lambda: re.search(r"listening on \S+:(\d+)", self.log()))
        return int(found[1])

    def kill(self):
        self.process.kill()
        self.process.wait()

    def stop(self, deadline=15):
        self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(timeout=deadline)
        except subprocess.TimeoutExpired:
            self.kill()
            pytest.fail(f"saar did not stop within {deadline} s of SIGTERM")


def lets_in_nobody(answer):
    """Whether an answer gives no cookie but the one by which a page sees that cookies are kept at all."""
    return all(re.match(r"(__Host-)?saar-kept=1;", cookie) for cookie in answer.headers.get_list("set-cookie"))


class Person:
    """Somebody of the demo street, by API."""

    def __init__(self, saar, data):
        self.data = data
        self.name = data["name"]
        self.sign_in_url = data["signInURL"]
        self.client = httpx.Client(
            base_url=f"{saar.url}/api/v1", headers={"Authorization": f"Bearer {data['token']}"}, timeout=DEADLINE)

    def get(self, path, **kw):
        return self.client.get(path, **kw)

    def post(self, path, body=None, **kw):
        return self.client.post(path, json=body if body is not None else {}, **kw)

    def patch(self, path, body, **kw):
        return self.client.patch(path, json=body, **kw)


def report(**changes):
    body = {
        "kind": "suspicious-person",
        "observation": {"behaviour": "Voelt aan autodeuren", "appearance": "grijze trui, rugzak", "direction": "north-east"},
        "location": {"latitude": 52.0890, "longitude": 4.8750, "description": "Rembrandtlaan bij de brug"},
        "emergencyCall": {"number": "112", "calledAt": now(), "by": "self"},
        "separate": True,
    }
    body.update(changes)
    return {key: value for key, value in body.items() if value is not None}


def now(offset=0.0):
    at = time.time() + offset
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(at)) + f".{int(at * 1000) % 1000:03d}Z"


class Listener:
    """A program on the live stream: remembers every event, and its cursor, by the rules of server-sent events."""

    def __init__(self, url, token=None, cursor=None, session=None):
        self.url, self.cursor = url, cursor
        # By a program's key, or by the cookie of a browser's session.
        self.key = {"Authorization": f"Bearer {token}"} if token else {"Cookie": f"saar-session={session}"}
        self.events, self.arrived = [], []
        self.opened = threading.Event()
        self.closed = threading.Event()
        self.thread = threading.Thread(target=self._run, daemon=True)
        self.thread.start()

    def _run(self):
        headers = {**self.key, "Accept": "text/event-stream"}
        if self.cursor:
            headers["Last-Event-ID"] = self.cursor
        try:
            with httpx.stream("GET", f"{self.url}/api/v1/live", headers=headers, timeout=None) as response:
                self.status = response.status_code
                event, data, last = "message", [], None
                for line in response.iter_lines():
                    self.opened.set()
                    if line == "":
                        if data and event != "heartbeat":
                            if last is not None:
                                self.cursor = last
                            self.arrived.append(time.monotonic())
                            self.events.append((event, json.loads("\n".join(data)), last))
                        event, data, last = "message", [], None
                    elif line.startswith(":"):
                        continue
                    elif line.startswith("event:"):
                        event = line[6:].strip()
                    elif line.startswith("data:"):
                        data.append(line[5:].strip())
                    elif line.startswith("id:"):
                        last = line[3:].strip()
        except httpx.HTTPError:
            pass
        finally:
            self.opened.set()
            self.closed.set()

    def ready(self):
        assert self.opened.wait(DEADLINE), "the stream did not open"
        return self

    def kinds(self):
        return [event for event, _, _ in self.events]

    def sequences(self, group):
        return [data["sequence"] for _, data, cursor in list(self.events) if cursor and data["groupId"] == group]


@pytest.fixture
def demo():
    """A demo street of this test's own."""
    running = []

    def start(*arguments, **kw):
        saar = Saar(["demo", "--json", "--port", "0", *arguments], **kw)
        running.append(saar)
        return saar.ready()

    yield start
    for saar in running:
        if saar.process.poll() is None:
            saar.kill()


@pytest.fixture
def saar(demo):
    return demo()


def chromium() -> str:
    """Chromium without windows where it is, which costs a third less; else the one with windows."""
    path = os.environ.get("SAAR_CHROMIUM") or shutil.which("chromium-headless-shell") or shutil.which("chromium")
    if not path:
        pytest.exit("no chromium: run script/setup test", returncode=2)
    return path


@pytest.fixture(scope="session")
def play():
    with sync_playwright() as play:
        yield play


@pytest.fixture(scope="session")
def browser(play):
    browser = play.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
    # What a worker does, its own tests look at: elsewhere a page's requests are the page's, so that a test can hold them.
    plain = browser.new_context
    browser.new_context = lambda **options: plain(**{"service_workers": "block", **options})
    yield browser
    browser.close()


@pytest.fixture
def phones(browser, saar):
    """Hands out phones: each is a browser of its own. See phones.py."""
    from phones import Phones

    phones = Phones(browser, saar)
    yield phones
    phones.close()


@pytest.fixture
def people(phones):
    """Opens a browser for somebody of the street, signed in by their link."""
    return phones.of


@pytest.fixture(scope="session")
def push_service():
    """The push service of all devices, real and played."""
    from pushed import PushService

    service = PushService()
    yield service
    service.stop()


PHONE = {"viewport": {"width": 390, "height": 844}, "locale": "nl-NL", "timezone_id": "Europe/Amsterdam"}
DESKTOP = {"viewport": {"width": 1280, "height": 800}, "locale": "nl-NL", "timezone_id": "Europe/Amsterdam"}
