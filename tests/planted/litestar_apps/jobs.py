"""Jobs that are done side by side, and answered in the order in which they end.

Each message is handled in a task of its own "for speed"; long texts take longer, so a short one overtakes them. Met
where ``create_task`` stands in the loop that reads.

Found by ``keeps-order``, with two messages, a longer and a shorter one, sent without waiting. A user says nothing:
every answer holds the text that it answers.
"""

from __future__ import annotations

import asyncio
import os
from typing import Any

from litestar import Litestar, WebSocket, websocket

from .reading import tell, texts

MENDED = bool(os.environ.get("MENDED"))


async def done(socket: WebSocket[Any, Any, Any], text: str) -> None:
    await asyncio.sleep(0.0005 * min(len(text), 60))  # the work
    await tell(socket, {"done": text[:100], "words": len(text.split())})


@websocket("/ws/jobs")
async def jobs(socket: WebSocket[Any, Any, Any]) -> None:
    await socket.accept()
    tasks: set[asyncio.Task[None]] = set()
    async for text in texts(socket):
        if MENDED:
            await done(socket, text)
        else:
            task = asyncio.create_task(done(socket, text))
            tasks.add(task)
            task.add_done_callback(tasks.discard)


app = Litestar([jobs])
