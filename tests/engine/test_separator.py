"""The option separator: every text sent ends with it, and those received are cut at it."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator

import pytest

from tests.engine.peer import Frame, Peer, frame
from WsKeywords.core import InvalidArgument, NoMessage, Sessions
from WsKeywords.core.wire.frames import FrameReader
from WsKeywords.core.wire.separating import SeparatedReader

RS = "\x1e"


@pytest.fixture
def sessions() -> Iterator[Sessions]:
    with Sessions(timeout=5, close_timeout=2) as opened:
        yield opened


def text(data: str, **first: int) -> bytes:
    return frame(1, data.encode(), **first)


def test_every_text_that_is_sent_ends_with_it(sessions: Sessions) -> None:
    with Peer(sessions, separator=RS) as peer:
        session = peer.session
        session.send_text("a")
        session.send_json({"b": 1})
        session.send_text("it is there already\x1e")
        session.send_text("")
        session.send_fragments(["c", "d"])
        session.send_binary(b"binary")
        session.send_fragments([b"e", b"f"], binary=True)
        session.send_frame(1, b"raw")
        assert [peer.receive().payload for _ in range(10)] == [
            b"a\x1e",
            b'{"b":1}\x1e',
            b"it is there already\x1e",
            b"\x1e",
            b"c",
            b"d\x1e",
            b"binary",
            b"e",
            b"f",
            b"raw",
        ]
        sent = [entry.data for entry in session.transcript.entries("sent", "message")]
        assert sent[:5] == ["a", '{"b":1}', "it is there already\x1e", "", "cd"]


def test_texts_are_cut_at_it(sessions: Sessions) -> None:
    with Peer(sessions, separator=RS) as peer:
        peer.send(
            text("a\x1eb\x1e"), text("c"), frame(2, b"\x1e"), frame(9), text("d\x1e\x1e"), text(""), text("e\x1e")
        )
        assert peer.session.receive_many(6) == ["a", "b", b"\x1e", "cd", "", "e"]
        received = [entry.data for entry in peer.session.transcript.entries("received", "message")]
        assert received == ["a", "b", b"\x1e", "cd", "", "e"]
        assert peer.receive() == Frame(10, b"")


def test_a_separator_of_several_characters_may_come_in_pieces(sessions: Sessions) -> None:
    with Peer(sessions, separator="\r\n--") as peer:
        for piece in ("a\r", "\n", "-", "-b\r\n", "c\r\n--"):
            peer.send(text(piece))
        assert peer.session.receive_many(2) == ["a", "b\r\nc"]


def test_text_without_its_separator_is_no_message_and_the_failure_shows_it(sessions: Sessions) -> None:
    with Peer(sessions, separator=RS) as peer:
        peer.send(text('a\x1e{"half": '))
        assert peer.session.receive() == "a"
        with pytest.raises(NoMessage) as failure:
            peer.session.receive(timeout=0.2)
        assert str(failure.value).splitlines()[2] == r'Text that no separator "\x1e" has ended yet: "{"half": ".'
        peer.send(text("1}\x1e"))
        assert peer.session.receive() == '{"half": 1}'


@pytest.mark.parametrize("closing", ["close frame", "lost"])
def test_the_rest_is_handed_over_when_the_session_closes(sessions: Sessions, closing: str) -> None:
    with Peer(sessions, separator=RS) as peer:
        peer.send(text("a\x1eb"))
        if closing == "lost":
            peer.sock.close()
        else:
            peer.send(frame(8, b"\x03\xe8"))
        close = peer.session.wait_closed()
        assert close.by == ("network" if closing == "lost" else "peer")
        assert peer.session.receive_many(2) == ["a", "b"]
        notes = [entry.data for entry in peer.session.transcript.entries(kind="note")]
        assert notes == ["the last text came without its separator"]


def test_text_that_grows_without_a_separator_is_bounded(sessions: Sessions) -> None:
    with Peer(sessions, separator=RS, max_size=100) as peer:
        for _ in range(3):
            peer.send(text("x" * 50))
        close = peer.session.wait_closed()
        rule = "message larger than 100 bytes (max_size) without its separator"
        assert (close.code, close.by, close.reason) == (1009, "us", f"RFC 6455 section 7.4.1: {rule}")


def test_an_empty_separator() -> None:
    with Sessions() as sessions, pytest.raises(InvalidArgument) as failure:
        sessions.open("ws://127.0.0.1:9/", separator="")
    assert str(failure.value) == r'separator must be a text that is not empty, such as \x1e, but it is the str "".'


def test_a_flood_of_tiny_texts_without_a_separator_costs_what_it_holds() -> None:
    reader = SeparatedReader(FrameReader(1000), "\n", 1000)
    tracemalloc.start()
    assert reader.feed(b"\x81\x00" * 200_000) == []
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert held < 100_000
    assert reader.feed(b"\x81\x01a" * 900 + b"\x81\x01\n") == ["a" * 900]
