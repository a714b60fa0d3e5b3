"""A protocol in two versions that answers with the second to whoever offers any.

``accept(subprotocol=...)`` has the name written out, since all clients of the time offered it. Browsers refuse an
answer that was not offered, so those that know only version 1 cannot connect any more.

Found by ``subprotocols``, with no message: to offer any other one is enough. A user says nothing.
"""

from __future__ import annotations

import os
from typing import Any

from .project import Talking, served

MENDED = bool(os.environ.get("MENDED"))
SERVED = ("notes.v2", "notes.v1")


class Versions(Talking):
    async def connect(self) -> None:
        offered = self.scope["subprotocols"]
        if MENDED:
            await self.accept(subprotocol=next((each for each in SERVED if each in offered), None))
        else:
            await self.accept(subprotocol="notes.v2" if offered else None)

    async def hear(self, message: dict[str, Any]) -> None:
        await self.tell({"keys": len(message)})


app = served("ws/versions/", Versions)
