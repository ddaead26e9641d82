"""The table of faults: a row on the screen, and the page docs/reliability.md."""

from conftest import ROOT

PAGE = ROOT / "docs/reliability.md"
# From here on the page is written by `script/fuzz --write`.
OTHERS = "\n## Inputs that nobody should send\n"


def row(outcome):
    """A fault and what came of it, for the screen."""
    name = outcome.fault.name
    if outcome.why_not:
        return f"{name}: {outcome.why_not}"
    return (f"{name}: {'well' if outcome.is_fine else 'BROKEN'}\n    {outcome.seen}\n    {errors(outcome.findings)}\n"
            f"    {recovery(outcome.findings)}\n    {losses(outcome.findings)}")


def errors(findings):
    counted = ", ".join(f"{count} × {outcome}" for outcome, count in sorted(findings.failed.items(), key=str))
    refusal = f"; longest 5xx {findings.longest_refusal:.2f} s" if findings.longest_refusal else ""
    return f"{counted or 'none'}; longest answer {findings.longest:.2f} s{refusal}"


def recovery(findings):
    def seconds(value):
        return "never" if value is None else f"{max(0.0, value):.1f} s"

    last = "no error at all" if findings.last_failure is None else f"last error {seconds(findings.last_failure)}"
    return (f"{last}, every server takes reports {seconds(findings.took_again)}, everybody has heard all "
            f"{seconds(findings.caught_up)}; heard at most {findings.latest:.1f} s after it was taken")


def losses(findings):
    return (f"{findings.lost} / {findings.doubled} of {findings.taken} taken; {findings.missed} / {findings.repeated} "
            f"of {findings.told} heard")


# --- the page ---------------------------------------------------------------------------------------------------------

HEAD = """# Reliability

What happens when a part breaks, as `script/bench faults` has seen it: it breaks one after another in the middle of a
burst, and writes this page. Do not edit it; run it again.

{facts}

Three equal servers over one PostgreSQL and three NATS nodes, all on this one machine. {ears} listeners spread over the
servers, each as a browser does it: when its stream ends it comes back with its cursor. {lanes} people in three groups
say something each second, each time at the next server; what is not taken is said again with the same `Idempotency-Key`
a quarter of a second later, at the next server, until it is. A try without an answer is given up after 15 s.

Held against it, after each fault: everything that got a 201 is in the database (by API and by SQL), nothing is there
twice, the register verifies and has an entry for every event, every listener was shown every event of their groups
exactly once, in order and without a gap; whoever got a 5xx got it within 5 s; and what happens to one server is over
for whoever comes to the others 10 s after it began. {verdict}

| fault | what was seen | errors that clients got | time to recover, from the end of the fault | lost / doubled |
| --- | --- | --- | --- | --- |
"""

FOOT = """
*Taken meanwhile* counts what all servers together took between the beginning and the end of the fault. *Everybody has
heard all* is about what was taken before the end of the fault. A listener whose stream broke waits 1 to 5 s before it
comes back, as the server asks it to, so that a street does not come back in one instant; one whose server is frozen
does not notice, and hears what it missed when the server goes on. *No line* is a connection that was refused or broke,
*no answer* one that said nothing for 15 s: before several servers stands a proxy, which takes such a server out of the
row. Where a server is frozen or its line is cut, it is caught in the middle of a change, so that it has a group locked.

What this does not show: more than one machine, disks that lie, clocks that differ, a PostgreSQL that fails over to
another one.
"""


def page(outcomes, broken, facts):
    """Writes the page; where it is."""
    verdict = "All of it held." if not broken else "**Not all of it held:** " + "; ".join(broken) + "."
    rows = [cells(outcome) for outcome in outcomes]
    text = HEAD.format(
        facts="\n".join(f"* {fact}" for fact in facts), verdict=verdict,
        ears=max(one.ears for one in outcomes), lanes=max(one.speakers for one in outcomes))
    _, mark, others = PAGE.read_text().partition(OTHERS)
    PAGE.write_text(text + "\n".join(rows) + "\n" + FOOT + mark + others)
    return PAGE.relative_to(ROOT)


def cells(outcome):
    if outcome.why_not:
        return f"| {outcome.fault.words} | {outcome.why_not} | | | |"
    found = outcome.findings
    return (f"| {outcome.fault.words} | {outcome.seen} | {errors(found)} | {recovery(found)} | "
            f"{losses(found)}{'' if outcome.is_fine else ' **broken**'} |")
