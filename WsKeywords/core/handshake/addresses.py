"""From a host name to a connected TCP socket, under a deadline."""

from __future__ import annotations

import errno
import os
import socket
from _thread import allocate_lock
from itertools import zip_longest
from threading import Thread
from time import monotonic
from typing import Any, NamedTuple

from ..deadline import Deadline
from .rejection import NAME_NOT_FOUND, NO_SOCKET, REFUSED, TIMED_OUT, Attempt
from .steps import WRITE, Steps, Wait, run

# Seconds until the next address is tried beside the one that has not answered yet, at most (RFC 8305, 5).
_STAGGER = 0.25
# Seconds that a look-up has before others get their turn, and between two looks at it.
_AT_ONCE, _LOOK_AGAIN = 0.005, 0.01
_PENDING = {errno.EINPROGRESS, errno.EWOULDBLOCK, errno.EAGAIN, errno.EINTR, getattr(errno, "WSAEWOULDBLOCK", 0)}
_UNCONNECTED = {errno.ENOTCONN, errno.EINVAL, getattr(errno, "WSAENOTCONN", 0), getattr(errno, "WSAEINVAL", 0)}
_EXHAUSTED = {errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM}
#: What helps where the ports of this machine are used up.
NO_PORTS = (
    "All ports that this machine connects from are in use; one that was used stays so for a minute after its "
    "connection has ended. Keep fewer sessions open at a time, open them less often, or widen the range of these ports "
    "(on Linux net.ipv4.ip_local_port_range)."
)


class Address(NamedTuple):
    family: int
    proto: int
    sockaddr: tuple[Any, ...]

    @property
    def shown(self) -> str:
        host, port = self.sockaddr[:2]
        return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


class LookUps:
    """What was looked up once, for all that go the same way."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, int], LookUp] = {}

    def of(self, host: str, port: int) -> LookUp:
        """The look-up of a host; the first to ask begins it."""
        found = self._known.get((host, port))
        if found is None:
            found = self._known[host, port] = LookUp(host, port)
        return found


class LookUp:
    """One question to the resolver.

    ``getaddrinfo`` cannot be interrupted, so a thread of its own waits for it and is left behind at the deadline.
    """

    def __init__(self, host: str, port: int) -> None:
        #: In the order to try them (RFC 8305, 4), or why there are none; ``None`` while there is no answer.
        self.answer: list[Address] | Exception | None = None
        self._host = host
        self._port = port
        self._answered = allocate_lock()
        self._answered.acquire()
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST)
            self.answer = _ordered(found)
        except (socket.gaierror, UnicodeError):
            Thread(target=self._look_up, name=f"look up {host}", daemon=True).start()
            # What this machine knows by itself comes at once.
            self._answered.acquire(timeout=_AT_ONCE)

    def _look_up(self) -> None:
        try:
            self.answer = _ordered(socket.getaddrinfo(self._host, self._port, type=socket.SOCK_STREAM))
        except Exception as error:
            self.answer = error
        self._answered.release()


def resolving(
    host: str, port: int, deadline: Deadline, attempt: Attempt, known: LookUps | None = None
) -> Steps[list[Address]]:
    """The addresses of a host in the order to try them.

    Args:
        known: what others on the same way have asked already.

    Raises:
        OpeningFailed: no such name, or no answer in time.
    """
    look_up = (known or LookUps()).of(host, port)
    while look_up.answer is None:
        if deadline.expired:
            raise attempt.failed(
                TIMED_OUT,
                "it timed out",
                detail=f'the look-up of the host name "{host}" had no answer',
                hint="Is the DNS of this machine reachable?",
            )
        yield Wait(min(deadline.at, monotonic() + _LOOK_AGAIN))
    answer = look_up.answer
    if isinstance(answer, Exception) or not answer:
        text = "it has no address"
        if isinstance(answer, Exception):
            text = answer.strerror if isinstance(answer, OSError) and answer.strerror else str(answer)
        raise attempt.failed(
            NAME_NOT_FOUND,
            "the look-up of its host ended with name not found",
            detail=f'"{host}", {text}',
            hint="Check the spelling of the host, and the DNS of this machine.",
        )
    return answer


def _ordered(found: list[Any]) -> list[Address]:
    """Families in turn, so that one that leads nowhere delays the other by one step only."""
    if len(found) == 1:
        return [Address(found[0][0], found[0][2], found[0][4])]
    unique = list(dict.fromkeys(Address(family, proto, sockaddr) for family, _, proto, _, sockaddr in found))
    first = [address for address in unique if address.family == unique[0].family]
    others = [address for address in unique if address.family != unique[0].family]
    return [address for pair in zip_longest(first, others) for address in pair if address is not None]


def connect(addresses: list[Address], deadline: Deadline, attempt: Attempt) -> tuple[socket.socket, str]:
    """As ``connecting``, in the caller's thread."""
    return run(connecting(addresses, deadline, attempt))


