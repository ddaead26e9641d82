"""When, where and with what something was measured: what stands beside every figure."""

import os
import platform
import re
import shutil
import subprocess
import time
from pathlib import Path

from conftest import ROOT, binary
from postgres import PLACES


def facts(bench):
    """Told before it begins, since it is what loads the machine."""
    return [
        f"{time.strftime('%d %B %Y')}, commit {commit()}, `script/bench {bench}`, {build()}",
        f"{processor()}, {os.cpu_count()} cores, {memory()} GB, Linux {platform.release()}; clients on the same "
        f"machine; load before it began {os.getloadavg()[0]:.1f}",
        f"{version(PLACES[0] / 'postgres')}, {version(shutil.which('nats-server') or '/usr/sbin/nats-server')}",
    ]


def commit():
    def git(*arguments):
        return subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True).stdout.strip()

    changed = " with changes" if git("status", "--porcelain", "--", "Sources", "Package.swift") else ""
    return git("rev-parse", "--short", "HEAD") + changed


def build():
    """A program that was brought along may be older than the commit."""
    program = binary().resolve()
    made = time.strftime("%d %B %Y %H:%M", time.gmtime(program.stat().st_mtime))
    return f"{'release build' if 'release' in str(program) else '**no release build**'} of {made} UTC"


def version(program):
    return subprocess.run([program, "--version"], capture_output=True, text=True).stdout.strip()


def processor():
    return re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text())[1]


def memory():
    return round(int(re.search(r"MemTotal:\s+(\d+)", Path("/proc/meminfo").read_text())[1]) / 1024 / 1024)
