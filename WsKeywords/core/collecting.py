"""What a test asserts of all messages that it took at once: how many, every one, some one, their texts joined."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from .deadline import Deadline
from .errors import InvalidArgument, Mismatch, WsError
from .inbox import Received
from .jsonvalues import JsonError, dump_compact, parse
from .later import later
from .matching.matchers import Matcher
from .output import quote
from .profiles import matcher_of
from .receiving import Collected, Data, Receiving

if TYPE_CHECKING:
    from . import failures, jsonpaths
    from .matching import jsondiff
else:
    failures = later(__package__, "failures")
    jsondiff = later(__package__, "matching.jsondiff")
    jsonpaths = later(__package__, "jsonpaths")

#: How many collected messages a failure shows, half of them from each end.
_SHOWN = 10
_COUNT = re.compile(r"\s*(==|!=|>=|<=|>|<)?\s*(\d+)\s*")
_COMPARE: dict[str, Callable[[int, int], bool]] = {
    "==": lambda found, wanted: found == wanted,
    "!=": lambda found, wanted: found != wanted,
    ">=": lambda found, wanted: found >= wanted,
    "<=": lambda found, wanted: found <= wanted,
    ">": lambda found, wanted: found > wanted,
    "<": lambda found, wanted: found < wanted,
}
_PHRASES = {"==": "", "!=": "other than ", ">=": "at least ", "<=": "at most ", ">": "more than ", "<": "less than "}
_FORMS = (
    'joined={"path": "$.delta", "contains": "hello"}, with any matcher argument, joined={"$.delta": "the whole text"}, '
    "or joined=$.delta beside text, contains, regexp or glob"
)


class Collecting(Receiving):
    """Assertions of what ``receive_many``, ``receive_until``, ``receive_all`` or ``drain`` returned last."""

    def expect_collected(
        self,
        *,
        count: int | str | None = None,
        every: Mapping[str, Any] | Matcher | None = None,
        some: Mapping[str, Any] | Matcher | None = None,
        joined: str | Mapping[str, Any] | tuple[str | None, Matcher] | None = None,
        msg: str | None = None,
        **of_joined: Any,
    ) -> Any:
        """The messages collected last satisfy all of this.

        Args:
            count: how many there are: a number, or ``">= 2"`` with any comparison.
            every: each satisfies this: a matcher or a dict of matcher arguments.
            some: at least one does.
            joined: the texts at a JSONPath, put together in the order of the messages, satisfy this: a dict of the
                ``path`` and matcher arguments, or of the path and the text, or the path alone beside ``of_joined``.
                Without a path the texts of the messages themselves. Messages with nothing there are left out.
            msg: put before the failure's text.
            of_joined: matcher arguments on the joined text, where ``joined`` is a path.

        Returns:
            The joined text where ``joined`` is given, else the messages.

        Raises:
            WsError: nothing was collected, or nothing is to be checked.
            Mismatch: it is not so.
        """
        wanted = None if count is None else _count(count)
        every = None if every is None else matcher_of(every, "every")
        some = None if some is None else matcher_of(some, "some")
        text = None if joined is None else joined_of(joined, of_joined)
        if joined is None and of_joined:
            name = next(iter(of_joined))
            raise InvalidArgument(
                f'"{name}" is about the joined text, but joined is not given. Of the messages themselves say '
                f'every={{"{name}": …}} or some={{"{name}": …}}.'
            )
        if (wanted, every, some, text) == (None,) * 4:
            raise InvalidArgument("Nothing to check: give at least one of count, every, some or joined.")
        collected = self.collected
        if collected is None:
            raise WsError(
                f'Session "{self.name}" has collected no messages: Receive All Messages, Receive Messages Until, '
                f"Receive Messages or Drain Messages comes before this, and passes.\n{failures.context(self)}"
            )
        messages = collected.messages
        if wanted is not None and not _COMPARE[wanted[0]](len(messages), wanted[1]):
            phrase = _PHRASES[wanted[0]] + jsondiff.counted(wanted[1], "message")
            failure = f'Expected session "{self.name}" to have collected {phrase}, but there are {len(messages)}.'
            raise self._not_so(collected, failure, msg)
        for what, matcher in (("every one", every), ("at least one", some)):
            if matcher is not None and not messages:
                raise InvalidArgument(
                    f'Nothing to check: session "{self.name}" collected no message by {collected.how}, so {what} of '
                    f"them {failures.to(matcher.wants())} would mean nothing."
                )
        patience = self.patience(self.deadline(None))
        if every is not None:
            self._expect_each(collected, every, patience, msg)
        if some is not None:
            self._expect_some(collected, some, patience, msg)
        return [each.data for each in messages] if text is None else self._expect_joined(collected, *text, msg)

    def _expect_each(self, collected: Collected, matcher: Matcher, patience: Deadline, msg: str | None) -> None:
        for number, received in enumerate(collected.messages, 1):
            if not matcher.matches(received.data, patience):
                text = (
                    f'Expected every message that session "{self.name}" collected {failures.to(matcher.wants())}, but '
                    f"number {number} was:\n{_quoted(received)}\n{matcher.explain(received.data)}"
                )
                raise self._not_so(collected, text, msg)
        self.save_captures(matcher, collected.messages[-1])

    def _expect_some(self, collected: Collected, matcher: Matcher, patience: Deadline, msg: str | None) -> None:
        found = next((each for each in collected.messages if matcher.matches(each.data, patience)), None)
        if found is not None:
            self.save_captures(matcher, found)
            return
        newest = collected.messages[-1]
        text = (
            f'Expected a message {matcher.noun()} among those that session "{self.name}" collected, but none of them '
            f"matched. The newest:\n{_quoted(newest)}\n{matcher.explain(newest.data)}"
        )
        raise self._not_so(collected, text, msg)

    def _expect_joined(self, collected: Collected, path: str | None, matcher: Matcher, msg: str | None) -> str:
        where = "the messages" if path is None else f"the texts at {path} of the messages"
        wanted = f'Expected {where} that session "{self.name}" collected, joined, {failures.to(matcher.wants())}, but '
        parts: list[str] = []
        query = None if path is None else jsonpaths.Query(path, "the path of joined")
        for number, received in enumerate(collected.messages, 1):
            for value in _values(received.data, query):
                if isinstance(value, (dict, list)):
                    text = f"{wanted}number {number} has no text there: {quote(dump_compact(value), 200)}."
                    raise self._not_so(collected, text, msg)
                parts.append(value if isinstance(value, str) else dump_compact(value))
        if not parts:
            raise self._not_so(collected, f"{wanted}none of them has a text there.", msg)
        text = "".join(parts)
        if not matcher.matches(text, self.patience(self.deadline(None))):
            shown = failures.indented(quote(text, 4000))
            of = f" ({jsondiff.counted(len(parts), 'part')})"
            raise self._not_so(collected, f"{wanted}they were{of}:\n{shown}\n{matcher.explain(text)}", msg)
        for name, value in matcher.captures(text).items():
            self.owner.captured(name, value)
        return text

    def _not_so(self, collected: Collected, text: str, msg: str | None) -> Mismatch:
        return Mismatch(failures.said(msg, f"{text}\n{_listed(collected)}\n{failures.context(self)}"))


def _quoted(received: Received) -> str:
    return failures.indented(quote(received.data, 2000))


def _listed(collected: Collected) -> str:
    """What was collected; of many messages the first and the last."""
    messages = collected.messages
    if not messages:
        return f"It collected none by {collected.how}."
    lines = [f"It collected {jsondiff.counted(len(messages), 'message')} by {collected.how}:"]
    numbers: Sequence[int] = range(len(messages))
    if len(messages) > _SHOWN:
        half = _SHOWN // 2
        numbers = [*range(half), *range(len(messages) - half, len(messages))]
    before = -1
    for number in numbers:
        if number > before + 1:
            lines.append(f"    … {number - before - 1} more …")
        lines.append(f"    {number + 1}. {quote(messages[number].data, 300)}")
        before = number
    return "\n".join(lines)


def _count(given: int | str) -> tuple[str, int]:
    """A comparison and a number.

    Raises:
        InvalidArgument: it is none, or one that always holds.
    """
    found = _COUNT.fullmatch(str(given)) if not isinstance(given, bool) else None
    if found is None:
        raise InvalidArgument(
            f'Expected argument "count" to be a number, or a comparison such as ">= 2", but it was {quote(str(given))}.'
        )
    operator, number = found[1] or "==", int(found[2])
    if (operator, number) == (">=", 0):
        raise InvalidArgument("Nothing to check: there are always at least 0 messages.")
    return operator, number


def joined_of(joined: Any, companions: Mapping[str, Any]) -> tuple[str | None, Matcher]:
    """The path (``None``: the messages themselves) and the matcher on the joined text.

    Raises:
        InvalidArgument: there is no path, or nothing that the text is compared with.
    """
    if isinstance(joined, tuple) and len(joined) == 2 and isinstance(joined[1], Matcher):
        return joined
    if isinstance(joined, (list, tuple)) and len(joined) == 2:
        joined = {"path": joined[0], **(joined[1] if isinstance(joined[1], Mapping) else {"text": joined[1]})}
    path: Any = joined
    arguments: dict[str, Any] = dict(companions)
    if isinstance(joined, Mapping):
        arguments.update(joined)
        path = arguments.pop("path", None)
        if path is None and len(arguments) > 1:  # with nothing else it is a matcher, of the joined text
            path = arguments.pop("jsonpath", None)
        paths = [name for name in arguments if str(name).startswith("$")]
        if path is None and len(paths) == 1:
            path = paths[0]
            expected = arguments.pop(path)
            arguments.update(expected if isinstance(expected, Mapping) else {"text": expected})
    elif not str(joined).lstrip().startswith("$"):
        raise InvalidArgument(
            f"Expected joined to be a JSONPath, which begins with $, or a dict, but it was {quote(str(joined), 200)}: "
            f"write {_FORMS}."
        )
    if path is not None:
        jsonpaths.Query(path, "the path of joined")
    if not arguments:
        raise InvalidArgument(f"Nothing to check: joined says no text that is expected. Write {_FORMS}.")
    ignore_case = bool(arguments.pop("ignore_case", False))
    given = matcher_of({**arguments, "ignore_case": True} if ignore_case else arguments, "joined")
    return path, given


def _values(data: Data, query: jsonpaths.Query | None) -> list[Any]:
    """The texts of a message that belong to the whole; null counts as none."""
    if isinstance(data, bytes):
        return []
    if query is None:
        return [data]
    try:
        return [value for value in query.values(parse(data)) if value is not None]
    except JsonError:
        return []
