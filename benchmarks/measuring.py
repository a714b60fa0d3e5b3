"""Works that are measured: ours and a peer's in turns, so that what else the machine does falls on both."""

from __future__ import annotations

import gc
import statistics
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter

OURS = "WsKeywords"
Side = Callable[[], float]


@dataclass
class Work:
    """One row: what is done, who does it, what is aimed at.

    Attributes:
        name: as the table shows it.
        unit: of a side's figure: ``s``, ``/s``, ``KiB`` …
        sides: who does it, and a function that does it once and returns the figure. The first is ours.
        goals: a peer's name and the goal for our figure divided by the peer's.
        limit: a goal for our figure itself, where there is no peer.
        more_is_better: of rates; otherwise less is.
        rounds: how often each side does it.
    """

    name: str
    unit: str
    sides: dict[str, Side]
    goals: dict[str, float] = field(default_factory=dict)
    limit: float | None = None
    more_is_better: bool = False
    rounds: int = 5
    note: str = ""


@dataclass(frozen=True)
class Result:
    """What was measured: the median of each side, and the ratios."""

    work: Work
    figures: dict[str, list[float]]

    def median(self, side: str) -> float:
        return statistics.median(self.figures[side])

    @property
    def ratios(self) -> dict[str, float]:
        ours = self.median(OURS)
        return {peer: ours / self.median(peer) for peer in self.work.goals}

    @property
    def shortfalls(self) -> dict[str, float]:
        """By what factor a goal was missed; at most 1 when it was reached."""
        better = self.work.more_is_better
        found = {
            peer: goal / self.ratios[peer] if better else self.ratios[peer] / goal
            for peer, goal in self.work.goals.items()
        }
        if self.work.limit is not None:
            found[""] = self.median(OURS) / self.work.limit
        return found


def measure(work: Work) -> Result:
    """Each side once to warm up, then in turns."""
    figures: dict[str, list[float]] = {name: [] for name in work.sides}
    for side in work.sides.values():
        side()
    for _ in range(work.rounds):
        for name, side in work.sides.items():
            gc.collect()
            figures[name].append(side())
    return Result(work, figures)


@contextmanager
def clock() -> Iterator[Callable[[], float]]:
    """Seconds since the block began; after it, how long it took."""
    began = perf_counter()
    ended: list[float] = []
    yield lambda: (ended[0] if ended else perf_counter()) - began
    ended.append(perf_counter())


@contextmanager
def server(*arguments: str) -> Iterator[int]:
    """The server of ``server.py`` in its own process: its port."""
    process = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.server", *arguments],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parent.parent,
    )
    assert process.stdout is not None
    try:
        yield int(process.stdout.readline())
    finally:
        process.kill()
        process.wait()
        process.stdout.close()
