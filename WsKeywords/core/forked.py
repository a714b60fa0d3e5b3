"""What a process that was forked from this one inherits, and must not use: the I/O thread is not there.

It has copies of all descriptors. It closes those of connections and of guards of apps, which does nothing to the
connections and apps of its parent, and from then on whoever uses a session is told so, instead of waiting for a thread
that does not run or writing between the frames of the parent.
"""

from __future__ import annotations

import os
from contextlib import suppress
from typing import NoReturn, Protocol
from weakref import WeakSet

from .errors import WsError
from .output import quote


class Inheritance(Protocol):
    """What is told in the new process, in its only thread, before anything else happens there."""

    def on_fork(self) -> None: ...


_inherited: WeakSet[Inheritance] = WeakSet()


def tell(inheritance: Inheritance) -> None:
    """Tell it in each process that is forked from this one, as long as it is there."""
    _inherited.add(inheritance)


class Orphan:
    """Stands for the connection of a session in the new process: whatever is asked of it raises."""

    def __init__(self, name: str) -> None:
        self._text = refusal(f"Session {quote(name)}")

    def __getattr__(self, name: str) -> NoReturn:
        if name.startswith("__"):
            raise AttributeError(name)
        raise WsError(self._text)


def refusal(what: str) -> str:
    """Why something cannot be used in the new process, and what can."""
    return (
        f"{what} belongs to the process that opened it, and this process was forked from that one (os.fork, or "
        'multiprocessing with its start method "fork"): the thread that reads the sockets is not in it. '
        "Open what it needs in this process, on Sessions() of its own."
    )


def _in_child() -> None:
    for each in tuple(_inherited):
        with suppress(Exception):  # one that cannot must not keep the others from it
            each.on_fork()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_in_child)
