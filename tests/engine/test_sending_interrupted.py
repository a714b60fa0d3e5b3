"""A signal may raise between any two bytecodes of a send: nothing is lost, doubled, half-sent or stuck."""

from __future__ import annotations

import random
import socket
import threading
from collections.abc import Callable, Iterator
from time import monotonic

import pytest

from tests.engine.peer import Frame, Peer
from tests.engine.tap import Tap
from tests.interrupting import broken_off, signals
from WsKeywords.core import Session, Sessions

TEXT, BINARY = 1, 2


@pytest.fixture
def sessions() -> Iterator[Sessions]:
    with Sessions(timeout=5, close_timeout=0.2) as opened:
        yield opened


def narrow(session: Session) -> None:
    """Let the network take little at once, so that a message goes out in pieces."""
    session.connection._sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)


def eventually(holds: Callable[[], bool], seconds: float = 5.0) -> bool:
    """Whether something becomes true in time, looked at again and again."""
    deadline, pause = monotonic() + seconds, threading.Event()
    while not holds() and monotonic() < deadline:
        pause.wait(0.002)
    return holds()


def numbers(frames: list[Frame]) -> list[int]:
    """The numbers that messages begin with; all of a message's bytes must be there."""
    found = []
    for frame in frames:
        number, _, filling = frame.payload.partition(b" ")
        assert set(filling) <= set(b"x")
        found.append(int(number))
    return found


@pytest.mark.parametrize("size", [8, 50_000])
def test_interrupted_before_any_bytecode_of_a_send(sessions: Sessions, size: int) -> None:
    with Peer(sessions) as peer:
        narrow(peer.session)
        sent, doubtful, number = [], set(), 0
        with Tap(peer.sock) as tap:
            while True:
                number += 1
                text = f"{number} ".ljust(size, "x")
                if not broken_off(lambda text=text: peer.session.send_text(text), number):
                    sent.append(number)
                    break
                doubtful.add(number)
                peer.session.send_text(f"{-number} ".ljust(size, "x"))
                sent.append(-number)
            assert tap.wait(lambda frames: frames[-1:] and numbers(frames[-1:]) == [number])
            peer.session.abort()
        seen = numbers(tap.frames)
        assert number > 200
        assert {len(frame.payload) for frame in tap.frames} == {size}
        assert tap.rest == b""
        assert [each for each in seen if each not in doubtful] == sent
        assert len(seen) == len(set(seen))
        # What an interrupted call sent is before what was sent after it.
        assert [abs(each) for each in seen] == sorted(abs(each) for each in seen)
        transcript = [int(entry.data.split()[0]) for entry in peer.session.transcript.entries("sent", "message")]
        assert [each for each in transcript if each in set(seen)] == seen
        assert len(transcript) == len(set(transcript))


def test_what_an_interrupted_send_began_goes_out_to_its_end_by_itself(sessions: Sessions) -> None:
    with Peer(sessions) as peer:
        narrow(peer.session)
        left_behind, number = 0, 1
        with Tap(peer.sock) as tap:
            while left_behind < 6:
                number += 3
                assert broken_off(lambda: peer.session.send_text("0 ".ljust(300_000, "x")), number)
                left_behind += len(peer.session.connection.outbox)
                # Nothing is asked of the session meanwhile.
                assert eventually(lambda: not peer.session.connection.outbox)
            begun = len(peer.session.transcript.entries("sent", "message"))
            assert tap.wait(lambda frames: len(frames) == begun)
            peer.session.abort()
        assert {len(each.payload) for each in tap.frames} == {300_000}
        assert tap.rest == b""


# An exception that a signal raises while a generator is closed is dropped by Python, which says so.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_storm_of_signals_while_sending(sessions: Sessions) -> None:
    chance = random.Random(3)
    with Peer(sessions) as peer, signals() as raising:
        narrow(peer.session)
        sent, interruptions, number = [], 0, 0
        with Tap(peer.sock) as tap:
            while interruptions < 300:
                number += 1
                text = f"{number} ".ljust(chance.choice((8, 600, 30_000)), "x")
                if raising.after(chance.uniform(1e-6, 4e-4), lambda text=text: peer.session.send_text(text)):
                    interruptions += 1
                else:
                    sent.append(number)
            peer.session.send_text("0 ")
            assert tap.wait(lambda frames: frames and frames[-1].payload == b"0 ")
            peer.session.abort()
        seen = numbers(tap.frames)[:-1]
        assert seen == sorted(set(seen))
        assert set(sent) <= set(seen)
        assert tap.rest == b""
