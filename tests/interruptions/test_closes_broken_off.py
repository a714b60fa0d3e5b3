"""Each call that closes, or changes what a session does by itself, broken off: what is done again ends well."""

from __future__ import annotations

import socket
from collections.abc import Callable
from contextlib import suppress
from typing import Any, NamedTuple

import pytest

from tests.engine.peer import Frame, Peer, frame
from tests.engine.tap import Tap
from tests.interruptions.striking import MARKS, strikes
from WsKeywords.core import Mismatch, Session, Sessions

pytestmark = MARKS
TEXT, CLOSE, PING, PONG = 1, 8, 9, 10
TIMES = 100
SCOPE = "a test"


class Row(NamedTuple):
    """A call that ends a session.

    Attributes:
        call: the call.
        code: of the close frame that it sends; ``None``: it sends none.
        told: whether the server closes by itself, with code 4000.
    """

    call: Callable[[Session], Any]
    code: int | None = None
    told: bool = False


def finished(session: Session) -> None:
    session.start_closing(4001, "bye")
    session.finish_closing()


def closed_for_good(session: Session) -> None:
    session.sessions.close()


def over(session: Session) -> None:
    with suppress(Mismatch):
        session.expect_closed(4000, timeout=5)


CLOSES: dict[str, Row] = {
    "close": Row(lambda session: session.close(4001, "bye"), 4001),
    "start_closing": Row(lambda session: session.start_closing(4001, "bye"), 4001),
    "finish_closing": Row(finished, 4001),
    "abort": Row(Session.abort),
    "wait_closed": Row(lambda session: session.wait_closed(5), told=True),
    "expect_closed": Row(over, told=True),
    "await_close": Row(lambda session: session.await_close(session.deadline(5)), told=True),
    "close_all": Row(lambda session: session.sessions.close_all(), 1000),
    "leave_scope": Row(lambda session: session.sessions.leave_scope(SCOPE), 1000),
    "Sessions.close": Row(closed_for_good, 1000),
}


def answering(sock: socket.socket) -> Callable[[Frame], None]:
    """What a server does: it answers pings, and one close, after which it ends TCP."""
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def told(got: Frame) -> None:
        with suppress(OSError):
            if got.opcode == PING:
                sock.sendall(frame(PONG, got.payload))
            elif got.opcode == CLOSE:
                sock.sendall(frame(CLOSE, got.payload))
                sock.shutdown(socket.SHUT_WR)

    return told


@pytest.mark.parametrize("name", CLOSES)
def test_the_session_ends_in_one_way(name: str) -> None:
    row = CLOSES[name]
    with strikes(name) as striking:
        sessions = Sessions(timeout=5, close_timeout=5)
        try:
            while striking.count < TIMES:
                if not sessions.is_running:
                    sessions.close()
                    sessions = Sessions(timeout=5, close_timeout=5)
                sessions.enter_scope(SCOPE)
                with Peer(sessions) as peer:
                    ended(row, peer, lambda call: striking.strike(call))
                sessions.leave_scope(SCOPE)
        finally:
            sessions.close()
        assert sessions.hub.members == set()


def ended(row: Row, peer: Peer, strike: Callable[[Callable[[], object]], bool]) -> None:
    """One session that is closed by the call, and by another one if that was broken off."""
    session = peer.session
    with Tap(peer.sock, answering(peer.sock)) as tap:
        try:
            session.send_text("hello")
            if row.told:
                peer.send(frame(CLOSE, (4000).to_bytes(2, "big")))
            struck = strike(lambda: row.call(session))
            # Whatever was begun, this ends it.
            if session.sessions.is_running:
                session.close(4002)
            else:
                session.sessions.close()
        finally:
            session.abort()
    close = session.close_info
    assert close is not None
    codes = [int.from_bytes(each.payload[:2], "big") for each in tap.frames if each.opcode == CLOSE]
    assert len(codes) <= 1
    # All that was sent is whole, and nothing follows the close frame.
    assert tap.rest == b""
    assert tap.frames[0] == Frame(TEXT, b"hello")
    assert len(tap.frames) == 1 + len(codes)
    if row.told:
        assert (close.code, close.by) == (4000, "peer") or struck
    elif codes:
        assert close.code in (row.code, 4002)
