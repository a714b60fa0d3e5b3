"""What is done to a route: the steps of one conversation, as values that can be written down and played again."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any


@dataclass(frozen=True, slots=True)
class Say:
    """Send a message: str as text, bytes as binary.

    ``cuts`` are the places, in bytes of its payload, at which it is cut into fragments (RFC 6455, 5.4).
    """

    data: str | bytes
    session: int = 0
    cuts: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Ping:
    """Send a ping (RFC 6455, 5.5.2) and wait for its pong."""

    payload: bytes = b""
    session: int = 0


@dataclass(frozen=True, slots=True)
class Await:
    """Wait until the server has said something that was not read yet."""

    session: int = 0


@dataclass(frozen=True, slots=True)
class Abort:
    """End TCP without a close frame, as a phone does that loses its network."""

    session: int = 0


@dataclass(frozen=True, slots=True)
class Reconnect:
    """Connect again, with the same options; what is still open is closed first."""

    session: int = 0


@dataclass(frozen=True, slots=True)
class Close:
    """Close with that code (RFC 6455, 7.4) and reason, and wait for the answer."""

    code: int = 1000
    reason: str = ""
    session: int = 0


Step = Say | Ping | Await | Abort | Reconnect | Close
_STEPS: dict[str, type[Step]] = {
    "say": Say,
    "ping": Ping,
    "await": Await,
    "abort": Abort,
    "reconnect": Reconnect,
    "close": Close,
}


@dataclass(frozen=True, slots=True)
class Conversation:
    """All sessions are opened, the steps are done one after the other, and what is open then is closed with 1000.

    Attributes:
        path: of the route, parameters filled in, with the query: ``/ws/chat/1?token=x``.
        steps: what is done.
        sessions: how many sessions there are; those of the steps are numbered from 0.
        subprotocols: asked for by every session.
        headers: of every handshake, beside those that the options give.
    """

    path: str
    steps: tuple[Step, ...] = ()
    sessions: int = 1
    subprotocols: tuple[str, ...] = ()
    headers: tuple[tuple[str, str], ...] = ()

    @property
    def messages(self) -> int:
        """How many messages are sent."""
        return sum(isinstance(step, Say) for step in self.steps)

    def to_json(self) -> dict[str, Any]:
        """As JSON values, for databases and reports."""
        return {
            "path": self.path,
            "sessions": self.sessions,
            "subprotocols": list(self.subprotocols),
            "headers": [list(header) for header in self.headers],
            "steps": [_step_to_json(step) for step in self.steps],
        }

    @staticmethod
    def from_json(value: Mapping[str, Any]) -> Conversation:
        """The conversation that was written down.

        Raises:
            KeyError, TypeError, ValueError: it is not one.
        """
        return Conversation(
            path=str(value["path"]),
            steps=tuple(_step_from_json(step) for step in value["steps"]),
            sessions=int(value["sessions"]),
            subprotocols=tuple(map(str, value["subprotocols"])),
            headers=tuple((str(name), str(text)) for name, text in value["headers"]),
        )


def _step_to_json(step: Step) -> dict[str, Any]:
    name = next(name for name, kind in _STEPS.items() if kind is type(step))
    values: dict[str, Any] = {"step": name}
    for each in fields(step):
        value = getattr(step, each.name)
        if isinstance(value, bytes):
            values[each.name] = {"base64": base64.b64encode(value).decode()}
        elif isinstance(value, tuple):
            values[each.name] = list(value)
        else:
            values[each.name] = value
    return values


def _step_from_json(value: Mapping[str, Any]) -> Step:
    kind = _STEPS[value["step"]]
    given: dict[str, Any] = {}
    for each in fields(kind):
        found = value[each.name]
        if isinstance(found, Mapping):
            found = base64.b64decode(found["base64"], validate=True)
        given[each.name] = tuple(found) if isinstance(found, list) else found
    return kind(**given)
