"""Who is connected, who is in which room, and what was said there."""

import contextlib
import time
import uuid
from collections import deque
from datetime import datetime, timezone
from typing import Any

from fastapi import WebSocket

HISTORY = 50
#: So many messages at once, and so many a second in the long run.
BURST, RATE = 20, 0.5


class Member:
    """One connection of a user."""

    def __init__(self, user: str, socket: WebSocket) -> None:
        self.user, self.socket = user, socket
        self._left, self._since = float(BURST), time.monotonic()

    async def send(self, message: dict[str, Any]) -> None:
        # Whoever has gone is noticed by the task that reads the connection.
        with contextlib.suppress(Exception):
            await self.socket.send_json(message)

    def within_rate(self) -> bool:
        """Count a message; ``False`` when it is one too many."""
        now = time.monotonic()
        self._left = min(BURST, self._left + (now - self._since) * RATE) - 1
        self._since = now
        return self._left >= 0


class Room:
    """Its members by name, and its last messages."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.members: dict[str, Member] = {}
        self.history: deque[dict[str, Any]] = deque(maxlen=HISTORY)

    async def broadcast(self, message: dict[str, Any]) -> None:
        for member in list(self.members.values()):
            await member.send(message)

    async def join(self, member: Member) -> None:
        """History to who joins, then the news to all, who joins included."""
        await member.send({"type": "history", "room": self.name, "messages": list(self.history)})
        self.members[member.user] = member
        await self.broadcast(
            {"type": "joined", "room": self.name, "user": member.user, "members": sorted(self.members)}
        )

    async def leave(self, member: Member) -> None:
        if self.members.get(member.user) is member:
            del self.members[member.user]
            await member.send({"type": "left", "room": self.name, "user": member.user})
            await self.broadcast({"type": "left", "room": self.name, "user": member.user})

    async def say(self, member: Member, text: str) -> None:
        message = {"type": "message", "room": self.name, **said(member, text)}
        self.history.append(message)
        await self.broadcast(message)


def said(member: Member, text: str) -> dict[str, Any]:
    """What every message holds."""
    now = datetime.now(timezone.utc).isoformat(timespec="milliseconds")
    return {"id": str(uuid.uuid4()), "user": member.user, "text": text, "at": now}
