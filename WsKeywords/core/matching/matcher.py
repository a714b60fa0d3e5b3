"""What every matcher is: a frozen value that says as a phrase what it wants, and why a message is not it."""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from ..deadline import Deadline
from ..errors import InvalidArgument
from ..eventstream.event import ServerEvent
from ..output import quote
from ..suggest import nearest

Data = str | bytes
#: Of many messages, from a number on, the number of the first that may match; ``None``: none of them does.
Search = Callable[[Sequence[Data], int], int | None]
#: The kinds of messages (RFC 6455, 5.6).
KINDS = ("text", "binary")
#: ``explain`` may spend so long (seconds) on finding a reason.
PATIENCE = 0.5
#: So long at least, where the time of a call is up.
_LEAST = 0.03
_explaining = threading.local()


@contextmanager
def explaining(deadline: Deadline | None) -> Iterator[None]:
    """What explains in this thread has the time that a call has left, or a moment."""
    _explaining.seconds = PATIENCE if deadline is None else min(PATIENCE, max(_LEAST, deadline.remaining()))
    try:
        yield
    finally:
        _explaining.seconds = PATIENCE


def time_to_explain() -> float:
    """How long ``explain`` may take now (seconds)."""
    seconds: float = getattr(_explaining, "seconds", PATIENCE)
    return seconds


def in_time(matchers: Iterable[tuple[int, Matcher]], data: Data, deadline: Deadline) -> Iterator[int]:
    """The numbers of those that a message satisfies, until there is no time for the others."""
    for number, matcher in matchers:
        if matcher.matches(data, deadline):
            yield number
        elif deadline.gave_up and deadline.expired:
            return


def described(data: Data) -> str:
    """``a text message of 5 characters``, ``a binary message of 1 byte``."""
    thing = "character" if isinstance(data, str) else "byte"
    kind = "text" if isinstance(data, str) else "binary"
    return f"a {kind} message of {len(data):,} {thing}{'s' * (len(data) != 1)}"


class Matcher(ABC):
    """One matcher serves every keyword and every sentence that looks at messages."""

    __slots__ = ()

    @abstractmethod
    def matches(self, data: Data, deadline: Deadline) -> bool:
        """Whether a message satisfies this. Never raises, whatever the data.

        Args:
            data: the message.
            deadline: when a search that backtracks gives up: that is no match.
        """

    def search(self) -> Search | None:
        """What finds the next message that may match among many, sooner than by asking of each; ``None``: nothing does.

        What it finds is asked of ``matches`` all the same.
        """
        return None

    @abstractmethod
    def wants(self) -> str:
        """A phrase after "to": ``contain "hello"``."""

    @abstractmethod
    def noun(self) -> str:
        """A phrase after "a message": ``containing "hello"``."""

    @abstractmethod
    def explain(self, data: Data) -> str:
        """Why a message that does not match does not: sentences and indented lines, no newline at the end."""

    def aside(self, data: Data) -> str:
        """What is to follow a message that is shown, where its text may mislead: empty, or begins with a space."""
        return ""

    def value(self, data: Data) -> Any:
        """What an assertion returns for a message that matched: the message, or what it stands for."""
        return data

    def captures(self, data: Data) -> dict[str, Any]:
        """What ``#capture`` markers saw in a message that matched."""
        return {}

    @abstractmethod
    def _facts(self) -> tuple[Any, ...]:
        """What makes it equal to another of its class."""

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and repr(self) == repr(other)

    def __hash__(self) -> int:
        return hash(repr(self))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(map(repr, self._facts()))})"


class AnyMessage(Matcher):
    """Any message at all."""

    __slots__ = ()

    def matches(self, data: Data, deadline: Deadline) -> bool:
        return True

    def wants(self) -> str:
        return ""

    def noun(self) -> str:
        return ""

    def explain(self, data: Data) -> str:
        return ""

    def _facts(self) -> tuple[Any, ...]:
        return ()


class Kind(Matcher):
    """A text message or a binary one.

    Raises:
        InvalidArgument: the kind is neither ``text`` nor ``binary``.
    """

    __slots__ = ("_kind",)

    def __init__(self, kind: str) -> None:
        if kind not in KINDS:
            near = nearest(str(kind), KINDS)
            hint = f' Did you mean "{near}"?' if near else ""
            raise InvalidArgument(
                f'Expected argument "kind" to be text or binary, but it was {quote(str(kind))}.{hint}'
            )
        self._kind = kind

    def matches(self, data: Data, deadline: Deadline) -> bool:
        return isinstance(data, str) == (self._kind == "text")

    def wants(self) -> str:
        return f"be a {self._kind} message"

    def noun(self) -> str:
        return f"that is {self._kind}"

    def explain(self, data: Data) -> str:
        return f"It is {described(data)}."

    def _facts(self) -> tuple[Any, ...]:
        return (self._kind,)


class EventType(Matcher):
    """A server-sent event of this type; never a WebSocket message, which has none.

    Raises:
        InvalidArgument: no text, or an empty one: an event without a name has the type ``message``.
    """

    __slots__ = ("_event",)

    def __init__(self, event: str) -> None:
        if not isinstance(event, str) or not event:
            raise InvalidArgument(
                'Expected argument "event" to be the type of an event, which is "message" where the server names none, '
                f"but it was {quote(str(event))}."
            )
        self._event = event

    def matches(self, data: Data, deadline: Deadline) -> bool:
        return isinstance(data, ServerEvent) and data.event == self._event

    def wants(self) -> str:
        return f"be the event {quote(self._event)}"

    def noun(self) -> str:
        return f"that is the event {quote(self._event)}"

    def explain(self, data: Data) -> str:
        if not isinstance(data, ServerEvent):
            return "It is a WebSocket message, which has no event."
        return f"It is the event {quote(data.event)}."

    def _facts(self) -> tuple[Any, ...]:
        return (self._event,)


class All(Matcher):
    """Every one of several matchers."""

    __slots__ = ("_matchers",)

    def __init__(self, *matchers: Matcher) -> None:
        self._matchers = matchers

    def matches(self, data: Data, deadline: Deadline) -> bool:
        return all(matcher.matches(data, deadline) for matcher in self._matchers)

    def search(self) -> Search | None:
        return next(filter(None, (matcher.search() for matcher in self._matchers)), None)

    def wants(self) -> str:
        return " and to ".join(matcher.wants() for matcher in self._matchers)

    def noun(self) -> str:
        return " and ".join(matcher.noun() for matcher in self._matchers)

    def explain(self, data: Data) -> str:
        """The reasons of those that do not match; a reason that several give is given once."""
        reasons = [each.explain(data) for each in self._matchers if not each.matches(data, Deadline(time_to_explain()))]
        return "\n".join(dict.fromkeys(reasons))

    def aside(self, data: Data) -> str:
        return next(filter(None, (matcher.aside(data) for matcher in self._matchers)), "")

    def value(self, data: Data) -> Any:
        """What the first matcher says that has more to say than the message itself."""
        for matcher in self._matchers:
            value = matcher.value(data)
            if value is not data:
                return value
        return data

    def captures(self, data: Data) -> dict[str, Any]:
        return {name: value for matcher in self._matchers for name, value in matcher.captures(data).items()}

    def _facts(self) -> tuple[Any, ...]:
        return self._matchers
