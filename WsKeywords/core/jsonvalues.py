"""JSON values: read strictly, written, and compared as JSON compares.

What a server sends may be anything, so reading fails with one error only, and what was read is never so deep that
walking over it fails.
"""

from __future__ import annotations

import json
import re
from collections.abc import Hashable, Iterable
from typing import Any, NoReturn

from .errors import InvalidArgument
from .output import piece, quote

#: Deeper values are refused: Python's own limit of nested calls must not be met while they are walked over.
MAX_DEPTH = 300
_SHOWN = 20


class JsonError(ValueError):
    """A text is not JSON. Its own text says why, and where: ``expected a value at line 1, column 2, but …``.

    Attributes:
        backslash: whether a backslash that is wrong, or that something took away, looks like the cause.
    """

    def __init__(self, reason: str, *, backslash: bool = False) -> None:
        super().__init__(reason)
        self.backslash = backslash


def _no_constant(name: str) -> NoReturn:
    raise JsonError(f"{name} is no JSON value")


_decoder = json.JSONDecoder(parse_constant=_no_constant)


def parse(text: str) -> Any:
    """The value of a JSON text (RFC 8259); of a key that is there twice the last value.

    Raises:
        JsonError: it is not JSON, is nested more than 300 deep, or holds an integer too long for Python.
    """
    try:
        return _value_of(text)
    except json.JSONDecodeError as error:
        raise _explained(error) from None
    except RecursionError:
        raise _too_deep() from None
    except JsonError:
        raise
    except ValueError:
        raise JsonError("an integer in it has too many digits") from None


def _value_of(text: str) -> Any:
    value = _decoder.decode(text)
    if text.count("[") + text.count("{") > MAX_DEPTH and too_deep(value):
        raise _too_deep()
    return value


def parse_if_json(text: str) -> tuple[bool, Any]:
    """Whether a text is JSON as ``parse`` reads it, and its value; what it costs to say why it is none is saved."""
    try:
        return True, _value_of(text)
    except (ValueError, RecursionError):
        return False, None


def _too_deep() -> JsonError:
    return JsonError(f"it is nested more than {MAX_DEPTH} deep")


def too_deep(value: Any) -> bool:
    """Whether a value holds arrays and objects nested more than 300 deep."""
    level = [value] if isinstance(value, (dict, list, tuple)) else []
    for _ in range(MAX_DEPTH + 1):
        level = [
            child
            for container in level
            for child in (container.values() if isinstance(container, dict) else container)
            if isinstance(child, (dict, list, tuple))
        ]
        if not level:
            return False
    return True


_EXPECTED = {
    "Expecting value": "a value",
    "Expecting ',' delimiter": "a comma",
    "Expecting ':' delimiter": "a colon",
    "Expecting property name": "a name in double quotes",
    "Extra data": "the end",
    "Illegal trailing comma": "no comma",
}
_CONTROLS = {"\n": "a line feed", "\r": "a carriage return", "\t": "a tab"}


def _explained(error: json.JSONDecodeError) -> JsonError:
    """Python's error in words that do not depend on its version."""
    text, at = error.doc, error.pos
    place = f"line {error.lineno}, column {error.colno}"
    if not text.strip():
        return JsonError("it is white space only" if text else "it is empty")
    if text[0] == "\ufeff":
        return JsonError("it begins with a byte order mark")
    for message, wanted in _EXPECTED.items():
        if error.msg.startswith(message):
            rest = text[at : at + _SHOWN + 1]
            there = f"there is {_snippet(piece(text, at, at + _SHOWN + 1))}" if rest else "the text ends there"
            return JsonError(f"expected {wanted} at {place}, but {there}", backslash=rest.startswith("\\"))
    if error.msg.startswith("Unterminated string"):
        return JsonError(f"the string that begins at {place} does not end", backslash="\\" in text)
    if error.msg.startswith("Invalid control character"):
        what = _CONTROLS.get(text[at : at + 1], "a control character")
        return JsonError(f"{what} stands unescaped in a string at {place}", backslash=True)
    if error.msg.startswith("Invalid \\"):
        escape = text[text.rfind("\\", 0, at + 1) :][:2]
        return JsonError(f"JSON has no escape {escape} (at {place})", backslash=True)
    return JsonError(f"{error.msg} at {place}")


def _snippet(text: str) -> str:
    line = text.split("\n", 1)[0] or text[:1]
    return quote(line[:_SHOWN] + ("…" if len(line) > _SHOWN else ""))


# --- writing ----------------------------------------------------------------------------------------------------------


