"""``/ws/boards/kitchen/``: notes and presence of a board, for its members.

A client sends ``{"type": "note", "text": …}`` and ``{"type": "typing"}``, which the others see. What it gets has a
``type`` too: ``welcome``, ``joined``, ``left``, ``note``, ``typing``, ``error``.

====  ==========================================================
403   (before the WebSocket) nobody is logged in, or the page that opens it is of another site
4401  logged out
4403  not a member of the board
4409  logged in elsewhere
====  ==========================================================
"""

from collections import Counter, defaultdict
from typing import Any

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncJsonWebsocketConsumer

from .models import Board, Note
from .seats import group_of

#: By board: who is there, with how many sockets.
present: defaultdict[str, Counter[str]] = defaultdict(Counter)


def board_group(slug: str) -> str:
    """The channel group of all sockets at a board."""
    return f"board.{slug}"


class BoardConsumer(AsyncJsonWebsocketConsumer):
    slug = ""

    async def connect(self) -> None:
        self.user = self.scope["user"]
        if not self.user.is_authenticated:
            await self.close()  # not accepted yet: the client sees status 403
            return
        await self.accept()
        slug = self.scope["url_route"]["kwargs"]["slug"]
        if not await Board.objects.filter(slug=slug, members=self.user).aexists():
            await self.close(4403)
            return
        await self.channel_layer.group_add(group_of(self.user), self.channel_name)
        self.slug, self.name = slug, self.user.username
        await self.channel_layer.group_add(board_group(slug), self.channel_name)
        present[slug][self.name] += 1
        await self.send_json({"type": "welcome", "user": self.name, "present": sorted(present[slug])})
        if present[slug][self.name] == 1:
            await self.tell({"type": "joined", "user": self.name}, but=self.channel_name)

    async def disconnect(self, code: int) -> None:
        if not self.slug:
            return
        await self.channel_layer.group_discard(board_group(self.slug), self.channel_name)
        await self.channel_layer.group_discard(group_of(self.user), self.channel_name)
        present[self.slug][self.name] -= 1
        if not present[self.slug][self.name]:
            del present[self.slug][self.name]
            await self.tell({"type": "left", "user": self.name})

    async def receive_json(self, content: Any, **_: Any) -> None:
        match content:
            case {"type": "note", "text": str(text)} if 0 < len(text) <= 500:
                await self.tell(await self.written(text))
            case {"type": "typing"}:
                await self.tell({"type": "typing", "user": self.name}, but=self.channel_name)
            case _:
                await self.send_json({"type": "error", "detail": "Not a request that a board knows."})

    @database_sync_to_async
    def written(self, text: str) -> dict[str, Any]:
        return Note.objects.create(board_id=self.slug, author=self.user, text=text).as_message()

    async def tell(self, message: dict[str, Any], but: str = "") -> None:
        event = {"type": "board.event", "message": message, "but": but}
        await self.channel_layer.group_send(board_group(self.slug), event)

    # what comes from the groups

    async def board_event(self, event: dict[str, Any]) -> None:
        if event.get("but") != self.channel_name:
            await self.send_json(event["message"])

    async def seat_lost(self, event: dict[str, Any]) -> None:
        await self.close(event["code"])
