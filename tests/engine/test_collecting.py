"""Completion messages, profiles and what was collected, in plain Python."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from WsKeywords.core import Contains, InvalidArgument, Mismatch, NoMessage, NotContains, Session, Sessions, WsError

PIECES = [{"delta": "Hel"}, {"delta": None}, {"other": 1}, {"delta": "lo"}, {"delta": 5}]


@pytest.fixture
def sessions(server: str) -> Iterator[Sessions]:
    profiles = {"group": {"headers": {"X-Team": "blue"}, "completion": {"text": "group done"}}}
    with Sessions(server, timeout=2, profiles=profiles, completion={"default": {"text": "done"}}) as opened:
        yield opened


@pytest.fixture
def alice(sessions: Sessions) -> Session:
    return sessions.open("/alice", "alice")


def say(session: Session, *texts: str) -> None:
    for text in texts:
        session.send_text(f"send {text}")


def answered(session: Session, *values: object) -> None:
    session.send_text(json.dumps({"answers": list(values)}))
    session.receive_many(len(values))


def test_all_messages(sessions: Sessions, alice: Session) -> None:
    say(alice, "1", "done", "2", "the end", "3")
    assert alice.receive_all() == ["1"]
    assert alice.receive_all({"contains": "end"}) == ["2"]
    group = sessions.open("/group", "group", profile="group", headers={"X-Call": "1"})
    say(group, "1", "done", "group done")
    assert group.receive_all() == ["1", "done"]
    group.send_text("headers")
    assert {("X-Team", "blue"), ("X-Call", "1")} <= {tuple(header) for header in group.receive_json()}


def test_a_wait_that_fails_leaves_nothing_collected(alice: Session) -> None:
    say(alice, "1", "2")
    assert alice.receive_many(1) == ["1"]
    assert alice.expect_collected(count=1) == ["1"]
    with pytest.raises(NoMessage):
        alice.receive_all(timeout=0.05)
    with pytest.raises(WsError, match=r"^Session \"alice\" has collected no messages: "):
        alice.expect_collected(count=1)
    assert alice.receive() == "2"


@pytest.mark.parametrize(
    "joined",
    [
        {"path": "$.delta", "text": "Hello5"},
        {"$.delta": "Hello5"},
        {"$.delta": {"regexp": "^Hel+o5$"}},
        {"jsonpath": "$.delta", "contains": "llo"},
        ["$.delta", "Hello5"],
        ("$.delta", NotContains("error")),
        {"path": "$.delta", "contains": "hELLO", "ignore_case": True},
    ],
)
def test_joined(alice: Session, joined: object) -> None:
    answered(alice, *PIECES)
    assert alice.expect_collected(joined=joined) == "Hello5"  # type: ignore[arg-type]


def test_joined_beside_its_path(alice: Session) -> None:
    answered(alice, *PIECES)
    assert alice.expect_collected(joined="$.delta", contains="Hel", glob="*5") == "Hello5"
    alice.send_binary(b"\x00")
    say(alice, "a", "b")
    alice.receive_many(3)
    assert alice.expect_collected(joined={"text": "ab"}) == "ab"


@pytest.mark.parametrize(
    ("count", "holds"), [(2, True), ("2", True), (">= 2", True), ("<3", True), ("!= 2", False), ("> 2", False)]
)
def test_count(alice: Session, count: int | str, holds: bool) -> None:
    say(alice, "1", "2")
    alice.receive_many(2)
    if holds:
        assert alice.expect_collected(count=count) == ["1", "2"]
    else:
        with pytest.raises(Mismatch, match=r"^Expected session \"alice\" to have collected .* 2 messages, but there "):
            alice.expect_collected(count=count)


def test_of_many_messages_the_first_and_the_last_are_shown(alice: Session) -> None:
    alice.send_text("burst 100")
    alice.receive_many(100)
    with pytest.raises(Mismatch) as caught:
        alice.expect_collected(some=Contains("x"))
    lines = str(caught.value).splitlines()
    assert lines[:4] == [
        'Expected a message containing "x" among those that session "alice" collected, but none of them matched. '
        "The newest:",
        '    "100"',
        'It does not contain "x".',
        "It collected 100 messages by receiving a number of messages:",
    ]
    assert lines[4:15] == [
        *(f'    {number}. "{number}"' for number in range(1, 6)),
        "    … 90 more …",
        *(f'    {number}. "{number}"' for number in range(96, 101)),
    ]


def test_an_object_is_no_text(alice: Session) -> None:
    answered(alice, {"delta": "a"}, {"delta": {"b": 1}})
    with pytest.raises(Mismatch) as caught:
        alice.expect_collected(joined="$.delta", text="ab")
    assert str(caught.value).splitlines()[0] == (
        'Expected the texts at $.delta of the messages that session "alice" collected, joined, to be "ab", but '
        'number 2 has no text there: "{"b":1}".'
    )


def test_captures_of_a_message_that_matched_are_kept(sessions: Sessions, alice: Session) -> None:
    answered(alice, {"id": 1}, {"id": 2})
    alice.expect_collected(some={"json": {"id": "#capture first"}})
    assert sessions.captures == {"first": 1}


def test_no_path_and_no_text_are_errors(alice: Session) -> None:
    answered(alice, {"delta": "a"})
    for joined in ("delta", {"path": "$.delta"}, {"$.a": "x", "$.b": "y"}, {}):
        with pytest.raises(InvalidArgument):
            alice.expect_collected(joined=joined)  # type: ignore[arg-type]
