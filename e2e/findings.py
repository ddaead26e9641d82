"""What a burst came to: whether each promise was kept that Saar makes while something is broken."""

import json
import re
from collections import Counter
from dataclasses import dataclass, field

# Whoever cannot be served is told so within this.
MOST = 5.0
# One server's trouble is the others' for no longer than this: what it has locked is taken from it.
HELD_UP = 10.0


@dataclass
class Findings:
    """Figures of one burst. `broken` names every promise that was not kept."""

    taken: int
    failed: Counter  # what came of tries that were not taken
    longest: float  # the longest that any try took, one without an answer too
    longest_refusal: float  # the longest that a 5xx took, without the time in which its server was frozen
    last_failure: float | None  # from the end of the fault to the last try that was not taken
    took_again: float | None  # from the end of the fault until every server had taken something
    caught_up: float | None  # from the end of the fault until every ear had what was taken before
    latest: float  # the longest from a 201 to an ear
    held_up: float  # how long after the fault began a server that it did not touch still turned somebody away
    lost: int
    doubled: int
    told: int  # events, once for each ear that had to hear it
    missed: int
    repeated: int
    breaks: int
    broken: list = field(default_factory=list)


def judge(burst):
    """Looks at all of it, by API, by SQL, and at what every ear has heard."""
    failed = Counter(one.outcome for one in burst.tries if one.outcome != 201)
    refusals = [awake(burst, one) for one in burst.tries if isinstance(one.outcome, int) and one.outcome >= 500]
    missed, repeated, told, broken = heard(burst)
    lost, doubled = kept(burst, broken)
    arrivals = lags(burst)
    findings = Findings(
        taken=burst.taken(), failed=failed, longest=max(one.took for one in burst.tries),
        longest_refusal=max(refusals, default=0.0), last_failure=last_failure(burst), took_again=took_again(burst),
        caught_up=caught_up(burst, arrivals), latest=max((lag for _, _, lag in arrivals), default=0.0),
        held_up=held_up(burst), lost=lost, doubled=doubled, told=told, missed=missed, repeated=repeated,
        breaks=sum(max(0, ear.openings - 1) for ear in burst.ears), broken=broken)
    if findings.longest_refusal > MOST:
        broken.append(f"a 5xx took {findings.longest_refusal:.1f} s")
    if findings.held_up > HELD_UP:
        broken.append(f"{findings.held_up:.1f} s after it began, untouched servers still turned people away")
    strange = set(failed) - {503, "no answer", "no line"}
    if strange:
        broken.append(f"answers that nobody foresaw: {sorted(map(str, strange))}")
    if burst.healed and findings.took_again is None:
        broken.append("a server took nothing any more")
    check_register(burst, broken)
    return findings


def awake(burst, one):
    """How long a try took of which its server could know."""
    if one.server not in burst.frozen:
        return one.took
    began, ended = burst.frozen[one.server]
    return one.took - max(0.0, min(one.end, ended) - max(one.at, began))


def held_up(burst):
    if burst.struck is None:
        return 0.0
    began, servers = burst.struck
    return max((one.end - began for one in burst.tries if one.outcome != 201 and one.end > began
                and one.server not in servers), default=0.0)


# --- what was said ----------------------------------------------------------------------------------------------------

def kept(burst, broken):
    """How much of what was taken is not there, and how much of what was said is there twice: by SQL, then by API."""
    bodies = burst.cluster.database.ask(
        f"SELECT body FROM messages WHERE kind <> 'alert' AND body LIKE '%{burst.tag}-%' "
        f"UNION ALL SELECT body FROM alerts WHERE body LIKE '%{burst.tag}-%'")
    counted = Counter(re.search(rf"{burst.tag}-\d+\.", body)[0] for (body,) in bodies)
    taken = [item for item in burst.items if item.taken is not None]
    lost = [item.key for item in taken if counted[item.key] == 0]
    doubled = [key for key, count in counted.items() if count > 1]
    if lost:
        broken.append(f"taken, and not in the database: {lost[:3]}")
    if doubled:
        broken.append(f"in the database more than once: {doubled[:3]}")
    for number, group in enumerate(burst.cluster.street["groups"]):
        events = history(burst.cluster, number)
        if [event["sequence"] for event in events] != list(range(1, burst.heads[group["id"]] + 1)):
            broken.append(f"the history of {group['slug']} has a gap")
        known = {event["alertId"] for event in events} | {event.get("messageId") for event in events}
        unknown = [item.id for item in taken if item.group == group["id"] and item.id not in known]
        if unknown:
            broken.append(f"taken, and not in the history of {group['slug']}: {unknown[:3]}")
            lost += unknown
    return len(set(lost)), len(doubled)


