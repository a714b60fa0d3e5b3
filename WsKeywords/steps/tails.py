"""The argument types of what follows an address or a close: ``with the header "A" set to "b" and the cookie …``."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any, Literal, NamedTuple

from ..core.errors import InvalidArgument
from ..core.output import quote
from .types import COUNT, REF, WITHIN, Q, argument, count, quoted_texts, split_within
from .values import Values

#: The words of a tail and the option that each sets; those before the last two hold a name and a value.
_NAMED = {"header": "headers", "cookie": "cookies", "query parameter": "params"}
_PLAIN = {"subprotocol": "subprotocols", "bearer token": "bearer", "profile": "profile"}
_OF_STREAMS = {word: option for word, option in _PLAIN.items() if word != "subprotocol"}
_OF_STREAMS["last event id"] = "last_event_id"
_WORD_OF_ONE = {**_PLAIN, **_OF_STREAMS}

_TAIL = rf"the (?:(?:{'|'.join(_NAMED)}) {Q} set to {Q}|(?:{'|'.join(_PLAIN)}) {Q})"
TAILS = rf"(?: with {_TAIL}(?: and {_TAIL})*)?"
_HTTP_TAIL = rf"the (?:(?:{'|'.join(_NAMED)}) {Q} set to {Q}|bearer token {Q})"
_STREAM_TAIL = rf"the (?:(?:{'|'.join(_NAMED)}) {Q} set to {Q}|(?:{'|'.join(_OF_STREAMS)}) {Q})"
_ONE_TAIL = re.compile(rf"the ({'|'.join((*_NAMED, *_WORD_OF_ONE))}) ({Q})(?: set to ({Q}))?")


#: What an argument that holds names and values is called where one of them is meant.
_WORDS = {"headers": "header", "cookies": "cookie", "params": "query parameter", "env": "environment variable"}


def once(seen: set[tuple[str, str]], argument: str, name: str = "") -> None:
    """Note that an option is given.

    Args:
        seen: those given so far.
        argument: of the keyword.
        name: of the header, cookie …; none for an option that is one value.

    Raises:
        InvalidArgument: it was given before.
    """
    key = (argument, name.lower() if argument == "headers" else name)
    if key in seen:
        what = f"{_WORDS[argument]} {quote(name)}" if name else f"option {quote(argument)}"
        raise InvalidArgument(f"The {what} is given twice.")
    seen.add(key)


class Target(NamedTuple):
    """An address (empty where a step has none), what is set by the tails, and how long opening may take."""

    url: str
    options: dict[str, Any]
    within: timedelta | None


def read_tails(text: str, values: Values) -> dict[str, Any]:
    """The options that the tails set; only subprotocols may be several."""
    options: dict[str, Any] = {}
    seen: set[tuple[str, str]] = set()
    for word, first, second in _ONE_TAIL.findall(text):
        texts = quoted_texts(first, values)
        if word in _NAMED:
            once(seen, _NAMED[word], texts[0])
            options.setdefault(_NAMED[word], {})[texts[0]] = quoted_texts(second, values)[0]
        elif word == "subprotocol":
            options.setdefault("subprotocols", []).extend(texts)
        else:
            once(seen, _WORD_OF_ONE[word])
            options[_WORD_OF_ONE[word]] = texts[0]
    return options


_URL = re.compile(Q)


@argument("Target", rf"{Q}{TAILS}{WITHIN}:?")
@argument("Request", rf"{Q}(?: with {_HTTP_TAIL}(?: and {_HTTP_TAIL})*)?(?: without a body)?{WITHIN}")
@argument("Stream", rf"{Q}(?: with {_STREAM_TAIL}(?: and {_STREAM_TAIL})*)?{WITHIN}:?")
@argument("RequestWith", rf"{Q} with(?: {_HTTP_TAIL} and)*")
def read_target(text: str, values: Values) -> Target:
    head, within = split_within(text, values)
    url = _URL.match(head)
    assert url is not None
    return Target(quoted_texts(url[0], values)[0], read_tails(head[url.end() :], values), within)


class LogIn(NamedTuple):
    """Where users log in, and what of the answers is saved: a path for each new column."""

    url: str
    save: dict[str, str] | None


@argument("LogIn", rf"{Q}(?:, saving the value at {Q} as {Q}(?: and the value at {Q} as {Q})*,)? with")
def read_log_in(text: str, values: Values) -> LogIn:
    url, *saved = quoted_texts(text, values)
    return LogIn(url, dict(zip(saved[1::2], saved[::2], strict=True)) or None)


@argument("Reconnects", rf"reconnects?{TAILS}{WITHIN}:?")
def read_reconnects(text: str, values: Values) -> Target:
    head, within = split_within(text, values)
    return Target("", read_tails(head, values), within)


class CloseWords(NamedTuple):
    """How a connection is or was closed; ``None`` where a step does not say."""

    code: int | None
    reason: str | None
    by: Literal["peer", "us", "network"] | None
    within: timedelta | None


_CODE = rf"(?: with code {COUNT}(?: and reason {Q})?)?"
_CLOSERS: dict[str, Literal["peer", "us", "network"]] = {"the server": "peer", "us": "us", "the network": "network"}
_BY = rf"(?: by (?:{'|'.join(_CLOSERS)}))?"
_OF = re.compile(rf" of ({Q})")
_CLOSE = re.compile(
    rf"(?:disconnects?)?(?: by ({'|'.join(_CLOSERS)}))?(?: with code ({COUNT}))?(?: and reason ({Q}))?$"
)


@argument("CodeAndReason", _CODE + WITHIN)
@argument("Closed", _BY + _CODE + WITHIN)
@argument("Disconnects", rf"disconnects?{_CODE}{WITHIN}")
def read_close(text: str, values: Values) -> CloseWords:
    head, within = split_within(text, values)
    found = _CLOSE.match(head)
    assert found is not None
    by, code, reason = found.groups()
    return CloseWords(
        count(code, values) if code else None,
        quoted_texts(reason, values)[0] if reason else None,
        _CLOSERS[by] if by else None,
        within,
    )


@argument("OfWithCode", rf"(?: of {Q})?{_CODE}{WITHIN}")
def read_close_of(text: str, values: Values) -> tuple[str | None, CloseWords]:
    """Of which session, and how it was closed."""
    found = _OF.match(text)
    return (
        (quoted_texts(found[1], values)[0], read_close(text[found.end() :], values))
        if found
        else (None, read_close(text, values))
    )


class Refusal(NamedTuple):
    """With what a connection was refused; ``None`` where a step does not say."""

    status: int | None
    error: str | None


_STATUS = re.compile(rf" with status ({COUNT})")


@argument("Refusal", rf"(?: with status {COUNT}(?: and the error {Q})?| with the error {Q})?")
def read_refusal(text: str, values: Values) -> Refusal:
    status = _STATUS.match(text)
    error = quoted_texts(text, values)
    return Refusal(count(status[1], values) if status else None, error[0] if error else None)


@argument("Method", "an? [A-Za-z][A-Za-z-]*")
def read_method(text: str, values: Values) -> str:
    return text.split(" ", 1)[1].upper()


class Many(NamedTuple):
    """How many sessions, and how they are named."""

    number: int
    prefix: str


@argument("ManyAre", rf"{COUNT} (?:session {Q} is|sessions {Q} are)")
def read_many(text: str, values: Values) -> Many:
    return Many(count(text.split(" ", 1)[0], values), quoted_texts(text, values)[0])


@argument("Status", rf"(?:\d+|[1-5]xx|{REF}|{Q})")
def read_status(text: str, values: Values) -> str:
    return quoted_texts(text, values)[0] if text[0] in "\"'" else values.fill(text)
