"""One socket on the I/O thread: what is read (``reading.py``), what is written (``writing.py``); timers; the end.

Every method below "on the I/O thread" runs there and nowhere else, so that nothing here is locked. What other threads
may read (``close``, ``closing``, ``stalled``) is replaced in one assignment.
"""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Callable
from selectors import EVENT_READ, EVENT_WRITE
from time import monotonic_ns
from typing import TYPE_CHECKING

from ..report.transcript import Record
from .closing import Close
from .hub import Hub, Timer
from .reading import Reading

if TYPE_CHECKING:
    from ..handshake.opening import Opened
    from ..inbox import Inbox
    from ..report.transcript import Transcript


class Channel(Reading):
    """A socket, and what passes through it; what the bytes mean is for those that inherit from it."""

    __slots__ = ("_events", "_timers")

    def __init__(
        self,
        hub: Hub,
        opened: Opened,
        inbox: Inbox,
        transcript: Transcript,
        notify: Callable[[], None],
        max_unread: int,
    ) -> None:
        super().__init__(hub, opened, inbox, transcript, notify, max_unread)
        self._events = 0
        self._timers: dict[str, Timer] = {}

    # from any thread

    def abort(self, note: str = "") -> None:
        """Drop TCP with no close frame."""
        self._hub.call(self, lambda: self._end(Close(1006, "", "us", monotonic_ns(), note)))

    def soon(self, function: Callable[[], None]) -> None:
        """Run ``function`` on the I/O thread."""
        self._hub.call(self, function)

    # on the I/O thread

    def attach(self) -> None:
        """Take the connection over from the thread that opened it."""
        self._hub.join(self)
        self._sock.setblocking(False)
        self._take_what_waits()
        self._watch()
        self._release()
        if self._tls:
            # What TLS has decrypted already is invisible to the selector.
            self._read()

    def on_ready(self, events: int) -> None:
        if events & EVENT_WRITE:
            self.flush()
        if events & EVENT_READ and not self._due:
            self._read()

    def on_fault(self, error: Exception) -> None:
        self._end(Close(1006, "", "us", monotonic_ns(), f"this client failed: {type(error).__name__}: {error}"))

    def on_sweep(self) -> None:
        self.flush()

    def on_stop(self) -> None:
        self._end(Close(1006, "", "us", monotonic_ns()))

    def on_fork(self) -> None:
        self._open = False
        # This descriptor alone: shut down, the connection would end in the other process too.
        self._sock.close()

    def _watch(self) -> None:
        if not self._open:
            return
        events = (EVENT_READ if self._reading else 0) | (EVENT_WRITE if self._urgent or self.outbox else 0)
        if events != self._events:
            self._events = events
            self._hub.watch(self._sock, self, events)

    def later(self, delay: float, function: Callable[[], None]) -> Timer:
        """Run ``function`` in ``delay`` seconds unless the timer is cancelled."""
        return self._hub.later(delay, self, function)

    def _cancel(self, name: str) -> None:
        timer = self._timers.pop(name, None)
        if timer is not None:
            timer.cancel()

    def _is_ending(self) -> bool:
        return self.closing is not None or self.close is not None or self.our_close is not None

    def _settle(self, close: Close, direction: str) -> None:
        """It is closed; nothing that waits is sent any more."""
        if self.close is None:
            self._transcript.add(Record(close.at, direction, "close", [close], -1, 0))
            self.close = close
        self._give_up_queued(begun_too=False)
        self._notify()

    def _end(self, close: Close) -> None:
        """Free the socket."""
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
        # The session holds this connection: without a cycle its messages are freed as soon as the session is let go.
        self._notify = _nobody


def _nobody() -> None:
    """Who is told of what happens after the end."""
