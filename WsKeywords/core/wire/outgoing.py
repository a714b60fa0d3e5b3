"""Frames on their way out, and the bells of the threads that wait for them."""

from __future__ import annotations

import contextlib
from _thread import LockType, allocate_lock
from collections.abc import Callable

from ..report.transcript import Record


class Outgoing:
    """A frame, or all frames of one message, with the transcript record to write when it begins to go out.

    ``data`` may be a function that makes the bytes, on the I/O thread, when it begins to go out: compression needs to
    know what went out before.
    """

    __slots__ = ("bell", "closes", "done", "failed", "make", "record", "view")

    def __init__(
        self, data: bytes | Callable[[], bytes], record: Record, closes: tuple[int, str] | None = None
    ) -> None:
        self.view = memoryview(data if isinstance(data, bytes) else b"")
        self.make = None if isinstance(data, bytes) else data
        self.record: Record | None = record
        #: Code and reason when this is a close frame: nothing may follow it (RFC 6455, 5.5.1).
        self.closes = closes
        self.bell: LockType = allocate_lock()
        self.bell.acquire()
        self.done = False
        self.failed = False

    def settle(self, *, done: bool) -> None:
        """Say that the network has all of it, or never will, and wake who waits."""
        self.done = done
        self.failed = not done
        ring(self.bell)


def ring(bell: LockType) -> None:
    """Wake the thread that waits on ``bell``; ringing twice is ringing once."""
    with contextlib.suppress(RuntimeError):
        bell.release()
