"""Calls that are broken off: before a bytecode of the engine, or by a signal at some moment."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic
from types import FrameType
from typing import Any


class Interrupted(BaseException):
    """What breaks a call off: like Robot Framework's time-out since 7.5, it is no Exception."""


class TimedOut(Exception):
    """What breaks a call off, as Robot Framework's time-out before 7.5 does: one that ``except Exception`` catches."""


@contextmanager
def interrupted_at(number: int, kind: type[BaseException] = Interrupted) -> Iterator[list[int]]:
    """Raise before that bytecode of this thread, of those that the engine runs; the list counts them."""
    count = [0]

    def trace(frame: FrameType, event: str, _: Any) -> Any:
        if "WsKeywords" not in frame.f_code.co_filename and "contextlib" not in frame.f_code.co_filename:
            return None
        frame.f_trace_opcodes, frame.f_trace_lines = True, False
        if event == "opcode":
            count[0] += 1
            if count[0] == number:
                sys.settrace(None)
                raise kind
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        yield count
    finally:
        sys.settrace(before)


def broken_off(call: Callable[[], object], number: int, kind: type[BaseException] = Interrupted) -> bool:
    """Whether the call was interrupted before its bytecode of that number, or had fewer."""
    try:
        with interrupted_at(number, kind):
            call()
    except kind:
        return True
    return False


class Signals:
    """``after(seconds, call)`` breaks the call off by a signal, if it takes so long."""

    def __init__(self) -> None:
        # No lock may guard this, as threading.Event's would: the handler runs within the call that holds it.
        self._armed = False
        self._kind: type[BaseException] = Interrupted

    def raise_once(self, *_: object) -> None:
        if self._armed:
            self._armed = False
            raise self._kind

    def after(self, seconds: float, call: Callable[[], object], kind: type[BaseException] = Interrupted) -> bool:
        """Whether the call was interrupted."""
        self._kind = kind
        try:
            self._armed = True
            signal.setitimer(signal.ITIMER_REAL, seconds)
            call()
            self._armed = False
        except kind:
            return True
        finally:
            self._armed = False
            signal.setitimer(signal.ITIMER_REAL, 0)
        return False


@contextmanager
def signals() -> Iterator[Signals]:
    """Signals that break calls off, in the main thread; the timer of pytest-timeout goes on afterwards."""
    raising, begun = Signals(), monotonic()
    handler = signal.signal(signal.SIGALRM, raising.raise_once)
    left, _ = signal.setitimer(signal.ITIMER_REAL, 0)
    try:
        yield raising
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, handler)
        if left:
            signal.setitimer(signal.ITIMER_REAL, max(left - (monotonic() - begun), 0.01))
