"""Pictures as SVG, readable on light and dark pages, with a title and a description for who cannot see them."""

from __future__ import annotations

import math
from collections.abc import Iterable
from html import escape

STYLE = """\
text { font: 12px system-ui, sans-serif; fill: #24292f; }
.head { font-size: 14px; font-weight: 600; }
.quiet { fill: #57606a; }
.end { text-anchor: end; }
.middle { text-anchor: middle; }
.grid { stroke: #d0d7de; stroke-width: 1; }
.peer { stroke: #57606a; stroke-width: 1.5; }
.goal { stroke: #8250df; stroke-width: 3; }
.held { stroke: #0969da; fill: #0969da; }
.missed { stroke: #bc4c00; fill: none; stroke-width: 2; }
.bar { stroke-width: 5; stroke-opacity: 0.45; }
.line { fill: none; stroke-width: 2; }
.a { stroke: #0969da; } .b { stroke: #bc4c00; } .c { stroke: #1a7f37; }
circle.a, text.a { fill: #0969da; } circle.b, text.b { fill: #bc4c00; } circle.c, text.c { fill: #1a7f37; }
text.a, text.b, text.c { stroke: none; }
@media (prefers-color-scheme: dark) {
  text { fill: #e6edf3; }
  .quiet { fill: #9198a1; }
  .grid { stroke: #3d444d; }
  .peer { stroke: #9198a1; }
  .goal { stroke: #ab7df8; }
  .held { stroke: #4493f8; fill: #4493f8; }
  .missed { stroke: #f0883e; }
  .a { stroke: #4493f8; } .b { stroke: #f0883e; } .c { stroke: #3fb950; }
  circle.a, text.a { fill: #4493f8; } circle.b, text.b { fill: #f0883e; } circle.c, text.c { fill: #3fb950; }
}
"""


def picture(width: int, height: int, title: str, description: str, parts: Iterable[str]) -> str:
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
            'role="img" aria-labelledby="title description">',
            f'<title id="title">{escape(title)}</title>',
            f'<desc id="description">{escape(description)}</desc>',
            f"<style>\n{STYLE}</style>",
            *parts,
            "</svg>\n",
        ]
    )


def text(x: float, y: float, content: str, kind: str = "") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}"{_kind(kind)}>{escape(content)}</text>'


def line(x1: float, y1: float, x2: float, y2: float, kind: str) -> str:
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"{_kind(kind)}/>'


def dot(x: float, y: float, kind: str, said: str, radius: float = 5) -> str:
    """A point; ``said`` is shown when the pointer is on it."""
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius}"{_kind(kind)}><title>{escape(said)}</title></circle>'


def path(points: Iterable[tuple[float, float]], kind: str) -> str:
    joined = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    return f'<polyline points="{joined}"{_kind(kind)}/>'


def _kind(kind: str) -> str:
    return f' class="{kind}"' if kind else ""


class LogScale:
    """Positions of values on a logarithmic axis from ``start`` to ``end``, in whole powers of ten."""

    def __init__(self, values: Iterable[float], start: float, end: float) -> None:
        known = [value for value in values if value > 0]
        self.low = math.floor(math.log10(min(known)))
        self.high = max(self.low + 1, math.ceil(math.log10(max(known))))
        self.start, self.end = start, end

    def __call__(self, value: float) -> float:
        share = (math.log10(max(value, 10.0**self.low)) - self.low) / (self.high - self.low)
        return self.start + share * (self.end - self.start)

    @property
    def ticks(self) -> list[float]:
        step = 1 if self.high - self.low <= 8 else 2
        return [10.0**power for power in range(self.low, self.high + 1, step)]
