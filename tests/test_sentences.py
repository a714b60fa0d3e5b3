"""No sentence is ambiguous: each expansion of the grammar matches one definition, the right one, with its arguments."""

from __future__ import annotations

import re

import behave.step_registry
import pytest

import WsKeywords.steps  # noqa: F401
from WsKeywords.steps.catalogue import sentences
from WsKeywords.steps.sentence import DEFINITIONS, SentenceMatcher
from WsKeywords.steps.values import Values

from .sentence_grammar import SAVED, every_sentence

MATCHERS = [each for each in behave.step_registry.registry.steps["step"] if isinstance(each, SentenceMatcher)]
VALUES = Values(SAVED)


def matching(text):
    """Every definition that takes a step, with the arguments that it reads."""
    found = []
    for matcher in MATCHERS:
        match = matcher.match(text)
        if match:
            arguments = {argument.name: argument.value.read(VALUES) for argument in match.arguments}
            found.append((matcher.func.__name__, arguments))
    return found


def test_every_expansion_matches_one_definition_the_right_one():
    wrong, count, seen = [], 0, set()
    for text, function, arguments in every_sentence():
        count += 1
        seen.add(function)
        found = matching(text)
        if found != [(function, arguments)]:
            wrong.append((text, (function, arguments), found))
    assert wrong[:5] == []
    assert count > 20_000
    assert {function.__name__ for _, function in DEFINITIONS} - seen == set()


def test_no_definition_is_lost():
    assert len(MATCHERS) == len(DEFINITIONS) == len({sentence for sentence, _ in DEFINITIONS})
    assert len({function.__name__ for _, function in DEFINITIONS}) == len(DEFINITIONS)


@pytest.mark.parametrize(
    "text",
    [
        "alice sends hello",
        "I send hello",
        '"alice" send "x"',
        'I sends "x"',
        '"alice" are connected to "/ws"',
        'I should receive "x" within 2 hours',
        'I should receive "x" within two seconds',
        'I should receive "x',
        'I should receive x"',
        "I should receive JSON",
        'I should receive "x" "y"',
        'I should receive "x": ',
        'every sessions should receive "x"',
        'I should eventually not receive "x"',
        'I am connected to "/ws" and the cookie "a" set to "b"',
        'I am connected to "/ws" with the cookie "a"',
        'I send a post request to "/x"',
        'I send a GET request to "/x" with the subprotocol "a"',
        "the value at $.x should be 1",
        'the value at "$.x" should be hello',
        'the value at "$.x" should be True',
        # later wings: absent until then
        'I should receive the event "tick"',
        'I am listening to the event stream "/events"',
        'I try to listen to the event stream "/events"',
        'I must never receive "x"',
        "every guard should have held",
        'I answer messages containing "ping" with "pong"',
        'I send "ping" every 25 seconds',
        "I stop answering pings",
        "I stop reading",
        "I read again",
        "I receive all messages",
        'I send "x" and receive "y"',
        'I am connected to "/ws" with the profile "admin"',
    ],
)
def test_what_is_no_sentence_matches_nothing(text):
    assert matching(text) == []


def test_the_first_line_of_every_example_is_the_sentence_it_stands_for():
    for sentence, example, _, _ in sentences():
        first = example.splitlines()[0]
        text = re.sub(r"^(Given|When|Then|And) ", "", first)
        assert text != first, example
        function = next(function for known, function in DEFINITIONS if known == sentence)
        found = [matcher.func.__name__ for matcher in MATCHERS if matcher.match(text)]
        assert found == [function.__name__], example


def test_editors_read_every_sentence():
    """The Cucumber plug-in takes a sentence with one of these characters for a regular expression."""
    for sentence, _ in DEFINITIONS:
        plain = re.sub(r"\{\w+:\w+\}", "", sentence)
        assert not set(plain) & set("().*\\|/{}?+^$"), sentence
        assert "}{" not in sentence, sentence
