"""A transcript as people and programs read it: lines of text, a list, JSON. Everything in it is redacted."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, Protocol

from ..eventstream.event import ServerEvent
from ..output import printable, quote, size, start_of

if TYPE_CHECKING:
    from ..handshake.opening import Handshake
    from ..output import Secrets
    from ..wire.closing import Close
    from .transcript import Entry, Transcript

ARROWS = {"sent": "→", "received": "←"}
#: Characters of a message in a line of a failure, and in a line of a transcript file.
_SHORT = 200
_LONG = 10_000
_OPCODES = {0: "continuation", 1: "text", 2: "binary", 8: "close", 9: "ping", 10: "pong"}


class Subject(Protocol):
    """What is shown: a session, or anything else with a transcript."""

    @property
    def name(self) -> str: ...
    @property
    def shown_url(self) -> str: ...
    @property
    def transcript(self) -> Transcript: ...
    @property
    def secrets(self) -> Secrets: ...
    @property
    def handshake(self) -> Handshake | None: ...
    @property
    def close_info(self) -> Close | None: ...


def kind_of(entry: Entry) -> str:
    """``text``, ``binary`` or ``event`` for a message, else its kind."""
    if entry.kind != "message":
        return entry.kind
    if isinstance(entry.data, ServerEvent):
        return "event"
    return "text" if isinstance(entry.data, str) else "binary"


def size_of(data: Any) -> int:
    """Bytes of payload."""
    if isinstance(data, str):
        if data.isascii():
            return len(data)
        # In pieces, because one copy of a huge text costs more than its encoding.
        pieces = (data[at : at + 65_536] for at in range(0, len(data), 65_536))
        return sum(len(piece.encode("utf-8", "surrogatepass")) for piece in pieces)
    payload = data if isinstance(data, bytes) else getattr(data, "payload", b"")
    return len(payload)


def clock(entry: Entry) -> str:
    """Its local time to the millisecond."""
    return entry.wall.isoformat(" ", "milliseconds")[11:23]


def what(subject: Subject, entry: Entry, limit: int) -> str:
    """An entry without time and direction, on one line of about ``limit`` characters."""
    data, kind = entry.data, entry.kind
    if kind == "handshake":
        return f"handshake  {handshake_phrase(subject, data)}"
    if kind == "close":
        # Either side's frame carries a code; who closed first is for the lines above and below.
        return f"close  {close_phrase(data, by=not entry.direction)}"
    if kind == "note":
        return f"note  {printable(start_of(str(data), limit)[0])}"
    if kind == "frame":
        bits = f"FIN {int(data.fin)}, RSV {data.rsv}"
        name = f" ({_OPCODES[data.opcode]})" if data.opcode in _OPCODES else ""
        return f"frame  {size(size_of(data))}  opcode {data.opcode}{name}, {bits}, {shown(data.payload, limit)}"
    mark = "  (automatic)" if entry.automatic else ""
    return f"{kind_of(entry)}{event_phrase(data)}  {size(size_of(data))}  {shown(data, limit)}{mark}"


def event_phrase(data: Any) -> str:
    """`` "tick", id "7"`` of a server-sent event, nothing of anything else."""
    if not isinstance(data, ServerEvent):
        return ""
    return f" {quote(data.event, 100)}" + (f", id {quote(data.id, 100)}" if data.id else "")


def shown(data: str | bytes, limit: int) -> str:
    """A payload after its kind and size: these need not be said again."""
    return quote(data, limit, total=False).removeprefix("bytes ")


def handshake_phrase(subject: Subject, handshake: Handshake) -> str:
    """``101 Switching Protocols, subprotocol "chat.v2", 12 ms``"""
    text = printable(subject.secrets.text(f"{handshake.status} {handshake.reason}".strip()))
    if handshake.subprotocol:
        text += f", subprotocol {quote(handshake.subprotocol, 100)}"
    return f"{text}, {handshake.connect_time * 1000:.0f} ms"


def close_phrase(close: Close, *, by: bool = True) -> str:
    """``1008 "policy", by the peer``, or without who it was."""
    reason = f" {quote(close.reason)}" if close.reason else ""
    who = {"peer": "the peer", "us": "us", "network": "the network"}.get(close.by, close.by)
    return f"{close.code}{reason}{f', by {who}' if by else ''}" + (f" ({printable(close.note)})" if close.note else "")


def line(subject: Subject, entry: Entry, limit: int = _SHORT) -> str:
    """``12:00:01.123  →  text  12 B  "hello"``"""
    return f"{clock(entry)}  {ARROWS.get(entry.direction, '·')}  {what(subject, entry, limit)}"


def tail(subject: Subject, n: int = 10) -> list[str]:
    """The last entries for a failure, one a line of about 200 characters; its cost is that of ``n`` entries."""
    return [line(subject, entry) for entry in subject.transcript.entries(newest=n)]


def dropped_line(subject: Subject) -> str:
    """What the transcript no longer holds, or nothing."""
    transcript = subject.transcript
    if not transcript.dropped:
        return ""
    entries = "1 older entry was" if transcript.dropped == 1 else f"{transcript.dropped:,} older entries were"
    return (
        f"{entries} dropped (about {size(transcript.dropped_bytes)}): a transcript keeps the newest "
        f"{transcript.max_entries:,} entries and {size(transcript.max_bytes)}."
    )


def text_lines(subject: Subject, newest: int | None = None, limit: int = _LONG) -> list[str]:
    """One entry a line with the seconds since the session began; what was dropped is said first.

    Args:
        newest: only so many.
        limit: characters shown of a message.
    """
    dropped = dropped_line(subject)
    began = subject.transcript.began
    return ([dropped] if dropped else []) + [
        f"{clock(entry)}  {(entry.at - began) / 1e9:+9.3f} s  {ARROWS.get(entry.direction, '·')}  "
        f"{what(subject, entry, limit)}"
        for entry in subject.transcript.entries(newest=newest)
    ]


def head_lines(subject: Subject) -> list[str]:
    """Session, URL, opening and close: the lines before the entries in a file."""
    lines = [f'Session "{printable(subject.name)}": {printable(subject.shown_url)}']
    if subject.handshake is not None:
        opened = subject.transcript.wall(subject.handshake.started_at).isoformat(" ", "milliseconds")
        lines.append(f"Opened {opened}: {handshake_phrase(subject, subject.handshake)}")
    close = subject.close_info
    if close is None:
        lines.append("Open.")
    else:
        closed = subject.transcript.wall(close.at).isoformat(" ", "milliseconds")
        lines.append(f"Closed {closed}: {close_phrase(close)}")
    return lines


def as_list(subject: Subject, newest: int | None = None) -> list[dict[str, Any]]:
    """Every entry as a dict: ``session``, ``at`` (ISO 8601), ``seconds`` since it began, ``direction``, ``kind``.

    Messages and control frames have ``size`` and ``data``, or ``base64`` when they are binary; a close has ``code``,
    ``reason``, ``by`` and ``note``; a handshake ``status``, ``reason``, ``url``, ``subprotocol`` and ``headers``. A
    server-sent event has ``event``, ``id`` and ``retry`` too.
    """
    return [facts for _, facts in dicts(subject, newest)]


def dicts(subject: Subject, newest: int | None = None) -> Iterator[tuple[int, dict[str, Any]]]:
    """The dicts of ``as_list`` with their instants (monotonic ns)."""
    dropped, began = dropped_line(subject), subject.transcript.began
    if dropped:
        yield began, {"session": subject.name, "direction": "", "kind": "dropped", "data": dropped}
    for entry in subject.transcript.entries(newest=newest):
        yield (
            entry.at,
            {
                "session": subject.name,
                "at": entry.wall.isoformat(timespec="milliseconds"),
                "seconds": round((entry.at - began) / 1e9, 6),
                "direction": entry.direction,
                "kind": kind_of(entry),
                **_facts(subject, entry),
            },
        )


def _facts(subject: Subject, entry: Entry) -> dict[str, Any]:
    data, secrets = entry.data, subject.secrets
    if isinstance(data, str):
        facts: dict[str, Any] = {"data": secrets.text(data)}
        if isinstance(data, ServerEvent):
            facts = {"event": secrets.text(data.event), "id": secrets.text(data.id), "retry": data.retry, **facts}
        return facts if entry.kind == "note" else {"size": size_of(data), **facts}
    if isinstance(data, bytes):
        return {"size": len(data), "base64": base64.b64encode(secrets.data(data)).decode()}
    if entry.kind == "close":
        return {"code": data.code, "reason": secrets.text(data.reason), "by": data.by, "note": data.note}
    if entry.kind == "frame":
        payload = base64.b64encode(secrets.data(data.payload)).decode()
        return {"size": len(data.payload), "opcode": data.opcode, "fin": data.fin, "rsv": data.rsv, "base64": payload}
    return {
        "status": data.status,
        "reason": secrets.text(data.reason),
        "url": secrets.url(data.url),
        "subprotocol": secrets.text(data.subprotocol),
        "headers": [[name, secrets.header(name, value)] for name, value in data.headers],
    }


def dump(value: Any, indent: int | None = None) -> str:
    """A value as JSON text that UTF-8 can carry."""
    text = json.dumps(value, ensure_ascii=False, indent=indent)
    try:
        text.encode()
    except UnicodeEncodeError:  # a lone surrogate
        return json.dumps(value, indent=indent)
    return text


def json_text(subject: Subject, newest: int | None = None) -> str:
    """``as_list`` as a JSON array with one entry a line."""
    return "".join(array(facts for _, facts in dicts(subject, newest)))


def array(values: Iterable[Any]) -> Iterator[str]:
    """The pieces of a JSON array with one value a line."""
    opener = "["
    for value in values:
        yield f"{opener}\n{dump(value)}"
        opener = ","
    yield "[]" if opener == "[" else "\n]"
