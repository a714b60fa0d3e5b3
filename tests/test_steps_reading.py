"""One read position, as steps see it: what each moves, what never moves it, and that nothing passes by accident."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from WsKeywords.core.app.apps import Apps
from WsKeywords.core.settings import Settings

from .behave_runs import ROOT, STEPS, Run, run_behave

#: A step that expects other steps to fail, so that a scenario can go on and look at what that moved.
FAILING = (
    STEPS
    + """
from behave import step

@step('this fails saying "{text}":')
def fails(context, text):
    try:
        context.execute_steps(context.text)
    except AssertionError as error:
        assert text in str(error), error
    else:
        raise AssertionError("it passed")
"""
)
FEATURE = """
Feature: Reading

  Background:
    Given I am connected to "/ws/echo"
    When I send the JSON:
      '''
      {"do": "say", "texts": ["one", "two", "three"]}
      '''
    Then I should have 3 unread messages

  Scenario: the next message is read when it matches
    Then I should receive "one"
    And I should have 2 unread messages

  Scenario: the next message is read when it does not match
    Then this fails saying "but it was":
      '''
      Then I should receive "two"
      '''
    And I should have 2 unread messages
    And that is read last: "one"

  Scenario: a time-out moves nothing
    When I clear the inbox
    Then this fails saying "no message arrived within 0.05 s":
      '''
      Then I should receive "four" within 50 milliseconds
      '''
    When I send "five"
    Then I should receive "Echo: five"

  Scenario: the message read last stays
    When I receive a message
    Then that message should be "one"
    And that message should contain "n"
    And the last message of "default" should be "one"
    And I should have 2 unread messages

  Scenario: eventually skips to the match
    Then I should eventually receive "two"
    And I should receive "three"

  Scenario: eventually skips nothing when the time is up
    Then this fails saying "none of the 3 unread messages":
      '''
      Then I should eventually receive "four" within 50 milliseconds
      '''
    And I should receive "one"

  Scenario: out of order takes the match only
    Then I should receive, out of order, "two"
    And I should receive these messages:
      | message |
      | one     |
      | three   |

  Scenario: unless fails at once and reads what came first
    Then this fails saying "came first":
      '''
      Then I should eventually receive "three" unless "two" comes first within 1 minute
      '''
    And I should receive "three"

  Scenario: several messages are read together
    Then I should receive these messages:
      | message |
      | one     |
      | two     |
    And I should have 1 unread message

  Scenario: too few messages stay unread
    Then this fails saying "3 of 4":
      '''
      Then I should receive these messages within 50 milliseconds:
        | message |
        | one     |
        | two     |
        | three   |
        | four    |
      '''
    And this fails saying "3 of 4":
      '''
      Then I should receive 4 messages within 50 milliseconds
      '''
    And I should have 3 unread messages

  Scenario: other messages are read as far as they were compared
    Then this fails saying "two":
      '''
      Then I should receive these messages:
        | message |
        | one     |
        | three   |
        | two     |
      '''
    And I should receive "three"

  Scenario: messages in any order
    Then I should receive these messages in any order:
      | message |
      | three   |
      | one     |
      | two     |
    And I should receive nothing within 10 milliseconds

  Scenario: counted messages are read
    Then I should receive 2 messages
    And I should receive "three"

  Scenario: at least so many are all that are there
    Then I should receive at least 2 messages
    And I should have no unread messages

  Scenario: until reads the completion message too
    When I receive messages until "two"
    Then that message should be "two"
    And I should receive "three"

  Scenario: until moves nothing when the completion message never comes
    Then this fails saying "four":
      '''
      When I receive messages until "four" within 50 milliseconds
      '''
    And I should have 3 unread messages

  Scenario: receiving nothing stays
    When I should not receive "four" within 10 milliseconds
    Then this fails saying "this one arrived":
      '''
      Then I should receive nothing within 10 milliseconds
      '''
    And I should have 3 unread messages

  Scenario: what was read counts where the step says so
    When I receive a message
    Then I should not receive "one" within 10 milliseconds
    And this fails saying "had been read":
      '''
      Then I should not have received "one" within 10 milliseconds
      '''

  Scenario: quiet and clear
    When I receive messages until nothing arrives for 50 milliseconds
    Then that message should be "three"
    When I send "four"
    Then I should have 1 unread message
    When I clear the inbox
    Then I should have no unread messages
    And that message should be "three"

  Scenario: every message
    Then this fails saying "every message":
      '''
      Then for 50 milliseconds every message I receive should not contain "two"
      '''
    And I should receive "three"
    And this fails saying "no message":
      '''
      Then for 50 milliseconds every message I receive should contain "o"
      '''

  Scenario: looking stays
    When I receive a message
    Then the last message of "default" should be "one"
    And I should have at least 1 unread message
    And the connection should be open
    And I should have 2 unread messages

  Scenario: every session moves where it matched
    Given "alice" is connected to "/ws/echo" with the query parameter "greet" set to "two"
    Then this fails saying "alice":
      '''
      Then every session should receive "two" within 50 milliseconds
      '''
    And I should receive "three"
    And "alice" should receive "Welcome, two"

  Scenario: unread messages outlive a close
    When I send the JSON:
      '''
      {"do": "close", "code": 4000, "reason": "bye"}
      '''
    Then the connection should be closed with code 4000
    And I should receive 3 messages
    And this fails saying "4000":
      '''
      Then I should receive "four" within 1 minute
      '''
    And this fails saying "4000":
      '''
      Then I should eventually receive "four" within 1 minute
      '''
    And I should receive nothing within 10 milliseconds

  Scenario: silence of a session that the peer closed
    When I clear the inbox
    And I send the JSON:
      '''
      {"do": "close", "code": 4000}
      '''
    Then this fails saying "silence of a closed session proves nothing":
      '''
      Then I should receive nothing within 1 minute
      '''
