"""A session of a conversation while it is played."""

from __future__ import annotations

from typing import Any

from WsKeywords.core import Session


class Seat:
    """One session, whatever its connection is: what was said and heard on it, and how it ended."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.session: Session | None = None
        self.rejection: Any = None
        self.subprotocol = ""
        #: Whether its end stands among the events already, and whether it came before we asked for it.
        self.told = True
        self.early = False
        #: What was said last, and when (monotonic ns), while there is no answer.
        self.unanswered: tuple[str, int] | None = None
        self.taken = 0
        self.spoken = False
        self.flooded = False
        self.greeted = False
        #: How often something was said on this connection, and heard since then; the kind of the last message.
        self.said = self.heard = 0
        self.kind = ""
        #: How often an answer was waited for in vain.
        self.silences = 0
        #: How many messages came that no ``Await`` has waited for.
        self.unawaited = 0
        #: It did not even answer a ping: it will not answer a close either.
        self.deaf = False
