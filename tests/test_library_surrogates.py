"""A lone surrogate in what a server sends must not make the report of the whole run unreadable."""

from __future__ import annotations

from pathlib import Path

import pytest
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

Where No Listener Sees Them In Time
    Open WebSocket    /
    Send Text    json {{"a":"x\\ud800"}}
    Receive JSON
    ${{value}}=    Get JSON Value    $.a
    Set Test Documentation    ${{value}}
    Set Suite Documentation    ${{value}}
    Set Suite Metadata    said    ${{value}}
    Set Tags    ${{value}}
    Log To Console    ${{value}}
    Log    ${{value}}    WARN
    GROUP    ${{value}}
        FOR    ${{each}}    IN    ${{value}}
            Should Be Equal    ${{each}}    y
        END
    END

A Failure With One
    Open WebSocket    /
    Send Text    json {{"a":"x\\ud800"}}
    Receive JSON
    ${{value}}=    Get JSON Value    $.a
    Fail    ${{value}}
"""


@pytest.mark.parametrize("level", ["TRACE", "INFO"])
def test_the_report_stays_whole(server: str, tmp_path: Path, level: str) -> None:  # noqa: F811
    suite = tmp_path / "surrogates.robot"
    suite.write_text(SUITE.format(url=server), encoding="utf-8")
    run = [*ROBOT, "--loglevel", level, "--debugfile", "debug.txt", "--outputdir", str(tmp_path), str(suite)]
    done = processes.run(run)
    assert done.returncode == 2, done.stdout + done.stderr
    assert "[ ERROR ]" not in done.stderr
    result = ExecutionResult(str(tmp_path / "output.xml"))
    assert [(test.status, test.message) for test in result.suite.tests] == [
        ("PASS", r"x\ud800"),
        ("FAIL", r"x\ud800 != y"),
        ("FAIL", r"x\ud800"),
    ]
    for file in ("log.html", "debug.txt"):
        (tmp_path / file).read_text(encoding="utf-8")
