"""Names, the current session, scopes, many at once; back-pressure; keep-alive."""

from __future__ import annotations

import threading

import pytest

from WsKeywords.core import InvalidArgument, Mismatch, NoMessage, Session, Sessions, UnknownSession, WsError


def test_the_current_session_is_the_one_opened_or_switched_to_last(sessions: Sessions) -> None:
    alice, bob = sessions.open("/", "alice"), sessions.open("/", "bob")
    assert sessions.current is bob
    assert sessions.switch("alice") == "bob"
    assert sessions.current is alice
    alice.close()
    assert sessions.current is alice


def test_an_unknown_name_offers_the_nearest(sessions: Sessions) -> None:
    sessions.open("/", "alice")
    with pytest.raises(UnknownSession) as failure:
        sessions.get("alcie")
    assert str(failure.value) == 'There is no session "alcie". Did you mean "alice"? The only session is "alice".'


def test_no_session_at_all(sessions: Sessions) -> None:
    with pytest.raises(UnknownSession) as failure:
        sessions.get()
    assert str(failure.value) == "No session is open. Open WebSocket opens one."


def test_leaving_a_scope_closes_its_sessions_and_restores_the_current_one(sessions: Sessions) -> None:
    sessions.enter_scope("suite")
    outer = sessions.open("/", "outer")
    sessions.enter_scope("test")
    inner = sessions.open("/", "inner")
    assert sessions.leave_scope("test") == [inner]
    assert not inner.is_open
    assert sessions.names() == ["outer"]
    assert sessions.current is outer
    assert sessions.leave_scope("suite") == [outer]
    assert sessions.current is None


def test_open_many_fills_in_number_and_name(sessions: Sessions) -> None:
    crowd = sessions.open_many("/room/{n}", 3, "user-{n}", headers={"X-User": "{session}"})
    assert [session.name for session in crowd] == ["user-1", "user-2", "user-3"]
    assert sessions.current is crowd[-1]
    crowd[1].send_text("headers")
    assert ["X-User", "user-2"] in crowd[1].receive_json()
    assert crowd[2].url.endswith("/room/3")


def test_many_sessions_at_once(sessions: Sessions) -> None:
    crowd = sessions.open_many("/", 200)
    assert sessions.send_to_every("hi", "ws-*") == [session.name for session in crowd]
    assert set(sessions.expect_in_every(text="Echo: hi").values()) == {"Echo: hi"}
    assert threading.active_count() < 40


def test_select_takes_lists_globs_and_exclusions(sessions: Sessions) -> None:
    sessions.open_many("/", 3, "user")
    sessions.open("/", "ada")
    assert [s.name for s in sessions.select("user-*", excluding="user-2")] == ["user-1", "user-3"]
    assert [s.name for s in sessions.select("ada, user-1")] == ["ada", "user-1"]
    with pytest.raises(UnknownSession):
        sessions.select("nobody-*")
    with pytest.raises(InvalidArgument):
        sessions.select("ada", excluding="ada")


def test_unknown_option_offers_the_nearest(sessions: Sessions) -> None:
    with pytest.raises(
        InvalidArgument, match=r'"subprotocol" is no option of a connection\. Did you mean "subprotocols"\?'
    ):
        sessions.open("/", subprotocol="x")


def test_the_subprotocol_that_was_chosen(sessions: Sessions) -> None:
    assert sessions.open("/", "a", subprotocols="chat.v1, chat.v2").subprotocol == "chat.v2"


def test_ping_returns_the_round_trip_time(alice: Session) -> None:
    assert 0 < alice.ping(b"hello") < 2
    assert 0 < alice.ping() < 2


def test_a_ping_that_is_never_answered(alice: Session) -> None:
    alice.send_text("deaf")
    alice.expect(text="deaf")
    with pytest.raises(Mismatch) as failure:
        alice.ping(b"x", timeout=0.1)
    assert str(failure.value).startswith(
        'Expected a pong with the payload b"x" on session "alice", but none came within 0.1 s.\n'
        'Session "alice", open, at ws://127.0.0.1:'
    )


