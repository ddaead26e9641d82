"""Saar as operators run it for a region: three equal servers over one PostgreSQL, with or without a NATS cluster
between them; and everything that can happen to each part."""

import os
import re
import shutil
import signal
import socket
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx

from conftest import DEADLINE, Person, Saar, binary, wait_for
from nats import NatsCluster
from postgres import Postgres


def free_ports(count):
    """So many ports that nobody has; held until all are known, so that the kernel gives none twice."""
    held = [socket.socket() for _ in range(count)]
    for free in held:
        free.bind(("127.0.0.1", 0))
    ports = [free.getsockname()[1] for free in held]
    for free in held:
        free.close()
    return ports


# --- the database -----------------------------------------------------------------------------------------------------

class Database(Postgres):
    """A PostgreSQL that can be killed, frozen and asked. `lines`, where there are any, are the ways to it."""

    def __init__(self, folder: Path, lines=None):
        self.lines = lines
        super().__init__(folder)

    def start(self):
        if self.lines is None:
            super().start()
            return
        # In the room behind the lines, where 127.0.0.1 is another one.
        rules = self.data / "pg_hba.conf"
        if Lines.NETWORK not in rules.read_text():
            rules.write_text(f"{rules.read_text()}host all all {Lines.NETWORK} trust\n")
        self.process = subprocess.Popen(
            [*self.lines.inside, *self.as_user, self.bin / "postgres", "-D", self.data, "-p", str(self.port), "-k",
             self.folder, "-c", "listen_addresses=*"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/")
        host = self.lines.database(self.lines.count - 1)
        ready = [self.bin / "pg_isready", "-q", "-h", host, "-p", str(self.port), "-t", "1"]
        wait_for("PostgreSQL to come up", lambda: subprocess.run(ready).returncode == 0)

    def url_for(self, number):
        """The address that the number-th server goes by. PostgreSQL knows it by the name in it."""
        host = self.lines.database(number) if self.lines else "127.0.0.1"
        return f"postgres://saar@{host}:{self.port}/postgres?application_name=saar-{number}"

    def ask(self, sql):
        """Rows of texts, by psql."""
        answer = subprocess.run(
            [*(self.lines.inside if self.lines else ()), self.bin / "psql", "-h", "127.0.0.1", "-p", str(self.port),
             "-U", "saar", "-d", "postgres", "-X", "-q", "-A", "-t", "-F", "\t", "-c", sql],
            check=True, capture_output=True, text=True, timeout=DEADLINE, cwd="/")
        return [line.split("\t") for line in answer.stdout.splitlines()]

    def family(self):
        """The postmaster and all of its processes."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [self.process.pid, *map(int, children.read_text().split())]

    def signal(self, number):
        """To the postmaster first, so that it starts nobody meanwhile."""
        for _ in range(2):
            for process in self.family():
                try:
                    os.kill(process, number)
                except ProcessLookupError:
                    pass

    def freeze(self):
        self.signal(signal.SIGSTOP)

    def thaw(self):
        self.signal(signal.SIGCONT)

    def kill(self):
        """As if its machine lost power."""
        family = self.family()
        for process in family:
            try:
                os.kill(process, signal.SIGKILL)
            except ProcessLookupError:
                pass
        self.process.wait()
        wait_for("all of PostgreSQL to be gone", lambda: not any(Path(f"/proc/{one}").exists() for one in family))

    def is_changing(self, number):
        """Whether the number-th server is in the middle of a change, with what it has locked."""
        return self.ask(
            f"SELECT count(*) FROM pg_stat_activity WHERE application_name = 'saar-{number}'"
            " AND backend_xid IS NOT NULL AND state LIKE 'idle in transaction%'") != [["0"]]

    def is_holding(self, number):
        """Whether the number-th server has something locked, or waits for a lock: who waits is given it even where their
        server stands still, and keeps it from then on until the database has had enough of that one, too."""
        return self.ask(
            f"SELECT count(*) FROM pg_stat_activity WHERE application_name = 'saar-{number}'"
            " AND (backend_xid IS NOT NULL OR wait_event_type = 'Lock')") != [["0"]]


class Lines:
    """A room of the database's own with one line a server into it, each of which can be cut: nothing that is sent on it
    arrives, and nobody is told. Needs the right to make network namespaces; run in one of your own (`unshare -n`)."""

    NETWORK = "10.231.0.0/16"

    @staticmethod
    def why_not():
        """What this machine lacks for it; nothing when it can be done."""
        if not all(shutil.which(tool) for tool in ("ip", "unshare", "nsenter")):
            return "iproute2 or util-linux is not installed"
        tried = subprocess.run(
            ["unshare", "-n", "ip", "link", "add", "saar-try", "type", "veth", "peer", "name", "saar-tried"],
            capture_output=True, text=True)
        return tried.stderr.strip() if tried.returncode else None

    def __init__(self, count):
        self.count = count
        self.room = subprocess.Popen(["unshare", "-n", "sleep", "infinity"])
        wait_for("the room", lambda: os.readlink(f"/proc/{self.room.pid}/ns/net") != os.readlink("/proc/self/ns/net"))
        self.inside = ["nsenter", "-t", str(self.room.pid), "-n", "--"]
        self.run(*self.inside, "ip", "link", "set", "lo", "up")
        for number in range(count):
            near, far = f"saar{number}", f"base{number}"
            self.run("ip", "link", "add", near, "type", "veth", "peer", "name", far, "netns", str(self.room.pid))
            self.run("ip", "addr", "add", f"10.231.{number}.1/30", "dev", near)
            self.run("ip", "link", "set", near, "up")
            self.run(*self.inside, "ip", "addr", "add", f"{self.database(number)}/30", "dev", far)
            self.mend(number)

    @staticmethod
    def run(*command):
        subprocess.run(command, check=True, capture_output=True)

    def database(self, number):
        return f"10.231.{number}.2"

    def cut(self, number):
        self.run(*self.inside, "ip", "link", "set", f"base{number}", "down")

    def mend(self, number):
        self.run(*self.inside, "ip", "link", "set", f"base{number}", "up")

    def close(self):
        self.room.kill()
        self.room.wait()


# --- the servers ------------------------------------------------------------------------------------------------------

class Server:
    """One of the servers. It keeps its port when it is started again."""

    def __init__(self, number, port, arguments, environment, program):
        self.number, self.port = number, port
        self.name = "ABCDEFGH"[number]
        self.url = f"http://127.0.0.1:{port}"
        self.arguments, self.environment, self.program = arguments, environment, program
        self.saar = None

    def start(self):
        self.saar = Saar(
            ["serve", "--port", str(self.port), *self.arguments], env=self.environment, program=self.program)
        return self

    def ready(self):
        wait_for(f"server {self.name} to be ready", lambda: self.readiness()[0] == 200)
        return self

    def readiness(self):
        """Status and words of /readyz; zero while nobody answers."""
        try:
            answer = httpx.get(f"{self.url}/readyz", timeout=10)
            return answer.status_code, answer.json()
        except httpx.HTTPError:
            assert self.saar.process.poll() is None, f"server {self.name} ended:\n{self.saar.log()}"
            return 0, {}

    @property
    def pid(self):
        return self.saar.process.pid

    def kill(self):
        self.saar.kill()

    def freeze(self):
        self.saar.process.send_signal(signal.SIGSTOP)

    def thaw(self):
        self.saar.process.send_signal(signal.SIGCONT)

    def stop(self):
        if self.saar and self.saar.process.poll() is None:
            self.thaw()
            self.saar.kill()

    def client(self, person):
        """The API of this server for somebody of the street."""
        return Person(self, person.data)


# --- all of it --------------------------------------------------------------------------------------------------------

class Cluster:
    """Equal servers over one database. `street` is what `saar demo --json` printed when it filled the database;
    `tokens` are the keys of those who were added to the first group; `more`, what each server is started with besides."""

    def __init__(self, servers=3, bus=False, residents=0, wired=False, program=None, more=()):
        self.program = program or binary()
        self.more = more
        self.place = TemporaryDirectory()
        # PostgreSQL runs as somebody else.
        Path(self.place.name).chmod(0o755)
        folder = Path(self.place.name)
        self.lines = self.nats = self.database = None
        self.servers = []
        try:
            # One line more than servers: for whoever looks in from outside.
            self.lines = Lines(servers + 1) if wired else None
            self.database = Database(folder / "postgres", self.lines)
            self.nats = NatsCluster(folder / "nats") if bus else None
            self.key = str(folder / "register-key")
            self.desk = self.database.url_for(servers)
            self.street, self.tokens = self.fill(folder / "tokens", residents)
            for number, port in enumerate(free_ports(servers)):
                self.servers.append(self.server(number, port))
            for server in self.servers:
                server.start()
            for server in self.servers:
                server.ready()
        except BaseException:
            self.stop()
            raise

    def fill(self, tokens: Path, residents):
        demo = Saar(
            ["demo", "--json", "--port", "0", "--database", self.desk, "--register-key", self.key, "--residents",
             str(residents), "--tokens", str(tokens)], program=self.program).ready()
        demo.stop()
        return demo.line, tokens.read_text().split()

    def server(self, number, port=None):
        """Another one, not started yet."""
        arguments = [
            "--database", self.database.url_for(number), "--register-key", self.key, "--log-level", "info", *self.more]
        environment = {"SAAR_BUS": self.nats.url} if self.nats else {"SAAR_BUS": ""}
        return Server(number, port or free_ports(1)[0], arguments, environment, self.program)

    def group(self, number=0):
        return self.street["groups"][number]["id"]

    def people(self, role="resident", group=0):
        """Those of the street with this role who hear the group."""
        wanted = self.group(group)
        return [one for one in self.street["people"] if one["role"] == role and wanted in one["groups"]]

    def person(self, server, role="resident", group=0, number=0):
        """Somebody of the street, as they talk to one of the servers."""
        return Person(self.servers[server], self.people(role, group)[number])

    def heads(self):
        """The newest sequence of each group."""
        return {group: int(head) for group, head in self.database.ask("SELECT id, last_sequence FROM groups")}

    def verify(self):
        """Walks the register; how many entries it has. Fails when it is not whole."""
        answer = subprocess.run(
            [str(self.program), "register", "verify", "--database", self.desk, "--register-key", self.key],
            capture_output=True, text=True)
        assert answer.returncode == 0, answer.stdout + answer.stderr
        return int(re.search(r"(\d+) entries", answer.stdout)[1])

    def freeze_in_the_middle(self, server, stop, go_on, tries=200):
        """Stops a server while it changes something, so that it keeps what it has locked; whether it was caught so."""
        for _ in range(tries):
            wait_for("a change", lambda: self.database.is_changing(server.number))
            stop()
            if self.database.is_changing(server.number):
                return True
            go_on()
        stop()
        return False

    def stop(self):
        for server in self.servers:
            server.stop()
        if self.nats:
            self.nats.stop()
        if self.database and self.database.process:
            if self.database.process.poll() is None:
                self.database.thaw()
            self.database.stop()
        if self.lines:
            self.lines.close()
        self.place.cleanup()
