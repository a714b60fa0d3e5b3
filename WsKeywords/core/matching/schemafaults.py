"""What a JSON Schema found fault with, in the words and with the paths of every other difference."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias, cast

from ..jsonvalues import path_of
from ..output import MASK, clean
from ..suggest import nearest, one_of
from .jsondiff import Difference, counted, cut, show

if TYPE_CHECKING:
    from jsonschema import SchemaError, ValidationError

Fault: TypeAlias = "ValidationError | SchemaError"

_TYPES = ("string", "number", "integer", "boolean", "array", "object", "null")
#: Keywords with a text of our own already.
_OURS = ("additionalProperties", "patternProperties", "properties", "uniqueItems")
_LIMITS = {
    "minimum": "at least",
    "maximum": "at most",
    "exclusiveMinimum": "more than",
    "exclusiveMaximum": "less than",
}
_COUNTS = {
    "minLength": ("at least", "character"),
    "maxLength": ("at most", "character"),
    "minItems": ("at least", "item"),
    "maxItems": ("at most", "item"),
    "minProperties": ("at least", "key"),
    "maxProperties": ("at most", "key"),
}


def explained(error: Fault, *, of_schema: bool = False) -> Difference:
    """One fault as a difference; ``of_schema``: the value that was checked is itself a schema."""
    path = tuple(error.absolute_path)
    word, instance, wanted = str(error.validator), error.instance, cast("Any", error.validator_value)
    if of_schema and (text := _of_schema(error, path)):
        return Difference(path, text)
    if word == "required":
        missing = next((key for key in wanted if error.message.startswith(repr(key))), None)
        if missing is not None:
            return Difference((*path, missing), "expected a value, but the key is missing")
    text = _text(error, word, instance, path)
    if "propertyNames" in error.absolute_schema_path:
        text = f"of its key {show(instance)}: {text}"
    return Difference(path, text)


def _of_schema(error: Fault, path: tuple[Any, ...]) -> str:
    """What people get wrong in schemas most."""
    instance = error.instance
    if error.validator == "format" and error.validator_value == "regex":
        return f"{show(instance)} is no regular expression"
    if path and path[-1] == "type":
        for name in instance if isinstance(instance, list) else [instance]:
            if isinstance(name, str) and name not in _TYPES:
                near = nearest(name, _TYPES)
                hint = f', did you mean "{near}"?' if near else f"; types are {one_of(_TYPES)}"
                return f"{show(name)} is no type{hint}"
    return ""


def _text(error: Fault, word: str, instance: Any, path: tuple[Any, ...]) -> str:
    there = show(instance, path)
    wanted: Any = error.validator_value
    if error.validator is None:
        return f"nothing is allowed here, but it is {there}"
    if word in _LIMITS and not isinstance(wanted, bool):
        return f"expected {_LIMITS[word]} {show(wanted)}, but it is {there}"
    if word in _COUNTS:
        least, thing = _COUNTS[word]
        return f"expected {least} {counted(wanted, thing)}, but it has {len(instance)}: {there}"
    if word in _WORDS:
        return _WORDS[word](error, wanted, there)
    if word == "pattern":
        return f"{error.message}, but it is {there}"
    message = clean(error.message)
    if there == MASK:
        # The library quotes what it looked at.
        message = message.replace(clean(repr(instance)), MASK)
    return cut(message, 300) if word in _OURS else cut(f"{message} ({word})", 300)


def _type(error: Fault, wanted: Any, there: str) -> str:
    names = [wanted] if isinstance(wanted, str) else wanted
    phrases = [name if name == "null" else f"{'an' if name[0] in 'aio' else 'a'} {name}" for name in map(str, names)]
    return f"expected {one_of(phrases)}, but it is {there}"


def _alternatives(error: Fault, wanted: Any, there: str) -> str:
    if not error.context:
        return f"expected exactly one of the {len(wanted)} alternatives of oneOf to match, but several do: {there}"
    branches: dict[Any, list[Fault]] = {}
    for fault in error.context:
        # An alternative that is the schema false has no path.
        branches.setdefault(fault.schema_path[0] if fault.schema_path else -1, []).append(fault)
    nearest_one = min(branches.values(), key=far)
    difference = explained(nearest_one[0])
    place = "" if difference.path == tuple(error.absolute_path) else f"at {path_of(difference.path)} "
    count = f"none of the {len(wanted)} alternatives of {error.validator} matches"
    return f"{count}; of the one that comes nearest: {place}{difference.text}"


def far(faults: Sequence[Fault]) -> tuple[int, int]:
    """Another type or constant means that another alternative was meant."""
    return sum(fault.validator in ("type", "const", "enum") for fault in faults), len(faults)


_WORDS: dict[str, Callable[[Fault, Any, str], str]] = {
    "type": _type,
    "enum": lambda error, wanted, there: f"expected {one_of([show(item) for item in wanted])}, but it is {there}",
    "const": lambda error, wanted, there: f"expected {show(wanted)}, but it is {there}",
    "multipleOf": lambda error, wanted, there: f"expected a multiple of {show(wanted)}, but it is {there}",
    "anyOf": _alternatives,
    "oneOf": _alternatives,
    "not": lambda error, wanted, there: f"expected anything but what matches {show(wanted)}, but it is {there}",
    "contains": lambda error, wanted, there: f"expected an item that matches {show(wanted)}, but it is {there}",
}
