"""A collector of measurements that dies on an object with other keys.

``data["sensor"]`` of what a client sent: ``KeyError``, which Litestar turns into a close with 4500. Met wherever no
schema stands between a client and a handler.

Found by ``no-1011``, with one message: ``{}``. A user says nothing.
"""

from __future__ import annotations

import os
from typing import Any

from litestar import Litestar, WebSocket, websocket

from .reading import read, tell, texts

MENDED = bool(os.environ.get("MENDED"))


@websocket("/ws/sensors")
async def sensors(socket: WebSocket[Any, Any, Any]) -> None:
    await socket.accept()
    values: dict[str, str] = {}
    async for text in texts(socket):
        data = read(text)
        if data is None or (MENDED and not {"sensor", "value"} <= data.keys()):
            await tell(socket, {"error": "expected an object with sensor and value"})
            continue
        values[str(data["sensor"])[:40]] = str(data["value"])[:40]
        await tell(socket, {"sensors": len(values)})


app = Litestar([sensors])
