"""An event stream as a session: the inbox, the waits and the close of a WebSocket's, but nothing can be sent."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from ..errors import InvalidArgument, WsError
from ..failures import context
from ..session import Session
from ..wire.connection import Connection
from .connection import StreamConnection
from .options import StreamOptions

if TYPE_CHECKING:
    from ..handshake.opening import Opened
    from ..wire.hub import Hub


class EventSession(Session):
    """One named event stream. Made by ``Sessions.open_event_stream``."""

    is_websocket = False

    @property
    def last_event_id(self) -> str:
        """The id of the newest event that arrived, or what the stream was opened with; ``reconnect`` sends it."""
        connection = self._connection
        if isinstance(connection, StreamConnection):
            return connection.last_event_id
        return self._asked_from

    @property
    def _asked_from(self) -> str:
        return (isinstance(self.options, StreamOptions) and self.options.last_event_id) or ""

    def reconnect(
        self, attempts: int = 5, backoff: float | timedelta = 0.1, *, clear: bool = False, **changed: Any
    ) -> None:
        """As of a WebSocket; ``Last-Event-ID`` says where to go on (HTML Living Standard, 9.2.3)."""
        changed.setdefault("last_event_id", self.last_event_id or None)
        super().reconnect(attempts, backoff, clear=clear, **changed)

    def start_closing(self, code: int = 1000, reason: str = "") -> None:
        """End the connection; an event stream has no close frame that could carry a code or a reason."""
        if (code, reason) != (1000, "") and self.is_open:
            raise InvalidArgument(
                f'Session "{self.name}" is an event stream, which has no close frame: no code and no reason can be '
                "sent. Close it without them."
            )
        super().start_closing(code, reason)

    def _connection_to(self, opened: Opened, hub: Hub) -> Connection:
        options, settings = self.options, self.settings
        return StreamConnection(
            hub,
            opened,
            inbox=self.inbox,
            transcript=self.transcript,
            notify=self._notify,
            max_size=options.max_size or settings.max_size,
            max_unread=self.max_unread,
            close_timeout=settings.close_timeout,
            last_event_id=self._asked_from,
        )

    def _live(self) -> Connection:
        raise WsError(
            f'Nothing can be sent on session "{self.name}": it is an event stream, which only the server writes. '
            f"An HTTP request or a WebSocket session can send.\n{context(self)}"
        )
