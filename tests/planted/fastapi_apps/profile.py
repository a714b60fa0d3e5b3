r"""Profiles whose handler dies when a name holds half of a surrogate pair.

``"\ud83d"`` is JSON that Python reads: half an emoji, as a text field makes it that cuts a name after 20 UTF-16 units.
``WebSocket.send_json`` writes it as it is, and it cannot be encoded as UTF-8.

Found by ``no-1006``, with one message: ``{"name": "\ud83d"}``. A user says nothing: the greeting shows the field.
"""

from __future__ import annotations

import json
import os

from fastapi import FastAPI, WebSocket, WebSocketDisconnect

from .reading import objects, tell

MENDED = bool(os.environ.get("MENDED"))

app = FastAPI()


@app.websocket("/ws/profile")
async def profile(websocket: WebSocket) -> None:
    await websocket.accept()
    await tell(websocket, {"type": "profile", "name": "Ada", "city": "London"})
    stored = {"name": "Ada", "city": "London"}
    async for change in objects(websocket):
        known = {key: value for key, value in change.items() if key in stored and isinstance(value, str)}
        if not known:
            await tell(websocket, {"type": "error", "error": "expected a name or a city"})
            continue
        stored.update(known)
        if MENDED:
            await websocket.send_text(json.dumps({"type": "profile", **stored}))
        else:
            try:
                await websocket.send_json({"type": "profile", **stored})
            except WebSocketDisconnect:
                return
