"""A lobby in which two who come at the same time lose one of them.

Whoever finds no room makes one, after its topic was read from the database; who came in between makes another, and it
takes the place of the first. Met as check-then-act with an ``await`` between the two.

Found by ``no-1006``, with two sessions and one message of the one that was lost. A user gives a room: ``room=lobby``.
"""

from __future__ import annotations

import asyncio
import os

from fastapi import FastAPI, WebSocket

from .reading import tell, texts

MENDED = bool(os.environ.get("MENDED"))
#: The members of each room, and how many messages each has sent.
rooms: dict[str, dict[WebSocket, int]] = {}

app = FastAPI()


async def topic_of(room: str) -> str:
    await asyncio.sleep(0.06)  # the database
    return f"All about {room}"


@app.websocket("/ws/lobby/{room}")
async def lobby(websocket: WebSocket, room: str) -> None:
    await websocket.accept()
    new = room not in rooms
    topic = await topic_of(room)
    if MENDED:
        new = room not in rooms  # asked again: somebody may have come, or gone, meanwhile
    if new:
        rooms[room] = {}
    rooms[room][websocket] = 0
    await tell(websocket, {"type": "joined", "topic": topic[:60]})
    try:
        async for _ in texts(websocket):
            rooms[room][websocket] += 1
            await tell(websocket, {"type": "counted", "messages": rooms[room][websocket]})
    finally:
        members = rooms.get(room, {})
        members.pop(websocket, None)
        if not members:
            rooms.pop(room, None)
