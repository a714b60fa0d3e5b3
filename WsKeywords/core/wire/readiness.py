"""Which sockets can be read or written: epoll where there is one, else what ``selectors`` has."""

from __future__ import annotations

import select
import selectors
import socket
from selectors import EVENT_READ, EVENT_WRITE
from typing import Generic, Protocol, TypeVar

T = TypeVar("T")
#: So many sockets at most are told of at once.
_MOST = 1000


class Readiness(Protocol[T]):
    """Sockets, each with its owner."""

    def watch(self, sock: socket.socket, owner: T, events: int) -> None:
        """Tell of this socket when one of ``events`` is possible; 0: no more."""

    def wait(self, seconds: float) -> list[tuple[T, int]]:
        """The owners whose sockets are ready, and for what; none when the time is up."""

    def close(self) -> None:
        """Free it."""


class AnyReadiness(Generic[T]):
    """By way of ``selectors``, on every platform."""

    def __init__(self) -> None:
        self._selector = selectors.DefaultSelector()

    def watch(self, sock: socket.socket, owner: T, events: int) -> None:
        known = sock.fileno() >= 0 and sock.fileno() in self._selector.get_map()
        if not events:
            if known:
                self._selector.unregister(sock)
        elif known:
            self._selector.modify(sock, events, owner)
        else:
            self._selector.register(sock, events, owner)

    def wait(self, seconds: float) -> list[tuple[T, int]]:
        return [(key.data, events) for key, events in self._selector.select(seconds)]

    def close(self) -> None:
        self._selector.close()


class EpollReadiness(Generic[T]):
    """The same without the objects that ``selectors`` makes for each event: of a small message they take a tenth."""

    def __init__(self) -> None:
        self._epoll = select.epoll()
        self._owners: dict[int, T] = {}

    def watch(self, sock: socket.socket, owner: T, events: int) -> None:
        number = sock.fileno()
        if not events:
            if self._owners.pop(number, None) is not None:
                self._epoll.unregister(number)
            return
        mask = (select.EPOLLIN if events & EVENT_READ else 0) | (select.EPOLLOUT if events & EVENT_WRITE else 0)
        if number in self._owners:
            self._epoll.modify(number, mask)
        else:
            self._epoll.register(number, mask)
        self._owners[number] = owner

    def wait(self, seconds: float) -> list[tuple[T, int]]:
        owners = self._owners
        # Errors and hang-ups are told as readable and writable: reading or writing says what it is.
        return [
            (owners[number], (mask & ~select.EPOLLOUT and EVENT_READ) | (mask & ~select.EPOLLIN and EVENT_WRITE))
            for number, mask in self._epoll.poll(seconds, _MOST)
        ]

    def close(self) -> None:
        self._epoll.close()


def readiness() -> Readiness[T]:
    """The best that this platform has."""
    return EpollReadiness() if hasattr(select, "epoll") else AnyReadiness()
