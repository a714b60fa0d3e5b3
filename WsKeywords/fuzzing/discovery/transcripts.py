"""Transcripts that were saved: JSON as ``Save Transcript`` writes it, or HAR, which browsers write too."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from WsKeywords.core import ConfigError, InvalidArgument
from WsKeywords.core.handshake.urls import join_url
from WsKeywords.core.jsonvalues import JsonError, kind_of, parse
from WsKeywords.core.output import MASK, quote

from ..routes import Parameter, Route, Target
from .learning import learnt
from .said import Spoken, Talk
from .urls import split

if TYPE_CHECKING:
    from .asked import Asked

_MESSAGES = ("text", "binary")


def target_of(asked: Asked) -> Target:
    """The routes of the conversations in a transcript, with the messages that were said there.

    Raises:
        ConfigError: it cannot be read, or is none.
        InvalidArgument: its conversations are with several hosts, and no base URL says which is meant.
    """
    talks = list(talks_of(asked.path, asked.name))
    if not talks:
        raise ConfigError(f"{asked.name} holds no conversation of a WebSocket whose URL is known.")
    by_path: dict[str, list[Talk]] = {}
    bases: dict[str, str] = {}
    for talk in talks:
        base, path = split(join_url(None, talk.url, "ws"))
        bases.setdefault(base, talk.shown)
        by_path.setdefault(path.partition("?")[0], []).append(talk)
    if asked.base_url:
        # The host of the recording may be gone; what stands below it is the same.
        base = split(join_url(None, asked.base_url, "ws"))[0]
    elif len(bases) > 1:
        first, second = map(quote, list(bases.values())[:2])
        raise InvalidArgument(
            f"{asked.name} holds conversations with {first} and {second}. Say with base_url which host is meant."
        )
    else:
        base = next(iter(bases))
    notes: list[str] = []
    routes = tuple(_route(asked, path, found, notes) for path, found in by_path.items())
    return Target(base_url=base, routes=routes, source=asked.name, notes=tuple(notes))


def _route(asked: Asked, path: str, talks: list[Talk], notes: list[str]) -> Route:
    sends, words = learnt(each for talk in talks for each in talk.said)
    return Route(
        path=path,
        parameters=tuple(_query(path, talks, notes)),
        subprotocols=tuple(dict.fromkeys(talk.subprotocol for talk in talks if talk.subprotocol)),
        sends=sends,
        source=f"{asked.name}, session {quote(talks[0].name)}" if talks[0].name else asked.name,
        words=words,
    )


def _query(path: str, talks: list[Talk], notes: list[str]) -> Iterator[Parameter]:
    """The parameters of the query with the values that were recorded; a transcript holds no secret."""
    values: dict[str, dict[str, None]] = {}
    for talk in talks:
        for name, value in parse_qsl(talk.url.partition("?")[2], keep_blank_values=True):
            values.setdefault(name, {})[value] = None
    for name, found in values.items():
        known = tuple(value for value in found if MASK not in value)
        if not known:
            notes.append(
                f"The value of the parameter {quote(name)} of {quote(path)} is masked in the transcript: give one with "
                "the option parameters."
            )
        yield Parameter(name, values=known, place="query", required=bool(known))


# --- reading ----------------------------------------------------------------------------------------------------------


@dataclass
class _Growing:
    """A conversation that is being read."""

    url: str = ""
    subprotocol: str = ""
    said: list[Spoken] = field(default_factory=list)


def talks_of(path: Path, name: str) -> Iterator[Talk]:
    """The conversations of WebSockets in a transcript; what is masked there stays so.

    Args:
        path: of the file.
        name: what a person calls it.

    Raises:
        ConfigError: it cannot be read, or is none.
    """
    value = _value(path, name)
    if isinstance(value, dict):
        yield from _of_har(value, name)
    else:
        yield from _of_entries(value, name)


def _value(path: Path, name: str) -> Any:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or "it is not UTF-8"
        raise ConfigError(f"The file {quote(name)} cannot be read: {why}.") from None
    try:
        return parse(text)
    except JsonError as error:
        lines = [(number, line) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
        if len(lines) < 2 or not lines[0][1].lstrip().startswith("{"):
            raise ConfigError(f"{name} is not JSON: {error}.") from None
    values = []
    for number, line in lines:
        try:
            values.append(parse(line))
        except JsonError as error:
            raise ConfigError(f"{name}, line {number}: it is not JSON: {error}.") from None
    return values


def _of_entries(value: Any, name: str) -> Iterator[Talk]:
    if not isinstance(value, list) or not all(isinstance(entry, dict) and "kind" in entry for entry in value):
        there = f"expected an array of entries with a kind, but it is {_kind(value)}"
        raise ConfigError(f"{name} is no transcript as Save Transcript writes it: {there}.")
    growing: dict[str, _Growing] = {}
    for number, entry in enumerate(value):
        session = str(entry.get("session", ""))
        talk = growing.setdefault(session, _Growing())
        if entry["kind"] == "handshake":
            yield from _grown(session, talk)
            growing[session] = _Growing(str(entry.get("url", "")), str(entry.get("subprotocol") or ""))
        elif entry["kind"] in _MESSAGES:
            talk.said.append(_spoken(entry, name, number))
    for session, talk in growing.items():
        yield from _grown(session, talk)


def _kind(value: Any) -> str:
    if isinstance(value, list):
        return "an array of other things" if value else "an empty array"
    return f"of the kind {kind_of(value)}"


def _grown(session: str, talk: _Growing) -> Iterator[Talk]:
    """Once it is known where it was: the handshake may be among what the transcript dropped."""
    if talk.url.lower().startswith(("ws:", "wss:")):
        yield Talk(session, talk.url, talk.url, tuple(talk.said), subprotocol=talk.subprotocol)


def _spoken(entry: dict[str, Any], name: str, number: int) -> Spoken:
    data: str | bytes = str(entry.get("data", ""))
    if "base64" in entry:
        data = _decoded(entry["base64"], f"{name}, at /{number}")
    return Spoken(entry.get("direction") == "sent", data, str(entry.get("at", ""))[11:23])


def _decoded(text: Any, place: str) -> bytes:
    try:
        return base64.b64decode(str(text), validate=True)
    except (binascii.Error, ValueError):
        raise ConfigError(f"{place}: its data is not base64.") from None


def _of_har(value: dict[str, Any], name: str) -> Iterator[Talk]:
    log = value.get("log")
    entries = log.get("entries") if isinstance(log, dict) else None
    if not isinstance(entries, list):
        keys = ", ".join(map(quote, list(value)[:10]))
        raise ConfigError(f"{name} is neither a transcript nor a HAR file, which has log.entries; its keys are {keys}.")
    for number, entry in enumerate(entries):
        messages = entry.get("_webSocketMessages") if isinstance(entry, dict) else None
        if not isinstance(messages, list):
            continue
        place = f"{name}, at /log/entries/{number}"
        url = str(_mapping(entry.get("request")).get("url", ""))
        if not url.lower().startswith(("ws:", "wss:", "http:", "https:")):
            raise ConfigError(f"{place}: its request has no URL of a WebSocket.")
        said = tuple(_of_browser(message, f"{place}/_webSocketMessages/{at}") for at, message in enumerate(messages))
        headers = _mapping(entry.get("response")).get("headers")
        fields = map(_mapping, headers if isinstance(headers, list) else ())
        chosen = (
            each.get("value", "") for each in fields if str(each.get("name", "")).lower() == "sec-websocket-protocol"
        )
        yield Talk(str(entry.get("_session", "")), url, url, said, subprotocol=str(next(chosen, "")))


def _mapping(value: Any) -> dict[str, Any]:
    """What is none, where one should be, has nothing in it."""
    return value if isinstance(value, dict) else {}


def _of_browser(message: Any, place: str) -> Spoken:
    if not isinstance(message, dict) or message.get("type") not in ("send", "receive"):
        raise ConfigError(f'{place}: expected a message whose type is "send" or "receive".')
    data: str | bytes = str(message.get("data", ""))
    if message.get("opcode") == 2:
        data = _decoded(message.get("data", ""), place)
    return Spoken(message["type"] == "send", data)
