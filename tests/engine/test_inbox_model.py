"""The public API against a model of the inbox, a list and a position: Hypothesis looks for calls that tell them apart.

The server is a socket in the hands of the test. A pong says that the client has taken all that came before its ping.
"""

from __future__ import annotations

import socket
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from tests.engine.peer import Frame, Peer, frame
from tests.interrupting import Interrupted, TimedOut, broken_off
from WsKeywords.core import Mismatch, NoMessage, Session, SessionClosed, Sessions

TEXT, BINARY, CLOSE, PING, PONG = 1, 2, 8, 9, 10
#: Few, so that they meet: a search finds, an ignore bites, and the same message comes twice.
MESSAGES = st.sampled_from(["a", "ab", "b", "bc", "c", "", "a" * 200, b"a", b""])
LETTERS = st.sampled_from("abcx")


def has(message: str | bytes, letter: str) -> bool:
    return isinstance(message, str) and letter in message


#: What may be broken off, before any of so many bytecodes; few calls have more.
BYTECODES = st.integers(1, 900)
TIME_OUTS = st.sampled_from([Interrupted, TimedOut])
Messages = list[str | bytes]


def found(unread: Messages, letter: str) -> int | None:
    return next((at for at, message in enumerate(unread) if has(message, letter)), None)


def up_to(unread: Messages, last: Any, letter: str) -> tuple[Messages, Any]:
    at = found(unread, letter)
    return (unread, last) if at is None else (unread[at + 1 :], unread[at])


def picked(unread: Messages, last: Any, letter: str) -> tuple[Messages, Any]:
    at = found(unread, letter)
    return (unread, last) if at is None else ([*unread[:at], *unread[at + 1 :]], unread[at])


#: Calls, and what each makes of what is unread and of the message read last.
READS: dict[str, tuple[Callable[[Session, str], Any], Callable[[Messages, Any, str], tuple[Messages, Any]]]] = {
    "receive": (lambda alice, _: alice.receive(0), lambda unread, last, _: (unread[1:], [*unread, last][0])),
    "receive_many": (
        lambda alice, _: alice.receive_many(2, 0),
        lambda unread, last, _: (unread[2:], unread[1]) if len(unread) > 1 else (unread, last),
    ),
    "receive_until": (lambda alice, letter: alice.receive_until(contains=letter, timeout=0), up_to),
    "wait_for": (lambda alice, letter: alice.wait_for(contains=letter, timeout=0), up_to),
    "wait_for, the rest kept": (
        lambda alice, letter: alice.wait_for(contains=letter, keep_skipped=True, timeout=0),
        picked,
    ),
    "drain": (lambda alice, _: alice.drain(quiet=0, timeout=0), lambda unread, last, _: ([], [last, *unread][-1])),
    "clear": (lambda alice, _: alice.clear(), lambda _, last, __: ([], last)),
}


