"""The value at a JSONPath: of a message, of an HTTP answer."""

from collections.abc import Callable
from typing import Any

from ..core.errors import Mismatch
from ..core.output import quote
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
    from ..core.jsonpaths import Query

    query = Query(path)
    values = query.values(document)
    if not query.singular:
        return values
    if values:
        return values[0]
    reached, missing = query.first_miss(document)
    ending = context()
    raise Mismatch(
        f"Expected {what} to have a value at {path}, but {reached} has no {missing}:\n"
        f"    {quote(describe_json(document), 2000)}" + (f"\n{ending}" if ending else "")
    )
