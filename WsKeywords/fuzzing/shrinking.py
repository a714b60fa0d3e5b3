"""The shortest conversation that shows the same thing: simpler ones are played as long as there is time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from time import monotonic

from .conversation import Conversation
from .course import Course
from .simplifying import (
    fewer_pairs,
    fewer_sessions,
    fewer_steps,
    same_messages,
    simpler_frame,
    simpler_messages,
    simpler_steps,
    size_of,
)

#: In the order in which they help most.
_PASSES = (fewer_sessions, fewer_steps, fewer_pairs, simpler_frame, simpler_steps, simpler_messages, same_messages)


@dataclass
class Shrinking:
    """Args of one search.

    Attributes:
        shows: plays a conversation; its course when it shows what is looked for, else None and ``passed`` is told.
        until: time (monotonic seconds) at which it ends.
        played: how many conversations it took.
    """

    shows: Callable[[Conversation], Course | None]
    until: float
    played: int = 0
    _tried: set[Conversation] = field(default_factory=set)

    def shrink(self, course: Course) -> Course:
        """The simplest course that was found."""
        best = course
        self._tried.add(course.conversation)
        while True:
            before = best
            for simpler in _PASSES:
                progress = True
                while progress and monotonic() < self.until:
                    progress = False
                    for candidate in simpler(best.conversation):
                        if monotonic() >= self.until:
                            break
                        found = self._try(candidate)
                        if found is not None:
                            best, progress = found, True
                            break
            if best is before or monotonic() >= self.until:
                return best

    def _try(self, candidate: Conversation) -> Course | None:
        if candidate in self._tried or candidate.sessions < 1:
            return None
        self._tried.add(candidate)
        self.played += 1
        return self.shows(candidate)


__all__ = ["Shrinking", "size_of"]
