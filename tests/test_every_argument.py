"""Every argument of every public call of sessions, with what it cannot be: one error of ours, which names it.

What Python itself refuses, an argument that is missing or unknown, is its ``TypeError``.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from tests.docs_blocks import ROOT
from tests.processes import serving
from WsKeywords.core import ConfigError, Contains, EventSession, InvalidArgument, Session, Sessions, UnknownSession

NAN, INF, HUGE = float("nan"), float("inf"), 10**400
THING = object()
#: What an argument of a kind cannot be, beside ``None`` where it has no default that is ``None``.
NEVER: dict[str, list[Any]] = {
    "time": ["abc", "1", NAN, INF, -1, -0.5, True, [], b"1", THING, timedelta(-1), HUGE],
    "number": ["abc", "5", 0.5, NAN, INF, True, [], {}, b"5", THING, HUGE, -HUGE],
    "text": [5, 0.5, NAN, True, [], ["a"], {}, b"x", THING, HUGE],
    "bytes": [5, 0.5, NAN, True, "x", [], ["a"], {}, THING],
    "text or bytes": [5, 0.5, NAN, True, [], ["a"], {}, THING],
    "payload": [5, 0.5, NAN, True, THING, {"a": THING}, {"a": NAN}, "\ud800"],
    "JSON": [NAN, INF, THING, {"a": THING}, {"a": NAN}],
    "matcher": [5, 0.5, NAN, INF, -1, True, "abc", "", b"x", [], ["a"], {}, {"contains": "x"}, THING, timedelta(1)],
    "messages": [5, 0.5, True, [], [5], [THING], THING, {}, ()],
    "parts": [5, 0.5, True, [], "abc", b"abc", [5], THING, {5: 5}],
    "function": [5, "abc", [], THING],
    "names": [5, 0.5, True, [5], {5: 5}, b"x", THING, "nobody", ["nobody"], ""],
    "name": [5, 0.5, True, [], {}, b"x", THING, ""],
    "known name": [5, 0.5, True, [], {}, b"x", THING, "", "nobody"],
    "word": [5, 0.5, True, [], {}, b"x", THING, "", "nonsense"],
    "session": [5, 0.5, True, [], "alice", b"x", THING],
    "URL": [5, 0.5, True, [], {}, b"x", THING, "ftp://x/", "http://[::1", "a\r\nb"],
    "path": [5, 0.5, True, [], {}, b"x", THING],
    "file or flag": [5, 0.5, [], {}, b"x", THING],
    "query": [5, 0.5, True, [], {}, b"x", THING, "id", "$["],
    "dict": [5, 0.5, True, ["a"], "abc", b"x", THING, {5: 5}],
    "texts": [5, 0.5, True, "abc", b"x", THING, [5], {5: 5}],
    "users": [5, 0.5, True, [], [5], {}, b"x", THING, "nowhere.csv"],
    "count": [0.5, NAN, True, [], {}, "x", ">= x", -1, THING],
    "rule": [5, 0.5, True, "abc", [], {}, {"nonsense": 5}, b"x", THING],
    "joined": [5, 0.5, True, "abc", [], {}, b"x", THING, {"$.a": 5}],
    "completion": [5, 0.5, True, [], {}, "nonsense", b"x", THING],
    "unless": [5, 0.5, True, b"x", THING, "", {"a": "#nonsense"}],
}
#: Arguments by name; ``call.argument`` wins over that.
KINDS = {
    **dict.fromkeys(
        ("timeout", "within", "quiet", "every", "backoff", "open_timeout", "close_timeout", "closed_within"), "time"
    ),
    **dict.fromkeys(("count", "code", "opcode", "rsv", "attempts", "status", "max_size", "max_unread"), "number"),
    **dict.fromkeys(("text", "reason", "prefix", "pattern", "error"), "text"),
    **dict.fromkeys(("base_url", "proxy"), "text"),
    **dict.fromkeys(("by", "direction", "kind"), "word"),
    **dict.fromkeys(("sessions", "excluding"), "names"),
    **dict.fromkeys(("holds", "progress", "on_capture"), "function"),
    **dict.fromkeys(("ca_cert", "client_cert", "client_key"), "path"),
    **dict.fromkeys(("headers", "profiles"), "dict"),
    **dict.fromkeys(("redact", "no_proxy"), "texts"),
    **dict.fromkeys(("match", "in_order_per"), "query"),
    "matcher": "matcher",
    "url": "URL",
    "users": "users",
    "unless": "unless",
    "send_binary.payload": "bytes",
    "send_frame.payload": "bytes",
    "ping.payload": "text or bytes",
    "keep_sending.payload": "payload",
    "reply_to.reply": "payload",
    "send_json.payload": "JSON",
    "exchange_json.payload": "JSON",
    "send_to_every.payload": "JSON",
    "send_fragments.parts": "parts",
    "expect_messages.expected": "messages",
    "expect_collected.count": "count",
    "expect_collected.every": "rule",
    "expect_collected.some": "rule",
    "expect_collected.joined": "joined",
    "receive_all.completion": "completion",
    "response_time.since": "session",
    "open.name": "name",
    "open_event_stream.name": "name",
    "get.name": "known name",
    "switch.name": "known name",
    "select.names": "names",
    "Sessions.completion": "dict",
    "Sessions.verify": "file or flag",
}
#: Of these the truth counts, as everywhere in Python.
FLAGS = ["binary", "fin", "skip", "unread", "clear", "ignore_case", "include_last", "include_read", "keep_skipped"]
FLAGS += ["in_any_order"]
#: Whatever is put before the words of a failure is put there.
TOLD = ["msg"]
#: No call of a test: what the parts of a session, and of a front end, ask of each other.
PARTS = [
    "add_bell",
    "add_reply",
    "adopt",
    "automatic",
    "await_close",
    "begin_sending",
    "breach",
    "captured",
    "check_free",
    "check_room",
    "check_running",
    "coming",
    "cursor",
    "deadline",
    "ended",
    "enter_scope",
    "following",
    "guarded",
    "last_request_before",
    "leave_scope",
    "listening",
    "look",
    "moved",
    "of_scope",
    "on_fork",
    "options",
    "patience",
    "register",
    "remove_bell",
    "reply_to_texts",
    "save_captures",
]
#: Where ``None`` means something, although it is not the default.
NULL = ["send_json.payload", "exchange_json.payload", "send_to_every.payload", "wait_count.timeout", "Sessions.verify"]
#: What goes with a wrong argument, so that nothing else is wrong.
RIGHT: dict[str, Any] = {
    "text": "x",
    "payload": "x",
    "send_binary.payload": b"x",
    "send_frame.payload": b"x",
    "parts": ["a"],
    "count": 1,
    "opcode": 1,
    "expected": ["x"],
    "holds": bool,
    "reply": "x",
    "within": 0.01,
    "expect_collected.joined": None,
    "url": "/ws",
    "open_event_stream.url": "/events",
    "expect_stream_refused.url": "/events",
    "name": "alice",
    "open.name": "bob",
    "open_event_stream.name": "bob",
    "users": [{"name": "bob"}],
    "exchange_json.payload": {"id": 1},
    "exchange_text.text": '{"id": 1}',
    "begin_exchange.text": '{"id": 1}',
}
#: Matcher arguments, where a call needs some and the matcher is not what is wrong.
WITH_A_MATCHER = {
    name: Contains("x") for name in ("expect", "expect_last", "expect_every", "receive_until", "reply_to")
}
CALLS = [
    (kind, name)
    for kind, base in ((Session, object), (EventSession, Session), (Sessions, object))
    for name in sorted(dir(kind))
    if not name.startswith("_") and inspect.isfunction(getattr(kind, name)) and name not in PARTS
    if getattr(kind, name) is not getattr(base, name, None)
]
CALLS += [(Sessions, "Sessions")]


def arguments(kind: type, name: str) -> dict[str, inspect.Parameter]:
    found = inspect.signature(kind if name == kind.__name__ else getattr(kind, name)).parameters.values()
    return {each.name: each for each in found if each.name != "self" and each.kind is not each.VAR_KEYWORD}


def of(table: dict[str, Any], call: str, argument: str) -> Any:
    return table.get(f"{call}.{argument}", table.get(argument))


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with serving(sys.executable, "-m", "tests.interruptions.everything", cwd=ROOT) as port:
        yield f"ws://127.0.0.1:{int(port)}"


@pytest.fixture
def sessions(server: str) -> Iterator[Sessions]:
    with Sessions(server, timeout=0.01) as opened:
        yield opened


def right(kind: type, name: str, wrong: str) -> dict[str, Any]:
    """What else the call gets."""
    found = {
        each.name: of(RIGHT, name, each.name)
        for each in arguments(kind, name).values()
        if each.default is each.empty and each.name != wrong
    }
    if name in WITH_A_MATCHER and wrong != "matcher":
        found["matcher"] = WITH_A_MATCHER[name]
    if name == "open_many" and wrong not in ("users", "count"):
        found["count"] = 1
    return found


@pytest.mark.parametrize(("kind", "name"), CALLS, ids=[f"{kind.__name__}.{name}" for kind, name in CALLS])
def test_what_it_cannot_be_is_refused_and_named(sessions: Sessions, kind: type, name: str) -> None:
    if kind is EventSession:
        target: Session = sessions.open_event_stream("/events", "alice")
    else:
        target = sessions.open("/ws", "alice")
    if name == "reconnect":
        target.abort()
    for argument in arguments(kind, name):
        if argument not in (*FLAGS, *TOLD, "settings"):
            refuse_all(sessions, target, kind, name, argument)


def refuse_all(sessions: Sessions, target: Session, kind: type, name: str, argument: str) -> None:
    what = of(KINDS, name, argument)
    assert what is not None, f"{name} has an argument {argument}, which has no row here"
    never = list(NEVER[what])
    if arguments(kind, name)[argument].default is not None and f"{name}.{argument}" not in NULL:
        never.append(None)
    state = target.inbox.state
    call = Sessions if name == "Sessions" else getattr(sessions if kind is Sessions else target, name)
    for value in never:
        with pytest.raises((InvalidArgument, UnknownSession, ConfigError)) as caught:
            call(**right(kind, name, argument), **{argument: value})
        told = str(caught.value)
        assert told.endswith((".", ")")), told
        assert named(argument, what, value, told), told
        assert target.is_open or name == "reconnect"
        assert target.inbox.state is state
        assert sessions.names() == ["alice"]


#: How an error begins that speaks of what is not there.
NOTHING = (
    *("Nothing to check", "There is nothing to send", "Nothing says which"),
    *("Expected message 1 cannot", "user 1: ", "Expected text or bytes to"),
)


def named(argument: str, what: str, value: Any, told: str) -> bool:
    """Whether the error says which argument it is about, or what it was, or something in it."""
    inner = [*value, *value.values()] if isinstance(value, dict) else value if isinstance(value, list) else []
    seen = any(f'"{each}"' in told or type(each).__name__ in told for each in (value, *inner))
    return seen or argument in told or what in told or told.startswith(NOTHING)


@pytest.mark.parametrize("value", [5, NAN, [1], {"a": 1}, THING, b"x", True], ids=lambda value: type(value).__name__)
def test_a_message_of_ones_own_may_be_anything(sessions: Sessions, value: object) -> None:
    alice = sessions.open("/ws", "alice")
    with pytest.raises(AssertionError) as caught:
        alice.expect(contains="x", msg=value)  # type: ignore[arg-type]
    told = (
        f'{value}: Expected the next message of session "alice" to contain "x", but no message arrived within 0.01 s.'
    )
    assert str(caught.value).startswith(told)


NO_MATCHER = (
    'A matcher is an object such as Contains("hello"), or is given by name, such as contains="hello", but it is'
)


@pytest.mark.parametrize(
    ("call", "told"),
    [
        (
            lambda alice: alice.expect_nothing(0.5),
            f'{NO_MATCHER} the float "0.5". How long to wait is given by name too: timeout=5, within=0.5.',
        ),
        (
            lambda alice: alice.expect("hello"),
            f'{NO_MATCHER} the str "hello".',
        ),
        (
            lambda alice: alice.wait_for(Contains("a"), contains="b"),
            "A matcher was given, and contains= too: put them together with All, or give both by name.",
        ),
        (
            lambda alice: alice.receive(timeout=INF),
            'A time is a number of seconds from 0 to 1e14, or a timedelta, but it is the float "inf".',
        ),
        (
            lambda alice: alice.close(None),
            'Expected a close code from 1000 to 1003, 1007 to 1014 or 3000 to 4999, but it is "None": RFC 6455, '
            "section 7.4, allows no other in a close frame. (Send Frame sends anything.)",
        ),
        (lambda alice: alice.close(1000, 5), 'Expected a close reason to be a text, but it is the int "5".'),
        (lambda alice: alice.receive_many(None), 'count must be a whole number, but it is the NoneType "None".'),
        (lambda alice: alice.send_text(123), 'A text must be a str, but it is int "123".'),
        (lambda alice: alice.sessions.open(None), "A URL is a text, but it is None (NoneType)."),
        (lambda alice: alice.receive(kind="json"), 'kind is text or binary, but it is the str "json".'),
        (
            lambda alice: alice.send_fragments("hello"),
            'parts must be a list of texts and bytes, but it is str "hello".',
        ),
        (lambda _: Sessions(redact="token"), 'redact must be a list of texts, but it is the str "token".'),
        (lambda _: Sessions(proxy=5), "proxy must be a text, but it is of the type int."),
    ],
)
def test_what_is_said(sessions: Sessions, call: Any, told: str) -> None:
    alice = sessions.open("/ws", "alice")
    with pytest.raises(InvalidArgument) as caught:
        call(alice)
    assert str(caught.value) == told


def test_no_row_is_out_of_date() -> None:
    public = {name for kind in (Session, EventSession, Sessions) for name in dir(kind)} | {"Sessions"}
    assert set(PARTS) - public == set()
    assert {key.split(".")[0] for key in (*KINDS, *RIGHT) if "." in key} - public == set()
    names = {argument for kind, name in CALLS for argument in arguments(kind, name)}
    assert {key.split(".")[-1] for key in (*KINDS, *RIGHT, *FLAGS, *TOLD)} - names == set()
