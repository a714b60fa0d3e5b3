"""Who closed, with what; what may be asserted after it; and opening again."""

from __future__ import annotations

import socket

import pytest

from WsKeywords.core import (
    InvalidArgument,
    Mismatch,
    NoMessage,
    OpeningFailed,
    Session,
    SessionClosed,
    Sessions,
    WsError,
)


def test_closed_by_us(alice: Session) -> None:
    close = alice.close(4001, "done")
    assert (close.code, close.reason, close.by) == (4001, "done", "us")
    assert alice.close(1000) is close


def test_closed_by_the_peer(alice: Session) -> None:
    alice.send_text("close 1008 policy")
    close = alice.wait_closed()
    assert (close.code, close.reason, close.by) == (1008, "policy", "peer")


def test_a_close_frame_without_a_code_is_1005(alice: Session) -> None:
    alice.send_text("close")
    close = alice.wait_closed()
    assert (close.code, close.reason, close.by) == (1005, "", "peer")


def test_a_lost_connection_is_1006_by_the_network(alice: Session) -> None:
    alice.send_text("drop")
    close = alice.wait_closed()
    assert (close.code, close.reason, close.by) == (1006, "", "network")


def test_an_aborted_one_is_1006_by_us(alice: Session) -> None:
    alice.abort()
    close = alice.wait_closed()
    assert (close.code, close.reason, close.by) == (1006, "", "us")


def test_a_close_that_is_never_answered_has_our_code(sessions: Sessions) -> None:
    alice = sessions.open("/", "alice")
    alice.send_text("deaf")
    alice.expect(text="deaf")
    close = alice.close(4002, "anyone?", timeout=0.2)
    assert close.by == "us"


def unanswered(session: Session) -> str:
    """Why the close is not taken for an answered one."""
    with pytest.raises(Mismatch) as mismatch:
        session.expect_close_answered()
    head = 'Expected the close of session "alice" to have been answered, but '
    first = str(mismatch.value).partition("\n")[0]
    assert first.startswith(head)
    return first.removeprefix(head)


@pytest.mark.parametrize("words", ["close 1008 policy", None])
def test_a_close_with_frames_of_both_was_answered(alice: Session, words: str | None) -> None:
    assert unanswered(alice) == "it is open."
    if words is None:
        alice.close(4001, "done")
    else:
        alice.send_text(words)
        alice.await_close(alice.deadline(2))
    alice.expect_close_answered()
    # That was to say that it is closed.
    alice.expect_nothing(within=0.02)


def test_a_close_without_a_frame_of_the_peer_was_not_answered(sessions: Sessions) -> None:
    alice = sessions.open("/", "alice")
    alice.send_text("drop")
    alice.wait_closed()
    assert (
        unanswered(alice) == "it was closed by the network with code 1006 (the peer ended TCP without a close frame)."
    )
    alice.reconnect()
    alice.abort()
    assert unanswered(alice) == "it was closed by us with code 1006."
    alice.reconnect()
    alice.send_text("deaf")
    alice.expect(text="deaf")
    alice.close(4002, timeout=0.2)
    assert unanswered(alice) == "the peer did not answer our close frame within 0.2 s."
    with pytest.raises(Mismatch, match=r"^Bob is gone: Expected the close of session "):
        alice.expect_close_answered("Bob is gone")


def test_expect_closed_says_what_it_was_instead(alice: Session) -> None:
    alice.send_text("close 4000 bye")
    with pytest.raises(Mismatch) as failure:
        alice.expect_closed(1008)
    assert str(failure.value).startswith(
        'Expected session "alice" to be closed with code 1008, but it was closed by the peer with code 4000 '
        'and reason "bye".\nSession "alice", closed by the peer with code 4000 and reason "bye" '
    )


def test_expect_closed_waits_and_says_how_long(alice: Session) -> None:
    with pytest.raises(Mismatch) as failure:
        alice.expect_closed(1008, "policy*", "peer", timeout=0.05)
    assert str(failure.value).startswith(
        'Expected session "alice" to be closed by the peer with code 1008 and reason "policy*", '
        "but it was still open after 0.05 s.\n"
    )


@pytest.mark.parametrize(("reason", "holds"), [("by*", True), ("", False), ("x*", False), (None, True)])
def test_the_reason_is_a_glob(alice: Session, reason: str | None, holds: bool) -> None:
    alice.send_text("close 4000 bye")
    alice.wait_closed()
    if holds:
        alice.expect_closed(4000, reason)
    else:
        with pytest.raises(Mismatch):
            alice.expect_closed(4000, reason)


def test_who_closed_is_one_of_three(alice: Session) -> None:
    with pytest.raises(InvalidArgument) as failure:
        alice.expect_closed(by="per")
    assert str(failure.value) == 'by is peer, us or network, but it is "per". Did you mean "peer"?'


def test_silence_of_a_session_that_closes_meanwhile_proves_nothing(alice: Session) -> None:
    alice.send_text("close 4000 bye")
    with pytest.raises(Mismatch, match="silence of a closed session proves nothing"):
        alice.expect_nothing(within=2)


