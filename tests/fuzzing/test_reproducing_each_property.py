"""Of each property: what is written fails for its reason with a server that shows it, which the files start themselves.

Properties whose files need no server of their own are in ``test_reproducing.py``.
"""

from __future__ import annotations

import re
import shlex
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from tests.planted import serving
from tests.planted.catalogue import HERE, PLANTED, Planted, say
from WsKeywords.core.app.app import App
from WsKeywords.core.app.apps import Apps
from WsKeywords.core.deadline import Deadline
from WsKeywords.core.settings import Settings
from WsKeywords.fuzzing import releasing
from WsKeywords.fuzzing.choosing import checks_of
from WsKeywords.fuzzing.conversation import Await, Close, Conversation
from WsKeywords.fuzzing.course import Course
from WsKeywords.fuzzing.discovery import discover
from WsKeywords.fuzzing.findings import Failure, Finding
from WsKeywords.fuzzing.investigating import Investigator
from WsKeywords.fuzzing.options import FuzzOptions
from WsKeywords.fuzzing.pacing import Pace
from WsKeywords.fuzzing.playing import Player
from WsKeywords.fuzzing.properties import Judge
from WsKeywords.fuzzing.reproducing.writing import reproduce
from WsKeywords.fuzzing.routes import Route, Target

from .reproductions import ROOT, Outcomes, by_themselves

FRAMES = "tests/fuzzing/apps/of_frames.py"
TOKEN = "s3cret-token-9"


@dataclass(frozen=True)
class Case:
    """A conversation with a server that shows that a property does not hold.

    Attributes:
        property: that finds it.
        why: what the suite fails with.
        feature: what the feature fails with, where it says it in other words.
        steps: of the conversation with ``of_frames.py``; for a planted server those that it is shown by.
        options: of the run.
        again: how often it failed again, of five times.
        before: how often it is held without showing it.
        subprotocols: that the route is known to take.
    """

    property: str
    why: str
    steps: tuple[Any, ...] = ()
    feature: str = ""
    options: Mapping[str, Any] = field(default_factory=dict)
    again: int = 5
    before: int = 0
    subprotocols: tuple[str, ...] = ()


DEAD = 'of session "afterwards" to open, but the '
LOGGED = 'not to contain "ValueError", but a line is "ValueError: could not convert'
OVERHEARD = 'Expected that no message containing "hello" ever arrives at session "bob"'
SHOUTS = "tests.fuzzing.checking:no_shouting"
WITH_TOKEN = {"auth": f"bearer:{TOKEN}"}
TALK = say("hello"), Await()
CASES = {
    "garbled": Case("keeps-protocol", "not to be 1002, but it was 1002", (say("{}"), Await())),
    "busy": Case("close-is-answered", "Expected a pong on session", (say("work"), Await())),
    "archive": Case("no-flood", "Error type:  no-flood\nMessage:     the server sent", (say("all"), Await())),
    "careful": Case("no-error-in-log", LOGGED, TALK),
    "account": Case("no-secret", "Expected that no message matching the regexp", TALK),
    "who": Case("no-secret", 'Expected that no message containing "•••" arrives', options=WITH_TOKEN),
    "second": Case("no-1011", "not to be 1011, but it was 1011", TALK, again=4, before=1),
    "unsaid": Case("subprotocols", 'to be "chat.v2", but it was ""', subprotocols=("chat.v2",)),
    "quiet": Case("no-shouting", "Message:     it shouted HELLO", TALK, options={"properties": (SHOUTS,)}),
    "door": Case("refuses-wrong-credentials", "but the server accepted it and left it open", options=WITH_TOKEN),
    "shout": Case("still-accepts", DEAD),
    "relay": Case("still-accepts", DEAD),
    "worker": Case("close-is-answered", "to have been answered, but the peer did not", (say("?"), Await(), Close())),
    "chat": Case("private-stays-private", OVERHEARD),
    "dashboard": Case("resources-released", "descriptors were left over"),
    "presence": Case("determinism", "when the same was said again", options={"properties": ("determinism",)}),
}
KNOWN = {each.name: each for each in PLANTED}


