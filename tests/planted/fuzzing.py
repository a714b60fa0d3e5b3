"""What the fuzzer finds in one planted server, told what a user would tell it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from WsKeywords.core.app.app import App
from WsKeywords.core.app.apps import Apps
from WsKeywords.core.settings import Settings
from WsKeywords.fuzzing.discovery import discover
from WsKeywords.fuzzing.findings import Failure
from WsKeywords.fuzzing.options import FuzzOptions
from WsKeywords.fuzzing.results import FuzzResult, Progress
from WsKeywords.fuzzing.routes import Target
from WsKeywords.fuzzing.running import fuzz

from . import serving
from .catalogue import HERE, Planted


@dataclass(frozen=True)
class Found:
    """What came of one run, in figures.

    Attributes:
        properties: of the failures, in the order in which they were found.
        seconds: until the planted defect showed; None: it did not.
        messages: of the shrunk conversation that shows it.
        shown: that conversation, as JSON values.
        again: how often it failed again, of how many times.
        conversations: that were played.
        took: seconds of the run.
        ended: as ``FuzzResult`` says.
    """

    properties: tuple[str, ...]
    seconds: float | None
    messages: int | None
    shown: Mapping[str, Any] | None
    again: str
    conversations: int
    took: float
    ended: str

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def target_of(planted: Planted, app: App, options: FuzzOptions) -> Target:
    """What is fuzzed, from what a user has: the app's name, its document, or its URL."""
    settings = Settings()
    base_url = app.base_url.replace("http", "ws", 1)
    if planted.document:
        found = discover(HERE / planted.document, options, settings, base_url=base_url)
    elif planted.is_node:
        found = discover(f"{base_url}{planted.path}", options, settings)
    else:
        apps = Apps(settings)
        apps._apps[planted.app] = app  # it runs already
        found = discover(planted.app, options, settings, apps, cwd=serving.ROOT)
    return replace(found, base_url=base_url + planted.below, app=app)


def run(planted: Planted, app: App, seed: int, *, first: bool = False, **given: Any) -> FuzzResult:
    """Fuzz it as a user would, with the default options, but for what is given.

    Args:
        first: end the run as Ctrl-C would, when something was found and shrunk.
    """

    def look(progress: Progress) -> None:
        if first and progress.failures:
            raise KeyboardInterrupt

    with TemporaryDirectory() as database:
        options = FuzzOptions(**{"seed": seed, "database": Path(database), **planted.told, **given})
        return fuzz(target_of(planted, app, options), options, progress=look)


def measured(planted: Planted, app: App, seed: int, *, first: bool = False, **given: Any) -> Found:
    """The same, in figures."""
    result = run(planted, app, seed, first=first, **given)
    mine = [each for each in result.failures if is_the(planted, each)]
    best = min(mine, key=lambda each: each.conversation.messages, default=None)
    return Found(
        properties=tuple(each.finding.property for each in result.failures),
        seconds=min((seconds_of(each) for each in mine), default=None),
        messages=best.conversation.messages if best else None,
        shown=best.conversation.to_json() if best else None,
        again=f"{best.again} of {best.of}" if best else "",
        conversations=sum(route.conversations for route in result.routes),
        took=round(result.seconds, 2),
        ended=result.ended,
    )


def is_the(planted: Planted, failure: Failure) -> bool:
    """Whether a failure shows the planted defect."""
    return failure.finding.property in planted.properties


def seconds_of(failure: Failure) -> float:
    """Seconds of the run until it was seen first."""
    return float(failure.context.get("found after") or 0.0)  # type: ignore[arg-type]
