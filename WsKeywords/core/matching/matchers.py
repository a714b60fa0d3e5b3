"""Matchers from the arguments that keywords and sentences share. A new one is one class and one row of the table.

Those of text are here; what reads JSON, schemas or patterns is imported with the first argument that asks for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from ..errors import InvalidArgument
from ..given import shown
from ..suggest import all_of, nearest, one_of
from .matcher import All, AnyMessage, Data, EventType, Kind, Matcher
from .textmatchers import Be, Contains, NotContains

__all__ = [
    "MATCHER_ARGUMENTS",
    "NOTSET",
    "All",
    "AnyMessage",
    "Be",
    "Contains",
    "Data",
    "EventType",
    "Kind",
    "Matcher",
    "NotContains",
    "expected_items",
    "matcher_from",
    "unless_matcher",
    "wanted",
]


class _NotSet:
    def __repr__(self) -> str:
        return "NOTSET"


#: Stands for a JSON argument that was not given: ``None`` is JSON null.
NOTSET: Any = _NotSet()
#: How a marker gets lost in Robot Framework.
COMMENT = "In Robot Framework a cell that begins with # is a comment: a marker is written \\#array there."

#: What was meant as a time, where it stands in the place of a matcher.
_TIMES = (int, float, timedelta)

Make = Callable[[Any, bool], Matcher]


def _contains(value: Any, ignore_case: bool) -> Matcher:
    return Contains(*(value if isinstance(value, (list, tuple)) else (value,)), ignore_case=ignore_case)


def _regexp(value: Any, ignore_case: bool) -> Matcher:
    from .patternmatchers import Regexp

    return Regexp(value, ignore_case=ignore_case)


def _glob(value: Any, ignore_case: bool) -> Matcher:
    from .patternmatchers import Glob

    return Glob(value, ignore_case=ignore_case)


def _json(value: Any, _: bool) -> Matcher:
    from ..jsonarguments import read_argument
    from .jsonmatchers import BeJson

    return BeJson(read_argument(value, "json"))


def _json_contains(value: Any, _: bool) -> Matcher:
    from ..jsonarguments import read_argument
    from .jsonmatchers import ContainsJson

    return ContainsJson(read_argument(value, "json_contains"))


def _schema(value: Any, _: bool) -> Matcher:
    from .schemas import Schema

    return Schema(value)


def _jsonpath(value: Any, _: bool) -> Matcher:
    from .jsonmatchers import JsonPath

    return JsonPath(value)


def _hex(value: Any, _: bool) -> Matcher:
    from .binarymatchers import Hex

    return Hex(value)


#: Of each matcher argument the matcher, from its value and whether case is ignored.
_TEXTS: dict[str, Make] = {
    "text": lambda value, ignore_case: Be(value, ignore_case=ignore_case),
    "contains": _contains,
    "regexp": _regexp,
    "glob": _glob,
}
_OTHERS: dict[str, Make] = {
    "json": _json,
    "json_contains": _json_contains,
    "schema": _schema,
    "jsonpath": _jsonpath,
    "hex": _hex,
    "kind": lambda value, _: Kind(value),
    "event": lambda value, _: EventType(value),
}
_TABLE = {**_TEXTS, **_OTHERS}
MATCHER_ARGUMENTS: tuple[str, ...] = tuple(_TABLE)
_NULLABLE = ("json", "json_contains")


def matcher_from(*, ignore_case: bool = False, required: bool = True, **arguments: Any) -> Matcher:
    """A matcher from matcher arguments, combined with *and*.

    Args:
        ignore_case: ``text``, ``contains``, ``regexp`` and ``glob`` do not tell upper from lower case.
        required: with no matcher argument an error; else any message matches.
        arguments: ``text``, ``contains`` (a text or several), ``regexp``, ``glob``, ``json``, ``json_contains`` (text
            is read as JSON), ``schema``, ``jsonpath``, ``hex``, ``kind``, ``event``. ``NOTSET``, and ``None`` where
            that is no JSON value, count as not given.

    Raises:
        InvalidArgument: nothing to check, an unknown name, or a value that cannot be used.
    """
    for name in arguments:
        if name not in _TABLE:
            near = nearest(name, _TABLE)
            hint = f' Did you mean "{near}"?' if near else ""
            raise InvalidArgument(f'"{name}" is no matcher argument.{hint} They are {all_of(_TABLE)}.')
    given = {
        name: value
        for name, value in arguments.items()
        if value is not NOTSET and (value is not None or name in _NULLABLE)
    }
    if ignore_case and given and not any(name in _TEXTS for name in given):
        raise InvalidArgument(f"ignore_case=True has a meaning with {one_of(_TEXTS)} only, but none of them was given.")
    if given:
        matchers = [_TABLE[name](value, ignore_case) for name, value in given.items()]
        return matchers[0] if len(matchers) == 1 else All(*matchers)
    if required or ignore_case:
        raise InvalidArgument(f"Nothing to check: give at least one of {one_of(_TABLE)}. {COMMENT}")
    return AnyMessage()


def wanted(matcher: Matcher | None, arguments: Mapping[str, Any], *, required: bool = True) -> Matcher:
    """The matcher that a call was given, or that of its matcher arguments.

    Raises:
        InvalidArgument: it is none, both were given, or as of ``matcher_from``.
    """
    if matcher is None:
        return matcher_from(**{**arguments, "required": required})
    if not isinstance(matcher, Matcher):
        hint = " How long to wait is given by name too: timeout=5, within=0.5." if isinstance(matcher, _TIMES) else ""
        raise InvalidArgument(
            f'A matcher is an object such as Contains("hello"), or is given by name, such as contains="hello", but it '
            f"is {shown(matcher)}.{hint}"
        )
    also = next((name for name in arguments if arguments[name] is not None), None) if arguments else None
    if also is not None:
        raise InvalidArgument(
            f"A matcher was given, and {also}= too: put them together with All, or give both by name."
        )
    return matcher


def unless_matcher(value: Any) -> Matcher:
    """What ``unless`` stands for: a text is contained, a dict or list is contained as JSON.

    Raises:
        InvalidArgument: it is neither, or there is nothing to check.
    """
    if isinstance(value, (dict, list)):
        from .jsonmatchers import ContainsJson

        return ContainsJson(value)
    if isinstance(value, str):
        return Contains(value)
    raise InvalidArgument(
        f'Expected argument "unless" to be text, or a dict or list of JSON, but it was {value!r} '
        f"({type(value).__name__})."
    )


def expected_items(items: Sequence[Any], *, ignore_case: bool = False) -> list[Matcher]:
    """A matcher for each expected message.

    Text and bytes are compared as they are; a dict or list, or text that parses as a JSON object or array, as
    *Contain JSON*.

    Args:
        items: what is expected, in order.
        ignore_case: texts that are compared as they are do not tell upper from lower case.

    Raises:
        InvalidArgument: there is none, or one that cannot be used; says which.
    """
    if isinstance(items, (str, bytes, dict)):
        items = [items]
    if not isinstance(items, Iterable):
        raise InvalidArgument(f"expected must be a list of messages, but it is {shown(items)}.")
    items = list(items)
    if not items:
        raise InvalidArgument(f"Nothing to check: no expected message was given. {COMMENT}")
    found: list[Matcher] = []
    for number, item in enumerate(items, 1):
        try:
            found.append(_item(item, ignore_case))
        except InvalidArgument as error:
            raise InvalidArgument(f"Expected message {number} cannot be used: {error}") from None
    return found


def _item(item: Any, ignore_case: bool) -> Matcher:
    from .jsonmatchers import ContainsJson

    if isinstance(item, Matcher):
        return item
    if isinstance(item, str):
        value = _json_container(item)
        return Be(item, ignore_case=ignore_case) if value is None else ContainsJson(value)
    if isinstance(item, (bytes, bytearray, memoryview)):
        return Be(bytes(item))
    if isinstance(item, (dict, list, tuple)):
        return ContainsJson(item)
    raise InvalidArgument(
        f"a message is text, bytes, or a dict or list of JSON, but it was {item!r} ({type(item).__name__})."
    )


def _json_container(text: str) -> Any:
    if not text.lstrip().startswith(("{", "[")):
        return None
    from ..jsonvalues import JsonError, parse

    try:
        return parse(text)
    except JsonError:
        return None
