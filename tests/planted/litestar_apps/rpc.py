"""Remote calls whose answers carry the number of another client's call.

The number of the call at hand is an attribute of the service, which all sessions share, and the call awaits the
database. Met in handlers that were written for one client at a time, and in singletons of frameworks.

Found by ``echoes-own-id``, with two sessions that each send a call and do not wait. A user says nothing: the greeting
shows a call.
"""

from __future__ import annotations

import asyncio
import os
from typing import Any

from litestar import Litestar, WebSocket, websocket

from .reading import read, tell, texts

MENDED = bool(os.environ.get("MENDED"))


class Service:
    """What can be called."""

    def __init__(self) -> None:
        self.call: Any = None

    async def run(self, method: str, text: str) -> str:
        await asyncio.sleep(0.02)  # the database
        return text.upper()[:40] if method == "upper" else text[::-1][:40]


shared = Service()


@websocket("/ws/rpc")
async def rpc(socket: WebSocket[Any, Any, Any]) -> None:
    await socket.accept()
    await tell(socket, {"methods": ["upper", "reverse"], "example": {"id": "c-1", "method": "upper", "text": "abc"}})
    service = Service() if MENDED else shared
    async for text in texts(socket):
        message = read(text) or {}
        call, method, argument = message.get("id"), message.get("method"), message.get("text")
        if not isinstance(call, str | int) or method not in ("upper", "reverse") or not isinstance(argument, str):
            await tell(socket, {"error": "expected an id, a method (upper, reverse) and a text"})
            continue
        service.call = call
        result = await service.run(method, argument)
        await tell(socket, {"id": service.call, "result": result})


app = Litestar([rpc])