"""
VACUOUS = """
Feature: Nothing to check

  Background:
    Given I am connected to "/ws/echo" with the query parameter "greet" set to "Ada"

  Scenario: contains nothing
    Then I should receive a message containing ""
  Scenario: eventually contains nothing
    Then I should eventually receive a message containing ""
  Scenario: not contains nothing
    Then I should not receive a message containing ""
  Scenario: no regexp
    Then I should receive a message matching the regexp ""
  Scenario: invalid regexp
    Then I should receive a message matching the regexp "("
  Scenario: no schema
    Then I should receive a message matching the schema "no-such.yaml"
  Scenario: invalid JSONPath
    Then I should receive a message where "$["
  Scenario: invalid bytes
    Then I should receive the bytes "0x"
  Scenario: invalid marker
    Then I should receive JSON containing:
      '''
      {"a": "#uid"}
      '''
  Scenario: no such session
    Then every session named "user-*" should receive "x"
  Scenario: all excluded
    Then every session except "default" should receive "x"
  Scenario: no one left
    Then no session except "default" should receive "x"
  Scenario: no messages
    Then I should receive 0 messages
  Scenario: at least none
    Then I should receive at least 0 messages
  Scenario: empty table
    Then I should receive these messages:
      | message |
  Scenario: empty cell
    Then I should receive these messages:
      | type | user |
      | a    |      |
  Scenario: table of messages
    Then I should receive these messages:
      | messages |
      | one      |
  Scenario: empty row
    Then I should receive these messages:
      | type | user |
      |      |      |
  Scenario: until nothing
    When I receive messages until a message containing ""
  Scenario: ignores nothing
    When I ignore messages containing ""
  Scenario: every message contains nothing
    Then for 10 milliseconds every message I receive should contain ""
  Scenario: that message contains nothing
    When I receive a message
    Then that message should contain ""
  Scenario: a value contains nothing
    When I send a GET request to "/health"
    Then the value at "$.status" should contain ""
  Scenario: the log contains nothing
    Given the app "features.apps.chat:app" is running:
      | option | value |
      | cwd    | ROOT  |
    Then the app's log should contain ""
  Scenario: sent no times
    When I send "x" 0 times
  Scenario: nobody connected
    Given 0 sessions "user-{n}" are connected to "/ws/echo"
"""


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    apps = Apps(Settings())
    yield apps.start("features.apps.chat:app", cwd=ROOT).base_url
    apps.close()


@pytest.fixture(scope="module")
def reading(tmp_path_factory: pytest.TempPathFactory, url: str) -> Run:
    steps = FAILING + (
        "\n@step('that is read last: \"{text}\"')\n"
        "def last(context, text):\n"
        '    context.execute_steps(f\'Then the last message of "default" should be "{text}"\')\n'
    )
    folder = tmp_path_factory.mktemp("reading")
    return run_behave(folder, {"reading": FEATURE}, "-D", f"base_url={url}", steps=steps)


@pytest.fixture(scope="module")
def vacuous(tmp_path_factory: pytest.TempPathFactory, url: str) -> Run:
    feature = VACUOUS.replace("ROOT", str(ROOT))
    return run_behave(tmp_path_factory.mktemp("vacuous"), {"vacuous": feature}, "-D", f"base_url={url}")


def scenarios(feature: str) -> list[str]:
    return re.findall(r"Scenario: (.*)", feature)


def status(run: Run, name: str) -> object:
    return next(scenario["status"] for scenario in run.json() if scenario["name"] == name)


@pytest.mark.parametrize("name", scenarios(FEATURE))
def test_reads(reading: Run, name: str) -> None:
    assert status(reading, name) == "passed", reading.scenario(name)


@pytest.mark.parametrize("name", scenarios(VACUOUS))
def test_nothing_to_check_is_an_error(vacuous: Run, name: str) -> None:
    assert status(vacuous, name) == "error", vacuous.scenario(name)
    assert "InvalidArgument: " in vacuous.scenario(name) or "UnknownSession: " in vacuous.scenario(name)
