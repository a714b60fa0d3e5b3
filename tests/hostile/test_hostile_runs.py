"""What people see of servers that break rules: one Robot Framework run and one behave run over a table of them.

Every message is compared whole; each keyword and step ends in time; another session works meanwhile; the reports can be
read.
"""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

from robot.api import ExecutionResult

from tests import processes
from tests.behave_runs import Run, normal, run_behave
from tests.docs_blocks import ROOT
from tests.hostile import timekeeping
from tests.hostile.conftest import Misbehaving
from tests.processes import ROBOT

#: Seconds that no test needs here unless it hangs: no wait in it is longer than half of one.
HANGING = 15.0
RFC_HINT = "The server does not follow RFC 6455, section 4.2.2."
ASGI_HINT = (
    "Check the token, the cookies and the origin. "
    "An ASGI server also says 403 when it has no such route, or when the app closes before it accepts."
)
HANDSHAKE = (
    "it timed out after N s: the connection stood, but the server did not answer the handshake. "
    "Is the server busy, or does something else than a WebSocket server listen on this port?"
)
GONE = "The server's log may say why. If it is a server for wss://, write that."
X300 = "x" * 300

#: What opening says after "to open, but", by the path; before it a scheme and the name of another port than *plain*.
REFUSALS = {
    "silence": HANDSHAKE,
    "dripping-head": HANDSHAKE,
    "endless-head": "what came is not a WebSocket answer after N s: it has more than 128 header lines.",
    "long-line": (
        "what came is not a WebSocket answer after N s: "
        f'a line of its head is longer than 8192 bytes: "X-Long: {"x" * 52}…".'
    ),
    "huge-body": (
        f'the server answered with status 403 Forbidden after N s: its body is "{X300}…" (1,048,576 characters). '
        + ASGI_HINT
    ),
    "chunked": f'the server answered with status 403 Forbidden after N s: its body is "chunked!". {ASGI_HINT}',
    "until-the-end": (
        f'the server answered with status 403 Forbidden after N s: its body is "ended by the end". {ASGI_HINT}'
    ),
    "elsewhere": (
        "the server answered with status 302 Found after N s: it has no body. "
        'It redirects to "/echo". Redirects are not followed: open "/echo" to go there.'
    ),
    "garbage": (
        "what came is not a WebSocket answer after N s: it begins with "
        f'"{"".join(f"{chr(92)}x{n:02x}" for n in range(128, 160))}{"".join(map(chr, range(160, 188)))}…".'
    ),
    "nothing": f"the server closed without an answer after N s. {GONE}",
    "reset-at-once": f"the server closed without an answer after N s. {GONE}",
    "old": (
        'the server answered with status 200 OK after N s: its body is "hello". '
        "That is an ordinary HTTP answer: is the path that of a WebSocket?"
    ),
    "wrong-key": (
        "the server answered with the wrong accept key after N s: "
        f'Sec-WebSocket-Accept should be "KEY", but it is "nonsense". {RFC_HINT}'
    ),
    "unasked-subprotocol": (
        f'the server chose an unasked subprotocol after N s: "chat.v9", where none was offered. {RFC_HINT}'
    ),
    "unasked-extension": (
        'the server agreed to an unasked extension after N s: "x-own", '
        'where "permessage-deflate; client_max_window_bits" was offered ("x-own" was not offered). ' + RFC_HINT
    ),
    "wss:plain:silence": (
        "it timed out after N s: the connection stood, but the server did not answer the handshake of wss://. "
        "If it is a server for ws://, write that."
    ),
    "ws:right:echo": f"the server closed without an answer after N s. {GONE}",
    "wss:expired:echo": (
        "TLS failed after N s: the server's certificate has expired: it is valid from DATE to DATE. "
        "Renew it; verify=False connects all the same."
    ),
    "wss:wrong-host:echo": (
        'TLS failed after N s: the server\'s certificate is not for the host name "127.0.0.1", but for "other.test". '
        "Connect by a name that the certificate holds; verify=False connects without any check."
    ),
    "wss:unknown:echo": (
        'TLS failed after N s: the CA that issued the server\'s certificate ("A CA") is not trusted here. '
        "Give the file of that CA as ca_cert; verify=False connects without any check."
    ),
    "wss:wants-certificate:echo": (
        'TLS failed after N s: the server asks for a client certificate ("tlsv13 alert certificate required"). '
        "None was given: give client_cert, and client_key where the key is in a file of its own."
    ),
}


