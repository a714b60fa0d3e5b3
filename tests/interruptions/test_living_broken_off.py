"""What a session does by itself can be ended, whenever the call that began it or ended it was broken off."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import pytest

from tests.engine.peer import Frame, Peer, frame
from tests.engine.tap import Tap
from tests.interruptions.striking import MARKS, strikes
from tests.interruptions.test_closes_broken_off import answering
from WsKeywords.core import Session, Sessions

pytestmark = MARKS
TEXT, PING = 1, 9
TIMES = 120


class Row(NamedTuple):
    """A call, and the one that ends what it began.

    Attributes:
        call: what is broken off.
        undone: what must end it all.
        first: what comes before the call.
    """

    call: Callable[[Session], object]
    undone: Callable[[Session], object]
    first: Callable[[Session], object] = bool


def kept_up(session: Session) -> None:
    session.keep_sending("again", every=0.0005)


def replying(session: Session) -> None:
    session.reply_to("again", contains="news")


LIVES: dict[str, Row] = {
    "keep_sending": Row(kept_up, Session.stop_sending),
    "stop_sending": Row(Session.stop_sending, Session.stop_sending, kept_up),
    "reply_to": Row(replying, Session.stop_replying),
    "stop_replying": Row(Session.stop_replying, Session.stop_replying, replying),
    "pause_receiving": Row(Session.pause_receiving, Session.resume_receiving),
    "resume_receiving": Row(Session.resume_receiving, Session.resume_receiving, Session.pause_receiving),
}


@pytest.mark.parametrize("name", LIVES)
def test_it_can_be_ended(name: str) -> None:
    row = LIVES[name]
    with (
        Sessions(timeout=10, close_timeout=0.2) as sessions,
        Peer(sessions) as peer,
        strikes(name) as striking,
        Tap(peer.sock, answering(peer.sock)) as tap,
    ):
        session, number = peer.session, 0
        try:
            while striking.count < TIMES:
                row.first(session)
                striking.strike(lambda: row.call(session))
                row.undone(session)
                # From here on nothing goes out by itself, and what comes is read by the test.
                number += 1
                pings = [Frame(PING, f"{which} {number}".encode()) for which in ("first", "last")]
                session.ping(pings[0].payload)
                assert tap.wait(lambda frames, end=pings[:1]: end[0] in frames[-2:])
                session.clear()
                peer.send(frame(TEXT, b"news"))
                assert session.receive(timeout=5) == "news"
                session.ping(pings[1].payload)
                assert tap.wait(lambda frames, end=pings[1:]: frames[-1:] == end)
                assert tap.frames[-2:] == pings
        finally:
            session.abort()
