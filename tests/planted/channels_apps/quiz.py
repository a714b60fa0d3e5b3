"""A quiz that dies when a player joins a second time.

The table of players has one row for each connection: ``sqlite3.IntegrityError: UNIQUE constraint failed``. Met when a
button is pressed twice.

Found by ``no-1006``, with two messages: the same ``{"type": "join", "name": "ada"}`` twice. A user says nothing: the
greeting names the kinds of messages, and the answers to others say what they need.
"""

from __future__ import annotations

import os
import sqlite3
from typing import Any

from .project import Talking, served

MENDED = bool(os.environ.get("MENDED"))
database = sqlite3.connect(":memory:", check_same_thread=False, isolation_level=None)
database.execute("CREATE TABLE players (channel TEXT PRIMARY KEY, name TEXT, score INTEGER DEFAULT 0)")


class Quiz(Talking):
    async def connect(self) -> None:
        await self.accept()
        await self.tell(
            {"type": "welcome", "types": ["join", "answer", "score"], "try": {"type": "join", "name": "ada"}}
        )

    async def disconnect(self, code: int) -> None:
        database.execute("DELETE FROM players WHERE channel = ?", (self.channel_name,))

    async def hear(self, message: dict[str, Any]) -> None:
        kind, name = message.get("type"), message.get("name")
        if kind == "join":
            if not isinstance(name, str) or not name.isprintable():
                await self.tell({"type": "error", "error": "join with a name"})
                return
            into = "INSERT OR REPLACE" if MENDED else "INSERT"
            database.execute(f"{into} INTO players (channel, name) VALUES (?, ?)", (self.channel_name, name[:40]))
            await self.tell({"type": "joined", "name": name[:40]})
        elif kind in ("answer", "score"):
            row = database.execute("SELECT score FROM players WHERE channel = ?", (self.channel_name,)).fetchone()
            await self.tell({"type": "score", "score": row[0]} if row else {"type": "error", "error": "join first"})
        else:
            await self.tell({"type": "error", "error": "expected the type join, answer or score"})


app = served("ws/quiz/", Quiz)