OPENED = "·  handshake  101 Switching Protocols, N ms"


class Said(NamedTuple):
    """What a session's next message is said to be, and the end of the transcript."""

    how: str
    lines: tuple[str, ...] = ()


def broken(code: int, rule: str) -> Said:
    quoted = rule.replace('"', '\\"')
    how = f'the session was closed by us with code {code} and reason "{quoted}"'
    return Said(how, (f'·  close  {code} "{quoted}", by us',))


def ended(code: int, reason: str, note: str = "", *before: str) -> Said:
    tail = f' "{reason}"' if reason else ""
    note = f" ({note})" if note else ""
    how = f"the session was closed by the peer with code {code}" + (f' and reason "{reason}"' if reason else "")
    return Said(how + note, (*before, f"←  close  {code}{tail}{note}"))


SILENT = Said("no message arrived within 0.3 s")
SESSIONS = {
    "announced": broken(
        1009,
        "RFC 6455 section 7.4.1: message larger than 16777216 bytes (max_size), first bytes 82 7f 00 00 00 00 40 00",
    ),
    "bomb": broken(1009, "RFC 6455 section 7.4.1: message larger than 16777216 bytes (max_size), first bytes BYTES"),
    "too-many-fragments": broken(
        1009, "RFC 6455 section 7.4.1: message in more than 131072 fragments, first bytes 00 00"
    ),
    "masked": broken(1002, "RFC 6455 section 5.1: masked frame from the server, first bytes 81 82 00 00 00 00 68 69"),
    "reserved": broken(
        1002, "RFC 6455 section 5.2: reserved bit set (RSV 001) with no extension agreed, first bytes 91 02 68 69"
    ),
    "not-utf8": broken(1007, "RFC 6455 section 8.1: text that is not UTF-8 at byte 2, first bytes fc df 65"),
    "http-again": broken(
        1002, 'RFC 6455 section 5.2: reserved bit set (RSV 100) with no extension agreed, first bytes "HTTP/1.1"'
    ),
    "one-byte": broken(1002, "RFC 6455 section 5.5.1: close frame with one byte of payload, first bytes 03"),
    "bad-reason": broken(1007, "RFC 6455 section 5.5.1: close reason that is not UTF-8 at byte 0, first bytes ff fe"),
    "code-1005": ended(
        1005, "why", "RFC 6455 section 7.4: close code 1005 must not be sent, first bytes 03 ed 77 68 79"
    ),
    "code-5000": ended(
        5000, "why", "RFC 6455 section 7.4: close code 5000 must not be sent, first bytes 13 88 77 68 79"
    ),
    "half-a-frame": SILENT,
    "pings": SILENT,
    "unread-pings": SILENT,
}


class Acted(NamedTuple):
    """What a test does to such a server, what a scenario does, and what either is told."""

    suite: tuple[str, ...]
    feature: tuple[str, ...]
    expected: str
    how: str
    lines: tuple[str, ...]


