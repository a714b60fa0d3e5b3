"""``python -m tests.soak``: cycles of single sessions, then a storm over hundreds. Ends with 1 if it found anything."""

from __future__ import annotations

import argparse
import os
import random
import sys
from pathlib import Path

from benchmarks.limits import raise_descriptors

from . import documented
from .cycling import Cycles, cycled
from .measuring import beyond
from .servers import missing
from .soaking import Outcome, Soak, prepared

#: What an hour should begin with: how many cycles of each kind.
CYCLES = {"websocket": 10_000, "wss": 2000, "event stream": 2000, "failing": 1000}


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    parser.add_argument("--seconds", type=float, default=float(os.environ.get("SOAK_SECONDS") or 3600))
    parser.add_argument("--sessions", type=int, default=500)
    parser.add_argument("--legs", type=int, default=12, help="parts, after each of which is measured what is held")
    parser.add_argument("--workers", type=int, default=10, help="threads that send and read")
    parser.add_argument("--pace", type=float, default=6.0, help="seconds of a round of all sessions")
    parser.add_argument("--share", type=float, default=0.6, help="so many of the connections are broken")
    parser.add_argument("--seed", type=int, default=random.randrange(1 << 32))
    parser.add_argument("--server", action="append", default=[], help="one of those to be run; all by default")
    parser.add_argument("--cycles", type=float, default=1.0, help="this part of the cycles; 0: none")
    parser.add_argument("--into", type=Path, help="write what was seen there, as JSON")
    parser.add_argument("--document", action="store_true", help="make it the run that docs/reliability.rst tells of")
    return parser.parse_args()


def main() -> int:
    given = arguments()
    raise_descriptors()
    for server, why in missing().items():
        print(f"    without {server}: {why}", file=sys.stderr)
    counts = {kind: int(count * given.cycles) for kind, count in CYCLES.items() if count * given.cycles >= 1}
    cycles = [cycled(kind, count) for kind, count in counts.items()]
    for each in cycles:
        print(f"    {each.count:,} cycles ({each.kind}): {each.after}", file=sys.stderr)
    soak = Soak(given.seconds, given.sessions, given.legs, given.workers, given.pace, given.share, given.seed)
    print(f"    seed {soak.seed}", file=sys.stderr)
    with prepared(soak, *given.server) as run:
        outcome = run.play()
    tell(outcome, cycles)
    for path in (given.into, documented.FIGURES if given.document else None):
        if path is not None:
            documented.write(path, outcome, cycles)
    return 0 if outcome.held and not any(beyond(each.after, each.before) for each in cycles) else 1


def tell(outcome: Outcome, cycles: list[Cycles]) -> None:
    for name, number in outcome.counts.items():
        print(f"    {name}: {number:,}")
    print(f"    faults: {outcome.faults}")
    print(f"    late: {outcome.late}, a sleeping thread {outcome.machine_late}")
    print(f"    {outcome.elapsed:.0f} s, {outcome.cpu:.0%} of a CPU")
    for text in (*outcome.findings, *outcome.grown):
        print(f"FOUND: {text}")
    for each in cycles:
        for text in beyond(each.after, each.before):
            print(f"FOUND: {each.kind} cycles: {text}")


if __name__ == "__main__":
    sys.exit(main())