def history(cluster, group):
    """All events of a group, as the last server tells them to somebody in it."""
    reader, events = cluster.person(-1, group=group), []
    while True:
        page = reader.get(
            f"/groups/{cluster.group(group)}/events",
            params={"after": events[-1]["sequence"] if events else 0, "limit": 500}).json()["events"]
        if not page:
            return events
        events += page


def check_register(burst, broken):
    # To be asked how it is going is no message, and stands in no register. What comes over a link stands in the chain of
    # the group that it comes from, with one entry more for an alert that went.
    [(events, sent)] = burst.cluster.database.ask(
        "SELECT (SELECT count(*) FROM events WHERE kind <> 'alert-asked' AND earlier IS NULL), "
        "(SELECT count(DISTINCT alert_id) FROM alert_groups WHERE via_id IS NOT NULL)")
    events = int(events) + int(sent)
    try:
        entries = burst.cluster.verify()
    except AssertionError as flaw:
        broken.append(f"the register is not whole: {flaw}")
        return
    if entries != events:
        broken.append(f"the register has {entries} entries for {events} events")


# --- what was heard ---------------------------------------------------------------------------------------------------

def heard(burst):
    """Every ear has to have heard every event of its groups once, in order."""
    missed = repeated = told = 0
    broken = []
    # News that came over a link, and the groups in which it was before: who hears one of these is not told twice.
    rows = burst.cluster.database.ask("SELECT group_id, sequence, earlier FROM events WHERE earlier IS NOT NULL")
    before = {(group, int(sequence)): {one["group"] for one in json.loads(earlier)} for group, sequence, earlier in rows}
    for ear in burst.ears:
        for group, start in ear.start.items():
            wanted = [sequence for sequence in range(start + 1, burst.heads[group] + 1)
                      if not before.get((group, sequence), set()) & ear.start.keys()]
            sequences = ear.of(group)
            told += len(wanted)
            missed += len(set(wanted) - set(sequences))
            repeated += len(sequences) - len(set(sequences))
            if sequences != wanted:
                broken.append(f"an ear at {ear.port} heard {summary(sequences)} of {start + 1}…{burst.heads[group]}")
    return missed, repeated, told, broken[:5]


def summary(sequences):
    steps = [one for one in zip(sequences, sequences[1:]) if one[1] != one[0] + 1]
    ends = f"{sequences[0]}…{sequences[-1]}" if sequences else "nothing"
    return f"{ends} with jumps {steps[:3]}" if steps else ends


def lags(burst):
    """(taken, arrived, how long after the 201) of everything that was taken, for every ear that had to hear it."""
    rows = burst.cluster.database.ask(
        "SELECT CASE kind WHEN 'alert-shared' THEN alert_id ELSE message_id END, group_id, sequence FROM events")
    places = {subject: (group, int(sequence)) for subject, group, sequence in rows}
    arrivals = [(ear, {(group, sequence): at for group, sequence, at in ear.heard}) for ear in burst.ears]
    found = []
    for item in burst.items:
        if item.taken is None or item.id not in places:
            continue
        place = places[item.id]
        for ear, times in arrivals:
            if place in times:
                found.append((item.taken, times[place], times[place] - item.taken))
    return found


# --- how it recovered -------------------------------------------------------------------------------------------------

def last_failure(burst):
    if not burst.healed:
        return None
    return max((one.end - burst.healed for one in burst.tries if one.outcome != 201), default=None)


def took_again(burst):
    if not burst.healed:
        return None
    first = burst.first_taken()
    return max(first.values()) - burst.healed if len(first) == len(burst.cluster.servers) else None


def caught_up(burst, arrivals):
    if not burst.healed:
        return None
    return max((arrived - burst.healed for taken, arrived, _ in arrivals if taken <= burst.healed), default=0.0)
