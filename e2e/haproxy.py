"""A real HAProxy for end-to-end tests: Debian's, with the very deploy/haproxy.cfg of an operator, and a certificate
made on the spot."""

import getpass
import grp
import os
import shutil
import signal
import socket
import subprocess
import threading
from pathlib import Path

import pytest

from conftest import ROOT, wait_for

CONFIGURATION = ROOT / "deploy/haproxy.cfg"


def tool(name: str, package: str) -> str:
    path = shutil.which(name) or f"/usr/sbin/{name}"
    if not Path(path).exists():
        pytest.fail(f"no {name}: script/setup test installs Debian's {package}")
    return path


class Haproxy:
    """A balancer: `url` is known at once, `start` takes the ports of Saar's servers. `certificate` is its authority."""

    def __init__(self, folder: Path):
        folder.mkdir(parents=True)
        self.folder, self.process, self.errors = folder, None, []
        held = [socket.socket() for _ in range(2)]
        for free in held:
            free.bind(("127.0.0.1", 0))
        self.https, self.http = (free.getsockname()[1] for free in held)
        for free in held:
            free.close()
        self.url, self.open_url = f"https://127.0.0.1:{self.https}", f"http://127.0.0.1:{self.http}"
        self.certificate, key = folder / "certificate.pem", folder / "key.pem"
        subprocess.run(
            [tool("openssl", "openssl"), "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
             "-nodes", "-days", "2", "-subj", "/CN=saar", "-addext", "subjectAltName=IP:127.0.0.1", "-out",
             self.certificate, "-keyout", key], check=True, capture_output=True)
        both = folder / "both.pem"
        both.write_text(self.certificate.read_text() + key.read_text())
        # HAProxy gives root up once it listens.
        is_root = os.getuid() == 0
        self.environment = {
            "PROXY_URL": self.url, "PROXY_HTTPS": f"127.0.0.1:{self.https}", "PROXY_HTTP": f"127.0.0.1:{self.http}",
            "PROXY_CONNECTIONS": "2000", "PROXY_CERTIFICATE": str(both), "PROXY_ADMIN": str(folder / "admin.sock"),
            "PROXY_USER": "nobody" if is_root else getpass.getuser(),
            "PROXY_GROUP": "nogroup" if is_root else grp.getgrgid(os.getgid()).gr_name}

    def start(self, *ports: int):
        """Starts it before these servers, and waits until it gives work to all of them."""
        servers = {f"SERVER_{number}": f"127.0.0.1:{port}" for number, port in enumerate(ports, 1)}
        # Not by `-W`'s own terminal: what it says is read here to its end.
        self.process = subprocess.Popen(
            [tool("haproxy", "haproxy"), "-W", "-db", "-f", CONFIGURATION], stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True, env={**os.environ, **self.environment, **servers}, cwd="/")
        threading.Thread(target=self._read, daemon=True).start()
        wait_for("HAProxy to come up", self.is_up)
        for number in range(1, len(ports) + 1):
            self.wait_until(f"saar/s{number}", "UP")

    def _read(self):
        for line in self.process.stdout:
            self.errors.append(line)

    def log(self) -> str:
        return "".join(self.errors)

    def is_up(self):
        if self.process.poll() is not None:
            pytest.fail(f"HAProxy ended with {self.process.returncode}:\n{self.log()}")
        try:
            return self.admin("show info")
        except OSError:
            return None

    def admin(self, command: str) -> str:
        """What the operator's socket answers."""
        with socket.socket(socket.AF_UNIX) as line:
            line.settimeout(10)
            line.connect(str(self.folder / "admin.sock"))
            line.sendall(f"{command}\n".encode())
            return b"".join(iter(lambda: line.recv(65_536), b"")).decode()

    def servers(self) -> dict[str, dict[str, str]]:
        """The table of `show stat`, by `backend/server`."""
        lines = self.admin("show stat").lstrip("# ").splitlines()
        rows = [dict(zip(lines[0].split(","), line.split(","))) for line in lines[1:] if line]
        return {f"{row['pxname']}/{row['svname']}": row for row in rows}

    def state(self, server: str) -> str:
        return self.servers()[server]["status"]

    def wait_until(self, server: str, state: str):
        """UP, DOWN, NOLB for one that gets no new work, DRAIN for one that the operator has taken out."""
        wait_for(f"{server} to be {state}", lambda: self.state(server).split()[0] == state)

    def open_lines(self, server: str) -> int:
        return int(self.servers()[server]["scur"])

    def reload(self):
        """Reads the file again: a new process takes over, the old one ends what it has open."""
        before = self.admin("show info")
        self.process.send_signal(signal.SIGUSR2)
        wait_for("a new process", lambda: self.is_up() and self.pid(self.admin("show info")) != self.pid(before))

    @staticmethod
    def pid(info: str) -> str:
        return next(line for line in info.splitlines() if line.startswith("Pid:"))

    def stop(self):
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(timeout=30)
