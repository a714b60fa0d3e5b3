"""Tests of a suite that open sessions and leave them open, hundreds of times: their scopes leave nothing."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from .servers import ROOT, UVICORN, running

HEAD = """\
*** Settings ***
Library           WsKeywords    {url}
Library           {leftovers}
Suite Setup       Open WebSocket    /    keeper
Suite Teardown    Nothing More Should Be There
Test Template     Talk

*** Keywords ***
Talk
    [Arguments]    ${{last}}
    IF    ${{last}} == 20    Remember What Is There
    Open WebSocket    /    alice
    Open WebSockets    /    2    prefix=user
    Open Event Stream    /events?from=x    stream
    Ignore Messages    contains=noise    session=alice
    Send Text    hello    session=alice
    Message Should Be    hello    session=alice
    Message Must Never Arrive    contains=error    session=alice
    Message Should Contain    x 1    session=stream
    IF    ${{last}} % 3 == 0    Abort WebSocket    alice
    IF    ${{last}} % 3 == 1
        Run Keyword And Expect Error    *    Message Should Be    bye    session=alice    timeout=0
    END

*** Test Cases ***
"""


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with running(UVICORN) as fleet:
        yield fleet.urls[UVICORN]


def test_a_suite_leaves_nothing(url: str, tmp_path: Path) -> None:
    suite = tmp_path / "scopes.robot"
    leftovers = Path(__file__).with_name("leftovers.py")
    cases = "".join(f"Test {number}\n    {number}\n" for number in range(60))
    suite.write_text(HEAD.format(url=url, leftovers=leftovers) + cases, encoding="utf-8")
    command = [sys.executable, "-m", "robot", "--outputdir", str(tmp_path), "--log", "NONE", str(suite)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=110)
    assert done.stdout.count("| PASS |") == 61, done.stdout[-3000:]
    assert (done.returncode, done.stderr) == (0, "")
