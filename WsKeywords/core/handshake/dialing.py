"""From a target to a socket that leads there: TCP, a Unix socket or a proxy, and TLS around it."""

from __future__ import annotations

import os
import socket
import stat
from dataclasses import dataclass, field
from time import monotonic, monotonic_ns
from typing import NamedTuple

from ..deadline import SLICE, Deadline
from ..errors import InvalidArgument
from ..output import Secrets
from . import addresses, tls
from .proxies import Proxy
from .rejection import REFUSED, TIMED_OUT, Attempt
from .steps import Steps, Wait
from .tls import Resumption
from .tlsfailures import Look
from .urls import Target


@dataclass(frozen=True)
class Route:
    """The way to a server.

    Attributes:
        proxy: what it goes through.
        unix_socket: the path that stands for host and port.
        tls: how TLS is made where the URL wants it.
        known: the names that were looked up for it.
        resumption: how TLS may go on for further connections.
    """

    proxy: Proxy | None = None
    unix_socket: str | None = None
    tls: tls.TlsOptions = field(default_factory=tls.TlsOptions)
    known: addresses.LookUps = field(default_factory=addresses.LookUps, repr=False, compare=False)
    resumption: Resumption = field(default_factory=Resumption, repr=False, compare=False)

    def check(self, target: Target) -> None:
        """What cannot work is said before anything is sent.

        Raises:
            InvalidArgument: a file that cannot be used, a proxy beside a Unix socket, or no Unix sockets here.
        """
        if target.secure:
            self.tls.context()
        else:
            self.tls.check()
        if self.unix_socket is None:
            return
        if self.proxy is not None:
            raise InvalidArgument("A Unix socket is on this machine, where no proxy leads: give proxy or unix_socket.")
        if not hasattr(socket, "AF_UNIX"):
            raise InvalidArgument("unix_socket cannot be used here: Python has no Unix sockets on this platform.")
        try:
            kind = os.stat(self.unix_socket).st_mode
        except (OSError, ValueError) as error:
            why = "there is none" if isinstance(error, FileNotFoundError) else tls.said(error)
            raise InvalidArgument(
                f'Expected unix_socket to be the path of a Unix socket, but {why}: "{self.unix_socket}". '
                "Is the server running, and does it listen there?"
            ) from None
        if not stat.S_ISSOCK(kind):
            what = "a folder" if stat.S_ISDIR(kind) else "a file"
            raise InvalidArgument(
                f'Expected unix_socket to be the path of a Unix socket, but "{self.unix_socket}" is {what}.'
            )


class Dialed(NamedTuple):
    """A connected, non-blocking socket; whom it leads to; when TCP began (monotonic nanoseconds)."""

    sock: socket.socket
    peer: str
    started_at: int


def dialing(target: Target, route: Route, deadline: Deadline, attempt: Attempt, secrets: Secrets) -> Steps[Dialed]:
    """Connect to a target, TLS included where its scheme wants it.

    Raises:
        OpeningFailed: the network, the proxy or TLS refused.
    """
    dialed = yield from connected(target, route, deadline, attempt, secrets)
    if not target.secure:
        return dialed

    def again(brief: Deadline) -> Steps[socket.socket]:
        return (yield from connected(target, route, brief, attempt, secrets)).sock

    try:
        sock = yield from tls.wrapped(dialed.sock, route.tls, target.host, deadline, attempt, again, route.resumption)
    except BaseException:
        dialed.sock.close()
        raise
    return dialed._replace(sock=sock)


def look_again(target: Target, route: Route, deadline: Deadline, attempt: Attempt, secrets: Secrets) -> Steps[Look]:
    """What the server shows and asks for, when its TLS failed."""

    def again(brief: Deadline) -> Steps[socket.socket]:
        return (yield from connected(target, route, brief, attempt, secrets)).sock

    return (yield from tls.look_again(again, route.tls, target.host, deadline))


def connected(target: Target, route: Route, deadline: Deadline, attempt: Attempt, secrets: Secrets) -> Steps[Dialed]:
    """As ``dialing``, but without TLS."""
    if route.unix_socket is not None:
        return (yield from _unix(route.unix_socket, deadline, attempt))
    if route.proxy is not None:
        from .proxied import through

        started = monotonic_ns()
        through_it = through(route.proxy, target.host, target.port, deadline, attempt, secrets, route.known)
        return Dialed(*(yield from through_it), started)
    found = yield from addresses.resolving(target.host, target.port, deadline, attempt, route.known)
    started = monotonic_ns()
    sock, peer = yield from addresses.connecting(found, deadline, attempt)
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return Dialed(sock, peer, started)


def _unix(path: str, deadline: Deadline, attempt: Attempt) -> Steps[Dialed]:
    started = monotonic_ns()
    sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    sock.setblocking(False)
    try:
        yield from _connect_unix(sock, path, deadline)
    except TimeoutError:
        sock.close()
        raise attempt.failed(
            TIMED_OUT,
            "it timed out",
            detail=f'the server does not take connections at the Unix socket "{path}"',
            hint="Is the server busy?",
        ) from None
    except OSError as error:
        sock.close()
        raise attempt.failed(
            REFUSED,
            "the connection was refused",
            detail=f'the Unix socket "{path}" says "{error.strerror or error}"',
            hint="Is the server running? A socket's file stays behind when its server is gone.",
        ) from None
    except BaseException:
        sock.close()
        raise
    return Dialed(sock, path, started)


def _connect_unix(sock: socket.socket, path: str, deadline: Deadline) -> Steps[None]:
    while True:
        try:
            return sock.connect(path)
        except (BlockingIOError, InterruptedError):
            # The queue of the listener is full. There is nothing to wait for: the socket is ready all the time.
            if deadline.expired:
                raise TimeoutError from None
            yield Wait(min(deadline.at, monotonic() + SLICE / 5))
