"""A real NATS cluster for end-to-end tests: three of Debian's nats-server, with an operator's own deploy/nats.conf."""

import os
import secrets
import shutil
import signal
import socket
import subprocess
from pathlib import Path

import httpx
import pytest

from conftest import ROOT, wait_for

CONFIGURATION = ROOT / "deploy/nats.conf"


class NatsNode:
    """One server of the cluster. It keeps its ports when it is stopped and started again."""

    def __init__(self, name: str, program: str, ports: list[int], environment: dict[str, str], log: Path):
        self.name, self.program, self.log = name, program, log
        self.port, self.monitor, self.route = ports
        self.environment = environment
        self.process, self.id = None, None

    def start(self):
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                [self.program, "--config", CONFIGURATION], env={**os.environ, **self.environment}, stdout=log,
                stderr=log, cwd="/")
        wait_for(f"{self.name} to come up", self.is_up)
        self.id = self.ask("varz")["server_id"]  # a new one at each start

    def is_up(self):
        if self.process.poll() is not None:
            pytest.fail(f"{self.name} ended with {self.process.returncode}:\n{self.log.read_text()}")
        return self.ask("healthz") == {"status": "ok"}

    def ask(self, what: str):
        """What its monitoring says: /varz, /connz, /routez, /healthz; nothing while it does not answer."""
        try:
            answer = httpx.get(f"http://127.0.0.1:{self.monitor}/{what}", timeout=2)
            return answer.json() if answer.status_code == 200 else None
        except httpx.HTTPError:
            return None

    def neighbours(self) -> set[str]:
        """The ids of the servers that it has a line to."""
        return {route.get("remote_id") for route in (self.ask("routez") or {}).get("routes", [])}

    def stop(self):
        """As if its machine lost power: nothing is said to anybody."""
        if self.process and self.process.poll() is None:
            self.process.kill()
            self.process.wait(timeout=30)

    def freeze(self):
        """It takes connections and never answers, as behind a line that swallows everything."""
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self):
        self.process.send_signal(signal.SIGCONT)


class NatsCluster:
    """Three servers that know each other; `url` is what `SAAR_BUS` takes. `nodes[0].stop()` takes one away."""

    def __init__(self, folder: Path):
        program = shutil.which("nats-server") or "/usr/sbin/nats-server"
        if not Path(program).exists():
            pytest.fail("no NATS: script/setup test installs Debian's nats-server")
        folder.mkdir(parents=True)
        # Held until all are known, so that the kernel gives none twice.
        held = [socket.socket() for _ in range(9)]
        for free in held:
            free.bind(("127.0.0.1", 0))
        ports = [free.getsockname()[1] for free in held]
        for free in held:
            free.close()
        self.password, cluster = f"p{secrets.token_hex(16)}", f"p{secrets.token_hex(16)}"
        routes = ", ".join(f"nats://cluster:{cluster}@127.0.0.1:{ports[3 * number + 2]}" for number in range(3))
        self.nodes = []
        for number in range(3):
            name, (port, monitor, route) = f"nats-{number + 1}", ports[3 * number:3 * number + 3]
            environment = {
                "NATS_NAME": name, "NATS_LISTEN": f"127.0.0.1:{port}", "NATS_MONITOR": f"127.0.0.1:{monitor}",
                "NATS_CLUSTER": f"127.0.0.1:{route}", "NATS_ROUTES": f"[{routes}]", "NATS_PASSWORD": self.password,
                "NATS_CLUSTER_PASSWORD": cluster}
            self.nodes.append(NatsNode(name, program, [port, monitor, route], environment, folder / f"{name}.log"))
        try:
            self.start()
        except BaseException:
            self.stop()
            raise

    @property
    def url(self) -> str:
        places = ",".join(f"127.0.0.1:{node.port}" for node in self.nodes)
        return f"nats://saar:{self.password}@{places}"

    def start(self):
        """Starts those that do not run, and waits until each has its line to all the others."""
        for node in self.nodes:
            if node.process is None or node.process.poll() is not None:
                node.start()
        self.joined()

    def restart(self, password=None):
        """Starts all anew, with the password that clients have or with another one."""
        self.stop()
        for node in self.nodes:
            node.environment["NATS_PASSWORD"] = password or self.password
        self.start()

    def joined(self):
        """Waits until all three know each other."""
        ids = {node.id for node in self.nodes}
        for node in self.nodes:
            wait_for(f"{node.name} to know the others", lambda: node.neighbours() == ids - {node.id})

    def stop(self):
        for node in self.nodes:
            node.stop()
