"""What ``reliability.rst`` says of the documented long run, made from its figures."""

import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from textwrap import fill
from typing import Any

HERE = Path(__file__).parent
if str(HERE.parent) not in sys.path:
    sys.path.insert(0, str(HERE.parent))

from tests.soak import documented  # noqa: E402

PAGE = HERE / "reliability.rst"
START, END = ".. figures: written by make soak, or make docs", ".. end of the figures"
HELD = (
    ("descriptors", "descriptors"),
    ("threads", "threads"),
    ("memory", "resident memory"),
    ("allocated", "given out by malloc"),
    ("blocks", "objects of Python"),
)
KINDS = {
    "websocket": "open, exchange, close",
    "wss": "the same over TLS",
    "event stream": "an event stream of three events",
    "failing": "refused, aborted, timed out, reconnected",
}


def generated() -> dict[Path, str]:
    """The page with its figures as they should be."""
    text = PAGE.read_text(encoding="utf-8")
    head, _, rest = text.partition(START)
    told = figures(documented.read()) if documented.FIGURES.exists() else ["No run is documented yet."]
    return {PAGE: "\n".join([head + START, "", *told, "", END]) + rest.partition(END)[2]}


def figures(run: Mapping[str, Any]) -> Iterator[str]:
    yield paragraph(" ".join(summary(run)))
    yield ""
    if run["findings"]:
        yield paragraph("**What should not have happened**:")
        yield ""
        for text in run["findings"]:
            yield fill(" ".join(text.split())[:400], 118, initial_indent="* ", subsequent_indent="  ")
    else:
        yield paragraph(
            "Of the connections that were not broken no message was lost, doubled, changed or out of order, and no "
            "call ended in anything but a message, a WsKeywordsError or a time-out."
        )
    yield ""
    warm, last = run["warm"], run["rests"][-1]
    rows = [[name, *(shown(key, at[key]) for at in (warm, last)), change(warm[key], last[key])] for key, name in HELD]
    yield from table([["held", "after warm-up", "at the end", "change"], *rows])
    yield ""
    course = ", ".join(f"{at['memory'] / 1e6:.1f}" for at in run["rests"])
    yield paragraph(f"Resident memory after each part, in MB: {course}.")
    yield ""
    yield paragraph("Sessions one after the other, each kind in a process of its own:")
    yield ""
    heads = ["cycles", "descriptors, threads", *(name for _, name in HELD[2:])]
    yield from table([heads, *(cycle(each) for each in run["cycles"])])


def summary(run: Mapping[str, Any]) -> Iterator[str]:
    counts, servers = run["counts"], run["servers"]
    yield f"Seen on {datetime.fromisoformat(run['at']):%-d %B %Y}, with Python {run['python']}:"
    yield f"{run['soak']['sessions']} sessions for {run['elapsed'] / 60:.0f} minutes, through the proxy to"
    yield f"{', '.join(servers[:-1])} and {servers[-1]}, on {run['cpu']:.0%} of a CPU, servers included."
    yield f"{counts['messages received']:,} messages were compared."
    broken = ", ".join(f"{count:,} {FAULTS.get(name, name)}" for name, count in run["faults"].items())
    yield f"Of {counts['connections']:,} connections {counts['connections broken']:,} were broken ({broken});"
    yield f"sessions were reconnected {counts['reconnected']:,} times."
    late = max(run["late"].values(), default=0)
    yield f"The call that ended latest did so {late * 1000:.0f} ms after its deadline, while a thread that only slept"
    yield f"woke {run['machine_late'] * 1000:.0f} ms late at most."


FAULTS = {
    "corrupt": "with bits turned",
    "drop": "fallen silent",
    "half-close": "half closed",
    "lose": "with bytes left out",
    "reset": "reset",
}


def cycle(each: Mapping[str, Any]) -> list[str]:
    before, after = each["before"], each["after"]
    counts = f"{after['descriptors'] - before['descriptors']:+d}, {after['threads'] - before['threads']:+d}"
    return [
        f"{each['count']:,}: {KINDS[each['kind']]}",
        counts,
        *(change(before[key], after[key]) for key in ("memory", "allocated", "blocks")),
    ]


def shown(key: str, value: int) -> str:
    return f"{value / 1e6:.1f} MB" if key in ("memory", "allocated") else f"{value:,}"


def change(before: int, after: int) -> str:
    return f"{after / before - 1:+.1%}" if before else "not told"


def paragraph(text: str) -> str:
    return fill(text, 120, break_on_hyphens=False)


def table(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    rule = "  ".join("=" * width for width in widths)
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    yield from (rule, lines[0], rule, *lines[1:], rule)
