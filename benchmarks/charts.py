"""The pictures of docs/performance.rst: ours against peers and goals, and how what it costs grows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from . import svg
from .measuring import OURS, STOCK, Goal, Row
from .report import Run, compared, shown

WIDTH, LABELS, FIGURES, LINE = 1080, 590, 90, 24


class Point(NamedTuple):
    """One dot: how many times better than the peer (or than the bound) we are, and where the goal is."""

    label: str
    better: float
    goal: float
    figure: str
    held: bool


def performance(run: Run) -> str:
    beside = [_beside(row, goal) for row in run.rows for goal in row.goals if goal.how == "times"]
    bounded = [_bounded(row, goal) for row in run.rows for goal in row.goals if goal.how != "times"]
    parts, y = [svg.text(10, 22, "How many times faster than the peer", "head")], 40
    parts += _legend(y - 18)
    parts += _dots(beside, y, "as fast as the peer")
    y += LINE * (len(beside) + 2) + 20
    parts.append(svg.text(10, y, "How many times better than the goal, where that is a figure of its own", "head"))
    parts += _dots(bounded, y + 18, "the goal")
    height = y + 18 + LINE * (len(bounded) + 2)
    held = sum(point.held for point in (*beside, *bounded))
    described = " ".join(f"{point.label}: {point.figure}." for point in (*beside, *bounded))
    description = f"{held} of {len(beside) + len(bounded)} goals are held. The table has all figures. {described}"
    return svg.picture(WIDTH, height, "WsKeywords beside other clients", description, parts)


def _beside(row: Row, goal: Goal) -> Point:
    ratio = row.measured(goal)
    better, aimed = (ratio, goal.figure) if row.more_is_better else (1 / ratio, 1 / goal.figure)
    return Point(f"{row.name} · {goal.peer}", better, aimed, f"{svg_number(better)} ×", row.held(goal))


def _bounded(row: Row, goal: Goal) -> Point:
    # Less than nothing beyond the peer: better than any goal.
    better = min(1000.0, goal.figure / max(row.measured(goal), goal.figure / 1000))
    return Point(row.name, better, 1, compared(row, goal), row.held(goal))


def svg_number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def _legend(y: float) -> Iterator[str]:
    yield svg.line(WIDTH - 262, y - 8, WIDTH - 262, y + 4, "goal")
    yield svg.text(WIDTH - 254, y + 2, "goal", "quiet")
    yield svg.dot(WIDTH - 210, y - 2, "held", "held")
    yield svg.text(WIDTH - 200, y + 2, "held", "quiet")
    yield svg.dot(WIDTH - 155, y - 2, "missed", "missed")
    yield svg.text(WIDTH - 145, y + 2, "missed", "quiet")


def _dots(points: Sequence[Point], top: float, one: str) -> Iterator[str]:
    bottom = top + LINE * len(points)
    scale = svg.LogScale([1, *(p.better for p in points), *(p.goal for p in points)], LABELS, WIDTH - FIGURES)
    for tick in scale.ticks:
        yield svg.line(scale(tick), top, scale(tick), bottom, "peer" if tick == 1 else "grid")
        yield svg.text(scale(tick), bottom + 16, one if tick == 1 else f"{tick:g} ×", "quiet middle")
    for number, point in enumerate(points):
        y = top + LINE * (number + 0.5)
        kind = "held" if point.held else "missed"
        yield svg.text(LABELS - 12, y + 4, point.label, "end")
        yield svg.line(scale(1), y, scale(point.better), y, f"{kind} bar")
        yield svg.line(scale(point.goal), y - 8, scale(point.goal), y + 8, "goal")
        yield svg.dot(scale(point.better), y, kind, f"{point.label}: {point.figure}")
        yield svg.text(WIDTH - FIGURES + 10, y + 4, point.figure)


class Curve(NamedTuple):
    label: str
    unit: str
    points: list[tuple[float, float]]


def growth(run: Run) -> str:
    def curve(label: str, key: str, side: str = OURS) -> Curve:
        rows = [(int(row.name.rpartition("/")[2]), row) for row in run.rows if row.name.startswith(f"{key}/")]
        unit = next(row.unit for _, row in rows)
        # Ticks are powers of ten.
        factor, unit = (1.024, "kB") if unit == "KiB" else (1, unit)
        return Curve(label, unit, [(x, row.median(side) * factor) for x, row in rows if side in row.figures])

    panels = [
        ("Sessions: time of one", "open sessions", [
            curve("opening one, of a crowd", "sessions/opening"),
            curve("an echo on each, per session", "sessions/echo")]),
        ("Sessions: memory of one", "open sessions", [curve("resident memory", "sessions/memory")]),
        ("Size: a message there and back", "bytes", [
            curve("text", "size/text"), curve(f"text, {STOCK}", "size/text", STOCK), curve("binary", "size/binary")]),
        ("Size: memory for a message there and back", "bytes", [
            curve("text, at the peak", "size/text peak"), curve("binary, at the peak", "size/binary peak")]),
        ("Backlog: time for all of it", "unread messages of 64 B", [
            curve("find the last one", "backlog/search"), curve("take all", "backlog/take")]),
        ("Backlog: memory of all of it", "unread messages of 64 B", [curve("resident memory", "backlog/memory")]),
    ]  # fmt: skip
    width, high, across = 450, 270, 2
    parts: list[str] = []
    for number, (title, under, curves) in enumerate(panels):
        parts += _panel(title, under, curves, (number % across) * width, (number // across) * high)
    description = "Logarithmic on both axes. " + " ".join(
        f"{title}, {curve.label}: from {shown(curve.points[0][1], curve.unit)} at {curve.points[0][0]:,} "
        f"to {shown(curve.points[-1][1], curve.unit)} at {curve.points[-1][0]:,} {under}."
        for title, under, curves in panels
        for curve in curves
    )
    rows = -(-len(panels) // across)
    return svg.picture(width * across, high * rows, "What WsKeywords costs as it grows", description, parts)


def _panel(title: str, under: str, curves: list[Curve], left: float, top: float) -> Iterator[str]:
    x = svg.LogScale([x for curve in curves for x, _ in curve.points], left + 70, left + 430)
    y = svg.LogScale([y for curve in curves for _, y in curve.points], top + 210, top + 50)
    yield svg.text(left + 10, top + 20, title, "head")
    for tick in x.ticks:
        yield svg.line(x(tick), top + 50, x(tick), top + 210, "grid")
        yield svg.text(x(tick), top + 226, _count(tick), "quiet middle")
    yield svg.text(left + 250, top + 244, under, "quiet middle")
    for tick in y.ticks:
        yield svg.line(left + 70, y(tick), left + 430, y(tick), "grid")
        yield svg.text(left + 64, y(tick) + 4, shown(tick, curves[0].unit), "quiet end")
    at = left + 10.0
    for letter, curve in zip("abc", curves, strict=False):
        yield svg.text(at, top + 38, f"● {curve.label}", letter)
        at += 7 * len(curve.label) + 26
        yield svg.path([(x(a), y(b)) for a, b in curve.points], f"line {letter}")
        for a, b in curve.points:
            yield svg.dot(x(a), y(b), letter, f"{curve.label}, {a:,} {under}: {shown(b, curve.unit)}", 3)


def _count(value: float) -> str:
    for size, letter in ((1e6, "M"), (1e3, "k")):
        if value >= size:
            return f"{value / size:g}{letter}"
    return f"{value:g}"
