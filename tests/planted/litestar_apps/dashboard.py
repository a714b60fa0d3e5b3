"""A dashboard that keeps what every visitor subscribed to, for ever.

Who goes is taken from the list of visitors, not from the topics; each of these entries holds a snapshot and an open
file. Met as the server that is restarted every night.

Found by ``resources-released``, with one message: any topic. The app must be one that the run started itself, as its
descriptors are counted. A user says nothing.
"""

from __future__ import annotations

import os
from typing import Any, BinaryIO

from litestar import Litestar, WebSocket, websocket

from .reading import tell, texts

MENDED = bool(os.environ.get("MENDED"))
SNAPSHOT = 256 * 1024
visitors: set[int] = set()
#: The snapshots of each topic, with the file that each was read from.
topics: dict[str, list[tuple[int, bytearray, BinaryIO]]] = {}


def subscribe(topic: str, visitor: int) -> None:
    file = open(__file__, "rb")  # noqa: SIM115  # its owner goes later
    topics.setdefault(topic, []).append((visitor, bytearray(SNAPSHOT), file))


def forget(visitor: int) -> None:
    visitors.discard(visitor)
    if MENDED:
        for topic, kept in list(topics.items()):
            for _, _, file in (entry for entry in kept if entry[0] == visitor):
                file.close()
            topics[topic] = [entry for entry in kept if entry[0] != visitor]
            if not topics[topic]:
                del topics[topic]


@websocket("/ws/dashboard")
async def dashboard(socket: WebSocket[Any, Any, Any]) -> None:
    await socket.accept()
    visitors.add(id(socket))
    try:
        async for topic in texts(socket):
            subscribe(topic[:40], id(socket))
            await tell(socket, {"subscribed": topic[:40]})
    finally:
        forget(id(socket))


app = Litestar([dashboard])
