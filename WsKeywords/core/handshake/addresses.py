"""From a host name to a connected TCP socket, under a deadline."""

from __future__ import annotations

import errno
import os
import selectors
import socket
from itertools import zip_longest
from queue import Empty, SimpleQueue
from threading import Thread
from time import monotonic
from typing import Any, NamedTuple

from ..deadline import Deadline
from .rejection import NAME_NOT_FOUND, NO_SOCKET, REFUSED, TIMED_OUT, Attempt

# Seconds until the next address is tried beside the one that has not answered yet, at most (RFC 8305, 5).
_STAGGER = 0.25
_PENDING = {errno.EINPROGRESS, errno.EWOULDBLOCK, errno.EAGAIN, errno.EINTR, getattr(errno, "WSAEWOULDBLOCK", 0)}
_EXHAUSTED = {errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM}


class Address(NamedTuple):
    family: int
    proto: int
    sockaddr: tuple[Any, ...]

    @property
    def shown(self) -> str:
        host, port = self.sockaddr[:2]
        return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def resolve(host: str, port: int, deadline: Deadline, attempt: Attempt) -> list[Address]:
    """The addresses of a host in the order to try them (RFC 8305, 4).

    ``getaddrinfo`` cannot be interrupted, so a thread of its own waits for it and is left behind at the deadline.

    Raises:
        OpeningFailed: no such name, or no answer in time.
    """
    try:
        return _ordered(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST))
    except (socket.gaierror, UnicodeError):
        pass
    answers: SimpleQueue[list[Any] | Exception] = SimpleQueue()

    def look_up() -> None:
        try:
            answers.put(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
        except Exception as error:
            answers.put(error)

    Thread(target=look_up, name=f"look up {host}", daemon=True).start()
    while True:
        try:
            answer = answers.get(timeout=max(0.001, deadline.slice()))
            break
        except Empty:
            if deadline.expired:
                raise attempt.failed(
                    TIMED_OUT,
                    "it timed out",
                    detail=f'the look-up of the host name "{host}" had no answer',
                    hint="Is the DNS of this machine reachable?",
                ) from None
    if isinstance(answer, Exception) or not answer:
        text = "it has no address"
        if isinstance(answer, Exception):
            text = answer.strerror if isinstance(answer, OSError) and answer.strerror else str(answer)
        raise attempt.failed(
            NAME_NOT_FOUND,
            "the look-up of its host ended with name not found",
            detail=f'"{host}", {text}',
            hint="Check the spelling of the host, and the DNS of this machine.",
        ) from None
    return _ordered(answer)


def _ordered(found: list[Any]) -> list[Address]:
    """Families in turn, so that one that leads nowhere delays the other by one step only."""
    unique = list(dict.fromkeys(Address(family, proto, sockaddr) for family, _, proto, _, sockaddr in found))
    first = [address for address in unique if address.family == unique[0].family]
    others = [address for address in unique if address.family != unique[0].family]
    return [address for pair in zip_longest(first, others) for address in pair if address is not None]


def connect(addresses: list[Address], deadline: Deadline, attempt: Attempt) -> tuple[socket.socket, str]:
    """The first socket that connects, non-blocking, and whom it leads to.

    Addresses are tried in turn; the next one joins in as soon as one failed or has been silent for a while, so that an
    address that swallows packets does not use up the deadline.

    Raises:
        OpeningFailed: none could be connected.
    """
    race = _Race(addresses, min(_STAGGER, deadline.remaining() / (len(addresses) + 1)))
    try:
        while True:
            if race.started_all and not race.running:
                raise _nowhere(race.failures, attempt)
            if not race.started_all and (not race.running or monotonic() >= race.next_start):
                race.start_next(attempt)
            elif deadline.expired:
                waited = ", ".join(address.shown for address in race.running.values())
                raise attempt.failed(
                    TIMED_OUT,
                    "it timed out",
                    detail="; ".join([f"{waited} did not answer", *_told(race.failures)]),
                    hint="Is the host right, and does a firewall let this port through?",
                )
            else:
                race.wait(deadline)
            if race.winner is not None:
                sock, address = race.winner
                return sock, address.shown
    finally:
        race.end()


class _Race:
    def __init__(self, addresses: list[Address], stagger: float) -> None:
        self.stagger = stagger
        self.waiting = list(addresses)
        self.running: dict[socket.socket, Address] = {}
        self.failures: list[tuple[Address, int]] = []
        self.winner: tuple[socket.socket, Address] | None = None
        self.next_start = 0.0
        self.selector = getattr(selectors, "PollSelector", selectors.SelectSelector)()

    @property
    def started_all(self) -> bool:
        return not self.waiting

    def start_next(self, attempt: Attempt) -> None:
        address = self.waiting.pop(0)
        self.next_start = monotonic() + self.stagger
        try:
            sock = socket.socket(address.family, socket.SOCK_STREAM, address.proto)
        except OSError as error:
            if error.errno in _EXHAUSTED:
                raise attempt.failed(
                    NO_SOCKET,
                    "there was no socket to be had",
                    detail=error.strerror or str(error),
                    hint="Close sessions, or raise the limit of open files (ulimit -n).",
                ) from None
            self.failures.append((address, error.errno or 0))
            return
        self.running[sock] = address
        sock.setblocking(False)
        code = sock.connect_ex(address.sockaddr)
        if code in _PENDING:
            self.selector.register(sock, selectors.EVENT_WRITE)
        else:
            self._settle(sock, code)

    def wait(self, deadline: Deadline) -> None:
        patience = deadline.slice()
        if self.waiting:
            patience = min(patience, max(0.0, self.next_start - monotonic()))
        for key, _ in self.selector.select(patience):
            sock = key.fileobj
            assert isinstance(sock, socket.socket)
            if self.winner is None:
                self.selector.unregister(sock)
                self._settle(sock, sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR))

    def _settle(self, sock: socket.socket, code: int) -> None:
        address = self.running[sock]
        if not code:
            try:
                # A port of the ephemeral range with no listener can connect to itself.
                if sock.getpeername() == sock.getsockname():
                    code = errno.ECONNREFUSED
            except OSError as error:
                code = error.errno or errno.ECONNREFUSED
        del self.running[sock]
        if code:
            sock.close()
            self.failures.append((address, code))
        else:
            self.winner = sock, address

    def end(self) -> None:
        self.selector.close()
        for sock in self.running:
            sock.close()


def _nowhere(failures: list[tuple[Address, int]], attempt: Attempt) -> Exception:
    codes = {code for _, code in failures}
    detail = "; ".join(_told(failures))
    if codes == {errno.ETIMEDOUT}:
        hint = "Is the host right, and does a firewall let this port through?"
        return attempt.failed(TIMED_OUT, "it timed out", detail=detail, hint=hint)
    if errno.ECONNREFUSED in codes or getattr(errno, "WSAECONNREFUSED", 0) in codes:
        hint = "Is the server running, and on this port?"
        return attempt.failed(REFUSED, "the connection was refused", detail=detail, hint=hint)
    hint = "Is the host right, and this machine on its network?"
    return attempt.failed(REFUSED, "the connection was refused by the network", detail=detail, hint=hint)


def _told(failures: list[tuple[Address, int]]) -> list[str]:
    told = [f'{address.shown} says "{os.strerror(code)}"' for address, code in failures[:4]]
    if len(failures) > 4:
        told.append(f"and {len(failures) - 4} more addresses")
    return told
