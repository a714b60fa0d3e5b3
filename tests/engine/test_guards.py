"""Standing guards: judged once for each message, reported once, whoever looks."""

from __future__ import annotations

import re
from time import process_time

import pytest

from tests.engine.peer import Peer, frame
from WsKeywords.core import InvalidArgument, Mismatch, Session, Sessions, WsError
from WsKeywords.core.matching.patterns import compile_pattern

TEXT, CLOSE = 1, 8


def normal(error: BaseException) -> str:
    """The text of an error without times and ports."""
    text = re.sub(r"\d\d:\d\d:\d\d\.\d\d\d", "TIME", str(error))
    text = re.sub(r"\d+(\.\d+)? (ms|s) (before|ago|after)", r"N s \3", text)
    text = re.sub(r"Protocols, .*", "Protocols", text)
    return re.sub(r"127\.0\.0\.1:\d+", "HOST", text)


LOOKS = {
    "receive": lambda alice: alice.receive(),
    "receive_many": lambda alice: alice.receive_many(1),
    "receive_until": lambda alice: alice.receive_until(text="end"),
    "expect": lambda alice: alice.expect(contains="e"),
    "wait_for": lambda alice: alice.wait_for(text="end"),
    "expect_messages": lambda alice: alice.expect_messages(["an error"]),
    "expect_every": lambda alice: alice.expect_every(kind="text", within=0.3),
    "expect_nothing": lambda alice: alice.expect_nothing(text="x", within=0.3),
    "drain": lambda alice: alice.drain(0.1),
    "wait_count": lambda alice: alice.wait_count(lambda count: count == 2, timeout=5),
    "expect_closed": lambda alice: alice.expect_closed(4000, timeout=5),
    "every session": lambda alice: alice.sessions.expect_in_every(text="end"),
    "should have held": lambda alice: alice.expect_closed(4000) and alice.guards_should_have_held(),
    "remove": lambda alice: alice.await_close(alice.deadline(None)) and alice.remove_guards(),
}


@pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS)
def test_whoever_looks_is_told_once(sessions, look):
    with Peer(sessions) as peer:
        alice = peer.session
        alice.must_never_arrive(contains="error")
        peer.send(frame(TEXT, b"an error"), frame(TEXT, b"end"), frame(CLOSE, b"\x0f\xa0"))
        with pytest.raises(Mismatch) as caught:
            look(alice)
        assert normal(caught.value).splitlines()[:2] == [
            'Expected that no message containing "error" ever arrives at session "alice", but this one did, '
            "N s after the guard was set, at TIME:",
            '    "an error"',
        ]
        alice.look(alice.deadline(None))
        alice.expect_closed(4000)
        assert alice.messages()[-2:] == ["an error", "end"]


def test_what_is_said_of_several_guards(sessions):
    with Peer(sessions) as peer:
        alice = peer.session
        alice.must_never_arrive(text="bad", msg="Never bad")
        alice.every_message_must(regexp="^[a-z]+$")
        alice.every_message_must(kind="text")
        peer.send(frame(TEXT, b"good"), frame(TEXT, b"bad"), frame(TEXT, b"B4D"), frame(CLOSE, b"\x0f\xa0"))
        alice.await_close(alice.deadline(5))
        with pytest.raises(Mismatch) as caught:
            alice.receive()
        # The answer to the close may be on its way still.
        assert normal(caught.value).removesuffix("\n    TIME  →  close  4000") == (
            'Never bad: Expected that no message equal to "bad" ever arrives at session "alice", but this one did, '
            "N s after the guard was set, at TIME:\n"
            '    "bad"\n'
            'Expected every message of session "alice" to match the regexp "^[a-z]+$", but this one, '
            "N s after the guard was set, at TIME, was:\n"
            '    "B4D"\n'
            "The pattern is found nowhere in it.\n"
            'Session "alice", closed by the peer with code 4000 N s ago, at ws://HOST/\n'
            "End of its transcript:\n"
            "    TIME  ·  handshake  101 Switching Protocols\n"
            '    TIME  ←  text  4 B  "good"\n'
            '    TIME  ←  text  3 B  "bad"\n'
            '    TIME  ←  text  3 B  "B4D"\n'
            "    TIME  ←  close  4000"
        )
        assert alice.receive() == "good"


def test_guards_see_what_is_ignored_and_what_is_answered(sessions):
    with Peer(sessions) as peer:
        peer.session.ignore(text="noise")
        peer.session.reply_to("pong", text="ping")
        peer.session.must_never_arrive(text="noise")
        peer.session.must_never_arrive(text="ping")
        peer.send(frame(TEXT, b"noise"), frame(TEXT, b"ping"), frame(TEXT, b"news"))
        with pytest.raises(Mismatch, match=r'"noise"(.|\n)*"ping"'):
            peer.session.wait_for(text="news")
        assert peer.session.receive() == "news"


def test_a_guard_sees_what_arrives_after_it_was_set(sessions):
    with Peer(sessions) as peer:
        peer.send(frame(TEXT, b"bad"))
        peer.session.wait_for(text="bad", keep_skipped=True)
        peer.send(frame(TEXT, b"bad"))
        peer.session.wait_count(lambda count: count == 1, timeout=5)
        peer.session.must_never_arrive(text="bad")
        peer.send(frame(TEXT, b"good"))
        assert peer.session.receive_many(2) == ["bad", "good"]
        peer.session.every_message_must(text="good")
        peer.send(frame(TEXT, b"bad"))
        with pytest.raises(Mismatch, match=r"Expected that no message(.|\n)*Expected every message"):
            peer.session.receive()


