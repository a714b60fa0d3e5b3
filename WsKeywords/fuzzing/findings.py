"""What may be wrong with a conversation's course: properties, what they find, and failures as they are reported."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Protocol

from .conversation import Conversation
from .course import Course
from .routes import Route

#: Instead of an example's number: it came from the database of earlier failures.
EARLIER = -1
#: Instead of an example's number: every route gets this conversation, or it follows from what the server said.
UNGENERATED = -2


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong with one course.

    Attributes:
        property: name of the property that does not hold.
        message: what happened, in a sentence: *the server closed with 1011 "internal error"*.
        expected: what should have happened: *the connection stays open*.
        cause: findings of one property with the same cause are one failure; it holds nothing that changes from run to
            run.
        session: number of the session, or -1.
        event: number of the course's event that shows it, or -1.
    """

    property: str
    message: str
    expected: str
    cause: str
    session: int = -1
    event: int = -1


class Property(Protocol):
    """Something that holds of every conversation with a sound app."""

    @property
    def name(self) -> str:
        """By which it is switched on and off: lower case with hyphens, such as ``no-1011``."""

    @property
    def says(self) -> str:
        """What holds, in a sentence, for the report."""

    def check(self, course: Course, route: Route) -> Iterable[Finding]:
        """What is wrong."""


@dataclass(frozen=True)
class Failure:
    """All findings of one cause, with the shortest conversation that shows it.

    Attributes:
        finding: of the shrunk conversation.
        route: on which it was found.
        course: of the shrunk conversation.
        first: the conversation that showed it first, as it was generated.
        seed: of the run.
        example: number of the generated conversation that showed it first, ``EARLIER`` or ``UNGENERATED``.
        times: how often the cause was seen while generating.
        again: how often the shrunk conversation failed when it was played ``of`` times again.
        of: see ``again``.
        passing: the course of the conversation nearest to it that passes, or None.
        context: further facts by name, for the report.
        anonymous: whether it was seen without the credentials of the run, too.
    """

    finding: Finding
    route: Route
    course: Course
    first: Conversation
    seed: int
    example: int = EARLIER
    times: int = 1
    again: int = 0
    of: int = 0
    passing: Course | None = None
    context: dict[str, object] = field(default_factory=dict)
    anonymous: bool = False

    @property
    def conversation(self) -> Conversation:
        """The shortest one that shows it."""
        return self.course.conversation

    @property
    def reproduced(self) -> str:
        """*always*, *2 of 5 times*, or *not played again*."""
        if not self.of:
            return "not played again"
        return "always" if self.again == self.of else f"{self.again} of {self.of} times"
