"""One socket on the I/O thread: bytes in, with backpressure; frames out, in order; timers; the end.

Every method below "on the I/O thread" runs there and nowhere else, so that nothing here is locked. Other threads append
to ``outbox`` and call the hub. What they may read (``close``, ``closing``, ``stalled``) is replaced in one assignment.
"""

from __future__ import annotations

import contextlib
import socket
import ssl
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Callable
from selectors import EVENT_READ, EVENT_WRITE
from time import monotonic, monotonic_ns
from typing import TYPE_CHECKING, Any

from ..report.transcript import Record
from .closing import Close
from .hub import TURN, Hub, Timer
from .outgoing import Outgoing

if TYPE_CHECKING:
    from ..handshake.opening import Opened
    from ..inbox import Inbox
    from ..report.transcript import Transcript

_BLOCKED = (BlockingIOError, InterruptedError, ssl.SSLWantReadError, ssl.SSLWantWriteError)


class Channel(ABC):
    """A socket, and what passes through it; what the bytes mean is for those that inherit from it."""

    def __init__(
        self,
        hub: Hub,
        opened: Opened,
        inbox: Inbox,
        transcript: Transcript,
        notify: Callable[[], None],
        max_unread: int,
    ) -> None:
        self.outbox: deque[Outgoing] = deque()
        self.close: Close | None = None
        self.closing: tuple[int, str] | None = None
        self.our_close: tuple[int, str] | None = None
        self.stalled = False
        #: Whether the test has asked that the socket is not read.
        self.paused = False
        #: The number in the inbox that the first message of this connection gets.
        self.first = inbox.arrived
        self._hub = hub
        self._sock = opened.sock
        self._tls = isinstance(opened.sock, ssl.SSLSocket)
        self._leftover = opened.leftover
        self._inbox = inbox
        self._transcript = transcript
        self._notify = notify
        self._max_unread = max_unread
        self._urgent: deque[Outgoing] = deque()
        self._reading = True
        self._draining = False
        self._events = 0
        self._open = True
        self._deaf = False
        self._timers: dict[str, Timer] = {}

    # what the bytes mean

    @abstractmethod
    def _take(self, data: bytes, at: int) -> None:
        """Bytes have come (at: monotonic ns)."""

    @abstractmethod
    def _lost(self, error: OSError | None) -> None:
        """TCP has ended, with this error or in order."""

    # from any thread

    def send(self, outgoing: Outgoing) -> None:
        """Queue a message behind those that wait; its bell rings when the network has it, or when it never will."""
        self.outbox.append(outgoing)
        self._hub.call(self, self.flush)

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
        self._hub.members.add(self)
        self._sock.setblocking(False)
        if self._leftover:
            leftover, self._leftover = self._leftover, b""
            self._take(leftover, monotonic_ns())
        self._watch()
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
                size = self._sock.recv_into(hub.buffer)
            except _BLOCKED:
                return
            except OSError as error:
                return self._lost(error)
            if not size:
                return self._lost(None)
            if self._deaf:
                continue
            self._take(bytes(hub.view[:size]), monotonic_ns())
            if not self._tls and size < len(hub.buffer):
                return
        if self._tls:
            hub.call(self, self._read)

    def _publish(self, messages: list[Any], at: int, size: int) -> None:
        self._transcript.add(Record(at, "received", "message", messages, self._inbox.arrived, size))
        self._inbox.append(at, messages)

    def _stall_when_full(self, at: int) -> None:
        if not self._draining and self._inbox.backlog >= self._max_unread and not self.stalled:
            self.stalled = True
            self._reading = False
            unread, most = self._inbox.backlog, self._max_unread
            self._note(f"stopped reading: {unread} messages are unread (max_unread={most})", at)
            self._watch()

    def _resume(self) -> None:
        if not self.stalled or (not self._draining and self._inbox.backlog >= self._max_unread):
            return
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

    def flush(self) -> None:
        """Write what is queued, as far as the network takes it; control frames go between messages (RFC 6455, 5.5)."""
        while self._open:
            started = bool(self.outbox) and self.outbox[0].record is None
            queue = self.outbox if started or not self._urgent else self._urgent
            if not queue:
                break
            outgoing = queue[0]
            if self.our_close is not None and not started:
                # RFC 6455, 5.5.1: nothing follows our close frame.
                queue.popleft().settle(done=False)
                continue
            if outgoing.record is not None:
                self._begin(outgoing)
            try:
                sent = self._sock.send(outgoing.view)
            except _BLOCKED:
                break
            except OSError as error:
                return self._lost(error)
            outgoing.view = outgoing.view[sent:]
            if not outgoing.view:
                queue.popleft()
                self._written(outgoing)
        self._watch()

    def _begin(self, outgoing: Outgoing) -> None:
        record = outgoing.record
        assert record is not None
        if outgoing.make is not None:
            outgoing.view, outgoing.make = memoryview(outgoing.make()), None
        record.at = monotonic_ns()
        self._transcript.add(record)
        outgoing.record = None

    def _written(self, outgoing: Outgoing) -> None:
        outgoing.settle(done=True)
        if outgoing.closes is not None:
            self.our_close = outgoing.closes

    def later(self, delay: float, function: Callable[[], None]) -> Timer:
        """Run ``function`` in ``delay`` seconds unless the timer is cancelled."""
        return self._hub.later(delay, self, function)

    def _cancel(self, name: str) -> None:
        timer = self._timers.pop(name, None)
        if timer is not None:
            timer.cancel()

    def _note(self, text: str, at: int) -> None:
        self._transcript.add(Record(at, "", "note", [text], -1, 0))

    def _settle(self, close: Close, direction: str) -> None:
        """It is closed; nothing that waits is sent any more."""
        if self.close is None:
            self._transcript.add(Record(close.at, direction, "close", [close], -1, 0))
            self.close = close
        # What has begun goes out to its end: a close frame within it would be a part of its payload.
        begun = self.outbox.popleft() if self.outbox and self.outbox[0].record is None else None
        while self.outbox:
            self.outbox.popleft().settle(done=False)
        if begun is not None:
            self.outbox.append(begun)
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
        self._sock.close()
        while self.outbox:
            self.outbox.popleft().settle(done=False)
        self._hub.members.discard(self)
