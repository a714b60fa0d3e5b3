"""The matcher of sentences: what it does not try would not match."""

from __future__ import annotations

from pathlib import Path

import behave.step_registry
import pytest

import WsKeywords.steps  # noqa: F401
from tests import processes
from tests.processes import BEHAVE
from WsKeywords.steps.matcher import SentenceMatcher, words_of

from .sentences import every_sentence

MATCHERS = [each for each in behave.step_registry.registry.steps["step"] if isinstance(each, SentenceMatcher)]


@pytest.mark.takes(15)
def test_what_is_not_tried_does_not_match():
    # Of ``check_match`` the half that decides: it is asked twenty million times.
    definitions = [(each, each.parser._match_re.match) for each in MATCHERS]
    hidden = []
    for text, _, _ in every_sentence():
        MATCHERS[0].match(text)
        hidden += [(text, each.pattern) for each, fits in definitions if each._candidate is not text and fits(text)]
    assert hidden[:5] == []


def test_few_are_tried():
    MATCHERS[0].match('"alice" should receive "hello"')
    assert sum(each._candidate is SentenceMatcher._asked for each in MATCHERS) < 30


def test_words_that_touch_a_field_are_not_counted_on():
    assert words_of("{who:WhoSends} the JSON{how:BlockTimes}") == {"the"}
    assert words_of("the app{name:Of} is {what:Text} running") == {"the", "is", "running"}
    assert words_of("{app:App} stops{within:Within}") == frozenset()


def test_the_same_text_again_and_another_one():
    first, second = 'I send "a"', 'I should receive "a"'
    found = [[each.func.__name__ for each in MATCHERS if each.match(text)] for text in (first, second, first, first)]
    assert found == [["sends"], ["receive_text"], ["sends"], ["sends"]]


def test_a_match_tells_where_its_function_is():
    (match,) = [found for each in MATCHERS if (found := each.match('I send "a"'))]
    assert match.location.filename.endswith("sending.py")
    assert [(each.name, each.start, each.end, each.original) for each in match.arguments] == [
        ("who", 0, 6, "I send"),
        ("text", 7, 10, '"a"'),
    ]


def test_a_step_of_the_project_that_is_one_of_our_sentences_is_ambiguous(tmp_path: Path):
    (tmp_path / "steps").mkdir()
    (tmp_path / "steps" / "steps.py").write_text(
        "from behave import step\nfrom WsKeywords.steps import *\n"
        "@step('I send \"hello\"')\ndef mine(context):\n    pass\n"
    )
    (tmp_path / "one.feature").write_text("Feature: One\n  Scenario: One\n    When I clear the inbox\n")
    result = processes.run(BEHAVE, cwd=tmp_path)
    assert "@step('I send \"hello\"') has already been defined in" in result.stdout + result.stderr
    assert "@step('{who:WhoSends} {text:TextTimes}')" in result.stdout + result.stderr
