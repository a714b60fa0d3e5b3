"""Calls of several steps, broken off before each of their bytecodes: chance may miss the few between two steps."""

from __future__ import annotations

from collections.abc import Callable

from tests.engine.peer import Peer
from tests.interrupting import broken_off
from tests.interruptions.striking import MARKS
from WsKeywords.core import Sessions

pytestmark = MARKS


def anywhere(first: Callable[[], object], call: Callable[[], object], then: Callable[[], object]) -> int:
    """Break a call off before its first bytecode, its second, and so on; how many it has."""
    number, struck = 0, True
    while struck:
        number += 1
        first()
        struck = broken_off(call, number)
        then()
    return number


def test_what_stop_sending_had_not_got_to_is_ended_by_the_next_one() -> None:
    with Sessions(timeout=5) as sessions, Peer(sessions) as peer:
        session = peer.session

        def check() -> None:
            begun = [*session._kept_up, *kept]
            session.stop_sending()
            assert all(each.stopped for each in begun)
            assert session._kept_up == []

        kept = []

        def begin() -> None:
            session.keep_sending("x", every=60)
            session.keep_sending("y", every=60)
            kept[:] = session._kept_up

        assert anywhere(begin, session.stop_sending, check) > 50
        session.abort()


def test_a_reconnect_leaves_a_session_open_or_closed(everything: str) -> None:
    with Sessions(everything, timeout=20, close_timeout=5) as sessions:
        session = sessions.open("/ws", "alice")

        def check() -> None:
            if session.is_open:
                session.ping()

        def lose() -> None:
            if session.is_open:
                session.abort()

        assert anywhere(lose, session.reconnect, check) > 300
