"""What a run tells: text, JUnit XML, JSON and HTML, and that nothing of a server gets into them as it is."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest

from WsKeywords.core import Close as Closed
from WsKeywords.core.output import Secrets
from WsKeywords.fuzzing.conversation import Conversation, Say
from WsKeywords.fuzzing.course import Ending, Event
from WsKeywords.fuzzing.delivering import deliver
from WsKeywords.fuzzing.findings import Failure
from WsKeywords.fuzzing.reporting.htmlreport import html_report
from WsKeywords.fuzzing.reporting.junit import junit
from WsKeywords.fuzzing.reporting.progress import Console, words
from WsKeywords.fuzzing.reporting.text import all_facts, failure_text, summary, verdict
from WsKeywords.fuzzing.results import Progress

from . import made

SUMMARY = """\
wskeywords fuzz: summary
============================================================
Note: One route asks for a room.
Route: /ws/chat
  Sequences tested: 100
  Messages sent: 1,247
  Connections established: 103
  Failures: 1
    no-1011: the server closed with 1011 "internal error" (2 of 5 times)

Route: /ws/{room}
  Skipped: nothing says what {room} may be
============================================================
2 routes, 100 conversations in 2.5 s (40 a second), 1 failure; 1 of 2 routes tested; \
not tested: /ws/{room} (nothing says what {room} may be); seed 54321"""

FAILURE = """\
============================================================
FAILURE 1: /ws/chat
============================================================
Error type:  no-1011
Message:     the server closed with 1011 "internal error"
Failed at message index: 2
Sent (bytes, 2 bytes):
    bytes 00 ff
Expected:
    the connection stays open
Actual:
    closed by the server with 1011 "internal error"
Connection state: closed
Close code: 1011 "internal error"
Reproduced: 2 of 5 times (5 times played again); seen 3 times while generating
The shortest conversation that shows it:
    client sends "{"type":"join"}"
    client waits for a message
    client sends bytes 00 ff
What happened in it:
       0.001 s  client is connected
       0.002 s  client → "{"type":"join"}"
       0.004 s  client ← "{"type":"joined"}"
       0.004 s  client → bytes 00 ff
       0.128 s  client is closed: "1011 by peer: internal error"
Beside the nearest conversation that passes (- fails, + passes):
      client sends "{"type":"join"}"
      client waits for a message
    - client sends bytes 00 ff
Additional context:
    total_messages_sent: 2
    last_response: "{"type":"joined"}"
    elapsed_time_ms: 127.5
    messages_as_generated: 4
    takes_new_sessions: yes
    retries: 1
