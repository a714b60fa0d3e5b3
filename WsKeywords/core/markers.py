"""The fuzzy-matching markers in expected JSON: ``#uuid``, ``#[2+] #string``, ``#capture id``.

An expected value is compiled once, so that a misspelt marker is an error before anything is waited for.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from .errors import InvalidArgument
from .jsonvalues import kind_of
from .output import quote
from .suggest import nearest

#: Names of markers that take nothing, with the test and what it wants.
Test = Callable[[Any], bool]


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _is_uuid(value: Any) -> bool:
    if not isinstance(value, str) or len(value) != 36:
        return False
    try:
        return str(UUID(value)) == value.lower()
    except ValueError:
        return False


_DATETIME = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:(\d\d)(\.\d+)?([Zz]|[+-]\d\d:\d\d)", re.ASCII)


def _is_datetime(value: Any) -> bool:
    found = _DATETIME.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        return False
    # RFC 3339 allows a leap second, datetime does not.
    seconds = "59" if found[1] == "60" else found[1]
    zone = found[3]
    if zone not in "Zz" and (int(zone[1:3]) > 23 or int(zone[4:]) > 59):
        return False
    try:
        datetime.fromisoformat(f"{value[:10]}T{value[11:17]}{seconds}")
    except ValueError:
        return False
    return True


def _is_url(value: Any) -> bool:
    if not isinstance(value, str) or any(letter.isspace() for letter in value):
        return False
    try:
        parts = urlsplit(value)
        return bool(parts.scheme and parts.hostname)
    except ValueError:
        return False


SIMPLE: dict[str, tuple[str, Test]] = {
    "string": ("a string", lambda value: isinstance(value, str)),
    "number": ("a number", _is_number),
    "integer": ("an integer", lambda value: _is_number(value) and (isinstance(value, int) or value.is_integer())),
    "boolean": ("true or false", lambda value: isinstance(value, bool)),
    "array": ("an array", lambda value: isinstance(value, list)),
    "object": ("an object", lambda value: isinstance(value, dict)),
    "null": ("null", lambda value: value is None),
    "notnull": ("not null", lambda value: value is not None),
    "present": ("there", lambda value: True),
    "ignore": ("anything", lambda value: True),
    "uuid": ("a UUID", _is_uuid),
    "datetime": ("a date and time as in RFC 3339", _is_datetime),
    "url": ("a URL", _is_url),
}
NAMES = (
    *(f"#{name}" for name in SIMPLE),
    "#notpresent",
    "#regex",
    "#more than",
    "#less than",
    "#between",
    "#[]",
    "#...",
    "#contains",
    "#capture",
)
_LIKE_A_MARKER = re.compile(r"##?[^\W\d_]|##?[\[?(]")
_NUMBER = r"-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?"
_MORE, _LESS = re.compile(rf"more than ({_NUMBER})"), re.compile(rf"less than ({_NUMBER})")
_BETWEEN = re.compile(rf"between ({_NUMBER}) and ({_NUMBER})")
_ITEMS = re.compile(r"\[(?:(\d+)(\+?))?\](?: (.+))?", re.DOTALL)
_CAPTURE = re.compile(r"capture ([^\W\d]\w*(?:[ .-]\w+)*?)(?: (#.+))?", re.DOTALL)


class Marker:
    """A place in expected JSON where more than one value will do."""

    text: str

    def accepts(self, value: Any) -> bool:
        """Whether a value that is there will do."""
        raise NotImplementedError

    def wants(self) -> str:
        """What it wants, as a phrase after "expected"."""
        raise NotImplementedError

    #: Whether the member may be absent.
    optional = False
    #: Whether the member must be absent.
    absent = False


@dataclass(frozen=True)
class Simple(Marker):
    """A marker that takes nothing, or numbers."""

    text: str
    phrase: str
    test: Test

    def accepts(self, value: Any) -> bool:
        return self.test(value)

    def wants(self) -> str:
        return f"{self.phrase} ({self.text})"


@dataclass(frozen=True)
class NotPresent(Marker):
    """``#notpresent``"""

    text: str = "#notpresent"
    absent = True
    optional = True

    def accepts(self, value: Any) -> bool:
        return False

    def wants(self) -> str:
        return "nothing here (#notpresent)"


@dataclass(frozen=True)
class Matching(Marker):
    """``#regex PATTERN``: found anywhere in a string, unless the pattern is anchored."""

    text: str
    pattern: Any

    def accepts(self, value: Any) -> bool:
        if not isinstance(value, str):
            return False
        try:
            return self.pattern.search(value, timeout=1) is not None
        except TimeoutError:
            return False

    def wants(self) -> str:
        return f"a string that matches ({self.text})"


@dataclass(frozen=True)
class Items(Marker):
    """``#[N]``, ``#[N+]``, ``#[] MARKER`` and ``#[N] MARKER``"""

    text: str
    count: int | None
    at_least: bool
    each: Marker | None

    def accepts(self, value: Any) -> bool:
        if not isinstance(value, list):
            return False
        if self.count is not None and (len(value) < self.count if self.at_least else len(value) != self.count):
            return False
        if self.each is None:
            return True
        return (bool(value) or self.count == 0) and all(self.each.accepts(item) for item in value)

    def wants(self) -> str:
        if self.count is None:
            size = "an array of at least one item"
        else:
            size = f"an array of {'at least ' if self.at_least else ''}{self.count} item{'s' * (self.count != 1)}"
        if self.each is None:
            return f"{'an array' if self.count is None else size} ({self.text})"
        return f"{size}, each {self.each.wants()} ({self.text})"