def dump_compact(value: Any, name: str = "the payload") -> str:
    """JSON text without white space, as it is sent; every character that can stand as it is does.

    Args:
        value: what is written.
        name: what it is, for the error.

    Raises:
        InvalidArgument: JSON cannot hold the value; names the path of what it cannot hold.
    """
    try:
        return json.dumps(value, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    except (TypeError, ValueError, RecursionError) as error:
        raise InvalidArgument(f"Expected {name} to be JSON, but {unfit(value) or error}.") from None


def dump_pretty(value: Any) -> str:
    """JSON text on several lines, for reading; what JSON cannot hold is shown as Python does."""
    return _dump(value, indent=2)


def dump(value: Any) -> str:
    """JSON text on one line, for reading: ``{"a": [1, 2]}``; what JSON cannot hold is shown as Python does."""
    return _dump(value)


def _dump(value: Any, indent: int | None = None) -> str:
    try:
        return json.dumps(value, ensure_ascii=False, default=repr, indent=indent)
    except (TypeError, ValueError, RecursionError):
        return "a value that cannot be shown as JSON"


def unfit(value: Any, path: str = "$", depth: int = 0) -> str:
    """What in a value JSON cannot hold: ``it holds bytes at $.picture``; empty when all is well."""
    if depth > MAX_DEPTH:
        return f"it is nested more than {MAX_DEPTH} deep"
    if isinstance(value, dict):
        for key, item in value.items():
            if not isinstance(key, (str, int, float, bool, type(None))):
                return f"it has the key {key!r} ({type(key).__name__}) at {path}"
            if fault := unfit(item, child(path, str(key)), depth + 1):
                return fault
    elif isinstance(value, (list, tuple)):
        for index, item in enumerate(value):
            if fault := unfit(item, child(path, index), depth + 1):
                return fault
    elif isinstance(value, float):
        if value != value or value in (float("inf"), float("-inf")):
            return f"it holds {value!r} at {path}"
    elif value is not None and not isinstance(value, (str, int)):
        return f"it holds {type(value).__name__} at {path}"
    return ""


_PLAIN_KEY = re.compile(r"[^\W\d]\w*")


def child(path: str, step: str | int) -> str:
    """The path of what lies under a key or index: ``$.user``, ``$.items[0]``, ``$['odd key']`` (RFC 9535)."""
    if isinstance(step, int):
        return f"{path}[{step}]"
    if _PLAIN_KEY.fullmatch(step):
        return f"{path}.{step}"
    escaped = json.dumps(step, ensure_ascii=False)[1:-1].replace('\\"', '"').replace("'", "\\'")
    return f"{path}['{escaped}']"


def path_of(steps: Iterable[str | int]) -> str:
    """The path of what lies under these keys and indexes."""
    path = "$"
    for step in steps:
        path = child(path, step)
    return path


# --- comparing --------------------------------------------------------------------------------------------------------


def kind_of(value: Any) -> str:
    """What JSON calls a value: ``string``, ``number``, ``boolean``, ``null``, ``array`` or ``object``."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, str):
        return "string"
    if isinstance(value, (int, float)):
        return "number"
    if isinstance(value, dict):
        return "object"
    return "array" if isinstance(value, (list, tuple)) else type(value).__name__


def equal(a: Any, b: Any) -> bool:
    """Whether two values are the same JSON value: 1 is 1.0, a boolean is never a number, the order of keys is free."""
    # Loops, here and below: each generator takes another frame of the stack for each level of a value.
    if isinstance(a, dict):
        if not isinstance(b, dict) or len(a) != len(b):
            return False
        for key, item in a.items():  # noqa: SIM110
            if key not in b or not equal(item, b[key]):
                return False
        return True
    if isinstance(a, (list, tuple)):
        if not isinstance(b, (list, tuple)) or len(a) != len(b):
            return False
        for item, other in zip(a, b, strict=True):  # noqa: SIM110
            if not equal(item, other):
                return False
        return True
    if isinstance(a, bool) or isinstance(b, bool):
        return isinstance(a, bool) and isinstance(b, bool) and a is b
    return bool(a == b)


def freeze(value: Any) -> Hashable:
    """Something hashable that is the same for equal JSON values, and for no others."""
    if isinstance(value, dict):
        pairs = []
        for key, item in value.items():
            pairs.append((key, freeze(item)))
        return ("object", frozenset(pairs))
    if isinstance(value, (list, tuple)):
        items = []
        for item in value:
            items.append(freeze(item))
        return ("array", tuple(items))
    if isinstance(value, bool):
        return ("boolean", value)
    return value if isinstance(value, Hashable) else ("unknown", repr(value))


def copied(value: Any) -> Any:
    """A copy of a JSON value, which nobody else has."""
    if isinstance(value, dict):
        found = {}
        for key, item in value.items():
            found[key] = copied(item)
        return found
    if isinstance(value, (list, tuple)):
        items = []
        for item in value:
            items.append(copied(item))
        return items
    return value


def select(path: str, value: Any) -> list[Any]:
    """What a JSONPath (RFC 9535) selects in a value, in document order.

    Raises:
        InvalidArgument: the path is none.
    """
    from .jsonpaths import Query

    return Query(path).values(value)
