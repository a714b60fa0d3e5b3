"""A savings account that dies on an amount that its database cannot hold.

SQLite's integers have 64 bits, Python's have no end: ``OverflowError: Python int too large to convert to SQLite
INTEGER``. Met in every handler that hands a client's number to a database; Litestar closes with 4500.

Found by ``no-1011``, with one message: ``{"op": "deposit", "cents": 9223372036854775808}``. A user says nothing: the
greeting shows a deposit.
"""

from __future__ import annotations

import os
import sqlite3
from typing import Any

from litestar import Litestar, WebSocket, websocket

from .reading import read, tell, texts

MENDED = bool(os.environ.get("MENDED"))
MOST = 1_000_000_000_00


@websocket("/ws/savings")
async def savings(socket: WebSocket[Any, Any, Any]) -> None:
    await socket.accept()
    database = sqlite3.connect(":memory:")
    database.execute("CREATE TABLE deposits (cents INTEGER)")
    try:
        await tell(socket, {"ops": ["deposit", "count"], "example": {"op": "deposit", "cents": 100}})
        async for text in texts(socket):
            message = read(text) or {}
            cents = message.get("cents")
            if message.get("op") == "deposit" and type(cents) is int and cents > 0:
                if MENDED and cents > MOST:
                    await tell(socket, {"error": "that is too much"})
                    continue
                database.execute("INSERT INTO deposits VALUES (?)", (cents,))
                await tell(socket, {"deposited": True})
            elif message.get("op") == "count":
                await tell(socket, {"deposits": database.execute("SELECT count(*) FROM deposits").fetchone()[0]})
            else:
                await tell(socket, {"error": "expected a deposit of some cents, or count"})
    finally:
        database.close()


app = Litestar([savings])
