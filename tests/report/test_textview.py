"""A transcript as lines and lists."""

from __future__ import annotations

import json
import re
from time import monotonic_ns, process_time, thread_time

from stories import Story

from WsKeywords.core.report.transcript import Record, Transcript
from WsKeywords.core.report.views import as_list, head_lines, json_text, line, tail, text_lines

CLOCK = re.compile(r"\d\d:\d\d:\d\d\.\d{3}")


def full(story: Story) -> Story:
    story.opened().sent('{"type": "login", "password": "x"}').received("hello\nAda", b"\x00\xff\x10", b"abc", "")
    story.add("received", "ping", b"hi").add("sent", "pong", b"hi").frame(3, b"abc", fin=False, rsv=4).frame(1, b"raw")
    return story.add("", "note", "stopped reading: 3 messages are unread (max_unread)").closed(1008, "policy")


ENTRIES = [
    '·  handshake  101 Switching Protocols, subprotocol "chat.v2", 12 ms',
    '→  text  34 B  "{"type": "login", "password": "•••"}"',
    r'←  text  9 B  "hello\nAda"',
    "←  binary  3 B  00 ff 10",
    '←  binary  3 B  b"abc"',
    '←  text  0 B  ""',
    '←  ping  2 B  b"hi"',
    '→  pong  2 B  b"hi"',
    '→  frame  3 B  opcode 3, FIN 0, RSV 4, b"abc"',
    '→  frame  3 B  opcode 1 (text), FIN 1, RSV 0, b"raw"',
    "·  note  stopped reading: 3 messages are unread (max_unread)",
    '←  close  1008 "policy"',
]


class TestLines:
    def test_tail(self, story: Story) -> None:
        lines = tail(full(story), 100)
        assert [CLOCK.sub("T", line) for line in lines] == [f"T  {entry}" for entry in ENTRIES]
        assert tail(story, 2) == lines[-2:]

    def test_text_lines(self, story: Story) -> None:
        lines = text_lines(full(story))
        assert [re.sub(r"^\S+ +\+0\.0\d\d s", "T", line) for line in lines] == [f"T  {entry}" for entry in ENTRIES]
        assert text_lines(story, newest=1) == lines[-1:]

    def test_nothing_happened(self, story: Story) -> None:
        assert (tail(story), text_lines(story), as_list(story), json_text(story)) == ([], [], [], "[]")

    def test_what_was_dropped_is_said(self) -> None:
        story = Story(transcript=Transcript(max_entries=2))
        for number in range(1234):
            story.received(f"{number:05}" * 20)
        first, *lines = text_lines(story)
        assert re.fullmatch(
            r"1,232 older entries were dropped \(about 1[78]\d\.\d kB\): "
            r"a transcript keeps the newest 2 entries and 67\.1 MB\.",
            first,
        )
        assert len(lines) == 2

    def test_closes(self, story: Story) -> None:
        story.closed(1006, by="network", note="the connection was reset").closed(1000, "bye", by="us")
        assert [line.split("  ", 1)[1] for line in tail(story)] == [
            "·  close  1006, by the network (the connection was reset)",
            '→  close  1000 "bye"',
        ]

    def test_a_secret_that_is_echoed(self, story: Story) -> None:
        story.secrets.learn_url(story.url)
        story.received("hello lovelace-1843", b"\xff lovelace-1843")
        lines = "\n".join(tail(story))
        assert "lovelace" not in lines
        assert '"hello •••"' in lines

    def test_terminals_and_xml_are_safe(self, story: Story) -> None:
        story.received("\x1b[2J\ud800\x00\u202e").closed(1008, "\x1b[31m")
        assert tail(story)[0].endswith(r'"\x1b[2J\ud800\x00\u202e"')
        assert tail(story)[1].endswith(r'1008 "\x1b[31m"')

    def test_huge_messages_cost_what_is_shown(self, story: Story) -> None:
        for number in range(12):
            story.received(f'{{"token": "abc", "n": {number}, "text": "' + "ä\\n" * 1_700_000 + '"}')
        started = thread_time()
        lines = tail(story, 10)
        assert thread_time() - started < 1  # to look at all of them takes several
        assert len(lines) == 10
        assert max(map(len, lines)) < 260
        assert '←  text  6.8 MB  "{"token": "•••", "n": 11,' in lines[-1]
        assert max(map(len, text_lines(story))) < 10_100

    def test_a_tail_costs_nothing_of_what_was_before(self, story: Story) -> None:
        story.received(*["x"] * 9000)
        for _ in range(900):
            story.received("y")
        started = process_time()
        for _ in range(10):
            tail(story)
        assert process_time() - started < 2


