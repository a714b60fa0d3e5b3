"""What ``performance.rst`` says of the documented runs: its tables and pictures, made from their figures."""

import re
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parent
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from benchmarks import charts, documented  # noqa: E402
from benchmarks.measuring import OURS, Row  # noqa: E402
from benchmarks.report import Run, aim, compared, shown  # noqa: E402

PAGE = HERE / "performance.rst"
START, END = ".. figures: written by make bench, or make docs", ".. end of the figures"
REASONS = "What is missed, and why"
PICTURES = HERE / "_static"


def generated() -> dict[Path, str]:
    """The page with its tables as they should be, and the pictures."""
    newest = Run.read(documented.NEWEST)
    before = Run.read(documented.BEFORE) if documented.BEFORE.exists() else None
    text = PAGE.read_text(encoding="utf-8")
    head, _, rest = text.partition(START)
    return {
        PAGE: "\n".join([head + START, "", *figures(newest, before), "", END]) + rest.partition(END)[2],
        PICTURES / "performance.svg": charts.performance(newest),
        PICTURES / "growth.svg": charts.growth(Run.read(documented.GROWTH)),
    }


def figures(newest: Run, before: Run | None) -> Iterator[str]:
    runs = [newest, *([before] if before else [])]
    versions = ", ".join(f"{name} {number}" for name, number in newest.machine["versions"].items())
    when = " and ".join(f"{datetime.fromisoformat(run.machine['at']):%-d %B %Y, %H:%M} UTC" for run in runs)
    yield f"Measured on {when}: {newest.machine['machine']}, Python {newest.machine['python']}, {versions}."
    alone = {run.machine.get("scheduled", "normally") for run in runs} - {"normally"}
    yield f"The processes that measure were scheduled {alone.pop()}.\n" if alone else ""
    earlier = {row.name: row for row in before.rows} if before else {}
    missed, count = {*unmet(newest), *unmet(before)}, sum(len(row.goals) for row in newest.rows)
    yield f"Of {count} goals {count - len(missed)} are held{' in both runs' if before else ''}."
    yield "What misses one stands below the table, with the reason.\n"
    yield "\n.. list-table::\n   :widths: 30 12 24 11 12 11\n   :header-rows: 1\n"
    yield from cells("Work", OURS, "Beside", "Goal", "Measured", "The run before")
    for row in newest.rows:
        yield from cells(row.name, shown(row.median(), row.unit), *compared_columns(row, earlier.get(row.name)))
    yield ""
    yield "How single rows were measured:\n"
    notes: dict[str, list[str]] = {}
    for row in newest.rows:
        where = ", ".join(f"{who} on CPU {cpus}" for who, cpus in row.cpus.items())
        note = "; ".join(filter(None, (row.note, where)))
        if note:
            notes.setdefault(note, []).append(row.name)
    yield from (f"* {'; '.join(names)}: {note}." for note, names in notes.items())


def unmet(run: Run | None) -> set[tuple[str, str]]:
    """The goals that are missed: name of the row, and the peer."""
    return {(row.name, goal.peer) for row in (run.rows if run else ()) for goal in row.goals if not row.held(goal)}


def reasons(page: str) -> set[str]:
    """The rows of which the page says why they miss their goal, or nearly do."""
    section = page.partition(f"{REASONS}\n")[2].partition("\n---")[0]
    return {" ".join(term.split()) for term in re.findall(r"^\| \*\*(.+?)\*\*$", section, re.MULTILINE)}


def compared_columns(row: Row, earlier: Row | None) -> tuple[str, str, str, str]:
    """What stands beside ours, the goals, and what was measured of them in both runs; a line for each."""
    peers = [side for side in row.figures if side != OURS]
    beside = [f"{peer}: {shown(row.median(peer), row.unit)}" for peer in peers]
    goals = [aim(row, goal) for goal in row.goals]
    results = [
        [f"{compared(each, goal)}, {verdict(each.held(goal))}" for goal in each.goals] if each else []
        for each in (row, earlier)
    ]
    return block(beside), block(goals), block(results[0]), block(results[1])


def block(lines: list[str]) -> str:
    return "\n       ".join(f"| {line}" for line in lines) if len(lines) > 1 else "".join(lines)


def cells(first: str, *others: str) -> Iterator[str]:
    yield f"   * - {first}"
    yield from (f"     - {each}".rstrip() for each in others)


def verdict(held: bool) -> str:
    return "held" if held else "**missed**"
