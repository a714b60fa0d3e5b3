"""What properties find, and what they do not."""

from __future__ import annotations

from time import process_time
from typing import Any

import pytest

from WsKeywords.fuzzing.course import Course
from WsKeywords.fuzzing.options import FuzzOptions
from WsKeywords.fuzzing.properties.answering import AnswersFollowSchema, AnswersInTime, ErrorInsteadOfSilence
from WsKeywords.fuzzing.properties.closing import KeepsProtocol, No1006, No1011
from WsKeywords.fuzzing.properties.contents import NoSecret, NoStackTrace
from WsKeywords.fuzzing.properties.logs import NoErrorInLog
from WsKeywords.fuzzing.properties.sameness import Determinism
from WsKeywords.fuzzing.properties.telling import EchoesOwnId, PrivateStaysPrivate
from WsKeywords.fuzzing.routes import MessageShape, Route

from .courses import course

ROUTE = Route("/ws")
JOIN = {"type": "object", "properties": {"type": {"const": "join"}}, "required": ["type"]}
DOCUMENTED = Route(
    "/ws",
    sends=(MessageShape("join", schema=JOIN, answers=("joined",)),),
    answers=(MessageShape("joined", schema={"type": "object", "required": ["room"]}),),
)


def found(judge: Any, given: Course, route: Route = ROUTE) -> list[str]:
    return [finding.message for finding in judge.check(given, route)]


class TestClosing:
    def test_internal_errors(self) -> None:
        given = course((">", "a"), ("x", "1011 by peer: oh"))
        assert found(No1011(), given) == ['the server closed with 1011 "oh" after "a"']
        assert found(No1006(), given) == []

    def test_what_we_closed_is_ours(self) -> None:
        assert found(No1006(), course(("x", "1006 by us"))) == []
        assert found(KeepsProtocol(), course(("x", "1000 by us"))) == []

    def test_a_dropped_connection(self) -> None:
        text = "the connection was lost without a close frame (1006) before anything was said"
        assert found(No1006(), course(("+", ""), ("x", "1006 by network"))) == [text]

    def test_a_server_that_died_is_told_as_that(self) -> None:
        assert found(No1006(), course((">", "a"), ("x", "1006 by network"), alive=False)) == []


class TestContents:
    @pytest.mark.parametrize(
        "text",
        [
            'Traceback (most recent call last):\n  File "a.py", line 1, in f\nKeyError: 1',
            "TypeError: x is undefined\n    at run (/srv/app.js:12:5)",
            "goroutine 1 [running]:",
        ],
    )
    def test_a_stack_trace(self, text: str) -> None:
        assert len(found(NoStackTrace(), course((">", "x"), ("<", text)))) == 1
        assert found(NoStackTrace(), course((">", text), ("<", text))) == []

    @pytest.mark.parametrize(
        "text",
        [
            "System.Exception: no\n   at Chat.Hub.Join(String room) in /srv/Hub.cs:line 12",
            "java.lang.IllegalStateException\n\tat org.example.Chat$Room.join(Room.java:17)",
            '{"stack": "TypeError: no\\n    at run (/srv/app.js:12:5)"}',
        ],
    )
    def test_a_stack_trace_of_another_language(self, text: str) -> None:
        assert len(found(NoStackTrace(), course((">", "x"), ("<", text)))) == 1

    @pytest.mark.parametrize("text", ["\n" * 100_000, "\t" * 100_000, " " * 100_000, "\n\tat " + "(" * 100_000])
    def test_no_answer_is_looked_through_for_long(self, text: str) -> None:
        began = process_time()
        assert found(NoStackTrace(), course((">", "x"), ("<", f"{text}!"))) == []
        assert process_time() - began < 2

    def test_an_error_in_words_is_none(self) -> None:
        assert found(NoStackTrace(), course((">", "x"), ("<", '{"error": "line 3: at least one file"}'))) == []

    def test_secrets(self) -> None:
        judge = NoSecret(FuzzOptions(auth="bearer:abcdefgh-1"))
        assert len(found(judge, course(("<", "your token is abcdefgh-1")))) == 1
        assert len(found(judge, course(("<", '{"user": {"password": "hunter2"}}')))) == 1
        assert len(found(judge, course(("<", "postgres://app:hunter2@db/app")))) == 1
        assert found(judge, course(("<", '{"password": "***", "token": "x"}'))) == []