class TestHead:
    def test_open_and_closed(self, story: Story) -> None:
        story.opened()
        when = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}[+-]\d\d:\d\d")
        assert [when.sub("T", line) for line in head_lines(story)] == [
            'Session "alice": ws://•••@127.0.0.1:8000/ws/chat?token=•••&room=lobby',
            'Opened T: 101 Switching Protocols, subprotocol "chat.v2", 12 ms',
            "Open.",
        ]
        story.closed(4000, "bye", by="us")
        assert when.sub("T", head_lines(story)[-1]) == 'Closed T: 4000 "bye", by us'


class TestList:
    def test_entries(self, story: Story) -> None:
        entries = as_list(full(story))
        assert all(entry["session"] == "alice" for entry in entries)
        assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}[+-]\d\d:\d\d", e["at"]) for e in entries)
        assert sorted(e["seconds"] for e in entries) == [e["seconds"] for e in entries]
        facts = [{k: v for k, v in e.items() if k not in ("session", "at", "seconds")} for e in entries]
        assert facts == [
            {
                "direction": "",
                "kind": "handshake",
                "status": 101,
                "reason": "Switching Protocols",
                "url": "ws://•••@127.0.0.1:8000/ws/chat?token=•••&room=lobby",
                "subprotocol": "chat.v2",
                "headers": [["Upgrade", "websocket"], ["Set-Cookie", "sid=•••; Path=/; HttpOnly"]],
            },
            {"direction": "sent", "kind": "text", "size": 34, "data": '{"type": "login", "password": "•••"}'},
            {"direction": "received", "kind": "text", "size": 9, "data": "hello\nAda"},
            {"direction": "received", "kind": "binary", "size": 3, "base64": "AP8Q"},
            {"direction": "received", "kind": "binary", "size": 3, "base64": "YWJj"},
            {"direction": "received", "kind": "text", "size": 0, "data": ""},
            {"direction": "received", "kind": "ping", "size": 2, "base64": "aGk="},
            {"direction": "sent", "kind": "pong", "size": 2, "base64": "aGk="},
            {"direction": "sent", "kind": "frame", "size": 3, "opcode": 3, "fin": False, "rsv": 4, "base64": "YWJj"},
            {"direction": "sent", "kind": "frame", "size": 3, "opcode": 1, "fin": True, "rsv": 0, "base64": "cmF3"},
            {"direction": "", "kind": "note", "data": "stopped reading: 3 messages are unread (max_unread)"},
            {"direction": "received", "kind": "close", "code": 1008, "reason": "policy", "by": "peer", "note": ""},
        ]

    def test_json_is_the_same_with_an_entry_a_line(self, story: Story) -> None:
        text = json_text(full(story).received("Łódź \ud800"))
        assert json.loads(text) == as_list(story)
        assert len(text.splitlines()) == len(as_list(story)) + 2
        text.encode()

    def test_what_was_dropped(self) -> None:
        story = Story(transcript=Transcript(max_entries=1)).sent("a").sent("b")
        assert [(entry["kind"], entry["data"].partition(" was")[0]) for entry in as_list(story)] == [
            ("dropped", "1 older entry"),
            ("text", "b"),
        ]


def test_what_the_test_did_not_send_there_and_then_says_so(story: Story) -> None:
    story.transcript.add(Record(monotonic_ns(), "sent", "message", ["pong"], -1, 4, automatic=True))
    assert line(story, story.last).partition("→")[2] == '  text  4 B  "pong"  (automatic)'
