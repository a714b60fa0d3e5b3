"""``python -m tests.soak``: see ``--help``. Ends with 1 when something was found."""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
from dataclasses import asdict
from pathlib import Path

from benchmarks.limits import raise_descriptors

from .servers import missing
from .soaking import Outcome, Soak, prepared


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    parser.add_argument("--seconds", type=float, default=float(os.environ.get("SOAK_SECONDS") or 3600))
    parser.add_argument("--sessions", type=int, default=500)
    parser.add_argument("--legs", type=int, default=12)
    parser.add_argument("--workers", type=int, default=10)
    parser.add_argument("--pace", type=float, default=6.0)
    parser.add_argument("--share", type=float, default=0.6)
    parser.add_argument("--seed", type=int, default=random.randrange(1 << 32))
    parser.add_argument("--server", action="append", default=[], help="one of those to be run; all by default")
    parser.add_argument("--into", type=Path, help="write what was seen there, as JSON")
    return parser.parse_args()


def main() -> int:
    given = arguments()
    raise_descriptors()
    for server, why in missing().items():
        print(f"    without {server}: {why}", file=sys.stderr)
    soak = Soak(given.seconds, given.sessions, given.legs, given.workers, given.pace, given.share, given.seed)
    print(f"    seed {soak.seed}", file=sys.stderr)
    with prepared(soak, *given.server) as run:
        outcome = run.play()
    tell(outcome)
    if given.into:
        given.into.write_text(json.dumps({**asdict(outcome), "held": outcome.held}, indent=1) + "\n", encoding="utf-8")
    return 0 if outcome.held else 1


def tell(outcome: Outcome) -> None:
    for name, number in outcome.counts.items():
        print(f"    {name}: {number:,}")
    print(f"    faults: {outcome.faults}")
    print(f"    late: {outcome.late}, a sleeping thread {outcome.machine_late}")
    print(f"    {outcome.elapsed:.0f} s, {outcome.cpu:.0%} of a CPU")
    for text in (*outcome.findings, *outcome.grown):
        print(f"FOUND: {text}")


if __name__ == "__main__":
    sys.exit(main())