class InboxMachine(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.sessions = Sessions(timeout=5, close_timeout=0.1)
        self.peer = Peer(self.sessions).__enter__()
        # What is sent in two steps is not to wait for the client's word that it has the first one.
        self.peer.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.alice = self.peer.session
        self.unread: list[str | bytes] = []
        self.last: str | bytes | None = None
        self.ignored: list[str] = []
        self.sent: list[str] = []
        self.closed = False
        self.steps = 0

    def teardown(self) -> None:
        self.alice.abort()
        self.sessions.close()
        self.peer.__exit__()

    def is_ignored(self, message: str | bytes) -> bool:
        return any(has(message, letter) for letter in self.ignored)

    def read(self, count: int) -> list[str | bytes]:
        """Moves the position of the model."""
        found, self.unread = self.unread[:count], self.unread[count:]
        self.last = found[-1]
        return found

    # what the server does

    @initialize(messages=st.lists(MESSAGES, max_size=10))
    def begin(self, messages: list[str | bytes]) -> None:
        self.arrived(messages)

    @precondition(lambda self: not self.closed)
    @rule(message=MESSAGES)
    def arrive(self, message: str | bytes) -> None:
        self.arrived([message])

    @precondition(lambda self: not self.closed)
    @rule(messages=st.lists(MESSAGES, min_size=2, max_size=30))
    def arrive_together(self, messages: list[str | bytes]) -> None:
        self.arrived(messages)

    @precondition(lambda self: not self.closed)
    @rule(messages=st.lists(MESSAGES, min_size=1, max_size=10), pieces=st.integers(2, 7))
    def arrive_in_pieces(self, messages: list[str | bytes], pieces: int) -> None:
        self.arrived(messages, pieces)

    @precondition(lambda self: not self.closed and not self.unread)
    @rule(messages=st.lists(MESSAGES, min_size=3, max_size=10))
    def arrive_when_all_is_read(self, messages: list[str | bytes]) -> None:
        self.arrived(messages)

    def arrived(self, messages: list[str | bytes], pieces: int = 1) -> None:
        data = b"".join(
            frame(TEXT, each.encode()) if isinstance(each, str) else frame(BINARY, each) for each in messages
        )
        size = len(data) // pieces + 1
        for at in range(0, len(data), size):
            self.peer.send(data[at : at + size])
        self.unread += [each for each in messages if not self.is_ignored(each)]
        self.settled()

    def settled(self) -> None:
        self.peer.send(frame(PING, b"?"))
        assert self.peer.receive() == Frame(PONG, b"?")

    @precondition(lambda self: not self.closed and self.steps > 25)
    @rule(code=st.sampled_from([1000, 4000]))
    def close(self, code: int) -> None:
        self.peer.send(frame(CLOSE, code.to_bytes(2, "big")))
        assert self.peer.receive() == Frame(CLOSE, code.to_bytes(2, "big"))
        assert self.alice.wait_closed().code == code
        self.closed = True

    # what the test does

    @rule(text=st.text(max_size=5))
    def send(self, text: str) -> None:
        if self.closed:
            with pytest.raises(SessionClosed):
                self.alice.send_text(text)
            return
        self.alice.send_text(text)
        self.sent.append(text)
        assert self.peer.receive() == Frame(TEXT, text.encode())

    def told_nothing_came(self, act: Callable[[], Any]) -> None:
        """It says so, at once when the session is closed, and moves nothing."""
        with pytest.raises(NoMessage):
            act()

    @rule()
    def receive(self) -> None:
        if not self.unread:
            return self.told_nothing_came(lambda: self.alice.receive(timeout=0))
        assert [self.alice.receive()] == self.read(1)

    @rule(count=st.integers(1, 5))
    def receive_many(self, count: int) -> None:
        if len(self.unread) < count:
            return self.told_nothing_came(lambda: self.alice.receive_many(count, timeout=0))
        assert self.alice.receive_many(count) == self.read(count)

    @rule(letter=LETTERS)
    def expect(self, letter: str) -> None:
        """The next message is read whether it is the right one or not."""
        if not self.unread:
            return self.told_nothing_came(lambda: self.alice.expect(contains=letter, timeout=0))
        (message,) = self.read(1)
        if has(message, letter):
            self.alice.expect(contains=letter)
        else:
            with pytest.raises(Mismatch):
                self.alice.expect(contains=letter)

    @rule(letter=LETTERS, keep=st.booleans())
    def wait_for(self, letter: str, keep: bool) -> None:
        """Skips what does not match, or leaves it unread."""
        at = next((at for at, message in enumerate(self.unread) if has(message, letter)), None)
        if at is None:
            return self.told_nothing_came(lambda: self.alice.wait_for(contains=letter, keep_skipped=keep, timeout=0))
        assert self.alice.wait_for(contains=letter, keep_skipped=keep) == self.unread[at]
        if keep:
            self.last = self.unread.pop(at)
        else:
            self.read(at + 1)

    @rule(letter=LETTERS, include=st.booleans())
    def receive_until(self, letter: str, include: bool) -> None:
        at = next((at for at, message in enumerate(self.unread) if has(message, letter)), None)
        if at is None:
            return self.told_nothing_came(lambda: self.alice.receive_until(contains=letter, timeout=0))
        found = self.alice.receive_until(contains=letter, include_last=include)
        expected = self.read(at + 1)
        assert found == (expected if include else expected[:-1])

    @rule()
    def expect_nothing(self) -> None:
        """What is unread had arrived; the position stays."""
        if self.unread:
            with pytest.raises(Mismatch):
                self.alice.expect_nothing(within=0)
        else:
            self.alice.expect_nothing(within=0)

    @rule(letter=LETTERS)
    def ignore(self, letter: str) -> None:
        self.alice.ignore(contains=letter)
        self.ignored.append(letter)
        self.unread = [message for message in self.unread if not has(message, letter)]

    @rule()
    def stop_ignoring(self) -> None:
        self.alice.stop_ignoring()
        self.ignored.clear()

    @rule()
    def clear(self) -> None:
        assert self.alice.clear() == len(self.unread)
        self.unread.clear()

    # what a time-out does, at any point of a call

    @rule(name=st.sampled_from(sorted(READS)), letter=LETTERS, number=BYTECODES, kind=TIME_OUTS)
    def read_broken_off(self, name: str, letter: str, number: int, kind: type[BaseException]) -> None:
        """It has moved nothing, or read what it was to read."""
        call, effect = READS[name]

        def read() -> None:
            with suppress(NoMessage):
                call(self.alice, letter)

        before = self.unread, self.last
        broken_off(read, number, kind)
        last = self.alice.last
        after = self.alice.messages(unread=True), None if last is None else last.data
        assert after in (before, effect(self.unread, self.last, letter))
        self.unread, self.last = after

    @precondition(lambda self: not self.closed)
    @rule(number=BYTECODES, kind=TIME_OUTS)
    def send_broken_off(self, number: int, kind: type[BaseException]) -> None:
        """It goes out whole or not at all, and before what is sent next."""
        broken_off(lambda: self.alice.send_text("broken off"), number, kind)
        self.alice.send_text("next")
        got = [self.peer.receive()]
        while got[-1] != Frame(TEXT, b"next"):
            got.append(self.peer.receive())
        assert got[:-1] in ([], [Frame(TEXT, b"broken off")])
        self.sent += [each.payload.decode() for each in got]

    # what holds all the time

    @invariant()
    def the_same_is_unread(self) -> None:
        self.steps += 1
        assert self.alice.messages(unread=True) == self.unread
        assert self.alice.count() == len(self.unread)
        assert self.alice.is_open == (not self.closed)

    @invariant()
    def the_same_was_read_last(self) -> None:
        last = self.alice.last
        assert (None if last is None else last.data) == self.last

    @invariant()
    def the_same_was_sent(self) -> None:
        assert self.alice.messages("sent") == self.sent


InboxMachine.TestCase.settings = settings(
    max_examples=25,
    stateful_step_count=50,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
# Python says so where it drops an exception that comes while a generator ends.
TestInbox = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")(InboxMachine.TestCase)
