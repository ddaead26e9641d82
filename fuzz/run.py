"""One run: so many inputs from a seed at a street, some of them at a time, and what is held against it meanwhile."""

import collections
import itertools
import os
import random
import re
import threading
import time
from dataclasses import dataclass, field
from http.client import HTTPException
from pathlib import Path

from fuzz import hostile, judge, line, lists, transport
from fuzz.calls import Description
from fuzz.framed import Framed
from fuzz.street import Street

SEEDS = Path(__file__).resolve().parent / "seeds"
# Out of a hundred inputs.
SHARES = (("call", 42), ("form", 22), ("page", 14), ("transport", 14), ("seed", 6), ("live", 2))
KINDS = [kind for kind, share in SHARES for _ in range(share)]
LOOK_EVERY = 2_500
SAMPLE_EVERY = 500
WARM_UP = 0.3
# Findings of one kind are saved so often; more would be the same again.
SAVED = 5


@dataclass
class Outcome:
    """What came of a run."""
    seed: str
    inputs: int = 0
    lines: int = 0
    files: int = 0
    seconds: float = 0.0
    kinds: collections.Counter = field(default_factory=collections.Counter)
    statuses: collections.Counter = field(default_factory=collections.Counter)
    busy: int = 0
    closed: int = 0
    slowest: float = 0.0
    alerts: list = field(default_factory=list)
    memory: list = field(default_factory=list)
    findings: list = field(default_factory=list)

    @property
    def after_warm_up(self):
        from_here = self.inputs * WARM_UP
        return [sample for sample in self.memory if sample[0] >= from_here]

    def steps(self):
        """How memory went, in some steps."""
        steps = self.memory[::max(1, len(self.memory) // 12)] + self.memory[-1:]
        return ", ".join(f"{held // 1024} at {at // 1000}" for at, held in steps)

    def told(self):
        """For people."""
        shown = ", ".join(f"{count:,} {kind}" for kind, count in self.kinds.most_common())
        statuses = ", ".join(f"{count:,} × {status}" for status, count in sorted(self.statuses.items(), key=str))
        warm = self.after_warm_up
        rate = self.inputs / max(self.seconds, 0.1)
        text = [f"seed {self.seed}: {self.inputs:,} inputs in {self.seconds:.0f} s ({rate:,.0f}/s): {shown}",
                f"statuses: {statuses}",
                f"503 with Retry-After: {self.busy:,}; lines closed without an answer: {self.closed:,}; "
                f"slowest answer {self.slowest:.2f} s"]
        if self.files:
            text.append(f"{self.files} files of {self.lines:,} lines brought in")
        if self.alerts:
            alerts = sorted(self.alerts)
            middle, longest = alerts[len(alerts) // 2] * 1000, alerts[-1] * 1000
            text.append(f"{len(alerts)} alerts shared in between: median {middle:.0f} ms, longest {longest:.0f} ms")
        if warm:
            slope = judge.growth(warm) * 100_000 / 1024
            text.append(f"memory, MiB at thousands of inputs: {self.steps()}; {slope:+.1f} for 100,000 after the warm-up")
        text += [f"FOUND: {finding}" for finding in self.findings] or ["nothing was found"]
        return "\n".join(text)


class Run:
    """See above."""

    def __init__(self, program, folder, seed, keep, workers=8, patience=30.0):
        self.program, self.folder, self.keep, self.workers, self.patience = program, folder, keep, workers, patience
        self.outcome = Outcome(seed)
        self.look_every, self.warm_up, self.load = LOOK_EVERY, WARM_UP, os.getloadavg()[0]
        self.lock = threading.Lock()
        self.often = collections.Counter()
        self.street = Street(program, folder)
        forms, pages = self.street.walked()
        if len(forms) < 20 or len(pages) < 20:
            raise RuntimeError(f"too little was found to try: {len(forms)} forms, {len(pages)} pages")
        self.framed = Framed(Description(), forms, pages)
        self.seeds = sorted(SEEDS.glob("*.input"))

    # --- inputs -------------------------------------------------------------------------------------------------------

    def input(self, number, seed=None):
        """The input with this number of a seed: (its kind, its bytes, whether it gets a line of its own)."""
        if number < len(self.seeds):
            file = self.seeds[number]
            return "seed", file.read_bytes(), file.name.startswith("transport")
        dice = random.Random(f"{seed or self.outcome.seed}/{number}")
        kind = dice.choice(KINDS)
        if kind == "transport":
            return kind, transport.one(dice), True
        if kind == "seed":
            data = dice.choice(self.seeds).read_bytes()
            for _ in range(dice.choice((1, 1, 2, 4))):
                data = hostile.damaged(data, dice)
            return kind, data, True
        return kind, getattr(self.framed, kind)(dice), False

    def try_one(self, kind, data, is_alone, kept, name):
        """Sends an input and judges what comes back."""
        filled = self.street.filled(data)
        began = time.monotonic()
        try:
            if is_alone:
                said = line.told(self.street.address, filled, self.patience)
                wrong = judge.heard(said)
                found = re.match(rb"HTTP/1\.[01] (\d{3})", said)
                status = int(found[1]) if found else 0
            else:
                answer = kept.ask(filled)
                wrong, status = judge.said(answer, self.street.host), answer.status
        except line.Silent:
            wrong, status = f"no answer within {self.patience:.0f} s", 0
        except line.Closed:
            wrong, status = None, 0
        except OSError as error:
            wrong, status = f"no line to the server: {error}", 0
        took = time.monotonic() - began
        with self.lock:
            outcome = self.outcome
            outcome.inputs += 1
            outcome.kinds[kind] += 1
            outcome.statuses[status or "closed"] += 1
            outcome.busy += wrong == "busy"
            outcome.closed += status == 0
            outcome.slowest = max(outcome.slowest, took)
            if wrong and wrong != "busy":
                self.find(f"{wrong} ({kind})", data, name, "transport" if is_alone else "request")

    def find(self, what, data, name, way):
        """Saves an input by which something was found, and says how it is sent again."""
        if self.often[what] >= SAVED:
            return
        self.keep.mkdir(parents=True, exist_ok=True)
        file = self.keep / f"{way}-{self.outcome.seed}-{name}.input"
        file.write_bytes(data)
        self.note(what, f": script/fuzz --replay {file}")

    def note(self, what, how=""):
        """Keeps what was found, unless the same was found often before."""
        self.often[what] += 1
        if self.often[what] <= SAVED:
            self.outcome.findings.append(what + how)

    # --- the run ------------------------------------------------------------------------------------------------------

    def go(self, count, say=None):
        """Tries so many, and what must hold as a whole. In between it says how far it is, if somebody listens."""
        began = time.monotonic()
        numbers = itertools.count()

        def work():
            kept = line.Line(self.street.address, self.patience)
            while (number := next(numbers)) < count and self.street.is_alive() and len(self.outcome.findings) < 60:
                self.try_one(*self.input(number), kept, number)
            kept.close()

        threads = [threading.Thread(target=work, daemon=True) for _ in range(self.workers)]
        for thread in threads:
            thread.start()
        looked = sampled = 0
        while any(thread.is_alive() for thread in threads) and self.street.is_alive():
            threads[0].join(timeout=0.2)
            next((thread for thread in threads if thread.is_alive()), threads[0]).join(timeout=0.05)
            if self.outcome.inputs - sampled >= SAMPLE_EVERY:
                sampled = self.outcome.inputs
                self.outcome.memory.append((sampled, judge.resident(self.street.process.pid)))
            if self.outcome.inputs - looked >= LOOK_EVERY:
                looked = self.outcome.inputs
                self.look()
                if say and looked // 50_000 > (looked - LOOK_EVERY) // 50_000:
                    say(f"{looked:,} of {count:,} inputs, {len(self.outcome.findings)} findings")
        for thread in threads:
            thread.join(timeout=self.patience * 2)
        self.outcome.seconds = time.monotonic() - began
        self.end()
        return self.outcome

    def look(self):
        """In between: what there is to name now, and whether the server still does what it is for."""
        try:
            self.street.look()
            self.witness()
        except (RuntimeError, OSError, HTTPException) as fault:
            self.note(f"in between: {str(fault)[:200]}")

    def witness(self):
        """The server still does what it is for."""
        status, seconds = self.street.share("witness", self.street.witness_group, "Er staat iemand achter het huis")
        if status == 201:
            self.outcome.alerts.append(seconds)
        elif status != 429:
            self.note(f"an alert could not be shared: {status}")

    def end(self):
        """What is asked of the server as a whole once everything was tried."""
        outcome = self.outcome
        if not self.street.is_alive():
            self.note(f"the server ended with {self.street.process.returncode}")
        else:
            self.witness()
            outcome.memory.append((outcome.inputs, judge.resident(self.street.process.pid)))
            if not judge.is_flat(outcome.after_warm_up):
                self.note("memory grows", f": {outcome.steps()}")
        for entry in judge.logged(self.street.log()):
            self.note("something in the log", f": {entry[:300]}")

    def bring_in(self, files, places, lines=60):
        """Lists of groups and of police zones, and gazetteers with a damaged file."""
        house = lists.House(self.program, self.folder / "house")
        whole = sorted(SEEDS.glob("*.csv"))
        for number in range(files + places):
            dice = random.Random(f"{self.outcome.seed}/file/{number}")
            if len(whole) <= number < files and number % 2:
                data = lists.of_zones(dice, lines)
                wrong = house.zones(data, *dice.choice(((), ("--dry-run",), ("--country", "BE"))))
                name = f"zones-{self.outcome.seed}-{number}.csv"
            elif number < files:
                data = whole[number].read_bytes() if number < len(whole) else lists.of_groups(dice, lines)
                wrong = house.groups(data, *dice.choice(((), ("--dry-run",), ("--skip-existing", "--country", "BE"))))
                name = f"groups-{self.outcome.seed}-{number}.csv"
            else:
                file, data, wrong = house.places(dice)
                name = f"places-{self.outcome.seed}-{number}-{file}"
            self.outcome.files += 1
            self.outcome.lines += data.count(b"\n")
            if wrong:
                self.keep.mkdir(parents=True, exist_ok=True)
                (self.keep / name).write_bytes(data)
                self.note(f"a file: {wrong}", f": {self.keep / name}")
