"""JSON as RFC 8259 has it, and JSON arguments as people write them; RFC 9535 JSONPath."""

from __future__ import annotations

import ast
import json
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NoReturn

from .errors import InvalidArgument
from .output import quote

if TYPE_CHECKING:
    from jsonpath_rfc9535 import JSONPathQuery

_MISSING = object()


class JsonError(ValueError):
    """A text that is not JSON; says why and, where it can, at which line and column."""


def _no_constant(name: str) -> NoReturn:
    raise JsonError(f"{name} is no JSON value")


def parse(text: str) -> Any:
    """The value of a JSON text.

    Raises:
        JsonError: it is not JSON, or too deep or too large a number to be read. No other exception, whatever the text.
    """
    try:
        return json.loads(text, parse_constant=_no_constant)
    except JsonError:
        raise
    except json.JSONDecodeError as error:
        raise JsonError(f"{_lowered(error.msg)} at line {error.lineno}, column {error.colno}") from None
    except RecursionError:
        raise JsonError("it is nested too deeply") from None
    except ValueError:
        raise JsonError("it holds a number with too many digits") from None


def _lowered(message: str) -> str:
    return message[:1].lower() + message[1:]


def read_argument(value: Any, name: str) -> Any:
    """A JSON argument: a text is read as JSON first and as a Python literal second; other values are taken as they are.

    Raises:
        InvalidArgument: the text is neither, or the value has no JSON form.
    """
    if not isinstance(value, str):
        check_value(value, name)
        return value
    try:
        return parse(value)
    except JsonError as error:
        found = _literal(value)
        if found is not _MISSING:
            check_value(found, name)
            return found
        raise InvalidArgument(
            f"{name} must be JSON, but {quote(value, 300)} is not: {error}.{_backslash_hint(value)}"
        ) from None


def _literal(text: str) -> Any:
    try:
        return ast.literal_eval(text.strip())
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
        return _MISSING


def _backslash_hint(text: str) -> str:
    """Robot Framework eats one level of backslashes, which shows as bare quotes, line breaks or tabs inside strings."""
    if "\n" in text or "\t" in text or ('"' in text and text.count('"') % 2):
        return ' Robot Framework reads backslashes itself: write \\\\n for \\n and \\\\" for \\".'
    if "'" in text:
        return " JSON strings stand in double quotes."
    return ""


def check_value(value: Any, name: str) -> None:
    """Raises InvalidArgument when a Python value has no JSON form."""
    dump_compact(value, name)


def dump_compact(value: Any, name: str = "The payload") -> str:
    """The shortest JSON text of a value, with every character that can stand as it is.

    Raises:
        InvalidArgument: a value that JSON has no form for.
    """
    return _dump(value, name, separators=(",", ":"))


def dump_pretty(value: Any) -> str:
    """JSON text with an indent of two, for people."""
    return _dump(value, "The value", indent=2)


def _dump(value: Any, name: str, **options: Any) -> str:
    try:
        return json.dumps(value, ensure_ascii=False, allow_nan=False, **options)
    except TypeError as error:
        raise InvalidArgument(f"{name} has no JSON form: {_lowered(str(error))}.") from None
    except ValueError as error:
        raise InvalidArgument(f"{name} has no JSON form: {_lowered(str(error))}.") from None
    except RecursionError:
        raise InvalidArgument(f"{name} has no JSON form: it is nested too deeply.") from None


def equal(left: Any, right: Any) -> bool:
    """Whether two JSON values are the same: 1 and 1.0 are, 1 and true are not."""
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(equal(value, right[key]) for key, value in left.items())
    if isinstance(left, (list, tuple)) and isinstance(right, (list, tuple)):
        return len(left) == len(right) and all(equal(one, other) for one, other in zip(left, right, strict=True))
    if isinstance(left, (int, float)) and isinstance(right, (int, float)):
        return left == right
    return type(left) is type(right) and bool(left == right)


def kind_of(value: Any) -> str:
    """The JSON name of a value's type: object, array, string, number, boolean or null."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, (int, float)):
        return "number"
    return "string" if isinstance(value, str) else "object" if isinstance(value, dict) else "array"


@lru_cache(maxsize=256)
def compile_path(path: str) -> JSONPathQuery:
    """A compiled JSONPath.

    Raises:
        InvalidArgument: it is none (RFC 9535).
    """
    import jsonpath_rfc9535

    try:
        return jsonpath_rfc9535.compile(path)
    except jsonpath_rfc9535.JSONPathError as error:
        raise InvalidArgument(
            f"{quote(path)} is no JSONPath (RFC 9535): {error}. A path begins with $, as in $.user.name or $.items[0]."
        ) from None


def select(path: str, value: Any) -> list[Any]:
    """The values that a JSONPath selects.

    Raises:
        InvalidArgument: the path is invalid.
    """
    import jsonpath_rfc9535

    query = compile_path(path)
    try:
        return list(query.find(value).values())
    except (jsonpath_rfc9535.JSONPathError, RecursionError):
        return []


def key_path(parent: str, key: str | int) -> str:
    """The JSONPath of a member or item, in its short form where there is one."""
    if isinstance(key, int):
        return f"{parent}[{key}]"
    if key.isidentifier():
        return f"{parent}.{key}"
    return f"{parent}[{json.dumps(key, ensure_ascii=False)}]"
