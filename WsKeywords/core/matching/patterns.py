"""Regular expressions as Python's ``re`` reads them, on an engine that gives up in time.

``re`` holds the interpreter lock while it searches, so that a pattern which backtracks without end stops every session.
The module ``regex`` takes a time limit and releases the lock. It reads a few things in another way than ``re``; those
are written so that both mean the same.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, cast

from ..errors import InvalidArgument
from ..later import load
from ..output import quote

if TYPE_CHECKING:
    from ..deadline import Deadline

#: A search may take this long (seconds) even when the time is up: a message that lies there is compared all the same.
#: Who asks of messages has added more to the time of a call already; several looks one after the other must not.
LEAST_TIME = 0.01
#: No test waits longer; the engine takes no infinity.
MOST_TIME = 24 * 3600.0
#: Longer patterns are not remembered, and long texts are looked for without any. ``re`` and ``regex`` would
#: remember hundreds, and each takes many times its length.
LONG = 500
_QUANTIFIER = re.compile(r"\{(?:\d+(?:,\d*)?|,\d*)\}")


def compiled(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """As ``re.compile``, but long patterns are not remembered: what a test expects may be large, and new each time."""
    made = re.compile(pattern, flags)
    if len(pattern) > LONG:
        # There is no other way to make it forget one.
        re.purge()
    return made


class Pattern:
    """A compiled regular expression; searches raise ``TimeoutError`` when the time is up."""

    __slots__ = ("_engine", "_timed", "text")

    def __init__(self, text: str, ignore_case: bool = False, *, properties: bool = False) -> None:
        r"""Raises ``re.error`` when Python's ``re`` does not accept the pattern.

        Args:
            text: the pattern.
            ignore_case: upper and lower case are the same.
            properties: ``\p{Letter}`` is accepted too, as in JavaScript and so in JSON Schema.
        """
        load("regex")
        import regex

        flags = re.IGNORECASE if ignore_case else 0
        self.text = text
        self._timed = True
        try:
            plain: Any = compiled(text, flags)
        except re.error:
            if not (properties and r"\p{" in text.lower()):
                raise
            plain = None
        try:
            short = len(text) <= LONG
            self._engine: Any = regex.compile(_neutral(text), flags | regex.VERSION0, cache_pattern=short)
            if not short:
                # The option alone leaves the text behind in one place, and this alone in another.
                regex.purge()
        except regex.error as error:
            if plain is None:
                raise re.error(str(error)) from None
            self._engine = None
        if plain is not None and (self._engine is None or self._engine.groups != plain.groups):
            self._engine, self._timed = plain, False

    def search(self, text: str, time: float) -> re.Match[str] | None:
        """The first match anywhere, as ``re.search``; ``time`` in seconds."""
        return cast("re.Match[str] | None", self._run(self._engine.search, text, time))

    def fullmatch(self, text: str, time: float) -> re.Match[str] | None:
        """The match of the whole text, as ``re.fullmatch``; ``time`` in seconds."""
        return cast("re.Match[str] | None", self._run(self._engine.fullmatch, text, time))

    def in_any_case(self) -> Pattern:
        """The same pattern, ignoring case."""
        return Pattern(self.text, ignore_case=True)

    def _run(self, function: Any, text: str, time: float) -> Any:
        if not self._timed:
            return function(text)
        return function(text, timeout=min(max(time, LEAST_TIME), MOST_TIME), concurrent=True)

    def found(self, text: str, deadline: Deadline, *, whole: bool = False) -> bool:
        """Whether it matches in the time that is left; a time-out is no match."""
        return self.looked_for(text, deadline, whole=whole)[0]

    def looked_for(self, text: str, deadline: Deadline, *, whole: bool = False) -> tuple[bool, bool]:
        """``found``, and whether there was the time to find it out."""
        try:
            time = deadline.remaining()
            return (self.fullmatch(text, time) if whole else self.search(text, time)) is not None, True
        except TimeoutError:
            deadline.gave_up = True
            return False, False


def compile_pattern(text: Any, name: str, ignore_case: bool = False) -> Pattern:
    """A pattern from an argument.

    Raises:
        InvalidArgument: it is not a regular expression, or empty: that matches every text.
    """
    if not isinstance(text, str):
        raise InvalidArgument(
            f"Expected {name} to be a regular expression as text, but it is {text!r} ({type(text).__name__})."
        )
    if not text:
        raise InvalidArgument(f"Nothing to check: {name} is an empty regular expression, which matches every text.")
    try:
        return Pattern(text, ignore_case)
    except (re.error, OverflowError, RecursionError) as error:
        raise InvalidArgument(
            f"Expected {name} to be a regular expression, but {quote(text, 200)} is none: {error}."
        ) from None


def _neutral(pattern: str) -> str:
    """Without what only ``regex`` reads in a special way: ``x{e}`` (fuzzy) and ``[[:alpha:]]`` (a class by name)."""
    pieces: list[str] = []
    at, in_class = 0, False
    while at < len(pattern):
        char = pattern[at]
        if char == "\\":
            length = pattern.find("}", at) + 1 - at if pattern.startswith((r"\N{", r"\p{", r"\P{"), at) else 2
            pieces.append(pattern[at : at + length])
            at += length
            continue
        if in_class:
            in_class = char != "]"
            pieces.append("\\[" if char == "[" else char)
        elif char == "[":
            in_class = True
            # A "]" that comes first does not end the class.
            first = re.match(r"\[\^?\]?", pattern[at : at + 3])
            opening = first[0] if first else char
            pieces.append(opening[:-1] + "\\]" if opening.endswith("]") else opening)
            at += len(opening)
            continue
        elif char == "{" and not _QUANTIFIER.match(pattern, at):
            pieces.append("\\{")
        else:
            pieces.append(char)
        at += 1
    return "".join(pieces)
