"""Expected JSON against a value: where they differ, by JSONPath, and what markers captured."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

from .assignment import assign
from .jsonvalues import equal, key_path
from .markers import Array, Capture, Marker, Optional, shown

#: More differences than these do not help anybody.
MOST = 20


def differences(expected: Any, actual: Any, *, partial: bool, path: str = "$") -> Iterator[str]:
    """Each difference as a line that begins with its JSONPath.

    Args:
        expected: as ``markers.compile_expected`` gives it.
        actual: a parsed JSON value.
        partial: members that are not expected may be there, at every depth.
        path: where in the whole value this is.
    """
    if isinstance(expected, Marker):
        if not expected.accepts(actual):
            yield f"{path}: expected {expected.wants()}, but it was {shown(actual)}"
    elif isinstance(expected, dict):
        yield from _object(expected, actual, partial, path)
    elif isinstance(expected, Array):
        yield from _array(expected, actual, partial, path)
    elif not equal(expected, actual):
        yield f"{path}: expected {shown(expected)}, but it was {_told_apart(expected, actual)}"


def _told_apart(expected: Any, actual: Any) -> str:
    text = shown(actual)
    if isinstance(expected, str) and isinstance(actual, (int, float, bool)) and str(actual).lower() == expected.lower():
        return f"{text} (no string)"
    if isinstance(actual, str) and isinstance(expected, (int, float)) and actual.lower() == str(expected).lower():
        return f"{text} (a string)"
    return text


def _object(expected: dict[str, Any], actual: Any, partial: bool, path: str) -> Iterator[str]:
    if not isinstance(actual, dict):
        yield f"{path}: expected an object, but it was {shown(actual)}"
        return
    for key, value in expected.items():
        here = key_path(path, key)
        if key not in actual:
            if not (isinstance(value, Marker) and value.optional):
                wanted = value.wants() if isinstance(value, Marker) else _shown_expected(value)
                yield f"{here}: expected {wanted}, but it is missing"
        else:
            yield from differences(value, actual[key], partial=partial, path=here)
    if not partial:
        for key, value in actual.items():
            if key not in expected:
                yield f"{key_path(path, key)}: not expected, but it was {shown(value)}"


def _shown_expected(value: Any) -> str:
    if isinstance(value, Array):
        return f"an array of {len(value.items)}"
    return shown(value)


def _array(expected: Array, actual: Any, partial: bool, path: str) -> Iterator[str]:
    if not isinstance(actual, list):
        yield f"{path}: expected an array, but it was {shown(actual)}"
        return
    if expected.unordered:
        yield from _contained(expected, actual, partial, path)
        return
    items = expected.items
    if len(actual) < len(items) or (len(actual) > len(items) and not expected.more):
        least = "at least " if expected.more else ""
        yield f"{path}: expected {least}{len(items)} item{'s' * (len(items) != 1)}, but there are {len(actual)}"
    for number, (item, value) in enumerate(zip(items, actual, strict=False)):
        yield from differences(item, value, partial=partial, path=key_path(path, number))


def _contained(expected: Array, actual: list[Any], partial: bool, path: str) -> Iterator[str]:
    owner = _pairs(expected, actual, partial)
    placed = set(owner.values())
    for number, item in enumerate(expected.items):
        if number not in placed:
            wanted = item.wants() if isinstance(item, Marker) else _shown_expected(item)
            yield f"{path}: expected to contain {wanted}, but none of its {len(actual)} items that is left is that"


def _pairs(expected: Array, actual: list[Any], partial: bool) -> dict[int, int]:
    fits = [
        [number for number, value in enumerate(actual) if next(differences(item, value, partial=partial), None) is None]
        for item in expected.items
    ]
    return assign(fits)


def explained(expected: Any, actual: Any, *, partial: bool) -> str:
    """The differences, one a line, at most ``MOST`` of them."""
    found = list(islice(differences(expected, actual, partial=partial), MOST + 1))
    lines = ["It differs at:" if len(found) > 1 else "It differs:"]
    lines += [f"    {line}" for line in found[:MOST]]
    if len(found) > MOST:
        lines.append("    … and at more places")
    return "\n".join(lines)


def captures(expected: Any, actual: Any, *, partial: bool) -> dict[str, Any]:
    """What ``#capture`` markers saw in a value that matched."""
    found: dict[str, Any] = {}
    _collect(expected, actual, partial, found)
    return found


def _collect(expected: Any, actual: Any, partial: bool, found: dict[str, Any]) -> None:
    if isinstance(expected, Optional):
        _collect(expected.inner, actual, partial, found)
    elif isinstance(expected, Capture):
        found[expected.name] = actual
        _collect(expected.inner, actual, partial, found)
    elif isinstance(expected, dict):
        for key, value in expected.items():
            if key in actual:
                _collect(value, actual[key], partial, found)
    elif isinstance(expected, Array):
        if expected.unordered:
            for number, item in _pairs(expected, actual, partial).items():
                _collect(expected.items[item], actual[number], partial, found)
        else:
            for item, value in zip(expected.items, actual, strict=False):
                _collect(item, value, partial, found)
