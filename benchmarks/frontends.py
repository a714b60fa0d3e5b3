"""What a keyword and a step cost: Robot Framework beside another library's keywords, behave beside empty steps."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from .measuring import OURS, Work

ROOT = Path(__file__).parent.parent
SUITE = """
*** Settings ***
Library    WsKeywords    AS    Ours
Library    WebSocketClient    AS    Stock

*** Test Cases ***
Pair
    Ours.Open WebSocket    {url}
    FOR    ${{n}}    IN RANGE    {count}
        Send Text    hello
        Message Should Be    hello
    END

Exchange
    Ours.Open WebSocket    {url}
    FOR    ${{n}}    IN RANGE    {count}
        Exchange Text    hello    ==    hello
    END

Stock
    ${{socket}} =    Stock.Connect    {url}
    FOR    ${{n}}    IN RANGE    {count}
        Stock.Send    ${{socket}}    hello
        Stock.Recv    ${{socket}}
    END
"""
FEATURE = """
Feature: Pairs

  Scenario: ours
    Given I am connected to "{url}"
{ours}

  Scenario: empty
    Given I am connected to "{url}"
{empty}
"""
STEPS = """
from behave import step
from WsKeywords.steps import *

@step('nobody says {text}')
def nothing(context, text):
    pass
"""


def works(port: int, scale: float) -> Iterator[Work]:
    url, count = f"ws://127.0.0.1:{port}/echo", int(1000 * scale)
    taken: dict[str, float] = {}

    def robot(test: str) -> float:
        # One run gives all three: the first side runs it.
        if test == "Pair" or not taken:
            taken.update(in_robot(SUITE.format(url=url, count=count)))
        return taken[test] / count

    pair, exchange, stock = (lambda test=test: robot(test) for test in ("Pair", "Exchange", "Stock"))
    theirs = "robotframework-websocketclient, Send + Recv with no assertion"
    yield Work("Robot: Send Text + Message Should Be", "s", {OURS: pair, theirs: stock}, {theirs: 1.25})
    yield Work("Robot: Exchange Text", "s", {OURS: exchange, theirs: stock}, {theirs: 0.9})
    lines = {
        "ours": '    When I send "hello"\n    Then I should receive "hello"\n',
        "empty": '    When nobody says "hello"\n    Then nobody says "hello"\n',
    }
    feature = FEATURE.format(url=url, **{name: text * count for name, text in lines.items()})

    def behave() -> float:
        durations = in_behave(feature)
        return (durations["ours"] - durations["empty"]) / count

    yield Work("behave: the same pair of steps, beyond two empty ones", "s", {OURS: behave}, limit=150e-6, rounds=3)


def in_robot(suite: str) -> dict[str, float]:
    """Seconds that each test took, in one run with its log written."""
    from robot.api import ExecutionResult

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "pairs.robot")
        path.write_text(suite, encoding="utf-8")
        command = [sys.executable, "-m", "robot", "--console", "quiet", "--outputdir", folder, str(path)]
        subprocess.run(command, check=True, cwd=ROOT)
        tests = ExecutionResult(str(Path(folder, "output.xml"))).suite.tests
        return {test.name: test.elapsed_time.total_seconds() for test in tests}


def in_behave(feature: str) -> dict[str, float]:
    """Seconds that each scenario's steps took."""
    with tempfile.TemporaryDirectory() as folder:
        steps = Path(folder, "steps")
        steps.mkdir()
        (steps / "steps.py").write_text(STEPS, encoding="utf-8")
        Path(folder, "pairs.feature").write_text(feature, encoding="utf-8")
        report = Path(folder, "report.json")
        command = [sys.executable, "-m", "behave", "--format", "json", "--outfile", str(report), folder]
        subprocess.run(command, check=True, cwd=folder, stdout=subprocess.DEVNULL)
        scenarios = json.loads(report.read_text(encoding="utf-8"))[0]["elements"]
        return {
            scenario["name"]: sum(step["result"]["duration"] for step in scenario["steps"][1:])
            for scenario in scenarios
        }
