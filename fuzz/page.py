"""The part of docs/reliability.md that a long run writes."""

import re
import subprocess
import time
from pathlib import Path

from fuzz import judge

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs/reliability.md"
TITLE = "\n## Inputs that nobody should send\n"

TEXT = """
`script/fuzz --count {count} --seed {seed} --files {files} --places {places} --write …` wrote this part. Do not edit it; run
it again.

* {day}, commit {commit}, {build} build, {processor}, {load}
* {inputs:,} inputs in {minutes:.0f} minutes ({rate:,.0f} a second, {workers} at a time): {kinds}
* {lists} files that an operator brings in, {lines:,} lines in all, each by the command itself

Calls of the API are made from `openapi.json` and bent; forms and addresses are those that people find by following
links as a stranger, resident, coordinator, visitor, officer and municipality; headers, cookies, cursors and what travels
on the line itself are made up. They come from eight people, by key and by cookie, from strangers, and from one who is
signed out and erased on the way. Held against every answer: no error of the server (503 with `Retry-After` is the honest no
of one that has its hands full, and is counted apart), an answer within {patience:.0f} s, JSON that is JSON, nobody's text as
markup or as a header, no cookie where anybody may keep the answer, nobody sent to another site. Held against the whole: the
process lives, its log has nothing that nobody foresaw, memory stays where it is, and somebody in a group that no input
names shares an alert after every {look:,} inputs.

| what | seen |
| --- | --- |
| statuses | {statuses} |
| 503 with `Retry-After` | {busy:,} |
| lines closed without an answer | {closed:,} |
| slowest answer | {slowest:.2f} s |
| alerts in between | {alerts} |
| memory, MiB at thousands of inputs | {memory} |
| grown after the first {warm:.0%} | {grown:+.0f} MiB, by the line through all samples; {bound:.0f} are allowed |
| found | {found} |

{remark}
"""


def write(run, count, places, remark):
    """Writes the part; what stands before it stays."""
    outcome = run.outcome
    warm = outcome.after_warm_up
    inputs = warm[-1][0] - warm[0][0]
    alerts = sorted(outcome.alerts)
    middle = alerts[len(alerts) // 2] * 1000
    text = TEXT.format(
        count=count, seed=outcome.seed, files=outcome.files - places, places=places, day=time.strftime("%-d %B %Y"),
        commit=told("git", "-C", str(ROOT), "rev-parse", "--short", "HEAD"),
        build="release" if "release" in str(run.program) else "debug",
        processor=re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text())[1],
        load=f"load before it began {run.load:.1f}", inputs=outcome.inputs, minutes=outcome.seconds / 60,
        rate=outcome.inputs / outcome.seconds, workers=run.workers, lists=outcome.files, lines=outcome.lines,
        kinds=", ".join(f"{number:,} {kind}" for kind, number in outcome.kinds.most_common()), patience=run.patience,
        look=run.look_every,
        statuses=", ".join(f"{number:,} × {status}" for status, number in sorted(outcome.statuses.items(), key=str)),
        busy=outcome.busy, closed=outcome.closed, slowest=outcome.slowest,
        alerts=f"{len(alerts)} accepted; median {middle:.0f} ms, longest {alerts[-1] * 1000:.0f} ms",
        memory=outcome.steps(), warm=run.warm_up,
        grown=judge.growth(warm) * inputs / 1024, bound=judge.allowed(inputs) / 1024,
        found="; ".join(f"{often:,} × {what}" for what, often in run.often.most_common()) or "nothing", remark=remark)
    before = PAGE.read_text(encoding="utf-8").partition(TITLE)[0]
    PAGE.write_text(before + TITLE + text.rstrip() + "\n", encoding="utf-8")


def told(*command):
    return subprocess.run(command, capture_output=True, text=True).stdout.strip() or "unknown"