Seed: 54321 (example 17)
============================================================"""


@pytest.fixture
def secrets() -> Iterator[Secrets]:
    """Of some session that is alive."""
    held = Secrets()
    held.add("s3cret-token-9")
    yield held
    held.add("nothing-more")  # it lives until here


def hostile() -> Failure:
    """A server that says what breaks reports, and a secret."""
    bad = '<script>alert("x")</script>\x1b[31m\ud800 s3cret-token-9 ]]>'
    found = made.failure()
    events = (*found.course.events[:2], Event(0.003, 0, "received", bad), *found.course.events[3:])
    ending = Ending(Closed(1011, bad, "peer", 0), early=True)
    course = replace(found.course, events=events, endings=(ending,), log=f"Error: {bad}\n")
    finding = replace(found.finding, message=f"the server said {bad}", cause=bad)
    return replace(found, finding=finding, course=course, context={bad: bad})


def test_summary_for_each_route() -> None:
    assert summary(made.result(made.failure())) == SUMMARY


def test_a_failure_names_all_that_is_known_of_it() -> None:
    assert failure_text(all_facts(made.result(made.failure()))[0]) == FAILURE


def test_the_failure_of_a_keyword_shows_the_first_one_whole_and_the_others_in_a_line() -> None:
    other = replace(made.failure(), again=5)
    found = made.result(made.failure(), other)
    assert verdict(found, all_facts(found), Path("results/fuzz")) == (
        "Expected no conversation to fail, but 2 failures came up in 100 conversations (seed 54321).\n"
        f"{FAILURE}\n"
        "The others:\n"
        '    2. /ws/chat: no-1011: the server closed with 1011 "internal error" (always)\n'
        "Reports and reproduction files: results/fuzz"
    )


def test_junit_xml_has_a_case_for_each_failure_and_each_sound_route() -> None:
    found = made.result(made.failure())
    root = ElementTree.fromstring(junit(found, all_facts(found)))
    suite = root[0]
    assert {name: suite.get(name) for name in ("name", "tests", "failures", "errors", "skipped", "time")} == {
        "name": "ws://127.0.0.1:9/ws/chat",
        "tests": "2",
        "failures": "1",
        "errors": "0",
        "skipped": "1",
        "time": "2.500",
    }
    failed, skipped = suite.findall("testcase")
    assert (failed.get("classname"), failed.get("name")) == (
        "/ws/chat",
        'no-1011: the server closed with 1011 "internal error"',
    )
    assert failed[0].get("type") == "no-1011"
    assert failed[0].text == FAILURE
    assert [each.tag for each in skipped] == ["skipped"]
    assert {each.get("name"): each.get("value") for each in suite.iter("property")}["seed"] == "54321"


def test_json_holds_the_conversation_itself() -> None:
    delivery = deliver(made.result(made.failure()))
    values = json.loads(json.dumps(delivery.values))
    failure = values["failures"][0]
    assert (values["seed"], values["conversations"], values["messages"], values["connections"]) == (
        54321,
        100,
        1247,
        103,
    )
    assert (failure["property"], failure["index"], failure["sent_kind"], failure["close_code"]) == (
        "no-1011",
        2,
        "bytes",
        1011,
    )
    assert failure["conversation"]["steps"] == made.failure().conversation.to_json()["steps"]
    assert values["routes"][0]["failures"] == [1]


def test_nothing_of_a_server_gets_into_a_report_as_it_is(tmp_path: Path, secrets: Secrets) -> None:
    found = made.result(hostile(), output=tmp_path)
    deliver(found, junit=tmp_path / "junit.xml")
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert {path.suffix for path in files} == {".html", ".json", ".txt", ".xml", ".robot", ".feature", ".py"}
    for path in files:
        text = path.read_text(encoding="utf-8")
        assert "s3cret-token-9" not in text, path
        assert "\x1b" not in text, path
        assert path.suffix != ".html" or "<script" not in text
    ElementTree.parse(tmp_path / "junit.xml")
    json.loads((tmp_path / "fuzz.json").read_text())
    text = failure_text(all_facts(found)[0])
    assert "s3cret" not in text
    assert "\\x1b[31m\\ud800" in text


def test_the_html_loads_nothing_and_is_one_file() -> None:
    found = made.result(made.failure())
    text = html_report(found, all_facts(found))
    assert not re.search(r"<(link|script|img|iframe)|url\(|@import", text)
    assert "default-src 'none'" in text
    assert '<span class="minus">- client sends bytes 00 ff</span>' in text


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


HALFWAY = Progress("/ws/chat", 40, 100, 120.0, 3.2, 1, "shrinking")
LINE = "/ws/chat: 40 of 100 conversations, 120 a second, 3 s left, 1 failure, looking for a shorter conversation"


def test_progress_in_words() -> None:
    assert words(HALFWAY) == LINE
    assert words(replace(HALFWAY, doing="generating", failures=0)) == (
        "/ws/chat: 40 of 100 conversations, 120 a second, 3 s left, no failures"
    )


def test_progress_rewrites_its_line_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "120")
    with Console(stream := Terminal()) as console:
        console(HALFWAY)
    assert stream.getvalue() == f"\r{LINE:<119}\r{' ' * 119}\r"


def test_progress_elsewhere_is_a_line_now_and_then() -> None:
    with Console(stream := io.StringIO()) as console:
        console(HALFWAY)
        console(HALFWAY)
    assert stream.getvalue() == ""


def test_each_conversation_has_a_line() -> None:
    found = made.failure()
    plain = made.course(Conversation("/ws/chat?room=1", tuple(Say(f"{at}") for at in range(6))))
    two = made.course(Conversation("/ws/chat", sessions=2))
    with Console(stream := io.StringIO(), stays=True) as console:
        for course, findings in [(found.course, [found.finding]), (plain, []), (two, [])]:
            console.conversation(course, made.ROUTE, findings)
    assert stream.getvalue().splitlines() == [
        '1 /ws/chat: client sends "{"type":"join"}", sends bytes 00 ff; 1 message came; closed by the server with 1011 '
        '"internal error"; wrong: no-1011',
        '2 /ws/chat: "/ws/chat?room=1", client sends "0", sends "1", sends "2", sends "3", 2 more; '
        "no messages came; closed by us with 1000",
        "3 /ws/chat: 2 clients say nothing; no messages came; closed by us with 1000",
    ]
