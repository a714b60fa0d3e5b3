"""HAR files open in developer tools, hold what was said, and no secret."""

from __future__ import annotations

import base64
import json
from datetime import datetime
from typing import Any

import jsonschema
import pytest
from har_schema import SCHEMA
from stories import Story

from WsKeywords.core.report.transcript import Transcript
from WsKeywords.core.report.views import har
from WsKeywords.core.wire.closing import Close


def entries_of(*stories: Story) -> list[dict[str, Any]]:
    found = har(stories)
    jsonschema.validate(found, SCHEMA, cls=jsonschema.Draft202012Validator)
    # As it is read back.
    assert json.loads(json.dumps(found)) == found
    entries: list[dict[str, Any]] = found["log"]["entries"]
    for entry in entries:
        spent = sum(value for name, value in entry["timings"].items() if value > 0 and name != "ssl")
        assert entry["time"] == pytest.approx(spent, abs=0.002)
    return entries


class TestEntry:
    def test_a_session(self, story: Story) -> None:
        story.opened().sent("hello").received("Echo: hello", b"\x00\xff").sent(b"\x01").closed(1008, "policy")
        (entry,) = entries_of(story)
        times = [message.pop("time") for message in entry["_webSocketMessages"]]
        assert times == [e.wall.timestamp() for e in story.transcript.entries(kind="message")]
        assert entry["_webSocketMessages"] == [
            {"type": "send", "opcode": 1, "data": "hello"},
            {"type": "receive", "opcode": 1, "data": "Echo: hello"},
            {"type": "receive", "opcode": 2, "data": "AP8="},
            {"type": "send", "opcode": 2, "data": "AQ=="},
        ]
        assert entry["request"] == {
            "method": "GET",
            "url": "ws://•••@127.0.0.1:8000/ws/chat?token=•••&room=lobby",
            "httpVersion": "HTTP/1.1",
            "cookies": [{"name": "a", "value": "•••"}, {"name": "b", "value": "•••"}],
            "headers": [
                {"name": "Host", "value": "127.0.0.1:8000"},
                {"name": "Authorization", "value": "Bearer •••"},
                {"name": "Cookie", "value": "a=•••; b=•••"},
            ],
            "queryString": [{"name": "token", "value": "•••"}, {"name": "room", "value": "lobby"}],
            "headersSize": -1,
            "bodySize": 0,
        }
        assert entry["response"] == {
            "status": 101,
            "statusText": "Switching Protocols",
            "httpVersion": "HTTP/1.1",
            "cookies": [{"name": "sid", "value": "•••"}],
            "headers": [
                {"name": "Upgrade", "value": "websocket"},
                {"name": "Set-Cookie", "value": "sid=•••; Path=/; HttpOnly"},
            ],
            "content": {"size": 0, "mimeType": "x-unknown"},
            "redirectURL": "",
            "headersSize": -1,
            "bodySize": -1,
        }
        assert entry["timings"]["wait"] == 12.3
        assert (entry["serverIPAddress"], entry["connection"]) == ("127.0.0.1", "8000")
        assert entry["comment"] == 'Session "alice". Closed: 1008 "policy", by the peer.'
        started = datetime.fromisoformat(entry["startedDateTime"])
        assert abs(started - story.transcript.entries()[0].wall).total_seconds() < 0.1

    def test_control_frames_are_left_out_as_browsers_do_and_raw_data_frames_are_not(self, story: Story) -> None:
        story.opened().add("received", "ping", b"x").add("sent", "pong", b"x").frame(9, b"x").add("", "note", "n")
        story.frame(1, b"raw \xff").frame(2, b"raw").frame(0, b"rest", fin=False)
        (entry,) = entries_of(story)
        assert [(m["opcode"], m["data"]) for m in entry["_webSocketMessages"]] == [
            (1, "raw \ufffd"),
            (2, "cmF3"),
            (0, "cmVzdA=="),
        ]

    def test_who_closed(self, story: Story) -> None:
        story.opened().closed(1008, "policy").add("sent", "close", Close(1008, "", "us", 0))
        story.opened().closed(4000, by="us").add("received", "close", Close(4000, "", "us", 0))
        story.opened().closed(1000, by="us").add("", "close", Close(1000, "", "us", 0, "the peer did not answer"))
        assert [entry["comment"].partition("Closed: ")[2] for entry in entries_of(story)] == [
            '1008 "policy", by the peer.',
            "4000, by us.",
            "1000, by us (the peer did not answer).",
        ]

    def test_ipv6(self, story: Story) -> None:
        (entry,) = entries_of(story.opened(peer="[::1]:8000"))
        assert (entry["serverIPAddress"], entry["connection"]) == ("::1", "8000")

    def test_what_was_dropped(self) -> None:
        story = Story(transcript=Transcript(max_entries=2)).opened()
        for number in range(5):
            story.sent(str(number))
        (entry,) = entries_of(story)
        assert [message["data"] for message in entry["_webSocketMessages"]] == ["3", "4"]
        assert entry["comment"].startswith('Session "alice". 4 older entries were dropped (about ')

    def test_nothing_happened(self, story: Story) -> None:
        (entry,) = entries_of(story)
        assert entry["_webSocketMessages"] == []


class TestSessions:
    def test_one_entry_each_by_time(self) -> None:
        stories = [Story(name).opened().sent(name) for name in ("alice", "bob", "carol")]
        entries = entries_of(*reversed(stories))
        assert [entry["_session"] for entry in entries] == ["alice", "bob", "carol"]

    def test_a_reconnect_begins_another(self, story: Story) -> None:
        story.opened().sent("before").closed(1006, by="network")
        story.opened(url="ws://127.0.0.1:8000/ws/chat?resume=1").sent("after")
        entries = entries_of(story)
        assert [[message["data"] for message in entry["_webSocketMessages"]] for entry in entries] == [
            ["before"],
            ["after"],
        ]
        assert entries[1]["request"]["url"] == "ws://127.0.0.1:8000/ws/chat?resume=1"

    def test_a_reconnect_after_a_handshake_that_was_dropped(self) -> None:
        story = Story(transcript=Transcript(max_entries=4)).opened().sent("0").sent("1").sent("2")
        story.opened().sent("3")
        assert [[message["data"] for message in entry["_webSocketMessages"]] for entry in entries_of(story)] == [
            ["1", "2"],
            ["3"],
        ]

    def test_none(self) -> None:
        assert entries_of() == []


class TestSecrets:
    def test_by_value_everywhere(self, story: Story) -> None:
        story.secrets.learn_url(story.url)
        story.secrets.add("correct-horse")
        story.opened(reason="correct-horse", subprotocol="correct-horse")
        story.sent("correct-horse").received(b"\xff correct-horse", '{"a": "lovelace-1843"}')
        story.frame(1, b"correct-horse").closed(1008, "correct-horse")
        text = json.dumps(har([story]), ensure_ascii=False)
        for data in (message["data"] for message in har([story])["log"]["entries"][0]["_webSocketMessages"]):
            if not data.startswith(("•", "{")):
                text += base64.b64decode(data).decode("latin-1")
        assert "horse" not in text
        assert "lovelace" not in text
        assert '{"a": "•••"}' in [m["data"] for m in har([story])["log"]["entries"][0]["_webSocketMessages"]]
