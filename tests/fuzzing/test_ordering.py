"""The order of answers: what tells it, and what does not."""

from __future__ import annotations

from WsKeywords.fuzzing.conversation import Conversation
from WsKeywords.fuzzing.course import Course, Event
from WsKeywords.fuzzing.properties.ordering import KeepsOrder
from WsKeywords.fuzzing.routes import Route


def course(*told: tuple[str, str]) -> Course:
    """Of one session: ``>`` is said, ``<`` is heard."""
    what = {">": "sent", "<": "received"}
    events = tuple(Event(number, 0, what[who], data) for number, (who, data) in enumerate(told))  # type: ignore[arg-type]
    return Course(Conversation("/"), events, (), 1.0)


def findings(*told: tuple[str, str], learnt: Course | None = None) -> list[str]:
    """What is wrong with a course of one session."""
    judge = KeepsOrder()
    if learnt is not None:
        judge.learn(learnt, Route("/"))
    return [each.message for each in judge.check(course(*told), Route("/"))]


def test_an_answer_that_overtakes_another_is_a_finding() -> None:
    assert findings((">", "long"), (">", "b"), ("<", '{"done": "b"}'), ("<", '{"done": "long"}')) == [
        'the server answered "b" before "long", which had been said earlier'
    ]


def test_answers_in_order_are_none() -> None:
    assert not findings((">", "long"), (">", "b"), ("<", '{"done": "long"}'), ("<", '{"done": "b"}'))


def test_an_id_allows_any_order() -> None:
    first, second = '{"id": "1", "say": "x"}', '{"id": "2", "say": "y"}'
    assert not findings((">", first), (">", second), ("<", '{"id": "2", "say": "y"}'), ("<", '{"id": "1", "say": "x"}'))


def test_what_was_said_twice_tells_nothing() -> None:
    assert not findings((">", "a"), (">", "b"), (">", "a"), ("<", '["b"]'), ("<", '["a"]'), ("<", '["a"]'))


def test_a_list_of_what_was_said_tells_nothing() -> None:
    assert not findings((">", "a"), (">", "b"), ("<", '["b", "a"]'), ("<", '["a"]'))


def test_a_word_that_stands_in_every_answer_tells_nothing() -> None:
    said = [(">", "{}"), (">", '{"a": "x"}'), (">", '["news"]')]
    heard = [("<", '{"type": "news", "of": "{}"}'), ("<", '{"type": "news", "of": "x"}'), ("<", '{"type": "news"}')]
    assert not findings(*said, *heard)


def test_a_word_of_the_servers_own_tells_nothing() -> None:
    told = [(">", "first"), (">", '["sorry"]'), ("<", '{"type": "sorry"}'), ("<", '{"done": "first"}')]
    assert findings(*told)
    assert not findings(*told, learnt=course((">", "hello"), ("<", '{"type": "sorry"}')))
