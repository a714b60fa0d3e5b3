"""Rooms that die on a name with a space, or in any other alphabet.

The tutorial of Channels makes the name of the group from that of the room; a group's name may hold ASCII letters,
digits, hyphens, underscores and full stops only, 100 at most. The exception flies before the connection is accepted, so
that the handshake is answered with 500.

Found by ``no-5xx``, with no message: ``/ws/rooms/caf%C3%A9/``. A user says nothing.
"""

from __future__ import annotations

import hashlib
import os
from typing import Any

from .project import Talking, served

MENDED = bool(os.environ.get("MENDED"))


class Room(Talking):
    async def connect(self) -> None:
        name = self.scope["url_route"]["kwargs"]["room"]
        self.group = f"chat_{hashlib.sha256(name.encode()).hexdigest() if MENDED else name}"
        await self.channel_layer.group_add(self.group, self.channel_name)
        await self.accept()

    async def disconnect(self, code: int) -> None:
        await self.channel_layer.group_discard(self.group, self.channel_name)

    async def hear(self, message: dict[str, Any]) -> None:
        if isinstance(message.get("message"), str):
            await self.channel_layer.group_send(self.group, {"type": "chat.message", "message": message["message"]})
        else:
            await self.tell({"error": "expected a message"})

    async def chat_message(self, event: dict[str, Any]) -> None:
        await self.tell({"message": event["message"]})


app = served("ws/rooms/<str:room>/", Room)
