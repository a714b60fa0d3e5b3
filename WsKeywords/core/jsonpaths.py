"""JSONPath (RFC 9535): queries that are checked when they are made, and that end in time."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterable, Iterator
from functools import cache
from typing import TYPE_CHECKING, Any

from .deadline import Deadline, TooLong
from .errors import InvalidArgument
from .jsonvalues import MAX_DEPTH
from .later import load
from .matching.patterns import LEAST_TIME, MOST_TIME
from .output import quote

if TYPE_CHECKING:
    from jsonpath_rfc9535 import JSONPathEnvironment
    from jsonpath_rfc9535.query import JSONPathQuery

#: A regular expression in a message may be so long, and so deeply nested: who checks it calls itself for each bracket,
#: in compiled code, until there is no stack left and the process is gone.
_LONGEST_PATTERN = 10_000
_DEEPEST_PATTERN = 200
#: A look with no deadline of its own may take so long (seconds).
_PATIENCE = 5.0
_running = threading.local()


class Query:
    """A compiled JSONPath.

    Args:
        text: the path.
        name: of the argument, for errors.

    Raises:
        InvalidArgument: it is no JSONPath; says where it stops being one.
    """

    __slots__ = ("_query", "text")

    def __init__(self, text: Any, name: str = "the path") -> None:
        load("jsonpath_rfc9535", "regex", "iregexp_check")
        from jsonpath_rfc9535 import JSONPathError

        if not isinstance(text, str):
            raise InvalidArgument(
                f"Expected {name} to be a JSONPath (RFC 9535) as text, but it is {text!r} ({type(text).__name__})."
            )
        self.text = text.strip()
        if not self.text:
            raise InvalidArgument(f"Nothing to check: {name} is empty; a JSONPath (RFC 9535) begins with $.")
        if not self.text.startswith("$"):
            raise InvalidArgument(
                f"Expected {name} to be a JSONPath (RFC 9535), but {quote(self.text, 200)} does not begin with $: "
                f"write {quote(_rooted(self.text), 200)}."
            )
        try:
            self._query: JSONPathQuery = _environment().compile(self.text)
        except (JSONPathError, ValueError, LookupError, OverflowError, RecursionError) as error:
            raise InvalidArgument(
                f"Expected {name} to be a JSONPath (RFC 9535), but {quote(self.text, 200)} is none: {error}."
            ) from None
        _watch(self._query)

    def find(self, value: Any, deadline: Deadline | None = None) -> Iterator[tuple[tuple[str | int, ...], Any]]:
        """What it selects: the keys and indexes that lead to each value, and the value, in document order.

        Raises:
            TimeoutError: it was not done by the deadline; ``TooLong`` where that is no regular expression's fault.
        """
        from jsonpath_rfc9535 import JSONPathError

        previous = getattr(_running, "deadline", None)
        nodes = iter(self._query.finditer(value))
        own = deadline or Deadline.after(_PATIENCE)
        while True:
            _running.deadline = own
            try:
                node = next(nodes, None)
            except (JSONPathError, RecursionError):
                # Deeper than parse() accepts: there is nothing there that JSON text could have held.
                return
            finally:
                _running.deadline = previous
            if node is None:
                return
            yield node.location, node.value

    def values(self, value: Any, deadline: Deadline | None = None) -> list[Any]:
        """The values that it selects, in document order.

        Raises:
            InvalidArgument: it was not done by the deadline.
        """
        try:
            return [found for _, found in self.find(value, deadline)]
        except TooLong:
            raise InvalidArgument(
                f"The JSONPath {quote(self.text, 200)} took longer than there was time: it looks at too many values."
            ) from None
        except TimeoutError:
            raise InvalidArgument(
                f"A regular expression in the JSONPath {quote(self.text, 200)} took longer than there was time."
            ) from None

    def exists(self, value: Any, deadline: Deadline | None = None) -> bool:
        """Whether it selects anything; raises as ``find``."""
        return next(self.find(value, deadline), None) is not None

    @property
    def singular(self) -> bool:
        """Whether it can select one value at most (RFC 9535, 2.3.5.1)."""
        return bool(self._query.singular_query())

    def first_miss(self, value: Any, deadline: Deadline | None = None) -> tuple[str, str]:
        """Of a query that selects nothing: its longest beginning that selects something, and the part after that.

        Raises:
            TimeoutError: it was not found out by the deadline.
        """
        previous = getattr(_running, "deadline", None)
        _running.deadline = deadline or Deadline.after(_PATIENCE)
        try:
            return self._first_miss(value)
        finally:
            _running.deadline = previous

    def _first_miss(self, value: Any) -> tuple[str, str]:
        from jsonpath_rfc9535.query import JSONPathQuery

        segments = self._query.segments
        for length in range(len(segments) - 1, -1, -1):
            part = JSONPathQuery(env=self._query.env, segments=segments[:length])
            if next(iter(part.finditer(value)), None) is not None:
                written = JSONPathQuery(env=self._query.env, segments=segments[length : length + 1])
                return _plain(str(part)), _plain(str(written))[1:]
        return "$", ""


def _watch(part: Any) -> None:
    """Let every segment of a query, and of those in its filters, look at the deadline for each value that it gets.

    A filter that asks all of a large message for each of its items would never end, and nobody could end it.
    """
    child, descent = _watched_segments()
    if hasattr(part, "segments"):
        for segment in part.segments:
            segment.__class__ = descent if isinstance(segment, descent.__base__) else child
            for selector in segment.selectors:
                if hasattr(selector, "expression"):
                    _watch(selector.expression)
        return
    for name in ("expression", "left", "right", "query"):
        if hasattr(part, name):
            _watch(getattr(part, name))
    for argument in getattr(part, "args", ()):
        _watch(argument)


def _in_time(nodes: Iterable[Any]) -> Iterator[Any]:
    deadline: Deadline | None = getattr(_running, "deadline", None)
    if deadline is None:
        yield from nodes
        return
    deadline.check()
    for node in nodes:
        deadline.check()
        yield node


@cache
def _watched_segments() -> tuple[Any, Any]:
    from jsonpath_rfc9535.segments import JSONPathChildSegment, JSONPathRecursiveDescentSegment

    class Child(JSONPathChildSegment):
        __slots__ = ()

        def resolve(self, nodes: Iterable[Any]) -> Iterable[Any]:
            return _in_time(super().resolve(nodes))

    class Descent(JSONPathRecursiveDescentSegment):
        __slots__ = ()

        def resolve(self, nodes: Iterable[Any]) -> Iterable[Any]:
            return _in_time(super().resolve(nodes))

        def _visit(self, node: Any, depth: int = 1) -> Iterable[Any]:
            visited = super()._visit(node, depth)
            return visited if depth > 1 else _in_time(visited)

    return Child, Descent


_MEMBER = re.compile(r"(\.\.)?\['([^\W\d]\w*)'\]")


def _plain(path: str) -> str:
    """``$['items'][0]`` as people write it: ``$.items[0]``."""
    return _MEMBER.sub(lambda found: f"{found[1] or '.'}{found[2]}", path)


def _rooted(text: str) -> str:
    return f"${text}" if text.startswith((".", "[")) else f"$.{text}"


@cache
def _environment() -> JSONPathEnvironment:
    """RFC 9535 with the functions ``match`` and ``search`` under a deadline."""
    import regex
    from jsonpath_rfc9535 import JSONPathEnvironment
    from jsonpath_rfc9535.function_extensions import ExpressionType, FilterFunction

    try:
        from iregexp_check import check
        from jsonpath_rfc9535.filter_expressions import IntegerLiteral
        from jsonpath_rfc9535.function_extensions._pattern import map_re
        from jsonpath_rfc9535.parse import Parser
    except ImportError:  # another release keeps them elsewhere; its own functions are right, only without a deadline
        return JSONPathEnvironment()

    class Matching(FilterFunction):
        arg_types = [ExpressionType.VALUE, ExpressionType.VALUE]  # noqa: RUF012 (the base class has them so)
        return_type = ExpressionType.LOGICAL

        def __init__(self, find: Any) -> None:
            self.find = find

        def __call__(self, string: Any, pattern: Any) -> bool:
            if not isinstance(string, str) or not isinstance(pattern, str):
                return False
            if len(pattern) > _LONGEST_PATTERN or pattern.count("(") > _DEEPEST_PATTERN or not check(pattern):
                return False
            deadline = getattr(_running, "deadline", None) or Deadline.after(_PATIENCE)
            time = min(max(deadline.remaining(), LEAST_TIME), MOST_TIME)
            try:
                return self.find(map_re(pattern), string, regex.VERSION1, timeout=time, concurrent=True) is not None
            except regex.error:
                return False

    class WithWholeNumbers(Parser):
        """By itself it reads every number by way of a float, so that 9007199254740993 would be ...992."""

        def parse_integer_literal(self, stream: Any) -> Any:
            if re.fullmatch(r"-?[1-9][0-9]{15,4000}", stream.current.value):
                return IntegerLiteral(stream.current, value=int(stream.current.value))
            return super().parse_integer_literal(stream)

    class Environment(JSONPathEnvironment):
        max_recursion_depth = MAX_DEPTH + 10
        parser_class = WithWholeNumbers

        def setup_function_extensions(self) -> None:
            super().setup_function_extensions()
            self.function_extensions["match"] = Matching(regex.fullmatch)
            self.function_extensions["search"] = Matching(regex.search)

    return Environment()
