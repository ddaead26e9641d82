"""What an operator takes from deploy/: units that systemd understands, a compose file that fits its schema, settings
that Saar knows, and a NATS cluster that lets in nobody else. haproxy.cfg has test_balancer.py."""

import json
import re
import shutil
import socket
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from conftest import DEADLINE, ROOT, Saar, binary, report
from haproxy import tool
from nats import NatsCluster

DEPLOY = ROOT / "deploy"
UNITS = ["saar.service", "saar-migrate.service"]


def settings() -> set[str]:
    """Every variable that Saar heeds, as Settings.swift reads them."""
    source = (ROOT / "Sources/WatchApp/Settings.swift").read_text()
    names = re.findall(r'(?:forKey: |number\(reader, )"([a-z-]+)"', source)
    return {f"SAAR_{name.upper().replace('-', '_')}" for name in names} | {"SAAR_CONFIG"}


# MARK: systemd


@pytest.fixture
def machine(tmp_path):
    """A machine's file system, as far as units look at it: Saar is installed there."""
    for folder in ("usr/local/bin", "etc/systemd/system", "usr/lib/systemd"):
        (tmp_path / folder).mkdir(parents=True)
    program = tmp_path / "usr/local/bin/saar"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    shutil.copytree(
        "/usr/lib/systemd/system", tmp_path / "usr/lib/systemd/system", symlinks=True)
    for unit in UNITS:
        shutil.copy(DEPLOY / unit, tmp_path / "etc/systemd/system")
    return tmp_path


def analyze(*arguments):
    return subprocess.run(
        [tool("systemd-analyze", "systemd"), "--no-pager", *arguments], capture_output=True, text=True,
        timeout=DEADLINE)


@pytest.mark.parametrize("unit", UNITS)
def test_systemd_understands_the_units(machine, unit):
    outcome = analyze("verify", f"--root={machine}", f"{machine}/etc/systemd/system/{unit}")
    assert outcome.returncode == 0 and outcome.stdout + outcome.stderr == ""


def test_a_word_that_systemd_does_not_know_is_found(machine):
    unit = machine / "etc/systemd/system/saar.service"
    unit.write_text(unit.read_text().replace("PrivateTmp=yes", "PrivateTemporary=yes"))
    outcome = analyze("verify", f"--root={machine}", str(unit))
    assert "PrivateTemporary" in outcome.stderr


@pytest.mark.parametrize("unit", UNITS)
def test_the_units_are_locked_up(unit):
    # In tenths: at 2.0 systemd counts nothing but what Saar is for, the network above all.
    outcome = analyze("security", "--offline=yes", "--threshold=20", str(DEPLOY / unit))
    assert outcome.returncode == 0, outcome.stdout


def test_both_units_are_locked_up_alike():
    boxes = [(DEPLOY / unit).read_text().split("User=saar", 1)[1].split("\n[Install]")[0].strip() for unit in UNITS]
    assert boxes[0] == boxes[1]


def test_the_unit_leaves_time_to_stop():
    unit = (DEPLOY / "saar.service").read_text()
    drain = int(re.search(r"SAAR_DRAIN=(\d+)", (DEPLOY / "saar.env.example").read_text())[1])
    assert int(re.search(r"TimeoutStopSec=(\d+)", unit)[1]) > drain + 10


# MARK: settings


def test_every_setting_is_explained_and_no_other():
    lines = (DEPLOY / "saar.env.example").read_text().splitlines()
    named = {match[1] for line in lines if (match := re.match(r"(?:# )?(SAAR_[A-Z_]+)=", line))}
    assert named == settings()


# MARK: containers


@pytest.fixture(scope="module")
def compose():
    return yaml.safe_load((DEPLOY / "compose.yaml").read_text())


def test_the_compose_file_fits_its_schema():
    checker = Path(sys.executable).parent / "check-jsonschema"
    outcome = subprocess.run(
        [checker, "--builtin-schema", "vendor.compose-spec", DEPLOY / "compose.yaml"], capture_output=True, text=True)
    assert outcome.returncode == 0, outcome.stdout + outcome.stderr


def test_the_compose_file_mounts_what_is_tried_here(compose):
    mounted = {volume.split(":")[0] for service in compose["services"].values()
               for volume in service.get("volumes", [])}
    own = {place for place in mounted if place.startswith("./") and not place.startswith("./secrets/")}
    assert own == {"./haproxy.cfg", "./nats.conf"} and all((DEPLOY / place).is_file() for place in own)
    secrets = {Path(place).name for place in mounted if place.startswith("./secrets/")} | {
        Path(secret["file"]).name for secret in compose["secrets"].values()} | {
        Path(service["env_file"]).name for service in compose["services"].values() if "env_file" in service}
    head = (DEPLOY / "compose.yaml").read_text().split("\nname:")[0]
    assert all(re.search(rf"#     {re.escape(name)} ", head) for name in secrets), secrets
    build = compose["services"]["saar-1"]["build"]
    assert (DEPLOY / build["context"] / build["dockerfile"]).is_file()


