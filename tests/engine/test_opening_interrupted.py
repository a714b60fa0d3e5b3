"""A time-out of Robot Framework, or Ctrl-C, while connections open: none stays open that no session holds."""

from __future__ import annotations

import gc
import random
import signal
from collections.abc import Callable
from contextlib import suppress

import psutil
import pytest

from tests.engine.test_liveness import eventually
from tests.interrupting import signals
from WsKeywords.core import Session, Sessions

#: So often each of these is interrupted, at random moments of the time that it takes.
TIMES = 150

# An exception that a signal raises while a generator or a destructor runs is dropped by Python, which says so.
pytestmark = [
    pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="POSIX alone has timers that interrupt"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


def connections(port: int) -> int:
    """How many connections this process has to a port."""
    own = psutil.Process().net_connections(kind="tcp")
    return sum(1 for each in own if each.raddr and each.raddr.port == port and each.status == psutil.CONN_ESTABLISHED)


def held(sessions: Sessions) -> int:
    return sum(session.is_open for session in map(sessions.get, sessions.names()))


def storm(server: str, sessions: Sessions, action: Callable[[int], object], longest: float) -> None:
    """Interrupt an action again and again; nothing is open then but what sessions hold."""
    port = int(server.rpartition(":")[2].strip("/"))
    chance, struck = random.Random(7), 0
    with signals() as raising:
        for number in range(TIMES):
            struck += raising.after(chance.uniform(1e-5, longest), lambda number=number: action(number))
    assert struck > TIMES // 10
    gc.collect()
    assert eventually(lambda: connections(port) == held(sessions)), (connections(port), held(sessions))
    sessions.open("/", "after").close()


def test_open(server: str, sessions: Sessions) -> None:
    storm(server, sessions, lambda number: sessions.open("/", f"s-{number}"), 0.004)


def test_open_many(server: str, sessions: Sessions) -> None:
    storm(server, sessions, lambda number: sessions.open_many("/", 5, prefix=f"crowd-{number}"), 0.012)


def test_expect_refused(server: str, sessions: Sessions) -> None:
    def expect(_: int) -> None:
        with suppress(AssertionError):
            sessions.expect_refused("/")

    storm(server, sessions, expect, 0.006)


def test_reconnect(server: str, sessions: Sessions) -> None:
    alice = sessions.open("/", "alice")

    def again(_: int) -> None:
        lost(alice)
        alice.reconnect()

    storm(server, sessions, again, 0.006)


def lost(session: Session) -> None:
    if session.is_open:
        session.abort()
