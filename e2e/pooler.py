"""A real PgBouncer before a real PostgreSQL, for end-to-end tests: Debian's pgbouncer, run as an ordinary user."""

import shutil
import signal
import socket
import subprocess
from pathlib import Path

import pytest

from conftest import wait_for
from postgres import Postgres

CONFIGURATION = """
[databases]
postgres = host=127.0.0.1 port={server} dbname=postgres user=saar
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
auth_type = any
pool_mode = {mode}
default_pool_size = {size}
"""


class Pooler:
    """One PgBouncer that lends sessions by `mode`; `url` is what `--database` takes."""

    def __init__(self, folder: Path, postgres: Postgres, mode: str, size: int):
        program = shutil.which("pgbouncer") or shutil.which("pgbouncer", path="/usr/sbin")
        if not program:
            pytest.fail("no pgbouncer: script/setup test installs Debian's")
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        settings = folder / f"{mode}.ini"
        settings.write_text(CONFIGURATION.format(server=postgres.port, port=port, mode=mode, size=size))
        self.url = f"postgres://saar@127.0.0.1:{port}/postgres"
        self.process = subprocess.Popen(
            [*postgres.as_user, program, settings], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/")
        ready = [postgres.bin / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(port), "-t", "1"]
        wait_for("PgBouncer to come up", lambda: subprocess.run(ready).returncode == 0)

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(timeout=30)
