"""What a session holds is freed with it, not when the garbage collector comes round: it may be a hundred megabytes."""

from __future__ import annotations

import gc
import threading
import weakref
from collections.abc import Iterator

import pytest

from tests.engine.peer import Peer, frame
from WsKeywords.core import Sessions


@pytest.fixture
def no_collector() -> Iterator[None]:
    gc.collect()
    gc.disable()
    yield
    gc.enable()


@pytest.mark.parametrize("end", ["abort", "close", "by the server"])
def test_a_session_that_is_let_go(no_collector: None, end: str) -> None:
    freed = threading.Semaphore(0)
    transcripts = []
    for _ in range(3):
        with Sessions(timeout=5, close_timeout=0.1) as sessions, Peer(sessions) as peer:
            peer.send(frame(1, b"hi"))
            assert peer.session.receive() == "hi"
            transcripts.append(weakref.ref(peer.session.transcript, lambda _: freed.release()))
            if end == "by the server":
                peer.send(frame(8))
                peer.session.wait_closed()
            else:
                getattr(peer.session, end)()
        del peer, sessions
    # The thread that opened it may not be quite at its end yet.
    assert [freed.acquire(timeout=5) for _ in transcripts] == [True] * 3


def test_what_was_received_before_a_name_was_opened_again(no_collector: None) -> None:
    with Sessions(timeout=5, close_timeout=0.1) as sessions:
        with Peer(sessions) as first:
            freed = threading.Event()
            inbox = weakref.ref(first.session.inbox, lambda _: freed.set())
            first.session.abort()
        del first
        with Peer(sessions):
            # The I/O thread has the connection at hand until it goes on to something else.
            assert freed.wait(5)
    assert inbox() is None
