"""A server that does what it is told, in a process of its own: ``python talk.py`` prints its port.

A text message is a command: ``close CODE REASON``, ``close`` (no code), ``drop``, ``burst N``, ``send TEXT``,
``later MS TEXT``, ``json TEXT`` (sends it as it is), ``quiet``, ``deaf`` (says so and reads no more), ``headers``.
``{"answers": […]}`` is answered with these values as JSON. Anything else comes back as
``Echo: …``; binary messages come back as they are.
"""

import asyncio
import contextlib
import json
import logging

from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed


async def later(connection: ServerConnection, delay: float, text: str) -> None:
    await asyncio.sleep(delay)
    with contextlib.suppress(ConnectionClosed):
        await connection.send(text)


async def obey(connection: ServerConnection, message: str, tasks: set) -> bool:
    verb, _, rest = message.partition(" ")
    if message.startswith('{"answers":'):
        for answer in json.loads(message)["answers"]:
            await connection.send(json.dumps(answer))
        return True
    if verb == "close":
        code, _, reason = rest.partition(" ")
        if code:
            await connection.close(int(code), reason)
        else:
            connection.protocol.send_close()
            connection.transport.write(b"".join(connection.protocol.data_to_send()))
            await connection.wait_closed()
        return False
    if verb == "drop":
        connection.transport.abort()
        return False
    if verb == "deaf":
        connection.transport.pause_reading()
        await connection.send("deaf")
        await asyncio.sleep(60)
        return False
    if verb == "burst":
        for number in range(1, int(rest) + 1):
            await connection.send(str(number))
    elif verb in ("send", "json"):
        await connection.send(rest)
    elif verb == "later":
        delay, _, text = rest.partition(" ")
        tasks.add(asyncio.create_task(later(connection, int(delay) / 1000, text)))
    elif verb == "headers":
        await connection.send(json.dumps([list(item) for item in connection.request.headers.raw_items()]))
    elif verb != "quiet":
        await connection.send(f"Echo: {message}")
    return True


async def handle(connection: ServerConnection) -> None:
    tasks: set = set()
    with contextlib.suppress(ConnectionClosed):
        async for message in connection:
            if isinstance(message, bytes):
                await connection.send(message)
            elif not await obey(connection, message, tasks):
                return


def choose(connection: ServerConnection, offered: list) -> str | None:
    return "chat.v2" if "chat.v2" in offered else None


async def main() -> None:
    logging.getLogger("websockets").setLevel(logging.CRITICAL)
    options = {"ping_interval": None, "max_size": None, "compression": None, "select_subprotocol": choose}
    async with serve(handle, "127.0.0.1", 0, **options) as server:
        print(server.sockets[0].getsockname()[1], flush=True)
        await server.serve_forever()


asyncio.run(main())
