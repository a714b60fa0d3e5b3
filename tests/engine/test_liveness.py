"""Replies, messages kept up, pings without pongs, a socket that is not read: against a real server or raw frames."""

from __future__ import annotations

import re
import threading

import pytest

from tests.engine.peer import Peer, frame
from tests.interrupting import signals
from WsKeywords.core import InvalidArgument, Mismatch, NoMessage, Session, SessionClosed, Sessions, WsError
from WsKeywords.core.deadline import Deadline

PING, PONG, TEXT, CLOSE = 9, 10, 1, 8


def normal(error: BaseException) -> str:
    """The text of an error without times and ports."""
    text = re.sub(r"\d\d:\d\d:\d\d\.\d\d\d", "TIME", str(error))
    text = re.sub(r"\d+(\.\d+)? (ms|s) (before|ago)", r"N s \3", text)
    text = re.sub(r"Protocols, .*", "Protocols", text)
    return re.sub(r"127\.0\.0\.1:\d+", "HOST", text)


def sent(session: Session) -> list[object]:
    return [entry.data for entry in session.transcript.entries(direction="sent", kind="message")]


def eventually(holds, seconds: float = 5.0) -> bool:
    """Whether something becomes true in time, looked at again and again."""
    deadline = Deadline.after(seconds)
    pause = threading.Event()
    while not holds() and not deadline.expired:
        pause.wait(0.005)
    return bool(holds())


# --- replies ----------------------------------------------------------------------------------------------------------


def test_each_of_many_is_answered_once_in_order_and_none_is_seen_while_a_test_reads(sessions):
    count = 10_000
    with Peer(sessions) as peer:
        alice = peer.session
        alice.reply_to("pong", contains="ping")
        got: list[bytes] = []

        def read() -> None:
            while len(got) < count:
                got.append(peer.receive().payload)

        reader = threading.Thread(target=read)
        reader.start()
        for start in range(0, count, 100):
            peer.send(*(frame(TEXT, b"ping %d" % n) + frame(TEXT, b"news %d" % n) for n in range(start, start + 100)))
            assert alice.receive_many(100, timeout=20) == [f"news {n}" for n in range(start, start + 100)]
        reader.join(20)
        assert got == [b"pong"] * count
        assert alice.count() == 0
        assert alice.messages(unread=True) == []
        alice.expect_nothing(within=0.05)


def test_answers_come_in_the_order_of_what_they_answer(sessions):
    with Peer(sessions) as peer:
        for reply in "abc":
            peer.session.reply_to(reply, contains=reply.upper())
        peer.send(*(frame(TEXT, letter) for letter in (b"C", b"x", b"A", b"B", b"A", b"AB")))
        assert [peer.receive().payload for _ in range(5)] == [b"c", b"a", b"b", b"a", b"a"]
        assert peer.session.receive() == "x"


def test_unread_messages_are_answered_also_those_that_earlier_replies_let_pass(sessions):
    with Peer(sessions) as peer:
        peer.send(*(frame(TEXT, text) for text in (b"read", b"one", b"two", b"read too")))
        alice = peer.session
        assert alice.receive() == "read"
        alice.wait_for(text="read too", keep_skipped=True)
        alice.reply_to("1", text="one")
        assert peer.receive().payload == b"1"
        alice.reply_to("any", regexp=".")
        assert peer.receive().payload == b"any"
        alice.expect_nothing(within=0.05)
        assert sent(alice) == ["1", "any"]
        assert alice.messages() == ["read", "read too"]


def test_replies_added_while_others_are_at_work_answer_each_message_once(sessions):
    with Peer(sessions) as peer:
        peer.send(*(frame(TEXT, b"%d %d" % (n % 20, n)) for n in range(2000)))
        got: list[bytes] = []
        reader = threading.Thread(target=lambda: [got.append(peer.receive().payload) for _ in range(2000)])
        reader.start()
        for n in range(20):
            peer.session.reply_to(f"{n}", regexp=rf"^{n} ")
        reader.join(20)
        assert sorted(got) == sorted(b"%d" % (n % 20) for n in range(2000))
        peer.session.expect_nothing(within=0.1)
        assert len(sent(peer.session)) == 2000


