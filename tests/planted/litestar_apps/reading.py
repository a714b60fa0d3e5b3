"""What the servers in Litestar share: reading what a client says, and answering."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Any

from litestar import WebSocket
from litestar.exceptions import WebSocketDisconnect, WebSocketException


async def texts(socket: WebSocket[Any, Any, Any]) -> AsyncIterator[str]:
    """What the client says until it goes; a binary message is refused with 1003."""
    while True:
        message = await socket.receive()
        if message["type"] == "websocket.disconnect":
            return
        text = message.get("text")
        if not isinstance(text, str):
            await socket.close(1003, "texts only")
            return
        yield text


def read(text: str) -> dict[str, Any] | None:
    """The JSON object that a text is, or None."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


async def tell(socket: WebSocket[Any, Any, Any], value: Any) -> None:
    """Send JSON; to one who has gone, nothing."""
    with suppress(WebSocketDisconnect, WebSocketException, RuntimeError):
        await socket.send_text(json.dumps(value))
