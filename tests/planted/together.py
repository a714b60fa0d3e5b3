"""All planted ASGI apps in one process, each below its name."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from importlib import import_module
from typing import Any

from .catalogue import PLANTED

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

APPS = {each.name: import_module(each.app.partition(":")[0]).app for each in PLANTED if not each.is_node}


async def app(scope: Message, receive: Receive, send: Send) -> None:
    """Hands a connection to the app that its path begins with."""
    if scope["type"] == "lifespan":
        while (await receive())["type"] == "lifespan.startup":
            await send({"type": "lifespan.startup.complete"})
        await send({"type": "lifespan.shutdown.complete"})
        return
    name, _, rest = scope["path"].lstrip("/").partition("/")
    raw = scope.get("raw_path", b"").lstrip(b"/").partition(b"/")[2]
    await APPS[name]({**scope, "path": f"/{rest}", "raw_path": b"/" + raw}, receive, send)
