"""The argument types of the sentences: what may stand in a field, and what a step gets of it.

A type is a pattern and a function that reads the matched text when the step runs, because ``${name}`` is known only
then. Patterns are strict, so that a sentence matches one definition; the words of a verb, the optional ``within …``
and the colon belong to a type, so that no two fields touch.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any, NamedTuple

from ..core.errors import InvalidArgument
from ..core.output import quote
from .values import Values

#: A quoted text; a reference; numbers; a duration; the optional end of a step that waits.
Q = r'(?:"(?:[^"\\]|\\.)*"|' + r"'(?:[^'\\]|\\.)*')"
REF = r"\$\{[^{}\"']*\}"
COUNT = rf"(?:\d+|{REF})"
NUMBER = rf"(?:-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|{REF})"
DURATION = rf"(?:\d+(?:\.\d+)?|{REF}) (?:milliseconds?|seconds?|minutes?)"
WITHIN = rf"(?: within {DURATION})?"
AND_QS = rf"{Q}(?:, {Q})*(?: and {Q})?"

Read = Callable[[str, Values], Any]


class ArgumentType(NamedTuple):
    """One type of field: its name in a sentence, what matches, and how the match is read."""

    name: str
    pattern: str
    read: Read


class Raw:
    """What stood in a field, until the step runs and its ``${name}`` can be filled in."""

    __slots__ = ("text", "type")

    def __init__(self, argument_type: ArgumentType, text: str) -> None:
        self.type = argument_type
        self.text = text

    def read(self, values: Values) -> Any:
        return self.type.read(self.text, values)

    def __repr__(self) -> str:
        return f"<{self.type.name} {self.text!r}>"


#: Every type, by its name.
TYPES: dict[str, ArgumentType] = {}


def register(name: str, pattern: str, read: Read) -> Read:
    TYPES[name] = ArgumentType(name, pattern, read)
    return read


def argument(name: str, pattern: str) -> Callable[[Read], Read]:
    """Register the decorated function as the reader of a type."""
    return lambda read: register(name, pattern, read)


# --- pieces -----------------------------------------------------------------------------------------------------------

_QUOTED = re.compile(Q)
_WITHIN = re.compile(rf" within ({DURATION}):?$")
_UNITS = {"millisecond": "milliseconds", "second": "seconds", "minute": "minutes"}


def unquote(quoted: str) -> str:
    """A text without its quotes; only the quote itself can be escaped, so that regexps stay as they are."""
    return quoted[1:-1].replace("\\" + quoted[0], quoted[0])


_ESCAPE = re.compile(r"\\(?:x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.?))", re.DOTALL)
_CONTROLS = {"n": "\n", "r": "\r", "t": "\t", "\\": "\\", "'": "'"}


def unescaped(text: str) -> str:
    """A text with ``\\n``, ``\\x00``, ``\\u2028`` and the like replaced by what they stand for.

    Raises:
        InvalidArgument: a backslash begins none of them.
    """

    def read(found: re.Match[str]) -> str:
        code = found[1] or found[2] or found[3]
        if code and int(code, 16) <= 0x10FFFF:
            return chr(int(code, 16))
        if found[4] in _CONTROLS:
            return _CONTROLS[found[4]]
        raise InvalidArgument(
            f"In an escaped text a backslash begins \\n, \\r, \\t, \\\\, \\x00, \\u2028 or \\U0001f600, but there is "
            f"{quote(found[0])}."
        )

    return _ESCAPE.sub(read, text)


def quoted_texts(text: str, values: Values) -> list[str]:
    """Every quoted text, filled in."""
    return [values.fill(unquote(found)) for found in _QUOTED.findall(text)]


def number(text: str, values: Values) -> int | float:
    """A number that stands there or is saved."""
    filled = values.fill(text).strip()
    try:
        return int(filled)
    except ValueError:
        pass
    try:
        return float(filled)
    except ValueError:
        raise InvalidArgument(f'Expected {text} to be a number, but it is "{filled}".') from None


def count(text: str, values: Values) -> int:
    """A whole number, not negative."""
    found = number(text, values)
    if not isinstance(found, int) or found < 0:
        raise InvalidArgument(f'Expected {text} to be a whole number, but it is "{values.fill(text)}".')
    return found


def duration(text: str, values: Values) -> timedelta:
    """``2.5 seconds``."""
    amount, unit = text.rsplit(" ", 1)
    found = number(amount, values)
    try:
        long = timedelta(**{_UNITS[unit.removesuffix("s")]: found})
    except (OverflowError, ValueError):
        long = None
    if long is None or found < 0:
        raise InvalidArgument(f'Expected {amount} to be a duration, but it is "{found}".')
    return long


def split_within(text: str, values: Values) -> tuple[str, timedelta | None]:
    """What stands before ``within …``, and the duration."""
    found = _WITHIN.search(text)
    if found is None:
        return text.removesuffix(":"), None
    return text[: found.start()], duration(found[1], values)


# --- texts ------------------------------------------------------------------------------------------------------------


class TextIn(NamedTuple):
    """A text and how long its step may take."""

    text: str
    within: timedelta | None


class Awaited(NamedTuple):
    """What a receiving step waits for: the text (none before a doc string), what must not come first, how long."""

    text: str
    unless: str | None
    within: timedelta | None


class Times(NamedTuple):
    """A text, how often it is sent, and how long all of that may take."""

    text: str
    times: int
    within: timedelta | None = None


class Of(NamedTuple):
    """A text (a path, a header) and the session it is asked of; ``None``: the one that the step means."""

    text: str
    session: str | None


@argument("Text", Q)
@argument("TextColon", Q + ":?")
def read_text(text: str, values: Values) -> str:
    return values.fill(unquote(text.removesuffix(":")))


@argument("TextWithin", Q + WITHIN)
@argument("TextBlock", Q + WITHIN + ":?")
def read_text_within(text: str, values: Values) -> TextIn:
    head, within = split_within(text, values)
    return TextIn(values.fill(unquote(head)), within)


class Exchange(NamedTuple):
    """A text that is sent, the answer to it, and how long that may take."""

    text: str
    answer: str
    within: timedelta | None


@argument("Exchange", rf"{Q} and receives? {Q}{WITHIN}")
def read_exchange(text: str, values: Values) -> Exchange:
    head, within = split_within(text, values)
    sent, answer = quoted_texts(head, values)
    return Exchange(sent, answer, within)


class Answered(NamedTuple):
    """The path at which the answer has the same value (``None``: any answer), and how long it may take."""

    match: str | None
    within: timedelta | None


@argument("Answered", rf"receives? (?:an answer|the answer with the same {Q}){WITHIN}:?")
def read_answered(text: str, values: Values) -> Answered:
    head, within = split_within(text, values)
    paths = quoted_texts(head, values)
    return Answered(paths[0] if paths else None, within)


UNLESS = rf"(?: unless {Q} comes first)?"


@argument("TextAwaited", Q + UNLESS + WITHIN)
@argument("Awaited", UNLESS + WITHIN + ":?")
def read_awaited(text: str, values: Values) -> Awaited:
    head, within = split_within(text, values)
    texts = quoted_texts(head, values)
    unless = texts.pop() if head.endswith(" comes first") else None
    return Awaited(texts[0] if texts else "", unless, within)


TIMES = rf"(?: (?:{COUNT} times?|once|twice))?"
_TIMES = re.compile(rf" (?:({COUNT}) times?|(once)|(twice))$")


@argument("TextTimes", Q + TIMES + WITHIN)
@argument("BlockTimes", TIMES + WITHIN + ":?")
@argument("SendsBlock", "sends?" + TIMES + WITHIN + ":?")
def read_times(text: str, values: Values) -> Times:
    head, within = split_within(text, values)
    found = _TIMES.search(head)
    texts = quoted_texts(head, values)
    times = 1 if found is None or found[2] else 2 if found[3] else count(found[1], values)
    if times == 0:
        raise InvalidArgument("Nothing to send: 0 times. Leave the step out.")
    return Times(texts[0] if texts else "", times, within)


@argument("TextOf", rf"{Q}(?: of {Q})?")
def read_text_of(text: str, values: Values) -> Of:
    texts = quoted_texts(text, values)
    return Of(texts[0], texts[1] if len(texts) > 1 else None)


@argument("Of", rf"(?: of {Q})?")
@argument("Connection", rf"the connection(?: of {Q})?")
@argument("Response", rf"the response(?: of {Q})?")
@argument("App", rf"the app(?: {Q})?")
def read_of(text: str, values: Values) -> str | None:
    texts = quoted_texts(text, values)
    return texts[0] if texts else None


# --- what ends a step -------------------------------------------------------------------------------------------------


@argument("Colon", ":?")
def read_colon(text: str, values: Values) -> None:
    return None


@argument("Within", WITHIN)
@argument("Block", WITHIN + ":?")
def read_within(text: str, values: Values) -> timedelta | None:
    return split_within(text, values)[1]


@argument("Duration", DURATION)
@argument("DurationColon", DURATION + ":?")
def read_duration(text: str, values: Values) -> timedelta:
    return duration(text.removesuffix(":"), values)


@argument("DurationWithin", DURATION + WITHIN)
def read_duration_within(text: str, values: Values) -> tuple[timedelta, timedelta | None]:
    head, within = split_within(text, values)
    return duration(head, values), within


@argument("Count", COUNT)
def read_count(text: str, values: Values) -> int:
    return count(text, values)


@argument("EveryMessage", rf"every message (?:I receive|{Q} receives)")
def read_every_message(text: str, values: Values) -> str:
    """The session that receives them."""
    texts = quoted_texts(text, values)
    return texts[0] if texts else "default"


class LimitSince(NamedTuple):
    """``less than 200 milliseconds``, and since whose send."""

    operator: Any
    limit: timedelta
    since: str | None


ORDERINGS = {"less than": "<", "at most": "<=", "more than": ">", "at least": ">="}
ORDERING = f"(?:{'|'.join(ORDERINGS)})"
_LIMIT = re.compile(rf"({ORDERING}) ({DURATION})")


@argument("Limit", rf"{ORDERING} {DURATION}")
@argument("LimitSince", rf"{ORDERING} {DURATION}(?: since {Q} sent)?")
def read_limit(text: str, values: Values) -> LimitSince:
    found = _LIMIT.match(text)
    assert found is not None
    since = quoted_texts(text, values)
    return LimitSince(ORDERINGS[found[1]], duration(found[2], values), since[0] if since else None)


class Messages(NamedTuple):
    """How many messages: the operator is ``==``, ``>=`` or ``<=``."""

    operator: Any
    number: int
    within: timedelta | None


_COUNTED = re.compile(rf"(at least |at most |)({COUNT}|no) ")


@argument("MessageCount", rf"(?:at least )?{COUNT} messages?{WITHIN}")
@argument("CollectedCount", rf"collected (?:no|(?:at least |at most )?{COUNT}) messages?")
@argument("UnreadCount", rf"(?:no|(?:at least |at most )?{COUNT}) unread messages?{WITHIN}")
def read_messages(text: str, values: Values) -> Messages:
    head, within = split_within(text.removeprefix("collected "), values)
    found = _COUNTED.match(head)
    assert found is not None
    amount = 0 if found[2] == "no" else count(found[2], values)
    return Messages({"at least ": ">=", "at most ": "<=", "": "=="}[found[1]], amount, within)


class Collected(NamedTuple):
    """At which path of the collected messages, and of which session; ``None`` where a step does not say."""

    path: str | None
    session: str | None


@argument("CollectedText", rf"(?: at {Q})?(?: of {Q})?")
def read_collected(text: str, values: Values) -> Collected:
    texts = quoted_texts(text, values)
    path = texts.pop(0) if text.startswith(" at ") else None
    return Collected(path, texts[0] if texts else None)


class Order(NamedTuple):
    """In which order several messages arrive: as listed, in any order, or as listed for the same value at a path."""

    any_order: bool
    per: str | None
    within: timedelta | None


@argument("TheseMessages", rf"(?: in any order| in order per {Q})?{WITHIN}:?")
def read_order(text: str, values: Values) -> Order:
    head, within = split_within(text, values)
    per = quoted_texts(head, values)
    return Order(head == " in any order", per[0] if per else None, within)
