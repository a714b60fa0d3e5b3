"""What real sessions leave behind: handshake, messages, closes, and no secret, in every view."""

from __future__ import annotations

import base64
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import jsonschema
import pytest
from har_schema import SCHEMA

from tests.processes import serving
from WsKeywords.core import Mismatch, Sessions
from WsKeywords.core.report.views import as_list, har, head_lines, html_transcript, save, tail, text_lines

SERVER = Path(__file__).parent.parent / "engine" / "talk.py"


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with serving(sys.executable, SERVER) as port:
        yield f"127.0.0.1:{int(port)}"


def kinds(entries: list[dict[str, object]]) -> list[tuple[object, object]]:
    return [(entry["direction"], entry["kind"]) for entry in entries]


def test_a_whole_session(server: str, tmp_path: Path) -> None:
    with Sessions(f"ws://{server}", timeout=5) as sessions:
        alice = sessions.open("/alice", "alice")
        alice.send_text("hi")
        assert alice.receive() == "Echo: hi"
        alice.send_binary(b"\x00\xff")
        assert alice.receive() == b"\x00\xff"
        alice.ping()
        alice.send_frame(1, b"raw")
        assert alice.receive() == "Echo: raw"
        alice.close(1000, "bye")
        assert kinds(as_list(alice)) == [
            ("", "handshake"),
            ("sent", "text"),
            ("received", "text"),
            ("sent", "binary"),
            ("received", "binary"),
            ("sent", "ping"),
            ("received", "pong"),
            ("sent", "frame"),
            ("received", "text"),
            ("sent", "close"),
            ("received", "close"),
        ]
        assert tail(alice, 1)[0].endswith('←  close  1000 "bye"')
        assert len(text_lines(alice)) == 11
        assert head_lines(alice)[0] == f'Session "alice": ws://{server}/alice'
        assert "Transcript of <b>alice</b>: 11 entries, closed 1000" in html_transcript(alice)
        found = json.loads(save(tmp_path / "t.har", [alice]).read_text(encoding="utf-8"))
        jsonschema.validate(found, SCHEMA)
        (entry,) = found["log"]["entries"]
        assert [(m["type"], m["opcode"], m["data"]) for m in entry["_webSocketMessages"]] == [
            ("send", 1, "hi"),
            ("receive", 1, "Echo: hi"),
            ("send", 2, "AP8="),
            ("receive", 2, "AP8="),
            ("send", 1, "raw"),
            ("receive", 1, "Echo: raw"),
        ]
        assert entry["response"]["status"] == 101
        assert {header["name"].lower() for header in entry["request"]["headers"]} >= {"host", "sec-websocket-key"}


def test_a_reconnect_is_a_second_entry(server: str) -> None:
    with Sessions(f"ws://{server}", timeout=5) as sessions:
        alice = sessions.open("/alice", "alice")
        alice.abort()
        alice.reconnect()
        alice.send_text("again")
        alice.receive()
        found = har([alice])
        jsonschema.validate(found, SCHEMA)
        assert [len(entry["_webSocketMessages"]) for entry in found["log"]["entries"]] == [0, 2]


def test_no_credential_is_in_any_view_or_error_when_the_server_echoes_them(server: str, tmp_path: Path) -> None:
    password, token, cookie = "correct-horse/battery", "eyJhbGciOi.J9zdWI.x_y-z", "cookie-value-17"
    basic = base64.b64encode(f"ada:{password}".encode()).decode()
    with Sessions(f"ws://{server}", timeout=0.2) as sessions:
        alice = sessions.open(
            "/alice", "alice", auth=f"ada:{password}", cookies={"sid": cookie}, params={"token": token, "room": "1"}
        )
        alice.send_text(f"{password} {basic} {token} {cookie}")
        alice.send_json({"api_key": "tiny"})
        with pytest.raises(Mismatch) as failure:
            alice.expect(contains="something else")
        views = [str(failure.value), html_transcript(alice), *tail(alice, 99), *head_lines(alice)]
        for format in ("har", "json", "text"):
            path = save(tmp_path / f"t.{format}", [alice], format)
            views.append(path.read_text(encoding="utf-8"))
        text = "\n".join(views)
        for secret in (password, token, cookie, "tiny", basic, basic[4:-4]):
            assert secret not in text
        assert re.search("Echo: ••• ••• ••• •••", text)
