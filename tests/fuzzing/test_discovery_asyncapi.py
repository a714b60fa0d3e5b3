"""Routes of AsyncAPI documents of both versions: from files, with files beside them, and from a server."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from WsKeywords.core import ConfigError
from WsKeywords.core.app.apps import Apps
from WsKeywords.core.settings import Settings
from WsKeywords.fuzzing.discovery import discover
from WsKeywords.fuzzing.discovery.asyncapi.reading import understood
from WsKeywords.fuzzing.discovery.asyncapi.sources import LARGEST, MOST_DOCUMENTS, Sources
from WsKeywords.fuzzing.options import FuzzOptions
from WsKeywords.fuzzing.routes import MessageShape, Parameter, Route

DOCUMENTS = Path(__file__).parent / "documents"
NONE = FuzzOptions()
ID = {"type": "integer", "minimum": 1}

SAID = {
    "type": "object",
    "required": ["type", "by", "text"],
    "properties": {
        "type": {"const": "said"},
        "by": {"type": "string"},
        "text": {"type": "string"},
        "answerTo": {"$ref": "#/$defs/payload"},
    },
}


def test_version_3() -> None:
    target = discover("chat.yaml", NONE, cwd=DOCUMENTS)
    assert (target.base_url, target.source) == ("wss://eu.chat.example:8443", "chat.yaml")
    assert target.notes == (
        'The channel "private" was left out: its address is known at run time only.',
        'An example of the message "join" is none: chat.yaml, line 86, at '
        "/components/messageTraits/identified/examples/1/payload.",
        'The channel "audit" was left out: it is on kafka.',
    )
    assert target.routes == (
        Route(
            "/api/rooms/{room}",
            parameters=(
                Parameter("token", place="query", required=False),
                Parameter("room", values=("lobby", "attic")),
                Parameter("lang", {"type": "string", "enum": ["en", "de"]}, place="query", required=False),
                Parameter("as", {"type": "string", "minLength": 1}, place="query"),
                Parameter("X-Client", {"type": "string"}, place="header", required=False),
            ),
            subprotocols=("chat.v2", "chat.v1"),
            sends=(
                MessageShape(
                    "join",
                    schema={
                        "type": "object",
                        "required": ["type", "id", "name"],
                        "properties": {
                            "type": {"const": "join"},
                            "id": {"$ref": "#/$defs/id"},
                            "name": {"type": "string", "minLength": 1},
                        },
                        "$defs": {"id": ID},
                    },
                    examples=({"type": "join", "id": 1, "name": "ada"},),
                    answers=("joined", "refused"),
                ),
                MessageShape(
                    "say something",
                    schema={
                        "type": "object",
                        "required": ["type", "text"],
                        "properties": {"type": {"const": "say"}, "text": {"type": "string", "maxLength": 200}},
                    },
                ),
            ),
            answers=(
                MessageShape(
                    "joined",
                    schema={
                        "type": "object",
                        "required": ["type", "id", "members"],
                        "properties": {
                            "type": {"const": "joined"},
                            "id": {"$ref": "#/$defs/id"},
                            "members": {"type": "array", "items": {"type": "string"}},
                        },
                        "$defs": {"id": ID},
                    },
                ),
                MessageShape(
                    "refused",
                    schema={
                        "type": "object",
                        "required": ["type", "why"],
                        "properties": {"type": {"const": "refused"}, "why": {"type": "string"}},
                    },
                ),
                MessageShape("said", schema={**SAID, "$defs": {"payload": SAID}}),
            ),
            source="chat.yaml, line 17, at /channels/room",
            security=("apiKey query token",),
        ),
    )


COMMAND = {
    "type": "object",
    "required": ["do"],
    "properties": {"do": {"enum": ["mute", "unmute"]}, "then": {"$ref": "#/$defs/command"}},
}
STREAM = (
    Route(
        "/v1/rooms/{roomId}/{resource}",
        parameters=(
            Parameter("roomId", {"type": "string", "pattern": "^[0-9a-f]{4}$", "examples": ["53fa"]}),
            Parameter("resource", {"type": "string", "enum": ["chatMessages", "events"]}),
            Parameter("since", {"type": "integer"}, place="query", required=False),
        ),
        sends=(MessageShape("command", schema={**COMMAND, "$defs": {"command": COMMAND}}, examples=({"do": "mute"},)),),
        answers=(
            MessageShape(
                "chat",
                schema={
                    "type": "object",
                    "required": ["id", "text"],
                    "properties": {
                        "id": {"type": "string"},
                        "text": {"type": "string"},
                        "editedAt": {"type": ["string", "null"]},
                    },
                },
            ),
            MessageShape("heartbeat", "text"),
            MessageShape("snapshot"),
        ),
        source="stream.yaml, line 7, at /channels/~1rooms~1{roomId}~1{resource}",
        security=("http bearer",),
    ),
    Route(
        "/v1/pictures",
        sends=(MessageShape("message", "bytes"),),
        source="stream.yaml, line 29, at /channels/pictures",
        security=("http bearer",),
    ),
)


def test_version_2_whose_words_are_those_of_a_client() -> None:
    target = discover("stream.yaml", NONE, cwd=DOCUMENTS)
    assert target.base_url == "wss://stream.example:443"
    assert target.routes == STREAM
    assert target.notes == (
        'An example of the message "command" is none: stream.yaml, line 28, at '
        "/channels/~1rooms~1{roomId}~1{resource}/publish/message/examples/1/payload.",
        'The message "snapshot" is described as application/vnd.apache.avro;version=1.9.0, which is not read.',
        'The channel "queued" was left out: it is on amqp.',
    )


def test_the_user_says_where_the_app_is_and_the_document_what_path_it_is_below() -> None:
    def routes(base_url: str) -> tuple[str, str]:
        target = discover("chat.yaml", NONE, Settings(base_url=base_url), cwd=DOCUMENTS)
        return target.base_url, target.routes[0].path

    assert routes("http://127.0.0.1:8000") == ("ws://127.0.0.1:8000", "/api/rooms/{room}")
    assert routes("http://127.0.0.1:8000/own") == ("ws://127.0.0.1:8000", "/own/rooms/{room}")


def test_values_of_parameters_and_of_variables_of_the_server() -> None:
    target = discover("chat.yaml", FuzzOptions(parameters={"room": ("cellar",), "region": ("us",)}), cwd=DOCUMENTS)
    assert target.base_url == "wss://us.chat.example:8443"
    assert target.routes[0].parameters[1] == Parameter("room", values=("cellar",))
    assert "region" not in {each.name for each in target.routes[0].parameters}


@pytest.fixture(scope="module")
def documents() -> Iterator[str]:
    """The URL of the documents on a server."""
    apps = Apps(Settings())
    command = [sys.executable, "-m", "http.server", "{port}", "--bind", "{host}", "--directory", str(DOCUMENTS)]
    try:
        yield apps.start_process(command).base_url
    finally:
        apps.close()


def test_a_document_of_a_server_with_what_it_refers_to_there(documents: str) -> None:
    target = discover(f"{documents}/stream.yaml", NONE)
    assert [route.sends for route in target.routes] == [route.sends for route in STREAM]
    assert target.routes[1].source == f"{documents}/stream.yaml, line 29, at /channels/pictures"


def test_a_document_at_a_url_that_does_not_say_so(documents: str) -> None:
    echo = (MessageShape("any", "text"),)
    source = f"{documents}/docs, at /channels/echo"
    # No operation says who says what: either may.
    assert discover(f"{documents}/docs", NONE).routes == (Route("/echo", sends=echo, answers=echo, source=source),)


@pytest.mark.parametrize(
    ("reference", "why"),
    [
        (
            "http://127.0.0.1:1/say.yaml",
            '"http://127.0.0.1:1/say.yaml" is not fetched: a document may refer to its own host only. Put it into a '
            "file beside it.",
        ),
        (
            "file:///etc/hostname",
            '"file:///etc/hostname" is not fetched: a document may refer to its own host only. Put it into a file '
            "beside it.",
        ),
        ("nowhere.yaml", '"{documents}/nowhere.yaml" cannot be read: it was answered with 404.'),
    ],
)
def test_a_document_of_a_server_refers_to_that_server_alone(documents: str, reference: str, why: str) -> None:
    settings = Settings()
    sources = Sources(settings)
    text = f"asyncapi: 3.0.0\nchannels:\n  chat: {{$ref: '{reference}'}}\n"
    source = sources.taken(f"{documents}/api.yaml", "api.yaml", text.encode())
    with pytest.raises(ConfigError) as caught:
        understood(source, sources, {})
    assert str(caught.value) == (
        f'api.yaml, line 3, at /channels/chat: the reference "{reference}" cannot be followed: '
        + why.replace("{documents}", documents)
    )


def test_a_document_is_bounded(tmp_path: Path) -> None:
    (tmp_path / "large.yaml").write_bytes(b" " * (LARGEST + 1))
    with pytest.raises(ConfigError) as caught:
        Sources(Settings()).root("large.yaml", tmp_path)
    assert str(caught.value) == (
        '"large.yaml" is too large for a document: 10,485,761 bytes, where 10,485,760 are allowed.'
    )
    (tmp_path / "0.yaml").write_text("asyncapi: 3.0.0\nchannels: {a: {$ref: '1.yaml#/channels/a'}}\n")
    for number in range(1, MOST_DOCUMENTS + 1):
        (tmp_path / f"{number}.yaml").write_text(f"channels: {{a: {{$ref: '{number + 1}.yaml#/channels/a'}}}}\n")
    with pytest.raises(ConfigError) as caught:
        discover("0.yaml", NONE, cwd=tmp_path)
    assert str(caught.value).endswith(
        f'{MOST_DOCUMENTS - 1}.yaml, line 1, at /channels/a: the reference "{MOST_DOCUMENTS}.yaml#/channels/a" cannot '
        f"be followed: {tmp_path}/{MOST_DOCUMENTS - 1}.yaml is made of more than {MOST_DOCUMENTS} documents."
    )


def test_an_http_url_of_no_document_is_a_route(documents: str) -> None:
    target = discover(f"{documents}/ws/chat", NONE)
    assert (target.base_url, target.routes[0].path) == (documents.replace("http", "ws"), "/ws/chat")
