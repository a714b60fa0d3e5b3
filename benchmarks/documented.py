"""The figures that docs/performance.rst shows: those of the last two full runs."""

from __future__ import annotations

from pathlib import Path

from .report import Run

FIGURES = Path(__file__).parent / "figures"
NEWEST, BEFORE, GROWTH = (FIGURES / f"{name}.json" for name in ("newest", "before", "growth"))


def keep(run: Run, growth: bool) -> None:
    """Make a run the newest documented one; the one that was becomes the one before, if it is of the same machine."""
    if growth:
        run.write(GROWTH)
        return
    if NEWEST.exists():
        before = Run.read(NEWEST)
        if (before.machine["machine"], before.machine["python"]) == (run.machine["machine"], run.machine["python"]):
            before.write(BEFORE)
        else:
            BEFORE.unlink(missing_ok=True)
    run.write(NEWEST)
