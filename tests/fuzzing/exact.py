"""A server that closes with 1011 when exactly the conversation was held with it that a digest in its URL stands for."""

from __future__ import annotations

import asyncio
import hashlib
import os
from collections import defaultdict

from fastapi import FastAPI, WebSocket

app = FastAPI()
#: What was said so far, by the key of a conversation.
said: dict[str, list[bytes]] = defaultdict(list)
#: One connection of a conversation after the other: the end of one is heard before the next begins.
turns: dict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
MENDED = bool(os.environ.get("MENDED"))


def digest(parts: list[bytes]) -> str:
    """Of what was said."""
    whole = hashlib.sha256()
    for part in parts:
        whole.update(len(part).to_bytes(8, "big") + part)
    return whole.hexdigest()[:16]


def opening(headers: dict[str, str], subprotocols: list[str], token: str | None) -> bytes:
    """What a handshake says."""
    return "|".join(
        [headers.get("x-team", ""), headers.get("authorization", ""), ",".join(subprotocols), token or ""]
    ).encode()


def gone(code: int, reason: str) -> bytes:
    """What the end of a connection says; a lost one has no code of its own."""
    return f"gone {code if code not in (1005, 1006) else ''} {reason}".encode()


@app.websocket("/exact/{key}/{wanted}")
async def exact(websocket: WebSocket, key: str, wanted: str) -> None:
    async with turns[key]:
        subprotocols = list(websocket.scope["subprotocols"])
        said[key].append(opening(dict(websocket.headers), subprotocols, websocket.query_params.get("token")))
        await websocket.accept(subprotocols[0] if subprotocols else None)
        await websocket.send_text("welcome")
        while not (digest(said[key]) == wanted and not MENDED):
            event = await websocket.receive()
            if event["type"] == "websocket.disconnect":
                said[key].append(gone(event.get("code", 1005), str(event.get("reason") or "")))
                return
            text = event.get("text")
            said[key].append(b"text " + text.encode() if text is not None else b"bytes " + event["bytes"])
            await websocket.send_text("got it")
        said[key].clear()
        await websocket.close(1011, "exactly that")