NEXT = 'Expected the next message of session "default" to be "something", but the session was {how}.'
RESET = "closed by the network with code 1006 (the connection was reset)"
HALF = "closed by the network with code 1006 (the peer ended TCP without a close frame)"
UNANSWERED = 'closed by us with code 4000 and reason "bye" (the peer did not answer our close frame within 0.2 s)'
DEAF = "closed by us with code 1006 (a send was not taken within 0.3 s: the peer does not read)"
GOING = 'closed by the peer with code 1001 and reason "going"'
ZEROS = " ".join(["00"] * 66)
ACTS = {
    "reset": Acted(
        ("Message Should Be    hello", "Send Text    read", "Message Should Be    something"),
        ('Then I should receive "hello"', 'When I send "read"', 'Then I should receive "something"'),
        NEXT,
        RESET,
        (
            '←  text  5 B  "hello"',
            '→  text  4 B  "read"',
            f"·  close  1006, by the {RESET[14:].replace(' with code 1006', '')}",
        ),
    ),
    "half-close": Acted(
        ("Message Should Be    hello", "Message Should Be    something"),
        ('Then I should receive "hello"', 'Then I should receive "something"'),
        NEXT,
        HALF,
        ('←  text  5 B  "hello"', "·  close  1006, by the network (the peer ended TCP without a close frame)"),
    ),
    "data-after-close": Acted(
        ("Message Should Be    last words", "Message Should Be    something"),
        ('Then I should receive "last words"', 'Then I should receive "something"'),
        NEXT,
        'closed by the peer with code 4000 and reason "bye"',
        ('←  text  10 B  "last words"', '←  close  4000 "bye"'),
    ),
    "close-never-answered": Acted(
        ("Close WebSocket    code=4000    reason=bye", "Connection Should Be Closed With Code    4001"),
        (
            'When I close the connection with code 4000 and reason "bye"',
            "Then the connection should be closed with code 4001",
        ),
        'Expected session "default" to be closed with code 4001, but it was {how}.',
        UNANSWERED,
        ('·  close  4000 "bye", by us (the peer did not answer our close frame within 0.2 s)',),
    ),
    "deaf": Acted(
        ("Send File    zeros.bin    binary=True    timeout=300ms",),
        ('When I send the binary file "zeros.bin" within 300 milliseconds',),
        'Session "default" could not send within 0.3 s: the peer does not read, and the network takes no more. '
        "The session is lost, because part of the message may be on its way.",
        DEAF,
        (
            f"→  binary  16.8 MB  {ZEROS} …",
            "·  close  1006, by us (a send was not taken within 0.3 s: the peer does not read)",
        ),
    ),
    "close-while-sending": Acted(
        ("Send File    zeros.bin    binary=True", "Connection Should Be Closed", "Send Text    more"),
        ('When I send the binary file "zeros.bin"', "Then the connection should be closed", 'When I send "more"'),
        'Nothing can be sent on session "default": it was {how} N s before. '
        "Reconnect WebSocket or Open WebSocket opens it again.",
        GOING,
        (f"→  binary  16.8 MB  {ZEROS} …", '←  close  1001 "going"'),
    ),
}
#: How long to wait for a session's message, in a suite and in a feature: briefly where none comes.
WAIT = {
    name: ("    timeout=300ms", " within 300 milliseconds") if said is SILENT else ("", "")
    for name, said in SESSIONS.items()
}


class Waits(NamedTuple):
    """A keyword and a step that wait in vain, and the first line of what they say; nothing where that is right."""

    path: str
    keyword: str
    step: str
    said: str


