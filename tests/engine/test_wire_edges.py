"""Turns that a connection seldom takes: many pings at once, a server that is gone, a fault of ours, a late send."""

from __future__ import annotations

import socket
import ssl
import struct
import threading
from collections.abc import Iterator
from time import monotonic_ns

import pytest

from tests.engine.peer import Frame, Peer, frame
from WsKeywords.core import Sessions
from WsKeywords.core.report.transcript import Record
from WsKeywords.core.wire import readiness
from WsKeywords.core.wire.closing import Close, cause
from WsKeywords.core.wire.framewriter import encode
from WsKeywords.core.wire.outgoing import Outgoing

TEXT, BINARY, CLOSE, PING, PONG = 1, 2, 8, 9, 10


@pytest.fixture
def sessions() -> Iterator[Sessions]:
    with Sessions(timeout=5, close_timeout=0.3) as opened:
        yield opened


def test_of_thousands_of_pings_in_one_read_the_newest_is_answered(sessions: Sessions) -> None:
    """RFC 6455, 5.5.3."""
    with Peer(sessions) as peer:
        peer.session.pause_receiving()
        peer.send(*(frame(PING, b"%d" % number) for number in range(2500)))
        peer.session.resume_receiving()
        assert peer.receive() == Frame(PONG, b"2499")


def test_of_pings_that_could_not_be_answered_yet_the_newest_is(sessions: Sessions) -> None:
    """RFC 6455, 5.5.3: a message that the server does not read is on its way, and no pong goes into its middle."""
    big = bytes(16 << 20)
    with Peer(sessions) as peer:
        sender = threading.Thread(target=peer.session.send_binary, args=(big,))
        sender.start()
        with peer.session.listening() as bell:
            while not any(entry.direction == "sent" for entry in peer.session.transcript.entries(kind="message")):
                bell.acquire(timeout=0.01)
        for number in range(3):
            peer.send(frame(PING, b"%d" % number), frame(TEXT, b"taken"))
            assert peer.session.receive() == "taken"
        assert [peer.receive(), peer.receive()] == [Frame(BINARY, big), Frame(PONG, b"2")]
        sender.join(30)
        peer.session.send_text("end")
        assert peer.receive() == Frame(TEXT, b"end")


def test_pongs_that_nobody_asked_for_take_no_more_and_more_memory(sessions: Sessions) -> None:
    with Peer(sessions) as peer:
        peer.send(*(frame(PONG, b"%d" % number) for number in range(3000)), frame(TEXT, b"end"))
        assert peer.session.receive() == "end"
        assert len(peer.session.connection.pongs) == 1000


def test_no_ping_of_ours_follows_our_close_frame(sessions: Sessions) -> None:
    """RFC 6455, 5.5.1."""
    with Peer(sessions, ping_interval=0.05) as peer:
        first = peer.receive()
        assert first.opcode == PING
        peer.send(frame(PONG, first.payload))
        peer.session.start_closing(4000)
        opcodes = []
        while not peer.session.close_info or not opcodes:
            opcodes.append(peer.receive().opcode)
            if opcodes[-1] == CLOSE:
                break
        peer.session.wait_closed()
        assert set(opcodes[:-1]) <= {PING}
        assert peer.ended()


def test_pings_that_are_answered_keep_a_session_open(sessions: Sessions) -> None:
    with Peer(sessions, ping_interval=0.02, ping_timeout=0.3) as peer:
        ends = monotonic_ns() + 700_000_000
        while monotonic_ns() < ends:
            ping = peer.receive()
            peer.send(frame(PONG, ping.payload))
        assert peer.session.is_open


def test_a_pong_to_something_else_does_not_count(sessions: Sessions) -> None:
    with Peer(sessions, ping_interval=0.02, ping_timeout=0.2) as peer:
        peer.receive()
        peer.send(frame(PONG, b"something else"))
        close = peer.session.wait_closed()
        assert (close.code, close.reason, close.by) == (1011, "no pong within 0.2 s", "us")


def test_a_server_that_is_gone_behind_its_close_frame_has_closed_all_the_same(sessions: Sessions) -> None:
    """Nobody is there any more to take our answer."""
    with Peer(sessions) as peer:
        peer.session.pause_receiving()
        peer.send(frame(TEXT, b"bye"), frame(CLOSE, struct.pack("!H", 1001) + b"restart"))
        peer.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        peer.sock.close()
        peer.session.resume_receiving()
        close = peer.session.wait_closed()
        assert close.by in ("peer", "network")
        if close.by == "peer":  # whether a reset overtakes what came before it is the system's choice
            assert (close.code, close.reason) == (1001, "restart")
            assert peer.session.receive() == "bye"
        else:
            assert (close.code, close.note) == (1006, "the connection was reset")


