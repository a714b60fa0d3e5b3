"""What was said with a real server is held to a document; whole failures are compared."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from WsKeywords.core import InvalidArgument, Mismatch, Session, Sessions
from WsKeywords.core.app.apps import Apps
from WsKeywords.core.settings import Settings
from WsKeywords.fuzzing.discovery.asyncapi.judging import Judge, expect_to_follow
from WsKeywords.fuzzing.discovery.asyncapi.model import AsyncApi
from WsKeywords.fuzzing.discovery.asyncapi.reading import read
from WsKeywords.fuzzing.discovery.said import Spoken, Talk

HERE = Path(__file__).parents[2]
JOIN = {"type": "join", "id": 1, "name": "ada"}


@pytest.fixture(scope="module")
def document() -> AsyncApi:
    return read("chat.yaml", Settings(), Path(__file__).parent / "documents")


@pytest.fixture(scope="module")
def rooms() -> Iterator[str]:
    apps = Apps(Settings())
    try:
        yield apps.start("tests.fuzzing.apps.of_rooms:app", cwd=HERE).base_url
    finally:
        apps.close()


@pytest.fixture
def ada(rooms: str) -> Iterator[Session]:
    with Sessions(base_url=rooms) as sessions:
        yield sessions.open("/api/rooms/lobby?token=t0p-secret-token", "ada")


def failure(document: AsyncApi, session: Session, **named: object) -> str:
    with pytest.raises(Mismatch) as caught:
        expect_to_follow(document, [session], timeout=0.1, **named)  # type: ignore[arg-type]
    base = session.url.partition("/api")[0]
    return re.sub(r"\d\d:\d\d:\d\d\.\d\d\d", "12:00:00.000", str(caught.value)).replace(base, "ws://server")


def test_what_follows_it(document: AsyncApi, ada: Session) -> None:
    ada.send_json(JOIN)
    ada.send_json({"type": "say", "text": "hello"})
    ada.receive_many(2)
    found = expect_to_follow(document, [ada])
    assert (found.messages, found.replies, found.channels, found.faults) == (4, 1, {"room"}, [])


def test_a_reply_is_waited_for_and_nothing_is_read_by_that(document: AsyncApi, ada: Session) -> None:
    ada.send_json({**JOIN, "name": "later"})
    ada.send_json({"type": "say", "text": "now"})
    assert expect_to_follow(document, [ada]).replies == 1
    assert ada.receive_json() == {"type": "joined", "id": 1, "members": ["later"]}


HEAD = 'Session "ada", channel "room" (chat.yaml, line 17, at /channels/room), ws://server/api/rooms/lobby?token=•••\n'


def test_messages_that_are_none_of_the_channel(document: AsyncApi, ada: Session) -> None:
    ada.send_json({**JOIN, "name": "odd"})
    ada.receive()
    ada.send_json({"type": "say", "text": "shout"})
    ada.receive()
    assert failure(document, ada) == (
        'Expected what was said to follow "chat.yaml", but 2 of 4 messages do not and 1 reply did not come.\n'
        + HEAD
        + '    Message 2, received at 12:00:00.000: "{"type":"joined","id":"1"}"\n'
        '        It is none of the 3 messages that the app says there. The nearest is "joined":\n'
        '            $.id: expected an integer, but it is "1"\n'
        "            $.members: expected a value, but the key is missing\n"
        '        Not "refused": $.type: expected "refused", but it is "joined" (and 1 more)\n'
        '        Not "said": $.type: expected "said", but it is "joined" (and 2 more)\n'
        '    Message 4, received at 12:00:00.000: "{"type":"shouted","text":"!"}"\n'
        '        It is none of the 3 messages that the app says there. The nearest is "refused":\n'
        '            $.type: expected "refused", but it is "shouted"\n'
        "            $.why: expected a value, but the key is missing\n"
        '        Not "said": $.type: expected "said", but it is "shouted" (and 1 more)\n'
        '        Not "joined": $.type: expected "joined", but it is "shouted" (and 2 more)\n'
        '    Message 1, sent at 12:00:00.000: "{"type":"join","id":1,"name":"odd"}"\n'
        '        It is "join", to which "joined" or "refused" is the reply, and none came in time.'
    )


def test_what_was_sent_wrong_on_purpose_need_not_be_judged(document: AsyncApi, ada: Session) -> None:
    ada.send_json({"type": "dance"})
    ada.receive()
    assert failure(document, ada) == (
        'Expected what was said to follow "chat.yaml", but 2 of 2 messages do not.\n'
        + HEAD
        + '    Message 1, sent at 12:00:00.000: "{"type":"dance"}"\n'
        '        It is none of the 2 messages that a client says there. The nearest is "say something":\n'
        '            $.type: expected "say", but it is "dance"\n'
        "            $.text: expected a value, but the key is missing\n"
        '        Not "join": $.type: expected "join", but it is "dance" (and 2 more)\n'
        '    Message 2, received at 12:00:00.000: "What?"\n'
        "        It is none of the 3 messages that the app says there:\n"
        '            It is not JSON: expected a value at line 1, column 1, but there is "What?".'
    )
    assert failure(document, ada, directions="received", msg="Rooms") == (
        'Rooms: Expected what was said to follow "chat.yaml", but 1 of 1 message does not.\n'
        + HEAD
        + '    Message 2, received at 12:00:00.000: "What?"\n'
        "        It is none of the 3 messages that the app says there:\n"
        '            It is not JSON: expected a value at line 1, column 1, but there is "What?".'
    )


def test_a_reply_that_never_came(document: AsyncApi, ada: Session) -> None:
    ada.send_json({**JOIN, "name": "nobody"})
    assert failure(document, ada) == (
        'Expected what was said to follow "chat.yaml", but 1 reply did not come.\n'
        + HEAD
        + '    Message 1, sent at 12:00:00.000: "{"type":"join","id":1,"name":"nobody"}"\n'
        '        It is "join", to which "joined" or "refused" is the reply, and none came in time.'
    )
    ada.close()
    assert failure(document, ada) == (
        'Expected what was said to follow "chat.yaml", but 1 reply did not come.\n'
        + HEAD
        + '    Message 1, sent at 12:00:00.000: "{"type":"join","id":1,"name":"nobody"}"\n'
        '        It is "join", to which "joined" or "refused" is the reply, and none came before the connection ended.'
    )


def test_a_reply_to_another_request_is_none(document: AsyncApi) -> None:
    request = Spoken(True, '{"type": "join", "id": 1, "name": "ada"}')
    joined = Spoken(False, '{"type": "joined", "id": 2, "members": []}')
    refused = Spoken(False, '{"type": "refused", "why": "full"}')
    url = "wss://eu.chat.example/api/rooms/attic"

    def replies(*said: Spoken) -> tuple[int, int]:
        found = Judge(document).judged([Talk("ada", url, url, said)])
        return found.replies, len(found.faults)

    assert replies(request, joined) == (0, 1)
    assert replies(request, joined, refused) == (1, 0)


def test_nothing_to_check(document: AsyncApi, rooms: str) -> None:
    with Sessions(base_url=rooms) as sessions:
        with pytest.raises(InvalidArgument) as caught:
            expect_to_follow(document, [])
        assert str(caught.value) == (
            'Nothing to check: there is no WebSocket session. Open WebSocket opens one. Its channels: "/rooms/{room}".'
        )
        other = sessions.open("/other", "other")
        with pytest.raises(InvalidArgument) as caught:
            expect_to_follow(document, [other])
        assert str(caught.value) == (
            f'Nothing to check: no session is on a channel of "chat.yaml", only on "{other.url}". Its channels: '
            '"/rooms/{room}".'
        )
        silent = sessions.open("/api/rooms/attic", "silent")
        with pytest.raises(InvalidArgument) as caught:
            expect_to_follow(document, [other, silent])
        assert str(caught.value) == "Nothing to check: nothing was said on the channels of chat.yaml."
        with pytest.raises(InvalidArgument) as caught:
            Judge(document, "recieved")  # type: ignore[arg-type]
        assert str(caught.value) == (
            'Expected directions to be "both" or "received", but got "recieved". Did you mean "received"?'
        )


def test_the_example_chat_follows_its_document(chat: str) -> None:
    document = read("examples/chat/asyncapi.yaml", Settings(), HERE)
    assert document.notes == ()
    with Sessions(base_url=chat) as sessions:
        tokens = {}
        for user, password in (("ada", "lovelace"), ("grace", "hopper")):
            answer = sessions.http.request("POST", "/login", json={"user": user, "password": password})
            tokens[user] = answer.json()["token"]
        ada = sessions.open("/ws/chat", "ada", bearer=tokens["ada"])
        grace = sessions.open(f"/ws/browser-chat?token={tokens['grace']}", "grace")
        echo = sessions.open("/ws/echo", "echo")
        for session in (ada, grace):
            session.send_json({"type": "join", "room": "documents"})
        ada.wait_for(json_contains={"type": "joined", "user": "grace"})
        ada.send_json({"type": "say", "room": "documents", "text": "Good morning"})
        grace.wait_for(json_contains={"type": "message"})
        ada.send_json({"type": "direct", "to": "grace", "text": "Good evening"})
        grace.wait_for(json_contains={"type": "direct"})
        ada.send_json({"type": "direct", "to": "nobody", "text": "Anybody?"})
        ada.wait_for(json_contains={"type": "error"})
        ada.send_binary(b"\x89PNG")
        ada.wait_for(json_contains={"type": "avatar"})
        grace.send_json({"type": "avatar", "user": "ada"})
        grace.wait_for(kind="binary")
        grace.send_json({"type": "leave", "room": "documents"})
        ada.wait_for(json_contains={"type": "left"})
        echo.send_text("hello")
        echo.send_binary(b"\x00")
        echo.receive_many(2)
        found = expect_to_follow(document, [ada, grace, echo])
        assert (found.channels, found.replies) == ({"chat", "browserChat", "echo"}, 2)
