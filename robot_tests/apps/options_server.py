"""A server that insists: each path wants one option of a connection. ``python options_server.py PORT``.

Paths that want something in the handshake refuse with 403 (``/auth``: 401); the others close, or say what they saw.
"""

import asyncio
import base64
import contextlib
import logging
import sys
from http import HTTPStatus
from urllib.parse import parse_qs, urlsplit

from websockets.asyncio.server import Request, Response, ServerConnection, serve
from websockets.exceptions import ConnectionClosed
from websockets.frames import Opcode

BASIC = "Basic " + base64.b64encode(b"ada:enchantress").decode()
WANTED = {
    "/headers": lambda request: request.headers.get("X-Team") == "blue",
    "/origin": lambda request: request.headers.get("Origin") == "https://app.example.com",
    "/cookies": lambda request: "theme=dark" in request.headers.get("Cookie", ""),
    "/params": lambda request: parse_qs(urlsplit(request.path).query).get("room") == ["lobby 1"],
    "/auth": lambda request: request.headers.get("Authorization") == BASIC,
    "/subprotocols": lambda request: "chat.v2" in request.headers.get("Sec-WebSocket-Protocol", ""),
    "/compressed": lambda request: "permessage-deflate" in request.headers.get("Sec-WebSocket-Extensions", ""),
}


class Watching(ServerConnection):
    """Notes the pings of its client."""

    pings = 0

    def process_event(self, event) -> None:
        self.pings += getattr(event, "opcode", None) is Opcode.PING
        super().process_event(event)


def refuse(connection: ServerConnection, request: Request) -> Response | None:
    path = urlsplit(request.path).path
    if WANTED.get(path, lambda _: True)(request):
        return None
    status = HTTPStatus.UNAUTHORIZED if path == "/auth" else HTTPStatus.FORBIDDEN
    return connection.respond(status, f"{path[1:]} missing\n")


def choose(_: ServerConnection, offered: list) -> str | None:
    return "chat.v2" if "chat.v2" in offered else None


async def records(connection: ServerConnection) -> None:
    """As SignalR does it: a text holds records, each ended by U+001E. All of a text are answered in one text."""
    async for text in connection:
        *found, rest = text.split("\x1e")
        if rest:
            await connection.close(1003, "a record without its end")
            return
        await connection.send("".join(f"got {record}\x1e" for record in found) + "half a ")
        await connection.send("record\x1e")


async def flood(connection: ServerConnection) -> None:
    """Sends much, and says in its log when the client does not take it."""
    try:
        for _ in range(5000):
            await asyncio.wait_for(connection.send("x" * 10_000), 0.5)
        print("the client took all", flush=True)
    except TimeoutError:
        print("the client is slow", flush=True)
        connection.transport.abort()


async def keep_alive(connection: Watching) -> None:
    """Wants three pings within five seconds."""
    for _ in range(250):
        if connection.pings >= 3:
            await connection.send("alive")
        await asyncio.sleep(0.02)
    await connection.close(4408, "idle")


async def handle(connection: Watching) -> None:
    path = urlsplit(connection.request.path).path
    with contextlib.suppress(ConnectionClosed):
        if path == "/records":
            await records(connection)
        elif path == "/flood":
            await flood(connection)
        elif path == "/keep-alive":
            await keep_alive(connection)
        elif path == "/deaf":
            connection.transport.pause_reading()
            await asyncio.sleep(30)
        elif path == "/large":
            await connection.send("x" * 5000)
            await connection.wait_closed()
        else:
            await connection.send("welcome")
            async for message in connection:
                await connection.send(message)


async def main() -> None:
    logging.getLogger("websockets").setLevel(logging.CRITICAL)
    options = {"select_subprotocol": choose, "process_request": refuse, "ping_interval": None}
    async with serve(handle, "127.0.0.1", int(sys.argv[1]), create_connection=Watching, **options) as server:
        await server.serve_forever()


asyncio.run(main())
