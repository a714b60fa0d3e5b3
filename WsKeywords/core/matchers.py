"""Matchers from the arguments that keywords and sentences share.

A new matcher is one class and one row of the table below.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from .errors import InvalidArgument
from .jsonmatchers import BeJson, ContainsJson, JsonPath, Schema, schema_from
from .jsonvalues import JsonError, parse, read_argument
from .matcher import All, AnyMessage, Matcher
from .output import quote
from .suggest import nearest, one_of
from .textmatchers import Be, Contains, Glob, Hex, Kind, NotContains, Regexp

__all__ = [
    "MATCHER_ARGUMENTS",
    "NOTHING",
    "All",
    "AnyMessage",
    "Be",
    "BeJson",
    "Contains",
    "ContainsJson",
    "Glob",
    "Hex",
    "JsonPath",
    "Kind",
    "Matcher",
    "NotContains",
    "Regexp",
    "Schema",
    "contains",
    "contains_not",
    "expected_items",
    "matcher_from",
    "schema_from",
    "unless_matcher",
]


class _Nothing:
    """Stands for an argument that was not given, where ``None`` is a value: JSON null."""

    def __repr__(self) -> str:
        return "NOTHING"


NOTHING: Any = _Nothing()
_COMMENT_HINT = "A cell that begins with # is a comment to Robot Framework: write \\#array for the marker #array."


def _texts(given: Any, name: str) -> tuple[str, ...]:
    texts = tuple(given) if isinstance(given, (list, tuple)) else (given,)
    if not texts:
        raise InvalidArgument(f"There is nothing to check: no expected text was given. {_COMMENT_HINT}")
    for text in texts:
        if not isinstance(text, str):
            raise InvalidArgument(f"{name} must be text, but it is {type(text).__name__} {quote(str(text), 100)}.")
        if not text:
            raise InvalidArgument(f"There is nothing to check: every message contains the empty text. {_COMMENT_HINT}")
    return texts


def contains(texts: Any, *, ignore_case: bool = False) -> Matcher:
    """Every text is a substring."""
    return Contains(_texts(texts, "contains"), ignore_case)


def contains_not(texts: Any, *, ignore_case: bool = False) -> Matcher:
    """No text is a substring."""
    return NotContains(_texts(texts, "The text"), ignore_case)


def _text(value: Any, ignore_case: bool) -> Matcher:
    if not isinstance(value, str):
        raise InvalidArgument(f"text must be text, but it is {type(value).__name__} {quote(str(value), 100)}.")
    return Be(value, ignore_case)


def _pattern(name: str, kind: Callable[[str, bool], Matcher]) -> Callable[[Any, bool], Matcher]:
    def make(value: Any, ignore_case: bool) -> Matcher:
        if not isinstance(value, str) or not value:
            raise InvalidArgument(f"There is nothing to check: {name} is empty. {_COMMENT_HINT}")
        return kind(value, ignore_case)

    return make


def _contains_json(value: Any, ignore_case: bool) -> Matcher:
    expected = read_argument(value, "json_contains")
    if isinstance(expected, (dict, list)) and not expected:
        raise InvalidArgument(
            f"There is nothing to check: every {'object' if isinstance(expected, dict) else 'array'} "
            f"contains an empty one. {_COMMENT_HINT}"
        )
    return ContainsJson(expected)


#: Name of the argument → its matcher, from the value and whether the case is ignored.
_TABLE: dict[str, Callable[[Any, bool], Matcher]] = {
    "text": _text,
    "contains": lambda value, ignore_case: contains(value, ignore_case=ignore_case),
    "regexp": _pattern("regexp", Regexp),
    "glob": _pattern("glob", Glob),
    "json": lambda value, _: BeJson(read_argument(value, "json")),
    "json_contains": _contains_json,
    "schema": lambda value, _: schema_from(value),
    "jsonpath": _pattern("jsonpath", lambda path, _: JsonPath(path)),
    "hex": _pattern("hex", lambda pattern, _: Hex(pattern)),
    "kind": _pattern("kind", lambda kind, _: Kind(kind)),
}
MATCHER_ARGUMENTS: tuple[str, ...] = tuple(_TABLE)
#: JSON arguments can be null, which Python writes as None; the others are left out by it.
_NULLABLE = ("json", "json_contains")


def matcher_from(*, ignore_case: bool = False, required: bool = True, **arguments: Any) -> Matcher:
    """A matcher from matcher arguments, combined with *and*.

    Args:
        ignore_case: where text is compared, upper and lower case are the same.
        required: with no matcher argument, an error; else any message matches.
        arguments: text, contains, regexp, glob, json, json_contains, schema, jsonpath, hex, kind. One that is
            ``NOTHING``, or ``None`` where that is no JSON value, counts as not given.

    Raises:
        InvalidArgument: nothing to check, an unknown name, or a value that cannot be used.
    """
    for name in arguments:
        if name not in _TABLE:
            close = nearest(name, _TABLE)
            hint = f' Did you mean "{close}"?' if close else ""
            raise InvalidArgument(f'"{name}" is no matcher argument.{hint} They are {one_of(_TABLE)}.')
    given = [
        _TABLE[name](value, ignore_case)
        for name, value in arguments.items()
        if value is not NOTHING and (value is not None or name in _NULLABLE)
    ]
    if not given:
        if required:
            raise InvalidArgument(
                f"There is nothing to check: give at least one matcher argument, {one_of(_TABLE)}. {_COMMENT_HINT}"
            )
        return AnyMessage()
    return given[0] if len(given) == 1 else All(tuple(given))


def unless_matcher(value: Any) -> Matcher:
    """The matcher of ``unless``: a text is contained, a dict or list is contained as JSON."""
    return _contains_json(value, False) if isinstance(value, (dict, list)) else contains(value)


def expected_items(items: Sequence[Any]) -> list[Matcher]:
    """A matcher for each expected message.

    Text is compared as it is; a dict or list, or text that parses as a JSON object or array, as *Contain JSON*.
    """
    return [_item(item) for item in items]


def _item(item: Any) -> Matcher:
    if isinstance(item, (str, bytes)):
        value = _object_or_array(item) if isinstance(item, str) else None
        return Be(item) if value is None else ContainsJson(value)
    return ContainsJson(read_argument(item, "The expected message"))


def _object_or_array(text: str) -> Any:
    if not text.lstrip().startswith(("{", "[")):
        return None
    try:
        return parse(text)
    except JsonError:
        return None
