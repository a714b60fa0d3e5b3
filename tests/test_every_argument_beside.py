"""Every argument of every public call of HTTP sessions and apps, with what it cannot be: one error that names it.

The same of sessions is ``test_every_argument.py``.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import strategies as st

from tests.docs_blocks import ROOT
from tests.processes import serving
from tests.test_every_argument import HUGE, INF, NAN, NEVER, THING
from WsKeywords.core import ConfigError, InvalidArgument
from WsKeywords.core.app.apps import Apps
from WsKeywords.core.given import quoted
from WsKeywords.core.http.logins import log_in
from WsKeywords.core.http.sessions import HttpSessions
from WsKeywords.core.settings import Settings
from WsKeywords.fuzzing.strategies import register_strategy
from WsKeywords.fuzzing.strategies.registry import registered_strategies

#: More digits than Python writes.
VAST = 10**5000
HALF = "a\ud800"


def under(name: str, *values: object) -> list[dict[str, object]]:
    """Dicts that hold one of these each."""
    return [{name: value} for value in values]


#: Of no use as one text, as which a value would be sent.
NO_TEXT: list[Any] = [THING, {}, HALF, VAST]
#: As in ``test_every_argument.py``, and what is of HTTP and apps alone.
KINDS: dict[str, list[Any]] = {
    **NEVER,
    "whole": [0.5, NAN, INF, True, "5", [], {}, b"5", THING, HUGE, -HUGE, VAST],
    "method": [*NEVER["text"], "", "G T", "G\r\nT", HALF, VAST],
    "name": [*NEVER["name"], HUGE, VAST],
    "known name": [*NEVER["known name"], VAST],
    "scope": [each for each in NEVER["known name"] if each != ""],
    "new name": [*NEVER["name"], "there"],
    "JSON": [*NEVER["JSON"], HALF, {5: THING}, {"a": {1}}],
    "form": [5, 0.5, NAN, True, THING, HALF, VAST, [5], ["ab"], [("a",)], {HALF: "x"}, *under("a", [{}], *NO_TEXT)],
    "files": [
        *(5, 0.5, True, [], "abc", b"x", THING, {}, {5: b"x"}, {HALF: b"x"}),
        *under("a", 5, None, "nowhere.txt", "a\0b", [], (), ("b",), (5, b"x"), ("b", 5), ("b", THING), ("b", HALF)),
        *under("a", ("b\r\nc", b"x"), (HALF, b"x"), ("b", b"x", 5), ("b", b"x", "a/b\r\nc"), ("b", b"x", "a/b", 5)),
    ],
    "headers": [*NEVER["dict"], {"": "b"}, *under("a", True, [], "b\r\nc", *NO_TEXT)],
    "cookies": [*NEVER["dict"], {"": "b"}, *under("a", b"x", ["x"], "b;c", *NO_TEXT)],
    "params": [*NEVER["dict"], {HALF: "b"}, *under("a", {"b": 1}, [[]], [THING], *NO_TEXT)],
    "credentials": [*NEVER["text"], "nothing", "", f"ada:{HALF}"],
    "token": [*NEVER["text"], HALF, "a\r\nb"],
    "requests": [5, 0.5, True, [], "abc", b"x", THING, {}, [5], [{5: "x"}], [{"a": 5}], ["abc"]],
    "statuses": [
        *(0, 99, 1000, 0.5, NAN, INF, -1, True, [], {}, "", "20x", b"200", THING, HUGE, VAST, [0.5], [[]]),
        ["any", "20x"],
    ],
    # as long as you like: an end that no system can wait for is none
    "time above 0": [0, *(each for each in NEVER["time"] if each not in (INF, HUGE))],
    "save": [*NEVER["dict"], {"a": 5}, {"a": "$["}],
    "app": [*NEVER["text"], "", "nothing", "a b:c", ":app", "app:", "a:b:c", HALF],
    "environment": [
        *(*NEVER["dict"], {"": "x"}, {"A=B": "x"}, {"A\0": "x"}, {HALF: "x"}),
        *under("A", "\0", b"x", ["x"], *NO_TEXT),
    ],
    "directory": [*NEVER["path"], "nowhere", "a\0b", HALF],
    "host": [*NEVER["text"], "192.0.2.1", "a\0b", HALF, "x" * 70],
    "port": [-1, 65536, 0.5, NAN, INF, True, "x", "80", [], {}, b"80", THING, HUGE, VAST],
    "ready": [*NEVER["text"], "", "/a b", "/a\r\nb", "/ä"],
    "command": [
        *(5, 0.5, True, "", " ", [], {}, "a 'b", "a\0b", [5], ["a", 5], [""], ["a", "b\0"], b"ls", [b"ls"], [NAN]),
        *({"ls": "x"}, {"ls"}, THING, VAST, f"ls {HALF}", ["ls", HALF]),
    ],
    "log text": [*NEVER["text"], ""],
    "pattern": [*NEVER["text"], ""],
    "weight": ["1", 0, -1, NAN, INF, True, [], {}, b"1", THING, HUGE],
    "strategy": [5, "x", True, [], {}, st, st.text, THING],
}
#: How an error speaks of some of these.
NOUNS = {
    "time": "A time is",
    "time above 0": "A time is",
    "environment": "environment variable",
    "new name": "The app ",
    "headers": "the name of a header",
    "cookies": "the name of a cookie",
    "params": "query parameter",
    "requests": "ach of each",
    "save": "the path of",
    "users": "user",
}
#: Arguments by call and name: what they are.
ARGUMENTS: dict[str, dict[str, str]] = {
    "request": {
        "method": "method",
        "url": "URL",
        "http_session": "name",
        "json": "JSON",
        "data": "form",
        "files": "files",
        "headers": "headers",
        "params": "params",
        "cookies": "cookies",
        "auth": "credentials",
        "bearer": "token",
        "timeout": "time above 0",
        "verify": "file or flag",
        "ca_cert": "path",
        "client_cert": "path",
        "client_key": "path",
        "proxy": "text",
        "count": "whole",
        "each": "requests",
        "expected_status": "statuses",
    },
    "expect_status": {"status": "statuses"},
    "cookie": {"name": "name", "http_session": "known name"},
    "cookie_names": {"http_session": "known name"},
    "log_in": {
        "given": "users",
        "url": "URL",
        "method": "method",
        "http_session": "name",
        "save": "save",
        "expected_status": "statuses",
    },
    "start": {
        "app": "app",
        "name": "new name",
        "env": "environment",
        "cwd": "directory",
        "host": "host",
        "port": "port",
        "ready": "ready",
        "scheme": "word",
        "timeout": "time",
        "scope": "scope",
    },
    "stop": {"name": "known name", "timeout": "time"},
    "restart": {"name": "known name"},
    "expect_log": {"text": "log text", "name": "known name", "timeout": "time"},
    "expect_not_in_log": {"text": "log text", "name": "known name", "within": "time"},
    "run_command": {
        "command": "command",
        "cwd": "directory",
        "env": "environment",
        "timeout": "time",
        "expected_rc": "whole",
    },
    "__getitem__": {"name": "known name"},
    "register_strategy": {
        "pattern": "pattern",
        "kind": "word",
        "strategy": "strategy",
        "weight": "weight",
        "name": "text",
    },
}
ARGUMENTS["start_process"] = {**ARGUMENTS["start"], "command": "command"}
del ARGUMENTS["start_process"]["app"]
#: Flags, whose truth counts, and what is put before the words of a failure.
ANYTHING = {"allow_redirects", "factory", "graceful", "ignore_case", "msg"}
#: No call of a test: what the parts of a library ask of each other.
PARTS = {
    "answer",
    "close",
    "cookies_for",
    "cookies_not_sent",
    "describe",
    "enter_scope",
    "leave_scope",
    "names",
    "on_fork",
}
PARTS |= {"begun", "store_cookies"}
#: Where ``None`` is a value, or no default although it may be given.
NULL = {"request.json", "register_strategy.name"}
#: What goes with a wrong argument, so that nothing else is wrong.
RIGHT: dict[str, dict[str, Any]] = {
    "request": {"method": "GET", "url": "/x"},
    "expect_status": {},
    "cookie": {"name": "sid"},
    "cookie_names": {},
    "log_in": {"given": [{"name": "ada"}], "url": "/x"},
    "start": {"app": "tests.interruptions.nothing:app"},
    "start_process": {"command": [sys.executable, "-c", "open('began', 'w')", "{port}"]},
    "stop": {"name": "there"},
    "restart": {"name": "there"},
    "expect_log": {"text": "x", "name": "there"},
    "expect_not_in_log": {"text": "x", "name": "there"},
    "run_command": {"command": [sys.executable, "-c", "open('began', 'w')"]},
    "__getitem__": {},
    "register_strategy": {"pattern": "/*", "kind": "text", "strategy": st.text()},
}
CASES = [(call, argument) for call, arguments in ARGUMENTS.items() for argument in arguments]
LISTENS = (
    "import socket, sys; s = socket.create_server(('127.0.0.1', int(sys.argv[1])))\nwhile True: s.accept()[0].close()"
)


FUNCTIONS: dict[str, Any] = {"log_in": log_in, "register_strategy": register_strategy}


def function_of(call: str) -> Callable[..., Any]:
    return FUNCTIONS.get(call) or getattr(HttpSessions if hasattr(HttpSessions, call) else Apps, call)


def called(call: str, http: HttpSessions, apps: Apps) -> Callable[..., Any]:
    if call == "log_in":
        return partial(log_in, http, Settings().secrets)
    return FUNCTIONS.get(call) or getattr(http if hasattr(http, call) else apps, call)


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with serving(sys.executable, "-m", "tests.interruptions.everything", cwd=ROOT) as port:
        yield f"http://127.0.0.1:{int(port)}"


@pytest.fixture(scope="module")
def http(server: str) -> Iterator[HttpSessions]:
    sessions = HttpSessions(Settings(base_url=server))
    sessions.request("GET", "/x")
    yield sessions
    sessions.close()


@pytest.fixture(scope="module")
def apps() -> Iterator[Apps]:
    started = Apps(Settings(timeout=0.01))
    started.start_process([sys.executable, "-I", "-S", "-c", LISTENS, "{port}"], "there", timeout=30)
    yield started
    started.close()


@pytest.mark.parametrize(("call", "argument"), CASES, ids=[f"{call}.{argument}" for call, argument in CASES])
def test_what_it_cannot_be_is_refused_and_named(
    http: HttpSessions,
    apps: Apps,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    call: str,
    argument: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(str(ROOT))
    target = called(call, http, apps)
    kind = ARGUMENTS[call][argument]
    never = list(KINDS[kind])
    default = inspect.signature(function_of(call)).parameters[argument].default
    if default is not None and f"{call}.{argument}" not in NULL:
        never.append(None)
    before = len(http.request_starts), apps.names(), apps["there"].process, apps._settings.base_url
    wrong: list[tuple[object, str]] = []
    for value in never:
        right = {name: each for name, each in RIGHT[call].items() if name != argument}
        try:
            target(**right, **{argument: value})
            told = "it was taken"
        except (InvalidArgument, ConfigError) as error:
            told = str(error)
            if told.endswith((".", ")", "?")) and named(argument, kind, value, told):
                continue
        except Exception as error:
            told = repr(error)
        wrong.append((quoted(value), told))
    assert wrong == []
    assert (len(http.request_starts), apps.names(), apps["there"].process, apps._settings.base_url) == before
    assert apps["there"].running
    assert list(tmp_path.iterdir()) == []
    assert registered_strategies("/x") == []


def named(argument: str, kind: str, value: Any, told: str) -> bool:
    """Whether the error says which argument it is about, or what it was, or something in it."""
    if NOUNS.get(kind, kind.upper()) in told:
        return True
    inner = (
        [*value, *value.values()] if isinstance(value, dict) else [*value] if isinstance(value, (list, tuple)) else []
    )
    return argument in told or any(quoted(each) in told for each in (value, *inner))


@pytest.mark.parametrize(
    ("call", "told"),
    [
        (
            lambda http, _: http.request("GET", "/x", http_session=5),
            'The name of an HTTP session is a text that is not empty, but http_session is the int "5".',
        ),
        (
            lambda http, _: http.request("POST", "/x", data=[{"id": 1}]),
            "Expected data, where it is a list, to hold pairs of a name and a value, but an item is of the type dict. "
            "Is it meant for json=?",
        ),
        (
            lambda http, _: http.request("POST", "/x", data={"user": {"name": "ada"}}),
            'Expected the field "user" of data to be a text or a number, but it is of the type dict.',
        ),
        (
            lambda http, _: http.request("POST", "/x", files={"file": ("a.txt", 5)}),
            'Expected the file of the form field "file" (files) to be a path, bytes, an open file or (file name, '
            "content, content type), but got a int.",
        ),
        (
            lambda http, _: http.request("GET", "/x", cookies={"sid": b"secret"}),
            'Expected the cookie "sid" to be a text or a number, but it is of the type bytes.',
        ),
        (
            lambda http, _: http.request("GET", "/x", params={"n": VAST}),
            'Expected the query parameter "n" to be a text or a number, but Python cannot write this int as text.',
        ),
        (
            lambda http, _: http.request("GET", "/x", auth="ada:secret\ud800"),
            "auth cannot be encoded as UTF-8: surrogates not allowed (character 10).",
        ),
        (
            lambda http, _: http.request("GET", "/x", each=[{"name": "ada"}], count=2),
            "Each of each is one request: leave count out.",
        ),
        (
            lambda _, apps: apps.start_process("serve {port}", env={"TOKEN": b"secret"}),
            'Expected the environment variable "TOKEN" to be a text or a number, but it is of the type bytes.',
        ),
        (
            lambda _, apps: apps.run_command(["echo", "a\ud800"]),
            'The command "echo a\\ud800" holds half of a surrogate pair, which the system has no bytes for.',
        ),
        (
            lambda _, apps: apps.run_command(["sleep", 5]),
            'command must hold texts and paths, but a word of it is the int "5".',
        ),
        (
            lambda _, apps: apps.start("a:b", ready="/status page"),
            '"ready" is a path when it begins with "/", and "/status page" can be none: write spaces, and what is '
            "no printable ASCII, as %XX.",
        ),
        (
            lambda *_: register_strategy("/*", "text", st.text(), weight=INF),
            'The weight of the strategy for "/*" is above 0 and at most 1e9, but it is "inf".',
        ),
    ],
)
def test_what_is_said(http: HttpSessions, apps: Apps, call: Any, told: str) -> None:
    with pytest.raises(InvalidArgument) as caught:
        call(http, apps)
    assert str(caught.value) == told


def test_every_argument_has_a_row() -> None:
    public = {
        name
        for kind in (HttpSessions, Apps)
        for name in dir(kind)
        if not name.startswith("_") and inspect.isfunction(getattr(kind, name))
    }
    assert public - PARTS == ARGUMENTS.keys() - {"log_in", "register_strategy", "__getitem__"}
    for call, arguments in ARGUMENTS.items():
        parameters = inspect.signature(function_of(call)).parameters.values()
        names = {each.name for each in parameters if each.kind is not each.VAR_KEYWORD}
        assert names - {"self", "http", "secrets"} - ANYTHING == arguments.keys(), call
