"""A property of a user, for tests."""

from __future__ import annotations

from WsKeywords.fuzzing.course import Course


def no_shouting(course: Course) -> str | None:
    """Nobody is answered in capitals."""
    loud = [data for data in course.received(0) if isinstance(data, str) and data.isupper()]
    return f"it shouted {loud[0]}" if loud else None
