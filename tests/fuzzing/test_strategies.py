"""The user's strategies, what is explored, and what is simpler."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import strategies as st

from WsKeywords.core import InvalidArgument
from WsKeywords.fuzzing.conversation import Await, Conversation, Say
from WsKeywords.fuzzing.exploring import Explorer
from WsKeywords.fuzzing.generating import conversations, generated
from WsKeywords.fuzzing.options import FuzzOptions
from WsKeywords.fuzzing.routes import MessageShape, Route
from WsKeywords.fuzzing.simplifying import simpler_data
from WsKeywords.fuzzing.strategies import register_strategy, unregister_strategies
from WsKeywords.fuzzing.strategies.described import described_strategies
from WsKeywords.fuzzing.strategies.lexicon import Lexicon
from WsKeywords.fuzzing.strategies.mixing import messages_of, mixture

from .courses import course

ROUTE = Route("/ws/chat")
OPTIONS = FuzzOptions()


@pytest.fixture(autouse=True)
def _forgotten() -> Iterator[None]:
    yield
    unregister_strategies()


def said(route: Route = ROUTE, options: FuzzOptions = OPTIONS, count: int = 12, **given: Any) -> list[Conversation]:
    mixed = mixture(route, options, Lexicon(), **given)
    return generated(conversations(route, options, mixed), count, 3, route.path)


class TestRegistered:
    def test_it_speaks_on_the_routes_of_its_pattern(self) -> None:
        register_strategy("/ws/*", "json", st.just({"only": 1}), 5.0)
        texts = [step.data for each in said() for step in each.steps if isinstance(step, Say)]
        assert texts.count('{"only":1}') > len(texts) / 3
        assert '{"only":1}' not in [
            step.data for each in said(Route("/other")) for step in each.steps if isinstance(step, Say)
        ]

    def test_it_is_asked_for_by_name(self) -> None:
        register_strategy("/ws/*", "bytes", st.just(b"\1"), name="frames")
        only = {
            step.data
            for each in said(options=FuzzOptions(strategy="frames"))
            for step in each.steps
            if isinstance(step, Say)
        }
        assert only == {b"\1"}

    @pytest.mark.parametrize(
        ("pattern", "kind", "strategy", "text"),
        [
            ("/ws", "jsn", st.none(),
             "The kind of a strategy is json, text or bytes, but it is \"jsn\". Did you mean \"json\"?"),
            ("/ws", "text", "hello",
             'The strategy for "/ws" is to be one of Hypothesis, but it is str: from hypothesis import strategies as '
             "st, then st.text() and the like."),
            ("", "text", st.none(), "The pattern of a strategy is a glob of routes' paths, but it is empty."),
        ],
    )  # fmt: skip
    def test_what_is_none(self, pattern: str, kind: Any, strategy: Any, text: str) -> None:
        with pytest.raises(InvalidArgument) as caught:
            register_strategy(pattern, kind, strategy)
        assert str(caught.value) == text

    def test_one_that_makes_something_else(self) -> None:
        register_strategy("/ws/*", "text", st.just(5), name="five")
        with pytest.raises(InvalidArgument) as caught:
            said(options=FuzzOptions(strategy="five"))
        assert str(caught.value) == 'The strategy "five" makes 5, which is int, but it is of text.'

    def test_one_that_makes_nothing(self) -> None:
        register_strategy("/ws/*", "text", st.integers(0, 9).filter(lambda _: False), name="none")
        with pytest.raises(InvalidArgument) as caught:
            said(options=FuzzOptions(strategy="none"))
        assert str(caught.value) == ("The strategy for /ws/chat generates nothing valid: its filters leave nothing.")


class TestDescribed:
    def test_examples_and_schemas(self) -> None:
        each, other = described_strategies(
            [
                {"route": "/ws/*", "examples": [{"type": "join"}], "weight": 3, "mutate": True},
                {"kind": "bytes", "examples": ["ab"], "name": "raw"},
            ]
        )
        assert '{"type":"join"}' in generated(messages_of(each), 20, 1, "x")
        assert generated(messages_of(other), 3, 1, "x") == [b"ab"]
        assert (each.pattern, each.weight, other.pattern, other.name) == ("/ws/*", 3.0, "*", "raw")

    @pytest.mark.parametrize(
        ("given", "text"),
        [
            ({"exampels": []}, 'Strategy 1 has no key "exampels"; did you mean "examples"?'),
            ({}, "Strategy 1 says nothing that could be sent: it takes examples, a schema, or both."),
            ({"examples": [1], "kind": "text"}, "Strategy 1 is of text, but the example 1 is none."),
            ({"examples": ["a"], "weight": 0}, "Strategy 1 has the weight 0, which is to be a number above 0."),
        ],
    )
    def test_what_cannot_be_meant(self, given: dict[str, Any], text: str) -> None:
        with pytest.raises(InvalidArgument) as caught:
            described_strategies([given])
        assert str(caught.value) == text


class TestGenerated:
    def test_the_same_number_makes_the_same(self) -> None:
        assert said() == said()

    def test_limits(self) -> None:
        options = FuzzOptions(max_messages=3, max_message_size=100, sessions=2)
        for each in said(options=options, count=20):
            assert each.messages <= 3
            assert each.sessions <= 2
            for step in each.steps:
                if isinstance(step, Say):
                    assert len(step.data if isinstance(step.data, bytes) else step.data.encode()) <= 100

    def test_a_strategy_with_nothing_to_say(self) -> None:
        with pytest.raises(InvalidArgument) as caught:
            said(options=FuzzOptions(strategy="schema"))
        assert str(caught.value) == (
            'The strategy "schema" has nothing to say on /ws/chat: no schema of its messages is known.'
        )

    def test_examples_of_a_document(self) -> None:
        route = Route("/ws", sends=(MessageShape("join", examples=({"type": "join", "room": "a"},)),))
        texts = {step.data for each in said(route) for step in each.steps if isinstance(step, Say)}
        assert '{"type":"join","room":"a"}' in texts


class TestExploring:
    def explorer(self) -> Explorer:
        return Explorer(Conversation("/ws"), OPTIONS, Lexicon(), ())

    def next_messages(self, explorer: Explorer) -> list[Any]:
        found: list[Any] = []
        for each in explorer.conversations():
            found += [step.data for step in each.steps if isinstance(step, Say)]
        return found

    def test_what_is_missing_is_tried(self) -> None:
        explorer = self.explorer()
        explorer.learn(course((">", '{"type":"join"}'), ("<", '{"error": "the field \'room\' is missing"}')))
        assert '{"type":"join","room":"a"}' in self.next_messages(explorer)

    def test_what_the_server_shows_is_said(self) -> None:
        explorer = self.explorer()
        explorer.learn(course(("<", '{"say": [{"op": "count"}]}'), (">", "x"), ("<", "y")))
        assert '{"op":"count"}' in self.next_messages(explorer)

    def test_what_was_taken_is_said_twice(self) -> None:
        explorer = self.explorer()
        explorer.learn(course((">", '{"type":"join"}'), ("<", '{"type":"joined"}')))
        twice = (Say('{"type":"join"}'), Await()) * 2
        assert twice in [each.steps for each in explorer.conversations()]

    def test_depth_does_no_harm(self) -> None:
        explorer = self.explorer()
        deep = '{"a":' * 900 + "1" + "}" * 900
        explorer.learn(course((">", deep), ("<", '{"deep": true}'), (">", "x"), ("<", deep)))
        assert [*explorer.conversations()]


def test_simpler_messages_are_simpler() -> None:
    data: str | bytes = json.dumps({"type": "join", "room": ["a", {"b": 12345}], "text": "hello" * 50})
    for _ in range(200):
        simpler = next(iter(simpler_data(data)), None)
        if simpler is None:
            return
        assert (len(simpler), simpler) < (len(data), data)
        data = simpler
    pytest.fail("It never ends.")
