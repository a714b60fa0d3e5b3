"""Every row of the read position's table, and what moves on a mismatch, a time-out and a close."""

from __future__ import annotations

import pytest

from WsKeywords.core import Contains, InvalidArgument, Mismatch, NoMessage, Session, Sessions, WsError


def burst(session: Session, number: int) -> None:
    """``number`` messages "1", "2", … are unread."""
    session.send_text(f"burst {number}")
    assert session.wait_count(lambda count: count == number, timeout=2) == number


def test_expect_moves_past_a_match(alice: Session) -> None:
    burst(alice, 2)
    assert alice.expect(text="1") == "1"
    assert alice.messages(unread=True) == ["2"]


def test_expect_moves_past_a_mismatch(alice: Session) -> None:
    burst(alice, 2)
    with pytest.raises(Mismatch):
        alice.expect(text="2")
    assert alice.messages(unread=True) == ["2"]
    assert alice.last is not None
    assert alice.last.data == "1"


def test_a_time_out_moves_nothing(alice: Session) -> None:
    with pytest.raises(NoMessage):
        alice.expect(text="x", timeout=0.05)
    alice.send_text("hi")
    assert alice.expect(text="Echo: hi") == "Echo: hi"


def test_expect_last_stays(alice: Session) -> None:
    burst(alice, 2)
    alice.expect(text="1")
    assert alice.expect_last(contains="1") == "1"
    with pytest.raises(Mismatch):
        alice.expect_last(text="2")
    assert alice.messages(unread=True) == ["2"]


def test_expect_last_needs_a_message_that_was_read(alice: Session) -> None:
    burst(alice, 1)
    with pytest.raises(WsError, match=r'No message of session "alice" has been read yet\. 1 message wait'):
        alice.expect_last(text="1")


def test_wait_for_skips_to_the_match(alice: Session) -> None:
    burst(alice, 4)
    assert alice.wait_for(text="3") == "3"
    assert alice.messages(unread=True) == ["4"]


def test_wait_for_skips_nothing_on_a_time_out(alice: Session) -> None:
    burst(alice, 2)
    with pytest.raises(NoMessage):
        alice.wait_for(text="9", timeout=0.05)
    assert alice.messages(unread=True) == ["1", "2"]


def test_wait_for_takes_only_the_match_when_skipped_ones_are_kept(alice: Session) -> None:
    burst(alice, 4)
    assert alice.wait_for(text="3", keep_skipped=True) == "3"
    assert alice.last is not None
    assert alice.last.data == "3"
    assert alice.messages(unread=True) == ["1", "2", "4"]
    assert alice.receive_many(3) == ["1", "2", "4"]
    assert alice.count() == 0


def test_wait_for_fails_at_once_on_unless_and_counts_it_as_read(alice: Session) -> None:
    burst(alice, 3)
    with pytest.raises(Mismatch) as failure:
        alice.wait_for(text="3", unless="2")
    assert str(failure.value).startswith(
        'Expected session "alice" to receive a message equal to "3", but one containing "2" came first:\n    "2"\n'
    )
    assert alice.messages(unread=True) == ["3"]


def test_wait_for_without_a_matcher_takes_any_message(alice: Session) -> None:
    burst(alice, 1)
    assert alice.wait_for() == "1"


def test_expect_messages_moves_past_them(alice: Session) -> None:
    burst(alice, 3)
    assert alice.expect_messages(["1", "2"]) == ["1", "2"]
    assert alice.messages(unread=True) == ["3"]


def test_expect_messages_moves_past_what_was_compared(alice: Session) -> None:
    burst(alice, 4)
    with pytest.raises(Mismatch):
        alice.expect_messages(["1", "3", "2"])
    assert alice.messages(unread=True) == ["3", "4"]


def test_expect_messages_in_any_order(alice: Session) -> None:
    burst(alice, 3)
    assert alice.expect_messages(["3", "1", "2"], in_any_order=True) == ["1", "2", "3"]


def test_expect_messages_moves_nothing_on_a_time_out(alice: Session) -> None:
    burst(alice, 1)
    with pytest.raises(NoMessage):
        alice.expect_messages(["1", "2"], timeout=0.05)
    assert alice.messages(unread=True) == ["1"]


def test_receive_hands_over_in_order(alice: Session) -> None:
    burst(alice, 5)
    assert alice.receive() == "1"
    assert alice.receive_many(2) == ["2", "3"]
    assert alice.receive_until(text="5") == ["4"]
    assert alice.count() == 0


def test_receive_until_can_include_the_completion_message(alice: Session) -> None:
    burst(alice, 2)
    assert alice.receive_until(text="2", include_last=True) == ["1", "2"]


def test_receive_until_moves_nothing_when_it_never_comes(alice: Session) -> None:
    burst(alice, 2)
    with pytest.raises(NoMessage):
        alice.receive_until(text="9", timeout=0.05)
    assert alice.messages(unread=True) == ["1", "2"]


def test_receive_of_another_kind_moves_past_it(alice: Session) -> None:
    burst(alice, 2)
    with pytest.raises(Mismatch):
        alice.receive(kind="binary")
    assert alice.receive_json() == 2


def test_receive_many_of_none_is_an_error(alice: Session) -> None:
    with pytest.raises(InvalidArgument) as failure:
        alice.receive_many(0)
    assert str(failure.value) == "At least one message must be asked for, but count is 0."


