"""What ten seeds found in each planted server, as the cells of a table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import Any

from .catalogue import PLANTED, Planted

FIGURES = Path(__file__).with_name("figures.json")
#: Of ten seeds as many must find it.
ENOUGH = 0.9


def planted_of(run: Mapping[str, Any]) -> Planted:
    """The defect that figures are of."""
    return next(each for each in PLANTED if each.name == run["name"])


def found(run: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The runs that found it."""
    return [each for each in run["defect"] if each["seconds"] is not None]


def alarms(run: Mapping[str, Any]) -> int:
    """How many runs reported something of the mended server."""
    return sum(bool(each["properties"]) for each in run["mended"])


def judged(run: Mapping[str, Any]) -> bool:
    """Whether it was found often enough, in a conversation that is short enough, and nothing else was."""
    enough = len(found(run)) >= ENOUGH * len(run["defect"])
    return enough and not alarms(run) and longest(run) <= planted_of(run).fewest + 1


def longest(run: Mapping[str, Any]) -> int:
    """Messages of the longest conversation that was shown."""
    return max((each["messages"] for each in found(run)), default=0)


def rows(runs: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, ...]]:
    """The cells of each."""
    for run in runs:
        planted, seen = planted_of(run), found(run)
        properties = sorted({name for each in seen for name in each["properties"] if name in planted.properties})
        yield (
            planted.framework,
            planted.defect,
            ", ".join(properties) or "–",
            f"{len(seen)} of {len(run['defect'])}",
            f"{median(each['seconds'] for each in seen):.1f}" if seen else "–",
            f"{median(each['messages'] for each in seen):g} ({longest(run)})" if seen else "–",
            str(planted.fewest),
            f"{alarms(run)} of {len(run['mended'])}",
        )


HEAD = ("Server", "Defect", "Property", "Found", "Seconds", "Messages (most)", "Fewest", "False alarms")


def lines(runs: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """For the console: one a defect."""
    for run, cells in zip(runs, rows(runs), strict=True):
        yield f"{'ok  ' if judged(run) else 'MISS'} {run['name']:<11} " + "  ".join(cells[2:])
