"""Frames on their way out, and the bells of the threads that wait for them."""

from __future__ import annotations

from _thread import LockType, allocate_lock
from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING

from ..report.transcript import Record
from .framewriter import Frames

if TYPE_CHECKING:
    from .deflate import Prepared

#: From so many bytes on the I/O thread leaves to the thread that sends what that can do, such as compression.
LARGE = 16 * 1024


class Outgoing:
    """A frame, or all frames of one message, with the transcript record to write when it begins to go out.

    ``data`` may be a function that makes the bytes, on the I/O thread, when it begins to go out: compression needs to
    know what went out before.

    Two threads may write it: the one that sends, once, through ``permit``, and the I/O thread. The permit is a
    memoryview because that can be released, after which no system call takes it, but not while one is reading from it:
    so the I/O thread either has the message for itself or knows that it is being written this moment. How much the one
    system call has taken is in ``counts``, stored there before another bytecode of that thread can run.
    """

    __slots__ = (
        "begun",
        "bell",
        "closes",
        "counts",
        "data",
        "done",
        "entry",
        "failed",
        "make",
        "permit",
        "prepared",
        "record",
        "rest",
    )

    def __init__(
        self,
        data: Frames | Callable[[], Frames],
        record: Record,
        closes: tuple[int, str] | None = None,
        prepared: Prepared | None = None,
    ) -> None:
        self.data: Frames = prepared.frames if prepared is not None else b"" if callable(data) else data
        self.make = data if callable(data) else None
        self.record = record
        #: The record for its sender to enter; empty from when the I/O thread enters it, so that one of both does.
        self.entry = [record]
        #: What it is if it goes out next: its sender may write that.
        self.prepared = prepared
        #: Code and reason when this is a close frame: nothing may follow it (RFC 6455, 5.5.1).
        self.closes = closes
        self.permit: memoryview | None = None
        #: What the system call of its sender has taken; a second item is of no account.
        self.counts: deque[int] = deque()
        #: What the I/O thread has still to write; ``None``: it has not claimed the message.
        self.rest: memoryview | None = None
        #: Whether its record is written, and so nothing may go out before it is out as a whole; for the I/O thread.
        self.begun = False
        self.bell: LockType | None = None
        self.done = False
        self.failed = False

    def claim(self) -> bool:
        """Make it the I/O thread's; ``False`` when its sender is in the system call that writes it."""
        if self.permit is not None:
            try:
                self.permit.release()
            except BufferError:
                return False
        self.rest = memoryview(self.data)[self.counts[0] if self.counts else 0 :]
        return True

    def hang_bell(self) -> LockType:
        """A bell that ``settle`` rings. What was settled before is seen at ``done`` and ``failed``: look after this."""
        bell = allocate_lock()
        bell.acquire()
        self.bell = bell
        return bell

    def settle(self, *, done: bool) -> None:
        """Say that the network has all of it, or never will, and wake who waits."""
        self.done = done
        self.failed = not done
        if self.bell is not None:
            ring(self.bell)


def ring(bell: LockType) -> None:
    """Wake the thread that waits on ``bell``; ringing twice is ringing once."""
    try:
        bell.release()
    except RuntimeError:
        return