def test_replies_are_text_binary_or_json(sessions):
    with Peer(sessions) as peer:
        peer.session.reply_to(b"\x00\xff", text="b")
        peer.session.reply_to({"type": "pong"}, text="j")
        peer.session.reply_to("ü", text="t")
        peer.send(frame(TEXT, b"b"), frame(TEXT, b"j"), frame(TEXT, b"t"))
        assert [peer.receive()[:2] for _ in range(3)] == [(2, b"\x00\xff"), (1, b'{"type":"pong"}'), (1, "ü".encode())]


def test_stop_replying_leaves_what_comes_after_it_in_the_inbox(sessions):
    with Peer(sessions) as peer:
        peer.session.reply_to("pong", text="ping")
        peer.send(frame(TEXT, b"ping"))
        assert peer.receive().payload == b"pong"
        peer.session.stop_replying()
        peer.send(frame(TEXT, b"ping"))
        assert peer.session.receive() == "ping"
        assert sent(peer.session) == ["pong"]


def test_what_came_on_a_connection_that_ended_is_not_answered_on_the_next(server, sessions):
    alice = sessions.open("/", "alice")
    alice.send_text("send ping")
    assert eventually(lambda: alice.inbox.arrived == 1)
    alice.abort()
    alice.reply_to("send pong", text="ping")
    alice.reconnect()
    alice.send_text("send ping")
    assert alice.receive() == "pong"
    assert sent(alice) == ["send ping", "send ping", "send pong"]
    alice.expect_nothing(within=0.05)


def test_answers_do_not_count_as_the_last_send(alice):
    alice.reply_to("send news", text="question")
    alice.send_text("later 50 question")
    alice.expect(text="news")
    assert alice.response_time() > 0.045


def test_a_reply_that_cannot_be_decided_is_reported_by_the_next_call_and_stops_nobody_else(sessions):
    with Peer(sessions, "slow") as slow, Peer(sessions, "quick") as quick:
        slow.session.reply_to("pong", regexp="^(a|aa)+$")
        quick.session.reply_to("pong", text="ping")
        slow.send(frame(TEXT, b"a" * 60 + b"!"))
        quick.send(frame(TEXT, b"ping"), frame(TEXT, b"news"))
        assert quick.session.receive() == "news"
        assert not slow.session.troubles, "it waited for what another session tries for a second"
        assert quick.receive().payload == b"pong"
        assert eventually(lambda: slow.session.troubles)
        with pytest.raises(WsError) as caught:
            slow.session.receive()
        assert normal(caught.value).splitlines()[0] == (
            f'On session "slow" whether to answer "{"a" * 60}!" could not be decided within 1 s: this reply to '
            'messages matching the regexp "^(a|aa)+$" is not used any more. Give it a simpler matcher.'
        )
        slow.send(frame(TEXT, b"x"))
        slow.session.wait_for(text="x", timeout=5)


# An exception that a signal raises while a generator is closed is dropped by Python, which says so.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_signal_in_a_wait_leaves_replies_as_they_were(sessions):
    with Peer(sessions) as peer, signals() as raising:
        alice = peer.session
        alice.reply_to("pong", contains="ping")
        numbers, interrupted, position = 600, 0, 0
        seen: list[str] = []

        def read() -> None:
            nonlocal position
            while len(seen) < numbers:
                position = alice.inbox.state.position
                alice.receive()
                seen.append(alice.last.data)

        sender = threading.Thread(
            target=lambda: [peer.send(frame(TEXT, b"ping"), frame(TEXT, b"%d" % n)) for n in range(numbers)]
        )
        sender.start()
        while len(seen) < numbers:
            if raising.after(0.002, read):
                interrupted += 1
                if alice.inbox.state.position != position and alice.last.data != (seen or [None])[-1]:
                    seen.append(alice.last.data)
        sender.join(30)
        assert seen == [str(n) for n in range(numbers)]
        assert interrupted
        assert [peer.receive().payload for _ in range(numbers)] == [b"pong"] * numbers


