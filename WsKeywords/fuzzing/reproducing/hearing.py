"""Which acts show that something was said that should not have been, or not said that should have been."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any

from ..conversation import Await, Say
from ..course import Event
from ..findings import Failure
from ..habits import TELLING
from ..hiding import SHORTEST
from ..options import FuzzOptions
from ..strategies.marking import TEXTS
from .acts import (
    QUIET,
    Assertion,
    Guard,
    GuardsHeld,
    Hear,
    Hush,
    NextContains,
    NextSatisfies,
    NothingLike,
    SchemaGuard,
)

#: By the words of a finding's cause: what is not to be in an answer, so that the secret itself stands in no file.
_SECRETS = {
    "a private key": r"-----BEGIN (\w+ )?PRIVATE KEY-----",
    "a key of AWS": r"(AKIA|ASIA)[0-9A-Z]{16}",
    "a URL with a password": r"[a-z][a-z0-9+]+://[^\s:/@]+:[^\s:/@]{3,}@",
    "a token of GitHub": r"gh[pousr]_[A-Za-z0-9]{36}",
}
_FIELD = re.compile(r'a field "(\w+)"')
#: So much of an answer is looked through for one.
_LOOKED_AT = 1 << 20
#: What a stack trace cannot do without, in the languages that servers are written in.
_TRACES = re.compile(
    r"Traceback \(most recent call last\)|File \"[^\"]+\", line \d+|\sat [\w.$<>]{1,300} \([^)]{1,300}:\d+\)"
    r"|goroutine \d+ \[|\b[\w.]{1,200}(?:Error|Exception): |panicked at|stack backtrace"
)


def schema(failure: Failure, shown: Event | None) -> Assertion | None:
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


def heard(failure: Failure, shown: Event, options: FuzzOptions) -> Assertion | None:
    """What a message says that should not be said, or not now."""
    name = failure.finding.property
    if name == "answers-in-time":
        return answered(failure, shown, options)
    if name == "keeps-order":
        return _in_turn(failure, shown)
    if name == "echoes-own-id":
        return _own_id(failure, shown)
    if name in ("no-stack-trace", "no-secret", "private-stays-private"):
        return _never(failure, shown, options)
    return None


def _never(failure: Failure, shown: Event, options: FuzzOptions) -> Assertion:
    text, regexp = _telling(failure, shown), False
    if failure.finding.property == "no-secret":
        field_of = _FIELD.match(failure.finding.cause)
        pattern = _SECRETS.get(failure.finding.cause) or (field_of and rf'"{field_of[1]}" ?: ?"[^"*]{{4,}}')
        text, regexp = (pattern, True) if pattern else (_own_secret(failure, shown, options), False)
    session = shown.session
    if _is_first_word(failure, shown):
        return Assertion(at_once=[NothingLike(session, text, QUIET, regexp)])
    return Assertion(at_once=[Guard(session, text, regexp)], after=[Hush(session, QUIET), GuardsHeld(session)])


def _own_secret(failure: Failure, shown: Event, options: FuzzOptions) -> str | bytes:
    """The credential of the run that a message holds."""
    from .credentials import credentials_of

    values = credentials_of(options, failure.conversation.headers).values
    data = str(shown.data)
    return next((value for value in values if len(value) >= SHORTEST and value in data), _telling(failure, shown))


def _in_turn(failure: Failure, shown: Event) -> Assertion | None:
    """The answer that came too early should be that to another message."""
    events, session = failure.course.events, shown.session
    said = [event for event in events if event.what == "sent" and event.session == session]
    since = said[0].at if said else 0.0
    answers = [event for event in events if event.what == "received" and event.session == session and event.at >= since]
    place = next((at for at, event in enumerate(answers) if event is shown), -1)
    if not 0 <= place < len(said) or not isinstance(said[place].data, str):
        return None
    data = str(said[place].data)
    marks = [text for text in (_texts(data) or [data]) if text]
    later = [event for event in answers[place:] if any(mark in str(event.data) for mark in marks)]
    mark = next((each for each in marks if later and each in str(later[0].data)), None)
    if mark is None:
        return None
    found = Assertion(after=[*([Hear(session)] * place), NextContains(session, mark)])
    found.only_say = True
    if _speaks_before(failure, session, said[0].step):
        found.before[said[0].step] = Hush(session, QUIET)
    return found


def _own_id(failure: Failure, shown: Event) -> Assertion | None:
    """The answer should bear the id that this session's message had."""
    key, events, session = failure.finding.cause, failure.course.events, shown.session
    said = [event for event in events if event.what == "sent" and event.session == session]
    answers = [event for event in events if event.what == "received" and event.session == session]
    ids = [value for event in said if (value := _field(event.data, key)) is not None]
    had = [_field(event.data, key) for event in answers]
    missing = [value for value in ids if value not in had]
    if not missing or not said:
        return None
    place = [event for event in answers if event.at >= said[0].at].index(shown)
    found = Assertion(after=[*([Hear(session)] * place), NextContains(session, {key: missing[0]})])
    found.only_say = True
    if _speaks_before(failure, session, said[0].step):
        found.before[said[0].step] = Hush(session, QUIET)
    return found


def _field(data: str | bytes, key: str) -> Any:
    from WsKeywords.core.jsonvalues import JsonError, parse

    try:
        value = parse(data) if isinstance(data, str) else None
    except (JsonError, RecursionError):
        return None
    return value.get(key) if isinstance(value, dict) else None


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
    found = _TRACES.search(data, 0, _LOOKED_AT)
    if found is not None:
        return found[0].strip()
    inner = [each for each in said if isinstance(each, str) and each in data]
    inner += [text for each in said if isinstance(each, str) for text in _texts(each) if text in data]
    # What somebody has written tells more than the name of a room, which others may learn of in another way.
    written = [text for each in said if isinstance(each, str) for text in _texts(each, TEXTS) if text in data]
    texts = written or inner
    return max(texts, key=len) if texts else data[:300]


def _texts(message: str, names: Collection[str] = ()) -> list[str]:
    """The texts in a JSON message that are long enough to tell it from others.

    Args:
        message: that may be JSON.
        names: of the fields whose texts count; empty: all but those that tell of which kind a message is.
    """
    from WsKeywords.core.jsonvalues import JsonError, parse

    try:
        found = parse(message)
    except (JsonError, RecursionError):
        return []
    texts: list[str] = []

    def walk(value: Any, counts: bool) -> None:
        if isinstance(value, str) and len(value) > 2 and counts:
            texts.append(value)
        if isinstance(value, dict):
            for name, each in value.items():
                walk(each, name in names if names else name not in TELLING)
        for each in value if isinstance(value, list) else ():
            walk(each, counts)

    walk(found, not names)
    return texts


def answered(failure: Failure, shown: Event | None, options: FuzzOptions) -> Assertion:
    """A message that had no answer: what came before it is read first, so that it is not taken for one."""
    steps = failure.conversation.steps
    session = shown.session if shown is not None else max(failure.finding.session, 0)
    within = options.answers_within or options.message_timeout
    waits = shown.step if shown is not None and 0 <= shown.step < len(steps) else -1
    if shown is not None and shown.what == "received":  # it came late
        sent = [event.step for event in failure.course.events if event.what == "sent" and event.at <= shown.at]
        last = max(sent, default=-1)
        waits = next((at for at, step in enumerate(steps) if at > last and isinstance(step, Await)), -1)
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
