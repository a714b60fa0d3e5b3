"""What generated conversations say, as the options have it."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import strategies as st

from WsKeywords.fuzzing.conversation import Close, Conversation, Say
from WsKeywords.fuzzing.course import Course
from WsKeywords.fuzzing.options import FuzzOptions
from WsKeywords.fuzzing.routes import Parameter, Route, Target
from WsKeywords.fuzzing.running import fuzz
from WsKeywords.fuzzing.strategies import register_strategy, unregister_strategies

Make = Callable[..., Target]


def held(target: Target, folder: Path, **options: Any) -> list[Conversation]:
    """The conversations of a run."""
    found: list[Conversation] = []

    def note(course: Course) -> str | None:
        found.append(course.conversation)
        return None

    fuzz(target, FuzzOptions(**{"seed": 3, "database": folder, "checks": (note,), "sessions": 1, **options}))
    return found


def said(conversations: list[Conversation]) -> list[str | bytes]:
    return [step.data for each in conversations for step in each.steps if isinstance(step, Say)]


def size(data: str | bytes) -> int:
    return len(data if isinstance(data, bytes) else data.encode())


def test_no_more_and_no_larger_than_the_options_say(target: Make, tmp_path: Path) -> None:
    found = held(target("/sound"), tmp_path, examples=20, max_messages=3, max_message_size=100)
    assert max(each.messages for each in found) == 3
    assert 0 < max(map(size, said(found))) <= 100


def test_conversations_close_with_the_codes_of_the_options(target: Make, tmp_path: Path) -> None:
    found = held(target("/sound"), tmp_path, examples=25, close_codes=(4321,))
    codes = {step.code for each in found for step in each.steps if isinstance(step, Close)}
    assert {4321} <= codes <= {4321, 1000, 1001}  # the last two before a reconnect


def test_text_json_and_bytes_are_said_empty_ones_too(target: Make, tmp_path: Path) -> None:
    every = said(held(target("/sound"), tmp_path, examples=50))
    assert "" in every
    assert b"" in every
    assert any(isinstance(each, bytes) and each for each in every)
    assert any(isinstance(each, str) and each[:1] == "{" and isinstance(json.loads(each), dict) for each in every[:40])
    assert any(isinstance(each, str) and each[:1] not in ("", "{", "[") for each in every)


def test_a_strategy_by_name(target: Make, tmp_path: Path) -> None:
    every = said(held(target("/sound"), tmp_path, examples=20, strategy="graphql"))
    assert any("connection_init" in str(each) for each in every)
    assert any("subscription" in str(each) for each in every)


@pytest.fixture
def registered() -> Iterator[None]:
    register_strategy("/sou*", "json", st.fixed_dictionaries({"mine": st.integers(1, 9)}), name="mine")
    yield
    unregister_strategies()


@pytest.mark.usefixtures("registered")
def test_a_strategy_of_the_user(target: Make, tmp_path: Path) -> None:
    every = said(held(target("/sound"), tmp_path, examples=20, strategy="mine"))
    assert len(set(every)) > 5
    assert [each for each in every if not str(each).startswith('{"mine":')] == []


def test_a_server_that_never_answers_ends_in_time(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        silent = Target(f"ws://127.0.0.1:{server.getsockname()[1]}", (Route("/ws"),))
        options = FuzzOptions(timeout=0.1, message_timeout=0.1, budget=5.0, database=tmp_path, seed=1)
        result = fuzz(silent, options)
    assert result.seconds < 10
    assert result.failures or result.routes[0].skipped


def test_graphql_begins_as_its_subprotocol_wants_it(target: Make, tmp_path: Path) -> None:
    """Where the path alone tells of it."""
    courses: list[Course] = []

    def note(course: Course) -> str | None:
        courses.append(course)
        return None

    options = FuzzOptions(examples=24, seed=7, database=tmp_path, checks=(note,))
    result = fuzz(target("/graphql"), options)
    assert [failure.finding.message for failure in result.failures] == []
    assert sum(each.conversation.subprotocols[-1:] == ("graphql-transport-ws",) for each in courses) > len(courses) / 2
    heard = [data for course in courses for data in course.received(0)]
    assert sum('"next"' in str(data) for data in heard) > 5


def test_subprotocols_are_tried_unless_the_options_say_otherwise(target: Make, tmp_path: Path) -> None:
    for tried in (True, False):
        every = held(target("/sound"), tmp_path, examples=20, validate_subprotocols=tried)
        assert any(each.subprotocols for each in every) is tried


def test_cookies_of_a_handler_are_sent(target: Make, tmp_path: Path) -> None:
    sid = Parameter("sid", place="cookie", values=("1", "a b"))
    every = held(target(Route("/cookie", (sid,))), tmp_path, examples=20)
    assert {dict(each.headers)["Cookie"] for each in every} == {"sid=1", "sid=a%20b"}
