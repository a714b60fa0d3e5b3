"""A message that an app knows, and what is nearly it."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from typing import Any

from hypothesis import strategies as st

from .jsons import odd
from .lexicon import Lexicon

#: What lies deeper is not changed.
_DEEPEST = 12


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Where something stands in a JSON value, but for the value itself."""
    found: list[tuple[Any, ...]] = []
    if isinstance(value, dict):
        pairs: list[tuple[Any, Any]] = list(value.items())
    elif isinstance(value, list):
        pairs = list(enumerate(value))
    else:
        return []
    for key, inner in pairs[:30]:
        found.append((*path, key))
        if len(path) < _DEEPEST:
            found += places(inner, (*path, key))
    return found[:60]


@st.composite
def mutated(draw: st.DrawFn, example: Any, lexicon: Lexicon) -> Any:
    """A JSON value in which something is missing, added, of another type, null, empty, huge or in another's place."""
    value = copy.deepcopy(example)
    found = places(value)
    if not found:
        return draw(odd())
    for _ in range(draw(st.sampled_from([1, 1, 1, 2]))):
        place = draw(st.sampled_from(found))
        holder = value
        try:
            for key in place[:-1]:
                holder = holder[key]
            last = place[-1]
            how = draw(st.sampled_from(["drop", "drop", "odd", "odd", "type", "extra", "word", "swap"]))
            if how == "drop":
                del holder[last]
            elif how == "odd":
                holder[last] = draw(odd())
            elif how == "type":
                holder[last] = otherwise(holder[last])
            elif how == "word":
                holder[last] = draw(st.sampled_from(lexicon.verbs() + lexicon.values()))
            elif how == "extra" and isinstance(holder, dict):
                holder[draw(st.sampled_from(lexicon.keys()))] = draw(odd())
            else:
                _swap(holder, last)
        except (LookupError, TypeError, ValueError):
            continue
    return value


def otherwise(value: Any) -> Any:
    """The same, said with another type."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (int, float)):
        return str(value)
    if isinstance(value, str):
        return int(value) if value.isdecimal() and len(value) < 100 else [value]
    if isinstance(value, list):
        return value[0] if value else {}
    if isinstance(value, dict):
        return list(value)
    return "null"


def _swap(holder: Any, key: Any) -> None:
    keys: Sequence[Any] = list(holder) if isinstance(holder, dict) else range(len(holder))
    other = keys[(list(keys).index(key) + 1) % len(keys)]
    holder[key], holder[other] = holder[other], holder[key]
