"""Echo servers that compress, in a process of their own: ``python packed.py`` prints name and port of each as JSON.

``seen`` as text is answered with what the server agreed to; anything else comes back as it is.
"""

import asyncio
import json
import logging
import socket
import ssl

import trustme
import uvicorn
from aiohttp import WSMsgType, web
from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed
from websockets.extensions.permessage_deflate import ServerPerMessageDeflateFactory

#: The arguments of websockets' factory: server_no_context_takeover, client_no_context_takeover, both windows.
FACTORIES = {
    "websockets": [],
    "websockets-forgets": [True, True],
    "websockets-server-forgets": [True, False],
    "websockets-client-forgets": [False, True],
    "websockets-small": [False, False, 9, 9],
    "websockets-uneven": [False, False, 15, 10],
}


async def by_websockets(connection: ServerConnection) -> None:
    try:
        async for message in connection:
            seen = connection.response.headers.get("Sec-WebSocket-Extensions", "")
            await connection.send(seen if message == "seen" else message)
    except ConnectionClosed:
        pass


async def by_aiohttp(request: web.Request) -> web.WebSocketResponse:
    ws = web.WebSocketResponse(compress=True, max_msg_size=0)
    await ws.prepare(request)
    async for message in ws:
        if message.type is WSMsgType.TEXT:
            text = ws.headers.get("Sec-WebSocket-Extensions", "") if message.data == "seen" else message.data
            # With a window of its own for each message: aiohttp compresses so whatever was agreed.
            await ws.send_str(text, compress=15 if ws.compress == 15 else None)
        elif message.type is WSMsgType.BINARY:
            await ws.send_bytes(message.data)
    return ws


async def by_uvicorn(scope: dict, receive: object, send: object) -> None:
    await receive()
    await send({"type": "websocket.accept"})
    while (event := await receive())["type"] == "websocket.receive":
        await send({**event, "type": "websocket.send"})


async def main() -> None:
    logging.getLogger("websockets").setLevel(logging.CRITICAL)
    ports = {}
    for name, arguments in FACTORIES.items():
        extensions = [ServerPerMessageDeflateFactory(*arguments)]
        options = {"compression": None, "extensions": extensions, "max_size": None, "ping_interval": None}
        server = await serve(by_websockets, "127.0.0.1", 0, **options)
        ports[name] = server.sockets[0].getsockname()[1]
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert("127.0.0.1").configure_cert(context)
    server = await serve(by_websockets, "127.0.0.1", 0, ssl=context, max_size=None, ping_interval=None)
    ports["tls"] = server.sockets[0].getsockname()[1]
    app = web.Application()
    app.router.add_get("/", by_aiohttp)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    ports["aiohttp"] = runner.addresses[0][1]
    sock = socket.create_server(("127.0.0.1", 0))
    ports["uvicorn"] = sock.getsockname()[1]
    config = uvicorn.Config(by_uvicorn, log_level="critical", lifespan="off", ws_max_size=1 << 26)
    print(json.dumps(ports), flush=True)
    await uvicorn.Server(config).serve(sockets=[sock])


asyncio.run(main())