TABLE = "\n      | option | value |\n      | {} | 200ms |"
#: While the server of ``path`` goes on; an empty path where the call opens something itself.
WAITING = {
    "count": Waits(
        "pings",
        "Receive Messages    3    timeout=100ms",
        "Then I should receive 3 messages within 100 milliseconds",
        'Expected 3 messages of session "default", but only 0 of 3 came within 0.1 s.',
    ),
    "skipping": Waits(
        "pings",
        "Wait For Message    contains=never    timeout=100ms",
        'Then I should eventually receive a message containing "never" within 100 milliseconds',
        'Expected session "default" to receive a message containing "never", but no message arrived within 0.1 s.',
    ),
    "keeping": Waits(
        "half-a-frame",
        "Wait For Message    contains=never    keep_skipped=True    timeout=100ms",
        'Then I should receive, out of order, a message containing "never" within 100 milliseconds',
        'Expected session "default" to receive a message containing "never", but no message arrived within 0.1 s.',
    ),
    "until": Waits(
        "half-a-frame",
        "Receive Messages Until    contains=never    timeout=100ms",
        'When I receive messages until a message containing "never" within 100 milliseconds',
        'Expected session "default" to receive messages until one containing "never", but none did within 0.1 s.',
    ),
    "these": Waits(
        "half-a-frame",
        "Messages Should Arrive    a    b    timeout=100ms",
        "Then I should receive these messages within 100 milliseconds:\n      | message |\n      | a |\n      | b |",
        'Expected the next 2 messages in this order (1. "a"; 2. "b") of session "default", but only 0 of 2 came within '
        "0.1 s.",
    ),
    "nothing": Waits(
        "pings",
        "No Message Should Arrive    contains=never    within=100ms",
        'Then I should not receive a message containing "never" within 100 milliseconds',
        "",
    ),
    "every": Waits(
        "pings",
        "Every Message Should    contains=never    within=100ms",
        'Then for 100 milliseconds every message I receive should contain "never"',
        'Expected every message of session "default" to contain "never", but no message arrived within 0.1 s.',
    ),
    "everybody": Waits(
        "pings",
        "Every Session Should Receive    contains=never    timeout=100ms",
        'Then every session should receive a message containing "never" within 100 milliseconds',
        'Expected every session to receive a message containing "never" within 0.1 s, but 2 of 2 did not:',
    ),
    "exchange": Waits(
        "half-a-frame",
        "Exchange Text    hello    timeout=100ms",
        'When I send "hello" and receive "hello" within 100 milliseconds',
        'Expected an answer to "hello" on session "default", but no message arrived within 0.1 s.',
    ),
    "ping": Waits(
        "half-a-frame",
        "Send Ping    timeout=100ms",
        "When I send a ping within 100 milliseconds",
        'Expected a pong on session "default", but none came within 0.1 s.',
    ),
    "closed": Waits(
        "pings",
        "Connection Should Be Closed    timeout=100ms",
        "Then the connection should be closed within 100 milliseconds",
        'Expected session "default" to be closed, but it was still open after N s.',
    ),
    "close": Waits("empty-messages", "Close WebSocket", "When I close the connection", ""),
    "events": Waits(
        "",
        "Open Event Stream    /silence    open_timeout=200ms",
        'Given I am listening to the event stream "/silence":' + TABLE.format("open_timeout"),
        'Expected the event stream "http://127.0.0.1:PORT/silence" of session "default" to open, but it timed out '
        "after N s: the connection stood, but the server did not answer the request. Is the server busy, or does it "
        "keep its answer back until it has a first event?",
    ),
    "refused": Waits(
        "",
        "Opening WebSocket Should Fail    /dripping-head    open_timeout=200ms",
        'When I try to connect to "/dripping-head":' + TABLE.format("open_timeout"),
        "",
    ),
    "many": Waits(
        "",
        "Open WebSockets    /silence    3    prefix=many    open_timeout=200ms",
        'Given 3 sessions "many-{n}" are connected to "/silence":' + TABLE.format("open_timeout"),
        '3 of 3 sessions could not be opened; the first is "many-1". Expected the WebSocket '
        f'"ws://127.0.0.1:PORT/silence" of session "many-1" to open, but {HANDSHAKE}',
    ),
    "HTTP": Waits(
        "",
        "HTTP Request    GET    /silence    timeout=200ms",
        'When I send a GET request to "/silence" with the options:' + TABLE.format("timeout"),
        'Expected an answer to GET "http://127.0.0.1:PORT/silence" within 0.2 s, but it timed out while waiting for an '
        "answer.",
    ),
}


def opening(name: str, ports: dict[str, int]) -> tuple[str, str]:
    """The URL, and the path that stands for it in the messages."""
    way, _, path = name.rpartition(":")
    if not way:
        return f"/{path}", f"ws://127.0.0.1:PORT/{path}"
    scheme, port = way.split(":")
    return f"{scheme}://127.0.0.1:{ports[port]}/{path}", f"{scheme}://127.0.0.1:PORT/{path}"


def refusal(name: str, ports: dict[str, int]) -> str:
    return f'Expected the WebSocket "{opening(name, ports)[1]}" of session "default" to open, but {REFUSALS[name]}'


def failure(name: str, wanted: str) -> str:
    said = SESSIONS[name]
    text = f'Expected the next message of session "default" to {wanted}, but {said.how}.\nSession "default", '
    text += f"{said.how.removeprefix('the session was ')} N s ago" if "closed" in said.how else "open"
    text += f", at ws://127.0.0.1:PORT/{name}\nEnd of its transcript:\n"
    return text + "\n".join(
        f"    TIME  {line}" for line in ("·  handshake  101 Switching Protocols, N ms", *said.lines)
    )


