"""Runs the benchmark of delivery over SQLite files in a folder of its own and over a PostgreSQL of its own."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from postgres import Postgres

with tempfile.TemporaryDirectory() as name:
    folder = Path(name)
    folder.chmod(0o755)
    server = Postgres(folder / "postgres")
    try:
        ended = subprocess.run([os.environ["SAAR_DELIVERY"], folder, server.url, *sys.argv[1:]])
    finally:
        server.stop()
sys.exit(ended.returncode)