@dataclass(frozen=True)
class Optional(Marker):
    """``##MARKER``: absent, null or matching."""

    text: str
    inner: Marker
    optional = True

    def accepts(self, value: Any) -> bool:
        return value is None or self.inner.accepts(value)

    def wants(self) -> str:
        return f"absent, null or {self.inner.wants()}"


@dataclass(frozen=True)
class Capture(Marker):
    """``#capture NAME`` and ``#capture NAME MARKER``"""

    text: str
    name: str
    inner: Marker | None

    @property
    def optional(self) -> bool:  # type: ignore[override]
        return self.inner is not None and self.inner.optional

    def accepts(self, value: Any) -> bool:
        return self.inner is None or self.inner.accepts(value)

    def wants(self) -> str:
        return f"any value ({self.text})" if self.inner is None else f"{self.inner.wants()} ({self.text})"


@dataclass(frozen=True)
class Array:
    """An expected array: its items, and whether it is open at the end (``#...``) or in order (``#contains``)."""

    items: tuple[Any, ...]
    more: bool = False
    unordered: bool = False


def compile_expected(value: Any) -> Any:
    """Expected JSON with its markers in place of their texts.

    Objects stay dicts, arrays become ``Array``; everything else is itself.

    Raises:
        InvalidArgument: a string that begins like a marker and is none.
    """
    if isinstance(value, str):
        return compile_text(value)
    if isinstance(value, dict):
        return {str(key): compile_expected(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        items = list(value)
        more = bool(items) and items[-1] == "#..."
        unordered = bool(items) and items[0] == "#contains"
        if more:
            items.pop()
        if unordered:
            items.pop(0)
            if not items:
                raise InvalidArgument('There is nothing to check: "#contains" stands alone in its array.')
        return Array(tuple(compile_expected(item) for item in items), more or unordered, unordered)
    return value


def compile_text(text: str) -> Any:
    """A marker, or the literal text."""
    if text.startswith("#= "):
        return text[3:]
    if text == "#=":
        return ""
    if _LIKE_A_MARKER.match(text) or text == "#...":
        return compile_marker(text)
    return text


def compile_marker(text: str) -> Marker:
    """A marker from its text, which begins with ``#``."""
    if text.startswith("##"):
        inner = compile_marker(text[1:])
        if isinstance(inner, NotPresent):
            raise InvalidArgument('"##notpresent" says nothing: #notpresent is enough.')
        return Optional(text, inner)
    body = text[1:]
    if body in SIMPLE:
        phrase, test = SIMPLE[body]
        return Simple(text, phrase, test)
    if body == "notpresent":
        return NotPresent()
    if body.startswith("regex "):
        return Matching(text, compile_regexp(body[6:], "#regex"))
    if found := _MORE.fullmatch(body):
        limit = float(found[1])
        return Simple(text, f"a number more than {found[1]}", lambda value: _is_number(value) and value > limit)
    if found := _LESS.fullmatch(body):
        limit = float(found[1])
        return Simple(text, f"a number less than {found[1]}", lambda value: _is_number(value) and value < limit)
    if found := _BETWEEN.fullmatch(body):
        return _between(text, float(found[1]), float(found[2]))
    if found := _ITEMS.fullmatch(body):
        each = _inner(found[3], text)
        if found[1] is None and each is None:
            return Simple(text, "an array", SIMPLE["array"][1])
        return Items(text, None if found[1] is None else int(found[1]), bool(found[2]), each)
    if found := _CAPTURE.fullmatch(body):
        return Capture(text, found[1], _inner(found[2], text))
    raise _unknown(text)


def _inner(text: str | None, whole: str) -> Marker | None:
    if text is None:
        return None
    if not text.startswith("#"):
        raise InvalidArgument(
            f"What follows in the marker {quote(whole)} must be a marker too, but it is {quote(text)}."
        )
    return compile_marker(text)


def _between(text: str, low: float, high: float) -> Marker:
    if low > high:
        raise InvalidArgument(f"The marker {quote(text)} accepts nothing: {low:g} is more than {high:g}.")
    return Simple(text, f"a number from {low:g} to {high:g}", lambda value: _is_number(value) and low <= value <= high)


def _unknown(text: str) -> InvalidArgument:
    if text in ("#...", "#contains"):
        place = "last" if text == "#..." else "first"
        return InvalidArgument(f'The marker "{text}" stands only as the {place} item of an array.')
    word = "#" + re.split(r"[ \[(?]", text[1:], maxsplit=1)[0]
    close = nearest(word, NAMES) or nearest(text, NAMES)
    hint = f' Did you mean "{close}"?' if close else ""
    return InvalidArgument(
        f"{quote(text, 200)} is no marker.{hint} The markers are {', '.join(NAMES)}; "
        f"for the literal text write {quote('#= ' + text, 200)}."
    )


def compile_regexp(pattern: str, what: str) -> Any:
    """A pattern on an engine whose search can be given a time limit.

    Raises:
        InvalidArgument: it is no regular expression.
    """
    import regex

    try:
        re.compile(pattern)
        return regex.compile(pattern)
    except (re.error, regex.error, OverflowError, RecursionError) as error:
        at = getattr(error, "pos", None)
        where = "" if at is None else f" at position {at}"
        reason = getattr(error, "msg", str(error))
        raise InvalidArgument(f"{what} {quote(pattern, 300)} is no regular expression: {reason}{where}.") from None


def shown(value: Any) -> str:
    """A short name for what a value is, for messages: ``the string "x"``, ``null``."""
    if value is None or isinstance(value, bool):
        return str(value).lower().replace("none", "null")
    if isinstance(value, str):
        return quote(value, 200)
    if isinstance(value, (int, float)):
        return repr(value)
    return f"an {kind_of(value)} of {len(value)}"
