"""Transcript entries as HTML for Robot Framework's log.html.

Each is one self-contained element with its styles inline; colours come from the theme of the log, light or dark.
Outside ``<pre>`` there is no line feed, because the log keeps white space. Nothing that came from elsewhere is markup.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from ..output import escaped, html, html_again, masked, printable, quoted, size, start_of
from .layout import hex_dump, pretty
from .textview import (
    ARROWS,
    clock,
    close_phrase,
    dropped_line,
    event_phrase,
    handshake_phrase,
    kind_of,
    shown,
    size_of,
    text_lines,
    what,
)

if TYPE_CHECKING:
    from .textview import Subject
    from .transcript import Entry

#: Characters of a message in the line that is always seen, and in the text one click away.
_SHORT = 160
_FULL = 100_000
_DUMPED = 4096
#: A text of so many characters is masked as a whole wherever a part of it is shown.
_ORDINARY = 4096
_COLORS = {"sent": "#0a8f6a", "received": "#3584e4"}
_PRE = (
    "margin:2px 0 6px 1.2em;padding:2px 0 2px 8px;border-left:3px solid {color};max-height:32em;overflow:auto;"
    "white-space:pre-wrap;overflow-wrap:anywhere;font-size:inherit"
)
_PRES = {color: _PRE.format(color=color) for color in (*_COLORS.values(), "currentColor")}


def html_entry(subject: Subject, entry: Entry, mode: str = "FULL") -> str:
    """One entry: direction, session, time, kind, size and a short text; one click opens what more there is.

    Args:
        mode: ``FULL``, or ``SHORT`` for the one line only.
    """
    color = _COLORS.get(entry.direction, "currentColor")
    full = str(mode).upper() == "FULL"
    if type(entry.data) is str and entry.kind == "message" and len(entry.data) <= _ORDINARY:
        head, body = _message(subject, entry, color, full)
    else:
        layout = _layout(subject, entry)
        head = _head(subject, entry, color, is_json=layout is not None)
        body = _body(subject, entry, color, layout) if full else ""
    if not body:
        return f'<div style="padding-left:1.1em;overflow-wrap:anywhere">{head}</div>'
    return (
        f'<details style="margin:0"><summary style="cursor:pointer;overflow-wrap:anywhere">{head}</summary>'
        f"{body}</details>"
    )


def html_entries(subject: Subject, entries: Iterable[Entry], mode: str = "FULL", most: int = 50) -> str:
    """Several entries; of more than ``most`` the middle ones are left out, which is said."""
    every = list(entries)
    if len(every) == 1:
        return html_entry(subject, every[0], mode)
    if len(every) <= most:
        return "".join(html_entry(subject, entry, mode) for entry in every)
    half = most // 2
    first, last = every[: most - half], every[-half:]
    note = f'<div style="padding-left:1.1em;opacity:.75">… {len(every) - most:,} more, in the transcript …</div>'
    return (
        "".join(html_entry(subject, entry, mode) for entry in first)
        + note
        + "".join(html_entry(subject, entry, mode) for entry in last)
    )


def html_transcript(subject: Subject, newest: int = 500) -> str:
    """The transcript of a session, folded: its last ``newest`` entries, one a line."""
    transcript, close = subject.transcript, subject.close_info
    entries = transcript.entries(newest=newest + 1)
    lines = text_lines(subject, newest, limit=400)
    if len(entries) > newest and not dropped_line(subject):
        lines.insert(0, f"The last {newest:,} entries; Save Transcript writes all that are kept.")
    count = f"{len(entries):,}" if len(entries) <= newest else f"more than {newest:,}"
    state = f"closed {close_phrase(close)}" if close is not None else "open"
    return folded(
        f"Transcript of <b>{html(subject.name)}</b>: {count} {'entry' if count == '1' else 'entries'}, {html(state)}"
        f' <span style="opacity:.75">{html(subject.shown_url)}</span>',
        "\n".join(lines),
    )


def folded(head: str, text: str) -> str:
    """A text behind one line of markup that opens it."""
    return (
        f'<details style="margin:0"><summary style="cursor:pointer;overflow-wrap:anywhere">{head}</summary>'
        f'<pre style="{_PRES["currentColor"]}">{html(text)}</pre></details>'
    )


def _layout(subject: Subject, entry: Entry) -> str | None:
    """A JSON message laid out for reading; None for everything else and for what is too long."""
    if entry.kind != "message" or not isinstance(entry.data, str) or len(entry.data) > _FULL:
        return None
    layout = pretty(subject.secrets.text(entry.data))
    # White space may be most of it.
    return layout if layout is None or len(layout) <= 3 * _FULL else subject.secrets.text(entry.data)


def _head(subject: Subject, entry: Entry, color: str, *, is_json: bool) -> str:
    """``→ alice 12:00:01.123 text 12 B "hello"``"""
    data = entry.data
    kind = kind_of(entry)
    if entry.kind in ("message", "ping", "pong", "comment"):
        said = kind + event_phrase(data) if kind == "event" else "JSON" if is_json else kind
        facts, text = f"{said} {size(size_of(data))}", shown(data, _SHORT)
        if is_json:
            # Its own quotes are enough.
            text = text[1:-1]
    else:
        # The kind stands before the text already.
        facts, text = kind, what(subject, entry, _SHORT).partition("  ")[2]
    return _line(subject, entry, color, html(facts), html(text))


def _line(subject: Subject, entry: Entry, color: str, facts: str, text: str) -> str:
    return (
        f'<b title="{entry.direction}" style="display:inline-block;width:1.2em;font-family:sans-serif;color:{color}">'
        f"{ARROWS.get(entry.direction, '·')}</b> <b>{html_again(subject.name)}</b> "
        f'<span style="opacity:.75">{clock(entry)}</span> <span style="opacity:.75">{facts}</span> '
        f'<code style="font-size:inherit">{text}</code>'
    )


def _message(subject: Subject, entry: Entry, color: str, full: bool) -> tuple[str, str]:
    """Head and body of a text message that is not long, as ``_head`` and ``_body`` write them.

    Most entries are such, and a keyword often costs less than its entry: here the text is masked once, as a whole.
    """
    text = masked(entry.data)
    layout = pretty(text)
    start = quoted(text[:_SHORT], len(text) > _SHORT)
    kind, start = ("text", start) if layout is None else ("JSON", start[1:-1])
    head = _line(subject, entry, color, f"{kind} {size(size_of(entry.data))}", escaped(start))
    return head, _pre(text if layout is None else layout, color, is_masked=True) if full and text else ""


def _body(subject: Subject, entry: Entry, color: str, layout: str | None) -> str:
    data = entry.data
    if entry.kind == "handshake":
        return _pre(_handshake_text(subject, data), color)
    if entry.kind in ("close", "note", "ping", "pong"):
        return ""
    if entry.kind == "frame":
        data = data.payload
    if not data:
        return ""
    if layout is not None:
        text, more = printable(layout), ""
    elif isinstance(data, str):
        text, more = _text(subject, data)
    else:
        text = hex_dump(start_of(data, _DUMPED)[0])
        more = f"the first {size(_DUMPED)} of {size(len(data))}" if len(data) > _DUMPED else ""
    return _pre(text, color, f"{more}; Save Transcript writes all of it." if more else "")


def _text(subject: Subject, data: str) -> tuple[str, str]:
    """The text, and which part of it that is when it is not all."""
    if len(data) <= _FULL:
        return printable(subject.secrets.text(data)), ""
    return printable(start_of(data, _FULL)[0]), f"the first {_FULL // 1000} kB of {size(size_of(data))}"


def _handshake_text(subject: Subject, handshake: Any) -> str:
    secrets = subject.secrets
    lines = [f"GET {secrets.url(handshake.url)}"]
    lines += [f"{name}: {secrets.header(name, value)}" for name, value in handshake.request_headers]
    lines += ["", handshake_phrase(subject, handshake)]
    lines += [f"{name}: {secrets.header(name, value)}" for name, value in handshake.headers]
    return printable("\n".join(lines))


def _pre(text: str, color: str, note: str = "", is_masked: bool = False) -> str:
    said = f'<div style="margin-left:1.2em;opacity:.75">{html(note[:1].upper() + note[1:])}</div>' if note else ""
    shown = escaped(text) if is_masked else html(text)
    return f'{said}<pre style="{_PRES[color]}">{shown}</pre>'
