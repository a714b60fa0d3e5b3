"""Matchers of text messages by glob and by regular expression."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fnmatch import translate
from typing import Any

from ..deadline import Deadline
from ..errors import InvalidArgument
from ..output import masked, piece, quote
from .jsondiff import cut
from .matcher import Data, Search, time_to_explain
from .patterns import LONG, Pattern, compile_pattern, compiled
from .textdiff import text_difference
from .textmatchers import GLANCE, PHRASE, TextMatcher, checked_text, in_any_case, not_text

#: Characters of a message times those of a glob: more may take ``re`` more than some hundredths of a second.
_AT_ONCE = 5_000_000
#: To find a reason, a search may take this long (seconds).
_MOMENT = 0.05
_TOO_LONG = (
    "The pattern took too long on it: nested repetitions such as (a+)+ try so many ways that no time is enough. Write "
    "it so that each character can match in one way only."
)


class Glob(TextMatcher):
    """The whole text matches a glob, as BuiltIn's *Should Match*: ``*``, ``?``, ``[abc]``, ``[!abc]``.

    Raises:
        InvalidArgument: the pattern is empty, or no text.
    """

    __slots__ = ("_compiled", "_parts", "_pattern", "_slow", "_timed")

    def __init__(self, pattern: str, *, ignore_case: bool = False) -> None:
        if not checked_text(pattern, "a glob as text"):
            raise InvalidArgument("Nothing to check: the pattern is empty.")
        self._pattern = pattern
        self._ignore_case = ignore_case
        self._compiled = compiled(translate(pattern), re.IGNORECASE if ignore_case else 0)
        #: Texts between stars, where there is nothing else in the pattern.
        self._parts = None if ignore_case or re.search(r"[?\[]", pattern) else pattern.split("*")
        self._timed: Pattern | None = None
        #: The message on which it took too long last.
        self._slow: str | None = None

    def matches(self, data: Data, deadline: Deadline) -> bool:
        if not isinstance(data, str):
            return False
        if len(data) * len(self._pattern) <= _AT_ONCE:
            return self._compiled.match(data) is not None
        return self._matches_large(data, deadline)

    def _matches_large(self, data: str, deadline: Deadline) -> bool:
        """Where it may take long: ``re`` would let nobody else work meanwhile, and would not end in time."""
        if self._parts is not None:
            return _in_order(self._parts, data)
        if self._timed is None:
            self._timed = Pattern(translate(self._pattern), self._ignore_case)
        found, in_time = self._timed.looked_for(data, deadline, whole=True)
        self._slow = None if in_time else data
        return found

    def search(self) -> Search | None:
        match = self._compiled.match
        longest = _AT_ONCE // len(self._pattern)

        def search(items: Sequence[Data], start: int) -> int | None:
            numbers = range(start, len(items))
            return next(
                (n for n in numbers if isinstance(item := items[n], str) and (len(item) > longest or match(item))),
                None,
            )

        return search

    def wants(self) -> str:
        return f"match the glob {quote(self._pattern, PHRASE)}{in_any_case(self._ignore_case)}"

    def noun(self) -> str:
        return f"matching the glob {quote(self._pattern, PHRASE)}{in_any_case(self._ignore_case)}"

    def explain(self, data: Data) -> str:
        if not isinstance(data, str):
            return not_text(data)
        if self._slow is data:
            return "The glob took longer on it than there was time."
        glance = data[:GLANCE]
        if self._pattern in glance:
            return "It contains the pattern as it stands, but a glob matches the whole message: put * around it."
        if len(self._pattern) <= LONG:
            if _would(f"*{self._pattern}*", glance):
                return "A part of it matches, but a glob matches the whole message: put * before or after it."
            if not self._ignore_case and _would(self._pattern, data, ignore_case=True):
                return "It differs in upper and lower case only (ignore_case=True accepts that)."
        if not re.search(r"[*?\[]", self._pattern):
            difference = text_difference(self._pattern, data, self._ignore_case)
            return f"The glob holds no wildcard (*, ?, [abc]), so the message should be just that. {difference}"
        return f"It does not match{self._beginning(data)}."

    def _beginning(self, data: str) -> str:
        """Whether the text before the first wildcard is there."""
        head = re.split(r"[*?\[]", self._pattern, maxsplit=1)[0]
        if head and not data.startswith(head) and not self._ignore_case:
            return f": it does not begin with {quote(cut(masked(head), 100))}"
        return ""

    def _facts(self) -> tuple[Any, ...]:
        return (self._pattern,)


def _in_order(parts: list[str], data: str) -> bool:
    """Whether the text begins with the first part, ends with the last, and holds the others in between, in order."""
    first, *others = parts
    if not others:
        return data == first
    last = others.pop()
    if len(data) < len(first) + len(last) or not data.startswith(first) or not data.endswith(last):
        return False
    at, end = len(first), len(data) - len(last)
    for part in others:
        at = data.find(part, at, end)
        if at < 0:
            return False
        at += len(part)
    return True


def _would(pattern: str, data: str, ignore_case: bool = False) -> bool:
    """Whether another glob would match, as far as that can be found out in a moment."""
    return Glob(pattern, ignore_case=ignore_case).matches(data, Deadline.after(0))


class Regexp(TextMatcher):
    """A regular expression is found in the text, as ``re.search`` finds it.

    Raises:
        InvalidArgument: it is none, or empty.
    """

    __slots__ = ("_pattern", "_slow")

    def __init__(self, pattern: str, *, ignore_case: bool = False) -> None:
        self._pattern = compile_pattern(pattern, 'argument "regexp"', ignore_case)
        self._ignore_case = ignore_case
        #: The message on which it took too long last.
        self._slow: str | None = None

    def matches(self, data: Data, deadline: Deadline) -> bool:
        if not isinstance(data, str):
            return False
        found, in_time = self._pattern.looked_for(data, deadline)
        self._slow = None if in_time else data
        return found

    def wants(self) -> str:
        return f"match the regexp {quote(self._pattern.text, PHRASE)}{in_any_case(self._ignore_case)}"

    def noun(self) -> str:
        return f"matching the regexp {quote(self._pattern.text, PHRASE)}{in_any_case(self._ignore_case)}"

    def explain(self, data: Data) -> str:
        if not isinstance(data, str):
            return not_text(data)
        if self._slow is data:
            return _TOO_LONG
        try:
            time = min(_MOMENT, time_to_explain())
            found = self._pattern.search(data, time)
            other = self._pattern.in_any_case().search(data, time) if not self._ignore_case else None
        except TimeoutError:
            return _TOO_LONG
        if found is not None:
            return "The pattern took longer on it than there was time."
        if other is not None:
            part = quote(piece(data, *other.span()), 200)
            return f"It contains {part}, which matches in another case (ignore_case=True accepts that)."
        return "The pattern is found nowhere in it."

    def value(self, data: Data) -> Any:
        """The match and its groups, as a list; the message itself if it does not match."""
        if not isinstance(data, str):
            return data
        found = self._pattern.search(data, float("inf"))
        return data if found is None else [found[0], *found.groups()]

    def _facts(self) -> tuple[Any, ...]:
        return (self._pattern.text,)
