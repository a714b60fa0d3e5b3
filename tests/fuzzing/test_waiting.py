"""How long a conversation that is played waits: for what comes, and little for what does not."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from WsKeywords.fuzzing.conversation import Await, Conversation, Say, Step
from WsKeywords.fuzzing.course import Course
from WsKeywords.fuzzing.habits import OWED, UNASKED, Habits
from WsKeywords.fuzzing.options import FuzzOptions
from WsKeywords.fuzzing.playing import Player
from WsKeywords.fuzzing.routes import Target

Make = Callable[..., Target]


def played(target: Target, *steps: Step, sessions: int = 1) -> Course:
    with Player(target, FuzzOptions()) as player:
        return player.play(Conversation(target.routes[0].path, steps, sessions))


def silent(course: Course) -> int:
    return sum(event.what == "silent" for event in course.events)


def test_an_answer_that_came_while_another_was_waited_for_is_not_missed(target: Make) -> None:
    course = played(target("/sound"), Say("a"), Say("b", 1), Await(), Await(1), sessions=2)
    assert silent(course) == 0


def test_each_message_is_waited_for_once(target: Make) -> None:
    course = played(target("/sound"), Say("a"), Await(), Await())
    assert silent(course) == 1
    course = played(target("/sound"), Say("a"), Say("b"), Await(), Await(), Await())
    assert silent(course) == 1


@pytest.mark.parametrize("kind", [UNASKED, OWED])
def test_what_uses_not_to_come_is_waited_for_a_moment_only(kind: str) -> None:
    habits = Habits(5.0)
    habits.answered("text", 0.001)
    before = habits.patience(kind)
    for _ in range(6):
        habits.silent(kind)
    moment = habits.patience(kind)
    assert moment < before / 10
    habits.came(kind)
    assert habits.patience(kind) == before


def test_an_answer_that_always_came_is_waited_for_longer() -> None:
    habits = Habits(5.0)
    habits.answered("text", 0.001)
    assert habits.patience("text") == habits.patience("bytes") == 0.5
    habits.silent("bytes")
    assert habits.patience("text") == 0.5
    assert habits.patience("bytes") == habits.patience("object type=join") == 0.05
    assert Habits(0.3).patience("text") == 0.3