def test_a_missed_pong_closes_with_1011_by_us(sessions: Sessions) -> None:
    alice = sessions.open("/", "alice", ping_interval=0.05, ping_timeout=0.2)
    alice.ping()
    alice.send_text("deaf")
    alice.expect(text="deaf")
    close = alice.wait_closed()
    assert (close.code, close.by) == (1011, "us")


def test_keep_alive_pings_are_answered(sessions: Sessions) -> None:
    alice = sessions.open("/", "alice", ping_interval=0.02, ping_timeout=1)
    with alice.listening() as bell:
        while len(alice.transcript.entries("received", "pong")) < 3:
            bell.acquire(timeout=0.05)
    assert alice.is_open


def test_beyond_max_unread_the_socket_is_not_read(sessions: Sessions) -> None:
    alice = sessions.open("/", "alice", max_unread=10)
    alice.send_text("burst 1000000")
    with alice.listening() as bell:
        while not alice.stalled:
            bell.acquire(timeout=0.05)
    arrived = alice.inbox.arrived
    with pytest.raises(Mismatch, match=r"not read any more, because \d+ messages are unread \(max_unread=10\)"):
        alice.wait_for(text="x", timeout=0.1)
    assert alice.inbox.arrived == arrived
    assert alice.receive_many(arrived) == [str(number) for number in range(1, arrived + 1)]
    assert alice.receive() == str(arrived + 1)
    assert alice.close().by == "us"


def test_a_message_over_max_size_closes_with_1009(sessions: Sessions) -> None:
    alice = sessions.open("/", "alice", max_size=20)
    alice.send_text("x" * 100)
    close = alice.wait_closed()
    assert (close.code, close.by) == (1009, "us")


