"""What is said of documents that are none, or that cannot be used: where, why, and the nearest right word."""

import os
import textwrap
from pathlib import Path

import pytest

from WsKeywords.core import ConfigError, HttpFailed, InvalidArgument, WsError
from WsKeywords.fuzzing.discovery import discover
from WsKeywords.fuzzing.options import FuzzOptions

NONE = FuzzOptions()
HEAD = "asyncapi: 3.0.0\ninfo: {title: A, version: '1'}\n"


def error_of(folder: Path, text: str, name: str = "api.yaml") -> str:
    (folder / name).write_text(textwrap.dedent(text))
    with pytest.raises(WsError) as caught:
        discover(name, NONE, cwd=folder)
    return str(caught.value)


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("- a\n- b\n", 'api.yaml is no AsyncAPI document: expected a mapping, but it is ["a", "b"].'),
        ("", "api.yaml is no AsyncAPI document: expected a mapping, but it is null."),
        (
            "openapi: 3.1.0\npaths: {}\n",
            "api.yaml is no AsyncAPI document: it is one of OpenAPI, which describes HTTP, and no WebSocket.",
        ),
        (
            "asyncApi: 3.0.0\nchannels: {}\n",
            'api.yaml is no AsyncAPI document: it has no key "asyncapi", but "asyncApi".',
        ),
        ("name: me\n", 'api.yaml is no AsyncAPI document: it has no key "asyncapi"; its keys are "name".'),
        (
            "asyncapi: '1.2.0'\nchannels: {}\n",
            "api.yaml, line 1, at /asyncapi: expected a version of AsyncAPI from 2.0 on, such as 3.0.0, but it is "
            '"1.2.0".',
        ),
        (HEAD, 'api.yaml, line 1: "channels" is missing: nothing says where anybody is heard.'),
        (HEAD + "chanels: {}\n", 'api.yaml, line 3, at /chanels: there is no "chanels" here; did you mean "channels"?'),
        (
            HEAD + "channels:\n  chat: {addres: /chat}\n",
            'api.yaml, line 4, at /channels/chat/addres: there is no "addres" here; did you mean "address"?',
        ),
        (
            HEAD + "channels:\n  chat: /chat\n",
            'api.yaml, line 4, at /channels/chat: expected a mapping, but it is "/chat".',
        ),
        (
            HEAD + "channels:\n  chat: {address: 7}\n",
            "api.yaml, line 4, at /channels/chat/address: expected a text, but it is 7 (number).",
        ),
        (
            HEAD + "channels: {chat: {address: /chat}}\noperations:\n  say:\n    action: recieve\n",
            'api.yaml, line 6, at /operations/say/action: expected "send" or "receive", but it is "recieve". Did you '
            'mean "receive"?',
        ),
        (
            HEAD + "channels:\n  chat: {address: /chat, messages: {say: {$ref: '#/components/mesages/say'}}}\n"
            "components: {messages: {say: {}}}\n",
            'api.yaml, line 4, at /channels/chat/messages/say: the reference "#/components/mesages/say" leads nowhere: '
            'there is no "mesages" in api.yaml, line 5, at /components. Did you mean "messages"?',
        ),
        (
            HEAD + "channels:\n  chat: {$ref: '#/channels/room'}\n  room: {$ref: '#/channels/chat'}\n",
            'api.yaml, line 4, at /channels/chat: the reference "#/channels/room" leads round in circles.',
        ),
        (
            HEAD + "channels:\n  chat: {$ref: 'others.yaml#/chat'}\n",
            'api.yaml, line 4, at /channels/chat: the reference "others.yaml#/chat" cannot be followed: The file '
            '"{folder}/others.yaml" cannot be read: No such file or directory.',
        ),
        (
            HEAD + "channels:\n  chat: {$ref: 'http://127.0.0.1:1/chat.yaml'}\n",
            'api.yaml, line 4, at /channels/chat: the reference "http://127.0.0.1:1/chat.yaml" cannot be followed: '
            '"http://127.0.0.1:1/chat.yaml" is not fetched: a file may refer to files only. Put it into a file beside '
            "it.",
        ),
        (
            HEAD + "channels:\n  chat:\n    address: /chat\n    messages:\n      say:\n        payload:\n"
            "          type: objekt\n",
            "api.yaml, line 8, at /channels/chat/messages/say/payload: The schema is no JSON Schema: at $.type: "
            '"objekt" is no type, did you mean "object"?',
        ),
        (
            HEAD + "channels:\n  chat: {address: '/chat/{room}', parameters: {rom: {}}}\n",
            'api.yaml, line 4, at /channels/chat/parameters/rom: the address "/chat/{room}" has no parameter "rom". '
            'Did you mean "room"?',
        ),
        (
            HEAD + "servers: {live: {host: 'a.example', protocol: wss}}\n"
            "channels:\n  chat: {address: /chat, servers: [{$ref: '#/servers/lives'}]}\n",
            'api.yaml, line 5, at /channels/chat/servers/0: the reference "#/servers/lives" leads nowhere: there is no '
            '"lives" in api.yaml, line 3, at /servers. Did you mean "live"?',
        ),
        (
            HEAD + "servers: {live: {host: '{r}.example', protocol: wss}}\nchannels: {}\n",
            'api.yaml, line 3, at /servers/live: the variable "r" of its URL is not described in its variables.',
        ),
        (
            HEAD + "servers: {live: {host: a.example, protocol: wss, security: [{bearer: []}]}}\nchannels: {}\n",
            'api.yaml, line 3, at /servers/live/security/0: there is no security scheme "bearer" in '
            "components.securitySchemes.",
        ),
        (
            HEAD + "servers: {mq: {host: mq.example, protocol: kafka}}\nchannels: {chat: {address: chat}}\n",
            "api.yaml does not say where the app is, for its servers speak kafka, not ws or wss. Say it with base_url.",
        ),
        (
            HEAD + "channels: {chat: {address: /chat}}\n",
            "api.yaml does not say where the app is, for it has no servers. Say it with base_url.",
        ),
        (
            HEAD + "servers: {live: {host: a.example, protocol: ws}}\nchannels: {private: {address: null}}\n",
            'Nothing to fuzz: "api.yaml" has no WebSocket route. The channel "private" was left out: its address is '
            "known at run time only.",
        ),
        (
            "a: b: c\n",
            'api.yaml, line 1: a ":" stands where none can: the indentation is wrong, or a text that holds '
            '": " needs quotes.',
        ),
    ],
)
def test_yaml(text: str, error: str, tmp_path: Path) -> None:
    assert error_of(tmp_path, text) == error.replace("{folder}", str(tmp_path))


