"""A failure as a suite and a feature: they fail for the reason that they state, and pass once the app is mended."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pytest

from tests.planted.catalogue import JOIN, PLANTED, say
from WsKeywords.core import Close as Closed
from WsKeywords.core.handshake.rejection import Rejection
from WsKeywords.core.settings import Settings
from WsKeywords.fuzzing.conversation import Abort, Await, Close, Conversation, Ping, Reconnect, Say
from WsKeywords.fuzzing.course import Course, Ending, Event
from WsKeywords.fuzzing.discovery import discover
from WsKeywords.fuzzing.findings import Failure, Finding
from WsKeywords.fuzzing.options import FuzzOptions
from WsKeywords.fuzzing.reproducing.writing import reproduce
from WsKeywords.fuzzing.routes import Route, Target

from . import exact
from .reproductions import ROOT, Outcomes, outcomes

pytestmark = pytest.mark.takes(50)

Happened = tuple[str, int, Any, int]
FINE = Ending(Closed(1000, "", "us", 0))


def course_of(conversation: Conversation, happened: list[Happened], endings: tuple[Ending, ...]) -> Course:
    """What came of a conversation, told by hand: what, to which session, with what, in which step."""
    events = [Event(0.001 * (session + 1), session, "opened") for session in range(conversation.sessions)]
    for number, (what, session, data, step) in enumerate(happened, 5):
        events.append(Event(0.01 * number, session, what, data, step))  # type: ignore[arg-type]
    return Course(conversation, tuple(events), endings, 1.0, alive=True)


def sent(conversation: Conversation) -> list[Happened]:
    """What was said, each message answered where it is waited for."""
    found: list[Happened] = []
    for number, step in enumerate(conversation.steps):
        if isinstance(step, Say):
            found.append(("sent", step.session, step.data, number))
        elif isinstance(step, Await):
            found.append(("received", step.session, "{}", -1))
    return found


def closed(conversation: Conversation, code: int, by: str, session: int = 0) -> Course:
    """The session was closed with that code after all was said."""
    happened = [*sent(conversation), ("closed", session, f"{code} by {by}", -1)]
    endings = [FINE] * conversation.sessions
    endings[session] = Ending(Closed(code, "", by, 0), early=True)
    return course_of(conversation, happened, tuple(endings))


@dataclass(frozen=True)
class Case:
    """A planted defect as it is found.

    Attributes:
        property: that finds it.
        course: what came of the conversation, with the path of the route alone.
        why: what the failure of the suite and of the feature says.
        cause: of the finding.
        event: of the course that shows it, counted from its end.
    """

    property: str
    course: Course
    why: str
    cause: str = ""
    event: int = 1
    options: FuzzOptions = field(default_factory=lambda: FuzzOptions(message_timeout=1.0))

    def failure(self, name: str, route: Route) -> Failure:
        """Of the server of that name."""
        conversation = replace(self.course.conversation, path=f"/{name}{self.course.conversation.path}")
        course = replace(self.course, conversation=conversation)
        at = len(course.events) - self.event
        finding = Finding(self.property, "it happened", "it does not", self.cause, course.events[at].session, at)
        return Failure(finding, route, course, conversation, 1, again=5, of=5)


def dies(conversation: Conversation, code: int = 1006, by: str = "network") -> Case:
    return Case(
        f"no-{1006 if code == 1006 else 1011}", closed(conversation, code, by), f"not to be {code}, but it was {code}"
    )


def heard(
    property: str, conversation: Conversation, message: str, why: str, *, session: int = 0, cause: str = ""
) -> Case:
    """A message that should not be said; with a cause: after a greeting."""
    greeted: list[Happened] = [("received", at, "{}", -1) for at in range(conversation.sessions)] if cause else []
    happened = [*greeted, *sent(conversation), ("received", session, message, -1)]
    return Case(property, course_of(conversation, happened, (FINE,) * conversation.sessions), why, cause)


def silent(property: str, conversation: Conversation) -> Case:
    """A message to which nothing comes."""
    happened = [("received", 0, "{}", -1), *sent(conversation), ("silent", 0, "", len(conversation.steps) - 1)]
    happened = [each for each in happened if each != ("received", 0, "{}", -1) or each is happened[0]]
    course = course_of(conversation, happened, (FINE,))
    return Case(property, course, "within 1 s.")


def refused(property: str, conversation: Conversation, rejection: Rejection, why: str, cause: str = "") -> Case:
    course = course_of(conversation, [("refused", 0, rejection.kind, -1)], (Ending(None, rejection=rejection),))
    return Case(property, course, why, cause)


ENTER = say({"type": "enter", "name": "ada"})
WHISPER = say({"type": "whisper", "to": "eve", "text": "psst, a secret"})
CALLS = tuple(say({"id": f"{who}-1", "method": "upper", "text": "x"}, at) for at, who in enumerate("ab"))
JOBS = (say("a very long job that takes its time"), say("bee"))
CASES = {
    "orders": dies(Conversation("/ws/orders", (say({"action": "buy", "symbol": "ACME"}),))),
    "profile": dies(Conversation("/ws/profile", (say({"name": "\ud83d"}),))),
    "lobby": dies(Conversation("/ws/lobby/lobby", (Await(0), Await(1), say("hello")), sessions=2)),
    "savings": dies(Conversation("/ws/savings", (say({"op": "deposit", "cents": 1 << 63}),)), 4500, "peer"),
    "notes": dies(Conversation("/ws/notes/", (say(b"\0"),))),
    "quiz": dies(Conversation("/ws/quiz/", (JOIN, Await(), JOIN))),
    "rooms": refused(
        "no-5xx",
        Conversation("/ws/rooms/tea%20room/"),
        Rejection(500, kind="status 500"),
        "but the server answered with status 500 Internal Server Error",
    ),
    "versions": refused(
        "subprotocols",
        Conversation("/ws/versions/", subprotocols=("other",)),
        Rejection(101, kind="unasked subprotocol"),
        "but the server chose an unasked subprotocol",
        "unasked",
    ),
    "calculator": heard(
        "no-stack-trace",
        Conversation("/ws/calculator", (say("x"),)),
        '{"error": "Traceback (most recent call last):\\n  File …"}',
        'containing "Traceback (most recent call last)"',
    ),
    "pricing": heard(
        "answers-follow-schema",
        Conversation("/ws/pricing", (say('{"type": "price", "amount": 1e999}'),)),
        '{"type": "price", "amount": Infinity}',
        "Infinity",
    ),
    "feed": Case(
        "refuses-wrong-credentials",
        course_of(Conversation("/ws/feed?token=s3samA", (Await(),)), [("received", 0, "{}", -1)], (FINE,)),
        "with a code that refuses it (1008, 3000, 4000 to 4999 …), but the server accepted it and left it open.",
        "accepted",
        options=FuzzOptions(auth="query:token=s3same", message_timeout=1.0),
    ),
    "lines": silent("answers-in-time", Conversation("/ws/lines", (say("x" * 20_000), Await()))),
    "tickets": silent("error-instead-of-silence", Conversation("/ws/tickets", (say("?"), Await()))),
    "whisper": heard(
        "private-stays-private",
        Conversation("/ws/whisper", (ENTER, Await(), WHISPER), sessions=2),
        '{"type": "whisper", "from": "ada", "text": "psst, a secret"}',
        'containing "psst, a secret"',
        session=1,
    ),
    "rpc": heard(
        "echoes-own-id",
        Conversation("/ws/rpc", CALLS, sessions=2),
        '{"id": "b-1", "result": "X"}',
        '"b-1"',
        cause="id",
    ),
    "jobs": heard("keeps-order", Conversation("/ws/jobs", JOBS), '{"done": "bee", "words": 1}', "a very long job"),
}


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Outcomes]:
    """How the files of all these end, which are in one folder."""
    folder = tmp_path_factory.mktemp("planted")
    port = free_port()
    target = Target(f"ws://127.0.0.1:{port}", ())
    known = {each.name: each for each in PLANTED}
    for number, (name, case) in enumerate(CASES.items(), 1):
        route = Route(f"/{name}{known[name].path}")
        if known[name].document:
            document = str(ROOT / "tests" / "planted" / known[name].document)
            found = discover(document, case.options, Settings(), base_url=target.base_url)
            route = replace(found.routes[0], path=route.path)
        reproduce(case.failure(name, route), number, target, case.options, folder / "files")
    return outcomes("tests.planted.together:app", folder / "files", folder)


def free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("runner", ["robot", "behave"])
def test_what_was_written_fails_as_it_says_and_passes_on_the_mended_app(
    played: dict[str, Outcomes], runner: str, name: str
) -> None:
    files = [file for file in played["broken"][runner] if file.startswith(f"repro-{name}-")]
    assert len(files) == 1
    assert CASES[name].why in played["broken"][runner][files[0]]
    assert played["mended"][runner][files[0]] == ""


BEARER = FuzzOptions(auth="bearer:s3cret-token-9")
QUERY = FuzzOptions(auth="query:token=s3cret-token-9")
ODD = "a\0b\x1b[1m\r\n\t  two  spaces \u2028\u202e\ud7ff\U0001f600 end "
MARKS = "${x} @{y} %{HOME} &{z} # \\n \\ | = \"q\" 'r' <b> session=bob"
OFFERED = ("chat.v2", "chat.v1")
#: Conversations of which every byte matters, by the name of what is odd in them: steps, and what else there is.
EXACT: dict[str, tuple[Conversation, FuzzOptions]] = {
    "controls": (Conversation("", (Say(ODD), Await())), FuzzOptions()),
    "variables": (Conversation("", (Say(MARKS), Await())), FuzzOptions()),
    "hash": (Conversation("", (Say("# no comment"), Say(""), Say(" "), Say("session=default"))), FuzzOptions()),
    "binary": (Conversation("", (Say(b"\0\xff\x10"), Say(b""), Await())), FuzzOptions()),
    "large": (
        Conversation("", (Say("x" * 70_000 + "end"), Say(b"\1\2" * 40_000), Say(str(list(range(2000)))))),
        FuzzOptions(),
    ),
    "fragments": (Conversation("", (Say("grüße", cuts=(3,)), Say(b"\0\1\2", cuts=(1, 2)), Await())), FuzzOptions()),
    "pings": (Conversation("", (Ping(b"are you"), Ping(), Say("x"))), FuzzOptions()),
    "reconnects": (Conversation("", (Say("x"), Await(), Abort(), Reconnect(), Say("y"), Await())), FuzzOptions()),
    "closes": (Conversation("", (Say("x"), Await(), Close(4001, "bye"), Reconnect(), Say("y"))), FuzzOptions()),
    "handshake": (Conversation("?q=1&r=%20", (Say("x"),), 1, OFFERED, (("X-Team", "blue"),)), BEARER),
    "query": (Conversation("", (Say("x"), Await())), QUERY),
    "headers": (
        Conversation("?q=1", (Say('as "s3cret-header-7" of blue'),), 1, (), (("X-Odd", "a b"),)),
        FuzzOptions(headers={"X-Team": "blue", "X-Key": "s3cret-header-7"}),
    ),
    "path": (Conversation("?token=s3cret-token-9&a=1", (Say("x"),)), FuzzOptions()),
    "inside": (Conversation("", (Say('{"token": "s3cret-token-9"}'),)), BEARER),
}


def told(conversation: Conversation, options: FuzzOptions) -> list[bytes]:
    """What the server hears of a conversation."""
    headers = {name.lower(): value for name, value in (*options.headers.items(), *conversation.headers)}
    scheme, _, rest = (options.auth or "").partition(":")
    if scheme == "bearer":
        headers["authorization"] = f"Bearer {rest}"
    said = dict(parse_qsl(conversation.path.partition("?")[2])).get("token")
    token = rest.partition("=")[2] if scheme == "query" else said
    opening = exact.opening(headers, list(conversation.subprotocols), token)
    heard = [opening]
    for step in conversation.steps:
        if isinstance(step, Say):
            heard.append(b"text " + step.data.encode() if isinstance(step.data, str) else b"bytes " + step.data)
        elif isinstance(step, Abort):
            heard.append(exact.gone(1006, ""))
        elif isinstance(step, Close):
            heard.append(exact.gone(step.code, step.reason))
        elif isinstance(step, Reconnect):
            heard.append(opening)
    return heard


@pytest.fixture(scope="module")
def exactly(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, dict[str, Outcomes]]]:
    """The files of all these conversations in one folder, and how they end."""
    folder = tmp_path_factory.mktemp("exact")
    port = free_port()
    target = Target(f"ws://127.0.0.1:{port}", (), secrets=(("token", "s3cret-token-9"),))
    for number, (name, (conversation, options)) in enumerate(EXACT.items(), 1):
        path = f"/exact/{name}/{exact.digest(told(conversation, options))}{conversation.path}"
        course = closed(replace(conversation, path=path), 1011, "peer")
        finding = Finding("no-1011", "it happened", "it does not", "1011", 0, len(course.events) - 1)
        failure = Failure(finding, Route(f"/{name}"), course, course.conversation, 1, again=5, of=5)
        reproduce(failure, number, target, options, folder / "files")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WSKEYWORDS_TOKEN", "s3cret-token-9")
        patch.setenv("WSKEYWORDS_X_KEY", "s3cret-header-7")
        patch.setenv("WSKEYWORDS_X_TEAM", "blue")
        yield folder / "files", outcomes("tests.fuzzing.exact:app", folder / "files", folder)


@pytest.mark.parametrize("name", EXACT)
def test_every_byte_is_said_again(exactly: tuple[Path, dict[str, Outcomes]], name: str) -> None:
    _, found = exactly
    for runner in ("robot", "behave"):
        file = next(file for file in found["broken"][runner] if file.startswith(f"repro-{name}-no-1011-"))
        assert "not to be 1011, but it was 1011" in found["broken"][runner][file], runner
        assert found["mended"][runner][file] == "", runner


def test_no_secret_is_written(exactly: tuple[Path, dict[str, Outcomes]]) -> None:
    folder, _ = exactly
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert len(files) > 2 * len(EXACT)
    assert [path.name for path in files if re.search(rb"s3cret-\w+-\d", path.read_bytes())] == []
    suite = next(folder.glob("repro-handshake-*.robot")).read_text()
    assert "bearer=%{WSKEYWORDS_TOKEN}" in suite
    assert "Environment variables hold the secrets: WSKEYWORDS_TOKEN." in suite