@contextmanager
def started(planted: Planted | None) -> Iterator[App]:
    """The server, as a user has it started."""
    apps = Apps(Settings())
    try:
        if planted is None:
            yield apps.start_process(f"{shlex.quote(sys.executable)} {FRAMES} {{port}}", cwd=ROOT)
        elif planted.is_node:
            command = f"node {(HERE / planted.file).relative_to(ROOT)}.js {{port}}"
            yield apps.start_process(command, cwd=ROOT, env={"NODE_PATH": str(serving.MODULES)})
        else:
            yield apps.start(planted.app, planted.app, cwd=ROOT)
    finally:
        apps.close()


def target_of(name: str, case: Case, app: App, options: FuzzOptions) -> Target:
    base_url = app.base_url.replace("http", "ws", 1)
    planted = KNOWN.get(name)
    if planted is not None and planted.document:
        found = discover(HERE / planted.document, options, Settings(), base_url=base_url)
        return Target(base_url, found.routes, app)
    route = Route(planted.path if planted is not None else f"/{name}", subprotocols=case.subprotocols)
    return Target(base_url, (route,), app)


def conversation_of(name: str, case: Case) -> Conversation:
    if name in KNOWN:
        shortest = KNOWN[name].shortest
        steps = shortest.steps[: len(shortest.steps) // 2] if KNOWN[name].again else shortest.steps
        return replace(shortest, steps=case.steps or (*steps, Await()))
    headers = (("Authorization", "Bearer wrong-one"),) if case.property == "refuses-wrong-credentials" else ()
    return Conversation(f"/{name}", case.steps, 1, case.subprotocols, headers)


def _log_of(app: App) -> str:
    """What it wrote, an exception to its end."""
    deadline = Deadline.after(10)
    while not re.search(r"^\w+Error", app.log.text(), re.MULTILINE) and not deadline.expired:
        assert app.process is not None
        app.process.wait(deadline)
    return app.log.text()


def failure_of(name: str, case: Case, app: App, target: Target, options: FuzzOptions) -> Failure:
    """As a run finds it."""
    conversation, route = conversation_of(name, case), target.routes[0]
    with Player(target, options) as player:
        investigator = Investigator(player, Judge(options), route, options, Pace(target, options), 1)
        found: tuple[Course, Finding] | None
        if case.property == releasing.NAME:
            found = releasing.leak_of(conversation, app, investigator.play)
        else:
            for _ in range(case.before):
                investigator.play(conversation)
            course = investigator.play(conversation, patience=options.message_timeout)
            if case.property == "no-error-in-log":  # which comes on another way than the answer
                course = replace(course, log=_log_of(app))
            findings = {each.property: each for each in investigator.findings(course)}
            assert case.property in findings, (name, course)
            found = course, findings[case.property]
    assert found is not None, name
    return Failure(found[1], route, found[0], conversation, 1, again=case.again, of=5)


def write_all(folder: Path) -> dict[str, str]:
    """The files of all cases that can be seen here, by the name of the case without ending."""
    found = {}
    with started(None) as frames:
        for number, (name, case) in enumerate(CASES.items(), 1):
            planted = KNOWN.get(name)
            if planted is not None and serving.why_not(planted):
                continue
            properties, checks = checks_of(case.options.get("properties", ()))
            options = FuzzOptions(
                **{"message_timeout": 1.0, **case.options, "properties": properties, "checks": checks}
            )
            with started(planted) if planted is not None else nullcontext(frames) as app:
                target = target_of(name, case, app, options)
                made = reproduce(failure_of(name, case, app, target, options), number, target, options, folder)
            found[name] = made.files[0].stem
    return found


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, str], dict[str, Outcomes]]:
    """The files of all cases, and how they end."""
    folder = tmp_path_factory.mktemp("each")
    files = write_all(folder / "files")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WSKEYWORDS_TOKEN", TOKEN)
        return files, by_themselves(folder / "files", folder)


@pytest.mark.xdist_group("reproductions of each property")
@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("runner", ["robot", "behave"])
def test_it_fails_for_its_reason_and_passes_on_the_mended_server(
    played: tuple[dict[str, str], dict[str, Outcomes]], runner: str, name: str
) -> None:
    if name in KNOWN and (reason := serving.why_not(KNOWN[name])):
        pytest.skip(reason)
    files, found = played
    case = CASES[name]
    assert ((runner == "behave" and case.feature) or case.why) in found["broken"][runner][files[name]]
    assert found["mended"][runner][files[name]] == ""
