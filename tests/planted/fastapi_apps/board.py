"""A notice board that dies on a text that is no JSON.

``receive_json`` raises what ``json.loads`` raises, and nobody catches it. Met in most handlers that begin with it.

Found by ``no-1006``, with one message: any text that is no JSON, such as ``x``. A user says nothing.
"""

from __future__ import annotations

import os

from fastapi import FastAPI, WebSocket, WebSocketDisconnect

from .reading import objects, tell

MENDED = bool(os.environ.get("MENDED"))

app = FastAPI()


async def pin(websocket: WebSocket, note: object) -> None:
    """Answer one note."""
    if isinstance(note, dict) and isinstance(note.get("note"), str):
        await tell(websocket, {"pinned": note["note"][:80]})
    else:
        await tell(websocket, {"error": "expected a note"})


@app.websocket("/ws/board")
async def board(websocket: WebSocket) -> None:
    await websocket.accept()
    if MENDED:
        async for note in objects(websocket):
            await pin(websocket, note)
        return
    try:
        while True:
            await pin(websocket, await websocket.receive_json())
    except WebSocketDisconnect:
        pass
