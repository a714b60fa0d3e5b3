"""Courses written down, for tests of what is said about them."""

from __future__ import annotations

from typing import Any

from WsKeywords.core import Close
from WsKeywords.fuzzing.conversation import Conversation
from WsKeywords.fuzzing.course import Course, Ending, Event

_WHAT: dict[str, Any] = {">": "sent", "<": "received", "?": "silent", "+": "opened", "x": "closed"}


def course(
    *told: tuple[str, str] | tuple[str, str, int], path: str = "/ws", log: str = "", alive: Any = None
) -> Course:
    """A course: ``(">", "hi")`` is said, ``("<", "hi", 1)`` heard by the second session, ``("?", "")`` is silence."""
    seats = [(*each, 0)[:3] for each in told]
    events = tuple(Event(float(at), seat, _WHAT[what], data) for at, (what, data, seat) in enumerate(seats))
    sessions = max((seat for _, _, seat in seats), default=0) + 1
    endings = tuple(Ending(Close(1000, "", "us", at=0)) for _ in range(sessions))
    return Course(Conversation(path, (), sessions), events, endings, 1.0, log, alive)
