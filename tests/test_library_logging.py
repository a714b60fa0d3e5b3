"""What keywords write into the log, and that nothing is written that is not kept."""

from pathlib import Path

import pytest
from robot.api import ExecutionResult

from tests import processes
from tests.processes import ROBOT

ROOT = Path(__file__).parent.parent
SUITE = f"""
*** Settings ***
Library        WsKeywords
Library        watch.py
Suite Setup    Start App    examples.chat:app    cwd={ROOT}

*** Test Cases ***
One
    Open WebSocket    /ws/echo
    Watch
    Send Text    hello
    Message Should Be    Echo: hello
    Exchange Text    again    ==    Echo: again
    Run Keyword And Expect Error    Expected an answer with 7 at $.id*
    ...    Exchange JSON    {{"id": 7}}    match=$.id    timeout=100ms
    ${{count}} =    Stop Watching
    Should Be Equal As Integers    ${{count}}    ${{ENTRIES}}
"""
WATCH = """
from WsKeywords.core.report import htmlview

written, original = [], htmlview.html_entry

def watch():
    htmlview.html_entry = lambda *given: written.append(given) or original(*given)

def stop_watching():
    htmlview.html_entry = original
    return len(written)
"""


def run(folder: Path, *options: str) -> dict[str, list[str]]:
    """The messages of each keyword."""
    (folder / "suite.robot").write_text(SUITE, encoding="utf-8")
    (folder / "watch.py").write_text(WATCH, encoding="utf-8")
    command = [*ROBOT, "--outputdir", ".", "--log", "NONE", "--report", "NONE", *options]
    process = processes.run([*command, "suite.robot"], cwd=folder)
    (test,) = ExecutionResult(folder / "output.xml").suite.tests
    assert test.status == "PASS", process.stdout + test.message
    found: dict[str, list[str]] = {}
    for keyword in (each for item in test.body for each in (item, *getattr(item, "body", ()))):
        messages = [message.message for message in getattr(keyword, "messages", ())]
        found.setdefault(str(getattr(keyword, "name", "")), []).extend(messages)
    return found


def test_an_exchange_is_one_message_with_what_was_sent_above_the_answer(tmp_path: Path) -> None:
    messages = run(tmp_path, "--variable", "ENTRIES:5")
    (both,) = messages["Exchange Text"]
    assert both.count("<details") == both.count("</details>") == 2
    assert both.index('title="sent"') < both.index("again") < both.index('title="received"') < both.index("Echo: again")


def test_an_exchange_without_an_answer_shows_what_was_sent(tmp_path: Path) -> None:
    messages = run(tmp_path, "--variable", "ENTRIES:5")
    # The answer that came is none: it stays unread.
    entry, *_ = [message for message in messages["Exchange JSON"] if "title=" in message]
    assert entry.count("<details") == 1
    assert 'title="sent"' in entry


def test_nothing_is_made_for_a_log_that_does_not_keep_it(tmp_path: Path) -> None:
    messages = run(tmp_path, "--loglevel", "WARN", "--variable", "ENTRIES:0")
    assert messages["Send Text"] == []


def test_a_debug_file_keeps_what_the_log_does_not(tmp_path: Path) -> None:
    run(tmp_path, "--loglevel", "WARN", "--debugfile", "debug.txt", "--variable", "ENTRIES:5")
    assert "Echo: again" in (tmp_path / "debug.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("level", ["INFO", "DEBUG", "TRACE"])
def test_entries_are_the_same_at_any_level_that_keeps_them(tmp_path: Path, level: str) -> None:
    messages = run(tmp_path, "--loglevel", level, "--variable", "ENTRIES:5")
    (entry,) = [message for message in messages["Send Text"] if "<details" in message]
    assert entry.endswith(">hello</pre></details>")
