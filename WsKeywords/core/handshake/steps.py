"""Opening in steps: what must wait says for what, and whoever runs it does the waiting, for one or for many at once."""

from __future__ import annotations

import selectors
import socket
from collections.abc import Generator
from time import monotonic, sleep
from typing import NamedTuple, TypeVar

from ..deadline import SLICE

T = TypeVar("T")

READ, WRITE = selectors.EVENT_READ, selectors.EVENT_WRITE
#: It needs no file descriptor of its own, and has no limit of 1,024 as select has.
Selector: type[selectors.BaseSelector] = getattr(selectors, "PollSelector", selectors.SelectSelector)


class Wait(NamedTuple):
    """What steps wait for: one of the sockets, or the moment. They may be gone on with before, and look themselves."""

    #: Monotonic seconds.
    until: float
    #: Each with the events that are waited for.
    socks: tuple[tuple[socket.socket, int], ...] = ()


#: Nothing is waited for, but others may have had their turn before these steps are gone on with.
OTHERS_FIRST = Wait(0.0)
#: Yields before it would block, and returns what came of it. Closed before its end, it frees what it holds.
Steps = Generator[Wait, None, T]


def run(steps: Steps[T]) -> T:
    """Go through steps in the caller's thread, which can be interrupted while it waits; returns what they return."""
    try:
        while True:
            _pause(next(steps))
    except StopIteration as end:
        result: T = end.value
        return result
    finally:
        steps.close()


def _pause(wait: Wait) -> None:
    if wait is OTHERS_FIRST:
        return
    # No longer than a slice: their deadline may have been moved meanwhile.
    patience = max(0.0, min(SLICE, wait.until - monotonic()))
    if not wait.socks:
        return sleep(patience)
    with Selector() as selector:
        for sock, events in wait.socks:
            selector.register(sock, events)
        selector.select(patience)
