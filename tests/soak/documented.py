"""The run that ``docs/reliability.rst`` tells of, beside the figures of the benchmarks."""

from __future__ import annotations

import json
import platform
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timezone
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .cycling import Cycles
    from .soaking import Outcome

FIGURES = Path(__file__).parents[2] / "benchmarks" / "figures" / "soak.json"


def write(path: Path, outcome: Outcome, cycles: Sequence[Cycles]) -> None:
    told = {
        "at": datetime.now(timezone.utc).isoformat(timespec="seconds"),
        "python": platform.python_version(),
        **asdict(outcome),
        "rests": [rest._asdict() for rest in outcome.rests],
        "warm": outcome.warm._asdict(),
        "grown": outcome.grown,
        "cycles": [
            {**each._asdict(), "before": each.before._asdict(), "after": each.after._asdict()} for each in cycles
        ],
    }
    path.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")


def read() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(FIGURES.read_text(encoding="utf-8"))
    return found
