"""Guards that no keyword was left to speak of: the end of a test, of a suite and of a scenario."""

from __future__ import annotations

import re
from pathlib import Path

from .behave_runs import run_behave
from .test_library_run import Run, run  # noqa: F401 (a fixture)

ROBOT = """
*** Test Cases ***
Breaks One At Its End
    Open WebSocket    /ws/room/end    alice
    Open WebSocket    /ws/room/end    bob
    Message Must Never Arrive    contains=error    session=alice
    Send Text    an error    session=bob
    Message Should Be    an error    session=bob
    Connection Should Be Open    bob
    Sleep    200ms

Is Not Blamed For It
    Open WebSocket    /ws/echo
    Connection Should Be Open

Fails Anyhow
    Open WebSocket    /ws/echo    alice
    Message Must Never Arrive    contains=error    session=alice
    Send Text    error    session=alice
    Sleep    200ms
    Fail    Something else

Closed Before
    Open WebSocket    /ws/obey
    Message Must Never Arrive    contains=error
    Send JSON    {"send": ["error"], "close": 4000}
    Sleep    200ms
    Open WebSocket    /ws/echo
    Connection Should Be Open
"""
FEATURE = """
Feature: Guards
  Background:
    Given the app "features.apps.chat:app" is running

  Scenario: Breaks one at its end
    Given "alice" is connected to "/ws/echo"
    And "alice" must never receive a message containing "error"
    When "alice" sends "error"
    And I run the command "python -c 'import time; time.sleep(0.3)'"

  Scenario: Is not blamed for it
    Given "alice" is connected to "/ws/echo"
    Then the connection of "alice" should be open

  Scenario: Breaks one in place
    Given "alice" is connected to "/ws/echo"
    And "alice" must never receive a message containing "error"
    When "alice" sends "error"
    And I run the command "python -c 'import time; time.sleep(0.3)'"
    Then every guard should have held

  Scenario: Nothing to check
    Given "alice" is connected to "/ws/echo"
    Then every guard should have held
"""


def test_a_test_fails_at_its_end(run: Run) -> None:  # noqa: F811
    outcome = run(ROBOT, status=3)
    first, second, third, fourth = outcome.tests.values()
    assert [test.status for test in (first, second, third, fourth)] == ["FAIL", "PASS", "FAIL", "FAIL"]
    assert re.match(
        r'Expected that no message containing "error" ever arrives at session "alice", but this one did, \S+ m?s after '
        r'the guard was set, at [\d:.]+:\n    "an error"\nSession "alice", open, at ws://',
        first.message,
    ), first.message
    assert third.message.startswith('Something else\n\nAlso:\nExpected that no message containing "error" ever')
    assert 'ever arrives at session "default"' in fourth.message
    assert len(outcome.files("*.har")) + len(outcome.files("*/*.har")) == 3


SUITE = """
*** Settings ***
Suite Teardown    Run Keywords    Send Text    an error    AND    Sleep    200ms

*** Test Cases ***
Holds
    Open WebSocket    /ws/echo
    Message Must Never Arrive    contains=error
"""


def test_what_breaks_a_guard_after_the_last_test_is_an_error_in_the_log(run: Run) -> None:  # noqa: F811
    outcome = run(SUITE, "auto_close=SUITE")
    assert any('ever arrives at session "default"' in str(error.message) for error in outcome.result.errors)


def test_a_scenario_ends_as_a_cleanup_error_or_fails_in_place(tmp_path: Path) -> None:
    found = run_behave(tmp_path, {"guards": FEATURE})
    statuses = {str(scenario["name"]): scenario["status"] for scenario in found.json()}
    assert statuses == {
        "Breaks one at its end": "cleanup_error",
        "Is not blamed for it": "passed",
        "Breaks one in place": "failed",
        "Nothing to check": "error",
    }
    assert 'ever arrives at session "alice"' in found.output
    assert 'One is set by: Given "alice" must never receive "…"' in found.output
