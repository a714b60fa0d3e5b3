"""Routes and kinds of messages learnt from transcripts that were saved: JSON, JSON lines, HAR."""

import json
from pathlib import Path
from typing import Any

import pytest

from WsKeywords.core import ConfigError, InvalidArgument, Sessions
from WsKeywords.core.report.saving import save
from WsKeywords.fuzzing.discovery import discover
from WsKeywords.fuzzing.discovery.learning import inferred
from WsKeywords.fuzzing.options import FuzzOptions
from WsKeywords.fuzzing.routes import MessageShape, Parameter, Target

NONE = FuzzOptions()


@pytest.fixture(scope="module")
def recorded(chat: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with what was said to the example's echo, in each format."""
    folder = tmp_path_factory.mktemp("recorded")
    with Sessions(base_url=chat) as sessions:
        echo = sessions.open("/ws/echo?lang=en&token=t0p-secret-token", "echo", subprotocols=["chat.v2"])
        echo.send_json({"type": "say", "text": "hello", "to": None})
        echo.receive()
        echo.send_json({"type": "say", "text": "good bye"})
        echo.receive()
        echo.send_json({"type": "log in", "password": "swordfish"})
        echo.receive()
        echo.send_text("burst 0")
        echo.send_binary(b"\x00\x01")
        echo.receive()
        other = sessions.open("/ws/echo?lang=de", "other")
        other.send_text("hello")
        other.receive()
        for form, name in (("json", "talk.json"), ("har", "talk.har")):
            save(folder / name, [echo, other], form)
    entries = json.loads((folder / "talk.json").read_text())
    (folder / "talk.jsonl").write_text("".join(f"{json.dumps(entry)}\n" for entry in entries))
    return folder


@pytest.mark.parametrize("name", ["talk.json", "talk.jsonl", "talk.har"])
def test_a_transcript_of_ours(name: str, recorded: Path, chat: str) -> None:
    target = discover(name, NONE, cwd=recorded)
    (route,) = target.routes
    assert (target.base_url, route.path, route.source) == (
        chat.replace("http", "ws"),
        "/ws/echo",
        f'{name}, session "echo"',
    )
    assert target.notes == (
        'The value of the parameter "token" of "/ws/echo" is masked in the transcript: give one with the option '
        "parameters.",
    )
    assert route.parameters == (
        Parameter("lang", values=("en", "de"), place="query"),
        Parameter("token", place="query", required=False),
    )
    assert route.subprotocols == ("chat.v2",)
    assert route.sends == (
        MessageShape(
            "say",
            schema={
                "type": "object",
                "properties": {"type": {"const": "say"}, "text": {"type": "string"}, "to": {"type": "null"}},
                "required": ["type", "text"],
            },
            examples=({"type": "say", "text": "hello", "to": None}, {"type": "say", "text": "good bye"}),
            weight=1.333,
        ),
        MessageShape("text", "text", examples=("burst 0", "hello"), weight=1.333),
        MessageShape(
            "log in",
            schema={
                "type": "object",
                "properties": {"type": {"const": "log in"}, "password": {"type": "string"}},
                "required": ["type", "password"],
            },
            weight=0.667,
        ),
        MessageShape("bytes", "bytes", examples=(b"\x00\x01",), weight=0.667),
    )
    # What it was answered is no promise, but made of words that it knows.
    assert route.answers == ()
    assert route.words == ("echo", "type", "say", "text", "hello", "to")


def test_the_base_url_takes_the_place_of_the_host_of_the_recording(recorded: Path) -> None:
    target = discover("talk.json", NONE, base_url="wss://staging.example", cwd=recorded)
    assert (target.base_url, target.routes[0].path) == ("wss://staging.example", "/ws/echo")


def of(folder: Path, value: Any, name: str = "talk.json") -> Target:
    (folder / name).write_text(value if isinstance(value, str) else json.dumps(value))
    return discover(name, NONE, cwd=folder)


def test_a_har_file_of_a_browser(tmp_path: Path) -> None:
    messages = [
        {"type": "send", "time": 1.0, "opcode": 1, "data": "ping"},
        {"type": "receive", "time": 1.1, "opcode": 2, "data": "AAE="},
    ]
    entries = [
        {"request": {"method": "GET", "url": "https://shop.example/"}, "response": {"status": 200}},
        {"request": {"url": "wss://shop.example/live"}, "response": {}, "_webSocketMessages": messages},
    ]
    target = of(tmp_path, {"log": {"version": "1.2", "entries": entries}}, "shop.har")
    assert target.base_url == "wss://shop.example"
    assert [(route.path, route.source) for route in target.routes] == [("/live", "shop.har")]
    assert target.routes[0].sends == (MessageShape("text", "text", examples=("ping",)),)
    assert target.routes[0].words == ()


def handshake(url: str, session: str = "a") -> dict[str, str]:
    return {"session": session, "direction": "received", "kind": "handshake", "url": url}


@pytest.mark.parametrize(
    ("name", "value", "error"),
    [
        (
            "talk.json",
            "[{]",
            'talk.json is not JSON: expected a name in double quotes at line 1, column 3, but there is "]".',
        ),
        (
            "talk.jsonl",
            '{"kind": "note"}\n{"kind"\n',
            "talk.jsonl, line 2: it is not JSON: expected a colon at line 1, column 8, but the text ends there.",
        ),
        (
            "talk.json",
            [1, 2],
            "talk.json is no transcript as Save Transcript writes it: expected an array of entries with a kind, but it "
            "is an array of other things.",
        ),
        ("talk.json", [], "talk.json holds no conversation of a WebSocket whose URL is known."),
        (
            "talk.har",
            {"entries": []},
            'talk.har is neither a transcript nor a HAR file, which has log.entries; its keys are "entries".',
        ),
        (
            "talk.har",
            {"log": {"entries": [{"request": {"url": "wss://a/"}, "_webSocketMessages": [{"type": "sent"}]}]}},
            'talk.har, at /log/entries/0/_webSocketMessages/0: expected a message whose type is "send" or "receive".',
        ),
        (
            "talk.json",
            [handshake("ws://a/b"), {"kind": "binary", "session": "a", "direction": "sent", "base64": "?"}],
            "talk.json, at /1: its data is not base64.",
        ),
        (
            "talk.json",
            [handshake("ws://a/b"), handshake("ws://c/b", "c")],
            'talk.json holds conversations with "ws://a/b" and "ws://c/b". Say with base_url which host is meant.',
        ),
    ],
)
def test_what_cannot_be_used(name: str, value: Any, error: str, tmp_path: Path) -> None:
    with pytest.raises((ConfigError, InvalidArgument)) as caught:
        of(tmp_path, value, name)
    assert str(caught.value) == error


def test_schemas_that_are_inferred() -> None:
    assert inferred([{"a": 1}, {"a": "x", "b": [1, 2.5]}, None]) == {
        "type": ["object", "null"],
        "properties": {
            "a": {"type": ["integer", "string"]},
            "b": {"type": "array", "items": {"type": ["integer", "number"]}},
        },
        "required": ["a"],
    }
