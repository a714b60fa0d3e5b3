"""Whether what sessions take is given back: memory and descriptors of an app that we started."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from threading import Event
from typing import NamedTuple

from WsKeywords.core.app.app import App

from .conversation import Conversation
from .course import Course
from .findings import Finding

NAME = "resources-released"
SAYS = "The app's memory and descriptors do not grow with every session that has ended."
#: So often a conversation is held in a row; descriptors left over each time, and bytes, are a leak.
_ROUNDS = 12
_LEAST_MEMORY = 48 * 1024
#: So often all of them are held for a first look.
_GLANCES = 5
_PAGE = 4096
#: Seconds that an app has to give things back.
_PATIENCE = 0.24


class Held(NamedTuple):
    """What a process has."""

    descriptors: int
    memory: int


def held(app: App | None) -> Held | None:
    """What the app's process has; None where that cannot be seen."""
    pid = app.process.pid if app is not None and app.process is not None else None
    if pid is None:
        return None
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
        return Held(len(list(Path(f"/proc/{pid}/fd").iterdir())), pages * _PAGE)
    except (OSError, ValueError, IndexError):
        return None


def check_released(
    conversations: Iterable[Conversation],
    app: App | None,
    play: Callable[[Conversation], Course],
    enough: Callable[[], bool],
) -> tuple[Course, Finding] | None:
    """Hold each conversation many times in a row, and see what is left of it."""
    if held(app) is None:
        return None
    candidates = list(conversations)
    for conversation in candidates * 2:  # what is loaded, and kept, once
        play(conversation)
    before = _calm(app)
    for conversation in candidates * _GLANCES:
        if enough():
            return None
        play(conversation)
    after = _calm(app)
    if before is None or after is None:
        return None
    if (
        after.descriptors - before.descriptors < _GLANCES - 1
        and after.memory - before.memory < _GLANCES * _LEAST_MEMORY
    ):
        return None
    for conversation in candidates:
        if enough():
            return None
        found = leak_of(conversation, app, play)
        if found is not None:
            return found
    return None


def leak_of(
    conversation: Conversation, app: App | None, play: Callable[[Conversation], Course]
) -> tuple[Course, Finding] | None:
    """What one conversation leaves behind."""
    for _ in range(2):  # what is loaded, and kept, once
        play(conversation)
    before = _calm(app)
    course = play(conversation)
    for _ in range(_ROUNDS - 1):
        course = play(conversation)
    between = _calm(app)
    if before is None or between is None:
        return None
    left = between.descriptors - before.descriptors
    if left >= _ROUNDS * 0.8:
        text = f"{left} descriptors were left over after the conversation had been held {_ROUNDS} times"
        return course, Finding(NAME, text, "each session gives back what it took", "descriptors")
    if between.memory - before.memory < _ROUNDS * _LEAST_MEMORY:
        return None
    grown = [between]
    for _ in range(2):  # memory that an allocator keeps does not grow again and again
        for _ in range(_ROUNDS):
            course = play(conversation)
        after = _calm(app)
        if after is None or after.memory - grown[-1].memory < _ROUNDS * _LEAST_MEMORY:
            return None
        grown.append(after)
    each = (grown[-1].memory - before.memory) // (3 * _ROUNDS) // 1024
    text = f"the app's memory grew by about {each} KiB each time that the conversation was held"
    return course, Finding(NAME, text, "each session gives back what it took", "memory")


def _calm(app: App | None) -> Held | None:
    """What the app has when it has come to rest."""
    last = held(app)
    for _ in range(8):
        Event().wait(_PATIENCE / 8)
        now = held(app)
        if last is not None and now is not None and now.descriptors >= last.descriptors and now.memory >= last.memory:
            return now
        last = now
    return last
