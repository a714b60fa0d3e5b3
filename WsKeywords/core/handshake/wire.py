"""A non-blocking socket, plain or TLS, used under one deadline while a connection opens."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable
from typing import TypeVar

from ..deadline import Deadline
from .steps import READ, WRITE, Steps, Wait

__all__ = ["READ", "WRITE", "Wire", "retried"]

T = TypeVar("T")


def retried(sock: socket.socket, action: Callable[[], T], events: int, deadline: Deadline) -> Steps[T]:
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
            wanted = READ
        except ssl.SSLWantWriteError:
            wanted = WRITE
        except (BlockingIOError, InterruptedError):
            wanted = events
        yield Wait(deadline.at, ((sock, wanted),))


class Wire:
    """Sends all, and hands over what comes line by line or as it comes."""

    def __init__(self, sock: socket.socket, deadline: Deadline) -> None:
        self.sock = sock
        self.deadline = deadline
        self.buffer = bytearray()

    def send(self, data: bytes) -> Steps[None]:
        """Sends all of it. Raises OSError, TimeoutError at the deadline."""
        while data:
            sent = yield from retried(self.sock, lambda rest=data: self.sock.send(rest), WRITE, self.deadline)  # type: ignore[misc]
            data = data[sent:]

    def more(self, deadline: Deadline | None = None) -> Steps[bool]:
        """Waits for further bytes into the buffer; False at the end of the stream. Raises OSError, TimeoutError."""
        data = yield from retried(self.sock, lambda: self.sock.recv(16384), READ, deadline or self.deadline)
        self.buffer += data
        return bool(data)

    def take(self, size: int) -> bytes:
        """The first bytes of the buffer, removed from it."""
        data = bytes(self.buffer[:size])
        del self.buffer[:size]
        return data
