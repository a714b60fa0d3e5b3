"""Assertions on a value: with a doc string that may hold markers, and with values of userdata."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from WsKeywords.core.app.apps import Apps
from WsKeywords.core.settings import Settings

from .behave_runs import ROOT, Run, run_behave

#: Each: the words after "should", the doc string below them (or none), the path, the end, and a part of what is said.
#: The message is {"echo": {"o": {"k": 1, "id": "7f3c…"}, "l": [{"k": 1, "z": 2}, 2, "x"], "n": 3, "s": "3"}}.
CASES = [
    ("be:", '{"k": "#number", "id": "#uuid"}', "$.echo.o", "passed", ""),
    ("be:", '{"k": "#string", "id": "#uuid"}', "$.echo.o", "failed", "$.k: expected a string, but it is 1"),
    ("be:", '{"k": "#nmber", "id": "#uuid"}', "$.echo.o", "error", "did you mean #number?"),
    ("be:", "3", "$.echo.n", "passed", ""),
    ("be:", '"3"', "$.echo.n", "failed", "values of different kinds are never compared"),
    ("be:", '"#= 3"', "$.echo.s", "passed", ""),
    ("be:", '"#string"', "$.echo.s", "passed", ""),
    ("be:", '"#ignore"', "$.echo.s", "error", "Nothing to check"),
    ("be:", '[{"k": 1, "z": 2}, "#number", "#..."]', "$.echo.l", "passed", ""),
    ("not be:", '{"k": "#number", "id": "#uuid"}', "$.echo.o", "failed", "not to be the JSON"),
    ("not be:", '{"k": "#string", "id": "#uuid"}', "$.echo.o", "passed", ""),
    ("not be:", '"#nmber"', "$.echo.n", "error", "did you mean #number?"),
    ("not be:", '"#number"', "$.echo.n", "failed", "not to be the JSON"),
    ("not be:", '"#string"', "$.echo.n", "passed", ""),
    ("not be:", '{"k": 1}', "$.echo.n", "failed", "values of different kinds are never compared"),
    ("contain:", '{"k": "#number"}', "$.echo.o", "passed", ""),
    ("contain:", '{"k": "#number"}', "$.echo.l", "passed", ""),
    ("contain:", '{"k": "#string"}', "$.echo.l", "failed", "to contain the JSON"),
    ("contain:", '{"k": "#nmber"}', "$.echo.l", "error", "did you mean #number?"),
    ("contain:", '"#number"', "$.echo.l", "passed", ""),
    ("contain:", '"#boolean"', "$.echo.l", "failed", "to contain the JSON"),
    ("contain:", '"x"', "$.echo.l", "passed", ""),
    ("contain:", "{}", "$.echo.o", "error", "Nothing to check"),
    ("not contain:", '{"k": "#number"}', "$.echo.l", "failed", "not to contain the JSON"),
    ("not contain:", '{"k": "#number"}', "$.echo.o", "failed", "not to contain the JSON"),
    ("not contain:", '{"k": "#string"}', "$.echo.l", "passed", ""),
    ("not contain:", "2", "$.echo.l", "failed", "not to contain 2"),
    ("be ${three}", None, "$.echo.n", "passed", ""),
    ("be ${three}", None, "$.echo.s", "passed", ""),
    ("not be ${three}", None, "$.echo.n", "failed", "not to be 3, but it was 3"),
    ("be ${few}", None, "$.echo.n", "failed", "values of different kinds are never compared"),
    ('be "${three}"', None, "$.echo.n", "failed", "values of different kinds are never compared"),
    ("be less than ${four}", None, "$.echo.n", "passed", ""),
    ("be less than ${three}", None, "$.echo.n", "failed", "to be less than 3, but it was 3"),
    ("be at least ${few}", None, "$.echo.n", "error", 'Expected ${few} to be a number, but it is "few".'),
]
HEAD = '''
Feature: Judging

  Background:
    Given I am connected to "/ws/echo"
    When I send the JSON:
      """
      {"o": {"k": 1, "id": "7f3c1c2e-9a55-4c1e-8f3e-0a4b8f0f5e11"}, "l": [{"k": 1, "z": 2}, 2, "x"], "n": 3, "s": "3"}
      """
    And I receive a message
'''
CAPTURE = '''
  Scenario: capture
    Then the value at "$.echo.o" should contain:
      """
      {"k": "#capture k #number"}
      """
    And the value at "$.echo.o.k" should be ${k}
'''


def scenario(number: int) -> str:
    words, block, path, _, _ = CASES[number]
    below = "" if block is None else f'      """\n      {block}\n      """\n'
    return f'  Scenario: number {number}\n    Then the value at "{path}" should {words}\n{below}'


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    apps = Apps(Settings())
    url = apps.start("features.apps.chat:app", cwd=ROOT).base_url
    text = HEAD + "\n".join([*map(scenario, range(len(CASES))), CAPTURE])
    userdata = [word for each in ("three=3", "four=4", "few=few") for word in ("-D", each)]
    yield run_behave(tmp_path_factory.mktemp("judging"), {"judging": text}, "-D", f"base_url={url}", *userdata)
    apps.close()


@pytest.mark.parametrize("number", range(len(CASES)), ids=[f"{words} {block}" for words, block, *_ in CASES])
def test_a_value(run: Run, number: int) -> None:
    *_, status, text = CASES[number]
    said = run.scenario(f"number {number}")
    found = next(each for each in run.json() if each["name"] == f"number {number}")
    assert found["status"] == status, said
    assert text in re.sub(r"\s+", " ", said), said


def test_a_capture_is_saved(run: Run) -> None:
    assert next(each for each in run.json() if each["name"] == "capture")["status"] == "passed", run.output
