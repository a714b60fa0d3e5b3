"""What was said in a conversation, as values: of a session, or of a transcript that was saved."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Spoken:
    """One message of a conversation.

    Attributes:
        sent: by the client; else received.
        data: text or bytes.
        at: when, as people read it, or "".
    """

    sent: bool
    data: str | bytes
    at: str = ""


@dataclass(frozen=True)
class Talk:
    """A conversation with one connection, from its opening to its end or to now.

    Attributes:
        name: of the session.
        url: that it was opened with.
        shown: the URL without secrets.
        said: the messages in their order.
        open: whether more may come.
        subprotocol: agreed on, or "".
    """

    name: str
    url: str
    shown: str
    said: tuple[Spoken, ...]
    open: bool = False
    subprotocol: str = ""
