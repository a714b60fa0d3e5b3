"""Features that were moved, or are run against another app: where their files are found, and whose app is spoken to."""

from __future__ import annotations

import json
from pathlib import Path

from tests.behave_runs import run_behave
from tests.fuzzing.conftest import served
from WsKeywords.core.app.app import App

__all__ = ["served"]

MOVED = """\
Feature: Moved
  Scenario: Its files are beside it
    Given I am connected to "/sound"
    And every message I receive must match the schema "answer.schema.json"
    When I send the file "join.txt"
    Then I should receive a message matching the schema "answer.schema.json"
    And that message should match the schema "inner/answer.schema.json"
    And the conversations should follow the AsyncAPI document "sound.yaml"
    When I fuzz the routes of "sound.yaml" with 1 conversation:
      | option   | value |
      | strategy | text  |
    Given the users of "users.csv" are connected to "/sound"
    And the users of "users.csv"
    Then the connection of "ada" should be open

  Scenario: What is not beside it
    Given I am connected to "/sound"
    When I send "x"
    Then I should receive a message matching the schema "nothing.schema.json"

  Scenario: What is nowhere
    Given I am connected to "/sound"
    When I send the file "payloads/nothing.txt"
"""
SCHEMA = {"type": "object", "required": ["type"], "properties": {"type": {"const": "done"}}}
DOCUMENT = """\
asyncapi: 2.6.0
info: {title: Sound, version: "1"}
channels: {/sound: {publish: {message: {payload: {}}}, subscribe: {message: {payload: {}}}}}
"""


def test_files_are_found_beside_the_feature(served: App, tmp_path: Path) -> None:
    (tmp_path / "features" / "moved" / "inner").mkdir(parents=True)
    for name in ("answer.schema.json", "inner/answer.schema.json"):
        (tmp_path / "features" / "moved" / name).write_text(json.dumps(SCHEMA))
    (tmp_path / "features" / "moved" / "sound.yaml").write_text(DOCUMENT)
    (tmp_path / "features" / "moved" / "users.csv").write_text("name\nada\n")
    (tmp_path / "features" / "moved" / "join.txt").write_text('{"type": "join", "room": "a"}')
    ran = run_behave(tmp_path, {"moved/moved": MOVED}, "-D", f"base_url={served.base_url}")
    assert "1 scenario passed, 0 failed, 2 error" in ran.output, ran.output
    assert f'There is no schema file "nothing.schema.json" (relative to "{tmp_path}").' in ran.output
    nowhere = f'neither beside the feature, in "{tmp_path}/features/moved", nor in the working directory, "{tmp_path}".'
    assert f'InvalidArgument: There is no file "payloads/nothing.txt", {nowhere}' in ran.output


APPS = """\
Feature: Apps
  Background:
    Given the app "not_there:app" is running unless a base URL is given:
      | option   | value |
      | env MODE | x     |

  Scenario: The app that the base URL names
    Given I am connected to "/sound"
    When I send "x"
    Then I should receive a message containing "not JSON"
"""


def test_the_base_url_wins_over_the_app_of_the_feature(served: App, tmp_path: Path) -> None:
    ran = run_behave(tmp_path, {"apps": APPS}, "-D", f"base_url={served.base_url}")
    assert ran.code == 0, ran.output


def test_without_a_base_url_the_feature_starts_its_app(tmp_path: Path) -> None:
    ran = run_behave(tmp_path, {"apps": APPS})
    assert ran.code == 1
    assert "not_there" in ran.output.partition("Captured")[0].partition("Traceback")[2], ran.output
