"""Two hundred thousand small messages at once, plain and compressed."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

import aiohttp
import websocket
from websockets.asyncio.client import connect

from WsKeywords.core import Sessions

from . import servers
from .measuring import OURS, STOCK, Row, Scale, clock, cpus, in_turns, times
from .rooms import numbered

SIZE = 64


def rows(scale: Scale) -> Iterator[Row]:
    with servers.rooms() as server:
        bursts = Bursts(server.url, scale.of(200_000))
        where = {"client": cpus(), "server": server.cpus}
        sides = {OURS: bursts.ours, STOCK: bursts.stock, "aiohttp": lambda: asyncio.run(bursts.by_aiohttp())}
        yield Row(
            f"burst of {bursts.count:,} × {SIZE} B received",
            "/s",
            in_turns(sides, scale.rounds),
            (times(STOCK, 40), times("aiohttp", 1)),
            more_is_better=True,
            note="all into a list; each text is different, made beforehand",
            cpus=where,
        )
        one_by_one = {OURS: lambda: bursts.ours(one_by_one=True), STOCK: bursts.stock}
        yield Row(
            "the same burst, one call for each message",
            "/s",
            in_turns(one_by_one, min(3, scale.rounds)),
            more_is_better=True,
            cpus=where,
        )
        packed = {
            OURS: lambda: bursts.ours("/deflate"),
            "websockets": lambda: asyncio.run(bursts.by_websockets("/deflate")),
        }
        yield Row(
            "the same burst, compressed",
            "/s",
            in_turns(packed, scale.rounds),
            (times("websockets", 1),),
            more_is_better=True,
            note="permessage-deflate, one compressor for all messages of a connection",
            cpus=where,
        )


class Bursts:
    """The same burst received by each client: messages in a second. All of it is checked, outside the time."""

    def __init__(self, url: str, count: int) -> None:
        self.url = f"{url}/burst/{count}/{SIZE}"
        self.count = count
        self.expected = [numbered(number, SIZE) for number in range(count)]

    def rate(self, took: float, came: list[Any]) -> float:
        assert came == self.expected
        return self.count / took

    def ours(self, end: str = "", one_by_one: bool = False) -> float:
        with Sessions(timeout=60, max_unread=self.count + 1) as sessions:
            session = sessions.open(self.url + end)
            session.expect(text="ready")
            with clock() as seconds:
                session.send_text("go")
                if one_by_one:
                    came = [session.receive() for _ in range(self.count)]
                else:
                    came = session.receive_many(self.count)
        return self.rate(seconds(), came)

    def stock(self) -> float:
        client = websocket.create_connection(self.url, timeout=60)
        assert client.recv() == "ready"
        with clock() as seconds:
            client.send("go")
            came = [client.recv() for _ in range(self.count)]
        client.shutdown()
        return self.rate(seconds(), came)

    async def by_aiohttp(self) -> float:
        async with aiohttp.ClientSession() as session, session.ws_connect(self.url) as client:
            assert await client.receive_str() == "ready"
            with clock() as seconds:
                await client.send_str("go")
                came = [(await client.receive()).data for _ in range(self.count)]
        return self.rate(seconds(), came)

    async def by_websockets(self, end: str) -> float:
        async with connect(self.url + end, max_queue=None, ping_interval=None) as client:
            assert await client.recv() == "ready"
            with clock() as seconds:
                await client.send("go")
                came = [await client.recv() for _ in range(self.count)]
        return self.rate(seconds(), came)
