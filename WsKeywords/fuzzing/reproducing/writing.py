"""The files that play a failure again, and how they are run."""

from __future__ import annotations

import json
import os
import re
from dataclasses import dataclass, replace
from pathlib import Path

from WsKeywords.core.app.apps import READY_TIMEOUT
from WsKeywords.core.output import clean

from ..findings import Failure
from ..options import FuzzOptions
from ..reporting.files import write
from ..routes import Target
from ..written import to_json
from .credentials import Credentials, credentials_of, intruding, is_secret
from .feature import Feature
from .payloads import Files
from .plan import Plan, Started, plan_of
from .suite import Suite

#: What *Start App* takes where nothing is said.
APP, HOST = "app", "127.0.0.1"
STEPS = "from WsKeywords.steps import *\n"


@dataclass(frozen=True)
class Reproduction:
    """What was written for one failure.

    Attributes:
        files: the suite and the feature.
        commands: that run them.
    """

    files: tuple[Path, ...]
    commands: tuple[str, ...]


def reproduce(failure: Failure, number: int, target: Target, options: FuzzOptions, folder: Path) -> Reproduction:
    """Write the suite and the feature that show a failure again.

    Args:
        failure: what they show.
        number: of the failure in its run, from 1.
        target: that was fuzzed.
        options: of the run.
        folder: where the files go.
    """
    stem = f"repro-{_slug(failure.route.path)}-{_slug(failure.finding.property)}-{number}"
    failure, options = intruding(failure, options)
    plan = plan_of(failure, options)
    credentials = credentials_of(options, failure.conversation.headers, _inside(failure, target))
    if failure.anonymous and not _says_secrets(failure, credentials):
        credentials = replace(credentials, bearer="", basic="", params={})
    app = started(target)
    base_url = "" if app else target.base_url
    files = Files(stem, lambda name, data: write(folder / name, data))
    commands = _commands(stem, folder, base_url, credentials)[: 1 if plan.by_keyword else 2]
    title, about = _title(failure), _about(plan, commands, credentials)
    conversation = ""
    if plan.whole:
        conversation = f"{stem}.json"
        told = _without(to_json(failure), credentials)
        write(folder / conversation, (json.dumps(told, indent=1) + "\n").encode())
    suite = Suite(plan, title, about, base_url, app, credentials, files, conversation)
    feature = Feature(plan, title, about, app, credentials, files, conversation)
    robot, behave = folder / f"{stem}.robot", folder / f"{stem}.feature"
    write(robot, suite.text().encode("utf-8", "replace"))
    if plan.by_keyword:
        return Reproduction((robot,), tuple(commands))
    write(behave, feature.text().encode("utf-8", "replace"))
    write(folder / "steps" / "wskeywords_steps.py", STEPS.encode())
    return Reproduction((robot, behave), tuple(commands))


def started(target: Target) -> Started | None:
    """How the suite and the feature start the app, where it was started for the run."""
    if target.app is None:
        return None
    launch, usual = target.app.launch, os.path.realpath(os.getcwd())
    given = {
        "name": (target.app.name, APP if target.app.name != launch.what else launch.what),
        "cwd": (_relative(Path(launch.cwd)), _relative(Path(usual))),
        "host": (launch.host, HOST),
        "scheme": (launch.scheme, "http"),
        "ready": (launch.ready or "", ""),
        "timeout": (f"{launch.timeout:g}s", f"{READY_TIMEOUT:g}s"),
        "factory": (str(launch.factory), "False"),
    }
    secret = tuple(name for name in launch.given if is_secret(name))
    return Started(
        launch.what,
        bool(launch.command),
        {name: value for name, (value, by_default) in given.items() if value != by_default},
        {name: value for name, value in launch.given.items() if name not in secret},
        secret,
    )


def _says_secrets(failure: Failure, credentials: Credentials) -> bool:
    """Whether what is said, or must not be heard, holds a secret, so that its variable is needed all the same."""
    told = to_json(failure)
    return failure.finding.property == "no-secret" or _without(told, credentials) != told


def _inside(failure: Failure, target: Target) -> tuple[tuple[str, str], ...]:
    """Secrets in the query of the path."""
    parts = failure.conversation.path.partition("?")[2].split("&")
    return tuple((name, value) for name, value in target.secrets if f"{name}={value}" in parts)


def _without(value: object, credentials: Credentials) -> object:
    """JSON values in which secrets of the run are the names of environment variables."""
    if isinstance(value, str):
        parts = credentials.parts(value)
        return "".join(plain + (f"${{{variable}}}" if variable else "") for plain, variable in parts)
    if isinstance(value, dict):
        return {name: _without(each, credentials) for name, each in value.items()}
    return [_without(each, credentials) for each in value] if isinstance(value, list) else value


def _slug(text: str) -> str:
    return re.sub(r"[^A-Za-z0-9]+", "-", text.partition("?")[0]).strip("-").lower()[:40] or "root"


def _relative(folder: Path) -> str:
    """The folder as a step names it: below the working directory, else whole."""
    inner = os.path.relpath(folder)
    return Path(inner).as_posix() if not inner.startswith(os.pardir) else folder.absolute().as_posix()


def _title(failure: Failure) -> str:
    path = clean(failure.route.path, 60)
    return re.sub(r"\s+", " ", f"{path}: {failure.finding.property}").replace("${", "{")


def _commands(stem: str, folder: Path, base_url: str, credentials: Credentials) -> list[str]:
    setting = "".join(f"{name}=… " for name in credentials.variables)
    where = _relative(folder)
    prefix = "" if where == "." else f"{where}/"
    robot = f"robot -v BASE_URL:{base_url} " if base_url else "robot "
    behave = f"behave -D base_url={base_url} " if base_url else "behave "
    return [f"{setting}{robot}{prefix}{stem}.robot", f"{setting}{behave}{prefix}{stem}.feature"]


def _about(plan: Plan, commands: list[str], credentials: Credentials) -> list[str]:
    failure = plan.failure
    lines = [
        f"What happened: {_line(failure.finding.message)}",
        f"Expected: {_line(failure.finding.expected)}",
        f"Found by wskeywords fuzz, seed {failure.seed}; {_again(failure)}.",
    ]
    if plan.tries > 1:
        lines.append(f"It does not fail each time: {plan.tries} tries make it as good as certain.")
    if plan.by_keyword:
        lines.append(f'The keyword "{plan.judge}" judges it: import the resource or library that has it.')
    lines.append("Run it with:")
    lines += commands
    if credentials.variables:
        lines.append(f"Environment variables hold the secrets: {', '.join(credentials.variables)}.")
    return lines


def _again(failure: Failure) -> str:
    return f"played again it failed {failure.reproduced}" if failure.of else "it was not played again"


def _line(text: str) -> str:
    return clean(text, 500).replace("\n", " ")
