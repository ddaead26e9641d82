"""A real PostgreSQL for end-to-end tests: Debian's postgresql-15, run as an ordinary user, in a folder of its own."""

import os
import shutil
import signal
import socket
import subprocess
from pathlib import Path

import pytest

from conftest import wait_for

PLACES = (Path("/usr/lib/postgresql/15/bin"), Path("/usr/local/bin"), Path("/usr/bin"))


class Postgres:
    """A server with an empty database; `url` is what `--database` takes."""

    def __init__(self, folder: Path):
        self.bin = next((place for place in PLACES if (place / "initdb").exists()), None)
        if not self.bin:
            pytest.fail("no PostgreSQL: script/setup test installs Debian's postgresql-15")
        self.folder = folder
        folder.mkdir(parents=True)
        # PostgreSQL refuses to run as root.
        self.as_user = []
        if os.getuid() == 0:
            shutil.chown(folder, "nobody", "nogroup")
            self.as_user = ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups", "--"]
        self.data = folder / "data"
        subprocess.run(
            [*self.as_user, self.bin / "initdb", "-D", self.data, "-U", "saar", "-A", "trust", "-E", "UTF8",
             "--locale=C", "--no-sync"], check=True, stdout=subprocess.DEVNULL, cwd="/")
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"postgres://saar@127.0.0.1:{self.port}/postgres"
        self.process = None
        self.start()

    def start(self):
        self.process = subprocess.Popen(
            [*self.as_user, self.bin / "postgres", "-D", self.data, "-p", str(self.port), "-k", self.folder,
             "-c", "listen_addresses=127.0.0.1"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/")
        ready = [self.bin / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(self.port), "-t", "1"]
        wait_for("PostgreSQL to come up", lambda: subprocess.run(ready).returncode == 0)

    def stop(self):
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)  # a fast shutdown: open lines are cut
            self.process.wait(timeout=30)
