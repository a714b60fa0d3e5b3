"""The same conversation, the same answers."""

from __future__ import annotations

from collections.abc import Iterable

from ..conversation import Conversation
from ..course import Course
from ..findings import Finding
from ..routes import Route
from ..shapes import shape_of


class Determinism:
    """The same conversation is answered in the same way twice; every conversation is played twice for it."""

    name = "determinism"
    says = "The same conversation gets answers of the same shape when it is held again."

    def __init__(self) -> None:
        self._before: dict[Conversation, list[list[str]]] = {}

    def remember(self, course: Course) -> None:
        """The first of two courses."""
        self._before = {course.conversation: _shapes(course)}

    def check(self, course: Course, route: Route) -> Iterable[Finding]:
        """What is wrong with the second."""
        before = self._before.get(course.conversation)
        if before is None:
            return
        for session, (first, second) in enumerate(zip(before, _shapes(course), strict=True)):
            for one, other in zip(first, second, strict=False):
                if one != other:
                    yield Finding(
                        self.name,
                        f"session {session + 1} was answered {one} at first, and {other} when the same was said again",
                        "answers of the same shape",
                        "shape",
                        session,
                    )
                    return


def _shapes(course: Course) -> list[list[str]]:
    return [[shape_of(data) for data in course.received(session)] for session in range(len(course.endings))]
