"""Several threads send on one session, and it closes meanwhile: whole frames, in order, and nothing after a close."""

from __future__ import annotations

import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress

import pytest

from tests.engine.peer import Frame, Peer, frame
from tests.engine.tap import Tap
from WsKeywords.core import SendFailed, Session, SessionClosed, Sessions, WsError

TEXT, BINARY, CLOSE, PING, PONG = 1, 2, 8, 9, 10
THREADS, EACH = 10, 150


@pytest.fixture
def sessions() -> Iterator[Sessions]:
    with Sessions(timeout=10, close_timeout=1) as opened:
        yield opened


def all_at_once(works: list[Callable[[], None]]) -> None:
    """Run them on threads that begin together; the first error of one is raised."""
    together, errors = threading.Barrier(len(works)), []

    def run(work: Callable[[], None]) -> None:
        together.wait(30)
        try:
            work()
        except Exception as error:
            errors.append(error)

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    if errors:
        raise errors[0]


def talker(session: Session, thread: int, sent: list[bytes]) -> Callable[[], None]:
    """Sends numbered messages of many sizes until all are out or the session is closed."""

    def talk() -> None:
        with suppress(WsError):
            for number in range(EACH):
                data = b"%d %d " % (thread, number) + bytes(60_000 if number % 50 == thread else number % 7 * 40)
                session.send_binary(data)
                sent.append(data)

    return talk


def check(frames: list[Frame], sent: list[list[bytes]]) -> None:
    """Each thread's messages came whole and in order, and all that its calls said were sent."""
    for thread in range(THREADS):
        came = [each.payload for each in frames if each.payload.startswith(b"%d " % thread)]
        assert came[: len(sent[thread])] == sent[thread]
        # One more may be on the wire than its call could say.
        assert len(came) <= len(sent[thread]) + 1


def test_ten_threads_send_at_once_while_pings_are_answered(sessions: Sessions) -> None:
    sent: list[list[bytes]] = [[] for _ in range(THREADS)]
    with Peer(sessions) as peer:
        with Tap(peer.sock) as tap:

            def ping() -> None:
                for number in range(EACH):
                    peer.send(frame(PING, b"%d" % number))

            all_at_once([*(talker(peer.session, n, sent[n]) for n in range(THREADS)), ping])
            assert tap.wait(lambda frames: any(each == Frame(PONG, b"%d" % (EACH - 1)) for each in frames))
            peer.session.abort()
        messages = [each for each in tap.frames if each.opcode == BINARY]
        assert [len(each) for each in sent] == [EACH] * THREADS
        check(messages, sent)
        assert len(messages) == THREADS * EACH
        assert {each.opcode for each in tap.frames} == {BINARY, PONG}
        written = [entry.data for entry in peer.session.transcript.entries("sent", "message")]
        assert sorted(written) == sorted(each.payload for each in messages)


@pytest.mark.parametrize("by", ["us", "peer", "raw"])
def test_nothing_follows_a_close_frame_whoever_sends_at_that_moment(sessions: Sessions, by: str) -> None:
    for _ in range(10):
        sent: list[list[bytes]] = [[] for _ in range(THREADS)]
        with Peer(sessions) as peer:
            answer = frame(CLOSE, struct.pack("!H", 4000))

            def told(seen: Frame, peer: Peer = peer, answer: bytes = answer) -> None:
                if seen.opcode == CLOSE and by != "peer":
                    peer.send(answer)

            with Tap(peer.sock, told) as tap:

                def close(peer: Peer = peer, tap: Tap = tap, answer: bytes = answer) -> None:
                    tap.wait(lambda frames: len(frames) > 20)
                    if by == "us":
                        peer.session.close(4000)
                    elif by == "peer":
                        peer.send(answer)
                    else:
                        peer.session.send_frame(CLOSE, struct.pack("!H", 4000))

                all_at_once([*(talker(peer.session, n, sent[n]) for n in range(THREADS)), close])
                peer.session.wait_closed()
                tap.wait(lambda frames: frames[-1].opcode == CLOSE)
                peer.session.abort()
            assert [each.opcode for each in tap.frames].index(CLOSE) == len(tap.frames) - 1
            assert tap.frames[-1].payload[:2] == struct.pack("!H", 4000)
            assert tap.rest == b""
            check(tap.frames[:-1], sent)
            with pytest.raises(SessionClosed):
                peer.session.send_text("more")


def test_the_transcript_has_what_was_sent_before_its_answer(server: str) -> None:
    with Sessions(server, timeout=5) as sessions:
        alice = sessions.open("/", "alice", compression=False)
        for number in range(500):
            alice.send_text(f"n{number}")
            assert alice.receive() == f"Echo: n{number}"
            assert 0 < alice.response_time() < 5
        entries = alice.transcript.entries(kind="message")
        assert [entry.data for entry in entries] == [
            text for number in range(500) for text in (f"n{number}", f"Echo: n{number}")
        ]
        assert [entry.at for entry in entries] == sorted(entry.at for entry in entries)


def test_what_was_sent_is_in_the_transcript_when_the_call_returns(server: str) -> None:
    with Sessions(server, timeout=5) as sessions:
        alice = sessions.open("/", "alice", compression=False)
        for number in range(100):
            alice.send_text(f"quiet {number}")
            assert alice.transcript.entries(newest=1)[0].data == f"quiet {number}"


def test_a_message_goes_out_once_when_its_answers_crowd_it_out_of_the_transcript(sessions: Sessions) -> None:
    """The answers are read before the thread that sent goes on: its entry is gone, but the message is out."""
    with Peer(sessions) as peer:
        peer.session.transcript.max_entries = 1
        connection = peer.session.connection

        def answer(seen: Frame) -> None:
            with suppress(OSError):
                peer.send(frame(TEXT, b"a") * 50)
            # As twice a second by itself: see what is queued.
            sessions.hub.call(connection, connection.on_sweep)

        with Tap(peer.sock, answer) as tap:
            for number in range(1000):
                peer.session.send_text(f"n{number}")
                peer.session.receive_many(50)
            assert tap.wait(lambda frames: len(frames) >= 1000)
            peer.session.abort()
        assert [each.payload for each in tap.frames] == [b"n%d" % number for number in range(1000)]


def test_a_peer_that_does_not_read_keeps_a_message_from_nobody_else() -> None:
    big = bytes(8 << 20)
    with Sessions(timeout=2, close_timeout=0.2) as sessions, Peer(sessions, "alice"), Peer(sessions, "bob") as bob:
        with Tap(bob.sock) as tap:
            with pytest.raises(SendFailed) as failure:
                sessions.send_to_every(big)
            assert str(failure.value).startswith('Session "alice" could not send within 2 s: the peer does not read')
            assert tap.wait(lambda frames: frames == [Frame(BINARY, big)])
            bob.session.abort()
        with pytest.raises(SessionClosed, match='Nothing can be sent on session "alice"'):
            sessions.send_to_every("x", "alice,bob")
