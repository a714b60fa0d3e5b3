"""Ports for apps under test: bound by us, so that nobody else gets them in between."""

from __future__ import annotations

import errno
import os
import socket

from ..errors import AppFailed, InvalidArgument
from ..output import quote

_EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}


def reachable(host: str) -> str:
    """The host to connect to for an app that listens on ``host``."""
    return _EVERYWHERE.get(host, host)


def bind(host: str, port: int) -> socket.socket:
    """A socket that is bound and does not listen yet, so that the port refuses until the app is there.

    Args:
        host: an address or name of this machine.
        port: 0 takes any that is free.

    Raises:
        AppFailed: the port is taken, or not ours to take.
        InvalidArgument: the host is none of this machine's.
    """
    try:
        found = socket.getaddrinfo(host or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except (OSError, ValueError):  # a name that none can be, too
        text = f"The host {quote(host)} is not known: apps listen on an address of this machine."
        raise InvalidArgument(text) from None
    family, kind, protocol, _, where = min(found, key=lambda entry: entry[0] != socket.AF_INET)
    bound = socket.socket(family, kind, protocol)
    try:
        if os.name != "nt":  # there it would share the port with whoever has it
            # a restart binds the port again while connections of the app before it linger
            bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind(where)
    except OSError as error:
        bound.close()
        if error.errno == errno.EADDRINUSE:
            raise AppFailed(
                f"Port {port} of {host} is taken by another process. Stop that one, or let port=0 find a free port."
            ) from None
        if error.errno == errno.EADDRNOTAVAIL:
            raise InvalidArgument(f"The host {quote(host)} is no address of this machine.") from None
        raise AppFailed(f"Port {port} of {host} cannot be used: {error.strerror or error}.") from None
    return bound
