"""Presence that keeps a name taken after its owner has gone.

Names are given back by the message ``leave``; who closes the window, or loses the network, never sends it, and is told
that the name is taken when it comes again. Met as "log in again in an hour".

Found by ``determinism``, with one message: ``{"type": "enter", "name": "ada"}``, which has another answer when it is
said in a new connection. A user switches the property on: the same conversation gets the same kind of answer.
"""

from __future__ import annotations

import os
from typing import Any

from .project import Talking, served

MENDED = bool(os.environ.get("MENDED"))
taken: dict[str, str] = {}


class Presence(Talking):
    name = ""

    async def connect(self) -> None:
        await self.accept()
        await self.tell({"type": "welcome", "say": [{"type": "enter", "name": "ada"}, {"type": "leave"}]})

    async def disconnect(self, code: int) -> None:
        if MENDED:
            self.give_back()

    def give_back(self) -> None:
        if taken.get(self.name) == self.channel_name:
            del taken[self.name]

    async def hear(self, message: dict[str, Any]) -> None:
        kind, name = message.get("type"), message.get("name")
        if kind == "enter" and isinstance(name, str) and name:
            if name in taken and not MENDED:  # mended: who comes again may come before the loss was noticed
                await self.tell({"type": "error", "error": "that name is taken"})
                return
            self.give_back()
            self.name = name
            taken[name] = self.channel_name
            await self.tell({"type": "entered"})
        elif kind == "leave":
            self.give_back()
            self.name = ""
            await self.tell({"type": "left"})
        else:
            await self.tell({"type": "error", "error": "expected enter with a name, or leave"})


app = served("ws/presence/", Presence)
