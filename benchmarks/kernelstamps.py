"""The kernel's stamps of what comes from a port, read beside the clients: a raw socket sees every packet once more.

Linux only, and only for who may open raw sockets; elsewhere there are none.
"""

from __future__ import annotations

import re
import socket
import struct
import time
from contextlib import suppress
from types import TracebackType

#: Not in Python's socket module: linux/if_ether.h, asm-generic/socket.h.
_ETH_P_IP, _SO_TIMESTAMPNS, _SO_RCVBUFFORCE = 0x0800, 35, 33
_OUTGOING = 4
_TEXT = re.compile(rb"\d{10,}")


class KernelStamps:
    """Collects from when it is entered until ``read``; a packet is stamped when it arrives, not when it is read."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.sock: socket.socket | None = None

    def __enter__(self) -> KernelStamps:
        with suppress(OSError, AttributeError):
            sock = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(_ETH_P_IP))
            self.sock = sock
            sock.bind(("lo", _ETH_P_IP))
            sock.setsockopt(socket.SOL_SOCKET, _SO_TIMESTAMPNS, 1)
            sock.setsockopt(socket.SOL_SOCKET, _SO_RCVBUFFORCE, 1 << 28)
            sock.setblocking(False)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.sock is not None:
            self.sock.close()

    def read(self) -> dict[int, int]:
        """The monotonic nanoseconds at which each number that was sent as a text arrived, by that number."""
        found: dict[int, int] = {}
        offset = time.time_ns() - time.monotonic_ns()
        while self.sock is not None:
            try:
                data, ancillary, _, address = self.sock.recvmsg(65536, 64)
            except BlockingIOError:
                break
            # On the loopback a packet is seen when it leaves and when it arrives.
            if address[2] == _OUTGOING or len(data) < 40:
                continue
            header = (data[0] & 15) * 4
            if struct.unpack_from("!H", data, header)[0] != self.port:
                continue
            payload = data[header + (data[header + 12] >> 4) * 4 :]
            for _, _, stamp in ancillary:
                seconds, nanoseconds = struct.unpack("qq", stamp[:16])
                for text in _TEXT.findall(payload):
                    found.setdefault(int(text), seconds * 1_000_000_000 + nanoseconds - offset)
        return found
