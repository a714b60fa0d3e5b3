"""Transcripts as HAR 1.2, with messages and events as Chromium writes them: developer tools of browsers open it."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from itertools import pairwise
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit

from ..eventstream.event import ServerEvent
from ..output import MASK
from .textview import close_phrase, dropped_line, kind_of

if TYPE_CHECKING:
    from ..handshake.opening import Handshake
    from .textview import Subject
    from .transcript import Entry


def har(subjects: Iterable[Subject]) -> dict[str, Any]:
    """A HAR 1.2 log: one entry for each handshake of each session, so one a session that did not reconnect."""
    entries = sorted((pair for subject in subjects for pair in _entries(subject)), key=lambda pair: pair[0])
    return {
        "log": {
            "version": "1.2",
            "creator": {"name": "WsKeywords", "version": _version()},
            "pages": [],
            "entries": [entry for _, entry in entries],
        }
    }


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("WsKeywords")
    except PackageNotFoundError:  # run from a checkout
        return "0"


def _entries(subject: Subject) -> list[tuple[int, dict[str, Any]]]:
    """The entries of a session with the instants (monotonic ns) at which they began."""
    entries = subject.transcript.entries()
    starts = [number for number, entry in enumerate(entries) if entry.kind == "handshake"]
    before = entries[: starts[0]] if starts else entries
    parts: list[tuple[Handshake | None, list[Entry]]] = []
    if any(entry.kind in ("message", "frame") for entry in before) or not starts:
        # The handshake itself is among what the transcript dropped.
        parts.append((None if starts else subject.handshake, before))
    parts += [(entries[start].data, entries[start + 1 : end]) for start, end in pairwise([*starts, len(entries)])]
    return [_entry(subject, handshake, part, first=number == 0) for number, (handshake, part) in enumerate(parts)]


def _entry(
    subject: Subject, handshake: Handshake | None, entries: list[Entry], *, first: bool
) -> tuple[int, dict[str, Any]]:
    transcript, secrets = subject.transcript, subject.secrets
    started = handshake.started_at if handshake else entries[0].at if entries else transcript.began
    connecting = handshake.connect_time * 1000 if handshake else 0.0
    # Notes may come after the end: they say how it went on.
    ended = max((entry.at for entry in entries if entry.kind != "note"), default=started)
    open_for = max((ended - started) / 1e6 - connecting, 0.0)
    url = secrets.url(handshake.url) if handshake else subject.shown_url
    closes = [entry for entry in entries if entry.kind == "close"]
    comments = [f'Session "{subject.name}".']
    if closes:
        # Of two close frames the first says who closed, unless the connection ended in another way.
        close = next((entry for entry in closes if not entry.direction), closes[0])
        comments.append(f"Closed: {close_phrase(close.data)}.")
    if first and dropped_line(subject):
        comments.append(dropped_line(subject))
    stream = _is_event_stream(handshake or subject.handshake)
    read = _event if stream else _messages
    messages = [message for entry in entries for message in read(subject, entry)]
    return started, {
        "_resourceType": "eventsource" if stream else "websocket",
        "_session": subject.name,
        "_eventSourceMessages" if stream else "_webSocketMessages": messages,
        "startedDateTime": transcript.wall(started).isoformat(timespec="milliseconds"),
        "time": round(connecting + open_for, 3),
        "request": _request(subject, handshake, url),
        "response": _response(subject, handshake),
        "cache": {},
        "timings": {
            "blocked": -1,
            "dns": -1,
            "connect": -1,
            "ssl": -1,
            "send": 0,
            "wait": round(connecting, 3),
            "receive": round(open_for, 3),
        },
        **_peer(handshake),
        "comment": " ".join(comments),
    }


def _peer(handshake: Handshake | None) -> dict[str, str]:
    """Address and port of the server, where it has some."""
    address, _, port = handshake.peer.rpartition(":") if handshake else ("", "", "")
    return {"serverIPAddress": address.strip("[]"), "connection": port} if address else {}


def _messages(subject: Subject, entry: Entry) -> list[dict[str, Any]]:
    """The message as Chromium writes it; control frames are not in its HAR files either."""
    data, secrets = entry.data, subject.secrets
    if entry.kind == "frame":
        if data.opcode > 2:
            return []
        opcode, shown = data.opcode, secrets.data(data.payload)
        text = shown.decode("utf-8", "replace") if opcode == 1 else base64.b64encode(shown).decode()
    elif entry.kind == "message":
        opcode = 1 if kind_of(entry) == "text" else 2
        text = secrets.text(data) if opcode == 1 else base64.b64encode(secrets.data(data)).decode()
    else:
        return []
    kind = "send" if entry.direction == "sent" else "receive"
    return [{"type": kind, "time": entry.wall.timestamp(), "opcode": opcode, "data": text}]


def _is_event_stream(handshake: Handshake | None) -> bool:
    """A WebSocket's handshake is answered with 101, and with nothing else."""
    return handshake is not None and handshake.status != 101


def _event(subject: Subject, entry: Entry) -> list[dict[str, Any]]:
    """A server-sent event as Chromium writes it; comments are not in its HAR files either."""
    data, text = entry.data, subject.secrets.text
    if entry.kind != "message" or not isinstance(data, ServerEvent):
        return []
    return [
        {"time": entry.wall.timestamp(), "eventName": text(data.event), "eventId": text(data.id), "data": text(data)}
    ]


def _request(subject: Subject, handshake: Handshake | None, url: str) -> dict[str, Any]:
    headers = list(handshake.request_headers) if handshake else []
    return {
        "method": "GET",
        "url": url,
        "httpVersion": "HTTP/1.1",
        "cookies": [
            {"name": pair.partition("=")[0].strip(), "value": MASK}
            for name, value in headers
            if name.lower() == "cookie"
            for pair in value.split(";")
            if pair.strip()
        ],
        "headers": _headers(subject, headers),
        "queryString": [
            {"name": name, "value": value} for name, value in parse_qsl(urlsplit(url).query, keep_blank_values=True)
        ],
        "headersSize": -1,
        "bodySize": 0,
    }


def _response(subject: Subject, handshake: Handshake | None) -> dict[str, Any]:
    headers = list(handshake.headers) if handshake else []
    return {
        "status": handshake.status if handshake else 101,
        "statusText": subject.secrets.text(handshake.reason) if handshake else "Switching Protocols",
        "httpVersion": "HTTP/1.1",
        "cookies": [
            {"name": value.partition("=")[0].strip(), "value": MASK}
            for name, value in headers
            if name.lower() == "set-cookie"
        ],
        "headers": _headers(subject, headers),
        "content": {"size": 0, "mimeType": _mime_type(handshake)},
        "redirectURL": "",
        "headersSize": -1,
        "bodySize": -1,
    }


def _mime_type(handshake: Handshake | None) -> str:
    return handshake.headers.get("Content-Type", "x-unknown") if handshake else "x-unknown"


def _headers(subject: Subject, headers: list[tuple[str, str]]) -> list[dict[str, str]]:
    return [{"name": name, "value": subject.secrets.header(name, value)} for name, value in headers]
