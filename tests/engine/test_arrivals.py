"""When a message arrived: not when the I/O thread came to read it."""

from __future__ import annotations

import sys
import threading
from time import monotonic_ns

import pytest

from tests.engine.peer import Peer, frame
from WsKeywords.core import Session, Sessions
from WsKeywords.core.deadline import Deadline

TEXT = 1
MILLISECOND = 1_000_000


def wait_for_stamps(peer: Peer) -> None:
    """The kernel begins to stamp a moment after the first socket in the whole system wants it."""
    session, end = peer.session, Deadline.after(10)
    while True:
        held_up(peer, b"stamped?")
        received = session.last
        assert received is not None
        if monotonic_ns() - received.at > 20 * MILLISECOND:
            return
        assert not end.expired


def held_up(peer: Peer, *texts: bytes) -> int:
    """Sends the texts while the I/O thread is at something else; returns when they had been sent (monotonic ns)."""
    working, done = threading.Event(), threading.Event()

    def work() -> None:
        working.set()
        done.wait(10)

    peer.session.connection.soon(work)
    assert working.wait(10)
    peer.send(*(frame(TEXT, text) for text in texts))
    sent = monotonic_ns()
    threading.Event().wait(0.05)  # the time that it waits to be read
    done.set()
    assert peer.session.receive_many(len(texts)) == [text.decode() for text in texts]
    return sent


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux stamps TCP")
def test_a_message_arrived_when_the_kernel_received_it(sessions: Sessions) -> None:
    with Peer(sessions) as peer:
        wait_for_stamps(peer)
        sent = held_up(peer, b"one", b"two")
        last = peer.session.last
        assert last is not None
        assert abs(last.at - sent) < 40 * MILLISECOND
        assert peer.session.transcript.entries()[-1].at == last.at


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux stamps TCP")
def test_what_came_before_a_send_is_no_answer_to_it(sessions: Sessions) -> None:
    """Also when it is read after the send, as the transcript shows."""
    with Peer(sessions) as peer:
        session: Session = peer.session
        wait_for_stamps(peer)
        session.send_text("first")
        working, done = threading.Event(), threading.Event()

        def work() -> None:
            working.set()
            done.wait(10)

        session.connection.soon(work)
        assert working.wait(10)
        peer.send(frame(TEXT, b"news"))
        arrived = monotonic_ns()
        threading.Event().wait(0.03)
        sender = threading.Thread(target=session.send_text, args=("second",))
        sender.start()
        while len(session.transcript.entries("sent", "message")) < 2 and not done.is_set():
            # Over TLS, or where the thread that sends does not write itself, it waits for the I/O thread.
            done.wait(0.01)
        done.set()
        sender.join(30)
        assert session.receive() == "news"
        entries = session.transcript.entries(kind="message")
        assert [entry.data for entry in entries[-3:]] == ["first", "news", "second"]
        assert session.response_time() == pytest.approx((arrived - entries[-3].at) / 1e9, abs=0.02)
