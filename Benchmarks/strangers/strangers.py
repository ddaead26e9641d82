"""Whether strangers can keep an alert waiting.

Which addresses answer a stranger is found by asking all that the sources have (`get("…")`), with the names that stand in
TABLE for what varies; what is dear about them (`DEAREST`) is added by hand. An address is dear when its first answer takes
20 ms or weighs 100 KB.

An alert is reported and its pages are opened by one connection that waits for each answer: the report until its 201, the
page as a neighbour sees it, the page by its link as anybody does. wrk runs on the same processors: what it takes of them,
and what the server does, stands beside each row, and both are part of what an alert has to wait for.
"""

import argparse
import http.client
import json
import os
import re
import statistics
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx

from conftest import ROOT, Saar, binary, report

BAR = 0.100
CONNECTIONS = 60
DEAR_SECONDS = 0.020
DEAR_BYTES = 100_000
HERE = Path(__file__).parent
TICKS = os.sysconf("SC_CLK_TCK")

# What stands in an address for what varies.
TABLE = {"territory": "27", "file": "1.xml", "folder": "styles"}

# Addresses with the parameters that make them dearest. `{n}` is another number at each request.
DEAREST = [
    "/statistics.geojson", "/statistics.geojson?country=BE", "/statistics.json?country=BE", "/statistics.csv?country=BE",
    "/statistics?country=BE&all=1", "/statistics?country=BE&sort=density", "/statistics/27.geojson",
    "/api/v1/statistics/BE",
    "/api/v1/outlines?bbox=3,50,8,54&metres=1", "/api/v1/outlines?bbox=2,49,8,54&metres=0",
    "/api/v1/outlines?bbox=3.{n},50.{n},7.{n},53.{n}&metres=1",
    "/api/v1/outlines?bbox=2,49,8,54&metres=0&kind=province",
    "/api/v1/groups?limit=500&bbox=2,49,8,54", "/api/v1/groups?limit=100", "/api/v1/groups?q=sint+{n}",
    "/api/v1/groups?near=52.{n},4.{n}&limit=100", "/api/v1/groups?municipality=0632",
    "/api/v1/places?q=sint-nikolaas{n}&limit=50", "/api/v1/places?postcode=1000&limit=50",
    "/groups?q=s{n}int+jansteen", "/groups?near=52.{n},4.{n}", "/groups/new?q=Amsterdam", "/groups/new?postcode=1011",
    "/groups/new?municipality=0363", "/map?place=NL/municipality/0363", "/embed?municipality=s{n}int",
    "/embed/finder?municipality=amsterdam{n}", "/sitemaps/1.xml", "/no/such/page{n}",
]


def routes():
    """What the sources say there is."""
    found = set()
    for file in sorted((ROOT / "Sources/WatchWeb").rglob("*.swift")):
        for where, path in re.findall(r'\b(router|api)\.get\("([^"\\]+)"', file.read_text()):
            found.add(("/api/v1" if where == "api" else "") + path)
    return found


def processor(process):
    fields = (Path("/proc") / str(process) / "stat").read_text().rsplit(")", 1)[1].split()
    return sum(map(int, fields[11:13])) / TICKS


def fill(path):
    return path.replace("{n}", str(100 + time.perf_counter_ns() % 900))


class Line:
    """One connection that is kept open."""

    def __init__(self, url):
        self.line = http.client.HTTPConnection("127.0.0.1", httpx.URL(url).port, timeout=60)

    def ask(self, method, path, body=None, **headers):
        began = time.perf_counter()
        self.line.request(method, path, body, headers)
        answer = self.line.getresponse()
        text = answer.read()
        return answer.status, text, time.perf_counter() - began


def weigh(saar, names):
    """Every address that answers a stranger: what it weighs, and takes at first and then."""
    line = Line(saar.url)
    rows = []
    paths = {re.sub(r"[:{](\w+)}?", lambda part: names.get(part[1], "x"), path) for path in routes()}
    for path in sorted(paths | set(DEAREST)):
        status, text, first = line.ask("GET", fill(path))
        if status not in (200, 404) or (status == 404 and "{n}" not in path):
            continue
        packed = len(line.ask("GET", fill(path), **{"Accept-Encoding": "gzip"})[1])
        again = statistics.median(line.ask("GET", fill(path))[2] for _ in range(9))
        rows.append((path, len(text), packed, first, again))
    rows.sort(key=lambda row: -row[3])
    print(f"\n{'what a stranger may ask':<62}{'bytes':>10}{'packed':>9}{'first':>10}{'then':>9}")
    for path, length, packed, first, again in rows:
        print(f"{path:<62}{length:>10,}{packed:>9,}{first * 1e3:>7.1f} ms{again * 1e3:>6.1f} ms")
    dear = [row[0] for row in rows if row[1] >= DEAR_BYTES or row[3] >= DEAR_SECONDS or row[4] >= DEAR_SECONDS]
    print(f"{len(rows)} addresses, {len(dear)} of them dear: {DEAR_SECONDS * 1e3:.0f} ms or {DEAR_BYTES:,} bytes.")
    return dear


