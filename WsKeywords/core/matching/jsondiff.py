"""How expected and actual JSON differ, for people: one line a difference, each with its JSON path, values shortened."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from typing import Any, NamedTuple

from ..jsonvalues import dump, kind_of, path_of
from ..output import MASK, clean, hidden, masked, quote

Path = tuple[str | int, ...]
#: More differences are counted, not listed.
LISTED = 20
#: Beyond so many they are not even counted.
_COUNTED = 1000
#: How many characters of a value a line shows, and how much of a long text before its first difference.
SHOWN = 120
_BEFORE = 20
#: Larger arrays and objects are described, not written out.
_SMALL = 60


class Difference(NamedTuple):
    """What is wrong at one place: a clause such as ``expected 1, but it is 2``."""

    path: Path
    text: str

    @property
    def line(self) -> str:
        return f"{path_of(self.path)}: {self.text}"


def cut(text: str, limit: int = SHOWN) -> str:
    """A text of at most ``limit`` characters."""
    return text if len(text) <= limit else f"{text[: limit - 1]}…"


def show(value: Any, path: Path = (), limit: int = SHOWN) -> str:
    """A value as a line shows it; one that lies under the name of a secret is masked."""
    if any(isinstance(step, str) and hidden(step) for step in path) and not _tells_nothing(value):
        return MASK
    if isinstance(value, str):
        return quote(value, limit)
    if isinstance(value, (dict, list, tuple)) and _size(value) > _SMALL:
        return sized(value)
    return cut(clean(dump(value)), limit)


def _tells_nothing(value: Any) -> bool:
    return value is None or isinstance(value, bool) or value in ("", [], {})


def sized(value: Any) -> str:
    """``an array of 3 items``, ``an object of 1 key``, ``an empty array``."""
    if not value:
        return f"an empty {kind_of(value)}"
    if isinstance(value, dict):
        return f"an object of {counted(len(value), 'key')}"
    return f"an array of {counted(len(value), 'item')}"


def counted(number: int, thing: str) -> str:
    """``1 item``, ``2 items``."""
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


def _size(value: Any) -> int:
    """How many values an array or object holds at all depths; counting ends when it is no longer small."""
    total, waiting = 0, [value]
    while waiting and total <= _SMALL:
        container = waiting.pop()
        total += len(container)
        children = container.values() if isinstance(container, dict) else container
        waiting.extend(child for child in islice(children, _SMALL) if isinstance(child, (dict, list, tuple)))
    return total


def kind(value: Any) -> str:
    """``a string``, ``an array``, ``null``."""
    name = kind_of(value)
    return name if name == "null" else f"{'an' if name[0] in 'aeio' else 'a'} {name}"


def unlike(expected: Any, actual: Any, path: Path) -> Difference:
    """The difference between a scalar and another value."""
    if (
        isinstance(expected, str)
        and isinstance(actual, str)
        and (not (len(expected) <= SHOWN >= len(actual)) or masked(expected) == masked(actual))
    ):
        return _unlike_texts(expected, actual, path)
    wanted, there = show(expected, path), show(actual, path)
    if kind_of(expected) != kind_of(actual) and None not in (expected, actual):
        # 42 and "42", true and 1: what looks alike must not read alike.
        wanted = f"{wanted} ({kind(expected)})"
        if not isinstance(actual, (dict, list, tuple)):
            there = f"{there} ({kind(actual)})"
    return Difference(path, f"expected {wanted}, but it is {there}")


def _unlike_texts(expected: str, actual: str, path: Path) -> Difference:
    if show(actual or "text", path) == MASK:
        return Difference(path, f"expected {show(expected, path)}, but it is {show(actual, path)}")
    # Of a secret that is cut in two no part would be found again.
    expected, actual = masked(expected), masked(actual)
    if expected == actual:
        return Difference(path, f"expected {quote(expected, SHOWN)}, but it differs inside a secret")
    at = first_difference(expected, actual)
    start = max(at - _BEFORE, 0)
    head = "…" if start else ""
    end = start + SHOWN - 2

    def part(text: str) -> str:
        return show(head + text[start:end] + ("…" if len(text) > end else ""), path)

    lengths = f"; {len(expected):,} and {len(actual):,} characters" if len(expected) != len(actual) else ""
    place = f"they differ from character {at + 1} on{lengths}"
    return Difference(path, f"expected {part(expected)}, but it is {part(actual)} ({place})")


def first_difference(expected: Any, actual: Any) -> int:
    """The index of the first item (character, byte) that is not the same; the shorter length when there is none."""
    low, high = 0, min(len(expected), len(actual))
    if expected[:high] == actual[:high]:
        return high
    while high - low > 1:
        middle = (low + high) // 2
        if expected[low:middle] == actual[low:middle]:
            low = middle
        else:
            high = middle
    return low


def listed(differences: Iterable[Difference]) -> str:
    """All differences as lines under a heading; many are counted."""
    found = list(islice(differences, _COUNTED + 1))
    if not found:
        return ""
    shown = found[:LISTED]
    if len(found) == 1:
        heading = "The difference:"
    elif len(found) <= LISTED:
        heading = f"The {len(found)} differences:"
    else:
        many = f"more than {_COUNTED:,}" if len(found) > _COUNTED else f"{len(found)}"
        heading = f"The first {LISTED} of {many} differences:"
    return "\n".join([heading, *(f"    {difference.line}" for difference in shown)])
