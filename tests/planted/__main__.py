"""``python -m tests.planted``: each planted defect, and the mended server, fuzzed with ten seeds, the default budget.

Writes ``figures.json`` beside this file when all of them were measured, from which ``docs/build.py`` makes a table.
Ends with 1 when a defect was missed more often than once in ten, or something was reported of a mended server.
"""

from __future__ import annotations

import argparse
import json
import platform
import sys
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from . import serving
from .catalogue import PLANTED, Planted
from .fuzzing import measured
from .table import FIGURES, judged, lines

RESULTS = Path(__file__).parents[2] / "results" / "planted"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.planted", description=__doc__)
    parser.add_argument("--seeds", type=int, default=10, help="how many; the first is 1")
    parser.add_argument("--only", default="", help="names, with commas between them; the others' last figures are kept")
    parser.add_argument("--budget", type=float, default=60.0, help="seconds of each run, at most")
    parser.add_argument("--mended", type=float, default=60.0, help="seconds of each run with a mended server, at most")
    parser.add_argument("--show", action="store_true", help="what the last runs found, and nothing else")
    given = parser.parse_args()
    names = [each.name for each in PLANTED]
    wanted = given.only.replace(",", " ").split() or names
    if unknown := sorted(set(wanted) - set(names)):
        parser.error(f"there is no {', '.join(unknown)}; there are {', '.join(names)}")
    RESULTS.mkdir(parents=True, exist_ok=True)
    for planted in PLANTED if not given.show else ():
        if planted.name in wanted:
            if reason := serving.why_not(planted):
                print(f"{planted.name}: {reason}")
                return 2
            told = {"name": planted.name, **figures(planted, given.seeds, given.budget, given.mended)}
            (RESULTS / f"{planted.name}.json").write_text(json.dumps(told, indent=1), encoding="utf-8")
            print(*lines([told]), sep="\n", flush=True)
    kept = [RESULTS / f"{name}.json" for name in names]
    runs = [json.loads(path.read_text(encoding="utf-8")) for path in kept if path.exists()]
    print(*lines(runs), sep="\n")
    if len(runs) == len(names):
        for each in (seed for run in runs for side in ("defect", "mended") for seed in run[side]):
            each.pop("shown", None)  # conversations with large messages
        FIGURES.write_text(
            json.dumps({**machine(given.budget, given.mended), "runs": runs}, indent=1) + "\n", encoding="utf-8"
        )
    return 0 if all(judged(each) for each in runs) else 1


def figures(planted: Planted, seeds: int, budget: float, mended_budget: float) -> dict[str, Any]:
    """What the fuzzer finds with each seed: the first in a fresh server with the defect, anything in a mended one."""
    defect = []
    for seed in range(1, seeds + 1):
        with serving.alone(planted, mended=False) as app:
            defect.append(measured(planted, app, seed, first=True, budget=budget).to_json())
    with serving.alone(planted, mended=True) as app:
        mended = [measured(planted, app, seed, budget=mended_budget).to_json() for seed in range(1, seeds + 1)]
    return {"defect": defect, "mended": mended}


def machine(budget: float, mended: float) -> dict[str, Any]:
    """When and where."""
    return {
        "at": datetime.now(timezone.utc).isoformat(timespec="minutes"),
        "python": platform.python_version(),
        "budget": budget,
        "mended": mended,
    }


if __name__ == "__main__":
    sys.exit(main())
