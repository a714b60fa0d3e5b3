"""Conversations are values that can be written down and played again."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from WsKeywords.fuzzing.conversation import Abort, Await, Close, Conversation, Ping, Reconnect, Say, Step

SESSIONS = st.integers(0, 3)
STEPS: st.SearchStrategy[Step] = st.one_of(
    st.builds(Say, st.text() | st.binary(), SESSIONS, st.lists(st.integers(1, 99), max_size=3).map(tuple)),
    st.builds(Ping, st.binary(max_size=125), SESSIONS),
    st.builds(Close, st.integers(1000, 4999), st.text(max_size=30), SESSIONS),
    st.sampled_from([Await, Abort, Reconnect]).flatmap(lambda kind: st.builds(kind, SESSIONS)),
)


@given(st.builds(Conversation, st.text(), st.lists(STEPS, max_size=5).map(tuple), st.integers(1, 4)))
def test_what_is_written_down_is_read_again(conversation: Conversation) -> None:
    text = json.dumps(conversation.to_json())
    assert Conversation.from_json(json.loads(text)) == conversation


@pytest.mark.parametrize(
    "value", [{}, {"path": "/", "steps": [{"step": "shout"}], "sessions": 1, "subprotocols": [], "headers": []}]
)
def test_what_is_no_conversation(value: dict[str, object]) -> None:
    with pytest.raises((KeyError, TypeError, ValueError)):
        Conversation.from_json(value)


def test_messages_are_counted() -> None:
    assert Conversation("/", (Say("a"), Await(), Say(b""), Close())).messages == 2
