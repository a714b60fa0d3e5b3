"""N messages against N expectations: in order, in any order, or in order per the value at a JSONPath."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any

from .assignment import assign
from .deadline import Deadline
from .errors import InvalidArgument
from .jsonvalues import JsonError, dump_compact, parse, select
from .matchers import Matcher, expected_items
from .output import quote

Data = str | bytes


def judge_order(expected: Sequence[Any], *, in_any_order: bool = False, in_order_per: str | None = None) -> Order:
    """The order that ``Messages Should Arrive`` asks for.

    Raises:
        InvalidArgument: no expectation, an invalid one, or two orders at once.
    """
    if isinstance(expected, (str, bytes)) or not expected:
        raise InvalidArgument("There is nothing to check: give at least one expected message.")
    matchers = expected_items(expected)
    if in_order_per is None:
        return AnyOrder(matchers) if in_any_order else InOrder(matchers)
    if in_any_order:
        raise InvalidArgument("in_any_order and in_order_per exclude each other: give one of them.")
    return OrderPer(matchers, expected, in_order_per)


class Order(ABC):
    """Judges the messages that came so far."""

    def __init__(self, matchers: Sequence[Matcher]) -> None:
        self.matchers = list(matchers)
        self.count = len(self.matchers)

    def wants(self) -> str:
        """What was expected, as a phrase."""
        return "the next message" if self.count == 1 else f"the next {self.count} messages{self._manner()}"

    @abstractmethod
    def _manner(self) -> str: ...

    @abstractmethod
    def fault(self, came: Sequence[Data], deadline: Deadline) -> str | None:
        """What is wrong with them, judged as soon as it can be; ``None`` as long as they may be right."""

    @abstractmethod
    def pairs(self, came: Sequence[Data], deadline: Deadline) -> list[tuple[Matcher, Data]]:
        """Each expectation with its message, once all are right."""


class InOrder(Order):
    """The n-th message satisfies the n-th expectation."""

    def _manner(self) -> str:
        return " in this order"

    def fault(self, came: Sequence[Data], deadline: Deadline) -> str | None:
        number = len(came)
        matcher, data = self.matchers[number - 1], came[-1]
        if matcher.matches(data, deadline):
            return None
        return f"number {number} should {matcher.wants()}:\n{matcher.explain(data)}"

    def pairs(self, came: Sequence[Data], deadline: Deadline) -> list[tuple[Matcher, Data]]:
        return list(zip(self.matchers, came, strict=True))


class AnyOrder(Order):
    """There is a pairing of messages and expectations in which each message satisfies its expectation."""

    def _manner(self) -> str:
        return " in any order"

    def fault(self, came: Sequence[Data], deadline: Deadline) -> str | None:
        if len(came) < self.count:
            return None
        owner = self._assign(came, deadline)
        missing = [matcher for number, matcher in enumerate(self.matchers) if number not in owner.values()]
        if not missing:
            return None
        surplus = [number for number in range(len(came)) if number not in owner]
        lines = [f"{len(missing)} of {self.count} expectations found no message:"]
        lines += [f"    to {matcher.wants()}" for matcher in missing[:10]]
        lines.append("and these messages satisfy none that is left:")
        lines += [f"    {number + 1}. {quote(came[number], 300)}" for number in surplus[:10]]
        return "\n".join(lines)

    def _assign(self, came: Sequence[Data], deadline: Deadline) -> dict[int, int]:
        """Message to expectation: as many pairs as there can be, by augmenting paths."""
        fits = [
            [number for number, data in enumerate(came) if matcher.matches(data, deadline)] for matcher in self.matchers
        ]
        return assign(fits)

    def pairs(self, came: Sequence[Data], deadline: Deadline) -> list[tuple[Matcher, Data]]:
        owner = self._assign(came, deadline)
        return [(self.matchers[expectation], came[message]) for message, expectation in sorted(owner.items())]


class OrderPer(Order):
    """Among messages with the same value at a JSONPath the order is kept; between others it is free."""

    def __init__(self, matchers: Sequence[Matcher], expected: Sequence[Any], path: str) -> None:
        super().__init__(matchers)
        self._path = path
        self._groups: dict[str, list[Matcher]] = {}
        for matcher, item in zip(self.matchers, expected, strict=True):
            key = self._key(item if not isinstance(item, bytes) else "")
            if key is None:
                raise InvalidArgument(
                    f"in_order_per={path} selects nothing in the expected message {quote(str(item), 200)}: "
                    "every expected message must be JSON with a value there."
                )
            self._groups.setdefault(key, []).append(matcher)

    def _manner(self) -> str:
        return f" in order per {self._path}"

    def _key(self, item: Any) -> str | None:
        if isinstance(item, str):
            try:
                item = parse(item)
            except JsonError:
                return None
        found = select(self._path, item)
        return dump_compact(found[0]) if found else None

    def fault(self, came: Sequence[Data], deadline: Deadline) -> str | None:
        data = came[-1]
        key = self._key(data) if isinstance(data, str) else None
        if key is None:
            return f"number {len(came)} has no value at {self._path}."
        group = self._groups.get(key)
        before = sum(1 for each in came[:-1] if isinstance(each, str) and self._key(each) == key)
        if group is None or before >= len(group):
            more = "" if group is None else " more"
            return f"number {len(came)} was not expected: no{more} message with {key} at {self._path} was."
        matcher = group[before]
        if matcher.matches(data, deadline):
            return None
        return (
            f"number {len(came)}, which is number {before + 1} of those with {key} at {self._path}, "
            f"should {matcher.wants()}:\n{matcher.explain(data)}"
        )

    def pairs(self, came: Sequence[Data], deadline: Deadline) -> list[tuple[Matcher, Data]]:
        waiting = {key: iter(group) for key, group in self._groups.items()}
        return [(next(waiting[str(self._key(data))]), data) for data in came if isinstance(data, str)]
