"""All that a message can become by one change."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

from .mutation import otherwise, places

#: One of each kind of value that handlers forget.
_HARD: tuple[Any, ...] = (
    *(None, "", 0, -1, [], {}, True, 1.5, 2**63, 10**400, "\ud800", "\0", "a" * 300, ["a"], {"a": 1}, "é b", -(2**63)),
    *(1e999, "-1", " "),
)
#: Places in one message that are changed.
_MOST = 6


def swept(value: Any) -> Iterator[Any]:
    """Without each of its parts, with each of another type, and with every hard value in each place."""
    found = places(value)[:_MOST]
    for place in found:
        changed = copy.deepcopy(value)
        del _holder(changed, place)[place[-1]]
        yield changed
    for place in found:
        changed = copy.deepcopy(value)
        holder = _holder(changed, place)
        holder[place[-1]] = otherwise(holder[place[-1]])
        yield changed
    for hard in _HARD:
        for place in found:
            changed = copy.deepcopy(value)
            _holder(changed, place)[place[-1]] = copy.deepcopy(hard)
            if changed != value:
                yield changed


def _holder(value: Any, place: tuple[Any, ...]) -> Any:
    for key in place[:-1]:
        value = value[key]
    return value
