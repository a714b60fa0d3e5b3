"""A lone surrogate in what a server sends must not make the report of the whole run unreadable."""

from __future__ import annotations

from pathlib import Path

from robot.api import ExecutionResult

from tests import processes
from tests.engine.conftest import server  # noqa: F401
from tests.processes import ROBOT

SUITE = r"""*** Settings ***
Library    WsKeywords    {url}

*** Test Cases ***
Values With Lone Surrogates
    Open WebSocket    /
    Send Text    json {{"a":"x\\ud800"}}
    Receive JSON
    ${{value}}=    Get JSON Value    $.a
    Log    ${{value}}
    Send Text    json {{"a":"x\\ud800"}}
    Message Should Contain JSON    {{"a": "\#capture got"}}
    Set Test Message    ${{got}}

A Failure With One
    Open WebSocket    /
    Send Text    json {{"a":"x\\ud800"}}
    Receive JSON
    ${{value}}=    Get JSON Value    $.a
    Fail    ${{value}}
"""


def test_the_report_stays_whole(server: str, tmp_path: Path) -> None:  # noqa: F811
    suite = tmp_path / "surrogates.robot"
    suite.write_text(SUITE.format(url=server), encoding="utf-8")
    run = [*ROBOT, "--loglevel", "TRACE", "--outputdir", str(tmp_path), str(suite)]
    done = processes.run(run)
    assert done.returncode == 1, done.stdout + done.stderr
    result = ExecutionResult(str(tmp_path / "output.xml"))
    assert [(test.status, test.message) for test in result.suite.tests] == [("PASS", r"x\ud800"), ("FAIL", r"x\ud800")]
    assert (tmp_path / "log.html").exists()
