"""What this process holds, and how late the machine wakes it."""

from __future__ import annotations

import contextlib
import ctypes
import gc
import sys
import threading
from collections import deque
from time import monotonic
from typing import NamedTuple

import psutil

#: How far what is held at the end may be from what was held after warm-up.
TOLERANCE = 0.02


class Held(NamedTuple):
    """What a process holds: descriptors, threads, resident memory in bytes, and Python's own count of what it has
    allocated, which tells a leak from memory that the allocator keeps for later."""

    descriptors: int
    threads: int
    memory: int
    blocks: int

    def grown(self, before: Held) -> dict[str, float]:
        """By which part of what it was each has changed."""
        return {name: getattr(self, name) / getattr(before, name) - 1 for name in self._fields}


def held() -> Held:
    """What is held now, without what is garbage."""
    for _ in range(3):
        gc.collect()
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)
    process = psutil.Process()
    blocks = sys.getallocatedblocks()
    return Held(process.num_fds(), process.num_threads(), process.memory_info().rss, blocks)


def beyond(after: Held, before: Held) -> list[str]:
    """What has grown by more than it may, in words."""
    return [
        f"{name}: {getattr(before, name):,} after warm-up, {getattr(after, name):,} at the end ({change:+.1%})"
        for name, change in after.grown(before).items()
        if change > TOLERANCE
    ]


class Lateness:
    """How late a thread wakes that does nothing but sleep: what a call may be late for no fault of its own."""

    _NAP = 0.02

    def __init__(self) -> None:
        self.greatest = 0.0
        self._seen: deque[tuple[float, float]] = deque(maxlen=500)
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Lateness:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._end.set()
        self._thread.join()

    def _watch(self) -> None:
        began = monotonic()
        while not self._end.wait(self._NAP):
            now = monotonic()
            late = now - began - self._NAP
            self._seen.append((now, late))
            self.greatest = max(self.greatest, late)
            began = now

    def since(self, began: float) -> float:
        """The greatest lateness since then."""
        return max((late for at, late in tuple(self._seen) if at >= began), default=0.0)
