"""A run finds what is wrong, shrinks it, and says nothing of what is sound."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from WsKeywords.core import InvalidArgument, OpeningFailed
from WsKeywords.core.app.app import App
from WsKeywords.core.app.apps import Apps
from WsKeywords.core.settings import Settings
from WsKeywords.fuzzing.conversation import Await, Conversation, Say
from WsKeywords.fuzzing.options import FuzzOptions
from WsKeywords.fuzzing.pacing import NotAllowed
from WsKeywords.fuzzing.results import FuzzResult
from WsKeywords.fuzzing.routes import Route, Target
from WsKeywords.fuzzing.running import fuzz

Make = Callable[..., Target]


def run(target: Target, folder: Path, **options: Any) -> FuzzResult:
    return fuzz(target, FuzzOptions(**{"examples": 12, "seed": 7, "database": folder, **options}))


def shrunk(result: FuzzResult) -> dict[str, Conversation]:
    return {failure.finding.property: failure.conversation for failure in result.failures}


def test_a_sound_app_passes(target: Make, tmp_path: Path) -> None:
    result = run(target("/sound"), tmp_path)
    assert [failure.finding for failure in result.failures] == []
    assert result.ended == "examples"
    assert result.routes[0].conversations > 12


@pytest.mark.parametrize(
    ("path", "steps"),
    [
        ("/key", (Say('{"type":"join"}'),)),
        ("/empty", (Say(""),)),
        ("/twice", (Say('{"type":"join","room":""}'),) * 2),
    ],
)
def test_the_shortest_conversation_that_kills_a_handler(
    target: Make, tmp_path: Path, path: str, steps: tuple[Say, ...]
) -> None:
    result = run(target(path), tmp_path)
    found = [failure for failure in result.failures if failure.conversation.steps == steps]
    assert len(found) == len(result.failures) == 1
    assert found[0].finding.property in ("no-1006", "no-1011")
    assert found[0].reproduced == "always"


def test_an_earlier_failure_is_played_first(target: Make, tmp_path: Path) -> None:
    first = run(target("/empty"), tmp_path)
    second = run(target("/empty"), tmp_path, examples=1, strategy="bytes", close_codes=(1000,))
    assert shrunk(second) == shrunk(first)


def test_the_same_seed_generates_the_same_conversations(target: Make, tmp_path: Path) -> None:
    played: list[list[Conversation]] = []
    for number in range(2):
        seen: list[Conversation] = []
        run(
            target("/sound"),
            tmp_path,
            checks=(lambda course, seen=seen: seen.append(course.conversation),),
        )
        played.append(seen)
        assert number < 2
    assert len(played[0]) > 12
    assert played[0] == played[1]


def test_what_is_refused_is_left(target: Make, tmp_path: Path) -> None:
    result = run(target("/nowhere"), tmp_path)
    hint = "; it may want credentials (bearer, auth, headers)"
    assert result.routes[0].skipped == f"every handshake was refused with 403{hint}, or there is no such route"
    assert result.failures == ()
    result = run(target("/turns-away"), tmp_path)
    closed = 'every session was closed with 1008 "no token" before anything was said'
    assert result.routes[0].skipped == closed + hint
    assert result.failures == ()


def test_other_machines_are_asked_for(tmp_path: Path) -> None:
    from WsKeywords.fuzzing.routes import Route

    with pytest.raises(NotAllowed) as caught:
        run(Target("wss://example.com", (Route("/"),)), tmp_path)
    assert str(caught.value) == (
        '"example.com" is not this machine: generated conversations may disturb those who use it. If you may test it, '
        "say so: may_test=example.com, or --i-may-test example.com on the command line."
    )


@pytest.mark.parametrize(
    ("options", "text"),
    [
        ({"examples": 0}, "examples is at least 1, but it is 0."),
        ({"budget": -1.0}, "budget is above 0, but it is -1."),
        (
            {"include": ("/soumd",)},
            'Nothing to fuzz: no route of "servers:app" is left by include "/soumd". Did you mean "/sound"? '
            'Its routes: "/sound".',
        ),
        (
            {"properties": ("no-1012",)},
            'There is no property "no-1012". Did you mean "no-1011"? There are answers-follow-schema, answers-in-time, '
            "close-is-answered, determinism, echoes-own-id, error-instead-of-silence, keeps-order, keeps-protocol, "
            "no-1006, no-1011, no-5xx, no-error-in-log, no-flood, no-secret, no-stack-trace, private-stays-private, "
            "refuses-wrong-credentials, resources-released, still-accepts, subprotocols.",
        ),
    ],
)
def test_bad_options(target: Make, tmp_path: Path, options: dict[str, Any], text: str) -> None:
    with pytest.raises(InvalidArgument) as caught:
        run(target("/sound"), tmp_path, **options)
    assert str(caught.value) == text


def test_a_route_that_cannot_be_reached_is_skipped(target: Make, tmp_path: Path) -> None:
    result = run(target(Route("/rooms/{room}", skipped="nothing says which")), tmp_path)
    assert [(route.conversations, route.skipped) for route in result.routes] == [(0, "nothing says which")]


def test_nobody_is_there(tmp_path: Path) -> None:
    with pytest.raises(OpeningFailed) as caught:
        run(Target("ws://127.0.0.1:9", (Route("/ws"),)), tmp_path)
    assert re.sub(r"after [\d.]+ m?s", "after N s", str(caught.value)) == (
        'Expected the WebSocket "ws://127.0.0.1:9/" of session "fuzzing" to open, but the connection was refused after '
        'N s: 127.0.0.1:9 says "Connection refused". Is the server running, and on this port?'
    )


class TestAServerThatDies:
    """``of_frames.py``, path */mortal*: the empty text ends its process."""

    COMMAND = [sys.executable, str(Path(__file__).parent / "apps" / "of_frames.py"), "{port}"]  # noqa: RUF012
    DIED = 'the server died after "": it took no new session'

    @pytest.fixture
    def mortal(self) -> Iterator[App]:
        apps = Apps(Settings())
        try:
            yield apps.start_process(self.COMMAND)
        finally:
            apps.close()

    def test_one_that_is_not_ours_is_told_as_it_died(self, mortal: App, tmp_path: Path) -> None:
        """What is said after that fails too: nothing is to be learnt of it."""
        result = run(Target(mortal.base_url.replace("http", "ws"), (Route("/mortal"),)), tmp_path)
        (found,) = result.failures
        assert (found.finding.property, found.finding.message) == ("still-accepts", self.DIED)
        assert found.conversation.steps == (Say(""), Await())
        assert (found.reproduced, result.ended) == ("not played again", "dead")

    def test_one_that_somebody_else_starts_again_is_waited_for(self, tmp_path: Path) -> None:
        """What is played before it is back would fail too, whatever it says."""
        again = "import subprocess, sys, time\nwhile True: subprocess.call(sys.argv[1:]); time.sleep(0.3)"
        apps = Apps(Settings())
        try:
            app = apps.start_process([sys.executable, "-c", again, *self.COMMAND])
            result = run(Target(app.base_url.replace("http", "ws"), (Route("/mortal"),)), tmp_path)
        finally:
            apps.close()
        (found,) = result.failures
        assert (found.finding.property, found.finding.message) == ("still-accepts", self.DIED)
        assert found.conversation.steps == (Say(""),)
        assert (found.reproduced, result.ended) == ("always", "examples")

    def test_one_that_we_started_lives_again_and_says_why(self, mortal: App, tmp_path: Path) -> None:
        result = run(Target(mortal.base_url.replace("http", "ws"), (Route("/mortal"),), mortal), tmp_path)
        (found,) = result.failures
        assert (found.finding.property, found.finding.message) == ("still-accepts", self.DIED)
        assert found.conversation.steps == (Say(""),)
        assert (found.reproduced, result.ended) == ("always", "examples")
        assert found.context["log"] == "out of memory"
