"""Two hundred thousand small messages at once, plain and compressed."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import aiohttp
import websocket
from websockets.asyncio.client import connect

from WsKeywords.core import Sessions

from .measuring import OURS, Work, clock

SIZE = 64


def works(port: int, scale: float) -> Iterator[Work]:
    count = int(200_000 * scale)
    plain, packed = (f"ws://127.0.0.1:{port}/burst/{count}/{SIZE}{end}" for end in ("", "/deflate"))

    def ours(url: str) -> float:
        with Sessions(timeout=60, max_unread=count + 1) as sessions:
            session = sessions.open(url)
            with clock() as seconds:
                session.send_text("go")
                assert len(session.receive_many(count)) == count
        return count / seconds()

    def stock() -> float:
        client = websocket.create_connection(plain, timeout=60)
        with clock() as seconds:
            client.send("go")
            for _ in range(count // 10):
                client.recv()
        client.shutdown()
        return (count // 10) / seconds()

    async def by_aiohttp() -> float:
        async with aiohttp.ClientSession() as session, session.ws_connect(plain) as client:
            with clock() as seconds:
                await client.send_str("go")
                for _ in range(count):
                    await client.receive()
        return count / seconds()

    async def by_websockets(url: str) -> float:
        async with connect(url, max_queue=None, ping_interval=None) as client:
            with clock() as seconds:
                await client.send("go")
                for _ in range(count):
                    await client.recv()
        return count / seconds()

    yield Work(
        f"burst of {count:,} × {SIZE} B received",
        "/s",
        {OURS: lambda: ours(plain), "websocket-client": stock, "aiohttp": lambda: asyncio.run(by_aiohttp())},
        {"websocket-client": 40, "aiohttp": 1},
        more_is_better=True,
    )
    yield Work(
        "the same burst, compressed",
        "/s",
        {OURS: lambda: ours(packed), "websockets": lambda: asyncio.run(by_websockets(packed))},
        {"websockets": 1},
        more_is_better=True,
    )
