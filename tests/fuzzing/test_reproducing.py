"""A failure as a suite and a feature: they fail for the reason that they state, and pass once the app is mended."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.planted.catalogue import PLANTED, Planted
from WsKeywords.core.app.apps import Apps
from WsKeywords.core.settings import Settings
from WsKeywords.fuzzing.conversation import Abort, Await, Close, Conversation, Ping, Reconnect, Say
from WsKeywords.fuzzing.course import Course
from WsKeywords.fuzzing.discovery import discover
from WsKeywords.fuzzing.findings import Failure
from WsKeywords.fuzzing.options import FuzzOptions
from WsKeywords.fuzzing.playing import Player
from WsKeywords.fuzzing.properties import Judge
from WsKeywords.fuzzing.reproducing.writing import reproduce
from WsKeywords.fuzzing.routes import Route, Target

from . import exact
from .reproductions import ROOT, run_features, run_suites

Outcomes = dict[str, dict[str, str]]


def failures_of(
    conversation: Conversation, target: Target, route: Route, options: FuzzOptions
) -> tuple[Course, list[Failure]]:
    """What is found when it is played."""
    judge = Judge(options)
    with Player(target, options, Settings()) as player:
        course = player.play(conversation, route=route.path, patient=True, probe=True)
    found = judge.judge(course, route)
    return course, [Failure(each, route, course, conversation, 1, again=5, of=5) for each in found]


def outcomes(app: str, port: int, folder: Path, results: Path, **environment: str) -> dict[str, Outcomes]:
    """How the suites and features of a folder end, against the app with its defects and against the mended one."""
    found: dict[str, Outcomes] = {}
    for state, mended in (("broken", ""), ("mended", "1")):
        apps = Apps(Settings())
        try:
            apps.start(app, cwd=str(ROOT), env={"MENDED": mended, **environment}, port=port)
            found[state] = {
                "robot": run_suites(folder, results / f"robot-{state}", "-v", f"BASE_URL:ws://127.0.0.1:{port}"),
                "behave": run_features(folder, results / f"behave-{state}", "-D", f"base_url=ws://127.0.0.1:{port}"),
            }
        finally:
            apps.close()
    return found


#: The planted servers whose shortest conversation is played, the property that finds it, and what the files say then.
PLAYED = {
    "orders": ("no-1006", "not to be 1006, but it was 1006"),
    "profile": ("no-1006", "not to be 1006, but it was 1006"),
    "lobby": ("no-1006", "not to be 1006, but it was 1006"),
    "rooms": ("no-5xx", "but the server answered with status 500 Internal Server Error"),
    "notes": ("no-1006", "not to be 1006, but it was 1006"),
    "quiz": ("no-1006", "not to be 1006, but it was 1006"),
    "versions": ("subprotocols", "but the server chose an unasked subprotocol"),
}


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Outcomes]]:
    """The files of all planted defects in one folder, and how they end."""
    folder = tmp_path_factory.mktemp("planted")
    apps = Apps(Settings())
    try:
        app = apps.start("tests.planted.together:app", cwd=str(ROOT))
        for planted in (each for each in PLANTED if each.name in PLAYED):
            write(planted, app.base_url.replace("http", "ws"), folder / "files")
    finally:
        apps.close()
    return folder / "files", outcomes("tests.planted.together:app", app.port, folder / "files", folder)


def write(planted: Planted, base_url: str, folder: Path) -> None:
    options = FuzzOptions(message_timeout=2, **planted.told)
    route = Route(f"/{planted.name}{planted.path}")
    if planted.document:
        document = str(ROOT / "tests" / "planted" / planted.document)
        route = replace(discover(document, options, Settings(), base_url=base_url).routes[0], path=route.path)
    steps = planted.shortest.steps
    if planted.shortest.sessions == 1:  # what comes of a message is waited for before the next
        steps = tuple(each for step in steps for each in ((step, Await()) if isinstance(step, Say) else (step,)))
    conversation = replace(planted.shortest, path=f"/{planted.name}{planted.shortest.path}", steps=steps)
    target = Target(base_url, (route,))
    _, found = failures_of(conversation, target, route, options)
    failures = {each.finding.property: each for each in found}
    assert PLAYED[planted.name][0] in failures, planted.name
    reproduce(failures[PLAYED[planted.name][0]], 1, target, options, folder)


@pytest.mark.xdist_group("planted reproductions")
@pytest.mark.parametrize("name", PLAYED)
def test_what_was_written_fails_as_it_says_and_passes_on_the_mended_app(
    played: tuple[Path, dict[str, Outcomes]], name: str
) -> None:
    _, found = played
    _, why = PLAYED[name]
    for runner in ("robot", "behave"):
        files = {file for file in found["broken"][runner] if file.startswith(f"repro-{name}-")}
        assert len(files) == 1
        for file in files:
            assert why in found["broken"][runner][file], runner
            assert found["mended"][runner][file] == "", runner


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
    "pings": (Conversation("", (Ping(b"are you"), Say("x"), Ping())), FuzzOptions()),
    "reconnects": (Conversation("", (Say("x"), Await(), Abort(), Reconnect(), Say("y"), Await())), FuzzOptions()),
    "closes": (Conversation("", (Say("x"), Await(), Close(4001, "bye"), Reconnect(), Say("y"))), FuzzOptions()),
    "handshake": (Conversation("?q=1&r=%20", (Say("x"),), 1, OFFERED, (("X-Team", "blue"),)), BEARER),
    "query": (Conversation("", (Say("x"), Await())), QUERY),
    "inside": (Conversation("", (Say('{"token": "s3cret-token-9"}'),)), BEARER),
}


def told(conversation: Conversation, options: FuzzOptions) -> list[bytes]:
    """What the server hears of a conversation."""
    headers = {name.lower(): value for name, value in conversation.headers}
    scheme, _, rest = (options.auth or "").partition(":")
    if scheme == "bearer":
        headers["authorization"] = f"Bearer {rest}"
    token = rest.partition("=")[2] if scheme == "query" else None
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
    apps = Apps(Settings())
    try:
        app = apps.start("tests.fuzzing.exact:app", cwd=str(ROOT))
        target = Target(app.base_url.replace("http", "ws"), ())
        for number, (name, (conversation, options)) in enumerate(EXACT.items(), 1):
            path = f"/exact/{name}/{exact.digest(told(conversation, options))}{conversation.path}"
            route = Route(f"/{name}")
            _, found = failures_of(replace(conversation, path=path), target, route, replace(options, message_timeout=2))
            assert [each.finding.property for each in found] == ["no-1011"], name
            reproduce(
                found[0],
                number,
                target,
                options,
                folder / "files",
            )
    finally:
        apps.close()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WSKEYWORDS_TOKEN", "s3cret-token-9")
        yield folder / "files", outcomes("tests.fuzzing.exact:app", app.port, folder / "files", folder)


@pytest.mark.xdist_group("exact reproductions")
@pytest.mark.parametrize("name", EXACT)
def test_every_byte_is_said_again(exactly: tuple[Path, dict[str, Outcomes]], name: str) -> None:
    _, found = exactly
    for runner in ("robot", "behave"):
        file = next(file for file in found["broken"][runner] if file.startswith(f"repro-{name}-no-1011-"))
        assert "not to be 1011, but it was 1011" in found["broken"][runner][file], runner
        assert found["mended"][runner][file] == "", runner


@pytest.mark.xdist_group("exact reproductions")
def test_no_secret_is_written(exactly: tuple[Path, dict[str, Outcomes]]) -> None:
    folder, _ = exactly
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert len(files) > 2 * len(EXACT)
    assert [path.name for path in files if b"s3cret-token-9" in path.read_bytes()] == []
    suite = next(folder.glob("repro-handshake-*.robot")).read_text()
    assert "bearer=%{WSKEYWORDS_TOKEN}" in suite
    assert "Environment variables hold the secrets: WSKEYWORDS_TOKEN." in suite
