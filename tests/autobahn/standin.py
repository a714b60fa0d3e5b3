"""A server that does one case as the fuzzing server would, and tells what came back; prints its port.

``/runCase?case=1&agent=…`` sends some messages and closes; at any other path a client is sent what came, as JSON.
"""

import asyncio
import json

from websockets.asyncio.server import ServerConnection, serve

SENT = ["", "naïve €", b"\x00\xff", "word " * 4000]
seen: list[object] = []
ended = asyncio.Event()


async def handle(connection: ServerConnection) -> None:
    assert connection.request is not None
    if not connection.request.path.startswith("/runCase"):
        await ended.wait()
        await connection.send(json.dumps(seen))
        return
    seen.clear()
    ended.clear()
    seen.append(connection.request.path)
    for message in SENT:
        await connection.send(message)
        pong = await connection.ping()
        seen.append(await connection.recv() == message)
        await pong
    await connection.close(1000, "done")
    seen.append(connection.close_code)
    ended.set()


async def main() -> None:
    async with serve(handle, "127.0.0.1", 0) as server:
        print(server.sockets[0].getsockname()[1], flush=True)
        await server.serve_forever()


asyncio.run(main())
