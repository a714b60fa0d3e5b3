"""JSON as people write it in a cell or a doc string: as JSON, as a Python literal, as a marker without quotes."""

from __future__ import annotations

import re
from typing import Any

from .errors import InvalidArgument
from .jsonvalues import JsonError, dump_compact, parse, unfit
from .output import quote

#: A text that is a marker and not JSON: a Robot user writes \#array, without the quotes.
_MARKER = re.compile(r"#(?:#?[\w\[]|\.\.\.|= )")
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_PYTHON_ESCAPES = frozenset("\\'\"abfnrtvxuUN01234567\n")
_WORDS = re.compile(r"[^\W\d][\w .,!?-]*")


def read_argument(value: Any, name: str) -> Any:
    """A JSON value from an argument: a text is read as JSON first and as a Python literal second.

    In a Python literal ``true``, ``false`` and ``null`` may stand too. A text that is a marker (``#uuid``) is itself.

    Args:
        value: what was given; what is not text is taken as it is.
        name: of the argument, for the error.

    Raises:
        InvalidArgument: the text is neither; says where, and what Robot Framework may have to do with it. Or the value
            is none that JSON can hold.
    """
    if not isinstance(value, str):
        dump_compact(value, f'argument "{name}"')
        return value
    if _MARKER.match(value):
        return value
    try:
        return parse(value)
    except JsonError as error:
        try:
            return _literal(value)
        except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
            raise InvalidArgument(
                f'Expected argument "{name}" to be JSON, but {quote(value, 300)} is not: {error}.{_hint(value, error)}'
            ) from None


def _hint(text: str, error: JsonError) -> str:
    if error.backslash:
        return " Robot Framework takes backslashes in a cell for itself: write \\\\ for each backslash of the JSON."
    if _after_a_string(text):
        return (
            " Text follows a string that has ended. Robot Framework takes backslashes in a cell for itself: write "
            '\\\\" for a quote inside a string.'
        )
    if _WORDS.fullmatch(text):
        return f' A JSON string stands in double quotes: "{text}".'
    return ""


def _after_a_string(text: str) -> bool:
    """Whether what is wrong follows a closing quote at once: the backslash before that quote may have been lost."""
    import json

    try:
        json.loads(text)
    except json.JSONDecodeError as error:
        closed = text[: error.pos].endswith('"') and error.msg.endswith("delimiter")
        return closed and re.match(r"[^\s\[\]{},:\"]", text[error.pos :]) is not None
    except (ValueError, RecursionError):
        return False
    return False


def _literal(text: str) -> Any:
    import ast

    if any(found[1] not in _PYTHON_ESCAPES for found in _ESCAPE.finditer(text)):
        # Python warns of such an escape today and refuses it tomorrow; JSON refuses it.
        raise ValueError("an escape that Python does not have")
    constants = {"true": True, "false": False, "null": None}

    class Constants(ast.NodeTransformer):
        def visit_Name(self, node: ast.Name) -> ast.expr:
            return ast.Constant(constants[node.id]) if node.id in constants else node

    tree = ast.parse(text.strip(), mode="eval")
    value = ast.literal_eval(Constants().visit(tree))
    if unfit(value):
        raise ValueError(unfit(value))
    return parse(dump_compact(value))
