"""Matchers of text messages that are JSON."""

from __future__ import annotations

import threading
from abc import abstractmethod
from collections.abc import Iterator
from itertools import islice
from typing import Any

from ..deadline import Deadline, TooLong
from ..errors import InvalidArgument
from ..jsonpaths import Query
from ..jsonvalues import JsonError, copied, dump, kind_of, parse, parse_if_json
from ..output import clean, quote
from .expected import compile_expected
from .jsondiff import Difference, cut, kind, listed, show
from .matcher import PATIENCE, Data, Matcher, described, time_to_explain
from .shapes import Array, Literal, Object, Shape

#: How many characters of expected JSON a phrase shows.
_PHRASE = 1000
#: More values that a path selects are not counted.
_COUNTED = 1000
#: What JSON has between its parts.
_SPACE = " \t\r\n"


#: The value of a larger text is kept until it was handed over or explained, that of a smaller one until the next.
_SMALL = 64 * 1024
#: A larger one is parsed again: its value may take ten times its memory.
_LARGE = 8 << 20


class _Latest(threading.local):
    """What this thread has parsed last: several matchers look at one message in turn, then somebody asks for its value.

    Of each thread its own, because a value that is handed over may be changed by whoever got it.
    """

    found: tuple[str, bool, Any] = ("", False, None)


_latest = _Latest()


def _parsed(data: str) -> tuple[bool, Any]:
    """Whether a text is JSON, and its value, to look at only."""
    text, is_json, value = _latest.found
    if text is data:
        return is_json, value
    is_json, value = parse_if_json(data)
    if len(data) <= _LARGE:
        _latest.found = (data, is_json, value)
    return is_json, value


def _forget() -> None:
    _latest.found = ("", False, None)


class JsonMatcher(Matcher):
    """What looks at the value of a JSON text. A binary message, and text that is not JSON, are never that."""

    __slots__ = ()

    def matches(self, data: Data, deadline: Deadline) -> bool:
        if not isinstance(data, str):
            return False
        is_json, value = _parsed(data)
        try:
            return is_json and self.accepts(value, deadline)
        except TimeoutError:
            deadline.gave_up = True
            return False
        except RecursionError:
            return False

    @abstractmethod
    def accepts(self, value: Any, deadline: Deadline) -> bool:
        """Whether a parsed value satisfies this."""

    def explain(self, data: Data) -> str:
        if not isinstance(data, str):
            return f"It is {described(data)}, and only a text message can be JSON."
        try:
            is_json, value = _parsed(data)
            return self.reason(value if is_json else parse(data), Deadline(time_to_explain()))
        except JsonError as error:
            return f"It is not JSON: {error}."
        except RecursionError:
            return "It is nested too deeply to be compared."
        except TooLong:
            return "To compare it takes longer than there is time."
        except TimeoutError:
            return "A regular expression takes too long on it."
        finally:
            if len(data) > _SMALL:
                _forget()

    def aside(self, data: Data) -> str:
        """The text 3 is a number, the text "3" a string: in quotes they look alike."""
        if not isinstance(data, str) or data.lstrip(_SPACE).startswith(("{", "[")):
            return ""
        is_json, value = _parsed(data)
        return f" ({_scalar(value)})" if is_json else ""

    @abstractmethod
    def reason(self, value: Any, deadline: Deadline) -> str:
        """Why a parsed value does not satisfy this."""

    def value(self, data: Data) -> Any:
        """The parsed value, which nobody else has."""
        if not isinstance(data, str):
            return data
        is_json, value = _parsed(data)
        _forget()
        return value if is_json else data


def _scalar(value: Any) -> str:
    """``the number 3``, ``the string "3"``, ``null``."""
    name = kind_of(value)
    return show(value) if name == "null" else f"the {name} {show(value)}"


def _until_late(differences: Iterator[Difference], deadline: Deadline) -> Iterator[Difference]:
    """Those that are found in time."""
    try:
        for difference in differences:
            yield difference
            deadline.check()
    except TooLong:
        return


