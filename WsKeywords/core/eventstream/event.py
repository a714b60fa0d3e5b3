"""A server-sent event as a message: its data is the text, what else it has are attributes."""

from __future__ import annotations


class ServerEvent(str):
    """The data of one event, a ``str`` (HTML Living Standard, 9.2.6).

    Attributes:
        event: the type; ``message`` when the server named none.
        id: the id that the server sent last, with this event or an earlier one; empty when it has sent none.
        retry: the reconnection time in milliseconds that came with this event, or ``None``.
    """

    __slots__ = ("event", "id", "retry")

    event: str
    id: str
    retry: int | None

    def __new__(cls, data: str, event: str = "message", id: str = "", retry: int | None = None) -> ServerEvent:
        self = super().__new__(cls, data)
        self.event = event
        self.id = id
        self.retry = retry
        return self

    def __getnewargs__(self) -> tuple[str, str, str, int | None]:  # type: ignore[override]
        return str(self), self.event, self.id, self.retry