def test_the_thread_that_answers_begins_with_the_first_reply_and_ends_with_the_sessions(server):
    with Sessions(server) as sessions:
        alice = sessions.open("/", "alice")
        assert not sessions.answering.running
        alice.reply_to("x", text="y")
        assert eventually(lambda: sessions.answering.running)
        sessions.open("/", "bob", replies={"y": "x"})
    assert eventually(lambda: not sessions.answering.running)


def test_failures_say_what_is_answered(sessions):
    with Peer(sessions, replies={"ping": "pong"}) as peer:
        peer.session.ignore(text="noise")
        with pytest.raises(NoMessage) as caught:
            peer.session.expect(text="x", timeout=0.05)
        assert normal(caught.value) == (
            'Expected the next message of session "alice" to be "x", but no message arrived within 0.05 s.\n'
            'Session "alice", open, at ws://HOST/\n'
            'Answered by themselves are messages containing "ping".\n'
            'Ignored are messages equal to "noise".\n'
            "End of its transcript:\n"
            "    TIME  ·  handshake  101 Switching Protocols"
        )


@pytest.mark.parametrize(
    ("given", "text"),
    [
        ({"replies": "ping"}, 'replies must be a dict of names and values, but it is the str "ping".'),
        ({"replies": {"": "x"}}, "Nothing to check: every text contains the empty text."),
        ({"replies": {"x": 7}}, 'A reply must be a str, but it is int "7".'),
    ],
)
def test_replies_that_cannot_be_used_open_nothing(sessions, given, text):
    with pytest.raises(InvalidArgument) as caught:
        sessions.open("/", "alice", **given)
    assert str(caught.value) == text
    assert sessions.names() == []


# --- kept up ----------------------------------------------------------------------------------------------------------


def test_what_is_kept_up_is_sent_after_each_interval_until_it_is_stopped(sessions):
    with Peer(sessions) as peer:
        peer.session.keep_sending({"a": 1}, 0.05)
        peer.session.keep_sending("slow", 0.12)
        got = [peer.receive().payload for _ in range(6)]
        assert got[0] == b'{"a":1}'
        assert got.count(b"slow") >= 1
        assert peer.session.stop_sending() == 2
        count = len(sent(peer.session))
        peer.session.expect_nothing(within=0.2)
        assert len(sent(peer.session)) == count
        assert peer.session.transcript.last_send_before(10**30) is None


def test_nothing_is_kept_up_beyond_a_reconnect_or_a_close(server, sessions):
    alice = sessions.open("/", "alice")
    alice.keep_sending("x", 0.05)
    alice.expect(text="Echo: x")
    alice.abort()
    alice.reconnect(clear=True)
    alice.expect_nothing(within=0.2)
    alice.close()
    with pytest.raises(SessionClosed):
        alice.keep_sending("x", 0.05)


def test_a_peer_that_does_not_read_gets_no_pile(sessions):
    with Peer(sessions) as peer:
        peer.session.keep_sending("x" * 4_000_000, 0.01)
        peer.session.expect_nothing(within=0.6)
        assert len(peer.session.connection.outbox) <= 1


# --- pings ------------------------------------------------------------------------------------------------------------


def test_pings_are_in_the_transcript_without_a_pong(sessions):
    with Peer(sessions) as peer:
        peer.session.stop_answering_pings()
        peer.send(frame(PING, b"1"), frame(TEXT, b"a"))
        peer.session.expect(text="a")
        assert [(e.direction, e.kind) for e in peer.session.transcript.entries()][1:] == [
            ("received", "ping"),
            ("received", "message"),
        ]
        peer.session.answer_pings()
        peer.send(frame(PING, b"2"))
        assert peer.receive()[:2] == (PONG, b"2")


