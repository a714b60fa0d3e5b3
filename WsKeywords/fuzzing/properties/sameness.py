"""The same conversation, the same answers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from WsKeywords.core.output import quote

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
        self._before: dict[Conversation, dict[tuple[int, int], list[str | bytes]]] = {}

    def remember(self, course: Course) -> None:
        """The first of two courses."""
        self._before = {course.conversation: _answers(course)}

    def check(self, course: Course, route: Route) -> Iterable[Finding]:
        """What is wrong with the second."""
        before = self._before.get(course.conversation)
        if before is None:
            return
        after = _answers(course)
        for connection in sorted(before.keys() & after.keys()):
            session = connection[0]
            for one, other in zip(before[connection], after[connection], strict=False):
                was, now = shape_of(one), shape_of(other)
                if was != now:
                    yield Finding(
                        self.name,
                        f"session {session + 1} was answered {quote(one, 200)} at first, and {quote(other, 200)} when "
                        f"the same was said again: {now} instead of {was}",
                        "answers of the same shape",
                        "shape",
                        session,
                    )
                    return


def _answers(course: Course) -> dict[tuple[int, int], list[str | bytes]]:
    """What came on each connection of each session: how much still comes before a connection is closed is chance."""
    found: dict[tuple[int, int], list[str | bytes]] = {}
    connections: Counter[int] = Counter()
    for event in course.events:
        if event.what == "opened":
            connections[event.session] += 1
        elif event.what == "received":
            found.setdefault((event.session, connections[event.session]), []).append(event.data)
    return found
