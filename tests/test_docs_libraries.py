"""What ``docs/other-libraries.rst`` says about names that meet ours, tried with definitions of the same names."""

from pathlib import Path

import pytest

from tests import processes
from tests.processes import BEHAVE

from .docs_blocks import ROOT, WRITTEN_URL, blocks, run_robot

#: As behave-web-api defines it.
THEIRS = """\
from behave import when

@when(u'I send a {} request to "{}"')
def theirs(context, method, url):
    print(f"theirs: {method} {url}")
"""
OURS = "from WsKeywords.steps import *\n"


@pytest.mark.parametrize("first", ["ours", "theirs"])
@pytest.mark.parametrize(
    ("step", "whose"),
    [
        ('When I send a GET request to "/health"', "theirs"),
        ('Given I send a GET request to "/health"', "ours"),
        ('When "api" sends a GET request to "/health"', "ours"),
    ],
)
def test_the_definition_for_one_word_wins(first: str, step: str, whose: str, chat: str, tmp_path: Path) -> None:
    (tmp_path / "steps").mkdir()
    (tmp_path / "steps" / f"{'a' if first == 'ours' else 'z'}.py").write_text(OURS, encoding="utf-8")
    (tmp_path / "steps" / "m.py").write_text(THEIRS, encoding="utf-8")
    (tmp_path / "one.feature").write_text(f"Feature: f\n  Scenario: s\n    {step}\n", encoding="utf-8")
    command = [*BEHAVE, "--no-color", "--no-capture", "-D", f"base_url={chat}", str(tmp_path)]
    run = processes.run(command, cwd=ROOT)
    assert run.returncode == 0, run.stdout
    assert ("theirs" if "theirs: GET /health" in run.stdout else "ours") == whose


def test_robot_takes_the_name_of_the_import(chat: str, tmp_path: Path) -> None:
    (tmp_path / "WebSocketClient.py").write_text(
        "def connect(url): return url\ndef send_binary(websocket, payload): return payload\n", encoding="utf-8"
    )
    text = blocks(ROOT / "docs" / "other-libraries.rst")[0].text.replace(WRITTEN_URL, chat)
    text = text.replace("Library    WebSocketClient", f"Library    {tmp_path / 'WebSocketClient.py'}")
    ambiguous = text.replace("Ws.Send Binary", "Send Binary").replace("Both\n", "Neither\n")
    assert run_robot({"both": text}, tmp_path) == {}
    found = run_robot({"both": ambiguous}, tmp_path)
    assert list(found) == ["Neither"]
    assert found["Neither"].startswith("Multiple keywords with name 'Send Binary' found.")
