"""Calls that are broken off before a bytecode of the engine, as a signal may do."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any


class Interrupted(Exception):
    pass


@contextmanager
def interrupted_at(number: int) -> Iterator[list[int]]:
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
                raise Interrupted
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        yield count
    finally:
        sys.settrace(before)


def broken_off(call: Callable[[], None], number: int) -> bool:
    """Whether the call was interrupted before its bytecode of that number, or had fewer."""
    try:
        with interrupted_at(number):
            call()
    except Interrupted:
        return True
    return False
