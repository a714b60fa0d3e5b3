"""What servers say that breaks reports: each of these in every place that a server fills, in a suite and in a feature.

The runs fail test by test with what came, printable; everything that they write can be read back.
"""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

from robot.api import ExecutionResult, ResultVisitor

from tests import processes
from tests.behave_runs import run_behave
from tests.hostile.conftest import Misbehaving
from tests.hostile.contents import CONTENTS
from tests.processes import ROBOT

#: How an error shows them.
SHOWN = {
    "lone-surrogate": r'"{"a": "x\ud800y"}"',
    "controls": r'"bell \x07 nul \x00 back \x08 delete \x7f next line \x85"',
    "ansi": r'"\x1b[31mred\x1b[0m \x1b]0;title\x07 \x9b31m"',
    "html": '"*HTML* <blink>bold</blink>"',
    "script": '"<script>alert(1)</script><img src=x onerror=alert(2)>"',
    "cdata": '"]]> <![CDATA[ <!-- --> &amp; &#0;"',
    "variable": '"${x} @{y} %{HOME} ${{1/0}} $x"',
    "backslashes": r'"C:\\new\\table \\x41 \\u0041 \${x} \\"',
    "bidi": r'"\u202e backwards \u2066 \ufeff \u2028 \ufffe"',
    "astral": '"\U0001f4a9 \U000e0001 Z\u0351\u036b\u0343"',
    "one-line": f'"{"x" * 2000}…" (5,000,000 characters)',
    "lines": '"' + r"line\n" * 400 + '…" (500,000 characters)',
    "deep": f'"{"[" * 2000}…" (200,000 characters)',
    "deep-objects": '"' + '{"a":' * 400 + '…" (600,001 characters)',
    "digits": '"{"n": ' + "9" * 1994 + '…" (5,007 characters)',
    "not-a-number": '"{"n": NaN}"',
    "infinity": '"[Infinity, -Infinity]"',
    "huge-exponent": '"{"n": 1e999999}"',
    "twice": '"{"role": "user", "role": "admin"}"',
    "empty": '""',
}
#: Why they are not the JSON {"a": 1}; where several places differ, the last of them.
WHY = {
    "lone-surrogate": r'    $.a: expected 1 (a number), but it is "x\ud800y" (a string)',
    "one-line": f'It is not JSON: expected a value at line 1, column 1, but there is "{"x" * 20}…".',
    "deep": "It is not JSON: it is nested more than 300 deep.",
    "deep-objects": "It is not JSON: it is nested more than 300 deep.",
    "digits": "It is not JSON: an integer in it has too many digits.",
    "not-a-number": "It is not JSON: NaN is no JSON value.",
    "infinity": "It is not JSON: Infinity is no JSON value.",
    "twice": '    $.role: not expected, but it is there: "admin"',
    "empty": "It is not JSON: it is empty.",
}
#: Robot Framework shows forty lines of an error.
ROBOT_CUT = "[ Message content over the limit has been removed. ]"
PLACES = ["text", "json", "close", "header", "rejected", "body", "events"]
SUITE = {
    "text": ["Open WebSocket    /text/{name}", "${{said}}=    Receive Message", "Last Message Should Be    else"],
    "json": ["Open WebSocket    /text/{name}", 'Message Should Be JSON    {{"a": 1}}'],
    "close": ["Open WebSocket    /close/{name}", "Connection Should Be Closed With Code    4001"],
    "header": [
        "Open WebSocket    /header/{name}",
        "${{said}}=    Get Handshake Header    X-Said",
        "Get Handshake Header    X-Said    ==    else",
    ],
    "rejected": ["Open WebSocket    /rejected/{name}"],
    "body": [
        "HTTP Request    GET    /body/{name}",
        "${{said}}=    Get HTTP Body",
        "HTTP Status Should Be    404",
    ],
    "events": [
        "Open Event Stream    /events/{name}",
        "${{said}}=    Receive Message",
        "Last Message Should Be    else",
    ],
}
FEATURE = {
    "text": ['Given I am connected to "/text/{name}"', 'Then I should receive "else"'],
    "json": ['Given I am connected to "/text/{name}"', 'Then I should receive the JSON:\n"""\n{{"a": 1}}\n"""'],
    "close": ['Given I am connected to "/close/{name}"', "Then the connection should be closed with code 4001"],
    "header": ['Given I am connected to "/header/{name}"', 'Then the handshake header "X-Said" should be "else"'],
    "rejected": ['Given I am connected to "/rejected/{name}"'],
    "body": ['When I send a GET request to "/body/{name}"', "Then the HTTP status should be 404"],
    "events": ['Given I am listening to the event stream "/events/{name}"', 'Then I should receive "else"'],
}
#: Not for eyes, and some of them not for XML either; a report may break lines.
CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e\u2066\u2028\ufeff\ufffe\ud800-\udfff]")


