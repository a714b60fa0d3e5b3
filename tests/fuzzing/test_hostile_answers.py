"""What servers, apps and documents say to keep busy, or to break, whoever looks through it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from time import thread_time

import pytest

from WsKeywords.core import WsError
from WsKeywords.core.settings import Settings
from WsKeywords.fuzzing.discovery import discover
from WsKeywords.fuzzing.discovery.asyncapi.judging import Judge
from WsKeywords.fuzzing.discovery.asyncapi.reading import read
from WsKeywords.fuzzing.discovery.said import Spoken, Talk
from WsKeywords.fuzzing.options import FuzzOptions
from WsKeywords.fuzzing.playing import _SAYS_WHY
from WsKeywords.fuzzing.properties.answering import Shapes
from WsKeywords.fuzzing.properties.contents import _SECRETS, _TRACES
from WsKeywords.fuzzing.properties.logs import errors_in
from WsKeywords.fuzzing.reproducing.hearing import _TRACES as TRACES
from WsKeywords.fuzzing.routes import MessageShape

SIZE = 100_000
TEXTS = {
    "blanks": " ",
    "line ends": "\n",
    "line ends and tabs": "\n\t",
    "escaped line ends": "\\n",
    "letters": "A",
    "dots": "a.",
    "words": "Disconnect",
    "calls of C#": " at a()",
    "calls of C# without an end": " at a(",
    "brackets": " at " + "()" * 20,
    "paths of C#": " at a() in ",
    "calls of Java": "\n at a(",
    "calls of JavaScript": "\n at a:1",
    "files": 'File "',
    "keys": "-----BEGIN a ",
    "URLs": "abc://a:",
}
LOOKS: dict[str, Callable[[str], object]] = {
    **{f"a trace of {name}": pattern.search for name, pattern in _TRACES.items()},
    **{name: pattern.search for name, pattern in _SECRETS.items()},
    "what is written into a suite": TRACES.search,
    "why an app ended": _SAYS_WHY.search,
    "errors in a log": lambda text: errors_in(f"Traceback (most recent call last):\n{text}!"),
}


@pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS)
def test_what_is_looked_for_in_answers_and_logs_takes_no_time(look: Callable[[str], object]) -> None:
    took = {}
    for name, part in TEXTS.items():
        started = thread_time()
        look(part * (SIZE // len(part)))
        took[name] = thread_time() - started
    # A second look at each character would take many seconds.
    assert {name: seconds for name, seconds in took.items() if seconds > 2} == {}


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("  at Chat.Rooms.Join(String name, Int32 seat) in /srv/chat/Rooms.cs:line 17", "C#"),
        ('{"error": "Error: no\\n   at Chat.Hub.<Say>d__4.MoveNext() in C:\\\\chat\\\\Hub.cs:line 40"}', "C#"),
        ("TypeError: x\n\n    at run (/srv/app.js:12:5)", "JavaScript"),
        ("Exception\n\tat org.chat.Rooms.join(Rooms.java:17)", "Java"),
        ('"Exception\\n\\tat org.chat.Rooms.join(Rooms.kt:17)"', "Java"),
    ],
)
def test_stack_traces_are_found_all_the_same(text: str, language: str) -> None:
    assert [name for name, pattern in _TRACES.items() if pattern.search(text)] == [language]


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("chat.errors.NoRoom: lobby", "NoRoom: lobby"),
        ("NoRoom", "NoRoom"),
        ("Chat.error: lobby", None),
        ("chat..NoRoom: lobby", None),
        ("chat.errors.: lobby", None),
        ("no room: lobby", None),
    ],
)
def test_which_line_names_an_exception(line: str, shown: str | None) -> None:
    found = errors_in(f"Traceback (most recent call last):\n{line}")
    assert [error.shown for error in found] == ([] if shown is None else [shown])


HEAD = {"asyncapi": "3.0.0", "info": {"title": "A", "version": "1"}}


@pytest.mark.parametrize(
    ("reference", "error"),
    [
        ("http://[", 'the reference "http://[" cannot be followed: "http://[" is no URL: Invalid IPv6 URL.'),
        ("%00.json", "cannot be read: embedded null byte."),
        ("#/tags/²", 'the reference "#/tags/²" leads nowhere: there is no "²" in api.json, at /tags.'),
        (f"#/tags/{'9' * 5000}", 'leads nowhere: there is no "9999'),
    ],
)
def test_a_reference_that_is_none(reference: str, error: str, tmp_path: Path) -> None:
    document = {**HEAD, "channels": {"chat": {"$ref": reference}}, "tags": [{}]}
    (tmp_path / "api.json").write_text(json.dumps(document))
    with pytest.raises(WsError) as caught:
        discover("api.json", FuzzOptions(), cwd=tmp_path)
    assert error in str(caught.value)


def test_a_server_whose_url_is_none(tmp_path: Path) -> None:
    server = {"host": "[", "protocol": "ws", "pathname": "/api"}
    document = {**HEAD, "servers": {"a": server}, "channels": {"chat": {"address": "/chat"}}}
    (tmp_path / "api.json").write_text(json.dumps(document))
    target = discover("api.json", FuzzOptions(), base_url="ws://127.0.0.1:1", cwd=tmp_path)
    assert [route.path for route in target.routes] == ["/api/chat"]


@pytest.mark.parametrize(
    "entry",
    [
        {"request": None},
        {"request": {"url": "ws://h/"}, "response": []},
        {"request": {"url": "ws://h/"}, "response": {"headers": {"a": 1}}},
        {"request": {"url": "ws://h/"}, "response": {"headers": [1, {"name": "Sec-WebSocket-Protocol"}]}},
        {"request": {"url": "ws://["}},
    ],
)
def test_a_har_file_of_other_things(entry: dict[str, object], tmp_path: Path) -> None:
    (tmp_path / "talk.har").write_text(json.dumps({"log": {"entries": [{**entry, "_webSocketMessages": []}]}}))
    try:
        target = discover("talk.har", FuzzOptions(), cwd=tmp_path)
    except WsError:
        return
    assert [route.path for route in target.routes] == ["/"]


NESTED = {"type": "array", "items": {"$ref": "#"}}
BACKTRACKING = {"type": "string", "pattern": "^(a|aa)+$"}


@pytest.mark.parametrize(
    ("schema", "answer"),
    [
        (NESTED, "[" * 290 + "]" * 290),
        (NESTED, "[" * 900 + "1" + "]" * 900),
        (BACKTRACKING, f'"{"a" * 5_000}b"'),
    ],
)
def test_an_answer_that_cannot_be_judged_ends_no_run(schema: dict[str, object], answer: str) -> None:
    shape = MessageShape("list", "json", schema)
    shapes = Shapes([shape])
    assert shapes.of(answer) is shape
    assert shapes.why_not(answer) == ""


def test_what_was_said_too_deep_or_at_no_url_is_told(tmp_path: Path) -> None:
    payload = {"type": "array", "items": {"$ref": "#/channels/chat/messages/list/payload"}}
    document = {
        **HEAD,
        "channels": {"chat": {"address": "/chat", "messages": {"list": {"payload": payload}}}},
        "operations": {"tell": {"action": "send", "channel": {"$ref": "#/channels/chat"}}},
    }
    (tmp_path / "api.json").write_text(json.dumps(document))
    said = (Spoken(False, "[" * 290 + "]" * 290, "12:00"),)
    talks = [Talk("deep", "ws://h/chat", "ws://h/chat", said), Talk("nowhere", "ws://[", "ws://[", ())]
    found = Judge(read("api.json", Settings(), tmp_path)).judged(talks)
    ((fault,), strangers) = found.faults, found.strangers
    assert [text for _, text in fault.reasons] == ["It is nested too deeply to be compared."]
    assert strangers == ["ws://["]
