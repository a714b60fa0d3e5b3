"""The kernel's stamps of what comes from a port, read beside the clients: a raw socket sees every packet once more.

Linux only, and only for who may open raw sockets; elsewhere there are none.
"""

from __future__ import annotations

import ctypes
import re
import socket
import struct
import time
from contextlib import suppress
from types import TracebackType

#: Not in Python's socket module: linux/if_ether.h, asm-generic/socket.h.
_ETH_P_IP, _SO_ATTACH_FILTER, _SO_RCVBUFFORCE, _SO_TIMESTAMPNS = 0x0800, 26, 33, 35
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
            filtered = ctypes.create_string_buffer(_only_from(self.port))
            program = struct.pack("HP", len(filtered.raw) // 8, ctypes.addressof(filtered))
            sock.setsockopt(socket.SOL_SOCKET, _SO_ATTACH_FILTER, program)
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
                data, ancillary, _, _ = self.sock.recvmsg(65536, 64)
            except BlockingIOError:
                break
            header = (data[0] & 15) * 4
            payload = data[header + (data[header + 12] >> 4) * 4 :]
            for _, _, stamp in ancillary:
                seconds, nanoseconds = struct.unpack("qq", stamp[:16])
                for text in _TEXT.findall(payload):
                    found.setdefault(int(text), seconds * 1_000_000_000 + nanoseconds - offset)
        return found


def _only_from(port: int) -> bytes:
    """A filter of the kernel (struct sock_filter): TCP from that port, as it arrives; else the buffer may overflow."""
    program = [
        (0x30, 0, 0, 0xFFFFF004),  # the type of the packet: the loopback shows each when it leaves, too
        (0x15, 6, 0, _OUTGOING),
        (0x30, 0, 0, 9),  # the protocol
        (0x15, 0, 4, socket.IPPROTO_TCP),
        (0xB1, 0, 0, 0),  # the length of the IP header
        (0x48, 0, 0, 0),  # the port it comes from
        (0x15, 0, 1, port),
        (0x06, 0, 0, 0xFFFF),  # take it
        (0x06, 0, 0, 0),  # or not
    ]
    return b"".join(struct.pack("HBBI", *each) for each in program)
