"""ASGI apps: their routes are told by a process that imports them, and never by ours; then they are started."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from WsKeywords.core import AppFailed, InvalidArgument
from WsKeywords.core.app.app import REASON, outcome
from WsKeywords.core.app.apps import READY_TIMEOUT, Apps
from WsKeywords.core.app.arguments import environment
from WsKeywords.core.app.process import Log, Process
from WsKeywords.core.deadline import Deadline, shown
from WsKeywords.core.output import quote
from WsKeywords.core.settings import Settings

from ..routes import MessageShape, Parameter, Route, Target

if TYPE_CHECKING:
    from .asked import Asked

#: Where this package lies: the last place that the app's process looks for modules.
_ROOT = Path(__file__).parents[3]
_CHILD = "import sys; sys.path.append(sys.argv.pop(1)); from {}.walking.child import main; main()"
#: Lines of the app's output in an error.
_TAIL = 20


def routes_of(asked: Asked, env: Mapping[str, object] | None) -> Target:
    """The routes of an app, which is imported in a process of its own.

    Raises:
        AppFailed: it cannot be imported, or not in time; shows the end of what it wrote, its traceback mostly.
        InvalidArgument: nobody here knows how apps of its type tell their routes.
    """
    found = _walked(asked, env)
    if found["unknown"]:
        raise InvalidArgument(
            f"The app {quote(asked.name)} does not tell its routes: it is of the type {quote(found['unknown'])}, and "
            "routes are known of FastAPI, Starlette, Litestar and Channels (ProtocolTypeRouter, URLRouter). Start it, "
            "and give the URLs of its routes."
        )
    return Target(
        base_url="",
        routes=tuple(_route(facts) for facts in found["routes"]),
        source=asked.name,
        notes=tuple(found["notes"]),
    )


def started(asked: Asked, apps: Apps | None, env: Mapping[str, object] | None) -> dict[str, Any]:
    """Start the app, unless it runs already under its own name.

    Returns:
        ``app`` and ``base_url`` of the target.
    """
    apps = apps or Apps(Settings())
    name = asked.name
    running = name in apps and apps[name].running
    app = apps[name] if running else apps.start(name, name, env=env, cwd=asked.cwd)
    return {"app": app, "base_url": app.base_url.replace("http", "ws", 1)}


def _walked(asked: Asked, env: Mapping[str, object] | None) -> dict[str, Any]:
    log = Log()
    deadline = Deadline.after(READY_TIMEOUT)
    with TemporaryDirectory(prefix="wskeywords-") as folder:
        result = Path(folder) / "routes.json"
        code = _CHILD.format(__package__)
        command = [sys.executable, "-c", code, str(_ROOT), asked.name, str(result)]
        process = Process(command, cwd=str(asked.cwd), env=_environment(asked, env), log=log)
        try:
            process.start()
            ended = process.wait_ended(deadline)
        finally:
            if not process.ended:
                process.abandon()
        if result.is_file() and ended and not process.code:
            found: dict[str, Any] = json.loads(result.read_text(encoding="utf-8"))
            return found
    raise AppFailed(_why(asked, process, log, ended))


def _environment(asked: Asked, env: Mapping[str, object] | None) -> dict[str, str]:
    secrets = asked.settings.secrets
    for name, value in (env or {}).items():
        if value is not None and secrets.is_secret_name(str(name)):
            secrets.add(str(value))
    return environment(env)


def _why(asked: Asked, process: Process, log: Log, ended: bool) -> str:
    lines = log.tail(_TAIL + 1)
    reasons = [line.removeprefix(REASON) for line in lines if line.startswith(REASON)]
    if not ended:
        why = f"importing it took more than {shown(READY_TIMEOUT)}, and was ended"
    else:
        why = reasons[-1] if reasons else f"importing it ended {outcome(process.code)}"
    text = f"The routes of the app {quote(asked.name)} cannot be told: {why}{'' if why.endswith('?') else '.'}"
    text += f" Its working directory was {quote(str(asked.cwd))}."
    rest = [line for line in lines if not line.startswith(REASON)][-_TAIL:]
    return "\n    ".join([f"{text}\nIt wrote at the end:", *rest]) if rest else text


def _route(facts: Mapping[str, Any]) -> Route:
    return Route(
        path=facts["path"],
        parameters=tuple(
            Parameter(**{**each, "values": tuple(each.get("values", ()))}) for each in facts.get("parameters", ())
        ),
        sends=tuple(map(_shape, facts.get("sends", ()))),
        answers=tuple(map(_shape, facts.get("answers", ()))),
        source=facts["source"],
        security=tuple(facts.get("security", ())),
        words=tuple(facts.get("words", ())),
    )


def _shape(facts: Mapping[str, Any]) -> MessageShape:
    return MessageShape(**{**facts, "answers": tuple(facts.get("answers", ()))})