class Reporters:
    """Those who report in turn: a person may report 600 times an hour."""

    def __init__(self, saar):
        self.url = saar.url
        self.group = saar.group()["id"]
        self.tokens = [
            p["token"] for p in saar.line["people"] if p["role"] == "resident" and self.group in p["groups"]]
        self.turn = 0

    def watch(self, seconds):
        """Reports and opens for so long: how long each took."""
        line = Line(self.url)
        took = {"201": [], "page": [], "link": []}
        end = time.perf_counter() + seconds
        while time.perf_counter() < end:
            self.turn += 1
            bearer = f"Bearer {self.tokens[self.turn % len(self.tokens)]}"
            body = json.dumps({**report(), "separate": True})
            status, text, spent = line.ask(
                "POST", f"/api/v1/groups/{self.group}/alerts", body, Authorization=bearer,
                **{"Content-Type": "application/json"})
            assert status == 201, (status, text)
            took["201"].append(spent)
            alert = json.loads(text)
            status, text, spent = line.ask("GET", f"/alerts/{alert['id']}", Authorization=bearer)
            assert status == 200, (status, text[:500])
            took["page"].append(spent)
            link = re.search(rb"/a/[A-Za-z0-9_-]{20,}", text)
            status, text, spent = line.ask("GET", link[0].decode())
            assert status == 200, (status, text[:500])
            took["link"].append(spent)
            time.sleep(0.02)
        return took


def middle(seconds):
    return f"{statistics.median(seconds) * 1e3:>7.1f}{sorted(seconds)[int(len(seconds) * 0.99)] * 1e3:>8.1f}"


def under(saar, reporters, name, paths, seconds, folder):
    """A row of the table. Returns whether the bar is held."""
    process = saar.process.pid
    wrk = None
    if paths:
        file = folder / "addresses"
        file.write_text("\n".join(paths) + "\n")
        wrk = subprocess.Popen(
            ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds + 2}s", "--timeout", "60s", "-s",
             HERE / "addresses.lua", saar.url, "--", file], stdout=subprocess.PIPE, text=True)
        time.sleep(1)
    began, used = time.perf_counter(), processor(process)
    of_wrk = processor(wrk.pid) if wrk else 0
    took = reporters.watch(seconds)
    spent = time.perf_counter() - began
    used = (processor(process) - used) / spent
    of_wrk = (processor(wrk.pid) - of_wrk) / spent if wrk else 0
    asked = ""
    if wrk:
        told = wrk.communicate()[0]
        rate = re.search(r"Requests/sec:\s+([\d.]+)", told)
        refused = re.search(r"Non-2xx or 3xx responses: (\d+)", told)
        asked = f"{float(rate[1]):>8.0f}/s{' refused ' + refused[1] if refused else ''}"
    held = all(statistics.median(took[what]) <= BAR for what in ("201", "page"))
    print(f"{name:<58}{len(took['201']):>5}{middle(took['201'])}{middle(took['page'])}{middle(took['link'])}"
          f"{used:>7.2f}{of_wrk:>6.2f}  {'' if held else 'NOT HELD '}{asked}", flush=True)
    return held


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=int, default=8)
    parser.add_argument("--addresses", action="store_true")
    parser.add_argument("--only", default="", help="only under the dear addresses that hold this")
    asked = parser.parse_args()
    print("a release build" if "release" in str(binary().resolve()) else "NOT a release build", flush=True)
    saar = Saar(["demo", "--json", "--port", "0", "--log-level", "critical"]).ready()
    try:
        names = {**TABLE, "group": saar.group()["slug"]}
        dear = weigh(saar, names)
        if asked.addresses:
            return 0
        reporters = Reporters(saar)
        print(f"\n{CONNECTIONS} connections; milliseconds (median, 99th of a hundred), and processors in use"
              f" of {os.cpu_count()}; wrk's are its own")
        print(f"{'what strangers ask meanwhile':<58}{'n':>5}{'201':>7}{'p99':>8}{'page':>7}{'p99':>8}{'link':>7}{'p99':>8}"
              f"{'Saar':>7}{'wrk':>6}")
        reporters.watch(2)
        with TemporaryDirectory() as folder:
            cases = [("nothing", []), *((path, [path]) for path in dear if asked.only in path)]
            if not asked.only:
                cases.append(("all of these, mixed", dear))
            held = [under(saar, reporters, name, paths, asked.seconds, Path(folder)) for name, paths in cases]
        print(f"\nthe bar, {BAR * 1e3:.0f} ms at the median for the 201 and the page: "
              + ("held" if all(held) else f"NOT held in {held.count(False)} of {len(held)} rows"))
        print(f"memory of the server: {resident(saar.process.pid) / 1e6:.0f} MB")
        return 0 if all(held) else 1
    finally:
        saar.kill()


def resident(process):
    return int(re.search(r"VmRSS:\s+(\d+)", (Path("/proc") / str(process) / "status").read_text())[1]) * 1024


if __name__ == "__main__":
    sys.exit(main())
