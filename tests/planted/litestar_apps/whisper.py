"""A chat that tells everyone what was whispered to one who is not there.

A whisper to a name that nobody has falls through to the branch for what is said to all. Met where the last ``else`` of
a dispatcher broadcasts.

Found by ``private-stays-private``, with two messages: ``{"type": "enter", "name": "ada"}`` and a whisper to nobody,
while a second session listens. A user says nothing: the greeting shows what may be said.
"""

from __future__ import annotations

import os
from typing import Any

from litestar import Litestar, WebSocket, websocket

from .reading import read, tell, texts

MENDED = bool(os.environ.get("MENDED"))
HELP = [
    {"type": "enter", "name": "ada"},
    {"type": "say", "text": "hello"},
    {"type": "whisper", "to": "bob", "text": "psst"},
]
#: Everybody's socket, and the name of those who have entered.
present: dict[WebSocket[Any, Any, Any], str] = {}


async def told(socket: WebSocket[Any, Any, Any], message: dict[str, Any]) -> dict[str, Any] | None:
    """What the others get to hear is sent, and the answer for the sender returned."""
    kind, text, to = message.get("type"), message.get("text"), message.get("to")
    if kind == "enter" and isinstance(message.get("name"), str):
        present[socket] = message["name"][:40]
        return {"type": "entered", "name": present[socket]}
    if kind not in ("say", "whisper") or not isinstance(text, str) or (kind == "whisper" and not isinstance(to, str)):
        return {"type": "error", "error": "expected enter (name), say (text) or whisper (to, text)"}
    if not present[socket]:
        return {"type": "error", "error": "enter first"}
    addressed = [other for other, name in present.items() if name == to]
    if kind == "whisper" and (addressed or MENDED):
        if not addressed:
            return {"type": "error", "error": "nobody of that name is here"}
    else:
        addressed = [other for other in present if other is not socket]
    for other in addressed:
        await tell(other, {"type": kind, "from": present[socket], "text": text})
    return {"type": "sent"}


@websocket("/ws/whisper")
async def whisper(socket: WebSocket[Any, Any, Any]) -> None:
    await socket.accept()
    present[socket] = ""
    try:
        await tell(socket, {"type": "welcome", "you may say": HELP})
        async for text in texts(socket):
            message = read(text)
            answer = await told(socket, message) if message else None
            await tell(socket, answer or {"type": "error", "error": "expected a JSON object"})
    finally:
        del present[socket]


app = Litestar([whisper])
