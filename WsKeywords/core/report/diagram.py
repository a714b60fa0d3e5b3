"""The conversation of several sessions as a sequence diagram: an SVG picture for log.html.

A column for each session, one for each server on the right, an arrow for each message. Text is cut to what fits; the
whole of it, bounded, is shown when the mouse rests on its arrow. Colours come from the theme of the log.
"""

from __future__ import annotations

from collections.abc import Sequence
from heapq import merge
from typing import NamedTuple
from urllib.parse import urlsplit

from ..output import html
from .textview import Subject, kind_of, what
from .transcript import Entry

#: Entries that a picture shows, the newest, and sessions.
MOST_ENTRIES = 300
MOST_SESSIONS = 20
_LEFT, _TOP, _COLUMN, _ROW = 90, 44, 210, 26
_LABEL, _TITLE = 34, 600
_COLORS = {"sent": "#0a8f6a", "received": "#3584e4", "": "currentColor"}


class _Line(NamedTuple):
    subject: Subject
    entry: Entry


def diagram(subjects: Sequence[Subject]) -> str:
    """The newest entries of these sessions, in the order of their times.

    Args:
        subjects: sessions; of more than ``MOST_SESSIONS`` the first.

    Returns:
        Markup of one ``<svg>`` element, and a line of text where something was left out.
    """
    shown = list(subjects[:MOST_SESSIONS])
    sources = [
        [_Line(subject, entry) for entry in subject.transcript.entries(newest=MOST_ENTRIES)] for subject in shown
    ]
    lines = list(merge(*sources, key=lambda line: line.entry.at))
    total = sum(len(subject.transcript.entries()) for subject in shown)
    lines = lines[-MOST_ENTRIES:]
    servers = list(dict.fromkeys(_server(subject) for subject in shown))
    columns = {id(subject): _middle(number) for number, subject in enumerate(shown)}
    ends = {server: _middle(len(shown) + number) for number, server in enumerate(servers)}
    width = _LEFT + _COLUMN * (len(shown) + len(servers))
    height = _TOP + _ROW * (len(lines) + 1)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="sequence diagram" width="{width}" '
        f'height="{height}" viewBox="0 0 {width} {height}" font-family="sans-serif" font-size="12" '
        'style="max-width:none;color:inherit">'
    ]
    names = [(columns[id(subject)], subject.name) for subject in shown]
    names += [(x, server) for server, x in ends.items()]
    parts += [_column(x, name, height) for x, name in names]
    start = lines[0].entry.at if lines else 0
    for row, (subject, entry) in enumerate(lines, 1):
        y = _TOP + _ROW * row
        parts.append(_time(y, (entry.at - start) / 1e9))
        parts.append(_arrow(subject, entry, y, columns[id(subject)], ends[_server(subject)]))
    parts.append("</svg>")
    left_out = []
    if total > len(lines):
        left_out.append(f"{total - len(lines)} older entries")
    if len(subjects) > len(shown):
        left_out.append(f"{len(subjects) - len(shown)} more sessions")
    note = f"<p>Not shown: {' and '.join(left_out)}.</p>" if left_out else ""
    return f'<div style="overflow:auto;max-height:60em">{"".join(parts)}</div>{note}'


def _server(subject: Subject) -> str:
    return urlsplit(subject.shown_url).netloc.rpartition("@")[2] or "app"


def _middle(column: int) -> int:
    return _LEFT + _COLUMN * column + _COLUMN // 2


def _column(x: int, name: str, height: int) -> str:
    return (
        f'<text x="{x}" y="20" text-anchor="middle" font-weight="bold" fill="currentColor">{_cut(name, 28)}</text>'
        f'<line x1="{x}" y1="30" x2="{x}" y2="{height}" stroke="currentColor" stroke-opacity="0.25"/>'
    )


def _time(y: int, seconds: float) -> str:
    return f'<text x="4" y="{y + 4}" fill="currentColor" fill-opacity="0.6">{seconds:.3f} s</text>'


def _arrow(subject: Subject, entry: Entry, y: int, near: int, far: int) -> str:
    """One entry: an arrow to or from the server, or a mark on the session's line."""
    full = html(what(subject, entry, _TITLE))
    title = f"<title>{full}</title>"
    color = _COLORS[entry.direction]
    label = _cut(_phrase(subject, entry), _LABEL)
    if not entry.direction and entry.kind != "handshake":
        return (
            f'<g>{title}<circle cx="{near}" cy="{y}" r="4" fill="currentColor"/>'
            f'<text x="{near + 10}" y="{y + 4}" fill="currentColor" font-style="italic">{label}</text></g>'
        )
    begin, end = (far, near) if entry.direction == "received" else (near, far)
    tip = -7 if end > begin else 7
    dash = "" if entry.kind in ("message", "frame") else ' stroke-dasharray="4 3"'
    return (
        f'<g>{title}<line x1="{begin}" y1="{y}" x2="{end}" y2="{y}" stroke="{color}" stroke-width="1.5"{dash}/>'
        f'<path d="M{end} {y}l{tip} -4v8z" fill="{color}"/>'
        f'<text x="{near + 8}" y="{y - 4}" fill="{color}">{label}</text></g>'
    )


def _phrase(subject: Subject, entry: Entry) -> str:
    """A message as it is; anything else with what it is called."""
    if entry.kind == "handshake":
        return f"open {urlsplit(subject.shown_url).path or '/'} {entry.data.status}"
    phrase = what(subject, entry, _LABEL * 2).partition("  ")[2]
    return phrase.partition("  ")[2] if kind_of(entry) in ("text", "binary") else f"{entry.kind} {phrase}"


def _cut(text: str, most: int) -> str:
    return html(text if len(text) <= most else f"{text[: most - 1]}…")
