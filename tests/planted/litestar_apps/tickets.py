"""A ticket desk that says nothing to what it does not understand.

A message that is no JSON, or of no known kind, is skipped: the page waits for ever. Met as ``except ValueError:
continue``.

Found by ``error-instead-of-silence``, with one message that is no ticket. A user gives the AsyncAPI document
``tickets.asyncapi.yaml``, which says that every message is answered.
"""

from __future__ import annotations

import os
from typing import Any

from litestar import Litestar, WebSocket, websocket

from .reading import read, tell, texts

MENDED = bool(os.environ.get("MENDED"))
KINDS = ("bug", "wish")


@websocket("/ws/tickets")
async def tickets(socket: WebSocket[Any, Any, Any]) -> None:
    await socket.accept()
    opened = 0
    async for text in texts(socket):
        message = read(text) or {}
        kind, title = message.get("kind"), message.get("title")
        if kind not in KINDS or not isinstance(title, str):
            if MENDED:
                await tell(socket, {"error": "expected a kind (bug, wish) and a title"})
            continue
        opened += 1
        await tell(socket, {"ticket": opened, "kind": kind})


app = Litestar([tickets])
