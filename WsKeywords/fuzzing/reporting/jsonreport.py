"""A run as JSON: for other programs, and for ``Get Fuzz Result``."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from WsKeywords.core.output import clean

from ..course import Course
from ..results import FuzzResult
from .facts import Facts, as_json
from .outcome import outcome


def as_values(result: FuzzResult, facts: Sequence[Facts]) -> dict[str, Any]:
    """The run as JSON values."""
    told = [as_json(each, failure) for each, failure in zip(facts, result.failures, strict=True)]
    left = iter(told)
    return {
        "target": clean(result.target.source or result.target.base_url),
        "base_url": clean(result.target.base_url),
        "notes": [clean(note) for note in result.target.notes],
        "seed": result.seed,
        "seconds": round(result.seconds, 3),
        "ended": result.ended,
        "outcome": outcome(result),
        "tested": result.tested,
        "conversations": sum(route.conversations for route in result.routes),
        "messages": sum(route.messages for route in result.routes),
        "connections": sum(route.connections for route in result.routes),
        "http": _http(result),
        "options": _options(result),
        "routes": [
            {
                "path": clean(route.route.path),
                "source": clean(route.route.source),
                "conversations": route.conversations,
                "messages": route.messages,
                "connections": route.connections,
                "seconds": round(route.seconds, 3),
                "skipped": clean(route.skipped),
                "cut": clean(route.cut),
                "failures": [next(left)["number"] for _ in route.failures],
            }
            for route in result.routes
        ],
        "failures": told,
    }


def _http(result: FuzzResult) -> dict[str, Any] | None:
    if result.http is None:
        return None
    report = result.http.report
    return {
        "operations": result.http.operations,
        "failed": [clean(name) for name in result.http.failed],
        "report": None if report is None else f"{report.parent.name}/{report.name}",
    }


def course_values(course: Course) -> dict[str, Any]:
    """What came of a conversation as values, for a keyword of the user that judges it."""
    return {
        "path": course.conversation.path,
        "seconds": course.seconds,
        "events": [
            {"at": each.at, "session": each.session, "what": each.what, "data": each.data} for each in course.events
        ],
        "received": [each.data for each in course.events if each.what == "received"],
        "sent": [each.data for each in course.events if each.what == "sent"],
        "endings": [
            {"code": each.close.code, "reason": each.close.reason, "by": each.close.by, "early": each.early}
            for each in course.endings
            if each.close is not None
        ],
        "log": course.log,
    }


#: Options that may hold secrets, or values that are no JSON.
_UNTOLD = ("auth", "headers", "session_options", "checks", "parameters")


def _options(result: FuzzResult) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in vars(result.options).items():
        if name not in _UNTOLD and value is not None:
            found[name] = list(value) if isinstance(value, tuple) else str(value) if isinstance(value, Path) else value
    return found


def json_report(values: Mapping[str, Any]) -> str:
    """The values as text that any reader can read."""
    return json.dumps(values, indent=1, default=str) + "\n"