def test_the_compose_file_says_what_its_programs_heed(compose):
    services = compose["services"]
    saars = [name for name in services if re.fullmatch(r"saar-\d", name)]
    for name in [*saars, "migrate"]:
        assert set(services[name]["environment"]) <= settings()
    for program, names in {
        "haproxy.cfg": ["haproxy"], "nats.conf": [name for name in services if name.startswith("nats-")]
    }.items():
        text = re.sub(r"^\s*#.*$", "", (DEPLOY / program).read_text(), flags=re.MULTILINE)
        heeded = set(re.findall(r"(?:\$\{?|defined\()((?:PROXY|SERVER|NATS)_[A-Z0-9_]+)", text))
        secret = {"NATS_PASSWORD", "NATS_CLUSTER_PASSWORD", "NATS_ROUTES"}
        for name in names:
            said = set(services[name]["environment"])
            assert said <= heeded and heeded - said - secret <= {"PROXY_CONNECTIONS", "SERVER_4"}
    servers = {value for key, value in services["haproxy"]["environment"].items() if key.startswith("SERVER_")}
    assert servers == {f"{name}:8080" for name in saars}
    assert len({services[f"nats-{number}"]["environment"]["NATS_NAME"] for number in (1, 2, 3)}) == 3


# MARK: NATS, whose servers begin at ports that were free a moment before


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    cluster = NatsCluster(tmp_path_factory.mktemp("nats") / "nats")
    yield cluster
    cluster.stop()


class Line:
    """A line to a NATS server, letter by letter (https://docs.nats.io/reference/reference-protocols/nats-protocol)."""

    def __init__(self, node, user="saar", password=""):
        self.line = socket.create_connection(("127.0.0.1", node.port), timeout=DEADLINE)
        self.heard = self.line.makefile("rb")
        assert self.heard.readline().startswith(b"INFO ")
        who = {"verbose": False, "pedantic": False, "user": user, "pass": password}
        self.say(f"CONNECT {json.dumps(who)}\r\nPING\r\n")
        self.greeting = self.heard.readline().decode().strip()

    def say(self, text: str):
        self.line.sendall(text.encode())

    def next(self) -> str:
        while (line := self.heard.readline().decode().strip()) == "PING":
            self.say("PONG\r\n")
        return line


@pytest.mark.alone
def test_word_goes_from_one_nats_server_to_another(cluster):
    reader, writer = (Line(node, password=cluster.password) for node in cluster.nodes[:2])
    assert reader.greeting == writer.greeting == "PONG"
    reader.say("SUB saar.news 1\r\nPING\r\n")
    assert reader.next() == "PONG"
    # The other server hears of who listens a moment later: what is said before that, nobody gets.
    reader.line.settimeout(0.2)
    for _ in range(100):
        writer.say("PUB saar.news 2\r\nhi\r\n")
        try:
            assert reader.next() == "MSG saar.news 1 2" and reader.next() == "hi"
            return
        except TimeoutError:
            reader.heard = reader.line.makefile("rb")
    pytest.fail("nothing arrived")


@pytest.mark.alone
def test_nats_lets_in_nobody_else_and_nothing_else(cluster):
    assert "Authorization Violation" in Line(cluster.nodes[0], password="guess").greeting
    assert "Authorization Violation" in Line(cluster.nodes[0], user="cluster", password=cluster.password).greeting
    line = Line(cluster.nodes[0], password=cluster.password)
    line.say("SUB $SYS.> 1\r\n")
    assert "Permissions Violation" in line.next()
    line.say("PUB other.news 2\r\nhi\r\n")
    assert "Permissions Violation" in line.next()
    line.say(f"PUB saar.news 65537\r\n{'x' * 65537}\r\n")
    assert "Maximum Payload" in line.next()


@pytest.mark.alone
def test_a_nats_server_that_was_away_is_joined_again(cluster):
    lost = cluster.nodes[2]
    lost.stop()
    ids = {node.id for node in cluster.nodes[:2]}
    assert cluster.nodes[0].id in ids and cluster.url.count("127.0.0.1") == 3
    cluster.start()
    assert lost.neighbours() == ids


# MARK: copies


def test_a_copy_made_while_saar_serves_is_whole(demo, tmp_path):
    """As docs/operating.md says: VACUUM INTO, then the copy is served elsewhere with the same key."""
    saar = demo("--database", f"sqlite:{tmp_path}/saar.sqlite")
    alert = saar.person().post(f"/groups/{saar.group()['id']}/alerts", report()).json()
    with sqlite3.connect(f"{tmp_path}/saar.sqlite") as file:
        file.execute(f"VACUUM INTO '{tmp_path}/copy.sqlite'")
    after = saar.person().post(f"/groups/{saar.group()['id']}/alerts", report()).json()
    saar.kill()
    place = ["--database", f"sqlite:{tmp_path}/copy.sqlite", "--register-key", f"{tmp_path}/saar.sqlite.register-key"]
    verified = subprocess.run([binary(), "register", "verify", *place], capture_output=True, text=True, timeout=60)
    assert verified.returncode == 0 and "The register is whole" in verified.stdout
    again = Saar(["serve", *place, "--port", "0", "--log-level", "info"])
    try:
        person = saar.person()
        person.client.base_url = f"http://127.0.0.1:{again.port()}/api/v1"
        assert person.get(f"/alerts/{alert['id']}").status_code == 200
        assert person.get(f"/alerts/{after['id']}").status_code == 404
    finally:
        again.kill()