def test_ten_threads_send_at_once(alice: Session) -> None:
    def send(number: int) -> None:
        for turn in range(50):
            alice.send_text(f"{number}:{turn} " + "x" * 2000)

    threads = [threading.Thread(target=send, args=(number,)) for number in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    came = [str(message).split()[1] for message in alice.receive_many(500)]
    for number in range(10):
        mine = [each for each in came if each.startswith(f"{number}:")]
        assert mine == [f"{number}:{turn}" for turn in range(50)]


def test_captures_are_kept(sessions: Sessions) -> None:
    alice = sessions.open("/", "alice")
    alice.send_text('json {"token": "t-1", "n": 1}')
    assert alice.expect(json={"token": "#capture token #string", "n": 1}) == {"token": "t-1", "n": 1}
    assert sessions.captures == {"token": "t-1"}


def test_fragments_arrive_as_one_message(alice: Session) -> None:
    alice.send_fragments(["he", "ll", "o"])
    assert alice.receive() == "Echo: hello"
    alice.send_fragments([b"\x00", b"\x01"], binary=True)
    assert alice.receive() == b"\x00\x01"


def test_a_raw_frame_is_sent_unchecked(alice: Session) -> None:
    alice.send_frame(3, b"x")
    close = alice.wait_closed()
    assert (close.code, close.by) == (1002, "peer")


def test_a_lone_surrogate_cannot_be_sent(alice: Session) -> None:
    with pytest.raises(InvalidArgument, match=r"the lone surrogate \\ud800 at position 1"):
        alice.send_text("a\ud800")
    assert alice.is_open


def test_more_messages_than_can_be_unread_are_an_error_at_once(sessions: Sessions) -> None:
    alice = sessions.open("/", "alice", max_unread=10)
    with pytest.raises(InvalidArgument, match=r"^100 messages can never be unread at a time: session \"alice\" stops"):
        alice.receive_many(100, timeout=60)


@pytest.mark.parametrize("wrong", ["5s", -1, True, None, float("nan")])
def test_a_time_that_cannot_be_used(alice: Session, wrong: object) -> None:
    with pytest.raises(InvalidArgument, match="A time is a number of seconds from 0 to 1e14, or a timedelta"):
        alice.expect_nothing(within=wrong)
    with pytest.raises(InvalidArgument, match="A time is a number of seconds"):
        Sessions(timeout=wrong)


def test_nothing_is_opened_after_the_end(server: str) -> None:
    with Sessions(server) as sessions:
        pass
    with pytest.raises(WsError, match="these sessions were closed for good"):
        sessions.open("/")


def test_a_url_is_a_text(sessions: Sessions) -> None:
    with pytest.raises(InvalidArgument) as failure:
        sessions.open(None)
    assert str(failure.value) == "A URL is a text, but it is None (NoneType)."


def test_a_prefix_names_the_sessions(sessions: Sessions) -> None:
    with pytest.raises(InvalidArgument, match=r"may hold \{n\}, but not \{session\}"):
        sessions.open_many("/", 2, "user-{session}")


def test_every_session_can_keep_what_it_skipped(sessions: Sessions) -> None:
    for session in sessions.open_many("/", 2):
        session.send_text("burst 3")
    sessions.expect_in_every(text="3", keep_skipped=True)
    assert [session.messages(unread=True) for session in sessions.select("ws-*")] == [["1", "2"], ["1", "2"]]


def test_every_session_ends_at_once_when_a_closed_one_never_will(sessions: Sessions) -> None:
    alice, _ = sessions.open("/", "alice"), sessions.open("/", "bob")
    alice.send_text("close 4000 bye")
    alice.await_close(alice.deadline(2))
    with pytest.raises(NoMessage) as failure:
        sessions.expect_in_every(text="x", timeout=60)
    first, closed, opened = str(failure.value).splitlines()[:3]
    assert first.startswith('Expected every session to receive a message equal to "x" within 60 s, but 2 of 2 did not')
    assert " when this ended after " in first
    assert first.endswith("because a closed one never will:")
    assert closed == '    "alice" was closed by the peer with code 4000 and reason "bye", nothing unread.'
    assert opened == '    "bob" is open, nothing unread.'


def test_nothing_selected_is_an_error(sessions: Sessions) -> None:
    with pytest.raises(InvalidArgument) as failure:
        sessions.expect_in_every(text="x")
    assert str(failure.value) == "Nothing to check: there is no session. Open WebSocket opens one."
    sessions.open("/", "alice")
    with pytest.raises(InvalidArgument) as failure:
        sessions.expect_in_every(text="x", excluding="*")
    assert str(failure.value) == ('Nothing to check: without "*" no session is left. The only session is "alice".')


def test_opening_that_fails_in_another_way_says_how(sessions: Sessions) -> None:
    with pytest.raises(Mismatch) as failure:
        sessions.expect_refused("ws://127.0.0.1:1/", status=401)
    text = 'Expected opening the WebSocket "ws://127.0.0.1:1/" to fail with status 401, but the connection was refused '
    assert str(failure.value).startswith(text)
    assert sessions.expect_refused("ws://127.0.0.1:1/", error="refused").kind == "refused"
    assert sessions.expect_refused("ws://127.0.0.1:1/", error="*REFUSED*", ignore_case=True).status is None


def test_of_a_name_that_is_opened_again_and_again_a_scope_keeps_the_newest(sessions: Sessions) -> None:
    sessions.enter_scope("test")
    bob = sessions.open("/", "bob")
    opened = []
    for number in range(104):
        alice = sessions.open(f"/{number}", "alice")
        alice.abort()
        opened.append(alice)
    assert sessions.of_scope("test") == [bob, *opened[3:]]
    notes = [entry.data for entry in opened[3].transcript.entries(kind="note")]
    assert notes == [
        "3 earlier sessions of this name not kept: of sessions whose name was opened again the newest 100 are"
    ]
    assert [entry.data for entry in opened[4].transcript.entries(kind="note")] == []
    assert sessions.leave_scope("test") == [bob, *opened[3:]]
    assert bob.close_info is not None


def test_one_whose_guard_was_broken_is_kept_until_that_is_told(sessions: Sessions) -> None:
    sessions.enter_scope("test")
    alice = sessions.open("/", "alice")
    alice.must_never_arrive(contains="boo")
    alice.send_text("send boo")
    with alice.listening() as bell:
        while not alice.inbox.arrived:
            bell.acquire(timeout=0.05)
    alice.abort()
    for _ in range(102):
        sessions.open("/", "alice").abort()
    assert alice in sessions.of_scope("test")
    assert [str(error).splitlines()[0].partition(",")[0] for error in sessions.breaches()] == [
        'Expected that no message containing "boo" ever arrives at session "alice"'
    ]
