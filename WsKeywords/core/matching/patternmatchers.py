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
from .matcher import Data, Search
from .patterns import LEAST_TIME, LONG, compile_pattern, compiled
from .textdiff import text_difference
from .textmatchers import GLANCE, PHRASE, TextMatcher, checked_text, in_any_case, not_text


class Glob(TextMatcher):
    """The whole text matches a glob, as BuiltIn's *Should Match*: ``*``, ``?``, ``[abc]``, ``[!abc]``.

    Raises:
        InvalidArgument: the pattern is empty, or no text.
    """

    __slots__ = ("_compiled", "_pattern")

    def __init__(self, pattern: str, *, ignore_case: bool = False) -> None:
        if not checked_text(pattern, "a glob as text"):
            raise InvalidArgument("Nothing to check: the pattern is empty.")
        self._pattern = pattern
        self._ignore_case = ignore_case
        self._compiled = compiled(translate(pattern), re.IGNORECASE if ignore_case else 0)

    def matches(self, data: Data, deadline: Deadline) -> bool:
        return isinstance(data, str) and self._compiled.match(data) is not None

    def search(self) -> Search | None:
        match = self._compiled.match

        def search(items: Sequence[Data], start: int) -> int | None:
            numbers = range(start, len(items))
            return next((n for n in numbers if isinstance(item := items[n], str) and match(item)), None)

        return search

    def wants(self) -> str:
        return f"match the glob {quote(self._pattern, PHRASE)}{in_any_case(self._ignore_case)}"

    def noun(self) -> str:
        return f"matching the glob {quote(self._pattern, PHRASE)}{in_any_case(self._ignore_case)}"

    def explain(self, data: Data) -> str:
        if not isinstance(data, str):
            return not_text(data)
        glance = data[:GLANCE]
        if self._pattern in glance:
            return "It contains the pattern as it stands, but a glob matches the whole message: put * around it."
        if len(self._pattern) <= LONG:
            if re.compile(translate(f"*{self._pattern}*")).match(glance):
                return "A part of it matches, but a glob matches the whole message: put * before or after it."
            if not self._ignore_case and re.compile(self._compiled.pattern, re.IGNORECASE).match(data):
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


class Regexp(TextMatcher):
    """A regular expression is found in the text, as ``re.search`` finds it.

    Raises:
        InvalidArgument: it is none, or empty.
    """

    __slots__ = ("_pattern",)

    def __init__(self, pattern: str, *, ignore_case: bool = False) -> None:
        self._pattern = compile_pattern(pattern, 'argument "regexp"', ignore_case)
        self._ignore_case = ignore_case

    def matches(self, data: Data, deadline: Deadline) -> bool:
        return isinstance(data, str) and self._pattern.found(data, deadline)

    def wants(self) -> str:
        return f"match the regexp {quote(self._pattern.text, PHRASE)}{in_any_case(self._ignore_case)}"

    def noun(self) -> str:
        return f"matching the regexp {quote(self._pattern.text, PHRASE)}{in_any_case(self._ignore_case)}"

    def explain(self, data: Data) -> str:
        if not isinstance(data, str):
            return not_text(data)
        try:
            found = self._pattern.search(data, LEAST_TIME)
            other = self._pattern.in_any_case().search(data, LEAST_TIME) if not self._ignore_case else None
        except TimeoutError:
            return (
                "The pattern took too long on it: nested repetitions such as (a+)+ try so many ways that no time is "
                "enough. Write it so that each character can match in one way only."
            )
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
