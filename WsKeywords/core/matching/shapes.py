"""Expected JSON, compiled: what each part accepts, how a value differs from it, and what it captures.

Markers (``markers.py``) are such parts too; here are those that look like JSON itself.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from ..deadline import Deadline
from ..jsonvalues import equal
from ..suggest import nearest
from .assignment import Pairing
from .jsondiff import Difference, Path, counted, cut, show, unlike

#: Up to so many items it is looked whether an array is the expected one in another order.
_REORDERED = 50
#: Up to so many items it is looked which one is missing, and which one comes nearest to it.
_COMPARED = 50
_NEAREST_LINES = 3
_PHRASE = 200


class _Absent:
    def __repr__(self) -> str:
        return "ABSENT"


#: Stands for the value of a key that is not there.
ABSENT: Any = _Absent()


#: Down to this depth the items of an array are asked whether they are right before it is said where they are not.
_ASKED = 4


class Shape(ABC):
    """One part of an expected JSON value."""

    #: Whether the key that this is expected of may be missing.
    optional = False
    #: Whether it says nothing about a value.
    vacuous = False

    @abstractmethod
    def accepts(self, value: Any, deadline: Deadline) -> bool:
        """Whether a value (never ``ABSENT``) is as expected. May raise TimeoutError when the deadline is over."""

    @abstractmethod
    def differences(self, value: Any, path: Path, deadline: Deadline) -> Iterator[Difference]:
        """Where a value differs; none exactly when it is accepted."""

    @abstractmethod
    def phrase(self) -> str:
        """What is expected: ``42``, ``a UUID``."""

    @property
    @abstractmethod
    def source(self) -> Any:
        """The JSON value that this was written as."""

    def collect(self, value: Any, found: dict[str, Any], deadline: Deadline) -> None:  # noqa: B027 (most see nothing)
        """Add what ``#capture`` markers see in an accepted value, or in ``ABSENT``."""


class Literal(Shape):
    """A scalar: the same JSON value; ``source`` where it was written in another way (``#= TEXT``)."""

    def __init__(self, expected: Any, source: str | None = None) -> None:
        self.expected = expected
        self._source = expected if source is None else source

    def accepts(self, value: Any, deadline: Deadline) -> bool:
        return equal(self.expected, value)

    def differences(self, value: Any, path: Path, deadline: Deadline) -> Iterator[Difference]:
        if not equal(self.expected, value):
            yield unlike(self.expected, value, path)

    def phrase(self) -> str:
        return show(self.expected)

    @property
    def source(self) -> Any:
        return self._source


class Object(Shape):
    """An object with these keys; ``partial``: and any others."""

    def __init__(self, members: Mapping[str, Shape], partial: bool) -> None:
        self.members = dict(members)
        self.partial = partial
        self.vacuous = partial and all(member.optional and member.vacuous for member in self.members.values())

    def accepts(self, value: Any, deadline: Deadline) -> bool:
        if not isinstance(value, dict):
            return False
        members = self.members
        for key, member in members.items():
            if key in value:
                if not member.accepts(value[key], deadline):
                    return False
            elif not member.optional:
                return False
        return self.partial or all(key in members for key in value)

    def differences(self, value: Any, path: Path, deadline: Deadline) -> Iterator[Difference]:
        if not isinstance(value, dict):
            yield Difference(path, f"expected an object, but it is {show(value, path)}")
            return
        for key, member in self.members.items():
            here = (*path, key)
            if key in value:
                yield from member.differences(value[key], here, deadline)
            elif not member.optional:
                yield Difference(
                    here, f"expected {_masked(member, here)}, but the key is missing{self._near(key, value)}"
                )
        if not self.partial:
            for key in value:
                if key not in self.members:
                    here = (*path, key)
                    yield Difference(here, f"not expected, but it is there: {show(value[key], here)}")

    def _near(self, key: str, value: dict[str, Any]) -> str:
        near = nearest(key, (other for other in islice(value, 1000) if other not in self.members))
        return f' (there is "{near}")' if near is not None else ""

    def phrase(self) -> str:
        return cut(show(self.source, limit=_PHRASE), _PHRASE)

    @property
    def source(self) -> Any:
        return {key: member.source for key, member in self.members.items()}

    def collect(self, value: Any, found: dict[str, Any], deadline: Deadline) -> None:
        for key, member in self.members.items():
            member.collect(value[key] if isinstance(value, dict) and key in value else ABSENT, found, deadline)


def _masked(shape: Shape, path: Path) -> str:
    """What is expected, without the value of a secret."""
    return show(shape.expected, path) if isinstance(shape, Literal) else shape.phrase()


def _in_time(value: Sequence[Any], deadline: Deadline) -> Iterator[tuple[int, Any]]:
    """Items and their places; raises TooLong when there is no time for further ones."""
    for index, item in enumerate(value):
        if not index % 64:
            deadline.check()
        yield index, item


