"""When a test fails, what the app wrote meanwhile is beside its transcripts: there a crash has its reason."""

from __future__ import annotations

import re
from pathlib import Path

from robot.api import ExecutionResult, ResultVisitor

from tests import processes
from tests.processes import ROBOT

from .behave_runs import run_behave

#: It tells what it was told, and breaks down at a word.
APP = """
async def app(scope, receive, send):
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.accept"})
        while (event := await receive())["type"] == "websocket.receive":
            print("told", event["text"], flush=True)
            if event["text"] == "crash":
                raise RuntimeError("<the shelf is empty>")
            await send({"type": "websocket.send", "text": event["text"]})
"""
SUITE = """
*** Settings ***
Library        WsKeywords    {arguments}
Suite Setup    Start App    shop:app

*** Test Cases ***
Passes
    Open WebSocket    /
    Exchange Text    earlier    ==    earlier
    App Log Should Contain    told earlier

Fails
    Open WebSocket    /    headers={{"Authorization": "a-secret-of-mine"}}
    Send Text    a-secret-of-mine
    Message Should Be    a-secret-of-mine
    Send Text    crash
    Message Should Be    sold
"""
FEATURE = """
Feature: Shop
  Background:
    Given the app "shop:app" is running

  Scenario: passes
    Given I am connected to "/"
    When I send "earlier" and receive "earlier"
    Then the app's log should contain "told earlier"

  Scenario: fails
    Given I am connected to "/"
    When I send "crash"
    Then I should receive "sold"

  Scenario: fails without a session
    When I send a GET request to "/"
    Then the HTTP status should be 200
"""


class Messages(ResultVisitor):
    """What was logged beside the keywords of each test."""

    def __init__(self) -> None:
        self.of: dict[str, list[str]] = {}

    def start_test(self, test: object) -> None:
        logged = [item.message for item in test.body if item.type == "MESSAGE"]  # type: ignore[attr-defined]
        self.of[test.name] = logged  # type: ignore[attr-defined]


def run_robot(folder: Path, arguments: str = "") -> dict[str, list[str]]:
    (folder / "shop.py").write_text(APP)
    (folder / "suite.robot").write_text(SUITE.format(arguments=arguments))
    processes.run([*ROBOT, "--outputdir", "out", "suite.robot"], cwd=folder)
    messages = Messages()
    ExecutionResult(str(folder / "out" / "output.xml")).visit(messages)
    return messages.of


def test_a_failed_test_of_robot_shows_what_the_app_wrote_meanwhile(tmp_path: Path) -> None:
    messages = run_robot(tmp_path)
    assert not [text for text in messages["Passes"] if "Log of the app" in text]
    (log,) = [text for text in messages["Fails"] if "Log of the app" in text]
    head, _, lines = log.partition("</summary>")
    count = len(re.sub("<[^>]*>", "", lines).splitlines())
    assert re.sub("<[^>]*>", "", head) == f"Log of the app app in this test: {count} lines"
    assert "told •••\n" in lines
    assert "told crash\n" in lines
    assert "\nRuntimeError: &lt;the shelf is empty&gt;" in lines
    assert "earlier" not in lines
    (path,) = (tmp_path / "out").glob("transcript-*.txt")
    text = path.read_text("utf-8")
    assert '\n\nLog of the app "app" meanwhile:\n    INFO: ' in text
    assert "\n    RuntimeError: <the shelf is empty>\n" in text
    assert "earlier" not in text
    assert "a-secret-of-mine" not in text + log


def test_a_log_without_messages_has_no_log_of_the_app(tmp_path: Path) -> None:
    messages = run_robot(tmp_path, "log_messages=NONE")
    assert not [text for text in messages["Fails"] if "Log of the app" in text]


def test_a_failed_scenario_has_what_the_app_wrote_meanwhile(tmp_path: Path) -> None:
    (tmp_path / "shop.py").write_text(APP)
    run = run_behave(tmp_path, {"shop": FEATURE})
    folder = tmp_path / "wskeywords-output"
    assert sorted(path.name for path in folder.iterdir()) == [
        "Shop-fails-without-a-session.txt",
        "Shop-fails.har",
        "Shop-fails.txt",
    ]
    text = (folder / "Shop-fails.txt").read_text("utf-8")
    assert '\n\nLog of the app "app" meanwhile:\n    INFO: ' in text
    assert "\n    RuntimeError: <the shelf is empty>\n" in text
    assert "earlier" not in text
    alone = (folder / "Shop-fails-without-a-session.txt").read_text("utf-8")
    assert alone.startswith('Log of the app "app" meanwhile:\n    ')
    assert "Transcript: wskeywords-output/Shop-fails.txt (and .har)" in run.scenario("fails")
    assert "App's log: wskeywords-output/Shop-fails-without-a-session.txt" in run.scenario("fails without a session")
