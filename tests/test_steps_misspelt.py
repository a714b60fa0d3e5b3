"""A step that is nearly one of our sentences: behave calls it undefined, and it is said which one was meant."""

from __future__ import annotations

from pathlib import Path
from time import thread_time

import pytest

from WsKeywords.steps.misspelt import nearest

from .behave_runs import STEPS, run_behave

FEATURE = """
Feature: Orders
  Scenario: one
    Given I am conected to "/ws"
    Then I should recieve "x" within 2 seconds
    And the order "17" should have been shipped
    And "alice" should receive 2 orders
"""
MINE = """
from behave import step

@step('"{who}" should receive {count:d} orders')
def receive_orders(context, who, count):
    pass
"""
TOLD = """\
There is no step: I am conected to "/ws"
Did you mean:
    Given "alice" is connected to "/ws/chat" with the header "X-Client" set to "a" and the subprotocol "chat.v2"
There is no step: I should recieve "x" within 2 seconds
Did you mean:
    Then "alice" should receive "Echo: hello"
How long it may take is said last, before a colon: within 2 seconds (milliseconds, minutes)
"""


@pytest.mark.parametrize("arguments", [(), ("--dry-run",)])
def test_it_is_told_which_sentence_was_meant(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    run = run_behave(tmp_path, {"orders": FEATURE}, *arguments, steps=STEPS + MINE)
    assert TOLD in run.output
    assert run.output.count("There is no step") == 2, "neither of what is far from all, nor of the project's own"
    assert run.code != 0


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ('"alice" should receive within 2 seconds "x"', 'Then "alice" should receive "Echo: hello"'),
        ("I send JSON:", 'When "alice" sends the JSON:'),
        ('alice sends "x"', 'When "alice" sends "hello"'),
        ('"alice" send "x"', 'When "alice" sends "hello"'),
        ("the status should be 200", "Then the HTTP status should be 200"),
        ('I receive "x"', 'Then "alice" should receive "Echo: hello"'),
        ('"alice" is disconnected', 'When "alice" disconnects'),
        (
            '"alice" should receive a message that contains "x"',
            'Then "alice" should receive a message containing "hello"',
        ),
    ],
)
def test_the_sentence_meant_is_among_the_nearest(text: str, meant: str) -> None:
    assert meant in nearest(text)


@pytest.mark.parametrize(
    "text", ['the user clicks the button "Save"', "I am on the login page", "the order 17 should be shipped"]
)
def test_what_is_far_from_all_means_none(text: str) -> None:
    assert nearest(text) == []


@pytest.mark.parametrize("text", ["the user says hello " * 1_000, 'I send "' + '\\"' * 100_000, ""])
def test_a_step_as_long_as_a_message_means_none(text: str) -> None:
    started = thread_time()
    assert nearest(text) == []
    assert thread_time() - started < 2  # to compare it with each sentence takes 7 s


def test_what_is_long_in_a_step_are_its_values() -> None:
    assert nearest(f'"alice" send "{"x" * 9_000}"')[0] == 'When "alice" sends "hello"'
