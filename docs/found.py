"""What ``fuzzing.rst`` says of planted defects and of pytest-routes: its tables, made from figures."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from statistics import median
from typing import Any

HERE = Path(__file__).parent
ROOT = HERE.parent
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from tests.planted import table  # noqa: E402

PAGE = HERE / "fuzzing.rst"
BESIDE = ROOT / "benchmarks" / "figures" / "fuzzing.json"
START, END = ".. planted: written by python -m tests.planted, or make docs", ".. end of planted"
START_BESIDE, END_BESIDE = ".. beside: written by make bench-fuzz, or make docs", ".. end of beside"


def generated() -> dict[Path, str]:
    """The page with its tables as they should be."""
    if not (PAGE.exists() and table.FIGURES.exists() and BESIDE.exists()):
        return {}
    text = PAGE.read_text(encoding="utf-8")
    for start, end, lines in ((START, END, planted()), (START_BESIDE, END_BESIDE, beside())):
        head, found, rest = text.partition(start)
        if found:
            text = "\n".join([head + start, "", *lines, "", end]) + rest.partition(end)[2]
    return {PAGE: text}


def planted() -> Iterator[str]:
    """The planted defects: how often each was found, how fast, in how many messages."""
    kept = json.loads(table.FIGURES.read_text(encoding="utf-8"))
    runs = kept["runs"]
    seeds = len(runs[0]["defect"])
    held = sum(map(table.judged, runs))
    alarms = sum(map(table.alarms, runs))
    yield (
        f"Measured on {when(kept['at'])} with Python {kept['python']}: {seeds} seeds, {kept['budget']:g} s for each "
        f"run at most, which ends with the first finding, and {kept['mended']:g} s with each mended server. "
        f"{held} of {len(runs)} defects are found as they should be: in nine of ten seeds, with at most one message "
        f"more than the fewest that show it, and with no false alarm. There were {alarms} false alarms in "
        f"{seeds * len(runs)} runs with mended servers."
    )
    yield ""
    yield from rows((12, 34, 18, 9, 8, 11, 8, 10), table.HEAD, table.rows(runs))


def beside() -> Iterator[str]:
    """The same apps, as far as pytest-routes takes them."""
    kept = json.loads(BESIDE.read_text(encoding="utf-8"))
    found = kept["rows"]
    counts = {side: sum(each[side]["found"] for each in found) for side in ("peer", "ours")}
    alarms = {side: sum(each[side]["alarm"] for each in found) for side in ("peer", "ours")}
    loaded = [each for each in found if each["peer"]["rate"]]
    ratio = median(each["ours"]["rate"] / each["peer"]["rate"] for each in loaded)
    yield (
        f"Measured on {when(kept['at'])} with Python {kept['python']}, seed {kept['seed']}: of {len(found)} apps "
        f"{kept['peer']} loads {len(loaded)} and finds {counts['peer']} defects, with {alarms['peer']} false alarms; "
        f"ours finds {counts['ours']}, with {alarms['ours']}. On the apps that both load ours holds {ratio:.1f} times "
        "as many conversations per second (the median of the apps), through sockets."
    )
    yield ""
    head = ("App", "Defect", kept["peer"], "Ours", "Conversations/s: " + kept["peer"], "Ours")
    yield from rows(
        (10, 30, 18, 18, 12, 12),
        head,
        (
            (
                each["name"],
                each["defect"],
                verdict(each["peer"]),
                verdict(each["ours"]),
                f"{each['peer']['rate']:.0f}" if each["peer"]["rate"] else "–",
                f"{each['ours']['rate']:.0f}",
            )
            for each in found
        ),
    )


def verdict(side: dict[str, Any]) -> str:
    """What one side made of an app."""
    if side["found"]:
        messages = f"{side['messages']} message{'' if side['messages'] == 1 else 's'}"
        return f"{side['seconds']:.1f} s, {messages}"
    if side["alarm"]:
        return "false alarm"
    return "–" if side.get("loaded", True) else "not loaded"


def rows(widths: tuple[int, ...], head: tuple[str, ...], cells: Any) -> Iterator[str]:
    """A table."""
    yield ".. list-table::"
    yield f"   :widths: {' '.join(map(str, widths))}"
    yield "   :header-rows: 1"
    yield ""
    for each in (head, *cells):
        first, *others = each
        yield f"   * - {first}"
        yield from (f"     - {other}" for other in others)


def when(at: str) -> str:
    """*21 November 2026, 21:40 UTC*."""
    return f"{datetime.fromisoformat(at):%-d %B %Y, %H:%M} UTC"
