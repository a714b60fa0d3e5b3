"""N messages against N expectations: in order, in any order, or in order per the value at a JSONPath."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Hashable, Iterator, Sequence
from time import thread_time
from typing import Any

from ..deadline import Deadline
from ..errors import InvalidArgument
from ..jsonpaths import Query
from ..jsonvalues import JsonError, freeze, parse
from .assignment import Pairing
from .jsondiff import cut, show
from .matcher import Data, Matcher, explaining, in_time, time_to_explain
from .matchers import expected_items

#: How many expectations a failure lists, and how much of each.
_LISTED = 10
_ITEM = 120
#: Seconds for all reasons together, where the time of the call is up.
_MOMENT = 0.02
#: So many attempts for one message; expectations that fit everything could otherwise be tried without end.
_ATTEMPTS = 20_000


def judge_order(
    expected: Sequence[Any],
    *,
    in_any_order: bool = False,
    in_order_per: str | None = None,
    ignore_case: bool = False,
) -> Order:
    """The order that ``Messages Should Arrive`` asks for.

    Args:
        expected: as ``expected_items`` takes them.
        in_any_order: any pairing of messages and expectations will do.
        in_order_per: a JSONPath; the order is kept only among messages with the same value there.
        ignore_case: expected texts do not tell upper from lower case.

    Raises:
        InvalidArgument: no expectation, an invalid one, or two orders at once.
    """
    if in_any_order and in_order_per is not None:
        raise InvalidArgument("in_any_order and in_order_per exclude each other: give one of them.")
    matchers = expected_items(expected, ignore_case=ignore_case)
    if in_order_per is not None:
        return OrderPer(matchers, Query(in_order_per, 'argument "in_order_per"'))
    return AnyOrder(matchers) if in_any_order else InOrder(matchers)


class Order(ABC):
    """Judges the messages of one assertion, one after the other."""

    def __init__(self, matchers: Sequence[Matcher]) -> None:
        self.matchers = list(matchers)
        self.count = len(self.matchers)

    def wants(self) -> str:
        """What was expected: ``the next 2 messages in this order (1. "a"; 2. JSON containing {"b": 1})``."""
        items = [cut(matcher.wants().removeprefix("be "), _ITEM) for matcher in self.matchers[:_LISTED]]
        if self.count == 1:
            return f"the next message ({items[0]})"
        more = f"; … {self.count - _LISTED} more" if self.count > _LISTED else ""
        listed = "; ".join(f"{number}. {item}" for number, item in enumerate(items, 1))
        return f"the next {self.count} messages {self._manner()} ({listed}{more})"

    @abstractmethod
    def _manner(self) -> str: ...

    @abstractmethod
    def fault(self, came: Sequence[Data], deadline: Deadline) -> str | None:
        """What is wrong with the messages so far, judged as soon as it can be: a clause after "but".

        Args:
            came: the messages of earlier calls and one more.
            deadline: for the matchers.
        """

    @abstractmethod
    def pairs(self, came: Sequence[Data], deadline: Deadline) -> list[tuple[Matcher, Data]]:
        """Each expectation with its message, once all are right."""

    def _is_none(self, number: int, data: Data, among: Sequence[int], deadline: Deadline) -> str:
        """A message that satisfies no expectation, and why not the one that it comes nearest to."""
        reasons: list[tuple[str, int]] = []
        began = thread_time()
        with explaining(deadline):
            for index in among[:_LISTED]:
                reasons.append((self.matchers[index].explain(data), index))
                if deadline.expired and thread_time() - began > _MOMENT:
                    break
        reason, index = min(reasons, key=lambda each: (each[0].count("\n"), each[1]))
        which = f"The nearest is expectation {index + 1}. " if len(reasons) > 1 else ""
        return f"message {number} is none of them. {which}{reason}"


class InOrder(Order):
    """The n-th message satisfies the n-th expectation."""

    def _manner(self) -> str:
        return "in this order"

    def fault(self, came: Sequence[Data], deadline: Deadline) -> str | None:
        number, data = len(came), came[-1]
        matcher = self.matchers[number - 1]
        if matcher.matches(data, deadline):
            return None
        with explaining(deadline):
            reason = matcher.explain(data)
            patience = Deadline(time_to_explain())
        if self.count == 1:
            return f"it is another one. {reason}"
        others = () if deadline.gave_up else in_time(enumerate(self.matchers, 1), data, patience)
        other = next(iter(others), None)
        hint = (
            "" if other is None else f" (It would do as number {other}: if the order is free, say in_any_order=True.)"
        )
        return f"message {number} is not number {number} of them. {reason}{hint}"

    def pairs(self, came: Sequence[Data], deadline: Deadline) -> list[tuple[Matcher, Data]]:
        return list(zip(self.matchers, came, strict=True))


class _Fitted(Order):
    """Knows of each message which expectations it satisfies; each is asked once."""

    def __init__(self, matchers: Sequence[Matcher]) -> None:
        super().__init__(matchers)
        self._fits: list[list[int]] = []

    def _look(self, came: Sequence[Data], deadline: Deadline) -> None:
        for data in came[len(self._fits) :]:
            self._fits.append(list(in_time(enumerate(self.matchers), data, deadline)))

    def _one_too_many(self, number: int) -> str:
        fits = self._fits[number - 1]
        rivals = [other for other in range(number - 1) if set(self._fits[other]) & set(fits)]
        return (
            f"message {number} is one too many: it satisfies {_numbers('expectation', fits)} only, which "
            f"{_numbers('message', rivals)} {'satisfy' if len(rivals) > 1 else 'satisfies'} already."
        )


def _numbers(thing: str, indexes: Sequence[int]) -> str:
    """``message 1``, ``messages 1, 2 and 3``."""
    numbers = [str(index + 1) for index in indexes]
    if len(numbers) == 1:
        return f"{thing} {numbers[0]}"
    return f"{thing}s {', '.join(numbers[:-1])} and {numbers[-1]}"


class AnyOrder(_Fitted):
    """There is a pairing of messages and expectations in which each message satisfies its expectation."""

    def __init__(self, matchers: Sequence[Matcher]) -> None:
        super().__init__(matchers)
        self._pairing = Pairing(lambda number: self._fits[number])

    def _manner(self) -> str:
        return "in any order"

    def fault(self, came: Sequence[Data], deadline: Deadline) -> str | None:
        self._look(came, deadline)
        # A message that finds no place now finds none later: each of the next N needs one.
        if self._pairing.add(len(came) - 1):
            return None
        if self._fits[-1]:
            return self._one_too_many(len(came))
        free = [number for number in range(self.count) if number not in self._pairing.owner]
        return self._is_none(len(came), came[-1], free, deadline)

    def pairs(self, came: Sequence[Data], deadline: Deadline) -> list[tuple[Matcher, Data]]:
        return [(self.matchers[expected], came[message]) for expected, message in sorted(self._pairing.owner.items())]


class OrderPer(_Fitted):
    """As in any order, but of messages with the same value at a JSONPath a later one satisfies a later expectation."""

    def __init__(self, matchers: Sequence[Matcher], path: Query) -> None:
        super().__init__(matchers)
        self._path = path
        self._keys: list[Hashable | None] = []
        #: The expectation of each message so far, and what else it may satisfy.
        self._chosen: list[int] = []
        self._open: list[Iterator[int]] = []

    def _manner(self) -> str:
        return f"in order per {self._path.text}"

    def _key(self, data: Data, deadline: Deadline) -> list[Any]:
        if not isinstance(data, str):
            return []
        try:
            return self._path.values(parse(data), deadline)
        except JsonError:
            return []

    def fault(self, came: Sequence[Data], deadline: Deadline) -> str | None:
        self._look(came, deadline)
        if not self._fits[-1]:
            free = [number for number in range(self.count) if number not in self._chosen]
            return self._is_none(len(came), came[-1], free, deadline)
        values = self._key(came[-1], deadline)
        self._keys.append(freeze(values) if values else None)
        if not self._place():
            return self._reason(came, values)
        if len(came) == self.count > 1 and not any(self._keys):
            return f"{self._path.text} selects nothing in any of them, so that no order was checked."
        return None

    def _candidates(self, number: int) -> Iterator[int]:
        """Expectations that a message may take, given those that earlier ones took."""
        key = self._keys[number]
        before = [self._chosen[other] for other in range(number) if key is not None and self._keys[other] == key]
        last = max(before, default=-1)
        taken = set(self._chosen[:number])
        return iter([index for index in self._fits[number] if index > last and index not in taken])

    def _place(self) -> bool:
        """Find an expectation for the newest message, trying others for earlier ones where that helps."""
        number = len(self._keys) - 1
        self._open.append(self._candidates(number))
        for _ in range(_ATTEMPTS):
            choice = next(self._open[-1], None)
            if choice is not None:
                self._chosen.append(choice)
                if len(self._chosen) == number + 1:
                    return True
                self._open.append(self._candidates(len(self._chosen)))
                continue
            self._open.pop()
            if not self._open:
                return False
            self._chosen.pop()
        return False

    def _reason(self, came: Sequence[Data], values: list[Any]) -> str:
        number, fits = len(came), self._fits[-1]
        rivals = [other for other in range(number - 1) if self._keys[other] == self._keys[-1] is not None]
        later = [other for other in rivals if self._fits[other] and max(self._fits[other]) > min(fits)]
        if not later:
            return self._one_too_many(number)
        value = ", ".join(show(value) for value in values)
        which, has = _numbers("message", later), "have" if len(later) > 1 else "has"
        return (
            f"message {number} is out of order: it satisfies {_numbers('expectation', fits)}, but {which}, which {has} "
            f"{value} at {self._path.text} too, came before it and satisfied a later one."
        )

    def pairs(self, came: Sequence[Data], deadline: Deadline) -> list[tuple[Matcher, Data]]:
        return [(self.matchers[expected], data) for expected, data in zip(self._chosen, came, strict=True)]
