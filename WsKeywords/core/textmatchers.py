"""Matchers of texts and bytes."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass, field
from fnmatch import translate
from typing import Any

from .deadline import Deadline
from .errors import InvalidArgument
from .markers import compile_regexp
from .matcher import Data, Matcher, kind_of_message
from .output import printable, quote
from .suggest import nearest

KINDS = ("text", "binary")


def _no_text(data: Data) -> str:
    return f"It is {kind_of_message(data)}, and only text is compared."


def _joined(texts: tuple[str, ...], link: str) -> str:
    return f" {link} ".join(quote(text, 300) for text in texts)


@dataclass(frozen=True)
class Be(Matcher):
    """Equal: text to text, bytes to bytes."""

    expected: Data
    ignore_case: bool = False

    def matches(self, data: Data, deadline: Deadline) -> bool:
        if type(data) is not type(self.expected):
            return isinstance(data, str) and isinstance(self.expected, str) and data == self.expected
        if self.ignore_case and isinstance(data, str) and isinstance(self.expected, str):
            return data.casefold() == self.expected.casefold()
        return data == self.expected

    def wants(self) -> str:
        return f"be {quote(self.expected, 1000)}{_case(self.ignore_case)}"

    def noun(self) -> str:
        return f"equal to {quote(self.expected, 500)}{_case(self.ignore_case)}"

    def explain(self, data: Data) -> str:
        if isinstance(data, str) != isinstance(self.expected, str):
            return f"It is {kind_of_message(data)}, and {_expected_kind(self.expected)} was expected."
        if isinstance(data, str) and isinstance(self.expected, str):
            return _text_difference(self.expected, data)
        return _bytes_difference(self.expected, data)  # type: ignore[arg-type]


def _expected_kind(expected: Data) -> str:
    return "text" if isinstance(expected, str) else "binary"


def _case(ignored: bool) -> str:
    return " in any case" if ignored else ""


def _text_difference(expected: str, actual: str) -> str:
    if actual.strip() == expected.strip():
        return "They differ only in white space at the start or the end."
    if actual.casefold() == expected.casefold():
        return "They differ only in upper and lower case (ignore_case=True)."
    if "\n" in expected or "\n" in actual:
        diff = difflib.unified_diff(
            expected[:20_000].splitlines(), actual[:20_000].splitlines(), "expected", "actual", lineterm="", n=2
        )
        return "\n".join(f"    {printable(line)[:300]}" for line in list(diff)[:40])
    at = _first_difference(expected, actual)
    return (
        f"They differ from character {at + 1} on: expected {quote(expected[at : at + 40], 60)}, "
        f"but it was {quote(actual[at : at + 40], 60)}."
    )


def _bytes_difference(expected: bytes, actual: bytes) -> str:
    at = _first_difference(expected, actual)
    return (
        f"They differ from byte {at + 1} on: expected {expected[at : at + 16].hex(' ') or 'the end'}, "
        f"but it was {actual[at : at + 16].hex(' ') or 'the end'}."
    )


def _first_difference(expected: Any, actual: Any) -> int:
    for number, (one, other) in enumerate(zip(expected, actual, strict=False)):
        if one != other:
            return number
    return min(len(expected), len(actual))


@dataclass(frozen=True)
class Contains(Matcher):
    """Every text is a substring."""

    texts: tuple[str, ...]
    ignore_case: bool = False

    def matches(self, data: Data, deadline: Deadline) -> bool:
        return isinstance(data, str) and not self._missing(data)

    def _missing(self, data: str) -> list[str]:
        if self.ignore_case:
            data = data.casefold()
            return [text for text in self.texts if text.casefold() not in data]
        return [text for text in self.texts if text not in data]

    def wants(self) -> str:
        return f"contain {_joined(self.texts, 'and')}{_case(self.ignore_case)}"

    def noun(self) -> str:
        return f"containing {_joined(self.texts, 'and')}{_case(self.ignore_case)}"

    def explain(self, data: Data) -> str:
        if not isinstance(data, str):
            return _no_text(data)
        missing = tuple(self._missing(data))
        reason = f"It does not contain {_joined(missing, 'nor')}."
        if not self.ignore_case and all(text.casefold() in data.casefold() for text in missing):
            reason += " In another case it does (ignore_case=True)."
        return reason


@dataclass(frozen=True)
class NotContains(Matcher):
    """No text is a substring."""

    texts: tuple[str, ...]
    ignore_case: bool = False

    def matches(self, data: Data, deadline: Deadline) -> bool:
        return isinstance(data, str) and not self._found(data)

    def _found(self, data: str) -> list[str]:
        if self.ignore_case:
            data = data.casefold()
            return [text for text in self.texts if text.casefold() in data]
        return [text for text in self.texts if text in data]

    def wants(self) -> str:
        return f"contain neither {_joined(self.texts, 'nor')}" if len(self.texts) > 1 else f"not contain {self._one}"

    @property
    def _one(self) -> str:
        return f"{quote(self.texts[0], 300)}{_case(self.ignore_case)}"

    def noun(self) -> str:
        return (
            f"containing neither {_joined(self.texts, 'nor')}" if len(self.texts) > 1 else f"not containing {self._one}"
        )

    def explain(self, data: Data) -> str:
        if not isinstance(data, str):
            return _no_text(data)
        return f"It contains {_joined(tuple(self._found(data)), 'and')}."


@dataclass(frozen=True)
class Glob(Matcher):
    """The whole text matches a glob: ``*``, ``?``, ``[abc]``, ``[!abc]``."""

    pattern: str
    ignore_case: bool = False
    _compiled: re.Pattern[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        flags = re.IGNORECASE if self.ignore_case else re.NOFLAG if hasattr(re, "NOFLAG") else 0
        object.__setattr__(self, "_compiled", re.compile(translate(self.pattern), flags))

    def matches(self, data: Data, deadline: Deadline) -> bool:
        return isinstance(data, str) and self._compiled.match(data) is not None

    def wants(self) -> str:
        return f"match the glob {quote(self.pattern, 300)}{_case(self.ignore_case)}"

    def noun(self) -> str:
        return f"matching the glob {quote(self.pattern, 300)}{_case(self.ignore_case)}"

    def explain(self, data: Data) -> str:
        if not isinstance(data, str):
            return _no_text(data)
        return "The whole message does not match it: * stands for any text, ? for any character."


@dataclass(frozen=True)
class Regexp(Matcher):
    """A regular expression is found in the text."""

    pattern: str
    ignore_case: bool = False
    _compiled: Any = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        pattern = f"(?i:{self.pattern})" if self.ignore_case else self.pattern
        compile_regexp(self.pattern, "The pattern")
        object.__setattr__(self, "_compiled", compile_regexp(pattern, "The pattern"))

    def matches(self, data: Data, deadline: Deadline) -> bool:
        if not isinstance(data, str):
            return False
        try:
            return self._compiled.search(data, timeout=max(0.05, min(deadline.remaining(), 3600))) is not None
        except TimeoutError:
            return False

    def wants(self) -> str:
        return f"match the regexp {quote(self.pattern, 300)}{_case(self.ignore_case)}"

    def noun(self) -> str:
        return f"matching the regexp {quote(self.pattern, 300)}{_case(self.ignore_case)}"

    def explain(self, data: Data) -> str:
        if not isinstance(data, str):
            return _no_text(data)
        try:
            self._compiled.search(data, timeout=0.2)
        except TimeoutError:
            return "The pattern takes too long on this message: it backtracks without end."
        return "The pattern is found nowhere in it."

    def value(self, data: Data) -> Any:
        found = self._compiled.search(data)
        return [found.group(0), *found.groups()]


@dataclass(frozen=True)
class Hex(Matcher):
    """A binary message: bytes in hex, ``??`` is any byte and a last ``*`` any rest."""

    pattern: str
    _bytes: tuple[int | None, ...] = field(init=False, repr=False, compare=False)
    _open: bool = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        text = "".join(self.pattern.split())
        is_open = text.endswith("*")
        text = text[:-1] if is_open else text
        parts = [text[at : at + 2] for at in range(0, len(text), 2)]
        for part in parts:
            if part != "??" and not re.fullmatch(r"[0-9a-fA-F]{2}", part):
                raise InvalidArgument(
                    f"{quote(self.pattern, 200)} is no pattern of bytes: {quote(part)} is neither two hex digits nor ??."
                    ' An example is "20 02 ?? 00 *".'
                )
        if not parts:
            raise InvalidArgument(
                f'There is nothing to check: {quote(self.pattern, 200)} holds no byte. An example is "20 02 ?? 00 *".'
            )
        object.__setattr__(self, "_bytes", tuple(None if part == "??" else int(part, 16) for part in parts))
        object.__setattr__(self, "_open", is_open)

    def matches(self, data: Data, deadline: Deadline) -> bool:
        if isinstance(data, str) or len(data) < len(self._bytes) or (len(data) > len(self._bytes) and not self._open):
            return False
        return all(wanted is None or wanted == byte for wanted, byte in zip(self._bytes, data, strict=False))

    def wants(self) -> str:
        return f"be the bytes {self.pattern}"

    def noun(self) -> str:
        return f"of the bytes {self.pattern}"

    def explain(self, data: Data) -> str:
        if isinstance(data, str):
            return "It is a text message, and a binary one was expected."
        for at, (wanted, byte) in enumerate(zip(self._bytes, data, strict=False), 1):
            if wanted is not None and wanted != byte:
                return f"Byte {at} should be {wanted:02x}, but it was {byte:02x}."
        least = "at least " if self._open else ""
        return f"It should have {least}{len(self._bytes)} bytes, but it has {len(data)}."


@dataclass(frozen=True)
class Kind(Matcher):
    """Text or binary."""

    kind: str

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            close = nearest(self.kind, KINDS)
            hint = f' Did you mean "{close}"?' if close else ""
            raise InvalidArgument(f"kind is text or binary, but it is {quote(self.kind, 100)}.{hint}")

    def matches(self, data: Data, deadline: Deadline) -> bool:
        return isinstance(data, str) == (self.kind == "text")

    def wants(self) -> str:
        return f"be a {self.kind} message"

    def noun(self) -> str:
        return f"that is {self.kind}"

    def explain(self, data: Data) -> str:
        return f"It is {kind_of_message(data)}."
