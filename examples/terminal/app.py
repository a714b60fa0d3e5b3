"""The app: ``/terminal`` takes commands and files, and streams back what they print.

A client offers ``term.v2`` or ``term.v1``; of both the server takes the newer one, and refuses a client without either.

``term.v1``: each text is a command, and what it prints comes back as one text.

``term.v2``: binary messages, whose first byte is the channel:

======= ============== =====================================
channel direction      then
======= ============== =====================================
0       to the server  a command
1, 2    to the client  what it prints; what went wrong
3       to the client  how it ended: one byte, 0 is well
4       to the server  a file: its name, a zero byte, its content
======= ============== =====================================

and texts: ``{"resize": [columns, rows]}``. Anything else closes with 4400, a message of more than 256 KiB with 1009.
"""

import json
import sys

from aiohttp import WSMsgType, web

from .shell import Ended, Shell

COMMAND, DONE, FILE = 0, 3, 4
LARGEST = 256 * 1024


class Misused(Exception):
    """The client sent what the protocol does not know."""


async def health(_: web.Request) -> web.Response:
    return web.json_response({"status": "ok"})


async def terminal(request: web.Request) -> web.StreamResponse:
    offered = [name.strip() for name in request.headers.get("Sec-WebSocket-Protocol", "").split(",")]
    chosen = next((version for version in ("term.v2", "term.v1") if version in offered), None)
    if chosen is None:
        return web.Response(status=400, text="offer term.v2 or term.v1 as subprotocol")
    ws = web.WebSocketResponse(protocols=[chosen], compress=True, max_msg_size=LARGEST)
    await ws.prepare(request)
    shell = Shell()
    try:
        async for message in ws:
            if message.type in (WSMsgType.TEXT, WSMsgType.BINARY):
                await (by_v2 if ws.ws_protocol == "term.v2" else by_v1)(ws, shell, message.data)
    except Ended:
        await ws.close(code=1000, message=b"bye")
    except Misused as error:
        await ws.close(code=4400, message=str(error).encode())
    return ws


async def by_v1(ws: web.WebSocketResponse, shell: Shell, data: str | bytes) -> None:
    if isinstance(data, bytes):
        raise Misused("term.v1 is text")
    printed = b"".join(output.data for output in shell.run(data))
    await ws.send_str(printed.decode(errors="replace"))


async def by_v2(ws: web.WebSocketResponse, shell: Shell, data: str | bytes) -> None:
    if isinstance(data, str):
        resize(shell, data)
    elif data[:1] == bytes((COMMAND,)):
        for output in shell.run(data[1:].decode(errors="replace")):
            await ws.send_bytes(bytes((output.channel,)) + output.data)
        await ws.send_bytes(bytes((DONE, shell.status)))
    elif data[:1] == bytes((FILE,)):
        name, _, content = data[1:].partition(b"\0")
        shell.files[name.decode(errors="replace")] = content
        await ws.send_bytes(bytes((DONE, 0)))
    else:
        raise Misused(f"no channel {data[:1].hex()}")


def resize(shell: Shell, text: str) -> None:
    try:
        shell.columns, shell.rows = map(int, json.loads(text)["resize"])
    except (ValueError, KeyError, TypeError):
        raise Misused("a text that is no resize") from None


def make_app() -> web.Application:
    """The app, as a server or a test takes it."""
    app = web.Application()
    app.router.add_get("/health", health)
    app.router.add_get("/terminal", terminal)
    return app


if __name__ == "__main__":
    web.run_app(make_app(), host="127.0.0.1", port=int(sys.argv[1]), print=None)