class Array(Shape):
    """An array with these items, each at its place; ``more``: and any further ones."""

    def __init__(self, items: Sequence[Shape], more: bool) -> None:
        self.items = tuple(items)
        self.more = more

    def accepts(self, value: Any, deadline: Deadline) -> bool:
        if not isinstance(value, (list, tuple)) or not self._long_enough(value):
            return False
        return all(item.accepts(actual, deadline) for item, actual in zip(self.items, value, strict=False))

    def _long_enough(self, value: Sequence[Any]) -> bool:
        return len(value) >= len(self.items) if self.more else len(value) == len(self.items)

    def differences(self, value: Any, path: Path, deadline: Deadline) -> Iterator[Difference]:
        if not isinstance(value, (list, tuple)):
            yield Difference(path, f"expected an array, but it is {show(value, path)}")
            return
        if not self._long_enough(value):
            least = "at least " if self.more else ""
            there = "there is 1" if len(value) == 1 else f"there are {len(value)}"
            yield Difference(path, f"expected {least}{counted(len(self.items), 'item')}, but {there}")
            if (odd := self._odd_ones(value, deadline)) is not None:
                yield from self._left_out(odd, path) if len(value) < len(self.items) else self._extra(odd, value, path)
                return
        elif self._reordered(value, deadline):
            yield Difference(
                path,
                "the items are the expected ones, but in another order "
                '(with "#contains" as first item any order will do)',
            )
            return
        # To ask first costs a tenth of looking for differences; not far down, where it would be asked again and again.
        asks = len(path) < _ASKED
        for index, (item, actual) in enumerate(zip(self.items, value, strict=False)):
            if not (asks and item.accepts(actual, deadline)):
                yield from item.differences(actual, (*path, index), deadline)
        yield from self._left_out(range(len(value), len(self.items)), path)
        if not self.more:
            yield from self._extra(range(len(self.items), len(value)), value, path)

    def _left_out(self, indexes: Iterable[int], path: Path) -> Iterator[Difference]:
        for index in indexes:
            here = (*path, index)
            yield Difference(here, f"expected {_masked(self.items[index], here)}, but it is missing")

    def _extra(self, indexes: Iterable[int], value: Sequence[Any], path: Path) -> Iterator[Difference]:
        for index in indexes:
            here = (*path, index)
            yield Difference(here, f"not expected, but it is there: {show(value[index], here)}")

    def _odd_ones(self, value: Sequence[Any], deadline: Deadline) -> list[int] | None:
        """The places of the items left out, or of the extra ones, when all others are right and in order."""
        if max(len(value), len(self.items)) > _COMPARED:
            return None
        few, many = sorted((len(value), len(self.items)))
        odd, place = [], 0
        for index in range(many):
            at = (place, index) if len(value) < len(self.items) else (index, place)
            if place < few and self.items[at[1]].accepts(value[at[0]], deadline):
                place += 1
            else:
                odd.append(index)
        return odd if place == few else None

    def _reordered(self, value: Sequence[Any], deadline: Deadline) -> bool:
        if not 2 <= len(value) == len(self.items) <= _REORDERED or self.accepts(value, deadline):
            return False
        pairing = Pairing(lambda n: (i for i, actual in enumerate(value) if self.items[n].accepts(actual, deadline)))
        return all(pairing.add(number) for number in range(len(self.items)))

    def phrase(self) -> str:
        return cut(show(self.source, limit=_PHRASE), _PHRASE)

    @property
    def source(self) -> Any:
        return [item.source for item in self.items] + (["#..."] if self.more else [])

    def collect(self, value: Any, found: dict[str, Any], deadline: Deadline) -> None:
        values = value if isinstance(value, (list, tuple)) else ()
        for index, item in enumerate(self.items):
            item.collect(values[index] if index < len(values) else ABSENT, found, deadline)


class AnyOrder(Shape):
    """``#contains``: an array that has, for each of these, an item of its own, wherever."""

    def __init__(self, items: Sequence[Shape]) -> None:
        self.items = tuple(items)

    def _pairing(self, value: Sequence[Any], deadline: Deadline) -> Pairing:
        return Pairing(lambda n: (i for i, each in _in_time(value, deadline) if self.items[n].accepts(each, deadline)))

    def accepts(self, value: Any, deadline: Deadline) -> bool:
        if not isinstance(value, (list, tuple)) or len(value) < len(self.items):
            return False
        pairing = self._pairing(value, deadline)
        return all(pairing.add(number) for number in range(len(self.items)))

    def differences(self, value: Any, path: Path, deadline: Deadline) -> Iterator[Difference]:
        if not isinstance(value, (list, tuple)):
            yield Difference(path, f"expected an array, but it is {show(value, path)}")
            return
        pairing = self._pairing(value, deadline)
        for number, item in enumerate(self.items):
            if not pairing.add(number):
                yield from self._missing(item, value, path, deadline)

    def _missing(self, item: Shape, value: Sequence[Any], path: Path, deadline: Deadline) -> Iterator[Difference]:
        wanted = _masked(item, path)
        if any(item.accepts(actual, deadline) for _, actual in _in_time(value, deadline)):
            yield Difference(path, f"expected one more item to be {wanted}, but there is none that is left over")
            return
        size = (
            f"none of its {len(value)} items is"
            if len(value) > 1
            else "its one item is not"
            if value
            else "it is empty"
        )
        yield Difference(path, f"expected an item to be {wanted}, but {size}")
        if len(value) > 1 and isinstance(item, (Object, Array)):
            counts = [
                (sum(1 for _ in islice(item.differences(actual, (), deadline), 100)), index)
                for index, actual in enumerate(value[:_COMPARED])
                if isinstance(actual, (dict, list))
            ]
            if counts:
                index = min(counts)[1]
                nearby = islice(item.differences(value[index], (*path, index), deadline), _NEAREST_LINES)
                for place, text in nearby:
                    yield Difference(place, f"(of the item that comes nearest) {text}")
        elif len(value) == 1:
            yield from item.differences(value[0], (*path, 0), deadline)

    def phrase(self) -> str:
        return cut(show(self.source, limit=_PHRASE), _PHRASE)

    @property
    def source(self) -> Any:
        return ["#contains", *(item.source for item in self.items)]

    def collect(self, value: Any, found: dict[str, Any], deadline: Deadline) -> None:
        values = value if isinstance(value, (list, tuple)) else ()
        pairing = self._pairing(values, deadline)
        for number in range(len(self.items)):
            pairing.add(number)
        for number, item in enumerate(self.items):
            index = pairing.pairs.get(number)
            item.collect(ABSENT if index is None else values[index], found, deadline)