def test_a_closed_session_says_why_it_cannot(alice):
    alice.close()
    with pytest.raises(SessionClosed) as caught:
        alice.stop_answering_pings()
    assert normal(caught.value).splitlines()[:2] == [
        'Session "alice" cannot leave pings unanswered: it was closed by us with code 1000 N s before. '
        "Reconnect WebSocket or Open WebSocket opens it again.",
        'Session "alice", closed by us with code 1000 N s ago, at ws://HOST/alice',
    ]


# --- a socket that is not read ----------------------------------------------------------------------------------------


def test_a_paused_session_sees_nothing_and_says_so(sessions):
    with Peer(sessions) as peer:
        alice = peer.session
        peer.send(frame(TEXT, b"before"))
        assert eventually(lambda: alice.inbox.arrived == 1)
        alice.pause_receiving()
        peer.send(frame(TEXT, b"while"), frame(CLOSE, b"\x0f\xa0"))
        assert alice.receive() == "before"
        with pytest.raises(NoMessage) as missing:
            alice.receive(timeout=0.1)
        with pytest.raises(Mismatch) as open_still:
            alice.expect_closed(timeout=0.1)
        with pytest.raises(Mismatch) as silent:
            alice.expect_nothing(within=0.05)
        tail = (
            'Session "alice", open, at ws://HOST/\n'
            "Its socket is not read: paused by the test. Resume Receiving reads on.\n"
            "End of its transcript:\n"
            "    TIME  ·  handshake  101 Switching Protocols\n"
            '    TIME  ←  text  6 B  "before"\n'
            "    TIME  ·  note  stopped reading: paused by the test"
        )
        assert [normal(each.value) for each in (missing, open_still, silent)] == [
            'Expected the next message of session "alice" to arrive, but no message arrived within 0.1 s.\n' + tail,
            'Expected session "alice" to be closed, but it was still open after 0.1 s.\n' + tail,
            'Expected that no message arrives at session "alice", but its socket is not read.\n' + tail,
        ]
        alice.resume_receiving()
        assert alice.receive() == "while"
        assert alice.expect_closed(4000, by="peer")


def test_no_pong_is_missed_while_paused(sessions):
    with Peer(sessions, ping_interval=0.05, ping_timeout=0.05) as peer:
        peer.session.pause_receiving()
        for _ in range(3):
            peer.send(frame(PONG, peer.receive().payload))
        assert peer.session.is_open


def test_closing_reads_what_waits(sessions):
    with Peer(sessions) as peer:
        peer.session.pause_receiving()
        peer.session.pause_receiving()
        peer.send(frame(TEXT, b"hello"))
        peer.session.start_closing()
        assert peer.receive()[:2] == (CLOSE, b"\x03\xe8")
        peer.send(frame(CLOSE, b"\x03\xe8"))
        assert peer.session.finish_closing()[:3] == (1000, "", "us")
        assert peer.session.receive() == "hello"


def test_a_pause_ends_with_a_reconnect(server, sessions):
    alice = sessions.open("/", "alice")
    alice.pause_receiving()
    alice.abort()
    alice.reconnect()
    alice.send_text("again")
    assert alice.receive() == "Echo: again"


def test_a_session_that_stopped_at_max_unread_stays_paused_when_it_is_read(sessions):
    with Peer(sessions, max_unread=2) as peer:
        peer.send(*(frame(TEXT, b"%d" % n) for n in range(2)))
        assert eventually(lambda: peer.session.stalled)
        peer.session.pause_receiving()
        assert peer.session.receive_many(2) == ["0", "1"]
        peer.send(frame(TEXT, b"2"))
        with pytest.raises(NoMessage):
            peer.session.receive(timeout=0.1)
        peer.session.resume_receiving()
        assert peer.session.receive() == "2"
