"""Bytes in, for as long as others can wait, and as far as there is room for what they become.

What was read is taken in pieces, and after each it is asked again whether the session is full: so neither a thousand
tiny messages in one read nor a few bytes that decompress to a thousand times as many make much more than was allowed.
All of it runs on the I/O thread, but for what stands under "from any thread".
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from time import monotonic, monotonic_ns, thread_time
from typing import TYPE_CHECKING, Any

from ..output import size as size_of
from ..report.transcript import Record
from .arrival import stamp
from .closing import Close
from .hub import READ_SIZE, TURN, Hub
from .writing import BLOCKED, Writing

if TYPE_CHECKING:
    from ..handshake.opening import Opened
    from ..inbox import Inbox
    from ..report.transcript import Transcript
    from .events import Violation

#: Bytes of unread messages at which a session stops reading its socket, however few they are.
MOST_BYTES = 512 * 1024 * 1024
#: A piece has so many bytes at least: the messages of one piece are kept also where there is no room for all of them.
_LEAST = 1024
#: No piece is made shorter than that because it takes long: of the worst, it is a turn; and a first one is cautious.
_SHORT = 8192
_FIRST = 16384


class Reading(Writing):
    """The receiving half of a channel."""

    __slots__ = (
        "_arrived",
        "_deaf",
        "_draining",
        "_due",
        "_inbox",
        "_max_unread",
        "_most",
        "_notify",
        "_reading",
        "_stamped",
        "_step",
        "_waiting",
        "close",
        "closing",
        "fault",
        "first",
        "paused",
        "stalled",
        "unread_bytes",
    )

    def __init__(
        self,
        hub: Hub,
        opened: Opened,
        inbox: Inbox,
        transcript: Transcript,
        notify: Callable[[], None],
        max_unread: int,
    ) -> None:
        super().__init__(hub, opened.sock, transcript)
        self.close: Close | None = None
        self.closing: tuple[int, str] | None = None
        #: What the server has done wrong, while the connection has not failed for it yet.
        self.fault: Violation | None = None
        #: Whether the socket is not read because too much is unread.
        self.stalled = False
        #: How large the unread messages were when that was why it stalled.
        self.unread_bytes = 0
        #: Whether the test has asked that the socket is not read.
        self.paused = False
        #: The number in the inbox that the first message of this connection gets.
        self.first = inbox.arrived
        self._inbox = inbox
        self._notify = notify
        self._max_unread = max_unread
        self._reading = True
        #: The code and reason we were asked to close with: from then on all is read, to come upon the peer's close.
        self._draining: tuple[int, str] | None = None
        self._deaf = False
        #: What was read and not taken yet; the largest piece of it ever, and now; whether it is to go on.
        self._waiting = opened.leftover
        self._most = READ_SIZE
        self._step = _FIRST
        self._due = False
        #: When the newest bytes arrived (monotonic ns); none arrived before there was somebody to receive them.
        self._arrived = monotonic_ns()
        self._stamped = stamp(opened.sock)

    # what the bytes mean

    @abstractmethod
    def _take(self, data: bytes, at: int) -> None:
        """Bytes have come (at: monotonic ns)."""

    @abstractmethod
    def _send_close(self, code: int, reason: str) -> None:
        """Send a close frame before what is queued."""

    @abstractmethod
    def _end(self, close: Close) -> None:
        """Free the socket."""

    # from any thread

    def resume(self) -> None:
        """The test has read; go on reading the socket if reading had stopped."""
        if self.stalled:
            self._hub.call(self, self._resume)

    # on the I/O thread

    def _read(self) -> None:
        turn = monotonic() + TURN
        more = True
        while self._open and self._reading:
            if self._waiting:
                self._take_piece()
            elif more:
                try:
                    size, at = self._hub.reader.read(self._sock, self._stamped)
                except BLOCKED:
                    return
                except OSError as error:
                    return self._lost(error)
                if not size:
                    return self._lost(None)
                # What TLS has decrypted already is invisible to the selector.
                more = self._tls or size == READ_SIZE
                # Never backwards, should the kernel have no stamp for one read between others.
                self._arrived = max(self._arrived, at)
                if not self._deaf:
                    self._waiting = bytes(self._hub.reader.view[:size])
                    self._take_piece()
            else:
                return
            if monotonic() >= turn:
                if (self._waiting or (more and self._tls)) and not self._due:
                    self._due = True
                    self._hub.call(self, self._read_on)
                return

    def _read_on(self) -> None:
        self._due = False
        self._read()

    def _take_piece(self) -> None:
        data = self._waiting
        # The smallest message has two bytes.
        room = READ_SIZE if self._draining is not None else max(_LEAST, 2 * (self._max_unread - self._inbox.backlog))
        size = min(room, self._step, self._most)
        self._waiting = data[size:]
        if size <= _SHORT:
            self._take(data[:size], self._arrived)
            return
        began = thread_time()
        self._take(data[:size], self._arrived)
        # A piece of tiny frames takes a hundred times as long as one of a large message; others wait for their turn.
        if thread_time() - began > TURN:
            self._step = max(_SHORT, size // 4)
        elif size == self._step < self._most:
            self._step = min(2 * size, self._most)

    def _take_what_waits(self) -> None:
        """Before the end of the connection: what was read is handed on, as far as there is room."""
        while self._open and self._waiting and self._reading and not self._deaf:
            self._take_piece()

    def _publish(self, messages: list[Any], at: int) -> None:
        size = sum(map(len, messages))
        self._transcript.add(Record(at, "received", "message", messages, self._inbox.arrived, size))
        self._inbox.append(at, messages, size)

    def _is_full(self) -> bool:
        inbox = self._inbox
        return inbox.backlog >= self._max_unread or inbox.unread_bytes >= MOST_BYTES

    def _stall_when_full(self, at: int) -> None:
        size = self._inbox.unread_bytes
        if self._draining is not None:
            # It has to read on until the peer answers our close frame, but not for ever.
            if size >= 2 * MOST_BYTES and self._open:
                if self.closing is None:
                    # So much came in the first look that the close frame was not even queued.
                    self._send_close(*self._draining)
                note = f"the peer did not stop sending: {size_of(size)} are unread"
                self._end(Close(*(self.closing or self._draining), "us", at, note))
        elif not self.stalled and self._is_full():
            unread, most = self._inbox.backlog, self._max_unread
            self.unread_bytes = size if unread < most else 0
            self.stalled = True
            self._reading = False
            limit = size_of(size) if unread < most else f"max_unread={most}"
            self._note(f"stopped reading: {unread} messages are unread ({limit})", at)
            self._watch()

    def _resume(self) -> None:
        if self.stalled and (self._draining is not None or not self._is_full()):
            self.stalled = False
            self._go_on()

    def pause(self) -> None:
        """Read the socket no more, until ``unpause``."""
        if self._open and self.close is None and not self.paused:
            self.paused = True
            self._reading = False
            self._note("stopped reading: paused by the test", monotonic_ns())
            self._watch()

    def unpause(self) -> None:
        """Read what waits in the socket, and on."""
        if self.paused:
            self.paused = False
            self._go_on()

    def _go_on(self) -> None:
        if not self._open or self.stalled or self.paused:
            return
        self._reading = True
        self._note("went on reading", monotonic_ns())
        self._watch()
        self._read()

    def _note(self, text: str, at: int) -> None:
        self._transcript.add(Record(at, "", "note", [text], -1, 0))
