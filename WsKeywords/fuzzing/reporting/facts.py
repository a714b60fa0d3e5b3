"""A failure as facts by name, of which every report is made; what a server said is clean already."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from WsKeywords.core.output import clean, masked, quote

from ..findings import EARLIER, UNGENERATED, Failure
from .nearest import difference
from .telling import conversation_lines, ending_of, ending_words, event_words, kind_of, message_at, names_of, size_of

#: Characters of one message in a report's own block.
BLOCK = 4000
#: Events of a course that a report shows.
MOST_EVENTS = 60
#: What the engine knows of a failure and is told elsewhere in a report.
_TOLD = ("messages sent", "seconds", "last answer", "log")
#: Lines of the app's log.
MOST_LOG = 10
#: What an example that has no number is.
_NOT_GENERATED = {EARLIER: "an earlier failure, played first", UNGENERATED: "not generated: every run plays it"}


@dataclass(frozen=True)
class Facts:
    """One failure, as it is told.

    Attributes:
        number: of the failure in its run, from 1.
        route: path of the route.
        path: of the conversation, parameters filled in.
        property: that does not hold.
        message: what happened.
        expected: what should have happened.
        actual: how the session ended, or what was said instead.
        state: of the connection when the failure showed: ``open``, ``closed`` or ``refused``.
        close_code, close_reason: of the session, where it was closed.
        index: number of the last message sent before, from 1; 0: none was.
        sent_kind, sent, sent_size: that message.
        seed: of the run.
        example: which conversation showed it first, in words.
        times: how often it was seen while generating.
        reproduced: *always*, or *2 of 5 times*.
        of: how often it was played again.
        conversation: a line for each step.
        course: a line for each event.
        nearest: the difference to the nearest conversation that passes.
        log: of the app, its last lines.
        context: further facts by name.
        files: that reproduce it.
    """

    number: int
    route: str
    path: str
    property: str
    message: str
    expected: str
    actual: str
    state: str
    close_code: int | None
    close_reason: str
    index: int
    sent_kind: str
    sent: str
    sent_size: str
    seed: int
    example: str
    times: int
    reproduced: str
    of: int
    conversation: tuple[str, ...]
    course: tuple[str, ...]
    nearest: tuple[str, ...]
    log: tuple[str, ...]
    context: dict[str, str] = field(default_factory=dict)
    files: tuple[Path, ...] = ()


def facts_of(failure: Failure, number: int = 1, files: tuple[Path, ...] = ()) -> Facts:
    """What every report tells of a failure."""
    finding, course = failure.finding, failure.course
    ending = ending_of(failure)
    close = ending.close if ending is not None else None
    early = ending is not None and (ending.early or ending.rejection is not None)
    index, said = message_at(failure)
    names = names_of(failure.conversation.sessions)
    state = "open"
    if ending is not None and ending.rejection is not None:
        state = "refused"
    elif close is not None and early:
        state = "closed"
    shown = course.events if len(course.events) <= MOST_EVENTS else course.events[-MOST_EVENTS:]
    events = [event_words(event, names) for event in shown]
    if len(shown) < len(course.events):
        events.insert(0, f"… {len(course.events) - len(shown)} earlier events are left out …")
    return Facts(
        number=number,
        route=clean(failure.route.path),
        path=clean(failure.conversation.path),
        property=finding.property,
        message=clean(finding.message),
        expected=clean(finding.expected),
        actual=ending_words(ending) if ending is not None and early else clean(finding.message),
        state=state,
        close_code=close.code if close is not None and early else None,
        close_reason=clean(close.reason) if close is not None and early else "",
        index=index,
        sent_kind=kind_of(said.data) if said is not None else "",
        sent=_block(said.data) if said is not None else "",
        sent_size=size_of(said.data) if said is not None else "",
        seed=failure.seed,
        example=_NOT_GENERATED.get(failure.example, f"example {failure.example}"),
        times=failure.times,
        reproduced=failure.reproduced,
        of=failure.of,
        conversation=tuple(conversation_lines(failure.conversation)) or ("connects and closes",),
        course=tuple(events),
        nearest=tuple(difference(failure)),
        log=tuple(clean(line) for line in course.log.splitlines()[-MOST_LOG:]),
        context=_context(failure),
        files=files,
    )


def _block(data: str | bytes) -> str:
    return clean(data, BLOCK) if isinstance(data, str) else quote(data, BLOCK)


def _context(failure: Failure) -> dict[str, str]:
    course = failure.course
    answers = [event.data for event in course.events if event.what == "received"]
    found = {
        "total_messages_sent": str(sum(event.what == "sent" for event in course.events)),
        "last_response": quote(answers[-1], 200) if answers else "none",
        "elapsed_time_ms": f"{course.seconds * 1000:.1f}",
        "messages_as_generated": str(failure.first.messages),
    }
    if course.alive is not None:
        found["takes_new_sessions"] = "yes" if course.alive else "no"
    for name, value in failure.context.items():
        if name not in _TOLD:
            found[clean(str(name), 100)] = clean(str(value), 1000)
    return found


def as_json(facts: Facts, failure: Failure) -> dict[str, Any]:
    """The facts for the JSON report, and the conversation itself with its secrets masked."""
    found: dict[str, Any] = dict(vars(facts))
    found["files"] = [path.name for path in facts.files]
    found["conversation"] = {"steps_as_text": list(facts.conversation), **_masked(failure.conversation.to_json())}
    for name in ("course", "nearest", "log"):
        found[name] = list(found[name])
    return found


def _masked(value: Any) -> Any:
    if isinstance(value, str):
        return masked(value)
    if isinstance(value, dict):
        return {name: _masked(each) for name, each in value.items()}
    return [_masked(each) for each in value] if isinstance(value, list) else value