def test_silence_after_a_close_that_was_asserted_holds(alice: Session) -> None:
    alice.send_text("close 4000 bye")
    alice.await_close(alice.deadline(2))
    with pytest.raises(Mismatch, match="If the close is expected, say so first"):
        alice.expect_nothing(within=0.02)
    alice.expect_closed()
    alice.expect_nothing(within=0.02)


def test_silence_after_our_own_close_holds(alice: Session) -> None:
    alice.close()
    alice.expect_nothing(within=0.02)


def test_sending_on_a_closed_session_says_who_closed_it(alice: Session) -> None:
    alice.send_text("close 4000 bye")
    alice.wait_closed()
    with pytest.raises(SessionClosed) as failure:
        alice.send_text("hi")
    text = str(failure.value)
    assert text.startswith(
        'Nothing can be sent on session "alice": it was closed by the peer with code 4000 and reason "bye"'
    )


@pytest.mark.parametrize("code", [0, 999, 1004, 1005, 1006, 1015, 2999, 5000])
def test_codes_that_must_not_be_sent(alice: Session, code: int) -> None:
    with pytest.raises(InvalidArgument, match=str(code)):
        alice.close(code)
    assert alice.is_open


def test_a_reason_of_at_most_123_bytes(alice: Session) -> None:
    with pytest.raises(InvalidArgument, match="123"):
        alice.close(1000, "ä" * 62)


def test_reconnect_keeps_unread_messages_and_forgets_the_close(alice: Session) -> None:
    alice.send_text("burst 2")
    alice.wait_count(lambda count: count == 2, timeout=2)
    alice.abort()
    alice.reconnect()
    assert alice.is_open
    assert alice.close_info is None
    assert alice.receive_many(2) == ["1", "2"]
    with pytest.raises(WsError, match="sent nothing before"):
        alice.response_time()
    alice.send_text("hi")
    alice.expect(text="Echo: hi")
    assert 0 < alice.response_time() < 2


def test_reconnect_can_clear_and_change_options(alice: Session) -> None:
    alice.send_text("burst 2")
    alice.wait_count(lambda count: count == 2, timeout=2)
    alice.close()
    alice.reconnect(clear=True, headers={"X-Resume": "7"})
    alice.send_text("headers")
    assert ["X-Resume", "7"] in alice.receive_json()


def test_reconnect_of_an_open_session_is_an_error(alice: Session) -> None:
    with pytest.raises(WsError, match='Session "alice" is open: only a closed one can be reconnected'):
        alice.reconnect()


def test_reconnect_tries_again_and_says_how_often(sessions: Sessions) -> None:
    with socket.socket() as reserved:
        reserved.bind(("127.0.0.1", 0))
        port = reserved.getsockname()[1]
    alice = sessions.open("/", "alice")
    alice.close()
    alice.source_url = f"ws://127.0.0.1:{port}/"
    with pytest.raises(OpeningFailed, match=r'Session "alice" could not be reconnected in 3 attempts\. .*refused'):
        alice.reconnect(attempts=3, backoff=0.01)


def test_a_name_that_is_open_may_not_be_opened_again(sessions: Sessions) -> None:
    sessions.open("/", "alice")
    with pytest.raises(InvalidArgument, match='A session "alice" is open already'):
        sessions.open("/", "alice")
    sessions["alice"].close()
    assert sessions.open("/", "alice").count() == 0


def test_everything_fails_at_once_on_a_closed_session(alice: Session) -> None:
    alice.close()
    for wait in (lambda: alice.wait_for(text="x", timeout=60), lambda: alice.receive_until(text="x", timeout=60)):
        with pytest.raises(NoMessage):
            wait()


def test_a_close_assertion_that_failed_does_not_count(alice: Session) -> None:
    alice.send_text("close 4001 bye")
    with pytest.raises(Mismatch):
        alice.expect_closed(4002)
    with pytest.raises(Mismatch, match="If the close is expected, say so first"):
        alice.expect_nothing(within=0.02)


def test_the_reason_in_any_case(alice: Session) -> None:
    alice.send_text("close 4000 Bye")
    alice.expect_closed(4000, "bye", ignore_case=True)


def test_who_closes_a_connection_leaves_the_one_alone_that_another_thread_opened_since(alice: Session) -> None:
    """A session that another thread reconnects as soon as it is closed, before who closed it has looked."""
    closed = alice.connection
    alice.start_closing(4000)
    alice.wait_closed()
    alice.reconnect()
    assert alice._finish_closing(closed, 0.1)[:3] == (4000, "", "us")
    assert alice.is_open
    alice.send_text("hello")
    assert alice.receive() == "Echo: hello"


def test_a_time_that_is_none_is_refused_before_anything_is_sent(alice: Session) -> None:
    with pytest.raises(InvalidArgument):
        alice.close(timeout="soon")  # type: ignore[arg-type]
    alice.ping()
    assert alice.is_open
