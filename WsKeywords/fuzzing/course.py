"""What came of a conversation: what was said by whom and when, and how each session ended."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from .conversation import Conversation

if TYPE_CHECKING:
    from WsKeywords.core import Close
    from WsKeywords.core.handshake.rejection import Rejection


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened.

    Attributes:
        at: seconds since the conversation began.
        session: number of the session, from 0.
        what: ``sent`` or ``received`` (messages), ``opened``, ``refused``, ``pong``, ``closed`` (by whomever),
            ``silent`` (an ``Await`` to which nothing came in time), ``unsent`` (a step that found its session closed),
            ``stuck`` (a send or a close that did not end in time).
        data: the message, or a text that says more.
        step: number of the step in the conversation that did it, or -1: the server did, or the opening or the end.
    """

    at: float
    session: int
    what: Literal["sent", "received", "opened", "refused", "pong", "closed", "silent", "unsent", "stuck"]
    data: str | bytes = ""
    step: int = -1


@dataclass(frozen=True, slots=True)
class Ending:
    """How one session ended, or why it did not begin.

    Attributes:
        close: how its last connection ended; None when it never opened.
        early: it had ended before we closed it.
        rejection: why it was not opened, else None.
        subprotocol: agreed on, or "".
    """

    close: Close | None
    early: bool = False
    rejection: Rejection | None = None
    subprotocol: str = ""


@dataclass(frozen=True, slots=True)
class Course:
    """What came of one conversation.

    Attributes:
        conversation: that was played.
        events: in the order of their times.
        endings: of each session.
        seconds: how long it took.
        log: what the app wrote to its log meanwhile, where we started it.
        alive: whether the server took a new session afterwards; None: not asked.
    """

    conversation: Conversation
    events: tuple[Event, ...]
    endings: tuple[Ending, ...]
    seconds: float
    log: str = ""
    alive: bool | None = None

    def received(self, session: int) -> list[str | bytes]:
        """What the server said to a session, in order.

        Args:
            session: its number, from 0; reports call that one *session 1*.
        """
        return [event.data for event in self.events if event.what == "received" and event.session == session]
