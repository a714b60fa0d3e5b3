"""Properties of the user with a mistake of their own: one error says which and where, and what was found is told."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import fields, replace
from pathlib import Path
from typing import Any, get_args, get_type_hints

import pytest

from tests.behave_runs import ROOT, run_behave
from tests.docs_blocks import blocks
from WsKeywords import cli
from WsKeywords.core.app.app import App
from WsKeywords.fuzzing.course import Course, Ending, Event
from WsKeywords.fuzzing.properties.own import BrokenProperty, OwnProperty
from WsKeywords.fuzzing.routes import Route

from .courses import course

CHECKS = '''\
"""Checks of a user."""
import json


def broken(course):
    """Always holds."""
    return 1 / 0


def only_join(course):
    if course.conversation.path == "/sound":
        return json.loads("{")
    return None


def takes_nothing():
    return None
'''


@pytest.fixture(autouse=True)
def _with_checks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    monkeypatch.delitem(sys.modules, "own_checks", raising=False)
    Path("own_checks.py").write_text(CHECKS)


def test_the_command_names_it_and_ends_with_2(served: App, capsys: pytest.CaptureFixture[str]) -> None:
    url = served.base_url.replace("http", "ws") + "/sound"
    status = cli.main(["fuzz", url, "--examples", "2", "--property", "own_checks:broken", "--output", "out"])
    shown = capsys.readouterr()
    assert status == 2
    assert shown.err.splitlines()[-1] == (
        'wskeywords fuzz: The property "own_checks:broken" failed: ZeroDivisionError: division by zero '
        "(own_checks.py:7 in broken)."
    )
    assert "Traceback" not in shown.out + shown.err
    assert json.loads(Path("out/fuzz.json").read_text())["ended"] == "broken"


def test_what_was_found_until_then_is_told(served: App, capsys: pytest.CaptureFixture[str]) -> None:
    base = served.base_url.replace("http", "ws")
    Path("routes.txt").write_text(f"{base}/key\n{base}/sound\n")
    given = ["--examples", "20", "--seed", "7", "--property", "own_checks:only_join", "--output", "out"]
    status = cli.main(["fuzz", "routes.txt", *given])
    shown = capsys.readouterr()
    assert status == 2
    assert "FAILURE 1: /key\n" in shown.out
    assert "\nA property of your own failed.\n" in shown.out
    assert shown.err.splitlines()[-1] == (
        'wskeywords fuzz: The property "own_checks:only_join" failed: JSONDecodeError: Expecting property name '
        "enclosed in double quotes: line 1 column 2 (char 1) (own_checks.py:12 in only_join)."
    )
    assert Path("out/repro-key-no-1006-1.robot").is_file()


def test_one_that_takes_no_course() -> None:
    import own_checks  # type: ignore[import-not-found]

    with pytest.raises(BrokenProperty) as broken:
        list(OwnProperty(own_checks.takes_nothing).check(course((">", "a")), Route("/ws")))
    assert str(broken.value) == (
        'The property "own_checks:takes_nothing" failed: TypeError: takes_nothing() takes 0 positional arguments but 1 '
        "was given (own_checks.py:16 in takes_nothing)."
    )


def test_the_example_of_the_guide() -> None:
    text = next(each.text for each in blocks(ROOT / "docs" / "fuzzing.rst") if "def no_shouting" in each.text)
    given: dict[str, Any] = {}
    exec(text, given)  # what a reader would save as a file
    judge = OwnProperty(given["no_shouting"])
    loud = course((">", "a"), ("<", "b"), ("<", b"C"), ("<", "QUIET!", 1))
    loud = replace(loud, conversation=replace(loud.conversation, sessions=2))
    assert [finding.message for finding in judge.check(loud, Route("/ws"))] == ["session 2 was shouted at: QUIET!"]
    assert [*judge.check(course((">", "A"), ("<", "b")), Route("/ws"))] == []


def test_the_guide_names_each_attribute_of_a_course() -> None:
    guide = (ROOT / "docs" / "fuzzing.rst").read_text(encoding="utf-8")
    assert [each.name for each in fields(Course) if f"``course.{each.name}``" not in guide] == []
    assert [each.name for each in fields(Event) if f"``{each.name}``" not in guide] == []
    assert [what for what in get_args(get_type_hints(Event)["what"]) if f"``{what}``" not in guide] == []
    assert [each.name for each in fields(Ending) if f"``{each.name}``" not in guide] == []


ROBOT = """\
*** Settings ***
Library    WsKeywords    {url}

*** Test Cases ***
A Property With A Mistake
    Fuzz WebSocket    /sound    examples=2    property=own_checks:broken

The Same By Its Name
    Register Conversation Property    own    own_checks:broken
    Fuzz WebSocket    /sound    examples=2
"""


def test_the_failure_of_the_keyword(served: App, tmp_path: Path) -> None:
    from robot.api import ExecutionResult

    Path("own.robot").write_text(ROBOT.format(url=served.base_url))
    command = [sys.executable, "-m", "robot", "--log", "NONE", "--report", "NONE", "--pythonpath", f".:{ROOT}"]
    subprocess.run([*command, "own.robot"], capture_output=True, timeout=60)
    tests = ExecutionResult(tmp_path / "output.xml").suite.tests
    text = "failed: ZeroDivisionError: division by zero (own_checks.py:7 in broken)."
    assert [test.message for test in tests] == [f'The property "own_checks:broken" {text}'] * 2


FEATURE = """\
Feature: Own
  Scenario: A property with a mistake
    When I fuzz "/sound" with 2 conversations:
      | option   | value             |
      | property | own_checks:broken |
    Then no conversation should have failed
"""


def test_the_failure_of_the_step(served: App, tmp_path: Path) -> None:
    ran = run_behave(tmp_path, {"own": FEATURE}, "-D", f"base_url={served.base_url}")
    assert 'The property "own_checks:broken" failed: ZeroDivisionError: division by zero' in ran.output
    assert "(own_checks.py:7 in broken)." in ran.output
    assert "WsKeywords/fuzzing" not in ran.output  # behave shows where a step is called, and no more
