"""Matchers of text messages. None of them, not even ``NotContains``, matches a binary message."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..deadline import Deadline
from ..errors import InvalidArgument
from ..jsonvalues import JsonError, parse
from ..output import piece, quote
from .matcher import Data, Matcher, Search, described

#: How many characters of an expected text a phrase shows.
PHRASE = 500
_AROUND = 20
#: So many characters are looked through for what may have been meant.
GLANCE = 500_000


def not_text(data: Data) -> str:
    """Why no text matcher accepts a binary message."""
    return f"It is {described(data)}, and only a text message can be that."


def in_any_case(ignored: bool) -> str:
    """What a phrase adds where case makes no difference."""
    return " (in any case)" if ignored else ""


def checked_text(value: Any, what: str) -> str:
    """The value; raises InvalidArgument when it is not text."""
    if not isinstance(value, str):
        raise InvalidArgument(f"Expected {what}, but it was {value!r} ({type(value).__name__}).")
    return value


class TextMatcher(Matcher):
    """What has texts or a pattern, and may ignore case."""

    __slots__ = ("_ignore_case",)
    _ignore_case: bool

    def __repr__(self) -> str:
        inner = ", ".join(map(repr, self._facts()))
        return f"{type(self).__name__}({inner}{', ignore_case=True' if self._ignore_case else ''})"


class Be(TextMatcher):
    """Equal: text to text, bytes to bytes.

    Raises:
        InvalidArgument: what is expected is neither.
    """

    __slots__ = ("_compared", "_expected")

    def __init__(self, expected: Data, *, ignore_case: bool = False) -> None:
        if isinstance(expected, (bytearray, memoryview)):
            expected = bytes(expected)
        if not isinstance(expected, bytes):
            checked_text(expected, "text or bytes to compare with")
        self._expected = expected
        self._ignore_case = ignore_case and isinstance(expected, str)
        self._compared = expected.casefold() if ignore_case and isinstance(expected, str) else expected

    def matches(self, data: Data, deadline: Deadline) -> bool:
        if self._ignore_case:
            return isinstance(data, str) and data.casefold() == self._compared
        return data == self._compared

    def search(self) -> Search | None:
        return None if self._ignore_case else self._next_equal

    def _next_equal(self, items: Sequence[Data], start: int) -> int | None:
        try:
            return items.index(self._expected, start)
        except ValueError:
            return None

    def wants(self) -> str:
        return f"be {quote(self._expected, PHRASE)}{in_any_case(self._ignore_case)}"

    def noun(self) -> str:
        return f"equal to {quote(self._expected, PHRASE)}{in_any_case(self._ignore_case)}"

    def explain(self, data: Data) -> str:
        from .textdiff import bytes_difference, text_difference

        expected = self._expected
        if isinstance(expected, str):
            if isinstance(data, str):
                return text_difference(expected, data, self._ignore_case) + self._meant_json(expected, data)
            same = " Its bytes are the expected text in UTF-8." if expected.encode("utf-8", "replace") == data else ""
            return f"It is {described(data)}, and text was expected.{same}"
        if isinstance(data, str):
            same = " In UTF-8 it is the expected bytes." if data.encode("utf-8", "replace") == expected else ""
            return f"It is {described(data)}, and bytes were expected.{same}"
        return bytes_difference(expected, data)

    @staticmethod
    def _meant_json(expected: str, actual: str) -> str:
        """That an expected text was meant as JSON, and is none or is compared character by character."""
        if not expected.lstrip().startswith(("{", "[")) or not actual.lstrip().startswith(("{", "[")):
            return ""
        try:
            parse(actual)
        except JsonError:
            return ""
        try:
            parse(expected)
        except JsonError as error:
            return f"\nThe message is JSON, but the expected text is not: {error}."
        return "\nBoth are JSON: JSON is compared with … Be JSON and … Contain JSON (json=, json_contains=)."

    def _facts(self) -> tuple[Any, ...]:
        return (self._expected,)


class _Substrings(TextMatcher):
    __slots__ = ("_folded", "_texts")

    def __init__(self, *texts: str, ignore_case: bool = False) -> None:
        if not texts:
            raise InvalidArgument("Nothing to check: no expected text was given.")
        for text in texts:
            if not checked_text(text, "text to look for"):
                raise InvalidArgument("Nothing to check: every text contains the empty text.")
        self._texts = texts
        self._ignore_case = ignore_case
        self._folded = tuple(text.casefold() for text in texts) if ignore_case else texts

    def _list(self, texts: tuple[str, ...], link: str) -> str:
        """``"a", "b" and "c"``."""
        quoted = [quote(text, PHRASE) for text in texts]
        return f" {link} ".join([part for part in (", ".join(quoted[:-1]), quoted[-1]) if part])

    def _facts(self) -> tuple[Any, ...]:
        return self._texts


class Contains(_Substrings):
    """Every text is a substring.

    Raises:
        InvalidArgument: there is none, or an empty one.
    """

    __slots__ = ()

    def matches(self, data: Data, deadline: Deadline) -> bool:
        if not isinstance(data, str):
            return False
        if self._ignore_case:
            data = data.casefold()
        return all(text in data for text in self._folded)

    def search(self) -> Search | None:
        text = max(self._texts, key=len)

        def search(items: Sequence[Data], start: int) -> int | None:
            numbers = range(start, len(items))
            return next((n for n in numbers if isinstance(item := items[n], str) and text in item), None)

        return None if self._ignore_case else search

    def wants(self) -> str:
        return f"contain {self._list(self._texts, 'and')}{in_any_case(self._ignore_case)}"

    def noun(self) -> str:
        return f"containing {self._list(self._texts, 'and')}{in_any_case(self._ignore_case)}"

    def explain(self, data: Data) -> str:
        if not isinstance(data, str):
            return not_text(data)
        seen = data.casefold() if self._ignore_case else data
        there = tuple(text for text, folded in zip(self._texts, self._folded, strict=True) if folded in seen)
        missing = tuple(text for text in self._texts if text not in there)
        but = f"It contains {self._list(there, 'and')}, but not" if there else "It does not contain"
        return f"{but} {self._list(missing, 'or')}.{self._nearby(missing, data)}"

    def _nearby(self, missing: tuple[str, ...], data: str) -> str:
        """What may have been meant: other case, or other white space; so far as a glance shows."""
        data = data[:GLANCE]
        if not self._ignore_case:
            for text in missing:
                if span := _in_other_case(text, data):
                    return f" It does contain {quote(piece(data, *span), PHRASE)} (ignore_case=True accepts that)."
        for text in missing:
            if span := _with_other_space(text, data):
                return f" It does contain {quote(piece(data, *span), PHRASE)}, with other white space."
        return ""


# Without regular expressions: one as long as a large message takes seconds to make, and ``re`` keeps hundreds of them.


def _in_other_case(text: str, data: str) -> tuple[int, int] | None:
    """Where the text stands, upper and lower case being the same."""
    lower = data.lower()
    at = lower.find(text.lower())
    # Few letters become two in lower case; then nothing tells where it was.
    return (at, at + len(text)) if at >= 0 and len(lower) == len(data) else None


def _with_other_space(text: str, data: str) -> tuple[int, int] | None:
    """Where the words of the text stand, whatever white space is between them."""
    dense = "".join(text.split())
    at = "".join(data.split()).find(dense)
    if at < 0 or not dense:
        return None
    places = [place for place, letter in enumerate(data) if not letter.isspace()]
    return places[at], places[at + len(dense) - 1] + 1


class NotContains(_Substrings):
    """No text is a substring; a binary message is not that either.

    Raises:
        InvalidArgument: there is none, or an empty one.
    """

    __slots__ = ()

    def matches(self, data: Data, deadline: Deadline) -> bool:
        if not isinstance(data, str):
            return False
        if self._ignore_case:
            data = data.casefold()
        return not any(text in data for text in self._folded)

    def wants(self) -> str:
        return f"not contain {self._list(self._texts, 'or')}{in_any_case(self._ignore_case)}"

    def noun(self) -> str:
        return f"not containing {self._list(self._texts, 'or')}{in_any_case(self._ignore_case)}"

    def explain(self, data: Data) -> str:
        if not isinstance(data, str):
            return not_text(data)
        seen = data.casefold() if self._ignore_case else data
        found = [(seen.find(folded), text) for text, folded in zip(self._texts, self._folded, strict=True)]
        return "\n".join(
            f"It contains {quote(text, PHRASE)}, at character {at + 1}{self._around(data, at, len(text))}."
            for at, text in found
            if at >= 0
        )

    def _around(self, data: str, at: int, length: int) -> str:
        if len(data) <= 200 or self._ignore_case:
            return ""
        start, end = max(at - _AROUND, 0), at + length + _AROUND
        part = ("…" if start else "") + piece(data, start, end) + ("…" if end < len(data) else "")
        return f": {quote(part, PHRASE)}"
