"""A non-blocking socket, plain or TLS, used under one deadline while a connection opens."""

from __future__ import annotations

import selectors
import socket
import ssl
from collections.abc import Callable
from typing import TypeVar

from ..deadline import Deadline

T = TypeVar("T")

READ, WRITE = selectors.EVENT_READ, selectors.EVENT_WRITE
# No file descriptor of its own, and no limit of 1,024 as select has.
_Selector = getattr(selectors, "PollSelector", selectors.SelectSelector)


def wait(sock: socket.socket, events: int, deadline: Deadline) -> None:
    """Returns when the socket is ready, or a slice of the deadline is over."""
    with _Selector() as selector:
        selector.register(sock, events)
        selector.select(deadline.slice())


def retried(sock: socket.socket, action: Callable[[], T], events: int, deadline: Deadline) -> T:
    """What the action returns once the socket lets it; TimeoutError at the deadline.

    Args:
        events: what a plain socket waits for; a TLS socket says itself whether it wants to read or to write.
    """
    while True:
        if deadline.expired:
            # Also while the socket never has to wait: a server may send faster than we read.
            raise TimeoutError
        try:
            return action()
        except ssl.SSLWantReadError:
            wait(sock, READ, deadline)
        except ssl.SSLWantWriteError:
            wait(sock, WRITE, deadline)
        except (BlockingIOError, InterruptedError):
            wait(sock, events, deadline)


class Wire:
    """Sends all, and hands over what comes line by line or as it comes."""

    def __init__(self, sock: socket.socket, deadline: Deadline) -> None:
        self.sock = sock
        self.deadline = deadline
        self.buffer = bytearray()

    def send(self, data: bytes) -> None:
        """Sends all of it. Raises OSError, TimeoutError at the deadline."""
        view = memoryview(data)
        while view:
            view = view[retried(self.sock, lambda rest=view: self.sock.send(rest), WRITE, self.deadline) :]  # type: ignore[misc]

    def more(self, deadline: Deadline | None = None) -> bool:
        """Waits for further bytes into the buffer; False at the end of the stream. Raises OSError, TimeoutError."""
        data = retried(self.sock, lambda: self.sock.recv(65536), READ, deadline or self.deadline)
        self.buffer += data
        return bool(data)

    def take(self, size: int) -> bytes:
        """The first bytes of the buffer, removed from it."""
        data = bytes(self.buffer[:size])
        del self.buffer[:size]
        return data
