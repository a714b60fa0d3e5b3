"""An app that drops clients which do not behave as living ones do: each endpoint looks at one thing."""

import asyncio
import contextlib
import os

from fastapi import FastAPI, WebSocket, WebSocketDisconnect

app = FastAPI()
#: Compression makes it no smaller.
BLOB = os.urandom(100_000)


@app.websocket("/ws/heartbeat")
async def heartbeat(socket: WebSocket) -> None:
    """Asks ``{"type": "ping", "n": …}`` and closes with 4000 when ``{"type": "pong"}`` does not come in time.

    Between two beats it says ``{"type": "news", "n": …}``.
    """
    await socket.accept()
    number = 0
    with contextlib.suppress(WebSocketDisconnect, RuntimeError):
        while True:
            number += 1
            await socket.send_json({"type": "ping", "n": number})
            try:
                answer = await asyncio.wait_for(socket.receive_json(), 0.3)
            except asyncio.TimeoutError:
                return await socket.close(4000, "no heartbeat")
            if answer.get("type") != "pong":
                return await socket.close(4003, "no pong")
            await socket.send_json({"type": "news", "n": number})
            await asyncio.sleep(0.05)


@app.websocket("/ws/idle")
async def idle(socket: WebSocket) -> None:
    """Echoes, and closes with 4001 when nothing comes for 400 ms."""
    await socket.accept()
    with contextlib.suppress(WebSocketDisconnect, RuntimeError):
        while True:
            try:
                text = await asyncio.wait_for(socket.receive_text(), 0.4)
            except asyncio.TimeoutError:
                return await socket.close(4001, "idle")
            await socket.send_text(f"Echo: {text}")


@app.websocket("/ws/stream")
async def stream(socket: WebSocket) -> None:
    """Sends as much as it is read, without end, and closes with 4002 when a message is not taken for 300 ms."""
    await socket.accept()
    with contextlib.suppress(WebSocketDisconnect, RuntimeError):
        while True:
            try:
                await asyncio.wait_for(socket.send_bytes(BLOB), 0.3)
            except asyncio.TimeoutError:
                print("a client was too slow", flush=True)
                return await socket.close(4002, "too slow")
            await asyncio.sleep(0.001)
