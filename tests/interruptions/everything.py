"""A server for all that can be opened and asked, in a process of its own: ``python everything.py`` prints its port.

``python everything.py PORT FILE`` listens on that port, and writes the numbers of its process and of the one above it
into the file.

``/ws`` becomes a WebSocket, of which pings and closes are answered, ``/events`` an event stream that goes on,
``/refused`` is answered with 403, and every other path with itself as JSON, on connections that are kept.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from contextlib import suppress
from pathlib import Path

import tests.hostile as raw

CLOSE, PING, PONG = 8, 9, 10
BROKEN = (ConnectionError, asyncio.IncompleteReadError)


async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(*BROKEN):
        while True:
            request = await reader.readuntil(b"\r\n\r\n")
            path = request.split(b" ", 2)[1].decode()
            if path == "/ws":
                writer.write(raw.switching(request))
                await talk(reader, writer)
                break
            if path == "/events":
                writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n: hello\n\n")
                await reader.read()
                break
            status = "403 Forbidden" if path == "/refused" else "200 OK"
            body = json.dumps({"path": path}).encode()
            head = f"HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
            writer.write(head.encode() + body)
    writer.close()


async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while True:
        first, second = await reader.readexactly(2)
        key, payload = await reader.readexactly(4), await reader.readexactly(second & 0x7F)
        plain = bytes(byte ^ key[at % 4] for at, byte in enumerate(payload))
        if first & 0x0F == PING:
            writer.write(raw.frame(PONG, plain))
        if first & 0x0F == CLOSE:
            writer.write(raw.frame(CLOSE, plain))
            return


async def main() -> None:
    port, *files = sys.argv[1:] or ["0"]
    for file in files:
        Path(file).write_text(f"{os.getpid()} {os.getppid()}")
    server = await asyncio.start_server(serve, "127.0.0.1", int(port), backlog=500)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