def test_a_fault_of_ours_ends_its_connection_and_no_other(sessions: Sessions, monkeypatch: pytest.MonkeyPatch) -> None:
    with Peer(sessions) as broken, Peer(sessions, "bob") as bob:

        def fail(*_: object) -> None:
            raise RuntimeError("boom")

        monkeypatch.setattr(type(broken.session.connection._reader), "feed", fail)
        broken.send(frame(TEXT, b"hi"))
        close = broken.session.wait_closed()
        assert (close.code, close.by, close.note) == (1006, "us", "this client failed: RuntimeError: boom")
        monkeypatch.undo()
        bob.send(frame(TEXT, b"hi"))
        assert bob.session.receive() == "hi"


def test_a_fault_that_has_no_owner_ends_nothing(sessions: Sessions) -> None:
    with Peer(sessions) as peer:

        def fail() -> None:
            raise RuntimeError("boom")

        class Ownerless:
            def on_fault(self, error: Exception) -> None:
                raise error

        sessions.hub.call(Ownerless(), fail)
        peer.send(frame(TEXT, b"hi"))
        assert peer.session.receive() == "hi"


def test_what_is_handed_to_a_connection_that_has_just_ended_is_not_sent(sessions: Sessions) -> None:
    with Peer(sessions) as peer, Peer(sessions, "bob") as bob:
        connection = peer.session.connection
        peer.session.abort()
        late = Outgoing(encode(TEXT, b"late"), Record(0, "sent", "message", ["late"], -1, 0))
        connection.send(late)
        connection.pause()
        connection.resume()
        bob.send(frame(TEXT, b"hi"))
        assert bob.session.receive() == "hi"
        assert not late.done
        assert peer.ended()


class TestReadiness:
    """Both ways to learn which sockets are ready, on real sockets."""

    @pytest.fixture(params=["any", "best"])
    def ready(self, request: pytest.FixtureRequest) -> Iterator[readiness.Readiness[str]]:
        found = readiness.AnyReadiness[str]() if request.param == "any" else readiness.readiness()
        yield found
        found.close()

    @pytest.fixture
    def pair(self) -> Iterator[tuple[socket.socket, socket.socket]]:
        ours, theirs = socket.socketpair()
        with ours, theirs:
            yield ours, theirs

    def test_what_can_be_read(self, ready: readiness.Readiness[str], pair: tuple[socket.socket, socket.socket]) -> None:
        ours, theirs = pair
        ready.watch(ours, "alice", readiness.EVENT_READ)
        assert ready.wait(0) == []
        theirs.send(b"x")
        assert ready.wait(5) == [("alice", readiness.EVENT_READ)]
        ready.watch(ours, "alice", readiness.EVENT_READ | readiness.EVENT_WRITE)
        assert ready.wait(5) == [("alice", readiness.EVENT_READ | readiness.EVENT_WRITE)]
        ready.watch(ours, "alice", readiness.EVENT_WRITE)
        assert ready.wait(5) == [("alice", readiness.EVENT_WRITE)]
        ready.watch(ours, "alice", 0)
        assert ready.wait(0) == []

    def test_what_is_not_watched_may_be_let_go(
        self, ready: readiness.Readiness[str], pair: tuple[socket.socket, socket.socket]
    ) -> None:
        ready.watch(pair[0], "alice", 0)
        assert ready.wait(0) == []

    def test_an_end_can_be_read(
        self, ready: readiness.Readiness[str], pair: tuple[socket.socket, socket.socket]
    ) -> None:
        ours, theirs = pair
        ready.watch(ours, "alice", readiness.EVENT_READ)
        theirs.close()
        ((owner, events),) = ready.wait(5)
        assert owner == "alice"
        assert events & readiness.EVENT_READ


def test_sessions_where_there_is_no_epoll(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr("select.epoll", raising=False)
    with Sessions(timeout=5, close_timeout=0.3) as sessions, Peer(sessions) as peer:
        peer.send(frame(TEXT, b"hi"))
        assert peer.session.receive() == "hi"
        peer.session.send_text("ho")
        assert peer.receive() == Frame(TEXT, b"ho")
        peer.send(frame(CLOSE, struct.pack("!H", 4000)))
        assert peer.session.wait_closed().code == 4000


def with_reason() -> ssl.SSLError:
    error = ssl.SSLError(1, "[SSL: BAD_RECORD_MAC] bad")
    error.reason = "BAD_RECORD_MAC"
    return error


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (None, "the peer ended TCP without a close frame"),
        (ConnectionResetError(104, "Connection reset by peer"), "the connection was reset"),
        (OSError(113, "No route to host"), "the connection was lost: No route to host"),
        (OSError("odd"), "the connection was lost: odd"),
        (ssl.SSLError(1, "[SSL: BAD_RECORD_MAC] bad"), "TLS failed: "),
        (with_reason(), "TLS failed: BAD_RECORD_MAC"),
    ],
)
def test_why_tcp_ended(error: OSError | None, words: str) -> None:
    assert cause(error).startswith(words)
    assert not cause(error).endswith("None")


def test_a_close_as_a_programmer_sees_it() -> None:
    close = Close(4000, "bye\x1b", "peer", 0)
    assert repr(close) == "Close(code=4000, reason='bye\\x1b', by='peer', note='')"
