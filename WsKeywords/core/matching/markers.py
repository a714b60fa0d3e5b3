"""The fuzzy markers in expected JSON, each as a part of it: ``#uuid``, ``#[2+] #string``, ``#capture id``."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from ..deadline import Deadline
from ..output import MASK, piece, quote
from .jsondiff import Difference, Path, counted, show, sized
from .patterns import Pattern
from .shapes import ABSENT, Shape

Check = Callable[[Any], bool]


class Marker(Shape):
    """A place where more than one value will do."""

    def __init__(self, text: str) -> None:
        self.text = text

    @property
    def source(self) -> Any:
        return self.text

    def differences(self, value: Any, path: Path, deadline: Deadline) -> Iterator[Difference]:
        if not self.accepts(value, deadline):
            there = show(value, path)
            reason = "" if there == MASK else self.reason(value, deadline)
            yield Difference(path, f"expected {self.phrase()}, but it is {there}{reason}")

    def reason(self, value: Any, deadline: Deadline) -> str:
        """What more there is to say of a value that was not accepted."""
        return ""


class Simple(Marker):
    """A marker with a test of the value alone."""

    def __init__(self, text: str, phrase: str, check: Check, reason: Callable[[str], str] | None = None) -> None:
        super().__init__(text)
        self._phrase = phrase
        self._check = check
        self._reason = reason

    def accepts(self, value: Any, deadline: Deadline) -> bool:
        return self._check(value)

    def phrase(self) -> str:
        return self._phrase

    def reason(self, value: Any, deadline: Deadline) -> str:
        why = self._reason(value) if self._reason is not None and isinstance(value, str) else ""
        return f" ({why})" if why else ""


class Anything(Simple):
    """``#present`` and ``#ignore``."""

    vacuous = True

    def __init__(self, text: str, phrase: str, optional: bool) -> None:
        super().__init__(text, phrase, lambda value: True)
        self.optional = optional


class NotPresent(Marker):
    """``#notpresent``"""

    optional = True

    def accepts(self, value: Any, deadline: Deadline) -> bool:
        return False

    def differences(self, value: Any, path: Path, deadline: Deadline) -> Iterator[Difference]:
        yield Difference(path, f"expected no such key, but it is there: {show(value, path)}")

    def phrase(self) -> str:
        return "no such key"


class Matching(Marker):
    """``#regex PATTERN``: a string that the pattern matches as a whole."""

    def __init__(self, text: str, pattern: Pattern) -> None:
        super().__init__(text)
        self._pattern = pattern

    def accepts(self, value: Any, deadline: Deadline) -> bool:
        return isinstance(value, str) and self._pattern.found(value, deadline, whole=True)

    def phrase(self) -> str:
        return f"a string that the regexp {quote(self._pattern.text, 200)} matches"

    def reason(self, value: Any, deadline: Deadline) -> str:
        if not isinstance(value, str):
            return ""
        try:
            part = None if deadline.gave_up else self._pattern.search(value, 0)
        except TimeoutError:
            deadline.gave_up = True
        if deadline.gave_up:
            return " (the pattern takes too long on it)"
        return (
            f" (it matches a part, {quote(piece(value, *part.span()), 60)}, but not the whole)"
            if part and part[0]
            else ""
        )


class Each(Marker):
    """``#[N]``, ``#[N+]``, ``#[] MARKER`` and ``#[N] MARKER``."""

    def __init__(self, text: str, least: int, most: int | None, each: Shape | None) -> None:
        super().__init__(text)
        self._least = least
        self._most = most
        self._each = each

    def accepts(self, value: Any, deadline: Deadline) -> bool:
        if not isinstance(value, (list, tuple)) or not self._fits(value):
            return False
        return self._each is None or all(self._each.accepts(item, deadline) for item in value)

    def _fits(self, value: Sequence[Any]) -> bool:
        return self._least <= len(value) and (self._most is None or len(value) <= self._most)

    def differences(self, value: Any, path: Path, deadline: Deadline) -> Iterator[Difference]:
        if not isinstance(value, (list, tuple)):
            yield Difference(path, f"expected {self.phrase()}, but it is {show(value, path)}")
            return
        if not self._fits(value):
            yield Difference(path, f"expected {self._size()}, but it is {sized(value)}")
        if self._each is not None:
            for index, item in enumerate(value):
                yield from self._each.differences(item, (*path, index), deadline)

    def _size(self) -> str:
        if self._most is None:
            return f"an array of at least {counted(self._least, 'item')}" if self._least else "an array"
        return f"an array of {counted(self._least, 'item')}"

    def phrase(self) -> str:
        return self._size() if self._each is None else f"{self._size()}, each {self._each.phrase()}"


class Optional(Marker):
    """``##MARKER``: absent, null or matching."""

    optional = True

    def __init__(self, text: str, inner: Shape) -> None:
        super().__init__(text)
        self._inner = inner
        self.vacuous = inner.vacuous

    def accepts(self, value: Any, deadline: Deadline) -> bool:
        return value is None or self._inner.accepts(value, deadline)

    def differences(self, value: Any, path: Path, deadline: Deadline) -> Iterator[Difference]:
        if value is not None:
            yield from self._inner.differences(value, path, deadline)

    def phrase(self) -> str:
        return f"{self._inner.phrase()}, null or nothing"

    def collect(self, value: Any, found: dict[str, Any], deadline: Deadline) -> None:
        self._inner.collect(value, found, deadline)


class Capture(Marker):
    """``#capture NAME`` and ``#capture NAME MARKER``: a key that may be missing gives None."""

    def __init__(self, text: str, name: str, inner: Shape | None) -> None:
        super().__init__(text)
        self.name = name
        self._inner = inner
        self.optional = inner is not None and inner.optional

    def accepts(self, value: Any, deadline: Deadline) -> bool:
        return self._inner is None or self._inner.accepts(value, deadline)

    def differences(self, value: Any, path: Path, deadline: Deadline) -> Iterator[Difference]:
        if self._inner is not None:
            yield from self._inner.differences(value, path, deadline)

    def phrase(self) -> str:
        wanted = "a value" if self._inner is None else self._inner.phrase()
        return f'{wanted} (to save as "{self.name}")'

    def collect(self, value: Any, found: dict[str, Any], deadline: Deadline) -> None:
        found[self.name] = None if value is ABSENT else value
        if self._inner is not None:
            self._inner.collect(value, found, deadline)
