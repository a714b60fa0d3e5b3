"""Each sentence that sets a guard sets one that breaks."""

from __future__ import annotations

import pytest

from .behave_runs import Run, run_behave

#: What is said of the messages, what then arrives, and what the failure says was expected.
GUARDS = {
    '"alice" must never receive "Echo: hello"': 'no message equal to "Echo: hello"',
    '"alice" must never receive a message containing "llo"': 'no message containing "llo"',
    '"alice" must never receive a message matching "Echo*"': 'no message matching the glob "Echo*"',
    '"alice" must never receive a message matching the regexp "^Echo"': ('no message matching the regexp "^Echo"'),
    '"alice" must never receive a message matching the schema "echo.yaml"': (
        'no message matching the schema "echo.yaml"'
    ),
    '"alice" must never receive a message where "$.echo.n"': 'no message where "$.echo.n" selects something',
    '"alice" must never receive the bytes "00 *"': "no message with the bytes 00 *",
    'every message "alice" receives must be "Echo: hello"': 'to be "Echo: hello"',
    'every message "alice" receives must contain "Echo"': 'to contain "Echo"',
    'every message "alice" receives must not contain "Echo"': 'not to contain "Echo"',
    'every message "alice" receives must match "*echo*"': 'to match the glob "*echo*"',
    'every message "alice" receives must match the regexp "echo"': 'to match the regexp "echo"',
    'every message "alice" receives must match the schema "echo.yaml"': 'to match the schema "echo.yaml"',
}
#: The same, with JSON below the sentence.
BELOW = {
    '"alice" must never receive the JSON:': 'no message that is the JSON {"echo": {"n": 1}}',
    '"alice" must never receive JSON containing:': 'no message that is JSON containing {"echo": {"n": 1}}',
    'every message "alice" receives must be the JSON:': 'to be the JSON {"echo": {"n": 1}}',
    'every message "alice" receives must contain JSON:': 'to be JSON containing {"echo": {"n": 1}}',
}
SCENARIO = """
  Scenario: {number}
    Given "alice" is connected to "/ws/echo"
    And {guard}
    When "alice" sends the JSON:
      \"\"\"
      {{"n": 1}}
      \"\"\"
    And "alice" sends "hello"
    And "alice" sends the bytes "00 ff"
    Then "alice" should eventually receive the bytes "00 ff"
"""
BLOCK = """
      \"\"\"
      {"echo": {"n": 1}}
      \"\"\""""
NUMBERS = {guard: number for number, guard in enumerate((*GUARDS, *BELOW), 1)}


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    guards = [*GUARDS, *(guard + BLOCK for guard in BELOW)]
    scenarios = [SCENARIO.format(number=f"guard {number}.", guard=guard) for number, guard in enumerate(guards, 1)]
    background = '  Background:\n    Given the app "features.apps.chat:app" is running\n'
    folder = tmp_path_factory.mktemp("guards")
    (folder / "features").mkdir()
    (folder / "features" / "echo.yaml").write_text("{type: object, required: [echo]}")
    return run_behave(folder, {"guards": f"Feature: Guards\n{background}{''.join(scenarios)}"})


@pytest.mark.parametrize("guard", NUMBERS)
def test_it_breaks(run: Run, guard: str) -> None:
    said = run.scenario(f"guard {NUMBERS[guard]}.")
    expected = (GUARDS | BELOW)[guard]
    if "never" in guard:
        begins = f'Expected that {expected} ever arrives at session "alice", but this one did, '
    else:
        begins = f'Expected every message of session "alice" {expected}, but this one, '
    (line,) = (line for line in said.splitlines() if line.startswith("ASSERT FAILED: "))
    assert line.replace(f"{run.folder}/features/", "").startswith(f"ASSERT FAILED: {begins}"), said
