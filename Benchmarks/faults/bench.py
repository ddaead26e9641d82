"""Breaks one part after another in the middle of a burst, and tells what came of it."""

import argparse
import time
from dataclasses import dataclass

from burst import Burst
from cluster import Cluster, Lines
from faults import FAULTS, Fault, wait
from findings import Findings, judge
from machine import facts
from overload import overload
from table import page, row

RESIDENTS = 24
# Not a part that breaks, but too many who ask: tried on one server, with its database behind a slow line.
OVERLOAD = "overload"


@dataclass
class Outcome:
    """What came of a fault; `why_not` says why it was not tried."""

    fault: Fault
    why_not: str = ""
    findings: Findings | None = None
    seen: str = ""
    ears: int = 0
    speakers: int = 0

    @property
    def is_fine(self):
        return bool(self.why_not) or (self.findings is not None and not self.findings.broken)


def main():
    options = read_options()
    if options.list:
        print("\n".join(f"{fault.name:<22}{fault.words}" for fault in FAULTS))
        print(f"{OVERLOAD:<22}ten times as many ask as the database can answer")
        return 0
    flaws = overloaded() if not options.names or OVERLOAD in options.names else []
    if options.names == [OVERLOAD]:
        return 1 if flaws else 0
    wanted = [fault for fault in FAULTS if not options.names or fault.name in options.names]
    no_lines, beginning = Lines.why_not(), facts("faults")
    cluster = Cluster(residents=RESIDENTS, bus=not options.without_bus, wired=not no_lines)
    try:
        outcomes = []
        for fault in wanted:
            outcomes.append(tried(cluster, fault, no_lines))
            print(row(outcomes[-1]), flush=True)
    finally:
        cluster.stop()
    broken = [f"{outcome.fault.name}: {flaw}" for outcome in outcomes if not outcome.is_fine
              for flaw in outcome.findings.broken] + flaws
    print("\n" + ("\n".join(f"BROKEN: {flaw}" for flaw in broken) or "Every promise was kept."))
    if not options.names and not options.without_bus:
        print(f"written: {page(outcomes, broken, beginning)}")
    return 1 if broken else 0


def read_options():
    parser = argparse.ArgumentParser(prog="script/bench faults")
    parser.add_argument("names", nargs="*", metavar="NAME", choices=[[], *(fault.name for fault in FAULTS), OVERLOAD])
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--without-bus", action="store_true")
    return parser.parse_args()


def overloaded():
    """Prints what came of ten times too many; what of it was not as promised."""
    found = overload()
    flaws = [f"{OVERLOAD}: {flaw}" for flaw in found.flaws()]
    print(f"{OVERLOAD}: {'BROKEN' if flaws else 'well'}\n    {found.words()}", flush=True)
    return flaws


def tried(cluster, fault, no_lines):
    if fault.needs == "bus" and cluster.nats is None:
        return Outcome(fault, "not tried: run without a bus")
    if fault.needs == "lines" and no_lines:
        return Outcome(fault, f"not tried: this machine does not let us cut a line ({no_lines})")
    burst = Burst(cluster).start().going(30)
    began = time.monotonic()
    special = fault.begin(cluster)
    burst.strike(*(fault.touches if fault.touches is not None else range(len(cluster.servers))))
    wait(fault.seconds / 2)
    readiness = ready_words(cluster)
    wait(max(0, began + fault.seconds - time.monotonic()))
    fault.end(cluster)
    burst.heal(frozen=fault.is_freeze)
    if burst.recovered():
        burst.going(30)
    burst.end()
    meanwhile = sum(item.taken is not None and began <= item.taken < burst.healed for item in burst.items)
    findings = judge(burst)
    seen = [special, f"{meanwhile} taken meanwhile", readiness, f"{findings.breaks} streams broke and came back"]
    return Outcome(
        fault, findings=findings, seen="; ".join(part for part in seen if part), ears=len(burst.ears),
        speakers=len(burst.speakers))


def ready_words(cluster):
    """What the servers say of themselves in the middle of it: a frozen one says nothing."""
    said = {}
    for server in cluster.servers:
        status, words = readiness(server)
        said.setdefault(f"{status} {words}".strip(), []).append(server.name)
    return "/readyz " + ", ".join(f"{' '.join(names)}: {words}" for words, names in said.items())


def readiness(server):
    if server.saar.process.poll() is not None:
        return "gone", ""
    status, body = server.readiness()
    words = [body.get("code") or body.get("status") or ""]
    words += [f"bus {body['bus']}"] if body.get("bus") not in (None, "none") else []
    return (status or "silent"), ", ".join(word for word in words if word)


if __name__ == "__main__":
    raise SystemExit(main())
