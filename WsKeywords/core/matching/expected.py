"""Expected JSON from the value that was written: objects, arrays and literals, and markers in place of their texts."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from ..errors import InvalidArgument
from ..jsonvalues import MAX_DEPTH, dump, path_of, too_deep, unfit
from ..output import quote
from .formats import is_datetime, is_number, is_url, is_uuid, why_no_datetime, why_no_url
from .jsondiff import Path
from .markers import Anything, Capture, Each, Matching, NotPresent, Optional, Simple
from .markerwords import CONTAINS, LITERAL, MORE, looks_like_marker, misplaced, unknown, wrong
from .patterns import compile_pattern
from .shapes import AnyOrder, Array, Literal, Object, Shape

Check = Callable[[Any], bool]

_SIMPLE: dict[str, tuple[str, Check]] = {
    "#string": ("a string", lambda value: isinstance(value, str)),
    "#number": ("a number", is_number),
    "#integer": ("an integer", lambda value: is_number(value) and (isinstance(value, int) or value.is_integer())),
    "#boolean": ("true or false", lambda value: isinstance(value, bool)),
    "#array": ("an array", lambda value: isinstance(value, (list, tuple))),
    "#object": ("an object", lambda value: isinstance(value, dict)),
    "#null": ("null", lambda value: value is None),
    "#notnull": ("anything but null", lambda value: value is not None),
    "#uuid": ("a UUID", is_uuid),
    "#datetime": ("a date and time as in RFC 3339", is_datetime),
    "#url": ("a URL", is_url),
}
_REASONS = {"#datetime": why_no_datetime, "#url": why_no_url}
_NUMBER = r"(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)"
_MORE = re.compile(rf"#more than {_NUMBER}")
_LESS = re.compile(rf"#less than {_NUMBER}")
_BETWEEN = re.compile(rf"#between {_NUMBER} and {_NUMBER}")
_ITEMS = re.compile(r"#\[(?:(\d{1,9})(\+?))?\](?: +(.+))?", re.DOTALL)
_CAPTURE = re.compile(r"#capture +([^\W\d]\w*)(?: +(.+))?", re.DOTALL)


class _Compiler:
    """Compiles one expected value; knows where in it an error lies."""

    def __init__(self, partial: bool, name: str) -> None:
        self._partial = partial
        self._name = name
        self._captured: set[str] = set()
        #: The string that is read, of which a marker within a marker is a part.
        self._whole = ""

    def value(self, value: Any, path: Path) -> Shape:
        if isinstance(value, str):
            return self.text(value, path)
        if isinstance(value, dict):
            members = {key if isinstance(key, str) else dump(key): item for key, item in value.items()}
            return Object({key: self.value(item, (*path, key)) for key, item in members.items()}, self._partial)
        if isinstance(value, (list, tuple)):
            return self._array(list(value), path)
        return Literal(value)

    def _array(self, items: list[Any], path: Path) -> Shape:
        in_any_order = bool(items) and items[0] == CONTAINS
        more = bool(items) and items[-1] == MORE
        inner = items[in_any_order : len(items) - more]
        shapes = [self.value(item, (*path, index)) for index, item in enumerate(inner, in_any_order)]
        for index, shape in enumerate(shapes, in_any_order):
            if isinstance(shape, NotPresent):
                raise wrong(
                    shape.text, "stands for a key that is not there, and an item has no key", self.place((*path, index))
                )
        if in_any_order and not shapes:
            raise wrong(CONTAINS, "needs further items, those to look for", self.place(path))
        return AnyOrder(shapes) if in_any_order else Array(shapes, more)

    def place(self, path: Path) -> str:
        return f"{path_of(path)} of {self._name}"

    def text(self, text: str, path: Path) -> Shape:
        """A string: itself, a literal or a marker."""
        self._whole = text
        if text.startswith(LITERAL):
            return Literal(text[len(LITERAL) :], text)
        return (
            self.marker(text.rstrip() if text.startswith("#[") else text, path)
            if looks_like_marker(text)
            else Literal(text)
        )

    def marker(self, text: str, path: Path) -> Shape:
        word = text.rstrip()
        if word in _SIMPLE:
            return Simple(word, *_SIMPLE[word], _REASONS.get(word))
        if word == "#present":
            return Anything(word, "any value", optional=False)
        if word == "#ignore":
            return Anything(word, "anything or nothing", optional=True)
        if word == "#notpresent":
            return NotPresent(word)
        if word in (MORE, CONTAINS):
            raise misplaced(word, self._whole, self.place(path))
        if text.startswith("##"):
            return Optional(text, self._inner(text[1:], text, path))
        if text.startswith("#regex "):
            return self._regex(text, path)
        if found := _MORE.fullmatch(word) or _LESS.fullmatch(word) or _BETWEEN.fullmatch(word):
            return self._limits(word, [_number(part) for part in found.groups()], path)
        if found := _ITEMS.fullmatch(text):
            return self._items(text, found, path)
        if found := _CAPTURE.fullmatch(word):
            return self._capture(text, found, path)
        raise unknown(text, self._whole, self.place(path))

    def _inner(self, text: str, whole: str, path: Path) -> Shape:
        """The marker within a marker."""
        if text.startswith(LITERAL):
            return Literal(text[len(LITERAL) :], text)
        if not text.startswith("#"):
            raise wrong(
                whole, f"holds {quote(text, 100)} where only a marker can stand, such as #string", self.place(path)
            )
        return self.marker(text, path)

    def _regex(self, text: str, path: Path) -> Shape:
        pattern = text[len("#regex ") :]
        if "\b" in pattern:
            raise wrong(text, r"holds a backspace: in JSON \b is one; the regexp's \b is written \\b", self.place(path))
        return Matching(text, compile_pattern(pattern, f"#regex at {self.place(path)}"))

    def _limits(self, text: str, limits: list[int | float], path: Path) -> Shape:
        low, high = limits[0], limits[-1]
        if text.startswith("#more"):
            return Simple(text, f"a number more than {low}", lambda value: is_number(value) and value > low)
        if text.startswith("#less"):
            return Simple(text, f"a number less than {low}", lambda value: is_number(value) and value < low)
        if low > high:
            raise wrong(text, f"accepts nothing: {low} is more than {high}", self.place(path))
        return Simple(text, f"a number from {low} to {high}", lambda value: is_number(value) and low <= value <= high)

    def _items(self, text: str, found: re.Match[str], path: Path) -> Shape:
        count, plus, inner = found.groups()
        if inner is None:
            least = int(count or 0)
            return Each(text, least, None if plus or count is None else least, None)
        least = int(count or 1)
        if not least and not plus:
            raise wrong(text, "has no item that could be checked", self.place(path))
        before = len(self._captured)
        each = self._inner(inner, text, path)
        if len(self._captured) > before:
            raise wrong(text, "would capture each item under one name", self.place(path))
        if isinstance(each, NotPresent):
            raise wrong(text, "asks for items that are not there", self.place(path))
        return Each(text, max(least, 1), None if plus or count is None else least, each)

    def _capture(self, text: str, found: re.Match[str], path: Path) -> Shape:
        name, inner = found.groups()
        if name in self._captured:
            raise wrong(text, f'saves a second value as "{name}"', self.place(path))
        self._captured.add(name)
        return Capture(text, name, None if inner is None else self._inner(inner, text, path))


def _number(text: str) -> int | float:
    return int(text) if text.lstrip("-").isdigit() else float(text)


def compile_expected(value: Any, *, partial: bool, name: str = "the expected JSON") -> Shape:
    """An expected JSON value as a shape.

    Args:
        value: what is expected, markers as strings.
        partial: as *Contain JSON*: objects may have further keys, at every depth.
        name: what it is, for errors.

    Raises:
        InvalidArgument: a string that looks like a marker and is none, a marker at a place where it means nothing, or a
            value that JSON cannot hold.
    """
    if too_deep(value):
        raise InvalidArgument(f"Expected JSON to compare with, but it is nested more than {MAX_DEPTH} deep.")
    if fault := unfit(value):
        raise InvalidArgument(f"Expected JSON to compare with, but {fault}.")
    compiler = _Compiler(partial, name)
    shape = compiler.value(value, ())
    if isinstance(shape, NotPresent):
        raise wrong(shape.text, "stands for a key that is not there; a message is", compiler.place(()))
    return shape
