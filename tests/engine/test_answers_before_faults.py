"""A message, and right behind it a frame that breaks a rule: the message can be answered, however both arrive."""

from __future__ import annotations

import struct
from collections.abc import Iterator

import pytest

from tests.engine.peer import Frame, Peer, frame
from WsKeywords.core import Sessions
from WsKeywords.core.report.transcript import Entry

TEXT, CLOSE = 1, 8
#: A text frame with a reserved bit, and what is said of it.
BROKEN = bytes([0xC1, 6]) + b"broken"
RULE = "RFC 6455 section 5.2: reserved bit set (RSV 100) with no extension agreed, first bytes c1 06 62 72 6f 6b 65 6e"
FOREVER = 1000.0


@pytest.fixture
def sessions() -> Iterator[Sessions]:
    with Sessions(timeout=5, close_timeout=0.3) as opened:
        yield opened


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only what a test does, and no clock, ends the wait for an answer."""
    monkeypatch.setattr("WsKeywords.core.wire.connection._ANSWER", FOREVER)


def closed(peer: Peer) -> tuple[int, str, str]:
    close = peer.session.wait_closed()
    return close.code, close.reason, close.by


def close_frame() -> Frame:
    return Frame(CLOSE, struct.pack("!H", 1002) + RULE.encode())


@pytest.mark.usefixtures("patient")
def test_the_answer_goes_out_before_the_close_frame(sessions: Sessions) -> None:
    with Peer(sessions) as peer:
        peer.send(frame(TEXT, b"hi"), BROKEN, frame(TEXT, b"dropped"))
        peer.session.send_text(f"echo {peer.session.receive()}")
        assert closed(peer) == (1002, RULE, "us")
        assert [peer.receive(), peer.receive()] == [Frame(TEXT, b"echo hi"), close_frame()]
        assert peer.session.count(unread=True) == 0
        kinds = [(entry.direction, entry.kind) for entry in _talk(peer)]
        assert kinds == [("received", "message"), ("sent", "message"), ("", "close"), ("sent", "close")]


def _talk(peer: Peer) -> list[Entry]:
    return [entry for entry in peer.session.transcript.entries() if entry.kind != "handshake"]


def test_nobody_answers(sessions: Sessions) -> None:
    """The server gets its close frame all the same, and what it had said can be read."""
    with Peer(sessions) as peer:
        peer.send(frame(TEXT, b"hi"), BROKEN)
        assert peer.receive() == close_frame()
        assert peer.session.receive() == "hi"
        assert closed(peer) == (1002, RULE, "us")


@pytest.mark.usefixtures("patient")
def test_who_waits_for_more_is_told_at_once(sessions: Sessions) -> None:
    with Peer(sessions) as peer:
        peer.send(frame(TEXT, b"hi"), BROKEN)
        assert peer.session.receive() == "hi"
        with pytest.raises(AssertionError) as caught:
            peer.session.receive()
        assert f'closed by us with code 1002 and reason "{RULE}"' in str(caught.value)


@pytest.mark.usefixtures("patient")
def test_who_waits_for_the_close_is_told_at_once(sessions: Sessions) -> None:
    with Peer(sessions) as peer:
        peer.send(frame(TEXT, b"hi"), BROKEN)
        assert closed(peer) == (1002, RULE, "us")
        assert peer.session.receive() == "hi"


@pytest.mark.usefixtures("patient")
def test_a_fault_with_nothing_before_it_is_not_put_off(sessions: Sessions) -> None:
    with Peer(sessions) as peer:
        peer.send(BROKEN)
        assert peer.receive() == close_frame()


def test_a_fault_long_after_a_message_is_not_put_off(sessions: Sessions, monkeypatch: pytest.MonkeyPatch) -> None:
    with Peer(sessions) as peer:
        peer.send(frame(TEXT, b"hi"))
        assert peer.session.receive() == "hi"
        monkeypatch.setattr("WsKeywords.core.wire.connection._ANSWER", 0)
        peer.send(BROKEN)
        assert peer.receive() == close_frame()


def test_an_automatic_reply_goes_out_too(sessions: Sessions) -> None:
    with Peer(sessions) as peer:
        peer.session.reply_to("pong", contains="ping")
        peer.send(frame(TEXT, b"ping"), BROKEN)
        with pytest.raises(AssertionError, match="closed by us with code 1002"):
            peer.session.receive()
        assert [peer.receive(), peer.receive()] == [Frame(TEXT, b"pong"), close_frame()]


@pytest.mark.usefixtures("patient")
def test_a_test_that_closes_meanwhile_sends_one_close_frame(sessions: Sessions) -> None:
    with Peer(sessions) as peer:
        peer.send(frame(TEXT, b"hi"), BROKEN)
        assert peer.session.receive() == "hi"
        close = peer.session.close(4000, "bye")
        assert (close.code, close.reason, close.by) == (1002, RULE, "us")
        assert peer.receive() == close_frame()
        assert peer.ended()


@pytest.mark.usefixtures("patient")
def test_a_server_that_ends_tcp_meanwhile(sessions: Sessions) -> None:
    with Peer(sessions) as peer:
        peer.send(frame(TEXT, b"hi"), BROKEN)
        assert peer.session.receive() == "hi"
        peer.sock.close()
        with peer.session.listening() as bell:
            while peer.session.is_open:
                bell.acquire(timeout=0.05)
        assert closed(peer) == (1002, RULE, "us")


@pytest.mark.usefixtures("patient")
def test_a_fault_after_our_close_frame_gets_no_other_one(sessions: Sessions) -> None:
    with Peer(sessions) as peer:
        peer.session.start_closing(4000, "bye")
        assert peer.receive() == Frame(CLOSE, struct.pack("!H", 4000) + b"bye")
        peer.send(frame(TEXT, b"hi"), BROKEN)
        assert closed(peer) == (1002, RULE, "us")
        assert peer.ended()