def test_expect_nothing_stays(alice: Session) -> None:
    burst(alice, 1)
    alice.expect_nothing(text="2", within=0.02)
    with pytest.raises(Mismatch):
        alice.expect_nothing(within=0.02)
    assert alice.messages(unread=True) == ["1"]


def test_expect_nothing_looks_at_read_ones_only_when_told(alice: Session) -> None:
    burst(alice, 2)
    alice.receive()
    alice.expect_nothing(text="1", within=0.02)
    with pytest.raises(Mismatch) as failure:
        alice.expect_nothing(text="1", within=0.02, include_read=True)
    assert 'but this one had been read already:\n    "1"\n' in str(failure.value)


def test_expect_nothing_forgets_what_came_before_the_last_send(alice: Session) -> None:
    burst(alice, 1)
    alice.receive()
    alice.send_text("quiet")
    alice.expect_nothing(text="1", within=0.02, include_read=True)


def test_expect_every_moves_past_what_it_took(alice: Session) -> None:
    burst(alice, 3)
    assert alice.expect_every(regexp=r"^\d$", within=0.05) == ["1", "2", "3"]
    assert alice.count() == 0


def test_expect_every_fails_on_the_first_that_does_not(alice: Session) -> None:
    burst(alice, 3)
    with pytest.raises(Mismatch):
        alice.expect_every(text="1", within=0.05)
    assert alice.messages(unread=True) == ["3"]


def test_expect_every_needs_one_message(alice: Session) -> None:
    with pytest.raises(NoMessage):
        alice.expect_every(text="1", within=0.02)


def test_drain_takes_all_until_it_is_quiet(alice: Session) -> None:
    burst(alice, 2)
    alice.send_text("later 30 late")
    assert alice.drain(quiet=0.2) == (["1", "2", "late"], True)


def test_drain_says_when_the_session_never_fell_quiet(alice: Session) -> None:
    burst(alice, 2)
    assert alice.drain(quiet=1, timeout=0.05) == (["1", "2"], False)


def test_clear_keeps_the_message_read_last(alice: Session) -> None:
    burst(alice, 3)
    alice.receive()
    assert alice.clear() == 2
    assert alice.count() == 0
    assert alice.expect_last(text="1") == "1"


def test_unread_messages_stay_readable_after_a_close(alice: Session) -> None:
    alice.send_text("burst 2")
    alice.send_text("close 4000 bye")
    assert alice.expect_closed(4000, "bye", "peer").reason == "bye"
    assert alice.receive_many(2) == ["1", "2"]
    with pytest.raises(NoMessage, match='the session was closed by the peer with code 4000 and reason "bye"'):
        alice.receive(timeout=60)


def test_every_session_moves_those_that_matched(sessions: Sessions) -> None:
    alice, bob = sessions.open("/", "alice"), sessions.open("/", "bob")
    burst(alice, 2)
    burst(bob, 1)
    with pytest.raises(NoMessage) as failure:
        sessions.expect_in_every(text="2", timeout=0.05)
    assert str(failure.value).startswith(
        'Expected every session to receive a message equal to "2" within 0.05 s, but 1 of 2 did not:\n'
        '    "bob" is open, 1 unread message, the newest "1". It differs from the first character on.\n'
        'It came to "alice".\n'
    )
    assert alice.messages(unread=True) == []
    assert bob.messages(unread=True) == ["1"]
    assert sessions.expect_in_every(text="1", sessions="bob") == {"bob": "1"}


def test_ignored_messages_are_in_the_transcript_only(alice: Session) -> None:
    burst(alice, 3)
    alice.ignore(text="2")
    assert alice.messages(unread=True) == ["1", "3"]
    assert alice.count() == 2
    alice.send_text("burst 2")
    assert alice.receive_many(3) == ["1", "3", "1"]
    alice.ping()
    assert alice.messages() == ["1", "3", "1"]
    assert [entry.data for entry in alice.transcript.entries("received", "message")] == ["1", "2", "3", "1", "2"]
    assert alice.count() == 0
    alice.stop_ignoring()
    assert alice.count() == 0
    alice.send_text("send 2")
    assert alice.expect(text="2") == "2"


def test_what_is_ignored_from_the_start_may_be_a_dict(sessions: Sessions) -> None:
    alice = sessions.open("/alice", "alice", ignore={"contains": "2"})
    alice.send_text("burst 3")
    assert alice.receive_many(2) == ["1", "3"]
    with pytest.raises(InvalidArgument) as failure:
        sessions.open("/bob", "bob", ignore="heartbeat")
    assert str(failure.value) == (
        'Expected argument "ignore" to be a dict of matcher arguments such as {"contains": "heartbeat"}, '
        "but it was 'heartbeat'."
    )


@pytest.mark.parametrize("how", ["receive", "wait_for", "drain", "count"])
def test_ignored_messages_do_not_keep_a_session_from_reading(server: str, how: str) -> None:
    with Sessions(server, timeout=5, max_unread=10) as sessions:
        # Frames of some size, so that they do not come in one read of the socket.
        alice = sessions.open("/alice", "alice", ignore=Contains("x" * 60_000))
        for _ in range(30):
            alice.send_text("json " + "x" * 60_000)
        alice.send_text("json wanted")
        if how == "receive":
            assert alice.receive() == "wanted"
        elif how == "wait_for":
            assert alice.wait_for(text="wanted") == "wanted"
        elif how == "count":
            assert alice.wait_count(lambda number: number == 1, timeout=5) == 1
        else:
            assert alice.drain(0.5).messages == ["wanted"]
