"""The value at a JSONPath: of a message, of an HTTP answer."""

from collections.abc import Callable
from typing import Any

from ..core.errors import InvalidArgument, Mismatch
from .converters import describe_json


def value_at(path: str, document: Any, what: str, context: Callable[[], str] = str) -> Any:
    """The value at a path that can select one value only; a list for any other path.

    Args:
        path: JSONPath (RFC 9535).
        document: A JSON value.
        what: What the document is, for messages.
        context: Lines that end a failure.

    Raises:
        InvalidArgument: It is no JSONPath.
        Mismatch: A path for one value selects nothing.
    """
    from jsonpath_rfc9535 import JSONPathError
    from jsonpath_rfc9535 import compile as compile_path

    try:
        query = compile_path(path)
        values = [node.value for node in query.find(document)]
    except JSONPathError as error:
        raise InvalidArgument(f'Expected a JSONPath such as $.user.name, but "{path}" is none: {error}.') from None
    if not query.singular_query():
        return values
    if not values:
        text = describe_json(document)
        shown = text if len(text) <= 2000 else f"{text[:2000]} … ({len(text)} characters)"
        ending = context()
        raise Mismatch(
            f"Expected {what} to have a value at {path}, but there is none in it:\n    {shown}"
            + (f"\n{ending}" if ending else "")
        )
    return values[0]
