"""One socket on the I/O thread: bytes in, with backpressure; frames out, in order; timers; the end.

Every method below "on the I/O thread" runs there and nowhere else, so that nothing here is locked. What other threads
may read (``close``, ``closing``, ``stalled``) is replaced in one assignment; how they send is in ``writing.py``.
"""

from __future__ import annotations

import contextlib
import socket
from abc import abstractmethod
from collections.abc import Callable
from selectors import EVENT_READ, EVENT_WRITE
from time import monotonic, monotonic_ns
from typing import TYPE_CHECKING, Any

from ..output import size as size_of
from ..report.transcript import Record
from .arrival import stamp
from .closing import Close
from .hub import READ_SIZE, TURN, Hub, Timer
from .unread import UnreadBytes
from .writing import BLOCKED, Writing

if TYPE_CHECKING:
    from ..handshake.opening import Opened
    from ..inbox import Inbox
    from ..report.transcript import Transcript


class Channel(Writing):
    """A socket, and what passes through it; what the bytes mean is for those that inherit from it."""

    __slots__ = (
        "_arrived",
        "_deaf",
        "_draining",
        "_events",
        "_expands",
        "_inbox",
        "_leftover",
        "_max_unread",
        "_notify",
        "_reading",
        "_stamped",
        "_timers",
        "_unread",
        "close",
        "closing",
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
        self.stalled = False
        #: How large the unread messages were when that was why it stalled.
        self.unread_bytes = 0
        #: Whether the test has asked that the socket is not read.
        self.paused = False
        #: The number in the inbox that the first message of this connection gets.
        self.first = inbox.arrived
        self._leftover = opened.leftover
        self._inbox = inbox
        self._notify = notify
        self._max_unread = max_unread
        self._unread = UnreadBytes()
        #: Whether messages may be larger than what was read of the socket for them.
        self._expands = False
        self._reading = True
        self._draining = False
        self._events = 0
        self._deaf = False
        self._timers: dict[str, Timer] = {}
        #: When the newest bytes arrived (monotonic ns); none arrived before there was somebody to receive them.
        self._arrived = monotonic_ns()
        self._stamped = stamp(opened.sock)

    # what the bytes mean

    @abstractmethod
    def _take(self, data: bytes, at: int) -> None:
        """Bytes have come (at: monotonic ns)."""

    # from any thread

    def abort(self, note: str = "") -> None:
        """Drop TCP with no close frame."""
        self._hub.call(self, lambda: self._end(Close(1006, "", "us", monotonic_ns(), note)))

    def resume(self) -> None:
        """The test has read; go on reading the socket if reading had stopped."""
        if self.stalled:
            self._hub.call(self, self._resume)

    def soon(self, function: Callable[[], None]) -> None:
        """Run ``function`` on the I/O thread."""
        self._hub.call(self, function)

    # on the I/O thread

    def attach(self) -> None:
        """Take the connection over from the thread that opened it."""
        self._hub.join(self)
        self._sock.setblocking(False)
        if self._leftover:
            leftover, self._leftover = self._leftover, b""
            self._take(leftover, monotonic_ns())
        self._watch()
        self._release()
        if self._tls:
            # What TLS has decrypted already is invisible to the selector.
            self._read()

    def on_ready(self, events: int) -> None:
        if events & EVENT_WRITE:
            self.flush()
        if events & EVENT_READ:
            self._read()

    def on_fault(self, error: Exception) -> None:
        self._end(Close(1006, "", "us", monotonic_ns(), f"this client failed: {type(error).__name__}: {error}"))

    def on_sweep(self) -> None:
        self.flush()

    def on_stop(self) -> None:
        self._end(Close(1006, "", "us", monotonic_ns()))

    def _watch(self) -> None:
        if not self._open:
            return
        events = (EVENT_READ if self._reading else 0) | (EVENT_WRITE if self._urgent or self.outbox else 0)
        if events != self._events:
            self._events = events
            self._hub.watch(self._sock, self, events)

    def _read(self) -> None:
        hub = self._hub
        turn = monotonic() + TURN
        while monotonic() < turn:
            if not self._open or not self._reading:
                return
            try:
                size, at = hub.reader.read(self._sock, self._stamped)
            except BLOCKED:
                return
            except OSError as error:
                return self._lost(error)
            if not size:
                return self._lost(None)
            if self._deaf:
                continue
            # Never backwards, should the kernel have no stamp for one read between others.
            self._arrived = max(self._arrived, at)
            self._take(bytes(hub.reader.view[:size]), self._arrived)
            if not self._tls and size < READ_SIZE:
                return
        if self._tls:
            hub.call(self, self._read)

    def _publish(self, messages: list[Any], at: int, size: int) -> None:
        self._transcript.add(Record(at, "received", "message", messages, self._inbox.arrived, size))
        self._inbox.append(at, messages)
        self._unread.add(self._inbox.arrived, messages, -1 if self._expands else size)

    def _stall_when_full(self, at: int) -> None:
        if self.stalled:
            return
        too_large = self._unread.too_many(self._inbox.state.position)
        if self._draining:
            if too_large:
                note = f"the peer did not stop sending: {size_of(self._unread.total)} are unread"
                self._end(Close(*(self.closing or (1006, "")), "us", at, note))
            return
        unread, most = self._inbox.backlog, self._max_unread
        if unread >= most or too_large:
            self.unread_bytes = self._unread.total if unread < most else 0
            self.stalled = True
            self._reading = False
            limit = size_of(self.unread_bytes) if unread < most else f"max_unread={most}"
            self._note(f"stopped reading: {unread} messages are unread ({limit})", at)
            self._watch()

    def _resume(self) -> None:
        if not self.stalled or (not self._draining and self._is_full()):
            return
        self.stalled = False
        self._go_on()

    def _is_full(self) -> bool:
        return self._inbox.backlog >= self._max_unread or self._unread.too_many(self._inbox.state.position)

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

    def later(self, delay: float, function: Callable[[], None]) -> Timer:
        """Run ``function`` in ``delay`` seconds unless the timer is cancelled."""
        return self._hub.later(delay, self, function)

    def _cancel(self, name: str) -> None:
        timer = self._timers.pop(name, None)
        if timer is not None:
            timer.cancel()

    def _note(self, text: str, at: int) -> None:
        self._transcript.add(Record(at, "", "note", [text], -1, 0))

    def _is_ending(self) -> bool:
        return self.closing is not None or self.close is not None or self.our_close is not None

    def _settle(self, close: Close, direction: str) -> None:
        """It is closed; nothing that waits is sent any more."""
        if self.close is None:
            self._transcript.add(Record(close.at, direction, "close", [close], -1, 0))
            self.close = close
        self._give_up_queued(begun_too=False)
        self._notify()

    def _end(self, close: Close, *, flush_first: bool = False) -> None:
        """Free the socket."""
        if not self._open:
            return
        if flush_first:
            with contextlib.suppress(OSError):
                self.flush()
        if not self._open:
            return
        self._open = False
        for name in tuple(self._timers):
            self._cancel(name)
        if self._events:
            self._hub.watch(self._sock, self, 0)
        self._settle(close, "")
        with contextlib.suppress(OSError):
            self._sock.shutdown(socket.SHUT_RDWR)
        # Before the close: a sender that is in a system call must not come upon another socket of the same number.
        self._give_up_queued(begun_too=True)
        self._sock.close()
        self._hub.leave(self)
