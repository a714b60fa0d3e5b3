"""Measuring sides in turns, so that what else the machine does falls on all of them; rows of figures with goals."""

from __future__ import annotations

import gc
import math
import os
import statistics
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from time import perf_counter
from typing import Any

OURS = "WsKeywords"
STOCK = "websocket-client"
#: Does a piece of work once and says what was measured.
Side = Callable[[], float]


@dataclass(frozen=True)
class Scale:
    """How much is done: everything, or in a quick run a tenth of it, three times."""

    share: float = 1.0
    rounds: int = 5

    def of(self, number: int) -> int:
        return max(1, int(number * self.share))


@dataclass(frozen=True)
class Goal:
    """What is aimed at.

    Attributes:
        figure: the bound.
        peer: whom our figure is divided by (``times``) or what is taken off it (``beyond``); without one the figure is
            judged itself.
        how: ``times``, ``beyond`` or ``itself``.
    """

    figure: float
    peer: str = ""
    how: str = "itself"


def times(peer: str, figure: float) -> Goal:
    return Goal(figure, peer, "times")


def beyond(peer: str, figure: float) -> Goal:
    return Goal(figure, peer, "beyond")


@dataclass(frozen=True)
class Row:
    """One line of the table.

    Attributes:
        name: what is done.
        unit: of the figures: ``s``, ``/s``, ``KiB``, ``threads`` …
        figures: what was measured of each side, ours first.
        goals: what is aimed at; none for what is only told.
        more_is_better: of rates; of everything else less is.
        note: how it was measured, where the name does not say it.
        cpus: where the client and the server ran.
    """

    name: str
    unit: str
    figures: Mapping[str, list[float]]
    goals: tuple[Goal, ...] = ()
    more_is_better: bool = False
    note: str = ""
    cpus: Mapping[str, str] = field(default_factory=dict)

    def median(self, side: str = OURS) -> float:
        return statistics.median(self.figures[side])

    def measured(self, goal: Goal) -> float:
        """What is compared with the goal."""
        if goal.how == "times":
            return self.median() / self.median(goal.peer)
        return self.median() - (self.median(goal.peer) if goal.how == "beyond" else 0)

    def shortfall(self, goal: Goal) -> float:
        """By what factor the goal was missed; at most 1 when it was reached."""
        measured = self.measured(goal)
        return goal.figure / measured if self.more_is_better else measured / goal.figure

    def held(self, goal: Goal) -> bool:
        return self.shortfall(goal) <= 1

    def to_json(self) -> dict[str, Any]:
        told = asdict(self)
        told["figures"] = {side: [float(f"{value:.5g}") for value in values] for side, values in self.figures.items()}
        told["medians"] = {side: float(f"{self.median(side):.5g}") for side in self.figures}
        for goal, shown in zip(self.goals, told["goals"], strict=True):
            shown["measured"], shown["held"] = float(f"{self.measured(goal):.5g}"), self.held(goal)
        return told

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> Row:
        goals = tuple(Goal(goal["figure"], goal["peer"], goal["how"]) for goal in told["goals"])
        return cls(
            told["name"], told["unit"], told["figures"], goals, told["more_is_better"], told["note"], told["cpus"]
        )


def in_turns(sides: Mapping[str, Side], rounds: int, warm_up: bool = True) -> dict[str, list[float]]:
    """Each side once to warm up, then one after the other, so many times."""
    figures: dict[str, list[float]] = {name: [] for name in sides}
    for side in sides.values() if warm_up else ():
        side()
    for _ in range(rounds):
        for name, side in sides.items():
            gc.collect()
            figures[name].append(side())
    return figures


def repeated(once: Callable[[], object], count: int) -> float:
    """Seconds that one call takes, of so many."""
    with clock() as seconds:
        for _ in range(count):
            once()
    return seconds() / count


@contextmanager
def clock() -> Iterator[Callable[[], float]]:
    """Seconds since the block began; after it, how long it took."""
    began = perf_counter()
    ended: list[float] = []
    yield lambda: (ended[0] if ended else perf_counter()) - began
    ended.append(perf_counter())


def percentile(values: list[float], percent: float) -> float:
    """The smallest value that so many percent of the values do not exceed."""
    ranked = sorted(values)
    return ranked[max(0, math.ceil(len(ranked) * percent / 100) - 1)]


def cpus(process: int = 0) -> str:
    """The CPUs that a process may run on, as ``0-1``."""
    if not hasattr(os, "sched_getaffinity"):
        return f"0-{(os.cpu_count() or 1) - 1}"
    allowed = sorted(os.sched_getaffinity(process))
    if len(allowed) > 1 and allowed == list(range(allowed[0], allowed[-1] + 1)):
        return f"{allowed[0]}-{allowed[-1]}"
    return ",".join(map(str, allowed))
