"""What a server said is no markup in log.html, also where a failure of another library's keyword begins with it."""

from __future__ import annotations

from pathlib import Path

from robot.api import ExecutionResult, ResultVisitor

from tests import processes
from tests.engine.conftest import server  # noqa: F401
from tests.processes import ROBOT

SUITE = r"""*** Settings ***
Library    WsKeywords    {url}
Test Setup    Open WebSocket    /

*** Test Cases ***
A Text
    Send Text    send *HTML*<img src=x onerror=evil()>
    ${{said}} =    Receive Message
    Should Be Equal    ${{said}}    x

In JSON With Escapes
    Send Text    json {{"a": "\\u002aHTML* \\u003cscript>evil()"}}
    ${{said}} =    Receive JSON
    Fail    ${{said}}[a]

One Of Several
    Send Text    send *html*<img src=x onerror=evil()>
    ${{said}} =    Receive Message
    Run Keyword And Continue On Failure    Fail    ${{said}}
    Fail    *HTML*<b>mine</b>

A Message Of The Test
    Send Text    send *HTML*<img src=x onerror=evil()>
    ${{said}} =    Receive Message
    Last Message Should Be    x    msg=${{said}}

Of The Test Itself
    Fail    *HTML*<b>mine</b>
"""


class Markup(ResultVisitor):
    """Every failure of a run that log.html shows as HTML."""

    def __init__(self) -> None:
        self.found: set[str] = set()

    def visit_message(self, message) -> None:  # type: ignore[no-untyped-def]
        if message.html and message.level == "FAIL":
            self.found.add(message.message)

    def start_keyword(self, keyword) -> None:  # type: ignore[no-untyped-def]
        self._look_at(keyword.message)

    def start_test(self, test) -> None:  # type: ignore[no-untyped-def]
        self._look_at(test.message)

    def _look_at(self, text: str) -> None:
        if text.upper().startswith("*HTML*"):
            self.found.add(text[6:])


def test_no_markup_of_a_server(server: str, tmp_path: Path) -> None:  # noqa: F811
    suite = tmp_path / "markup.robot"
    suite.write_text(SUITE.format(url=server), encoding="utf-8")
    done = processes.run([*ROBOT, "--outputdir", str(tmp_path), str(suite)])
    assert done.returncode == 5, done.stdout + done.stderr
    markup = Markup()
    ExecutionResult(str(tmp_path / "output.xml")).visit(markup)
    assert "<b>mine</b>" in markup.found
    assert [text for text in markup.found if "<img" in text or "<script" in text] == []
    assert any("&lt;script&gt;evil()" in text for text in markup.found)