@pytest.mark.parametrize(
    ("text", "error"),
    [
        (
            '{"asyncapi": "3.0.0",}',
            'api.json is not JSON: expected a name in double quotes at line 1, column 22, but there is "}".',
        ),
        (
            '{"asyncapi": "2.6.0", "channels": {"/chat": {"publish": {"mesage": {}}}}}',
            'api.json, at /channels/~1chat/publish/mesage: there is no "mesage" here; did you mean "message"?',
        ),
    ],
)
def test_json(text: str, error: str, tmp_path: Path) -> None:
    assert error_of(tmp_path, text, "api.json") == error


def test_a_document_of_a_server_that_is_not_there() -> None:
    with pytest.raises(HttpFailed) as caught:
        discover("http://127.0.0.1:1/api.yaml", NONE)
    assert str(caught.value) == (
        'Expected an answer to GET "http://127.0.0.1:1/api.yaml", but the connection was refused: nothing '
        "listens on 127.0.0.1, port 1. Is the app running?"
    )


def test_the_errors_are_of_their_kind(tmp_path: Path) -> None:
    (tmp_path / "api.yaml").write_text("asyncapi: 9.0.0\n")
    with pytest.raises(ConfigError):
        discover("api.yaml", NONE, cwd=tmp_path)
    (tmp_path / "api.yaml").write_text(HEAD + "channels: {chat: {address: /chat}}\n")
    with pytest.raises(InvalidArgument):
        discover("api.yaml", NONE, cwd=tmp_path)


@pytest.mark.parametrize("what", ["a device without end", "a pipe that nobody writes"])
def test_a_reference_to_what_is_no_file(what: str, tmp_path: Path) -> None:
    path = Path("/dev/zero")
    if what != "a device without end":
        path = tmp_path / "pipe"
        os.mkfifo(path)
    told = error_of(tmp_path, f"asyncapi: 2.6.0\ninfo: {{title: A, version: '1'}}\nchannels: {{$ref: '{path}'}}\n")
    assert told.endswith(f'The file "{path}" cannot be read: it is a device or a pipe.')
