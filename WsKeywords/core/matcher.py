"""What every matcher is: a frozen value that says as a phrase what it wants, and why a message is not it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from .deadline import Deadline

Data = str | bytes


def kind_of_message(data: Data) -> str:
    """``a text message`` or ``a binary message of 3 bytes``."""
    return "a text message" if isinstance(data, str) else f"a binary message of {len(data)} bytes"


class Matcher(ABC):
    """One matcher serves every keyword and every sentence that looks at messages."""

    @abstractmethod
    def matches(self, data: Data, deadline: Deadline) -> bool:
        """Whether a message satisfies this. Never raises, whatever the data."""

    @abstractmethod
    def wants(self) -> str:
        """A phrase after "to": ``contain "hello"``."""

    @abstractmethod
    def noun(self) -> str:
        """A phrase after "a message": ``containing "hello"``."""

    @abstractmethod
    def explain(self, data: Data) -> str:
        """Why a message that does not match does not; lines without a newline at the end."""

    def value(self, data: Data) -> Any:
        """What an assertion returns for a message that matched."""
        return data

    def captures(self, data: Data) -> dict[str, Any]:
        """What ``#capture`` markers saw in a message that matched."""
        return {}


@dataclass(frozen=True)
class AnyMessage(Matcher):
    """Any message at all."""

    def matches(self, data: Data, deadline: Deadline) -> bool:
        return True

    def wants(self) -> str:
        return ""

    def noun(self) -> str:
        return ""

    def explain(self, data: Data) -> str:
        return ""


@dataclass(frozen=True)
class All(Matcher):
    """Every one of several matchers."""

    matchers: Sequence[Matcher]

    def matches(self, data: Data, deadline: Deadline) -> bool:
        return all(matcher.matches(data, deadline) for matcher in self.matchers)

    def wants(self) -> str:
        return " and to ".join(matcher.wants() for matcher in self.matchers)

    def noun(self) -> str:
        return " and ".join(matcher.noun() for matcher in self.matchers)

    def explain(self, data: Data) -> str:
        deadline = Deadline.after(1)
        return "\n".join(each.explain(data) for each in self.matchers if not each.matches(data, deadline))

    def value(self, data: Data) -> Any:
        return self.matchers[-1].value(data)

    def captures(self, data: Data) -> dict[str, Any]:
        return {name: value for matcher in self.matchers for name, value in matcher.captures(data).items()}
