"""Event streams for the suites: what is posted to ``/say`` is an event of all streams that are open.

``/count?to=3`` sends so many events and ends, ``/drop`` sends one and breaks off, ``/tricky`` sends everything that the
format has, ``/gone`` says stop, ``/moved`` leads elsewhere, ``/page`` is none, ``/headers`` tells what the client sent.
"""

import asyncio
import json
from collections.abc import AsyncIterator

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

listeners: set[asyncio.Queue[str]] = set()

TRICKY = (
    "\ufeff: a comment\r\n\r\ndata: two\rdata: lines\r\revent: named\nid: 7\nretry: 1500\ndata: ü\n\n"
    "unknown: field\ndata:no space\n\nid: 8\n\ndata: lost, because no empty line follows"
)


def block(**fields: str) -> str:
    return "".join(f"{name}: {value}\n" for name, value in fields.items()) + "\n"


def streamed(lines: AsyncIterator[str]) -> Response:
    return StreamingResponse(lines, media_type="text/event-stream")


async def events(request: Request) -> Response:
    queue: asyncio.Queue[str] = asyncio.Queue()
    listeners.add(queue)

    async def lines() -> AsyncIterator[str]:
        try:
            yield ": welcome\n\n"
            while True:
                yield await queue.get()
        finally:
            listeners.discard(queue)

    return streamed(lines())


async def say(request: Request) -> Response:
    text = block(**await request.json())
    for queue in listeners:
        queue.put_nowait(text)
    return JSONResponse({"listeners": len(listeners)}, 201)


async def count(request: Request) -> Response:
    after = int(request.headers.get("last-event-id", "0"))

    async def lines() -> AsyncIterator[str]:
        for number in range(after + 1, int(request.query_params["to"]) + 1):
            yield block(event="count", id=str(number), data=json.dumps({"number": number}))

    return streamed(lines())


async def tricky(request: Request) -> Response:
    async def lines() -> AsyncIterator[str]:
        yield TRICKY

    return streamed(lines())


async def drop(request: Request) -> Response:
    async def lines() -> AsyncIterator[str]:
        yield block(id="1", data="the first and the last")
        await asyncio.sleep(0.05)
        raise RuntimeError("the stream breaks off")

    return streamed(lines())


async def headers(request: Request) -> Response:
    async def lines() -> AsyncIterator[str]:
        yield block(data=json.dumps({**request.headers, "query": dict(request.query_params)}))

    return streamed(lines())


async def gone(request: Request) -> Response:
    return Response(status_code=204)


async def moved(request: Request) -> Response:
    return RedirectResponse("/events", 301)


async def page(request: Request) -> Response:
    return HTMLResponse("<h1>No events here</h1>")


async def echo(socket: WebSocket) -> None:
    await socket.accept()
    try:
        while True:
            await socket.send_text(await socket.receive_text())
    except WebSocketDisconnect:
        pass


app = Starlette(
    routes=[
        Route("/events", events),
        Route("/say", say, methods=["POST"]),
        Route("/count", count),
        Route("/tricky", tricky),
        Route("/drop", drop),
        Route("/headers", headers),
        Route("/gone", gone),
        Route("/moved", moved),
        Route("/page", page),
        WebSocketRoute("/echo", echo),
    ]
)
