r"""A line counter that hangs on a text of more than sixteen pages.

The text is cut into pages, which go into a queue of sixteen; the loop that fills the queue is also the one that empties
it, so it waits for itself: one that is large, with a large answer, is never answered. Met wherever a bounded queue
stands between reading and writing, and one task does both.

Found by ``answers-in-time``, with one message: a text of more than 16 KiB. A user says nothing: every other text is
answered.
"""

from __future__ import annotations

import asyncio
import os

from fastapi import FastAPI, WebSocket

from .reading import tell, texts

MENDED = bool(os.environ.get("MENDED"))
PAGE = 1024

app = FastAPI()


@app.websocket("/ws/lines")
async def lines(websocket: WebSocket) -> None:
    await websocket.accept()
    outbox: asyncio.Queue[str] = asyncio.Queue(maxsize=0 if MENDED else 16)
    async for text in texts(websocket):
        for start in range(0, max(1, len(text)), PAGE):
            await outbox.put(text[start : start + PAGE])
        number = 0
        while not outbox.empty():
            number += 1
            await tell(websocket, {"page": number, "lines": len((await outbox.get()).splitlines())})