class TestAnswering:
    def test_a_session_that_has_gone_deaf(self) -> None:
        judge = AnswersInTime(FuzzOptions())
        judge.learn(course((">", "a"), ("<", "b")), ROUTE)
        assert judge.reliable() == "a"
        assert found(judge, course((">", "big"), (">", "a"), ("?", ""))) == [
            'after "big" the session was deaf: "a" was not answered, as it is by a new session'
        ]
        assert found(judge, course((">", "big"), ("?", ""), (">", "a"), ("<", "b"))) == []

    def test_what_is_promised(self) -> None:
        within = AnswersInTime(FuzzOptions(answers_within=0.5))
        assert found(within, course((">", "a"), ("<", "b"))) == ['"a" was answered after 1.00 s']
        text = '"{"type":"join"}" was not answered within 5 s, which joined answers'
        given = course((">", '{"type":"join"}'), ("?", ""))
        assert found(AnswersInTime(FuzzOptions()), given, DOCUMENTED) == [text]
        assert found(AnswersInTime(FuzzOptions()), given) == []

    def test_silence_to_what_is_not_understood(self) -> None:
        given = course((">", "?"), ("?", ""))
        assert found(ErrorInsteadOfSilence(), given, DOCUMENTED) == ['"?", which is none of join, was met with silence']
        assert found(ErrorInsteadOfSilence(), given) == []

    def test_answers_of_a_document(self) -> None:
        judge = AnswersFollowSchema()
        assert found(judge, course((">", "x"), ("<", '{"room": 1}')), DOCUMENTED) == []
        assert found(judge, course((">", "x"), ("<", '{"room": NaN}')), DOCUMENTED) == [
            'the answer "{"room": NaN}" after "x" is none of joined: NaN is no JSON'
        ]
        assert found(judge, course((">", "x"), ("<", "{}")), DOCUMENTED) == [
            'the answer "{}" after "x" is none of joined: at $.room expected a value, but the key is missing'
        ]
        failure = MessageShape("failure", schema={"type": "object", "required": ["error", "code"]})
        several = Route("/ws", answers=(failure, *DOCUMENTED.answers))
        assert found(AnswersFollowSchema(), course((">", "x"), ("<", "{}")), several) == [
            'the answer "{}" after "x" is none of failure, joined; the nearest is joined: at $.room expected a value, '
            "but the key is missing"
        ]
        assert found(judge, course((">", "x"), ("<", "{}"))) == []


class TestTelling:
    WHISPER = '{"type":"whisper","to":"bob","text":"mark-0-1"}'
    HEARD = '{"type":"whisper","text":"mark-0-1"}'

    def test_a_whisper_to_somebody_else(self) -> None:
        text = f'session 2 heard "{self.HEARD}", said by session 1 to "bob": "{self.WHISPER}"'
        assert found(PrivateStaysPrivate(), course((">", self.WHISPER), ("<", self.HEARD, 1))) == [text]

    def test_a_whisper_to_the_one_who_hears_it(self) -> None:
        given = course((">", '{"type":"enter","name":"bob"}', 1), (">", self.WHISPER), ("<", self.HEARD, 1))
        assert found(PrivateStaysPrivate(), given) == []

    def test_what_is_said_to_all(self) -> None:
        given = course((">", '{"type":"say","text":"mark-0-1"}'), ("<", self.HEARD, 1))
        assert found(PrivateStaysPrivate(), given) == []

    @pytest.mark.parametrize(("also", "leaks"), [("", True), ('{"type":"join","room":"room-0"}', False)])
    def test_rooms(self, also: str, leaks: bool) -> None:
        joined = [(">", also, 1)] if also else [("+", "", 1)]
        given = course(
            *joined,  # type: ignore[arg-type]
            (">", '{"type":"join","room":"room-0"}'),
            (">", '{"type":"say","text":"mark-0-1"}'),
            ("<", '{"type":"said","room":"room-0","text":"mark-0-1"}', 1),
        )
        assert bool(found(PrivateStaysPrivate(), given)) is leaks

    def test_the_id_of_another_session(self) -> None:
        judge = EchoesOwnId()
        for number in range(3):
            judge.learn(course((">", f'{{"id":{number}}}'), ("<", f'{{"id":{number}}}')), ROUTE)
        both = [(">", '{"id":1}'), (">", '{"id":2}', 1)]
        assert found(judge, course(*both, ("<", '{"id":2}'), ("<", '{"id":2}', 1))) == [  # type: ignore[arg-type]
            "session 1 asked with id 1 and was answered with 2, the one of another session"
        ]
        assert found(judge, course(*both, ("<", '{"id":1}'), ("<", '{"id":2}', 1))) == []  # type: ignore[arg-type]
        # everybody hears what everybody says
        heard = [("<", '{"id":1}'), ("<", '{"id":2}'), ("<", '{"id":2}', 1)]
        assert found(judge, course(*both, *heard)) == []  # type: ignore[arg-type]

    def test_the_same_again(self) -> None:
        judge = Determinism()
        judge.remember(course((">", "a"), ("<", '{"n": 1}')))
        assert found(judge, course((">", "a"), ("<", '{"n": 2}'))) == []
        assert found(judge, course((">", "a"), ("<", '{"error": "taken"}'))) == [
            'session 1 was answered "{"n": 1}" at first, and "{"error": "taken"}" when the same was said again: '
            "{error:text} instead of {n:number}"
        ]

    def test_how_much_came_before_a_connection_was_closed_is_no_difference(self) -> None:
        judge = Determinism()
        judge.remember(course(("+", ""), ("<", "1"), ("<", '"a"'), ("+", ""), ("<", "2")))
        assert found(judge, course(("+", ""), ("<", "1"), ("+", ""), ("<", "2"))) == []


FRAME = 'Traceback (most recent call last):\n  File "/x/a.py", line 3, in ws\n'


def test_a_client_that_goes_is_no_error_of_the_app() -> None:
    assert found(NoErrorInLog(), course(log=FRAME + "starlette.WebSocketDisconnect: (1000, '')\n")) == []
    text = "the app's log tells of KeyError: 'room' (a.py:3 in ws)"
    assert found(NoErrorInLog(), course(log=FRAME + "KeyError: 'room'\n")) == [text]
