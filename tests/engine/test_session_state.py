"""What a session says of itself, and of what it cannot be asked."""

from __future__ import annotations

from _thread import allocate_lock
from time import sleep
from typing import Any

import pytest

from WsKeywords.core import Contains, InvalidArgument, Mismatch, NoMessage, Session, Sessions, WsError
from WsKeywords.core.deadline import Deadline


def test_an_open_session_is_open(alice: Session) -> None:
    alice.expect_open()
    assert repr(alice).endswith(" open>")


def test_a_closed_one_is_not_and_says_how_it_was_closed(alice: Session) -> None:
    alice.send_text("close 4000 bye")
    alice.await_close(alice.deadline(2))
    alice.mark_close_asserted()
    assert alice.close_asserted
    with pytest.raises(Mismatch) as failure:
        alice.expect_open("The game is on")
    assert str(failure.value).startswith(
        'The game is on: Expected session "alice" to be open, but it was closed by the peer with code 4000 and reason '
        '"bye".\nSession "alice", closed by the peer with code 4000 and reason "bye" '
    )
    assert repr(alice).endswith(' closed by the peer with code 4000 and reason "bye">')


def test_a_close_that_has_not_come_cannot_have_been_asserted(alice: Session) -> None:
    alice.mark_close_asserted()
    assert not alice.close_asserted


@pytest.mark.parametrize("code", [-1, 65536])
def test_a_code_that_has_no_room_in_two_bytes(alice: Session, code: int) -> None:
    with pytest.raises(InvalidArgument) as failure:
        alice.expect_closed(code)
    assert str(failure.value) == f"A close code is a number of two bytes, 0 to 65535, but it is {code}."


def test_no_attempt_at_all(alice: Session) -> None:
    alice.close()
    with pytest.raises(InvalidArgument) as failure:
        alice.reconnect(attempts=0)
    assert str(failure.value) == "At least one attempt must be made, but attempts is 0."


def test_a_profile_that_there_is_not(alice: Session) -> None:
    alice.close()
    with pytest.raises(WsError, match="admin"):
        alice.reconnect(profile="admin")


def test_replies_change_with_a_reconnect(sessions: Sessions) -> None:
    alice = sessions.open("/alice", "alice", replies={"one": "1"})
    alice.close()
    alice.reconnect(replies={"two": "2"})
    alice.send_text("send two")
    alice.expect(text="Echo: 2")
    alice.send_text("send one")
    alice.expect(text="one")


def test_how_long_connecting_took(alice: Session) -> None:
    assert 0 < alice.connect_time < 5
    assert alice.subprotocol == ""


@pytest.mark.parametrize(("name", "shown"), [("", '""'), (7, '"7"'), (None, '"None"')])
def test_a_name_that_is_none(sessions: Sessions, name: Any, shown: str) -> None:
    with pytest.raises(InvalidArgument) as failure:
        sessions.open("/", name)
    assert str(failure.value) == f"A session's name is a text that is not empty, but it is {shown}."


def test_a_message_as_a_programmer_sees_it(alice: Session) -> None:
    alice.send_text("send hi\x1b")
    alice.receive()
    assert repr(alice.last) == 'Received("hi\\x1b", number 0)'


def test_bells_are_taken_away_once(alice: Session) -> None:
    with alice.listening() as bell:
        alice.add_bell(bell)
        alice.remove_bell(bell)
        alice.send_text("send hi")
        assert bell.acquire(timeout=5)
        alice.expect(text="hi")
    alice.remove_bell(bell)


def test_a_bell_that_nobody_has_any_more_is_rung_no_more(alice: Session) -> None:
    """As of a wait that was broken off before it could take its bell down again."""
    for _ in range(100):
        alice.add_bell(allocate_lock())
    with alice.listening() as bell:
        assert bell in alice._bells
        assert len(alice._bells) < 20
        alice.send_text("send hi")
        assert bell.acquire(timeout=5)


def test_what_was_captured_is_told_to_who_asked(server: str) -> None:
    told: list[tuple[str, object]] = []
    with Sessions(server, timeout=5, on_capture=lambda *capture: told.append(capture)) as sessions:
        alice = sessions.open("/", "alice")
        alice.send_text('json {"id": 7}')
        alice.expect(json={"id": "#capture id"})
        assert sessions.captures == {"id": 7}
    assert told == [("id", 7)]


def test_there_was_no_request_before(sessions: Sessions) -> None:
    assert sessions.known_http is None
    assert sessions.last_request_before(0) is None
    assert sessions.http is sessions.http
    assert sessions.last_request_before(0) is None


def test_many_matches_are_found_as_they_arrive(alice: Session) -> None:
    """Skipping what does not match, one read after another."""
    alice.send_text("burst 2000")
    assert alice.wait_for(text="1999", timeout=5) == "1999"
    assert alice.receive() == "2000"
    alice.send_text("burst 50")
    assert alice.wait_for(contains="4", timeout=5) == "4"
    assert [alice.wait_for(contains="4", timeout=5) for _ in range(3)] == ["14", "24", "34"]
    assert alice.receive() == "35"


def test_a_deadline_in_the_past_still_sees_what_is_there(alice: Session) -> None:
    alice.send_text("burst 3")
    alice.wait_count(lambda count: count == 3, timeout=5)
    assert alice.wait_for(text="3", timeout=0) == "3"
    assert Deadline.after(0).expired


def test_what_arrives_after_the_deadline_is_not_looked_at(alice: Session) -> None:
    """Looking takes longer than the time there was: all that had arrived by then is seen, and nothing else."""
    seen: list[str | bytes] = []

    class Slow(Contains):
        def search(self) -> None:
            """Not many at once."""

        def matches(self, message: str | bytes, deadline: Deadline) -> bool:
            seen.append(message)
            if message == "2":
                alice.send_text("send late")
                alice.wait_count(lambda count: count > 3, timeout=5)
            else:
                sleep(0.03)
            return False

    alice.send_text("burst 3")
    alice.wait_count(lambda count: count == 3, timeout=5)
    with pytest.raises(NoMessage):
        alice.wait_for(Slow("x"), timeout=0.01)
    assert seen == ["1", "2", "3"]
    assert alice.receive_many(4) == ["1", "2", "3", "late"]
