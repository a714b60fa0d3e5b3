"""What this process holds, and how late the machine wakes it."""

from __future__ import annotations

import contextlib
import ctypes
import gc
import glob
import sys
import threading
from collections import deque
from time import monotonic
from typing import NamedTuple

import psutil

from WsKeywords.core import Sessions

#: How far what is held at the end may be from what was held after warm-up.
TOLERANCE = 0.02


class Held(NamedTuple):
    """What a process holds.

    Attributes:
        descriptors: sockets, pipes and files.
        threads: of the operating system.
        memory: resident, without pages of files where the system tells these apart, in bytes.
        allocated: what ``malloc`` has given out and not got back, in bytes: large objects, and what OpenSSL and zlib
            hold. Tells a leak from memory that is free and scattered. 0 where the C library does not say.
        blocks: small objects of Python.
    """

    descriptors: int
    threads: int
    memory: int
    allocated: int
    blocks: int

    def grown(self, before: Held) -> dict[str, float]:
        """By which part of what it was each has changed."""
        return {name: getattr(self, name) / (getattr(before, name) or 1) - 1 for name in self._fields}


class _MallInfo(ctypes.Structure):
    """``struct mallinfo2`` of the GNU C library."""

    _NAMES = ("arena", "ordblks", "smblks", "hblks", "hblkhd", "usmblks", "fsmblks", "uordblks", "fordblks", "keepcost")
    _fields_ = tuple((name, ctypes.c_size_t) for name in _NAMES)


def _allocated() -> int:
    try:
        mallinfo = ctypes.CDLL(None).mallinfo2
    except (OSError, AttributeError):
        return 0
    mallinfo.restype = _MallInfo
    found = mallinfo()
    return int(found.uordblks + found.hblkhd)


def at_rest(sessions: Sessions, open_ones: int) -> Held:
    """What is held when so many connections are, and no more: one that has closed holds its socket until the server has
    ended TCP, or a second long."""
    until = monotonic() + 10
    pause = threading.Event()
    while len(sessions.hub.members) != open_ones and monotonic() < until:
        pause.wait(0.01)
    return held()


def held() -> Held:
    """What is held now, without what is garbage."""
    for _ in range(3):
        gc.collect()
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)
    process = psutil.Process()
    blocks = sys.getallocatedblocks()
    info = process.memory_info()
    # Pages of programs and libraries are dropped and read again as it suits the system (Linux counts them as shared).
    memory = info.rss - getattr(info, "shared", 0)
    return Held(process.num_fds(), process.num_threads(), memory, _allocated(), blocks)


def beyond(after: Held, before: Held) -> list[str]:
    """What has grown by more than it may, in words."""
    return [
        f"{name}: {getattr(before, name):,} after warm-up, {getattr(after, name):,} at the end ({change:+.1%})"
        for name, change in after.grown(before).items()
        if change > TOLERANCE + 1e-9
    ]


class Lateness:
    """How late a thread wakes that does nothing but sleep: what a call may be late for no fault of its own."""

    _NAP = 0.02

    def __init__(self) -> None:
        self.greatest = 0.0
        #: When it woke, how late, and for how long the threads had waited for a CPU by then.
        self._seen: deque[tuple[float, float, float]] = deque(maxlen=500)
        self._began = monotonic()
        self._waits = _Waits()
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Lateness:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._end.set()
        self._thread.join(30)

    def _watch(self) -> None:
        self._began = monotonic()
        while not self._end.wait(self._NAP):
            now = monotonic()
            late = now - self._began - self._NAP
            self._seen.append((now, late, self._waits.total()))
            self.greatest = max(self.greatest, late)
            self._began = now

    def since(self, began: float) -> float:
        """The greatest lateness since then; also of one that should be awake, and is not yet."""
        overdue = monotonic() - self._began - self._NAP
        return max(0.0, overdue, *(late for at, late, _ in tuple(self._seen) if at >= began))

    def stolen(self, began: float) -> float:
        """For how long threads of this process could have run since then, and did not, because others did."""
        seen = tuple(self._seen)
        before = max((waited for at, _, waited in seen if at <= began), default=seen[0][2] if seen else 0.0)
        return max(0.0, self._waits.total() - before)


class _Waits:
    """For how long the threads of this process have waited for a CPU, those included that have ended since."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._alive: dict[str, int] = {}
        self._ended = 0

    def total(self) -> float:
        """Seconds; 0 where the system does not tell."""
        with self._lock:
            now: dict[str, int] = {}
            for path in glob.glob("/proc/self/task/*/schedstat"):
                with contextlib.suppress(OSError, ValueError, IndexError), open(path, encoding="ascii") as file:
                    now[path] = int(file.read().split()[1])
            # of one that has ended what was seen last; its number may be another's by now
            self._ended += sum(waited for path, waited in self._alive.items() if now.get(path, -1) < waited)
            self._alive = now
            return (self._ended + sum(now.values())) / 1e9