def outcome(name: str) -> str:
    act = ACTS[name]
    text = act.expected.replace("{how}", act.how)
    text += f'\nSession "default", {act.how} N s ago, at ws://127.0.0.1:PORT/{name}\nEnd of its transcript:\n'
    return text + "\n".join(f"    TIME  {line}" for line in (OPENED, *act.lines))


def told(text: str) -> str:
    """A message without what differs from run to run."""
    text = re.sub(r"\n +TIME  →  close .*", "", normal(text))
    text = re.sub(
        r"(\n    TIME  (←  ping|→  pong) .*)+", "\n    TIME  ·  handshake  101 Switching Protocols, N ms", text
    )
    text = re.sub(r"\d{4}-\d\d-\d\d \d\d:\d\d UTC", "DATE", re.sub(r'"trustme [^"]*"', '"A CA"', text))
    text = text.replace(': "Connection reset by peer".', ".")  # how it was ended shows or does not, by chance
    text = re.sub(r"(Transcript:|\n----).*", "", text, flags=re.S)
    text = re.sub(r'should be "[\w+/=]+"', 'should be "KEY"', text)
    return re.sub(r"(max_size\), first bytes)( (?!82)[0-9a-f]{2}){8}", r"\1 BYTES", text).rstrip()


SUITE = """\
*** Settings ***
Library    WsKeywords    {url}    timeout=10s    close_timeout=200ms
Suite Setup    Warm Up
Test Teardown    Exchange Text    still here    ==    still here    session=bystander

*** Keywords ***
Warm Up
    [Documentation]    What is imported once is not late in a test.
    HTTP Request    GET    /old
    Opening Event Stream Should Fail    /old
    Open WebSocket    /echo    bystander

*** Test Cases ***
"""


def test_a_suite(misbehaving: Misbehaving, tmp_path: Path) -> None:
    text = SUITE.format(url=misbehaving.url)
    for name in REFUSALS:
        url, _ = opening(name, misbehaving.ports)
        text += f"{name}\n    Open WebSocket    {url}    ca_cert={misbehaving.folder}/ca.pem"
        text += "    open_timeout=500ms\n" if "timed out" in REFUSALS[name] else "\n"
    for name in SESSIONS:
        text += f"{name}\n    Open WebSocket    /{name}\n    Receive Message{WAIT[name][0]}\n"
    for name, act in ACTS.items():
        text += "\n    ".join([name, f"Open WebSocket    /{name}", *act.suite]) + "\n"
    for name, waits in WAITING.items():
        opened = [f"Open WebSocket    /{waits.path}"] if waits.path else []
        text += "\n    ".join([f"wait, {name}", *opened, waits.keyword]) + "\n"
    (tmp_path / "zeros.bin").write_bytes(bytes(16 << 20))
    (tmp_path / "suite.robot").write_text(text, encoding="utf-8")
    late = tmp_path / "late.txt"
    command = [*ROBOT, "--loglevel", "TRACE", "--outputdir", str(tmp_path)]
    command += ["--listener", f"tests.hostile.timekeeping.Listener:{late}", "suite.robot"]
    done = processes.run(command, cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(ROOT)})
    in_vain = {name: waits.said for name, waits in WAITING.items()}
    wrong = len(REFUSALS) + len(SESSIONS) + len(ACTS) + sum(map(bool, in_vain.values()))
    assert done.returncode == wrong, done.stdout + done.stderr
    assert timekeeping.too_late(timekeeping.told(late)) == []
    assert (tmp_path / "log.html").exists()
    result = ExecutionResult(str(tmp_path / "output.xml"))
    assert [message.message for message in result.errors.messages] == []
    tests = {test.name: test for test in result.suite.tests}
    expected = {name: refusal(name, misbehaving.ports) for name in REFUSALS}
    expected |= {name: failure(name, "arrive") for name in SESSIONS} | {name: outcome(name) for name in ACTS}
    assert {name: told(tests[name].message) for name in expected} == expected
    assert {name: told(tests[f"wait, {name}"].message).partition("\n")[0] for name in in_vain} == in_vain
    assert len(tests) == len(expected) + len(in_vain)
    assert {test.teardown.status for test in tests.values()} == {"PASS"}
    assert max(test.elapsed_time.total_seconds() for test in tests.values()) < HANGING


