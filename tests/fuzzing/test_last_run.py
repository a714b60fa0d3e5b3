"""The last run belongs to the test, the scenario, the suite or the feature in which it was made."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.behave_runs import run_behave
from WsKeywords.core import InvalidArgument, WsError
from WsKeywords.core.app.app import App
from WsKeywords.core.app.apps import Apps
from WsKeywords.core.config import apply, find_config
from WsKeywords.core.settings import Settings
from WsKeywords.fuzzing.calling import Fuzzer

NOTHING = "Nothing was fuzzed in this test yet: Fuzz WebSocket or Fuzz Discovered Routes comes before this."

FEATURE = """\
Feature: Runs
  Scenario: one that fuzzes
    When I fuzz "/sound" with 1 conversations
    Then no conversation should have failed

  Scenario: one that does not
    Then no conversation should have failed
"""


def test_a_run_of_a_suite_counts_for_its_tests(served: App, tmp_path: Path) -> None:
    settings = Settings(base_url=served.base_url)
    apps = Apps(settings)
    fuzzer = Fuzzer(settings, apps, apply(find_config(None), None).fuzz)
    given = {"examples": 1, "sessions": 1, "database": tmp_path}

    def run(seed: int, **options: object) -> None:
        where = {"default_output": tmp_path, "progress": lambda told: None}
        fuzzer.run("/sound", {**given, "seed": seed, **options}, **where)  # type: ignore[arg-type]

    def enter(label: str) -> None:
        apps.enter_scope(label)

    def leave(label: str) -> None:
        apps.leave_scope(label)
        fuzzer.leave_scope(label)

    enter("suite")
    run(1)
    enter("test 1")
    fuzzer.expect_none_failed()
    assert fuzzer.last()[0].seed == 1
    run(2)
    assert fuzzer.last()[0].seed == 2
    leave("test 1")
    enter("test 2")
    assert fuzzer.last()[0].seed == 1
    with pytest.raises(InvalidArgument):
        run(3, examples=0)
    with pytest.raises(WsError) as caught:
        fuzzer.expect_none_failed()
    assert str(caught.value) == NOTHING
    leave("test 2")
    assert fuzzer.last()[0].seed == 1
    leave("suite")
    with pytest.raises(WsError) as caught:
        fuzzer.last()
    assert str(caught.value) == NOTHING


def test_a_scenario_does_not_judge_what_another_fuzzed(served: App, tmp_path: Path) -> None:
    found = run_behave(tmp_path, {"runs": FEATURE}, "-D", f"base_url={served.base_url}")
    assert "Nothing was fuzzed in this scenario yet: When I fuzz … comes before this." in found.scenario(
        "one that does not"
    )
    assert found.scenario("one that fuzzes").count("... passed") == 2
