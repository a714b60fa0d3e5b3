"""Parts of JSON Schemas: two of them put together, and strategies of those without parts of their own."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

Part = Mapping[str, Any] | bool

#: Of two bounds both hold.
_HIGHER = {"minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties"}
_LOWER = {"maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties"}
_ALPHABET = st.characters(exclude_categories=["Cs"])
#: How far numbers without bounds go: what JavaScript holds exactly.
_FAR = 2**53
_MOST_CHARACTERS = 60


def merged(one: Part, other: Part) -> Part:
    """A schema that asks for what both ask for; where that cannot be written as one, it may ask for less."""
    if isinstance(one, bool):
        return other if one else False
    if isinstance(other, bool):
        return one if other else False
    found = dict(one)
    for word, value in other.items():
        found[word] = _both(word, found[word], value) if word in found else value
    if found.get("type") == []:
        return False
    return found


def _both(word: str, one: Any, other: Any) -> Any:
    if word == "properties":
        return {**one, **{name: merged(one[name], part) if name in one else part for name, part in other.items()}}
    if word == "required":
        return list(dict.fromkeys([*one, *other]))
    if word == "type":
        return _both_types(one, other)
    if word == "enum":
        return [value for value in one if value in other]
    if word in ("allOf", "anyOf", "oneOf"):
        return [*one, *other] if word == "allOf" else one
    if word in ("items", "additionalProperties") and all(isinstance(each, (bool, dict)) for each in (one, other)):
        return merged(one, other)
    if word in _HIGHER:
        return max(one, other)
    return min(one, other) if word in _LOWER else other


def _both_types(one: Any, other: Any) -> Any:
    kinds, others = ([each] if isinstance(each, str) else each for each in (one, other))
    found = [kind for kind in kinds if kind in others or (kind == "integer" and "number" in others)]
    found += [kind for kind in others if kind == "integer" and "number" in kinds and kind not in found]
    return found[0] if len(found) == 1 else found


def numbers(schema: Mapping[str, Any], whole: bool) -> SearchStrategy[Any]:
    """Numbers within the bounds of a schema."""
    low, high = schema.get("minimum"), schema.get("maximum")
    above, below = schema.get("exclusiveMinimum"), schema.get("exclusiveMaximum")
    step = schema.get("multipleOf")
    least = max((each for each in (low, above) if each is not None), default=None)
    most = min((each for each in (high, below) if each is not None), default=None)

    def within(value: float) -> bool:
        return (above is None or value > above) and (below is None or value < below)

    if step:
        first = -_FAR if least is None else math.ceil(least / step)
        last = _FAR if most is None else math.floor(most / step)
        if first > last:
            return st.nothing()
        return st.integers(first, last).map(lambda count: count * step).filter(within)
    lower = -_FAR if least is None else math.ceil(least)
    upper = _FAR if most is None else math.floor(most)
    integers = st.integers(min(lower, upper), upper).filter(within) if lower <= upper else st.nothing()
    if whole:
        return integers
    floats = st.floats(
        min_value=None if least is None else float(least),
        max_value=None if most is None else float(most),
        allow_nan=False,
        allow_infinity=False,
    ).filter(within)
    return integers | floats


def texts(schema: Mapping[str, Any]) -> SearchStrategy[str]:
    """Texts of the length, the pattern or the format of a schema.

    Raises:
        re.error: a pattern that Python does not have.
    """
    least, most = int(schema.get("minLength", 0)), schema.get("maxLength")
    pattern, form = schema.get("pattern"), schema.get("format")
    if isinstance(pattern, str):
        # "$" lets a line feed follow in Python, and in no other language.
        found = st.from_regex(re.compile(re.sub(r"(?<!\\)\$\Z", r"\\Z", pattern)), alphabet=_ALPHABET)
    elif form in _FORMATS:
        found = _FORMATS[form]()
    else:
        upper = max(least, _MOST_CHARACTERS) if most is None else min(int(most), least + _MOST_CHARACTERS)
        return st.text(_ALPHABET, min_size=least, max_size=upper) if upper >= least else st.nothing()
    if least or most is not None:
        return found.filter(lambda text: least <= len(text) <= (len(text) if most is None else most))
    return found


def _dates() -> SearchStrategy[str]:
    return st.dates().map(lambda value: value.isoformat())


def _date_times() -> SearchStrategy[str]:
    return st.datetimes().map(lambda value: value.isoformat() + "Z")


def _times() -> SearchStrategy[str]:
    return st.times().map(lambda value: value.isoformat() + "Z")


def _addresses(version: int) -> Callable[[], SearchStrategy[str]]:
    return lambda: st.ip_addresses(v=4 if version == 4 else 6).map(str)


def _urls() -> SearchStrategy[str]:
    return st.from_regex(r"https://[a-z]{1,10}\.example/[a-z0-9/]{0,20}", fullmatch=True)


_FORMATS: dict[str, Callable[[], SearchStrategy[str]]] = {
    "date": _dates,
    "date-time": _date_times,
    "time": _times,
    "uuid": lambda: st.uuids().map(str),
    "ipv4": _addresses(4),
    "ipv6": _addresses(6),
    "email": lambda: st.from_regex(r"[a-z0-9]{1,10}@[a-z]{1,10}\.example", fullmatch=True),
    "hostname": lambda: st.from_regex(r"[a-z]{1,10}\.example", fullmatch=True),
    "uri": _urls,
    "uri-reference": _urls,
    "iri": _urls,
    "url": _urls,
}
