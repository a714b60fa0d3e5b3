"""What is done and asserted, one after the other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ..conversation import Abort, Close, Ping, Reconnect, Say

#: Seconds for which nothing must come until a server is thought to have said all.
QUIET = 0.5


@dataclass(frozen=True, slots=True)
class Open:
    """Connect; ``again``: as one that comes afterwards, to see whether the server still takes it."""

    session: int
    again: bool = False


@dataclass(frozen=True, slots=True)
class Hear:
    """Take the next message, which comes within so many seconds."""

    session: int
    within: float | None = None


@dataclass(frozen=True, slots=True)
class Hush:
    """Take what comes, until nothing has come for so many seconds or the session is closed."""

    session: int
    quiet: float


@dataclass(frozen=True, slots=True)
class NotClosedWith:
    """The session was not closed with that code."""

    session: int
    code: int


@dataclass(frozen=True, slots=True)
class CloseAnswered:
    """The server answered our close frame."""

    session: int


@dataclass(frozen=True, slots=True)
class PingAnswered:
    """The server answers a ping within so many seconds."""

    session: int
    within: float


@dataclass(frozen=True, slots=True)
class Chosen:
    """The server chose that subprotocol."""

    session: int
    subprotocol: str


@dataclass(frozen=True, slots=True)
class LogLacks:
    """The app's log does not contain that text."""

    session: int
    text: str


@dataclass(frozen=True, slots=True)
class Refused:
    """Connecting is refused, or the server accepts and closes within so many seconds, saying that it refuses."""

    session: int
    within: float


@dataclass(frozen=True, slots=True)
class Guard:
    """From now on no message may come that contains this text, begins with these bytes, or has such a match."""

    session: int
    never: str | bytes
    regexp: bool = False


@dataclass(frozen=True, slots=True)
class SchemaGuard:
    """From now on every message satisfies the schema."""

    session: int
    schema: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class NextSatisfies:
    """The next message satisfies the schema."""

    session: int
    schema: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class NothingLike:
    """No message that contains this text, begins with these bytes, or has such a match is there or comes soon."""

    session: int
    never: str | bytes
    within: float
    regexp: bool = False


@dataclass(frozen=True, slots=True)
class NextContains:
    """The next message contains this text, or as JSON these values."""

    session: int
    expected: str | Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class GuardsHeld:
    """What a guard of the session forbids has not come."""

    session: int


Act = (
    Open
    | Say
    | Ping
    | Abort
    | Reconnect
    | Close
    | Hear
    | Hush
    | NotClosedWith
    | CloseAnswered
    | PingAnswered
    | Chosen
    | LogLacks
    | Refused
    | Guard
    | SchemaGuard
    | NextSatisfies
    | NextContains
    | NothingLike
    | GuardsHeld
)


@dataclass
class Assertion:
    """What is asserted, and where.

    Attributes:
        opening: instead of everything.
        at_once: after a session was opened.
        before: before a step, by its number.
        instead: of a step, by its number.
        after: after all steps.
        only_say: nothing is taken from the inboxes before: what comes is judged.
    """

    opening: Act | None = None
    at_once: list[Any] = field(default_factory=list)
    before: dict[int, Act] = field(default_factory=dict)
    instead: dict[int, Act] = field(default_factory=dict)
    after: list[Act] = field(default_factory=list)
    only_say: bool = False
