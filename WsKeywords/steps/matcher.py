"""The step matcher of our sentences.

behave asks each definition about each step, one after the other, and there are many of them here. So a step's text is
looked at once, when the first of them is asked: those that have a word which the text lacks need not be tried.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import Any, ClassVar

from behave.matchers import Match, ParseMatcher, TypeRegistry
from behave.model_type import Argument

from .types import TYPES, Raw

_FIELD = re.compile(r"\{[^{}]*\}")


def words_of(sentence: str) -> frozenset[str]:
    """The words that stand in every text of a sentence; one that touches a field may be a part of a word."""
    parts = _FIELD.split(sentence)
    found: list[str] = []
    for number, part in enumerate(parts):
        words = part.split(" ")
        found += words[number > 0 : len(words) - (number < len(parts) - 1)]
    return frozenset(found) - {""}


class SentenceMatcher(ParseMatcher):  # type: ignore[misc]  # behave has no types
    """behave's own matcher, with types that a user's steps neither see nor clash with."""

    NAME = "wskeywords"
    TYPE_REGISTRY = TypeRegistry()

    #: Every definition, by its sentence.
    _every: ClassVar[dict[str, SentenceMatcher]] = {}
    #: Each definition under the one of its words that the fewest sentences have; without any, under an empty one.
    _by_word: ClassVar[dict[str, list[SentenceMatcher]]] = {}
    #: The text that was asked about last.
    _asked: ClassVar[str | None] = None
    #: The definition that behave asks last.
    _last: ClassVar[SentenceMatcher | None] = None
    #: The text that this definition may match; of others it is known that it does not.
    _candidate: str | None = None

    def __init__(self, func: Any, pattern: str, step_type: str | None = None, custom_types: Any = None) -> None:
        super().__init__(func, pattern, step_type, custom_types)
        self._fields = re.findall(r"\{(\w+):(\w+)\}", pattern)
        SentenceMatcher._every[pattern] = self
        SentenceMatcher._by_word = {}
        SentenceMatcher._asked = None
        if SentenceMatcher._last is not None:
            del SentenceMatcher._last.match
        # Of its own, so that all others need not ask whether they are the last.
        SentenceMatcher._last, self.match = self, self._match_last  # type: ignore[method-assign]

    def compile(self) -> SentenceMatcher:
        """Nothing: each regexp is compiled when a step may be one of its texts; few features need all of them."""
        return self

    def matches(self, step_text: str) -> bool:
        """Asked when a step is defined. Another of our sentences is none of the texts of this one."""
        if step_text in SentenceMatcher._every:
            return bool(self.pattern == step_text)
        return bool(super().matches(step_text))

    def match(self, step_text: str) -> Any:
        if self._candidate is not step_text:
            if SentenceMatcher._asked is step_text:
                return None
            self._look_at(step_text)
            if self._candidate is not step_text:
                return None
        arguments = self.check_match(step_text)
        if arguments is None:
            return None
        # behave works out the place of the function at each match: half of what an empty step costs.
        match = Match(None, arguments)
        match.func, match.location = self.func, self.location
        return match

    def _match_last(self, step_text: str) -> Any:
        """Nothing of ours takes a text that this one does not take either."""
        match = SentenceMatcher.match(self, step_text)
        if match is None:
            from . import misspelt

            misspelt.tell(step_text, self)
        return match

    def check_match(self, step_text: str) -> list[Argument] | None:
        """The fields as they stand in the text: what they stand for is known when the step runs."""
        found = self.parser._match_re.match(step_text)
        if found is None:
            return None
        return [
            Argument(*found.span(name), found[name], Raw(TYPES[kind], found[name]), name) for name, kind in self._fields
        ]

    @classmethod
    def _look_at(cls, step_text: str) -> None:
        """Find the definitions that may match a text."""
        if not cls._by_word:
            cls._sort()
        for word in ("", *step_text.split(" ")):
            for each in cls._by_word.get(word, ()):
                each._candidate = step_text
        SentenceMatcher._asked = step_text

    @classmethod
    def _sort(cls) -> None:
        count = Counter(word for sentence in cls._every for word in words_of(sentence))
        for sentence, each in cls._every.items():
            word = min(words_of(sentence), key=lambda word: (count[word], word), default="")
            cls._by_word.setdefault(word, []).append(each)
