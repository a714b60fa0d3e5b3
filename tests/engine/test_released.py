"""What was read is let go: a session holds what is unread and what its transcript keeps, however long it lives."""

from __future__ import annotations

import gc

from WsKeywords.core import Session
from WsKeywords.core.inbox import Segment


def held() -> int:
    gc.collect()
    return sum(type(each) is Segment for each in gc.get_objects())


def talk(session: Session) -> None:
    for number in range(200):
        session.send_text(f"n{number}")
        assert session.receive() == f"Echo: n{number}"


def test_messages_that_were_read(alice: Session) -> None:
    before = held()
    talk(alice)
    assert held() - before < 10


def test_messages_that_guards_have_judged_and_those_after_the_guards(alice: Session) -> None:
    before = held()
    alice.must_never_arrive(contains="error")
    talk(alice)
    assert held() - before < 10
    alice.remove_guards()
    talk(alice)
    assert held() - before < 10
