"""What differs between the conversation that fails and the nearest one that passes."""

from __future__ import annotations

from ..findings import Failure
from .telling import conversation_lines


def difference(failure: Failure) -> list[str]:
    """Lines that begin with ``-`` (only in the one that fails), ``+`` (only in the one that passes) or a blank.

    Empty where no conversation near it is known to pass.
    """
    if failure.passing is None:
        return []
    from difflib import ndiff

    failing = _told(failure.conversation)
    passing = _told(failure.passing.conversation)
    return [line.rstrip() for line in ndiff(failing, passing) if not line.startswith("?")]


def _told(conversation: object) -> list[str]:
    from ..conversation import Conversation

    assert isinstance(conversation, Conversation)
    head = []
    if conversation.subprotocols:
        head.append("with the subprotocols " + ", ".join(conversation.subprotocols))
    return [*head, *conversation_lines(conversation)] or ["connects and closes"]
