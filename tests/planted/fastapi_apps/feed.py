"""A feed for subscribers that also takes a token that is wrong.

The token is looked up, and its owner is greeted by name; that there may be none was thought of in the greeting, not at
the door. Met where authentication is a dependency that returns ``None`` instead of refusing.

Found by ``refuses-wrong-credentials``, with no message: to connect with a token that is wrong is enough. A user gives a
token that is right: ``--auth query:token=s3same``.
"""

from __future__ import annotations

import os

from fastapi import FastAPI, WebSocket

from .reading import tell, texts

MENDED = bool(os.environ.get("MENDED"))
SUBSCRIBERS = {"s3same": "Ada", "0pen": "Grace"}

app = FastAPI()


def subscriber(token: str) -> str | None:
    return SUBSCRIBERS.get(token)


@app.websocket("/ws/feed")
async def feed(websocket: WebSocket, token: str = "") -> None:
    name = subscriber(token)
    if not token or (MENDED and name is None):
        await websocket.close(1008, "no subscriber")  # before it is accepted: 403
        return
    await websocket.accept()
    await tell(websocket, {"type": "welcome", "name": name or "subscriber"})
    async for topic in texts(websocket):
        await tell(websocket, {"type": "news", "topic": topic[:40], "items": ["nothing new"]})
