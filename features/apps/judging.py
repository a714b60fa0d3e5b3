"""What a conversation should be like, said by a user in Python."""

from __future__ import annotations

from typing import Any


def answers_echo(course: Any) -> str | None:
    """Every text that answers says that it is an echo."""
    for session in range(course.conversation.sessions):
        for answer in course.received(session):
            if isinstance(answer, str) and "cho" not in answer:
                return f"session {session + 1} heard no echo: {answer[:80]}"
    return None
