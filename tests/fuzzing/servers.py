"""Apps to fuzz in tests: one that is sound, and some that are not."""

from __future__ import annotations

import json
from typing import Any

from fastapi import FastAPI, WebSocket, WebSocketDisconnect
from fastapi.responses import RedirectResponse

app = FastAPI()


async def _talk(websocket: WebSocket, answer: Any) -> None:
    await websocket.accept()
    try:
        while True:
            message = await websocket.receive()
            if message["type"] == "websocket.disconnect":
                return
            await websocket.send_json(answer(message.get("text")))
    except WebSocketDisconnect:
        return


def _sound(text: str | None) -> Any:
    try:
        value = json.loads(text or "")
        json.dumps(value, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        return {"type": "error", "text": "not JSON"}
    if not isinstance(value, dict) or value.get("type") not in ("join", "say"):
        return {"type": "error", "text": "the type is 'join' or 'say'"}
    if not isinstance(value.get("room"), str):
        return {"type": "error", "text": "the field 'room' is missing"}
    return {"type": "done", "room": value["room"]}


def _dies_without_a_room(text: str | None) -> Any:
    answer = _sound(text)
    return {"room": json.loads(text or "")["room"]} if "'room'" in answer.get("text", "") else answer


@app.websocket("/sound")
async def sound(websocket: WebSocket) -> None:
    await _talk(websocket, _sound)


@app.websocket("/key")
async def key(websocket: WebSocket) -> None:
    await _talk(websocket, _dies_without_a_room)


@app.websocket("/empty")
async def empty(websocket: WebSocket) -> None:
    await _talk(websocket, lambda text: {"first": text[0] if text is not None else ""})


@app.websocket("/twice")
async def twice(websocket: WebSocket) -> None:
    """Dies when somebody joins for the second time."""
    joined: list[str] = []

    def answer(text: str | None) -> Any:
        said = _sound(text)
        if said["type"] == "done" and json.loads(text or "")["type"] == "join":
            joined.append(said["room"])
            (room,) = joined
            return {"type": "joined", "room": room}
        return said

    await _talk(websocket, answer)


@app.websocket("/closed")
async def closed(websocket: WebSocket) -> None:
    await websocket.close()


@app.websocket("/turns-away")
async def turns_away(websocket: WebSocket) -> None:
    await websocket.accept()
    await websocket.close(1008, "no token")


@app.websocket("/graphql")
async def graphql(websocket: WebSocket) -> None:
    """Speaks graphql-transport-ws: who offers another subprotocol, or begins otherwise, has to go."""
    if "graphql-transport-ws" not in websocket.scope["subprotocols"]:
        await websocket.close()
        return
    await websocket.accept("graphql-transport-ws")
    begun = False
    while True:
        event = await websocket.receive()
        if event["type"] == "websocket.disconnect":
            return
        try:
            message = json.loads(event.get("text") or "")
            kind, number = message["type"], message.get("id")
        except (ValueError, RecursionError, TypeError, KeyError):
            await websocket.close(4400)
            return
        if kind == "connection_init" and not begun:
            begun = True
            await websocket.send_json({"type": "connection_ack"})
        elif kind == "subscribe" and begun and isinstance(number, str) and number:
            await websocket.send_json({"type": "next", "id": number, "payload": {"data": {"__typename": "Query"}}})
            await websocket.send_json({"type": "complete", "id": number})
        elif kind not in ("complete", "ping", "pong"):
            await websocket.close(4400 if begun else 4401)
            return


@app.websocket("/cookie")
async def cookie(websocket: WebSocket) -> None:
    if websocket.cookies.get("sid") not in ("1", "a%20b"):
        await websocket.close()
        return
    await _talk(websocket, _sound)


@app.get("/leads")
async def leads(to: str) -> RedirectResponse:
    return RedirectResponse(to)


@app.get("/circle")
async def circle() -> RedirectResponse:
    return RedirectResponse("/circle")
