"""Each call that reads or waits, broken off again and again: it has moved nothing, or read what it was to read."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

import pytest

from tests.engine.peer import Frame, Peer, frame
from tests.interruptions.striking import MARKS, Strikes, strikes
from WsKeywords.core import ContainsJson, Mismatch, NoMessage, Session, Sessions

pytestmark = MARKS
TEXT, PING, PONG = 1, 9, 10
#: So often each call is broken off.
TIMES = 150
END = {"k": "end"}
THREE = [{"n": "#number"}] * 3
#: How long a call may wait for what does not come.
SHORT = 0.03


class State(NamedTuple):
    """What a reader has: the numbers of the messages that are unread, and that of the one read last."""

    unread: tuple[int, ...]
    last: int | None


class Row(NamedTuple):
    """A call that reads.

    Attributes:
        call: the call.
        reads: the states that it may leave: as if it had not been, and of these any.
        needs: how many unread messages it takes at least; the last of them ends it.
        returned: the numbers of the messages that it returns; ``None``: it returns none.
        begin: what comes before all the calls.
    """

    call: Callable[[Session], Any]
    reads: Callable[[State], Sequence[State]]
    needs: int = 1
    returned: Callable[[Any], Sequence[int]] | None = None
    begin: Callable[[Session], object] = bool


def number(message: str | bytes) -> int:
    found = json.loads(message)["n"]
    assert isinstance(found, int)
    return found


def numbers(messages: Sequence[str | bytes]) -> list[int]:
    return [number(each) for each in messages]


def first(count: int) -> Callable[[State], Sequence[State]]:
    """Reads the first ``count`` unread messages."""
    return lambda state: [State(state.unread[count:], state.unread[count - 1])] if len(state.unread) >= count else []


def any_first(state: State) -> Sequence[State]:
    """Reads as many as were there at some moment."""
    return [state, *(each for count in range(1, len(state.unread) + 1) for each in first(count)(state))]


def ending(state: State) -> Sequence[State]:
    """Reads to the first message that ends something."""
    at = next((at for at, each in enumerate(state.unread) if is_end(each)), None)
    return [] if at is None else first(at + 1)(state)


def picked(state: State) -> Sequence[State]:
    """Takes that message alone."""
    at = next((at for at, each in enumerate(state.unread) if is_end(each)), None)
    return [] if at is None else [State((*state.unread[:at], *state.unread[at + 1 :]), state.unread[at])]


def dropped(state: State) -> Sequence[State]:
    return [State(state.unread[count:], state.last) for count in range(len(state.unread) + 1)]


def none(state: State) -> Sequence[State]:
    return [state]


def is_end(which: int) -> bool:
    return which % 3 == 0


@contextmanager
def failing() -> Iterator[None]:
    """A mismatch; that nothing has come in time is another matter."""
    try:
        yield
    except NoMessage:
        raise
    except Mismatch:
        return
    raise AssertionError("no mismatch")


def mismatched(session: Session) -> None:
    with failing():
        session.expect(contains="zzz", timeout=SHORT)


def unless(session: Session) -> None:
    with failing():
        session.wait_for(contains="zzz", unless="end", timeout=SHORT)


def wrong_order(session: Session) -> None:
    with failing():
        session.expect_messages([{"n": "#number"}, {"n": -1}], timeout=SHORT)


def one(found: Any) -> list[int]:
    return [number(found)]


def guarded(session: Session) -> None:
    session.must_never_arrive(contains="zzz")
    session.ignore(contains="yyy")
    session.reply_to("x", contains="xxx")


def looked(session: Session) -> None:
    session.guards_should_have_held()


ROWS: dict[str, Row] = {
    "receive": Row(lambda s: s.receive(SHORT), first(1), 1, one),
    "receive, of a kind": Row(lambda s: s.receive(SHORT, kind="text"), first(1), 1, one),
    "receive, with filters": Row(lambda s: s.receive(SHORT), first(1), 1, one, guarded),
    "receive_json": Row(lambda s: s.receive_json(SHORT), first(1), 1, lambda found: [found["n"]]),
    "receive_many": Row(lambda s: s.receive_many(3, SHORT), first(3), 3, numbers),
    "receive_until": Row(
        lambda s: s.receive_until(json_contains=END, timeout=SHORT, include_last=True), ending, 3, numbers
    ),
    "receive_all": Row(lambda s: s.receive_all(ContainsJson(END), timeout=SHORT), ending, 3),
    "drain": Row(lambda s: s.drain(quiet=0.001, timeout=SHORT).messages, any_first, 1, numbers),
    "clear": Row(lambda s: s.clear(), dropped),
    "expect": Row(lambda s: s.expect(regexp='"n"', timeout=SHORT), first(1)),
    "expect, another message": Row(mismatched, first(1)),
    "expect_messages": Row(lambda s: s.expect_messages(THREE, timeout=SHORT), first(3), 3, numbers),
    "expect_messages, in any order": Row(
        lambda s: s.expect_messages(THREE, in_any_order=True, timeout=SHORT), first(3), 3, numbers
    ),
    "expect_messages, others": Row(wrong_order, first(2), 2),
    "expect_every": Row(lambda s: s.expect_every(contains='"n"', within=0.001), any_first, 1, numbers),
    "expect_nothing": Row(lambda s: s.expect_nothing(contains="zzz", within=0.001), none),
    "guards_should_have_held": Row(looked, none, 1, None, guarded),
    "wait_for": Row(lambda s: s.wait_for(json_contains=END, timeout=SHORT), ending, 3, one),
    "wait_for, the rest kept": Row(
        lambda s: s.wait_for(json_contains=END, keep_skipped=True, timeout=SHORT), picked, 3, one
    ),
    "wait_for, unless": Row(unless, ending, 3),
    "wait_count": Row(lambda s: s.wait_count(lambda count: count >= 3, timeout=SHORT), none, 3),
}


class Reader:
    """A session with a server's end in the test's hands, and what it must hold."""

    def __init__(self, peer: Peer) -> None:
        self.peer = peer
        self.session = peer.session
        peer.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.state = State((), None)
        self._next = 1

    def arrive(self, count: int) -> None:
        """Messages are on their way."""
        these = range(self._next, self._next + count)
        self._next += count
        self.peer.send(*(frame(TEXT, self._text(each)) for each in these))
        self.state = State((*self.state.unread, *these), self.state.last)

    @staticmethod
    def _text(which: int) -> bytes:
        return json.dumps({"n": which, "k": "end" if is_end(which) else "more"}).encode()

    def settle(self) -> None:
        """All that was sent has arrived."""
        self.peer.send(frame(PING, b"?"))
        assert self.peer.receive() == Frame(PONG, b"?")

    def seen(self) -> State:
        """What the session says that it has."""
        last = self.session.last
        unread = tuple(numbers(self.session.messages(unread=True)))
        assert self.session.count() == len(unread)
        return State(unread, None if last is None else number(last.data))


def read(row: Row, reader: Reader, striking: Strikes) -> None:
    """One call, broken off or not."""
    session, chance = reader.session, striking.chance
    way = chance.choice(("there", "coming", "coming", "later"))
    if way == "later" or len(reader.state.unread) > 12:
        session.clear()
        reader.state = State((), reader.state.last)
    if way != "later":
        reader.arrive(max(row.needs - len(reader.state.unread), 0) + chance.randrange(3))
    if way == "there":
        reader.settle()
    before = reader.state
    results: list[Any] = []

    def call() -> None:
        try:
            results.append(row.call(session))
        except NoMessage:  # in time
            results.append(NoMessage)

    struck = striking.strike(call, 0.002 if way == "later" else None)
    reader.settle()
    reader.state = reader.seen()
    wanted = row.reads(before)
    assert reader.state in (*wanted, before)
    if struck:
        return
    (result,) = results
    if result is NoMessage:
        assert reader.state == before
    else:
        assert reader.state in wanted
        if row.returned is not None:
            taken = [each for each in before.unread if each not in reader.state.unread]
            assert row.returned(result) in (taken, taken[-1:])


@pytest.mark.parametrize("name", ROWS)
def test_nothing_is_lost_or_doubled(name: str) -> None:
    row = ROWS[name]
    with Sessions(timeout=5, close_timeout=0.2) as sessions, Peer(sessions) as peer, strikes(name) as striking:
        row.begin(peer.session)
        reader = Reader(peer)
        while striking.count < TIMES:
            read(row, reader, striking)
        reader.arrive(3)
        wanted = list(reader.state.unread)
        assert numbers(peer.session.receive_many(len(wanted))) == wanted
        peer.session.abort()
