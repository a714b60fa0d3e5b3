"""``/ws/echo``: gives back what it gets, and does what a client under development needs a server to do.

=====================  ===========================================================
``hello``              ``Echo: hello``
``{"a": 1}``           ``{"echo": {"a": 1}}``: any JSON object
bytes                  the same bytes
``burst 3``            the messages ``1``, ``2`` and ``3``
``later 200 hello``    ``hello`` after 200 milliseconds; other messages are echoed meanwhile
``close 4000 bye``     closes with code 4000 and the reason ``bye``
=====================  ===========================================================
"""

import asyncio
import contextlib
import json

from fastapi import APIRouter, WebSocket, WebSocketDisconnect

router = APIRouter()
SUBPROTOCOLS = ("chat.v2", "chat.v1")


def chosen(socket: WebSocket) -> str | None:
    """The newest subprotocol that a client offers and we know."""
    return next((name for name in SUBPROTOCOLS if name in socket.scope["subprotocols"]), None)


@router.websocket("/ws/echo")
async def echo(socket: WebSocket) -> None:
    await socket.accept(subprotocol=chosen(socket))
    async with contextlib.AsyncExitStack() as at_the_end:
        while (event := await socket.receive())["type"] == "websocket.receive":
            if event.get("bytes") is not None:
                await socket.send_bytes(event["bytes"])
                continue
            words = event["text"].split(" ", 2)
            if words[0] == "close" and len(words) > 1 and words[1].isdigit():
                await socket.close(int(words[1]), " ".join(words[2:]))
                return
            if words[0] == "burst" and len(words) == 2 and words[1].isdigit():
                for number in range(1, int(words[1]) + 1):
                    await socket.send_text(str(number))
            elif words[0] == "later" and len(words) == 3 and words[1].isdigit():
                at_the_end.callback(asyncio.create_task(later(socket, int(words[1]), words[2])).cancel)
            else:
                await socket.send_text(answer(event["text"]))


def answer(text: str) -> str:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        value = None
    return json.dumps({"echo": value}) if isinstance(value, dict) else f"Echo: {text}"


async def later(socket: WebSocket, milliseconds: int, text: str) -> None:
    await asyncio.sleep(milliseconds / 1000)
    with contextlib.suppress(WebSocketDisconnect, RuntimeError):
        await socket.send_text(text)
