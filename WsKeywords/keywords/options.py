"""Arguments that several keywords share, picked out of a keyword's own: connection options and matchers."""

from collections.abc import Iterable
from typing import Any

from ..core.errors import InvalidArgument
from ..core.matching.matchers import MATCHER_ARGUMENTS
from .arguments import NOT_GIVEN, NotGiven

#: The matcher arguments of keywords, in the order in which their signatures have them.
MATCHER_NAMES = MATCHER_ARGUMENTS

#: What every "nothing to check" ends with, because this is how a cell gets lost in Robot Framework.
COMMENT_HINT = "A cell that begins with # is a comment to Robot Framework: write \\#array when a marker was meant."


def connection_options(arguments: dict[str, Any]) -> dict[str, Any]:
    """The connection options that were given, out of a keyword's ``locals()``."""
    from ..core.options import OPTION_NAMES

    return _given(arguments, OPTION_NAMES)


def stream_options(arguments: dict[str, Any]) -> dict[str, Any]:
    """The options of an event stream that were given, out of a keyword's ``locals()``."""
    from ..core.eventstream.options import STREAM_OPTION_NAMES

    return _given(arguments, STREAM_OPTION_NAMES)


def _given(arguments: dict[str, Any], names: Iterable[str]) -> dict[str, Any]:
    given = {name: arguments[name] for name in names if name in arguments}
    return {name: value for name, value in given.items() if value is not None and not isinstance(value, NotGiven)}


def matcher_arguments(arguments: dict[str, Any]) -> dict[str, Any]:
    """The matcher arguments that were given, and ``ignore_case``, out of a keyword's ``locals()``."""
    given = {name: arguments[name] for name in MATCHER_NAMES if arguments[name] is not NOT_GIVEN}
    return {**given, "ignore_case": True} if arguments["ignore_case"] else given


def required(value: Any, what: str = "no expected value was given") -> Any:
    """The value, unless there is none: with nothing to check an assertion must not pass.

    Raises:
        InvalidArgument: It was not given, or is an empty list of values.
    """
    if value is NOT_GIVEN or value == ():
        raise InvalidArgument(f"Nothing to check: {what}. {COMMENT_HINT}")
    return value
