"""Messages that bear the mark of who said them, so that they are known again when somebody else gets to hear them."""

from __future__ import annotations

import json
from typing import Any

from .jsons import compact

#: Fields whose value correlates an answer with what it answers.
IDS = ("id", "request_id", "requestId", "req_id", "correlation_id", "correlationId", "ref", "nonce", "call", "seq")
#: Fields that hold what one says to others.
TEXTS = ("text", "message", "content", "body", "msg", "data", "payload", "note", "value")
#: Fields that name where it is said.
ROOMS = ("room", "channel", "topic", "group", "lobby", "room_id", "game", "document")
#: Fields that name whom it is said to.
ADDRESSEES = ("to", "recipient", "target", "receiver", "addressee", "peer", "to_user")
#: Fields that name who says it.
NAMES = ("name", "user", "username", "nick", "nickname", "player", "author")


def marked(message: str | bytes, session: int, number: int) -> str | bytes:
    """The message with values that no other session, and no other message, has."""
    if isinstance(message, bytes):
        return message
    try:
        value = json.loads(message)
    except (ValueError, RecursionError):
        return message
    if not isinstance(value, dict):
        return message
    return compact({key: _mark(key, inner, session, number) for key, inner in value.items()})


def lengthened(message: str | bytes, number: int, length: int) -> str | bytes:
    """The message with a mark of its own, and so much longer."""
    if isinstance(message, bytes):
        return message
    text = f"mark-{number}-" + "x" * length
    try:
        value = json.loads(message)
    except (ValueError, RecursionError):
        return f"{message[:40]} {text}"
    if not isinstance(value, dict):
        return message
    keys = [key for key, inner in value.items() if isinstance(inner, str) and key in TEXTS]
    return compact({**value, keys[0]: text}) if keys else message


def _mark(key: str, value: Any, session: int, number: int) -> Any:
    if key in IDS:
        if isinstance(value, int) and not isinstance(value, bool):
            return 1000 * (session + 1) + number
        return f"id-{session}-{number}"
    if isinstance(value, str):
        if key in TEXTS:
            return f"mark-{session}-{number}"
        if key in ROOMS:
            return f"room-{session}"
        if key in NAMES:
            return f"user-{session}"
    if isinstance(value, dict) and key in TEXTS:
        return {inner: _mark(inner, each, session, number) for inner, each in value.items()}
    return value
