"""Runs the benchmarks, each group in a process of its own, and writes what was measured.

``BENCH_UNDER`` is a command that each of them is run under: a scheduler's (``chrt -f 1``), or a lock that keeps other
work off the machine.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import shlex
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

from . import documented
from .measuring import Goal, Row, Scale
from .report import Run, here, line, scheduled

ROOT = Path(__file__).parent.parent
RESULTS = ROOT / "results" / "bench"
#: The groups, in the order of the table: module and function, and whether a quick run has them.
GROUPS = {
    "onecpu": ("roundtrips", "rows_on_one_cpu", True),
    "roundtrips": ("roundtrips", "rows", True),
    "bursts": ("bursts", "rows", True),
    "crowds": ("crowds", "echo_rows", True),
    "openings": ("crowds", "opening_rows", True),
    "memory": ("memory", "rows", True),
    "liveness_sleeps": ("liveness", "rows_while_it_sleeps", True),
    "liveness_computes": ("liveness", "rows_while_it_computes", True),
    "liveness_logs": ("liveness", "rows_while_it_logs", True),
    "frontends": ("frontends", "rows", True),
    "imports": ("imports", "rows", True),
    "transcripts": ("transcripts", "rows", True),
    "matching": ("matching", "rows", True),
    "switching": ("switching", "rows", False),
    "floors": ("floors", "rows", False),
}
GROWTH = {
    "growth_sessions": ("growth", "sessions_rows", False),
    "growth_sizes": ("growth", "sizes_rows", False),
    "growth_backlog": ("growth", "backlog_rows", False),
}
#: A quick run fails on a row that misses its goal by this factor: a slip, not the noise of a loaded machine.
TOLERANCE = 3.0
QUICK = Scale(0.1, 3)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a tenth of the work; fails on a gross slip only")
    parser.add_argument("--growth", action="store_true", help="what it costs as it grows, instead of the table")
    parser.add_argument(
        "--only", default="", help=f"some of these, or what they begin with: {', '.join({**GROUPS, **GROWTH})}"
    )
    parser.add_argument("--document", action="store_true", help="make this run the one that docs/performance.rst shows")
    parser.add_argument("--rounds", type=int, help="turns of each side, 5 unless it says otherwise")
    parser.add_argument("--group", help=argparse.SUPPRESS)
    given = parser.parse_args()
    scale = QUICK if given.quick else Scale()
    if given.rounds:
        scale = replace(scale, rounds=given.rounds)
    if given.group:
        return measure_group(given.group, scale)
    every = {**GROUPS, **GROWTH}
    words = given.only.replace(",", " ").split()
    chosen = [name for name in every if any(name.startswith(word) for word in words)]
    if given.only and not chosen:
        parser.error(f"--only knows {', '.join(every)}")
    default = GROWTH if given.growth else {name: each for name, each in GROUPS.items() if each[2] or not given.quick}
    machine = here()
    rows, failed = measured(chosen or list(default), sys.argv[1:], machine)
    run = Run(machine, rows)
    path = RESULTS / f"{run.machine['at'].replace(':', '')}{'-growth' if given.growth else ''}.json"
    run.write(path)
    print(f"Figures: {path}")
    if failed:
        print(f"Could not be measured: {', '.join(failed)}.")
        return 1
    if given.document:
        documented.keep(run, growth=given.growth)
    slips = [row.name for row in run.rows if any(slipped(row, goal) for goal in row.goals)]
    if slips:
        print(f"Missed by more than {TOLERANCE:g} times: {'; '.join(slips)}.")
    return 1 if slips and given.quick else 0


def slipped(row: Row, goal: Goal) -> bool:
    """Whether a goal is missed by far. Times alone say more of the machine than of us: only ratios and memory do."""
    return (goal.how == "times" or row.unit != "s") and row.shortfall(goal) > TOLERANCE


def measured(names: list[str], options: list[str], machine: dict[str, Any]) -> tuple[list[Row], list[str]]:
    """The rows of some groups, each group measured in a fresh process; and the groups that failed.

    How these were scheduled is put into ``machine``.
    """
    found: list[Row] = []
    failed = []
    for name in names:
        with tempfile.TemporaryDirectory() as folder:
            out = Path(folder, "rows.json")
            command = [*shlex.split(os.environ.get("BENCH_UNDER", "")), sys.executable, "-m", "benchmarks"]
            environment = {**os.environ, "BENCH_ROWS": str(out)}
            if subprocess.run([*command, *options, "--group", name], cwd=ROOT, env=environment).returncode:
                failed.append(name)
            else:
                told = json.loads(out.read_text(encoding="utf-8"))
                machine["scheduled"] = told["scheduled"]
                found += [Row.from_json(row) for row in told["rows"]]
    return found, failed


def measure_group(name: str, scale: Scale) -> int:
    module, function, _ = {**GROUPS, **GROWTH}[name]
    if name == "onecpu" and hasattr(os, "sched_setaffinity"):
        # Before anything runs, so that every thread and the server are on it.
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    rows = []
    for row in getattr(importlib.import_module(f"benchmarks.{module}"), function)(scale):
        print(line(row), flush=True)
        rows.append(row)
    told = {"scheduled": scheduled(), "rows": [row.to_json() for row in rows]}
    Path(os.environ["BENCH_ROWS"]).write_text(json.dumps(told), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