def test_guards_stand_on_after_a_reconnect(server, sessions):
    alice = sessions.open("/", "alice")
    alice.must_never_arrive(text="bad")
    alice.abort()
    alice.reconnect()
    alice.send_text("send bad")
    with pytest.raises(Mismatch, match='"bad"'):
        alice.receive()


def test_no_guards_are_nothing_to_check(alice):
    with pytest.raises(WsError) as caught:
        alice.guards_should_have_held()
    assert normal(caught.value).splitlines()[0] == (
        'Nothing to check: session "alice" has no guards. Message Must Never Arrive and Every Message Must set them.'
    )
    with pytest.raises(InvalidArgument):
        alice.must_never_arrive()
    assert alice.remove_guards() == 0


def test_a_guard_that_cannot_be_decided_says_so():
    # What is to be judged gets a part of the time only where other processes have the rest.
    with Sessions(timeout=60) as sessions, Peer(sessions) as peer:
        peer.session.must_never_arrive(regexp="^(a|aa)+$")
        peer.send(frame(TEXT, b"a" * 60 + b"!"))
        with pytest.raises(WsError) as caught:
            peer.session.receive()
        assert normal(caught.value).splitlines()[:3] == [
            'Expected that no message matching the regexp "^(a|aa)+$" ever arrives at session "alice", but of this '
            "one, N s after the guard was set, at TIME, it could not be said within 1 s:",
            f'    "{"a" * 60}!"',
            "The guard is not used any more. Give it a simpler matcher.",
        ]
        assert peer.session.receive() == "a" * 60 + "!"


#: Takes long for each "aaa…a!".
SLOW = "^(a|aa)+$"


def slow(seconds: float) -> bytes:
    """A text that the pattern takes about so long to turn down."""
    pattern, size = compile_pattern(SLOW, "slow"), 15
    while True:
        began = process_time()
        assert pattern.search("a" * size + "!", 30) is None
        if process_time() - began > seconds:
            return b"a" * size + b"!"
        size += 1


def test_a_heavy_guard_keeps_no_call_beyond_its_deadline():
    """A hundred messages that cost 0.05 s each, or more: what one call cannot judge in time is left to the next one."""
    with Sessions(timeout=0.5, close_timeout=2) as sessions, Peer(sessions) as peer:
        alice = peer.session
        alice.must_never_arrive(regexp=SLOW)
        alice.must_never_arrive(text="bad")
        peer.send(*[frame(TEXT, slow(0.05))] * 100, frame(TEXT, b"bad"), frame(TEXT, b"end"))
        while alice.inbox.arrived < 102:
            alice.await_close(alice.deadline(0.05))
        began = process_time()
        assert alice.wait_for(text="end", timeout=0.3) == "end"
        assert process_time() - began < 2.5, "all of them take five seconds"
        with pytest.raises(Mismatch) as caught:
            alice.guards_should_have_held()
        lines = normal(caught.value).splitlines()
        found = re.fullmatch(
            r'Expected that no message matching the regexp "\^\(a\|aa\)\+\$" ever arrives at session "alice", but of '
            r"(\d+) messages, the first N s after the guard was set, at TIME, it could not be said within 0.5 s:",
            lines[0],
        )
        assert found is not None, lines
        assert 2 <= int(found[1]) <= 101
        assert lines[2] == "The guard is not used any more. Give it a simpler matcher."
        assert lines[3].startswith(
            'Expected that no message equal to "bad" ever arrives at session "alice", but this one'
        )
        assert alice.guards_should_have_held() is None


def test_leaving_the_sessions_says_what_broke_a_guard(server):
    with pytest.raises(Mismatch, match='"bad"'), Sessions(server) as sessions:  # noqa: PT012
        alice = sessions.open("/", "alice")
        alice.must_never_arrive(text="bad")
        alice.send_text("send bad")
        alice.send_text("close 4000")
        alice.await_close(alice.deadline(5))
    with pytest.raises(ZeroDivisionError), Sessions(server) as sessions:  # noqa: PT012
        alice = sessions.open("/", "alice")
        alice.must_never_arrive(text="bad")
        alice.send_text("send bad")
        alice.send_text("close 4000")
        alice.await_close(alice.deadline(5))
        raise ZeroDivisionError


def test_100_000_messages_are_judged_in_one_pass(sessions):
    count = 100_000
    with Peer(sessions, max_unread=2 * count) as peer:
        alice: Session = peer.session
        for number in range(3):
            alice.must_never_arrive(text=f"bad {number}")
        peer.send(*(frame(TEXT, b"%d" % n) for n in range(count)))
        alice.wait_count(lambda _: alice.inbox.arrived == count, timeout=30)
        seen = 0

        class Counting(type(alice.guards[0].matcher)):  # type: ignore[misc]
            def matches(self, data, deadline):
                nonlocal seen
                seen += 1
                return super().matches(data, deadline)

        alice.every_message_must(Counting("x"))
        peer.send(*(frame(TEXT, b"x") for _ in range(1000)))
        alice.receive_many(count, timeout=30)
        started = process_time()
        alice.receive_many(1000, timeout=30)
        assert process_time() - started < 2
        assert seen == 1000