def connecting(addresses: list[Address], deadline: Deadline, attempt: Attempt) -> Steps[tuple[socket.socket, str]]:
    """The first socket that connects, non-blocking, and whom it leads to.

    Addresses are tried in turn; the next one joins in as soon as one failed or has been silent for a while, so that an
    address that swallows packets does not use up the deadline.

    Raises:
        OpeningFailed: none could be connected.
    """
    race = _Race(addresses, deadline)
    try:
        while True:
            if not race.waiting and not race.running:
                raise _nowhere(race.failures, attempt)
            if race.waiting and (not race.running or monotonic() >= race.next_start):
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
                until = min(deadline.at, race.next_start) if race.waiting else deadline.at
                yield Wait(until, tuple((sock, WRITE) for sock in race.running))
                race.look()
            if race.winner is not None:
                sock, address = race.winner
                return sock, address.shown
    finally:
        race.end()


class _Race:
    def __init__(self, addresses: list[Address], deadline: Deadline) -> None:
        self.waiting = list(addresses)
        if len(addresses) > 1:
            self.stagger = min(_STAGGER, deadline.remaining() / (len(addresses) + 1))
        self.running: dict[socket.socket, Address] = {}
        self.failures: list[tuple[Address, int]] = []
        self.winner: tuple[socket.socket, Address] | None = None
        self.next_start = 0.0

    def start_next(self, attempt: Attempt) -> None:
        address = self.waiting.pop(0)
        if self.waiting:
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
        # On this machine it is often there already, though it says that it is on its way.
        self._settle(sock, _state(sock) if code in _PENDING else code)

    def look(self) -> None:
        """See which of the sockets have come through."""
        for sock in tuple(self.running):
            if self.winner is None:
                self._settle(sock, _state(sock))

    def _settle(self, sock: socket.socket, code: int | None) -> None:
        if code is None:
            return
        address = self.running.pop(sock)
        if code:
            sock.close()
            self.failures.append((address, code))
        else:
            self.winner = sock, address

    def end(self) -> None:
        for sock in self.running:
            sock.close()


def _state(sock: socket.socket) -> int | None:
    """0 once a socket is connected, the error when it will not be, ``None`` while that is open."""
    try:
        # A port of the ephemeral range with no listener can connect to itself.
        return errno.ECONNREFUSED if sock.getpeername() == sock.getsockname() else 0
    except OSError as error:
        code = sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
        return code or (None if error.errno in _UNCONNECTED else error.errno or errno.ECONNREFUSED)


def _nowhere(failures: list[tuple[Address, int]], attempt: Attempt) -> Exception:
    codes = {code for _, code in failures}
    detail = "; ".join(_told(failures))
    if codes == {errno.ETIMEDOUT}:
        hint = "Is the host right, and does a firewall let this port through?"
        return attempt.failed(TIMED_OUT, "it timed out", detail=detail, hint=hint)
    if errno.ECONNREFUSED in codes or getattr(errno, "WSAECONNREFUSED", 0) in codes:
        hint = "Is the server running, and on this port?"
        return attempt.failed(REFUSED, "the connection was refused", detail=detail, hint=hint)
    if codes == {errno.EADDRNOTAVAIL} and all(":" not in address.sockaddr[0] for address, _ in failures):
        # Of IPv6 it may also mean that this machine has no address of that kind.
        return attempt.failed(NO_SOCKET, "there was no port to be had", detail=detail, hint=NO_PORTS)
    hint = "Is the host right, and this machine on its network?"
    return attempt.failed(REFUSED, "the connection was refused by the network", detail=detail, hint=hint)


def _told(failures: list[tuple[Address, int]]) -> list[str]:
    told = [f'{address.shown} says "{os.strerror(code)}"' for address, code in failures[:4]]
    if len(failures) > 4:
        told.append(f"and {len(failures) - 4} more addresses")
    return told
