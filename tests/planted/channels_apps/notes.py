"""Notes that die on a binary message.

``AsyncJsonWebsocketConsumer`` raises *No text section for incoming WebSocket frame!* for it, outside of what the author
thought of when overriding ``decode_json``. Met in most consumers that are written with that class.

Found by ``no-1006``, with one message: any bytes. A user says nothing.
"""

from __future__ import annotations

import json
import os
from typing import Any

from channels.generic.websocket import AsyncJsonWebsocketConsumer

from .project import served  # the settings come before what reads them

MENDED = bool(os.environ.get("MENDED"))


class Notes(AsyncJsonWebsocketConsumer):  # type: ignore[misc]
    refused = False

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None, **options: Any) -> None:
        if self.refused:  # what was on its way
            return
        if MENDED and text_data is None:
            self.refused = True
            await self.close(1003)
        elif text_data == "":
            await self.send_json({"error": "nothing was said"})
        else:
            await super().receive(text_data=text_data, bytes_data=bytes_data)

    @classmethod
    async def decode_json(cls, text_data: str) -> Any:
        try:
            return json.loads(text_data)
        except (ValueError, RecursionError):
            return None

    async def receive_json(self, content: Any, **options: Any) -> None:
        note = content.get("note") if isinstance(content, dict) else None
        await self.send_json({"noted": len(note)} if isinstance(note, str) else {"error": "expected a note"})


app = served("ws/notes/", Notes)
