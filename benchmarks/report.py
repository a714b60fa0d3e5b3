"""What was measured, as lines of text and as JSON."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timezone
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from .measuring import OURS, Goal, Row

#: Whose versions are told.
PEERS = ("websocket-client", "aiohttp", "websockets", "robotframework", "robotframework-websocketclient", "behave")


@dataclass(frozen=True)
class Run:
    """One run of some benchmarks on one machine."""

    machine: Mapping[str, Any]
    rows: list[Row]

    def write(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        told = {**self.machine, "rows": [row.to_json() for row in self.rows]}
        path.write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")

    @classmethod
    def read(cls, path: Path) -> Run:
        told = json.loads(path.read_text(encoding="utf-8"))
        return cls(told, [Row.from_json(row) for row in told.pop("rows")])


def here() -> dict[str, Any]:
    """This machine and what is installed on it."""
    versions = {}
    for name in PEERS:
        try:
            versions[name] = version(name)
        except PackageNotFoundError:
            continue
    return {
        "at": datetime.now(timezone.utc).isoformat(timespec="seconds"),
        "machine": f"{platform.system()} {platform.machine()}, {os.cpu_count()} CPUs ({processor()})",
        "python": platform.python_version(),
        "load": round(os.getloadavg()[0], 2),
        "versions": versions,
    }


def scheduled() -> str:
    """How the processes that measure are scheduled."""
    if not hasattr(os, "sched_getscheduler"):
        return "normally"
    return {os.SCHED_FIFO: "in real time", os.SCHED_RR: "in real time"}.get(os.sched_getscheduler(0), "normally")


def processor() -> str:
    info = Path("/proc/cpuinfo")
    lines = info.read_text(encoding="utf-8").splitlines() if info.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or "unknown"


def shown(value: float, unit: str) -> str:
    """A figure as people read it."""
    if unit == "s":
        size = abs(value)
        scaled, unit = (value, "s") if size >= 1 else (value * 1e3, "ms") if size >= 1e-3 else (value * 1e6, "µs")
        return f"{_short(scaled)} {unit}"
    if unit == "KiB" and abs(value) >= 1000:
        value, unit = value / 1024, "MiB"
    if unit == "kB" and abs(value) >= 1000:
        value, unit = value / 1000, "MB"
    return f"{_short(value)}{'' if unit == '/s' else ' '}{unit}".rstrip()


def _short(value: float) -> str:
    if value == int(value) or abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.3g}"


def ratio(value: float) -> str:
    return f"{_short(value)} ×"


def aim(row: Row, goal: Goal) -> str:
    """A goal in words."""
    word = "≥" if row.more_is_better else "≤"
    if goal.how == "times":
        figure = f"1/{1 / goal.figure:.0f}" if goal.figure < 0.1 else f"{goal.figure:g} ×"
        return f"{word} {figure}"
    return f"{word} {'+ ' if goal.how == 'beyond' else ''}{shown(goal.figure, row.unit)}"


def compared(row: Row, goal: Goal) -> str:
    """What was measured, in the form of the goal."""
    measured = row.measured(goal)
    if goal.how == "times":
        return f"1/{1 / measured:.0f}" if measured < 0.1 else ratio(measured)
    return f"{'+ ' if goal.how == 'beyond' else ''}{shown(measured, row.unit)}"


def line(row: Row) -> str:
    """A row as it is printed while it is measured."""
    parts = [f"{side} {shown(row.median(side), row.unit)}" for side in row.figures if side != OURS]
    text = f"{row.name}: {shown(row.median(), row.unit)}"
    if parts:
        text += f" (beside {', '.join(parts)})"
    for goal in row.goals:
        of = f" of {goal.peer}" if goal.peer else ""
        text += f"\n    {compared(row, goal)}{of}, goal {aim(row, goal)}: {'held' if row.held(goal) else 'MISSED'}"
    where = ", ".join(f"{who} on CPU {cpus}" for who, cpus in row.cpus.items())
    if row.note or where:
        text += f"\n    [{'; '.join(filter(None, (row.note, where)))}]"
    return text
