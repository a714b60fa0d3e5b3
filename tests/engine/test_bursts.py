"""Many messages that arrive together, taken together and apart."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import pytest

from tests.engine.peer import Peer, frame
from WsKeywords.core import NoMessage, Session, Sessions

TEXT = 1
COUNT = 5000


@pytest.fixture
def burst(sessions: Sessions) -> Iterator[Session]:
    """A session to which 5,000 texts were sent at once: ``0`` to ``4999``, of different lengths."""
    with Peer(sessions) as peer:
        peer.send(*(frame(TEXT, str(number).encode()) for number in range(COUNT)))
        assert peer.session.wait_count(lambda number: number == COUNT, timeout=10) == COUNT
        yield peer.session


def numbers(first: int, end: int) -> list[str]:
    return [str(number) for number in range(first, end)]


def test_some_at_a_time_are_all_and_in_order(burst: Session) -> None:
    came: list[object] = []
    for count in (1, 2, 997, 1000, 2999):
        came += burst.receive_many(count)
    assert came == numbers(0, 4999)
    assert burst.last is not None
    assert (burst.last.data, burst.last.index) == ("4998", 4998)
    assert burst.receive() == "4999"


def test_too_few_move_nothing(burst: Session) -> None:
    burst.receive_many(10)
    told = (
        r'^Expected 5000 messages of session "alice", but only 4990 of 5000 came within 0\.1 s\.\nWhat came, and stays'
    )
    with pytest.raises(NoMessage, match=told):
        burst.receive_many(COUNT, timeout=0.1)
    assert burst.receive_many(4990) == numbers(10, COUNT)


def test_what_was_taken_out_of_order_is_left_out(burst: Session) -> None:
    assert burst.wait_for(text="4000", keep_skipped=True) == "4000"
    assert burst.messages(unread=True) == numbers(0, 4000) + numbers(4001, COUNT)
    assert burst.receive_many(4500) == numbers(0, 4000) + numbers(4001, 4501)
    assert burst.drain(quiet=0).messages == numbers(4501, COUNT)


def test_ignored_messages_are_left_out(burst: Session) -> None:
    burst.ignore(regexp="^[1-9]")
    assert burst.receive_many(1) == ["0"]
    assert burst.count() == 0
    assert burst.clear() == 0
    assert burst.count(unread=False) == 1


def test_what_was_collected_is_told_apart(burst: Session) -> None:
    burst.receive_many(100)
    assert burst.receive_many(100) == numbers(100, 200)
    assert burst.collected is not None
    messages = burst.collected.messages
    assert [(each.data, each.index) for each in messages] == [(str(number), number) for number in range(100, 200)]
    assert all(0 < each.at <= after.at for each, after in pairwise(messages))


def test_the_rest_is_drained_or_dropped(burst: Session) -> None:
    assert burst.receive_many(2000) == numbers(0, 2000)
    drained = burst.drain(quiet=0)
    assert drained.messages == numbers(2000, COUNT)
    assert burst.clear() == 0


def test_the_rest_is_dropped(burst: Session) -> None:
    burst.receive_many(1)
    assert burst.clear() == COUNT - 1
    assert burst.last is not None
    assert burst.last.data == "0"
