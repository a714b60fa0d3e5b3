"""One event stream on the I/O thread: socket in, events out."""

from __future__ import annotations

from time import monotonic, monotonic_ns
from typing import TYPE_CHECKING, Any

from ..report.transcript import Record
from ..wire.closing import Close, cause
from ..wire.connection import Connection
from ..wire.frames import Violation
from ..wire.hub import TURN, Hub
from .body import BadBody, Body
from .event import ServerEvent
from .parser import Comment, EventParser, Item

if TYPE_CHECKING:
    from ..handshake.opening import Opened

#: What a close is called that the standard has no code for.
_ENDED, _DROPPED, _BROKEN = 1000, 1006, 1002
_NO_LENGTH = "the answer has no length, so that its end and a lost connection look the same"


class StreamConnection(Connection):
    """The I/O side of an event stream: reading, backpressure and the end are those of a WebSocket's connection."""

    __slots__ = ("_body", "_ending", "_parser", "_scheduled", "last_event_id")

    def __init__(self, hub: Hub, opened: Opened, *, max_size: int, last_event_id: str, **options: Any) -> None:
        super().__init__(hub, opened, max_size=max_size, **options)
        self._body = Body(opened.handshake.status, opened.handshake.headers)
        self._parser = EventParser(max_size, last_event_id)
        #: How it ends when all that came before has been taken.
        self._ending: Close | None = None
        self._scheduled = False
        #: The id of the newest event, or what it was when the stream opened.
        self.last_event_id = last_event_id

    # on the I/O thread

    def _take(self, data: bytes, at: int) -> None:
        if self._ending is not None:
            return
        try:
            self._body.feed(data)
        except BadBody as error:
            self._ending = Close(_BROKEN, str(error), "us", at)
        if self._body.ended:
            self._ending = Close(_ENDED, "", "peer", at)
        self._pump()

    def _lost(self, error: OSError | None) -> None:
        """TCP ended: where the answer has no length that is the end of the stream, else it is cut off."""
        at = monotonic_ns()
        if self._ending is None:
            self._ending = Close(_DROPPED, "", "network", at, _cut_off(error))
            if error is None and self._body.endless:
                self._ending = Close(_ENDED, "", "peer", at, _NO_LENGTH)
        self._pump()

    def _read(self) -> None:
        self._pump()
        if not self._scheduled:
            super()._read()

    def _pump(self) -> None:
        """Make events of what came, as far as there is room for them; others get their turn in between."""
        self._scheduled = False
        turn = monotonic() + TURN
        while self._open and not self.stalled and not self.paused:
            try:
                piece = self._body.piece()
            except BadBody as error:
                self._end(Close(_BROKEN, str(error), "us", monotonic_ns()))
                return
            if not piece:
                if self._ending is not None:
                    self._end(self._ending._replace(at=monotonic_ns()))
                return
            self._publish_items(self._parser.feed(piece), self._arrived)
            self._stall_when_full(monotonic_ns())
            self._notify()
            if monotonic() > turn and self._open and not self.stalled:
                self._scheduled = True
                self._hub.call(self, self._pump)
                return

    def _publish_items(self, items: list[Item], at: int) -> None:
        events: list[Any] = []
        self.last_event_id = self._parser.last_event_id
        for item in (*items, None):
            if isinstance(item, ServerEvent):
                events.append(item)
                continue
            if events:
                self._publish(events, at)
                events = []
            if isinstance(item, Comment):
                self._transcript.add(Record(at, "received", "comment", [item.text], -1, len(item.text)))
            elif isinstance(item, Violation):
                self._end(Close(item.code, item.rule, "us", at))
            elif item is not None:
                self._note(item.text, at)

    def _close_by_us(self, code: int, reason: str) -> None:
        # There is nobody to agree with: a client that has enough ends the connection (HTML Living Standard, 9.2.3).
        self._end(Close(code, reason, "us", monotonic_ns()))


def _cut_off(error: OSError | None) -> str:
    return "TCP ended within the stream" if error is None else cause(error)
