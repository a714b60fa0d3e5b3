"""DNS that does not answer, and an address that leads nowhere before one that works: as people see them.

What opens comes first: a first opening also imports what it needs, before its deadline begins.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

from robot.api import ExecutionResult

from tests import processes
from tests.behave_runs import run_behave
from tests.docs_blocks import ROOT
from tests.hostile import black_hole, timekeeping
from tests.hostile.conftest import Misbehaving
from tests.processes import ROBOT

NEVER = (
    'Expected the WebSocket "ws://never.test/" of session "{session}" to open, but it timed out after N s: the look-up '
    'of the host name "never.test" had no answer. Is the DNS of this machine reachable?'
)
SUITE = """\
*** Settings ***
Library    WsKeywords    ws://two.test
Library    names.py

*** Test Cases ***
Two
    Open WebSocket    /echo    alice    open_timeout=20s
    Exchange Text    hello    ==    hello
Never
    Open WebSocket    ws://never.test/    alice    open_timeout=400ms
Expected
    Opening WebSocket Should Fail    ws://never.test/    error=timed out    open_timeout=400ms
"""
FEATURE = """\
Feature: names
  Scenario: two
    Given "alice" is connected to "/echo":
      | option       | value |
      | open timeout | 20s   |
    When "alice" sends "hello" and receives "hello"
  Scenario: never
    Given "alice" is connected to "ws://never.test/":
      | option       | value |
      | open timeout | 400ms |
  Scenario: expected
    When I try to connect to "ws://never.test/":
      | option       | value |
      | open timeout | 400ms |
    Then the connection should be refused
"""


def said(text: str) -> str:
    return re.sub(r"after \d+(\.\d+)? m?s", "after N s", text)


def environment(hole: tuple[str, int], misbehaving: Misbehaving) -> dict[str, str]:
    """That of a run whose DNS is ``names.py``."""
    ports = {"BLACK_HOLE": str(hole[1]), "GOOD": str(misbehaving.ports["plain"])}
    return {**os.environ, **ports, "PYTHONPATH": str(ROOT)}


def test_a_suite(misbehaving: Misbehaving, tmp_path: Path) -> None:
    (tmp_path / "names.py").write_text("from tests.hostile import names\n", encoding="utf-8")
    (tmp_path / "suite.robot").write_text(SUITE, encoding="utf-8")
    late = tmp_path / "late.txt"
    command = [*ROBOT, "--listener", f"tests.hostile.timekeeping.Listener:{late}", "suite.robot"]
    with black_hole() as hole:
        done = processes.run(command, cwd=tmp_path, env=environment(hole, misbehaving))
    two, never, expected = ExecutionResult(str(tmp_path / "output.xml")).suite.tests
    assert (never.status, said(never.message)) == ("FAIL", NEVER.format(session="alice")), done.stdout
    assert [(test.status, test.message) for test in (expected, two)] == [("PASS", ""), ("PASS", "")]
    assert two.elapsed_time.total_seconds() < 10, "the silent address used up half of the time"
    assert timekeeping.too_late(timekeeping.told(late)) == []


def test_a_feature(misbehaving: Misbehaving, tmp_path: Path) -> None:
    steps = "from tests.hostile import names\nfrom WsKeywords.steps import *\n"
    late = tmp_path / "late.txt"
    with black_hole() as hole:
        arguments = ("-D", "base_url=ws://two.test")
        run = run_behave(
            tmp_path,
            {"names": FEATURE},
            *arguments,
            steps=steps,
            env={**environment(hole, misbehaving), "TIMEKEEPING": str(late)},
            environment="from tests.hostile.timekeeping import *\n",
        )
    assert NEVER.format(session="alice") in said(run.scenario("never"))
    assert run.summary()[1] == "2 scenarios passed, 0 failed, 1 error, 0 skipped", run.output
    assert timekeeping.too_late(timekeeping.told(late)) == []
