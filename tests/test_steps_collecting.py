"""What steps about completion messages, profiles and users say when they fail, word for word."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from WsKeywords.core.app.apps import Apps
from WsKeywords.core.settings import Settings

from .behave_runs import ROOT, Run, run_behave

FEATURE = """
Feature: Collecting

  Background:
    Given "alice" is connected to "/ws/echo"

  Scenario: no completion message
    When "alice" receives all messages

  Scenario: no such completion message
    When "alice" receives all messages up to the completion message "group"

  Scenario: no profile
    Given "bob" is connected to "/ws/echo" with the profile "admin"

  Scenario: nothing collected
    Then "alice" should have collected 3 messages

  Scenario: nothing received
    Then every collected message should contain "x"

  Scenario: fewer
    When "alice" sends "x"
    And "alice" receives messages until a message containing "x"
    Then "alice" should have collected at least 1 message

  Scenario: every
    When "alice" sends "x"
    And "alice" should receive 1 message
    Then every collected message should not contain "x"

  Scenario: joined
    When "alice" sends "x"
    And "alice" should receive 1 message
    Then the collected text should be "y"

  Scenario: joined is a text
    Then the collected text should be 3

  Scenario: no users
    When every user is connected to "/ws/echo"

  Scenario: no table of users
    Given these users are connected to "/ws/echo":

  Scenario: no such column
    Given these users are connected to "/ws/echo" with the bearer token "{tokn}":
      | name | token |
      | ada  | x     |
"""
NO_FILE = 'there is no wskeywords.yaml in "FOLDER": name the file with -D config=path/to/wskeywords.yaml.'
CONVERSATION = (
    'Session "alice", open, at ws://127.0.0.1:PORT/ws/echo\n'
    "End of its transcript:\n"
    "    TIME  ·  handshake  101 Switching Protocols, N ms"
)
WITH_X = f'{CONVERSATION}\n    TIME  →  text  1 B  "x"\n    TIME  ←  text  7 B  "Echo: x"'
EXPECTED = {
    "no completion message": (
        f'ConfigError: Nothing says which message ends all messages of session "alice": {NO_FILE}\n'
        'Say it in a step: When "alice" receives messages until JSON containing: (with the JSON below), or write for '
        "all:\n"
        "    completion: {default: {json_contains: {action: complete}}}"
    ),
    "no such completion message": f'ConfigError: The completion message "group" was asked for, but {NO_FILE}',
    "no profile": f'ConfigError: The profile "admin" was asked for, but {NO_FILE}',
    "nothing collected": (
        'WsError: Session "alice" has collected no messages: When "alice" receives all messages (or: "alice" receives '
        f"messages until …) comes before this, and passes.\n{CONVERSATION}"
    ),
    "nothing received": (
        "WsError: No step has received a message yet: collected messages are of the last thing that a step received."
    ),
    "fewer": (
        'Expected session "alice" to have collected at least 1 message, but there are 0.\n'
        f'It collected none by receiving until a message containing "x".\n{WITH_X}'
    ),
    "every": (
        'Expected every message that session "alice" collected not to contain "x", but number 1 was:\n'
        '    "Echo: x"\n'
        'It contains "x", at character 7.\n'
        f'It collected 1 message by receiving a number of messages:\n    1. "Echo: x"\n{WITH_X}'
    ),
    "joined": (
        'Expected the messages that session "alice" collected, joined, to be "y", but they were (1 part):\n'
        '    "Echo: x"\n'
        "It differs from the first character on.\n"
        f'It collected 1 message by receiving a number of messages:\n    1. "Echo: x"\n{WITH_X}'
    ),
    "joined is a text": (
        "InvalidArgument: The collected text should be, contain, not contain, match or match the regexp a text, such "
        'as: the collected text at "$.delta" should contain "hello".'
    ),
    "no users": (
        'WsError: No step has said who the users are: "Given these users:", with a table, comes before this one.'
    ),
    "no table of users": (
        "InvalidArgument: This step needs a table below it: a column for each thing that users have, a row for each."
    ),
    "no such column": (
        'InvalidArgument: "{tokn}" in bearer is no column of users; did you mean "{token}"? The columns are name and '
        "token."
    ),
}


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    apps = Apps(Settings())
    url = apps.start("features.apps.chat:app", cwd=ROOT).base_url
    yield run_behave(tmp_path_factory.mktemp("collecting"), {"collecting": FEATURE}, "-D", f"base_url={url}")
    apps.close()


@pytest.mark.parametrize("name", list(EXPECTED))
def test_says(run: Run, name: str) -> None:
    text = run.scenario(name).split("\n----\n")[0].rstrip().replace(str(run.folder), "FOLDER")
    found = re.split(r"^(?:WsKeywords\.core\.errors\.|ASSERT FAILED: )", text, flags=re.MULTILINE)[-1]
    assert found == EXPECTED[name]
