"""Which acts show that a property does not hold, told from what was found and not from the property's name alone."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ..conversation import Close, Ping, Say
from ..course import Event
from ..findings import Failure
from ..options import FuzzOptions
from .plan import (
    Act,
    Chosen,
    CloseAnswered,
    Guard,
    GuardsHeld,
    Hear,
    Hush,
    LogLacks,
    NextSatisfies,
    NotClosedWith,
    NothingLike,
    Open,
    Refused,
    SchemaGuard,
)

#: What no single conversation shows, or no keyword judges: it is played by fuzzing itself.
_ONLY_FUZZING = ("determinism", "releases-resources", "no-flood")
#: Seconds for which nothing must come until a server is thought to have said all.
QUIET = 0.5
#: What a stack trace cannot do without, in the languages that servers are written in.
_TRACES = re.compile(
    r"Traceback \(most recent call last\)|File \"[^\"]+\", line \d+|\n?\s+at [\w.$<>]+ \([^)]+:\d+(?::\d+)?\)"
    r"|goroutine \d+ \[|[\w.]+(?:Error|Exception): |panicked at|stack backtrace"
)


@dataclass
class Assertion:
    """What is asserted, and where.

    Attributes:
        opening: instead of everything.
        at_once: after a session was opened.
        before: before a step, by its number.
        instead: of a step, by its number.
        after: after all steps.
    """

    opening: Act | None = None
    at_once: list[Any] = field(default_factory=list)
    before: dict[int, Act] = field(default_factory=dict)
    instead: dict[int, Act] = field(default_factory=dict)
    after: list[Act] = field(default_factory=list)


def assertion(failure: Failure, options: FuzzOptions) -> Assertion | None:
    """What shows it; None: nothing that a suite or a feature could say."""
    finding, course = failure.finding, failure.course
    name = finding.property
    shown = course.events[finding.event] if 0 <= finding.event < len(course.events) else None
    session = finding.session if 0 <= finding.session < len(course.endings) else 0
    ending = course.endings[session] if course.endings else None
    if name in _ONLY_FUZZING or name in {each.__name__.replace("_", "-") for each in options.checks}:
        return None
    if name == "no-error-in-log":
        kind = finding.cause.partition(" in ")[0].partition(":")[0]
        return Assertion(after=[Hush(session, QUIET), LogLacks(session, kind)]) if kind else None
    if _is(name, "schema", "asyncapi"):
        return _schema(failure, shown)
    if name == "close-is-answered":
        return _close_answered(failure, session)
    if name == "subprotocols" and finding.cause == "none":
        return Assertion(at_once=[Chosen(session, failure.conversation.subprotocols[0])])
    if shown is not None and shown.what == "opened":
        return Assertion(opening=Refused(session))
    if shown is not None and shown.what == "received":
        return _never(failure, shown) if _is(name, "trace", "secret", "private", "privacy", "leak") else None
    if ending is not None and ending.rejection is not None and name != "still-accepts":
        return Assertion()  # opening itself fails
    if name == "still-accepts" or course.alive is False:
        return Assertion(after=[Hush(session, QUIET), Open(session, again=True)])
    if ending is not None and ending.early and ending.close is not None:
        quiet = Hush(session, _quiet(failure, session))
        return Assertion(after=[quiet, Close(1000, "", session), NotClosedWith(session, ending.close.code)])
    if (shown is not None and shown.what == "silent") or _is(name, "answer", "silence"):
        return _answered(failure, shown, options)
    return None


def _is(name: str, *words: str) -> bool:
    return any(word in name for word in words)


def _quiet(failure: Failure, session: int) -> float:
    """Long enough for the close to come, as long as it took then."""
    events = [event for event in failure.course.events if event.session == session]
    closed = next((event.at for event in events if event.what == "closed"), 0.0)
    before = [event.at for event in events if event.what == "sent" and event.at <= closed]
    return round(min(max(QUIET, 3 * (closed - (before[-1] if before else 0.0))), 10.0), 1)


def _schema(failure: Failure, shown: Event | None) -> Assertion | None:
    """What the route may say, as one schema."""
    shapes = [shape.schema for shape in failure.route.answers if shape.schema is not None]
    schemas = [shape for shape in shapes if isinstance(shape, Mapping)]
    if shown is None or not schemas or len(schemas) < len(failure.route.answers):
        return None
    schema: Mapping[str, Any] = schemas[0] if len(schemas) == 1 else {"anyOf": list(schemas)}
    session = shown.session
    if _is_first_word(failure, shown):
        return Assertion(at_once=[NextSatisfies(session, schema)])
    return Assertion(
        at_once=[Hush(session, QUIET), SchemaGuard(session, schema)]
        if _speaks_first(failure, session)
        else [SchemaGuard(session, schema)],
        after=[Hush(session, QUIET), GuardsHeld(session)],
    )


def _never(failure: Failure, shown: Event) -> Assertion:
    text = _telling(failure, shown)
    session = shown.session
    if _is_first_word(failure, shown):
        return Assertion(at_once=[NothingLike(session, text, QUIET)])
    return Assertion(at_once=[Guard(session, text)], after=[Hush(session, QUIET), GuardsHeld(session)])


def _telling(failure: Failure, shown: Event) -> str | bytes:
    """The part of a message that should not be in it."""
    data = shown.data
    said = [
        step.data
        for step in failure.conversation.steps
        if isinstance(step, Say) and step.session != shown.session and step.data and type(step.data) is type(data)
    ]
    if isinstance(data, bytes):
        return next((each for each in said if isinstance(each, bytes) and data.startswith(each)), data[:64])
    found = _TRACES.search(data)
    if found is not None:
        return found[0].strip()
    inner = [each for each in said if isinstance(each, str) and each in data]
    inner += [text for each in said if isinstance(each, str) for text in _texts(each) if text in data]
    return max(inner, key=len) if inner else data[:300]


def _texts(message: str) -> list[str]:
    """The texts in a JSON message that are long enough to tell it from others."""
    from WsKeywords.core.jsonvalues import JsonError, parse

    try:
        found = parse(message)
    except (JsonError, RecursionError):
        return []
    texts: list[str] = []

    def walk(value: Any) -> None:
        if isinstance(value, str) and len(value) > 3:
            texts.append(value)
        for each in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
            walk(each)

    walk(found)
    return texts


def _close_answered(failure: Failure, session: int) -> Assertion | None:
    cause = failure.finding.cause
    if cause == "ping":
        return Assertion(after=[Ping(session=session)])
    if cause != "close":
        return Assertion()  # sending itself fails
    closed = any(isinstance(step, Close) and step.session == session for step in failure.conversation.steps)
    after: list[Act] = [] if closed else [Close(1000, "", session)]
    return Assertion(after=[*after, CloseAnswered(session)])


def _answered(failure: Failure, shown: Event | None, options: FuzzOptions) -> Assertion:
    """A message that had no answer: what came before it is read first, so that it is not taken for one."""
    steps = failure.conversation.steps
    session = shown.session if shown is not None else max(failure.finding.session, 0)
    within = options.answers_within or options.message_timeout
    waits = shown.step if shown is not None and 0 <= shown.step < len(steps) else -1
    until = waits if waits >= 0 else len(steps)
    said = [at for at, step in enumerate(steps[:until]) if isinstance(step, Say) and step.session == session]
    found = Assertion()
    if said and _speaks_before(failure, session, said[-1]):
        found.before[said[-1]] = Hush(session, QUIET)
    if waits >= 0:
        found.instead[waits] = Hear(session, within)
    else:
        found.after.append(Hear(session, within))
    return found


def _is_first_word(failure: Failure, shown: Event) -> bool:
    """Whether the server said it before anything was said to it."""
    return not any(event.what == "sent" and event.at <= shown.at for event in failure.course.events)


def _speaks_first(failure: Failure, session: int) -> bool:
    events = [event for event in failure.course.events if event.session == session]
    first = next((event for event in events if event.what in ("sent", "received")), None)
    return first is not None and first.what == "received"


def _speaks_before(failure: Failure, session: int, step: int) -> bool:
    for event in failure.course.events:
        if event.step == step:
            return False
        if event.what == "received" and event.session == session:
            return True
    return False
