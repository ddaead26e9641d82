"""Tries a running server with inputs that nobody should send. script/fuzz calls it."""

import argparse
import sys
import tempfile
import time
from pathlib import Path

from fuzz import line, page
from fuzz.run import Run

ROOT = Path(__file__).resolve().parent.parent


def main():
    options = argparse.ArgumentParser(prog="script/fuzz", description=__doc__)
    options.add_argument("--count", type=int, default=20_000, help="how many inputs (20000)")
    options.add_argument("--seed", default=time.strftime("%Y%m%d%H%M%S"), help="the same seed makes the same inputs")
    options.add_argument("--files", type=int, default=20, help="how many lists of groups are brought in (20)")
    options.add_argument("--places", type=int, default=0,
                         help="how many gazetteers with a damaged file are brought in (0)")
    options.add_argument("--workers", type=int, default=8, help="how many lines to the server at a time (8)")
    options.add_argument("--patience", type=float, default=30.0, help="seconds within which every answer comes (30)")
    options.add_argument("--keep", type=Path, default=Path(".fuzz"),
                         help="where inputs go by which something was found (.fuzz)")
    options.add_argument("--replay", type=Path, nargs="+", help="send these inputs instead, and show what comes back")
    options.add_argument("--only", type=int, help="send the input with this number of the seed alone")
    options.add_argument("--write", metavar="REMARK", help="write docs/reliability.md anew, with this remark")
    options.add_argument("program", type=Path, help="the program that is tried")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="saar-fuzz-") as folder:
        run = Run(chosen.program, Path(folder), chosen.seed, chosen.keep, chosen.workers, chosen.patience)
        try:
            if chosen.replay or chosen.only is not None:
                again(run, chosen)
            else:
                run.go(chosen.count, say)
                run.bring_in(chosen.files, chosen.places)
                if chosen.write is not None:
                    page.write(run, chosen.count, chosen.places, chosen.write)
        finally:
            run.street.stop()
    print(run.outcome.told())
    return 1 if run.outcome.findings else 0


def say(text):
    print(text, file=sys.stderr, flush=True)


def again(run, chosen):
    """Sends single inputs and shows what they are and what comes of them."""
    if chosen.only is not None:
        kind, data, is_alone = run.input(chosen.only)
        inputs = [(f"number {chosen.only}", kind, data, is_alone)]
    else:
        inputs = [(str(file), "replay", file.read_bytes(), file.name.startswith("transport")) for file in chosen.replay]
    for name, kind, data, is_alone in inputs:
        print(f"--- {name}, {kind}, as it is kept:\n{data[:4_000]!r}\n--- what comes back on a line of its own:")
        print(line.told(run.street.address, run.street.filled(data), chosen.patience)[:4_000].decode("utf-8",
                                                                                                     "replace"))
        kept = line.Line(run.street.address, chosen.patience)
        run.try_one(kind, data, is_alone, kept, name.replace("/", "-"))
        kept.close()
    run.end()


sys.exit(main())
