"""Runs the benchmarks: ``python -m benchmarks [--quick] [--only WORDS] [--json FILE]``."""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import datetime, timezone
from pathlib import Path

import trustme

from . import bursts, crowds, frontends, matching, responsiveness, roundtrips
from .measuring import OURS, Result, Work, measure, server

#: A quick run fails on a work that misses its goal by this factor: a slip, not the noise of a loaded machine.
TOLERANCE = 3.0


def works(scale: float, stack: ExitStack) -> Iterator[Work]:
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
    authority = trustme.CA()
    authority.cert_pem.write_to_path(folder / "ca.pem")
    authority.issue_cert("127.0.0.1").private_key_and_cert_chain_pem.write_to_path(folder / "server.pem")
    port = stack.enter_context(server())
    tls_port = stack.enter_context(server(str(folder / "server.pem"), str(folder / "server.pem")))
    yield from roundtrips.works(port, scale)
    yield from bursts.works(port, scale)
    yield from crowds.works(port, tls_port, str(folder / "ca.pem"), scale)
    yield from responsiveness.works(port, scale)
    yield from frontends.works(port, scale)
    yield from matching.works(port, scale)


def shown(value: float, unit: str) -> str:
    if unit == "s":
        return f"{value * 1e6:,.2f} µs" if value < 1e-3 else f"{value * 1e3:,.2f} ms" if value < 1 else f"{value:.2f} s"
    return f"{value:,.0f} {unit}" if value >= 100 else f"{value:.2f} {unit}"


def line(result: Result) -> str:
    work, parts = result.work, []
    for peer in [side for side in work.sides if side != OURS]:
        ratio = result.median(OURS) / result.median(peer)
        goal = work.goals.get(peer)
        word = "≥" if work.more_is_better else "≤"
        aim = f" (goal {word} {goal:.3g} ×: {'held' if result.shortfalls[peer] <= 1 else 'MISSED'})" if goal else ""
        parts.append(f"{ratio:.3g} × {peer}'s {shown(result.median(peer), work.unit)}{aim}")
    if work.limit is not None:
        held = "held" if result.shortfalls[""] <= 1 else "MISSED"
        parts.append(f"(goal ≤ {shown(work.limit, work.unit)}: {held})")
    note = f"  [{work.note}]" if work.note else ""
    return f"{work.name}: {shown(result.median(OURS), work.unit)} {'; '.join(parts)}{note}"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a tenth of the work; fails on a gross slip only")
    parser.add_argument("--only", default="", help="works whose name contains this")
    parser.add_argument("--json", type=Path, help="write the figures to this file")
    given = parser.parse_args()
    machine = f"{platform.machine()}, {os.cpu_count()} CPUs, Python {platform.python_version()}, {sys.platform}"
    print(
        f"On {machine}; the server has a process of its own on the same CPUs. Medians; load {os.getloadavg()[0]:.2f}."
    )
    results = []
    with ExitStack() as stack:
        for work in works(0.1 if given.quick else 1.0, stack):
            if given.only.lower() in work.name.lower():
                results.append(measure(work))
                print(line(results[-1]), flush=True)
    if given.json:
        figures = [
            {"work": r.work.name, "unit": r.work.unit, "figures": r.figures, "ratios": r.ratios, "goals": r.work.goals}
            for r in results
        ]
        when = datetime.now(timezone.utc).isoformat(timespec="seconds")
        given.json.write_text(json.dumps({"machine": machine, "at": when, "works": figures}, indent=1) + "\n")
    slips = [r.work.name for r in results if any(factor > TOLERANCE for factor in r.shortfalls.values())]
    if slips:
        print(f"Missed by more than {TOLERANCE:g} times: {', '.join(slips)}.")
    return 1 if slips and given.quick else 0


if __name__ == "__main__":
    sys.exit(main())
