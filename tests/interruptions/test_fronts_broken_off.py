"""Keywords and steps, broken off as a whole: what they do around a call of the engine loses nothing either."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from behave.configuration import Configuration
from behave.model import Step
from behave.runner import Context, ModelRunner
from behave.step_registry import registry

import WsKeywords.steps  # noqa: F401  its sentences are known to behave then
from tests.engine.peer import Peer
from tests.interruptions.striking import MARKS, strikes
from tests.interruptions.test_reads_broken_off import SHORT, Reader, Row, any_first, ending, first, none, number, read
from WsKeywords import WsKeywords as Library
from WsKeywords.core import Sessions
from WsKeywords.steps.world import World

pytestmark = MARKS
TIMES = 60
#: What a keyword or step gets: the library, or a function that runs a step.
Front = Any

KEYWORDS: dict[str, tuple[Callable[[Library], Any], Any, int]] = {
    "Receive Message": (lambda library: library.receive_message(timeout=SHORT), first(1), 1),
    "Receive JSON": (lambda library: library.receive_json(timeout=SHORT), first(1), 1),
    "Receive Messages": (lambda library: library.receive_messages(2, timeout=SHORT), first(2), 2),
    "Receive Messages Until": (
        lambda library: library.receive_messages_until(contains="end", timeout=SHORT),
        ending,
        3,
    ),
    "Wait For Message": (lambda library: library.wait_for_message(contains="end", timeout=SHORT), ending, 3),
    "Message Should Contain": (lambda library: library.message_should_contain('"n"', timeout=SHORT), first(1), 1),
    "Messages Should Arrive": (
        lambda library: library.messages_should_arrive({"n": "#number"}, {"n": "#number"}, timeout=SHORT),
        first(2),
        2,
    ),
    "Every Session Should Receive": (
        lambda library: library.every_session_should_receive(contains="end", timeout=SHORT),
        ending,
        3,
    ),
    "Drain Messages": (lambda library: library.drain_messages(quiet=0.001, timeout=SHORT), any_first, 1),
    "No Message Should Arrive": (
        lambda library: library.no_message_should_arrive(contains="zzz", within=0.001),
        none,
        1,
    ),
}
STEPS: dict[str, tuple[str, Any, int]] = {
    "next": ('"alice" should receive a message containing "n" within 30 milliseconds', first(1), 1),
    "eventually": ('"alice" should eventually receive a message containing "end" within 30 milliseconds', ending, 3),
    "several": ('"alice" should receive 2 messages within 30 milliseconds', first(2), 2),
    "nothing": ('"alice" should not receive a message containing "zzz" within 1 millisecond', none, 1),
}


def broken_off(name: str, sessions: Sessions, call: Callable[[], Any], row: tuple[Any, Any, int]) -> None:
    with Peer(sessions) as peer, strikes(name) as striking:
        reader = Reader(peer)
        each = Row(lambda _: call(), row[1], row[2])
        while striking.count < TIMES:
            read(each, reader, striking)
        reader.arrive(2)
        wanted = list(reader.state.unread)
        assert [number(found) for found in peer.session.receive_many(len(wanted))] == wanted
        peer.session.abort()


@pytest.mark.parametrize("name", KEYWORDS)
def test_keywords(name: str) -> None:
    library = Library()
    try:
        row = KEYWORDS[name]
        broken_off(name, library.sessions, lambda: row[0](library), row)
    finally:
        library.sessions.close()


@pytest.fixture
def context() -> Iterator[Context]:
    runner = ModelRunner(Configuration(command_args=[], load_config=False))
    runner.context = context = Context(runner)
    context.feature = context.scenario = context.text = context.table = None
    yield context
    World.of(context, False).sessions.close()


@pytest.mark.parametrize("name", STEPS)
def test_steps(name: str, context: Context) -> None:
    text, reads, needs = STEPS[name]
    step = Step("steps.py", 1, "Then", "then", text)
    match = registry.find_match(step)
    sessions = World.of(context, False).sessions
    broken_off(name, sessions, lambda: match.run(context), (None, reads, needs))
