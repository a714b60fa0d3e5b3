"""The app: ``/ws`` and ``/events`` stream prices, ``/ticks`` and ``/halts`` are where they come from.

Both streams take ``symbol`` (also several times) and go on where a client was: ``/ws`` behind the id in ``since``,
``/events`` behind the header ``Last-Event-ID``, which a browser sends by itself.

======== ====================================== =========================================
type     facts                                  then
======== ====================================== =========================================
tick     symbol, number (without a gap), price
reset    reason: what was missed is not known
halt     symbol                                 closes with 4000, ends the event stream;
                                                further ones are answered with 204
======== ====================================== =========================================

By WebSocket ``type`` and ``id`` stand in the JSON, of an event they are fields of its own.
"""

import asyncio
import json
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection, Request
from starlette.responses import HTMLResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from .market import Listener, Market

#: The symbol whose prices are made here, and the seconds between two of them.
SIMULATED, PACE = "SIM", float(os.environ.get("TICKER_PACE", "0.02"))
#: Milliseconds after which a browser should try again.
RETRY = 2000

market = Market()


@asynccontextmanager
async def lifespan(_: Starlette) -> AsyncIterator[None]:
    simulation = asyncio.create_task(market.simulate(SIMULATED, PACE))
    yield
    simulation.cancel()


def symbols_of(connection: HTTPConnection) -> set[str]:
    return set(connection.query_params.getlist("symbol")) or {SIMULATED}


async def page(_: Request) -> Response:
    return HTMLResponse(
        "<!doctype html><title>Ticker</title><ul id=ticks></ul><script>"
        "new EventSource('/events').addEventListener('tick', e => ticks.append(e.data, document.createElement('br')))"
        "</script>"
    )


async def health(_: Request) -> Response:
    return JSONResponse({"status": "ok", "run": market.run})


async def ticks(request: Request) -> Response:
    match await request.json():
        case {"symbol": str(symbol), "price": int(price) | float(price)}:
            return JSONResponse({"id": market.tick(symbol, price).id}, 201)
    raise HTTPException(422, "A tick has a symbol and a price.")


async def halts(request: Request) -> Response:
    match await request.json():
        case {"symbol": str(symbol)}:
            return JSONResponse({"id": market.halt(symbol).id}, 201)
    raise HTTPException(422, "A halt has a symbol.")


async def events(request: Request) -> Response:
    symbols = symbols_of(request)
    if symbols <= market.halted:
        return Response(status_code=204)  # a browser tries again after everything else
    # Before the answer, so that who has got it misses nothing.
    listener = market.listen(symbols, request.headers.get("last-event-id"))
    lines = event_lines(", ".join(sorted(symbols)), listener)
    return StreamingResponse(lines, media_type="text/event-stream", headers={"Cache-Control": "no-store"})


async def event_lines(comment: str, listener: Listener) -> AsyncIterator[str]:
    yield f": {comment}\nretry: {RETRY}\n\n"
    async for happening in listener.happenings():
        yield f"event: {happening.type}\nid: {happening.id}\ndata: {json.dumps(happening.facts)}\n\n"


async def stream(socket: WebSocket) -> None:
    listener = market.listen(symbols_of(socket), socket.query_params.get("since"))
    await socket.accept()
    telling = asyncio.create_task(tell(socket, listener))
    with suppress(WebSocketDisconnect):
        while True:
            await socket.receive_text()
            await socket.close(4400, "a ticker only tells")
    telling.cancel()


async def tell(socket: WebSocket, listener: Listener) -> None:
    with suppress(WebSocketDisconnect, RuntimeError):  # who has gone is noticed where the socket is read
        async for happening in listener.happenings():
            await socket.send_json({"type": happening.type, "id": happening.id, **happening.facts})
        await socket.close(4000, "trading is halted")


app = Starlette(
    lifespan=lifespan,
    routes=[
        Route("/", page),
        Route("/health", health),
        Route("/ticks", ticks, methods=["POST"]),
        Route("/halts", halts, methods=["POST"]),
        Route("/events", events),
        WebSocketRoute("/ws", stream),
    ],
)
