"""Feeds that can be resumed: entries are numbered, and whoever comes back says which was the last one seen.

``/feeds/NAME?after=N`` sends the entries after N, then each new one; a POST to the same URL adds one. With JOURNAL, a
path, entries outlive the app; with WARM_UP, seconds, the app takes that long to start.
"""

import asyncio
import json
import os
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from fastapi import Body, FastAPI, WebSocket

JOURNAL = os.environ.get("JOURNAL")


@asynccontextmanager
async def lifespan(_: FastAPI) -> AsyncIterator[None]:
    print("warming up", flush=True)
    await asyncio.sleep(float(os.environ.get("WARM_UP", "0")))
    if JOURNAL and Path(JOURNAL).exists():
        for line in Path(JOURNAL).read_text(encoding="utf-8").splitlines():
            name, entry = json.loads(line)
            feeds[name].append(entry)
    yield


app = FastAPI(lifespan=lifespan)
feeds: dict[str, list[dict[str, Any]]] = defaultdict(list)
added: dict[str, asyncio.Event] = defaultdict(asyncio.Event)
banned: set[str] = set()


@app.get("/health")
def health() -> None:
    pass


@app.post("/feeds/{name}", status_code=201)
async def add(name: str, text: str = Body(embed=True)) -> dict[str, Any]:
    entry = {"id": len(feeds[name]) + 1, "text": text}
    if JOURNAL:
        with Path(JOURNAL).open("a", encoding="utf-8") as journal:
            journal.write(json.dumps([name, entry]) + "\n")
    feeds[name].append(entry)
    added.pop(name, asyncio.Event()).set()
    return entry


@app.post("/banned/{user}", status_code=201)
async def ban(user: str) -> None:
    banned.add(user)


@app.websocket("/feeds/{name}")
async def follow(socket: WebSocket, name: str, after: int = 0) -> None:
    if socket.headers.get("x-user") in banned:
        await socket.close()
        return
    await socket.accept()
    sending = asyncio.create_task(send_all(socket, name, after))
    try:
        while (await socket.receive())["type"] == "websocket.receive":
            pass
    finally:
        sending.cancel()


async def send_all(socket: WebSocket, name: str, after: int) -> None:
    while True:
        for entry in feeds[name][after:]:
            await socket.send_json(entry)
            after = entry["id"]
        if len(feeds[name]) == after:
            await added[name].wait()
