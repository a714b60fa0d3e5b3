"""The app: HTTP to log in, ``/ws/chat`` to chat.

A client sends JSON objects: ``{"type": "join", "room": …}``, ``leave``, ``say`` (with ``text``), ``direct`` (``to``,
``text``) and ``avatar`` (``user``: asks for a picture), or bytes: its own picture. What it gets has a ``type`` too:
``welcome``, ``history``, ``joined``, ``left``, ``message``, ``direct``, ``avatar``, ``error``.

===== =====================================================================
1008  the token is unknown (``/ws/browser-chat``; ``/ws/chat`` answers 403)
4001  the same user connected elsewhere
4003  logged out
4008  too many messages
===== =====================================================================
"""

import hashlib
import json
import logging
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI, Request, Response, WebSocket
from fastapi.responses import JSONResponse
from pydantic import BaseModel

from .accounts import COOKIE, Accounts
from .echo import chosen
from .echo import router as echo_router
from .rooms import Member, Room, said

log = logging.getLogger("uvicorn.error")
LONGEST_TEXT, LARGEST_AVATAR = 4_000, 1 << 20


@asynccontextmanager
async def lifespan(_: FastAPI) -> AsyncIterator[None]:
    log.info("The chat is open.")
    yield
    log.info("The chat is closed.")


app = FastAPI(title="Chat", lifespan=lifespan)
app.include_router(echo_router)
accounts = Accounts()
rooms: dict[str, Room] = {}
online: dict[str, Member] = {}
avatars: dict[str, bytes] = defaultdict(bytes)


class Credentials(BaseModel):
    user: str
    password: str


@app.get("/health")
def health() -> dict[str, Any]:
    return {"status": "ok", "online": len(online)}


@app.post("/login")
def log_in(credentials: Credentials, response: Response) -> dict[str, str]:
    """A token, for the header ``Authorization`` or the query of ``/ws/chat``; also as a cookie."""
    token = accounts.log_in(credentials.user, credentials.password)
    response.set_cookie(COOKIE, token, httponly=True, samesite="strict")
    return {"token": token, "user": credentials.user}


@app.post("/logout", status_code=204)
async def log_out(request: Request) -> None:
    user = accounts.user_of(request)
    accounts.log_out(request)
    if user in online:
        await online[user].socket.close(4003, "logged out")


@app.websocket("/ws/chat")
async def chat(socket: WebSocket) -> None:
    user = accounts.user_of(socket)
    if user is None:
        await socket.send_denial_response(JSONResponse({"detail": "The token is missing or unknown."}, 403))
        return
    await socket.accept(chosen(socket))
    await converse(Member(user, socket))


@app.websocket("/ws/browser-chat")
async def browser_chat(socket: WebSocket) -> None:
    """The same for browsers, whose scripts cannot see the status of a refusal: it is a close code for them."""
    user = accounts.user_of(socket)
    await socket.accept(chosen(socket))
    if user is None:
        await socket.close(1008, "policy: the token is missing or unknown")
        return
    await converse(Member(user, socket))


async def converse(member: Member) -> None:
    """From the welcome to the close."""
    before, online[member.user] = online.get(member.user), member
    if before is not None:
        await before.socket.close(4001, "connected elsewhere")
    try:
        await member.send({"type": "welcome", "user": member.user})
        while (event := await member.socket.receive())["type"] == "websocket.receive":
            if not member.within_rate():
                await member.socket.close(4008, "too many messages")
                return
            if event.get("bytes") is not None:
                await keep_avatar(member, event["bytes"])
            else:
                await obey(member, event["text"])
    finally:
        if online.get(member.user) is member:
            del online[member.user]
        for room in list(rooms.values()):
            await room.leave(member)


async def obey(member: Member, text: str) -> None:
    try:
        match json.loads(text):
            case {"type": "join", "room": str(name)} if name.strip():
                await rooms.setdefault(name, Room(name)).join(member)
            case {"type": "leave", "room": str(name)} if name in rooms:
                await rooms[name].leave(member)
            case {"type": "say", "room": str(name), "text": str(words)}:
                await say(member, name, words)
            case {"type": "direct", "to": str(user), "text": str(words)}:
                await direct(member, user, words)
            case {"type": "avatar", "user": str(user)}:
                await member.socket.send_bytes(avatars[user])
            case _:
                await refuse(member, "unknown-request", f"Not a request that this chat knows: {text[:100]}")
    except (ValueError, RecursionError):  # nested too deeply
        await refuse(member, "not-json", "A text message must be a JSON object.")


async def refuse(member: Member, code: str, detail: str) -> None:
    await member.send({"type": "error", "code": code, "detail": detail})


async def say(member: Member, name: str, text: str) -> None:
    if name not in rooms or member.user not in rooms[name].members:
        await refuse(member, "not-a-member", f"Join the room {name} first.")
    elif not 0 < len(text) <= LONGEST_TEXT:
        await refuse(member, "bad-length", f"A text has 1 to {LONGEST_TEXT} characters.")
    else:
        await rooms[name].say(member, text)


async def direct(member: Member, user: str, text: str) -> None:
    if user not in accounts:
        await refuse(member, "unknown-user", f"Nobody is called {user}.")
    elif user not in online:
        await refuse(member, "offline", f"{user} is not connected.")
    else:
        message = {"type": "direct", "to": user, **said(member, text)}
        for receiver in {online[user], member}:
            await receiver.send(message)


async def keep_avatar(member: Member, picture: bytes) -> None:
    """Keep it, and tell its owner what arrived."""
    if len(picture) > LARGEST_AVATAR:
        await refuse(member, "too-large", f"An avatar has at most {LARGEST_AVATAR} bytes.")
        return
    avatars[member.user] = picture
    digest = hashlib.sha256(picture).hexdigest()
    await member.send({"type": "avatar", "user": member.user, "size": len(picture), "sha256": digest})
