"""Apps to start in tests: good ones, and one for every way to fail at the start."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI, WebSocket

number = 5


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    print("lifespan: up")
    yield
    print("lifespan: down")


@asynccontextmanager
async def broken_lifespan(app: FastAPI) -> AsyncIterator[None]:
    raise RuntimeError("no database")
    yield


@asynccontextmanager
async def slow_lifespan(app: FastAPI) -> AsyncIterator[None]:
    print("lifespan: taking its time")
    await asyncio.sleep(60)
    yield


app = FastAPI(lifespan=lifespan)
broken = FastAPI(lifespan=broken_lifespan)
slow = FastAPI(lifespan=slow_lifespan)


@app.get("/pid")
async def pid() -> dict[str, Any]:
    return {"pid": os.getpid(), "mode": os.environ.get("MODE"), "cwd": os.getcwd()}


@app.websocket("/ws/echo")
async def echo(websocket: WebSocket) -> None:
    await websocket.accept()
    while True:
        await websocket.send_text(f"Echo: {await websocket.receive_text()}")


def make() -> FastAPI:
    return FastAPI()


def make_nothing() -> None:
    return None


def make_error() -> FastAPI:
    raise ValueError("no settings")


async def bare(
    scope: dict[str, Any], receive: Callable[[], Awaitable[Any]], send: Callable[[Any], Awaitable[None]]
) -> None:
    """Knows no lifespan, and says so as ASGI wants it: by raising."""
    assert scope["type"] == "http"
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"bare"})


async def bare_broken(
    scope: dict[str, Any], receive: Callable[[], Awaitable[Any]], send: Callable[[Any], Awaitable[None]]
) -> None:
    if scope["type"] == "lifespan":
        await receive()
        raise RuntimeError("no cache")