class _Compared(JsonMatcher):
    """What is compared with expected JSON."""

    __slots__ = ("_shape",)
    _shape: Shape

    def accepts(self, value: Any, deadline: Deadline) -> bool:
        return self._shape.accepts(value, deadline)

    def reason(self, value: Any, deadline: Deadline) -> str:
        found = listed(_until_late(self._shape.differences(value, (), deadline), deadline))
        return found or "To compare it took longer than there was time."

    def captures(self, data: Data) -> dict[str, Any]:
        found: dict[str, Any] = {}
        if isinstance(data, str):
            self._shape.collect(_parsed(data)[1], found, Deadline.after(PATIENCE))
        return {name: copied(value) for name, value in found.items()}

    def _written(self, article: str = "") -> str:
        named = isinstance(self._shape, Literal) and isinstance(self._shape.expected, (str, int, float))
        kind_of_it = f"{article}{kind_of(self._shape.source)} " if named else ""
        return kind_of_it + cut(clean(dump(self._shape.source), 2 * _PHRASE), _PHRASE)

    def _facts(self) -> tuple[Any, ...]:
        return (self._shape.source,)


class BeJson(_Compared):
    """The same JSON value; strings may be markers.

    Args:
        expected: the value (not its text).

    Raises:
        InvalidArgument: it holds a marker that is none, or nothing that could be checked.
    """

    __slots__ = ()

    def __init__(self, expected: Any) -> None:
        self._shape = compile_expected(expected, partial=False)
        if self._shape.vacuous:
            raise InvalidArgument(f"Nothing to check: every JSON value is {quote(str(expected))}.")

    def wants(self) -> str:
        return f"be the JSON {self._written()}"

    def noun(self) -> str:
        return f"that is the JSON {self._written()}"


class ContainsJson(_Compared):
    """Every key given is there with that value, at every depth; strings may be markers.

    Arrays are compared by position and have the same length, unless the last item is ``#...``.

    Args:
        expected: the value (not its text).

    Raises:
        InvalidArgument: it holds a marker that is none, or nothing that could be checked.
    """

    __slots__ = ()

    def __init__(self, expected: Any) -> None:
        self._shape = compile_expected(expected, partial=True)
        if self._shape.vacuous:
            kind = "object" if isinstance(expected, dict) else "value"
            raise InvalidArgument(f"Nothing to check: every JSON {kind} contains {dump(expected)}.")

    def reason(self, value: Any, deadline: Deadline) -> str:
        reason = super().reason(value, deadline)
        if isinstance(self._shape, Object) and isinstance(value, list) and value:
            if any(self._shape.accepts(item, deadline) for item in value):
                reason += '\nAn item of the array is that: write ["#contains", {…}].'
        elif isinstance(self._shape, Array) and isinstance(value, list) and len(self._shape.items) < len(value):
            reason += '\nArrays have the same length, unless "#..." is the last item or "#contains" the first.'
        return reason

    def wants(self) -> str:
        return f"be JSON containing {self._written('the ')}"

    def noun(self) -> str:
        return f"that is JSON containing {self._written('the ')}"


class JsonPath(JsonMatcher):
    """A JSONPath (RFC 9535) selects something in it.

    Raises:
        InvalidArgument: it is no JSONPath, or ``$``, which selects something in every JSON text.
    """

    __slots__ = ("_query",)

    def __init__(self, path: str) -> None:
        self._query = Query(path, 'argument "jsonpath"')
        if self._query.text == "$":
            raise InvalidArgument('Nothing to check: the JSONPath "$" selects something in every JSON message.')

    def accepts(self, value: Any, deadline: Deadline) -> bool:
        return self._query.exists(value, deadline)

    def reason(self, value: Any, deadline: Deadline) -> str:
        if self._query.exists(value, deadline):
            return "The path took longer on it than there was time."
        found, missing = self._query.first_miss(value, deadline)
        nodes = [node for _, node in islice(Query(found).find(value, deadline), _COUNTED + 1)]
        if len(nodes) != 1:
            many = f"more than {_COUNTED:,}" if len(nodes) > _COUNTED else f"{len(nodes)}"
            return f"It selects nothing: {found} selects {many} values, but {missing} nothing in any of them."
        node = nodes[0]
        place = f"It selects nothing: at {found} is {kind(node)}"
        if "?" not in missing:
            return f"{place}, and it has no {missing}."
        count = len(node) if isinstance(node, (dict, list)) else 0
        children = f"none of its {count} children passes" if count > 1 else "its one child does not pass"
        hint = " A filter tests the children of an object, not the object itself." if isinstance(node, dict) else ""
        return f"{place}, and {children if count else 'it has no child that could pass'} {missing}.{hint}"

    def wants(self) -> str:
        return f"be JSON where {quote(self._query.text)} selects something"

    def noun(self) -> str:
        return f"where {quote(self._query.text)} selects something"

    def _facts(self) -> tuple[Any, ...]:
        return (self._query.text,)
