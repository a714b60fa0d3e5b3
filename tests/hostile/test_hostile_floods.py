"""Servers that send more than anybody reads, also in few bytes: what is kept is bounded, and nothing of it is lost."""

from __future__ import annotations

import gzip
import re
import socket
import threading
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest

from tests.engine.peer import Peer, frame
from tests.hostile import RawServer
from WsKeywords.core import NoMessage, Session, Sessions
from WsKeywords.core.deadline import Deadline
from WsKeywords.core.wire import reading

TEXT, BINARY, PING = 1, 2, 9
MIB = 1 << 20
DEFLATE = "Sec-WebSocket-Extensions: permessage-deflate"
#: What one piece of 8 KiB can become, with a message before and after it.
PIECE = 10 * MIB


@pytest.fixture
def sessions(monkeypatch: pytest.MonkeyPatch) -> Iterator[Sessions]:
    """At most 4 MiB unread."""
    monkeypatch.setattr(reading, "MOST_BYTES", 4 * MIB)
    with Sessions(timeout=10, close_timeout=5, max_size=MIB) as opened:
        yield opened


@contextmanager
def flooding(peer: Peer, data: bytes, *, for_ever: bool = False) -> Iterator[None]:
    """Sends it while the test goes on, once or for ever."""

    def send() -> None:
        with suppress(OSError):
            peer.sock.sendall(data)
            while for_ever:
                peer.sock.sendall(data)

    thread = threading.Thread(target=send)
    thread.start()
    try:
        yield
    finally:
        with suppress(OSError):
            peer.sock.shutdown(socket.SHUT_RDWR)
        thread.join(30)


def until_stalled(session: Session) -> None:
    end = Deadline.after(20)
    with session.listening() as bell:
        while not session.stalled:
            assert not end.expired
            bell.acquire(timeout=0.05)


def bomb(number: int, size: int) -> bytes:
    """A compressed message: a number, and zeros."""
    packer = zlib.compressobj(wbits=-15)
    packed = packer.compress(b"%d " % number + bytes(size - 8)) + packer.flush(zlib.Z_SYNC_FLUSH)
    return frame(BINARY, packed[:-4], 0xC0)


def test_tiny_messages_of_one_read_stop_at_max_unread(sessions: Sessions) -> None:
    with Peer(sessions, max_unread=1000) as peer, flooding(peer, frame(TEXT) * 500_000):
        until_stalled(peer.session)
        arrived = peer.session.inbox.arrived
        assert 1000 <= arrived <= 1512
        assert peer.session.receive_many(arrived) == [""] * arrived
        assert peer.session.receive_many(900) == [""] * 900


def test_all_of_a_flood_comes_through_in_order(sessions: Sessions) -> None:
    count = 60_000
    data = b"".join(frame(TEXT, str(number).encode()) + frame(PING) * (number % 100 == 0) for number in range(count))
    with Peer(sessions, max_unread=100) as peer, flooding(peer, data):
        came: list[object] = []
        while len(came) < count:
            came.append(peer.session.receive())
        assert came == [str(number) for number in range(count)]


def test_bombs_of_one_read_are_bounded_and_all_come_when_there_is_room(sessions: Sessions) -> None:
    data = b"".join(bomb(number, MIB) for number in range(120))
    with Peer(sessions, lines=(DEFLATE,)) as peer, flooding(peer, data):
        session = peer.session
        until_stalled(session)
        assert 4 * MIB <= session.inbox.unread_bytes <= 4 * MIB + PIECE
        unread = session.count()
        size = f"{session.unread_bytes / 1e6:.1f} MB"
        assert session.transcript.entries()[-1].data == f"stopped reading: {unread} messages are unread ({size})"
        with pytest.raises(NoMessage) as failure:
            session.wait_for(text="never", timeout=0.05)
        text = re.sub(r"\d\d:\d\d:\d\d\.\d{3}", "TIME", str(failure.value))
        assert (
            f"Its socket is not read any more, because {unread} messages are unread ({size}): read or clear them.\n"
            "End of its transcript:\n"
        ) in text
        for number in range(120):
            message = session.receive()
            assert isinstance(message, bytes)
            assert (message[:8].split(b" ")[0], len(message)) == (b"%d" % number, MIB - 8 + len(b"%d " % number))
        assert session.inbox.unread_bytes == 0


def test_a_transcript_of_bombs_is_bounded(sessions: Sessions) -> None:
    data = b"".join(bomb(number, MIB) for number in range(150))
    with Peer(sessions, lines=(DEFLATE,)) as peer, flooding(peer, data):
        for _ in range(150):
            peer.session.receive()
        kept = sum(len(entry.data) for entry in peer.session.transcript.entries("received", "message"))
        assert kept <= 64 * MIB + PIECE


def test_bombs_do_not_keep_others_waiting(sessions: Sessions) -> None:
    data = b"".join(bomb(number, MIB) for number in range(40))
    with Peer(sessions, "bob") as bob, Peer(sessions, "alice", lines=(DEFLATE,)) as peer:
        peer.session.ignore(kind="binary")
        with flooding(peer, data, for_ever=True):
            for number in range(20):
                bob.send(frame(PING, b"%d" % number))
                assert bob.receive() == (10, b"%d" % number)
                with pytest.raises(NoMessage):
                    peer.session.receive(0.02)


def test_a_zip_of_events_is_bounded(sessions: Sessions) -> None:
    events = b"".join(b"data: %d %s\n\n" % (number, bytes(100_000)) for number in range(300))
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Encoding: gzip\r\n\r\n"
    with RawServer(head + gzip.compress(events, mtime=0), hold=True) as server:
        stream = sessions.open_event_stream(server.url.replace("ws://", "http://"), "s")
        until_stalled(stream)
        assert 4 * MIB <= stream.inbox.unread_bytes <= 5 * MIB
        for number in range(300):
            assert str(stream.receive()).split(" ")[0] == str(number)
        sessions.close_all()


def test_a_flood_while_we_close_is_bounded(sessions: Sessions) -> None:
    with Peer(sessions) as peer, flooding(peer, frame(BINARY, bytes(65536)) * 16, for_ever=True):
        close = peer.session.close(1000, "enough")
        assert (close.code, close.reason, close.by) == (1000, "enough", "us")
        assert re.fullmatch(r"the peer did not stop sending: (8|9|1\d)\.\d MB are unread", close.note)
        assert peer.session.inbox.unread_bytes <= 8 * MIB + PIECE


def test_a_flood_that_was_there_before_we_close_is_told_our_close_too(
    sessions: Sessions, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first look, at what had come, is over the limit already."""
    monkeypatch.setattr(reading, "MOST_BYTES", MIB // 16)
    monkeypatch.setattr(reading, "TURN", 60)
    with Peer(sessions) as peer, flooding(peer, frame(BINARY, bytes(65536)) * 16, for_ever=True):
        until_stalled(peer.session)
        close = peer.session.close(1000, "enough")
        assert (close.code, close.reason, close.by) == (1000, "enough", "us")
        assert close.note.startswith("the peer did not stop sending: ")
        assert [entry.data.code for entry in peer.session.transcript.entries("sent", "close")] == [1000]