FEATURE = """\
Feature: servers that break rules
  Background:
    Given "bystander" is connected to "/echo"
  Scenario: what is imported once is not late in another
    When I send a GET request to "/old"
    And I try to listen to the event stream "/old"
"""
CONFIG = """\
timeout: 10s
close_timeout: 200ms
"""


def test_a_feature(misbehaving: Misbehaving, tmp_path: Path) -> None:
    (tmp_path / "wskeywords.yaml").write_text(CONFIG, encoding="utf-8")
    text = FEATURE
    for name in REFUSALS:
        url, _ = opening(name, misbehaving.ports)
        text += f'  Scenario: {name}\n    Given I am connected to "{url}":\n      | option  | value |\n'
        text += f"      | ca_cert | {misbehaving.folder}/ca.pem |\n"
        text += "      | open_timeout | 500ms |\n" if "timed out" in REFUSALS[name] else ""
    for name in SESSIONS:
        text += f'  Scenario: {name}\n    Given I am connected to "/{name}"\n'
        text += '    And "bystander" sends "still here" and receives "still here"\n'
        text += f'    Then I should receive "something"{WAIT[name][1]}\n'
    acts = {name: act for name, act in ACTS.items() if act.feature}
    for name, act in acts.items():
        text += "\n    ".join([f"  Scenario: {name}", f'Given I am connected to "/{name}"', *act.feature]) + "\n"
    for name, waits in WAITING.items():
        opened = [f'Given I am connected to "/{waits.path}"'] if waits.path else []
        text += "\n    ".join([f"  Scenario: wait, {name}", *opened, waits.step]) + "\n"
    (tmp_path / "zeros.bin").write_bytes(bytes(16 << 20))
    late = tmp_path / "late.txt"
    run = run_behave(
        tmp_path,
        {"rules": text},
        *("--junit", "-D", f"base_url={misbehaving.url}"),
        env={**os.environ, "PYTHONPATH": str(ROOT), "TIMEKEEPING": str(late)},
        environment="from tests.hostile.timekeeping import *\n",
    )
    assert timekeeping.too_late(timekeeping.told(late)) == []
    trusted_by = "verify=False connects", "a row | verify | False | below the step connects"
    expected = {name: refusal(name, misbehaving.ports).replace(*trusted_by) for name in REFUSALS}
    expected |= {name: failure(name, 'be "something"') for name in SESSIONS}
    opened_by = "Reconnect WebSocket or Open WebSocket opens it again.", "It is opened again by: When I reconnect"
    expected |= {name: outcome(name).replace(*opened_by) for name in acts}
    assert {name: shown(run, name) for name in expected} == expected
    in_vain = {f"wait, {name}": waits.said for name, waits in WAITING.items() if waits.said}
    assert {name: shown(run, name).partition("\n")[0] for name in in_vain} == in_vain
    errors = [
        name
        for name in acts
        if acts[name].expected.startswith(("Nothing can be sent", 'Session "default" could not send'))
    ]
    not_opened = [name for name, said in in_vain.items() if "to open," in said or "an answer to GET" in said]
    passed = 1 + len(WAITING) - len(in_vain)
    failed = len(SESSIONS) + len(acts) - len(errors) + len(in_vain) - len(not_opened)
    wrong = len(REFUSALS) + len(errors) + len(not_opened)
    assert run.summary()[1] == f"{passed} scenarios passed, {failed} failed, {wrong} error, 0 skipped"
    # The reports can be read.
    scenarios = {str(scenario["name"]): scenario["steps"] for scenario in run.json()}
    assert len(scenarios) == len(expected) + len(in_vain) + passed
    assert max(step.get("result", {}).get("duration", 0) for steps in scenarios.values() for step in steps) < HANGING
    (report,) = (tmp_path / "reports").glob("*.xml")
    assert len(ElementTree.parse(report).findall("testcase")) == len(scenarios)
    archives = [json.loads(path.read_text(encoding="utf-8")) for path in tmp_path.glob("wskeywords-output/*.har")]
    assert len(archives) == len(expected) + len(in_vain)


def shown(run: Run, name: str) -> str:
    """What behave prints of the step that fails."""
    text = run.scenario(name)
    return told(re.split(r"ASSERT FAILED: |WsKeywords\.core\.errors\.\w+: ", text)[1])
