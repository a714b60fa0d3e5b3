"""When bytes arrived: as the kernel stamped them, where it does so, else when they were read.

The I/O thread may come late to a socket: while the test's thread computes, Python lets others run only now and then.
The kernel stamps what it receives whoever runs. Of bytes that it joined before they were read, the stamp is that of the
last to come. Linux does so for plain TCP; bytes within TLS come out of a library that knows nothing of stamps.
"""

from __future__ import annotations

import os
import socket
import ssl
import struct
import sys
from time import monotonic_ns, time_ns

#: Python's socket module does not have it; these processors share its number (Linux, asm-generic/socket.h).
_SO_TIMESTAMPNS = 35
_PROCESSORS = ("x86_64", "aarch64", "riscv64", "ppc64le", "s390x", "loongarch64")
_STAMP = struct.Struct("@ll")
#: Room for one stamp beside what is read.
_SPACE = socket.CMSG_SPACE(_STAMP.size) if hasattr(socket, "CMSG_SPACE") else 0
_SUPPORTED = sys.platform == "linux" and _SPACE > 0 and os.uname().machine in _PROCESSORS
#: The wall clock was set when it moved by more than this against the monotonic one (nanoseconds).
_STEP = 1_000_000


class Clock:
    """Turns instants of the wall clock that have just passed into instants of the monotonic one.

    Both run at the same pace, so their distance changes only when somebody sets the wall clock, or when the machine
    slept. What was stamped before that was noticed may be meant either way, and is taken to be now.
    """

    __slots__ = ("_distance", "_since")

    def __init__(self) -> None:
        self._distance = _distance()
        self._since = 0

    def monotonic(self, wall: int, now: int) -> int:
        """The monotonic instant; all in nanoseconds.

        Args:
            wall: what the wall clock said then.
            now: what the monotonic clock has just said.
        """
        if abs(time_ns() - now - self._distance) > _STEP:
            # Either the clock was set, or this thread had to wait between the two readings.
            distance = _distance()
            if abs(distance - self._distance) > _STEP:
                self._distance, self._since = distance, monotonic_ns()
        at = wall - self._distance
        return at if self._since <= at <= now else now


def _distance() -> int:
    """From the monotonic to the wall clock, of several readings the one that was disturbed least."""
    found = []
    for _ in range(5):
        before, wall, after = monotonic_ns(), time_ns(), monotonic_ns()
        found.append((after - before, wall - (before + after) // 2))
    return min(found)[1]


class Reader:
    """Reads sockets into one buffer."""

    __slots__ = ("_buffers", "_clock", "buffer", "view")

    def __init__(self, size: int) -> None:
        self.buffer = bytearray(size)
        self.view = memoryview(self.buffer)
        self._buffers = [self.buffer]
        self._clock = Clock()

    def read(self, sock: socket.socket, stamped: bool) -> tuple[int, int]:
        """How many bytes were read, none at the end, and the monotonic instant (ns) at which they arrived.

        Args:
            sock: a socket that does not block.
            stamped: what ``stamp`` said of it.

        Raises:
            OSError: as ``recv_into``.
        """
        if not stamped:
            return sock.recv_into(self.buffer), monotonic_ns()
        size, extra, _, _ = sock.recvmsg_into(self._buffers, _SPACE)
        now = monotonic_ns()
        if extra and extra[0][1] == _SO_TIMESTAMPNS and len(extra[0][2]) == _STAMP.size:
            seconds, nanoseconds = _STAMP.unpack(extra[0][2])
            return size, self._clock.monotonic(seconds * 1_000_000_000 + nanoseconds, now)
        return size, now


def stamp(sock: socket.socket) -> bool:
    """Have the kernel stamp what this socket receives; ``False`` where it cannot."""
    if not _SUPPORTED or isinstance(sock, ssl.SSLSocket) or sock.family not in (socket.AF_INET, socket.AF_INET6):
        return False
    try:
        sock.setsockopt(socket.SOL_SOCKET, _SO_TIMESTAMPNS, 1)
    except OSError:
        return False
    return True
