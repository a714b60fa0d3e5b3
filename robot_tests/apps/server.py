"""The server that the suites beside it run against: what it does is written in the URL or in what it is sent."""

import asyncio
import contextlib
import json

from fastapi import FastAPI, WebSocket, WebSocketDisconnect
from fastapi.responses import JSONResponse, PlainTextResponse, RedirectResponse, StreamingResponse

app = FastAPI()
rooms: dict[str, set[WebSocket]] = {}


async def messages(socket: WebSocket):
    """What a client sends, str or bytes, until it goes."""
    while True:
        event = await socket.receive()
        if event["type"] == "websocket.disconnect":
            return
        yield event["text"] if event.get("text") is not None else event["bytes"]


@app.websocket("/ws/echo")
async def echo(socket: WebSocket) -> None:
    """Text comes back as ``Echo: …``, a JSON object as ``{"echo": …}``, bytes as they are."""
    await socket.accept()
    async for message in messages(socket):
        if isinstance(message, bytes):
            await socket.send_bytes(message)
            continue
        try:
            value = json.loads(message)
        except ValueError:
            value = None
        await socket.send_text(json.dumps({"echo": value}) if isinstance(value, dict) else f"Echo: {message}")


@app.get("/events")
async def events() -> StreamingResponse:
    """An event stream: one event, then comments."""

    async def stream():
        yield "event: greeting\ndata: hello\n\n"
        while True:
            await asyncio.sleep(0.1)
            yield ":\n"

    return StreamingResponse(stream(), media_type="text/event-stream")


@app.websocket("/ws/obey")
async def obey(socket: WebSocket) -> None:
    """Does what it is told: ``{"send": [text, …], "after": seconds, "every": seconds}``, ``{"close": code, …}``."""
    await socket.accept()
    async for message in messages(socket):
        order = json.loads(message)
        await asyncio.sleep(order.get("after", 0))
        for text in order.get("send", []):
            await socket.send_text(text if isinstance(text, str) else json.dumps(text))
            await asyncio.sleep(order.get("every", 0))
        if "bytes" in order:
            await socket.send_bytes(bytes.fromhex(order["bytes"]))
        if "close" in order:
            await socket.close(order["close"], order.get("reason"))
            return


@app.websocket("/ws/room/{name}")
async def room(socket: WebSocket, name: str) -> None:
    """What one member sends goes to all."""
    await socket.accept()
    members = rooms.setdefault(name, set())
    members.add(socket)
    try:
        async for message in messages(socket):
            for member in tuple(members):
                with contextlib.suppress(RuntimeError, WebSocketDisconnect):  # one that is closing is still a member
                    await member.send_text(message)
    except WebSocketDisconnect:
        pass
    finally:
        members.discard(socket)


@app.websocket("/ws/mirror")
async def mirror(socket: WebSocket) -> None:
    """First of all tells what the handshake said."""
    await socket.accept(headers=[(b"x-node", b"blue"), (b"x-many", b"1"), (b"x-many", b"2")])
    seen = {"headers": dict(socket.headers), "cookies": socket.cookies, "query": dict(socket.query_params)}
    await socket.send_json(seen)
    async for _ in messages(socket):
        pass


@app.websocket("/ws/protocols")
async def protocols(socket: WebSocket) -> None:
    """Speaks ``chat.v2`` only."""
    await socket.accept(subprotocol="chat.v2" if "chat.v2" in socket.scope["subprotocols"] else None)
    async for _ in messages(socket):
        pass


@app.websocket("/ws/private")
async def private(socket: WebSocket) -> None:
    """Lets those in who have the token."""
    if socket.headers.get("authorization") != "Bearer correct-horse-battery":
        await socket.send_denial_response(
            JSONResponse({"detail": "no entry"}, 401, headers={"WWW-Authenticate": "Bearer"})
        )
        return
    await socket.accept()
    await socket.send_text(f"You came with {socket.headers['authorization']}")
    async for _ in messages(socket):
        pass


@app.websocket("/ws/moved")
async def moved(socket: WebSocket) -> None:
    """Is somewhere else now."""
    await socket.send_denial_response(RedirectResponse("/ws/echo", 301))


@app.websocket("/ws/broken")
async def broken(socket: WebSocket) -> None:
    """Answers that it is ill."""
    await socket.send_denial_response(PlainTextResponse("ill", 503))
