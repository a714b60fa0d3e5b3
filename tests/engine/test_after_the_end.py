"""Nothing starts again when the sessions were closed for good."""

from __future__ import annotations

import threading

from WsKeywords.core import Session, Sessions
from WsKeywords.core.deadline import SLICE
from WsKeywords.core.liveness.answering import Answering
from WsKeywords.core.matching.matcher import Data
from WsKeywords.core.matching.matchers import AnyMessage
from WsKeywords.core.matching.verdict import verdict


def threads() -> int:
    # Those of the engine are not made by the module threading, but known to the interpreter.
    import _thread

    return _thread._count()


def test_late_calls_start_no_thread(sessions: Sessions, alice: Session) -> None:
    alice.reply_to("pong", contains="ping")
    alice.keep_sending("x", every=60)
    sessions.close()
    before = threads()
    alice.close()
    alice.abort()
    alice.resume_receiving()
    alice.stop_sending()
    assert not sessions.hub.members
    assert threads() <= before


def test_a_thread_that_is_ended_before_it_began_ends() -> None:
    before = threads()
    for _ in range(50):
        answering = Answering()
        answering.start()
        answering.stop()
    waiting = threading.Event()
    while threads() > before:
        assert not waiting.wait(SLICE), "each waits for work for ever"


class Starved(AnyMessage):
    """A matcher that gets no time: other threads have it all."""

    looks = 0

    def matches(self, data: Data, deadline: object = None) -> bool:
        self.looks += 1
        threading.Event().wait(0.02)
        return False


def test_no_time_is_not_no() -> None:
    matcher = Starved()
    assert verdict(matcher, "x", 0.01) is None
    assert matcher.looks == 8
    assert verdict(AnyMessage(), "x", 0.01) is True
