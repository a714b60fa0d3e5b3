"""The app of these features: an echo, chat rooms behind a log-in, and a few endpoints that misbehave on request.

uvicorn features.apps.chat:app
"""

from __future__ import annotations

import asyncio
import json
from typing import Any
from uuid import uuid4

from fastapi import Cookie, FastAPI, Header, HTTPException, Request, Response, WebSocket, WebSocketDisconnect

app = FastAPI()
tokens: dict[str, str] = {}
rooms: dict[str, dict[str, WebSocket]] = {}


@app.get("/health")
async def health() -> dict[str, str]:
    return {"status": "ok"}


@app.post("/login")
async def login(request: Request, response: Response) -> dict[str, str]:
    """JSON or a form; the token comes in the body and as a cookie."""
    if "json" in request.headers.get("content-type", ""):
        data = await request.json()
    else:
        data = dict(await request.form())
    if data.get("password") != "correct horse":
        raise HTTPException(401, "wrong password")
    token = str(uuid4())
    tokens[token] = str(data["user"])
    response.set_cookie("sid", token)
    return {"token": token, "user": tokens[token]}


@app.get("/me")
async def me(authorization: str = Header(""), sid: str = Cookie("")) -> dict[str, str]:
    user = tokens.get(authorization.removeprefix("Bearer ") or sid)
    if user is None:
        raise HTTPException(401, "log in first")
    return {"user": user}


@app.post("/rooms/{room}/announce")
async def announce(room: str, request: Request) -> dict[str, int]:
    """Says the body to everybody in a room."""
    text = (await request.body()).decode()
    await broadcast(room, {"type": "announcement", "text": text})
    return {"told": len(rooms.get(room, {}))}


@app.websocket("/ws/echo")
async def echo(socket: WebSocket, greet: str = "") -> None:
    """Text comes back as ``Echo: text``, a JSON object as ``{"echo": object}``, bytes as they are."""
    offered = socket.scope["subprotocols"]
    chosen = "chat.v2" if "chat.v2" in offered else None
    await socket.accept(subprotocol=chosen, headers=[(b"x-node", b"a")])
    if greet:
        await socket.send_text(f"Welcome, {greet}")
    try:
        while True:
            message = await socket.receive()
            if message["type"] == "websocket.disconnect":
                return
            if message.get("bytes") is not None:
                await socket.send_bytes(message["bytes"])
            elif message["text"].startswith("{"):
                data = json.loads(message["text"])
                await obey(socket, data) if "do" in data else await socket.send_json({"echo": data})
            else:
                await socket.send_text(f"Echo: {message['text']}")
    except (WebSocketDisconnect, RuntimeError):
        pass


async def obey(socket: WebSocket, order: dict[str, Any]) -> None:
    """``{"do": "say", "texts": […], "after": 0.1}`` or ``{"do": "close", "code": 4000, "reason": "bye"}``."""
    if order["do"] == "close":
        await socket.close(order.get("code", 1000), order.get("reason"))
        return
    for text in order["texts"]:
        await asyncio.sleep(order.get("after", 0))
        await (socket.send_text(text) if isinstance(text, str) else socket.send_json(text))


@app.websocket("/ws/chat/{room}")
async def chat(socket: WebSocket, room: str, token: str = "", sid: str = Cookie("")) -> None:
    """A room for those who logged in: what one sends, everybody gets; who comes and goes is told to the others."""
    bearer = socket.headers.get("authorization", "").removeprefix("Bearer ")
    user = tokens.get(token or bearer or sid)
    if user is None:
        await socket.close(1008)  # before it accepts: the client sees status 403
        return
    await socket.accept()
    others = rooms.setdefault(room, {})
    others[user] = socket
    await socket.send_json({"type": "welcome", "user": user, "id": str(uuid4()), "online": sorted(others)})
    await broadcast(room, {"type": "joined", "user": user}, but=user)
    try:
        while True:
            text = await socket.receive_text()
            if len(text) > 100:
                await socket.close(1008, "policy: too long")
                return
            await broadcast(room, {"type": "message", "from": user, "text": text})
    except WebSocketDisconnect:
        pass
    finally:
        others.pop(user, None)
        await broadcast(room, {"type": "left", "user": user})


async def broadcast(room: str, message: dict[str, Any], but: str = "") -> None:
    for user, socket in list(rooms.get(room, {}).items()):
        if user != but:
            await socket.send_json(message)
