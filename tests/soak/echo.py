"""An ASGI app that sends back what it gets, in order: for uvicorn and daphne.

``{"count": 3, "from": "x"}`` is answered with the texts ``x 1`` to ``x 3``. ``/events?from=x`` is an event stream of
three such texts. Who comes to ``/refused`` is refused.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import Any

Receive, Send = Callable[[], Awaitable[dict[str, Any]]], Callable[[dict[str, Any]], Awaitable[None]]


async def app(scope: dict[str, Any], receive: Receive, send: Send) -> None:
    if scope.get("path") == "/refused":
        await send({"type": "websocket.close"})
    elif scope["type"] == "websocket":
        await echo(receive, send)
    elif scope["type"] == "http":
        head = [(b"content-type", b"text/event-stream")]
        await send({"type": "http.response.start", "status": 200, "headers": head})
        name = scope["query_string"].partition(b"from=")[2]
        for number in (1, 2, 3):
            await send({"type": "http.response.body", "body": b"data: %s %d\n\n" % (name, number), "more_body": True})
        await send({"type": "http.response.body", "body": b""})
    else:
        raise NotImplementedError(scope["type"])


async def echo(receive: Receive, send: Send) -> None:
    try:
        while (event := await receive())["type"] != "websocket.disconnect":
            if event["type"] == "websocket.connect":
                await send({"type": "websocket.accept"})
                continue
            text = event.get("text")
            for answer in answers(event["bytes"] if text is None else text):
                await send({"type": "websocket.send", "bytes" if isinstance(answer, bytes) else "text": answer})
    except OSError:
        pass  # it is gone


def answers(message: str | bytes) -> list[str | bytes]:
    if isinstance(message, str) and message.startswith('{"count":'):
        try:
            asked = json.loads(message)
            return [f"{asked['from']} {number}" for number in range(1, int(asked["count"]) + 1)][:100]
        except (ValueError, LookupError, TypeError):
            pass
    return [message]
