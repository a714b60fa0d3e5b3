"""What goes over the wire while the test does something else: pings, closes, violations, floods, silence."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Iterator
from itertools import pairwise
from time import monotonic, thread_time

import pytest

from tests.engine.peer import Frame, Peer, frame
from tests.interrupting import signals
from WsKeywords.core import Mismatch, SendFailed, SessionClosed, Sessions
from WsKeywords.core.wire.connection import Connection
from WsKeywords.core.wire.hub import TURN

TEXT, BINARY, CLOSE, PING, PONG = 1, 2, 8, 9, 10


@pytest.fixture
def sessions() -> Iterator[Sessions]:
    with Sessions(timeout=2, close_timeout=0.3) as opened:
        yield opened


def test_a_ping_is_answered_while_no_keyword_runs(sessions: Sessions) -> None:
    with Peer(sessions) as peer:
        peer.send(frame(PING, b"are you there"))
        assert peer.receive() == Frame(PONG, b"are you there")


def test_a_close_is_answered_with_its_code_and_nothing_follows(sessions: Sessions) -> None:
    with Peer(sessions) as peer:
        peer.send(frame(TEXT, b"last words"), frame(CLOSE, struct.pack("!H", 4003) + b"bye"), frame(TEXT, b"too late"))
        assert peer.receive() == Frame(CLOSE, struct.pack("!H", 4003))
        peer.sock.shutdown(socket.SHUT_WR)
        assert peer.ended()
        close = peer.session.wait_closed()
        assert (close.code, close.reason, close.by, close.note) == (4003, "bye", "peer", "")
        assert peer.session.receive() == "last words"
        assert peer.session.count() == 0


def test_a_close_without_a_code_is_answered_without_one(sessions: Sessions) -> None:
    with Peer(sessions) as peer:
        peer.send(frame(CLOSE))
        assert peer.receive() == Frame(CLOSE, b"")
        assert peer.session.wait_closed().code == 1005


@pytest.mark.parametrize("code", [1004, 1005, 1006, 1015, 999, 2999, 5000])
def test_a_code_that_must_not_be_sent_is_reported_as_it_came_and_answered_with_1002(
    sessions: Sessions, code: int
) -> None:
    with Peer(sessions) as peer:
        peer.send(frame(CLOSE, struct.pack("!H", code)))
        answer = peer.receive()
        assert (answer.opcode, answer.payload[:2]) == (CLOSE, struct.pack("!H", 1002))
        close = peer.session.wait_closed()
        assert (close.code, close.by) == (code, "peer")
        assert str(code) in close.note


@pytest.mark.parametrize(
    ("bad", "code", "rule"),
    [
        (b"\x83\x00", 1002, "opcode"),
        (b"\x91\x00", 1002, "eserved"),
        (b"\x81\x80\x00\x00\x00\x00", 1002, "mask"),
        (frame(TEXT, b"\xff"), 1007, "UTF-8"),
        (frame(CLOSE, b"\x03"), 1002, "close"),
        (frame(0, b"x"), 1002, "continu"),
        (b"\x89\x7e\x00\x7e", 1002, "125"),
    ],
)
def test_a_peer_that_breaks_the_protocol_is_closed_by_us(sessions: Sessions, bad: bytes, code: int, rule: str) -> None:
    with Peer(sessions) as peer:
        peer.send(frame(TEXT, b"fine"), bad)
        answer = peer.receive()
        assert (answer.opcode, answer.payload[:2]) == (CLOSE, struct.pack("!H", code))
        close = peer.session.wait_closed()
        assert (close.code, close.by) == (code, "us")
        assert rule in close.reason
        assert peer.session.receive() == "fine"


def test_what_comes_with_the_handshake_is_not_lost(sessions: Sessions) -> None:
    with Peer(sessions, rest=frame(TEXT, b"at once") + frame(TEXT, b"and more")[:3]) as peer:
        peer.send(frame(TEXT, b"and more")[3:])
        assert peer.session.receive_many(2) == ["at once", "and more"]


def test_frames_one_byte_at_a_time(sessions: Sessions) -> None:
    with Peer(sessions) as peer:
        peer.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for byte in frame(TEXT, "größer".encode()) + frame(BINARY, b"\x00" * 200):
            peer.send(bytes((byte,)))
        assert peer.session.receive_many(2) == ["größer", b"\x00" * 200]


def test_a_close_that_is_never_answered_has_our_code_and_says_so(sessions: Sessions) -> None:
    with Peer(sessions) as peer:
        close = peer.session.close(4000, "bye")
        assert (close.code, close.reason, close.by) == (4000, "bye", "us")
        assert close.note == "the peer did not answer our close frame within 0.3 s"
        assert peer.receive() == Frame(CLOSE, struct.pack("!H", 4000) + b"bye")
        assert peer.ended()


def test_messages_that_come_before_the_answer_to_our_close_are_kept(sessions: Sessions) -> None:
    with Peer(sessions) as peer:
        peer.session.start_closing(1000)
        assert peer.receive().opcode == CLOSE
        peer.send(frame(TEXT, b"still here"), frame(CLOSE, struct.pack("!H", 1000)))
        close = peer.session.wait_closed()
        assert (close.code, close.by) == (1000, "us")
        assert peer.session.receive() == "still here"


def test_both_close_at_once(sessions: Sessions) -> None:
    with Peer(sessions) as peer:
        peer.send(frame(CLOSE, struct.pack("!H", 1001)))
        peer.session.close()
        peer.session.close(4000)
        assert peer.receive().opcode == CLOSE
        peer.sock.shutdown(socket.SHUT_WR)
        assert peer.ended()


def test_tcp_that_ends_without_a_close_frame_is_1006_by_the_network(sessions: Sessions) -> None:
    with Peer(sessions) as peer:
        peer.sock.shutdown(socket.SHUT_WR)
        close = peer.session.wait_closed()
        assert (close.code, close.by, close.note) == (1006, "network", "the peer ended TCP without a close frame")


def test_a_reset_is_1006_by_the_network(sessions: Sessions) -> None:
    with Peer(sessions) as peer:
        peer.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        peer.sock.close()
        close = peer.session.wait_closed()
        assert (close.code, close.by, close.note) == (1006, "network", "the connection was reset")


def test_abort_sends_no_close_frame(sessions: Sessions) -> None:
    with Peer(sessions) as peer:
        peer.session.abort()
        assert peer.ended()


def test_a_peer_that_never_reads_fails_the_send_on_its_deadline(sessions: Sessions) -> None:
    with Peer(sessions) as peer:
        started = monotonic()
        with pytest.raises(SendFailed) as failure:
            peer.session.send_binary(bytes(16 << 20), timeout=0.3)
        assert monotonic() - started < 5
        assert str(failure.value).startswith(
            'Session "alice" could not send within 0.3 s: the peer does not read, and the network takes no more. '
            "The session is lost, because part of the message may be on its way.\n"
        )
        close = peer.session.wait_closed()
        assert (close.code, close.by) == (1006, "us")
        with pytest.raises(SessionClosed):
            peer.session.send_text("more")


def test_a_large_message_arrives_whole_both_ways(sessions: Sessions) -> None:
    big = bytes(range(256)) * 4096
    with Peer(sessions) as peer:
        sender = threading.Thread(target=peer.session.send_binary, args=(big,))
        sender.start()
        assert peer.receive() == Frame(BINARY, big)
        sender.join(30)
        echo = threading.Thread(target=peer.send, args=(frame(BINARY, big),))
        echo.start()
        assert peer.session.receive() == big
        echo.join(30)


def test_a_pong_is_sent_between_two_messages_and_never_within_one(sessions: Sessions) -> None:
    with Peer(sessions) as peer:
        sender = threading.Thread(target=peer.session.send_binary, args=(bytes(8 << 20),))
        sender.start()
        peer.send(frame(PING, b"now"))
        frames = [peer.receive(), peer.receive()]
        sender.join(30)
        assert sorted(each.opcode for each in frames) == [BINARY, PONG]


def test_one_million_announced_bytes_are_refused_before_they_come(sessions: Sessions) -> None:
    with Peer(sessions, max_size=1000) as peer:
        peer.send(b"\x82\x7f" + struct.pack("!Q", 1 << 30))
        assert peer.receive().payload[:2] == struct.pack("!H", 1009)
        assert peer.session.wait_closed().code == 1009


def test_a_flood_of_pings_keeps_the_other_sessions_working(sessions: Sessions) -> None:
    with Peer(sessions) as flooded, Peer(sessions, "bob") as bob:
        flooded.send(frame(PING, b"x") * 2000)
        bob.send(frame(TEXT, b"hello"))
        assert bob.session.receive() == "hello"
        assert [flooded.receive() for _ in range(2000)] == [Frame(PONG, b"x")] * 2000


@pytest.fixture
def taken(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, float]]:
    """How large the pieces are in which what was read is taken, and how many seconds of the I/O thread each takes."""
    pieces: list[tuple[int, float]] = []
    take = Connection._take

    def noted(self: Connection, data: bytes, at: int) -> None:
        began = thread_time()
        # Before it is taken: the test goes on as soon as the last one is.
        pieces.append((len(data), 0.0))
        take(self, data, at)
        pieces[-1] = len(data), thread_time() - began

    monkeypatch.setattr(Connection, "_take", noted)
    return pieces


def test_what_takes_longer_than_a_turn_goes_on_in_short_pieces(
    sessions: Sessions, taken: list[tuple[int, float]]
) -> None:
    """So other sessions need not wait for all of one read. How much is a turn's work is a matter of the machine."""
    with Peer(sessions) as peer:
        peer.send(frame(PING, b"x") * 200_000)
        peer.send(frame(TEXT, b"end"))
        assert peer.session.receive(timeout=60) == "end"
    assert sum(size for size, _ in taken) == 200_000 * 3 + 5
    assert max(seconds for _, seconds in taken) > TURN
    assert taken[0][0] <= 16384
    for (size, seconds), (following, _) in pairwise(taken):
        assert seconds <= TURN or following <= max(8192, size // 4)


def test_a_large_message_is_taken_in_large_pieces(sessions: Sessions, taken: list[tuple[int, float]]) -> None:
    with Peer(sessions) as peer:
        peer.send(frame(2, bytes(3_000_000)))
        assert peer.session.receive(timeout=30) == bytes(3_000_000)
    assert max(size for size, _ in taken) > 60_000


def test_a_wait_ends_on_its_deadline_under_a_flood(sessions: Sessions) -> None:
    with Peer(sessions) as peer:
        stop = threading.Event()

        def flood() -> None:
            noise = frame(TEXT, b"noise") * 500
            try:
                while not stop.is_set():
                    peer.sock.sendall(noise)
            except OSError:
                pass

        flooding = threading.Thread(target=flood)
        flooding.start()
        try:
            started = monotonic()
            with pytest.raises(Mismatch):
                peer.session.wait_for(text="x", timeout=0.3)
            assert monotonic() - started < 10
        finally:
            stop.set()
            peer.session.abort()
            flooding.join(30)


def test_nothing_is_left_when_all_is_closed() -> None:
    before = threading.active_count()
    with Sessions(close_timeout=0.2) as sessions, Peer(sessions) as peer:
        peer.send(frame(TEXT, b"hi"))
        assert peer.session.receive() == "hi"
    assert threading.active_count() == before


def test_a_code_of_two_bytes_can_be_asserted_whatever_it_is(sessions: Sessions) -> None:
    with Peer(sessions) as peer:
        peer.send(frame(CLOSE, struct.pack("!H", 999)))
        assert peer.session.expect_closed(999, by="peer").code == 999


def test_a_close_while_a_message_goes_out_is_answered_after_it(sessions: Sessions) -> None:
    big = bytes(16 << 20)
    with Peer(sessions) as peer:
        failures: list[Exception] = []

        def send() -> None:
            try:
                peer.session.send_binary(big)
            except SessionClosed as error:
                failures.append(error)

        sender = threading.Thread(target=send)
        sender.start()
        with peer.session.listening() as bell:
            while not any(entry.direction == "sent" for entry in peer.session.transcript.entries(kind="message")):
                bell.acquire(timeout=0.01)
        peer.send(frame(CLOSE, struct.pack("!H", 1001)))
        assert peer.receive() == Frame(BINARY, big)
        assert peer.receive() == Frame(CLOSE, struct.pack("!H", 1001))
        sender.join(30)


def test_endless_pings_of_a_peer_that_reads_nothing_leave_the_others_alone(sessions: Sessions) -> None:
    with Peer(sessions) as flooding, Peer(sessions, "bob") as bob:
        stop = threading.Event()

        def flood() -> None:
            pings = frame(PING) * 50_000
            while not stop.is_set():
                try:
                    flooding.sock.sendall(pings)
                except OSError:
                    return

        thread = threading.Thread(target=flood)
        thread.start()
        try:
            for number in range(20):
                bob.session.send_text(str(number))
                assert bob.receive() == Frame(TEXT, str(number).encode())
            assert flooding.session.close().by in ("us", "network")
            assert len(flooding.session.connection._urgent) < 5
        finally:
            stop.set()
            flooding.sock.close()
            thread.join(30)


def test_a_drain_that_is_broken_off_loses_nothing(sessions: Sessions) -> None:
    with Peer(sessions) as peer, signals() as raising:
        peer.send(frame(TEXT, b"one"), frame(TEXT, b"two"))
        assert raising.after(0.1, lambda: peer.session.drain(quiet=5, timeout=10))
        assert peer.session.receive_many(2) == ["one", "two"]


def test_starting_twice_makes_one_thread() -> None:
    with Sessions(close_timeout=0.2) as sessions, Peer(sessions) as peer:
        for _ in range(100):
            sessions.hub.start()
        peer.send(frame(TEXT, b"hi"))
        assert peer.session.receive() == "hi"
        assert len(sessions.hub.members) == 1
