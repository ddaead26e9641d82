"""How soon several servers hear of each other, and what it costs."""

import argparse
import statistics

from cluster import Cluster
from cost import compare
from delay import delays
from machine import facts

# In seconds, from before the POST is sent to the arrival at a stream of another server.
BAR_WITH, BAR_WITHOUT = 0.100, 1.5
# Processor time of three servers to that of one, for the same events to as many streams.
BAR_COST = 1.2


def main():
    options = read_options()
    print("\n".join(facts("bus")) + "\n")
    is_fine = True
    for bus, bar in ((True, BAR_WITH), (False, BAR_WITHOUT)):
        is_fine = tell_delays(bus, bar, options) and is_fine
    is_fine = tell_cost(options) and is_fine
    return 0 if is_fine else 1


def read_options():
    parser = argparse.ArgumentParser(prog="script/bench bus")
    parser.add_argument("--events", type=int, default=250, help="that are timed, each way (default 250)")
    parser.add_argument("--streams", type=int, default=1_500, help="for the cost (default 1500; a multiple of 3)")
    parser.add_argument("--told", type=int, default=100, help="events a round, for the cost (default 100)")
    parser.add_argument("--rounds", type=int, default=5, help="of each, for the cost (default 5)")
    return parser.parse_args()


def tell_delays(bus, bar, options):
    cluster = Cluster(bus=bus, residents=12)
    try:
        found = sorted(delays(cluster, options.events))
    finally:
        cluster.stop()
    median, p99 = statistics.median(found), found[int(len(found) * 0.99)]
    is_fine = p99 < bar
    print(f"{'with NATS' if bus else 'without a bus':<15}{len(found)} events from server C to server A: "
          f"median {median * 1000:.1f} ms, p99 {p99 * 1000:.1f} ms, longest {found[-1] * 1000:.1f} ms; "
          f"bar p99 {bar * 1000:.0f} ms: {'held' if is_fine else 'MISSED'}", flush=True)
    return is_fine


def tell_cost(options):
    one, three = compare(options.streams, options.told, options.rounds)
    print(f"\nprocessor time of the servers for {options.told} events to {options.streams} streams, "
          f"{options.streams * options.told:,} deliveries, {options.rounds} rounds each by turns:\n")
    print(f"{'round':<8}{'one server':>24}{'three servers, NATS':>24}{'ratio':>18}")
    print(f"{'':<8}{'all / less idle':>24}{'all / less idle':>24}{'all / less idle':>18}")
    for number, (alone, many) in enumerate(zip(one, three), 1):
        print(f"{number:<8}{words(alone):>24}{words(many):>24}{ratios(alone, many):>18}")
    whole = statistics.median(many.whole / alone.whole for alone, many in zip(one, three))
    busy = statistics.median(many.busy / alone.busy for alone, many in zip(one, three))
    is_fine = whole <= BAR_COST
    print(f"\nmedian ratio {whole:.2f} with all that the servers do, {busy:.2f} less what they do when nothing "
          f"happens; bar {BAR_COST} for all: {'held' if is_fine else 'MISSED'}")
    return is_fine


def words(cost):
    return f"{cost.whole:.2f} / {cost.busy:.2f} µs"


def ratios(alone, many):
    return f"{many.whole / alone.whole:.2f} / {many.busy / alone.busy:.2f}"


if __name__ == "__main__":
    raise SystemExit(main())
