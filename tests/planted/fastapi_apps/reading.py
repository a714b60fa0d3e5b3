"""What the servers in FastAPI share: reading what a client says, and answering."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Any

from fastapi import WebSocket, WebSocketDisconnect


async def texts(websocket: WebSocket) -> AsyncIterator[str]:
    """What the client says until it goes; a binary message is refused with 1003."""
    while True:
        message = await websocket.receive()
        if message["type"] == "websocket.disconnect":
            return
        if message.get("text") is None:
            await websocket.close(1003, "texts only")
            return
        yield message["text"]


async def objects(websocket: WebSocket) -> AsyncIterator[dict[str, Any]]:
    """The JSON objects that the client sends; anything else is answered with an error."""
    async for text in texts(websocket):
        try:
            value = json.loads(text)
        except (ValueError, RecursionError):
            await tell(websocket, {"type": "error", "error": "that is no JSON"})
            continue
        if isinstance(value, dict):
            yield value
        else:
            await tell(websocket, {"type": "error", "error": "expected a JSON object"})


async def tell(websocket: WebSocket, value: dict[str, Any]) -> None:
    """Send JSON; to one who has gone, nothing."""
    with suppress(WebSocketDisconnect, RuntimeError):
        await websocket.send_text(json.dumps(value))