def check(place: str, name: str, text: str) -> None:
    """What is said of one of them."""
    where = f"{place} {name}"
    assert not CONTROLS.search(text), where
    assert len(text) <= 20_000, where
    assert text.startswith("Expected "), where
    if place in ("text", "json", "events") and ROBOT_CUT not in text:
        assert f"but it was:\n    {SHOWN[name]}\n" in text, where
    if place == "json" and name in WHY:
        assert f"\n{WHY[name]}\n" in text, where
    if place == "close":
        end = f" and reason {SHOWN[name]}" if name != "empty" else ""
        if len(CONTENTS[name]) <= 123:
            assert text.partition("\n")[0] == (
                'Expected session "default" to be closed with code 4001, '
                f"but it was closed by the peer with code 4000{end}."
            ), where
    if place == "rejected" and len(SHOWN[name]) < 300:
        body = f"its body is {SHOWN[name]}. " if name != "empty" else "it has no body. "
        assert "the server answered with status 403 Forbidden after " in text, where
        assert body in text, where


class Tags(HTMLParser):
    """The elements and attributes of markup."""

    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.found |= {tag, *(f"{tag} {name}" for name, _ in attributes)}


class Messages(ResultVisitor):
    """What a result holds: elements of messages that are markup, and characters that no report should have."""

    def __init__(self) -> None:
        self.tags = Tags()
        self.broken: list[str] = []

    def visit_message(self, message: object) -> None:
        if message.html:
            self.tags.feed(message.message)
        if CONTROLS.search(message.message):
            self.broken.append(message.message[:200])


def test_a_suite(misbehaving: Misbehaving, tmp_path: Path) -> None:
    text = f"*** Settings ***\nLibrary    WsKeywords    {misbehaving.url}    timeout=10s    close_timeout=200ms\n\n"
    text += "*** Test Cases ***\n"
    for place in PLACES:
        for name in CONTENTS:
            lines = [f"{place} {name}", *(line.format(name=name) for line in SUITE[place])]
            text += "\n    ".join(lines) + "\n"
    (tmp_path / "suite.robot").write_text(text, encoding="utf-8")
    command = [*ROBOT, "--loglevel", "TRACE", "--xunit", "xunit.xml", "suite.robot"]
    done = processes.run(command, cwd=tmp_path, text=False)
    output = done.stdout.decode("utf-8")
    assert done.returncode == len(PLACES) * len(CONTENTS), output
    assert not CONTROLS.search(output)
    result = ExecutionResult(str(tmp_path / "output.xml"))
    for test in result.suite.tests:
        check(*test.name.split(" "), test.message)
    found = Messages()
    result.visit(found)
    assert {tag for tag in found.tags.found if tag.split(" ")[0] in ("script", "img", "blink") or " on" in tag} == set()
    assert found.broken == []
    assert [message.message for message in result.errors.messages] == []
    assert len(ElementTree.parse(tmp_path / "xunit.xml").findall("testcase")) == done.returncode
    assert "alert(1)</script>" not in (tmp_path / "log.html").read_text(encoding="utf-8")
    for archive in tmp_path.glob("*.har"):
        json.loads(archive.read_text(encoding="utf-8"))


def test_a_feature(misbehaving: Misbehaving, tmp_path: Path) -> None:
    (tmp_path / "wskeywords.yaml").write_text("timeout: 10s\nclose_timeout: 200ms\n", encoding="utf-8")
    text = "Feature: contents\n"
    for place in PLACES:
        for name in CONTENTS:
            lines = [f"  Scenario: {place} {name}", *(line.format(name=name) for line in FEATURE[place])]
            text += "\n    ".join(lines) + "\n"
    run = run_behave(tmp_path, {"contents": text}, "--junit", "-D", f"base_url={misbehaving.url}")
    assert not CONTROLS.search(run.output)
    for place in PLACES:
        for name in CONTENTS:
            said = re.split("ASSERT FAILED: |OpeningFailed: ", run.scenario(f"{place} {name}"))[1]
            check(place, name, re.split("\n+----", said)[0].rstrip())
    refused = len(CONTENTS)
    failed = len(PLACES) * len(CONTENTS) - refused
    assert run.summary()[1] == f"0 scenarios passed, {failed} failed, {refused} error, 0 skipped"
    assert len(run.json()) == failed + refused
    (report,) = (tmp_path / "reports").glob("*.xml")
    assert len(ElementTree.parse(report).findall("testcase")) == failed + refused
    for saved in (tmp_path / "wskeywords-output").iterdir():
        said = saved.read_text(encoding="utf-8")
        if saved.suffix == ".har":
            json.loads(said)
        else:
            assert not CONTROLS.search(said), saved
