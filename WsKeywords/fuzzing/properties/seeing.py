"""Looks at a course that several properties take."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from WsKeywords.core.output import quote

from ..conversation import Say
from ..course import Course
from ..habits import kind_of


class Ended(NamedTuple):
    """A connection's end, as an event of a course tells it.

    ``early``: we had not asked for it.
    """

    event: int
    session: int
    code: int
    by: str
    reason: str
    early: bool


def ends(course: Course) -> Iterator[Ended]:
    """How connections ended, in order."""
    for number, event in enumerate(course.events):
        if event.what == "closed" and isinstance(event.data, str):
            what, _, reason = event.data.partition(": ")
            code, _, by = what.partition(" by ")
            early = event.step < 0 and (by != "us" or bool(reason) or code != "1000")
            yield Ended(number, event.session, int(code), by, reason, early)


def said_before(course: Course, event: int, session: int | None = None) -> str | bytes | None:
    """The last message that was sent before an event, by that session, or by any."""
    for each in reversed(course.events[: event + 1]):
        if each.what == "sent" and session in (None, each.session):
            return each.data
    return None


def after(course: Course, event: int, session: int) -> str:
    """*after {"type":"join"}*, or *before anything was said*."""
    said = said_before(course, event, session)
    if said is None:
        said = said_before(course, event)
    return "before anything was said" if said is None else f"after {quote(said, 200)}"


def kind_before(course: Course, event: int, session: int) -> str:
    """The kind of the message that was sent last: it tells causes apart where nothing else does."""
    said = said_before(course, event, session)
    if said is None:
        said = said_before(course, event)
    return "nothing" if said is None else kind_of(said)


def message_of(course: Course, step: int) -> str | bytes | None:
    """What a step of the conversation says, or None."""
    steps = course.conversation.steps
    found = steps[step] if 0 <= step < len(steps) else None
    return found.data if isinstance(found, Say) else None
