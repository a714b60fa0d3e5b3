"""Steps, events and endings in words, for people; whatever a server said goes through the one gate."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from WsKeywords.core.output import quote

from ..conversation import Abort, Await, Close, Conversation, Ping, Reconnect, Say, Step
from ..course import Course, Ending, Event
from ..findings import Failure

_NAMES = ("alice", "bob", "carol", "dave", "erin", "frank", "grace", "heidi")
#: What is added to the words of a session that is the only one.
ONLY = "client"
#: Steps, and characters of a message, that a line for a whole conversation shows.
_STEPS, _SHORT = 4, 60
#: Characters of a message that a line shows.
SHOWN = 300


def names_of(count: int) -> tuple[str, ...]:
    """What the sessions of a conversation are called: names in a conversation of several, else the *client*."""
    if count == 1:
        return (ONLY,)
    return tuple(_NAMES[number] if number < len(_NAMES) else f"user-{number + 1}" for number in range(count))


def kind_of(data: str | bytes) -> str:
    """*json*, *text* or *bytes*."""
    if isinstance(data, bytes):
        return "bytes"
    from WsKeywords.core.jsonvalues import JsonError, parse

    try:
        found = parse(data)
    except (JsonError, RecursionError):
        return "text"
    return "json" if isinstance(found, (dict, list)) else "text"


def size_of(data: str | bytes) -> str:
    """How long a message is, in its own unit."""
    return f"{len(data):,} bytes" if isinstance(data, bytes) else f"{len(data):,} characters"


def step_words(step: Step, limit: int = SHOWN) -> str:
    """What is done, without by whom."""
    if isinstance(step, Say):
        cut = f" in {len(step.cuts) + 1} fragments" if step.cuts else ""
        return f"sends {quote(step.data, limit)}{cut}"
    if isinstance(step, Ping):
        return f"pings with {quote(step.payload, 60)}" if step.payload else "pings"
    if isinstance(step, Await):
        return "waits for a message"
    if isinstance(step, Abort):
        return "loses the connection"
    if isinstance(step, Reconnect):
        return "reconnects"
    if isinstance(step, Close):
        return f"closes with {step.code}" + (f" {quote(step.reason, 120)}" if step.reason else "")
    raise TypeError(step)


def conversation_lines(conversation: Conversation, limit: int = SHOWN) -> list[str]:
    """A line for each step: *alice sends "x"*."""
    names = names_of(conversation.sessions)
    return [f"{names[step.session]} {step_words(step, limit)}" for step in conversation.steps]


def event_words(event: Event, names: Sequence[str], limit: int = SHOWN) -> str:
    """*0.012 s  alice → "x"*."""
    who = names[event.session] if 0 <= event.session < len(names) else "server"
    said = quote(event.data, limit) if event.data else ""
    words = {
        "sent": f"{who} → {said or '(empty)'}",
        "received": f"{who} ← {said or '(empty)'}",
        "opened": f"{who} is connected",
        "refused": f"{who} was refused: {said}" if said else f"{who} was refused",
        "pong": f"{who} got the pong",
        "closed": f"{who} is closed: {said}" if said else f"{who} is closed",
        "silent": f"{who} got no answer",
        "unsent": f"{who} could not send: the session was closed",
        "stuck": f"{who} could not go on: {said}" if said else f"{who} could not go on",
    }[event.what]
    return f"{event.at:8.3f} s  {words}"


def ending_words(ending: Ending) -> str:
    """How a session ended: *closed by the server with 1011 "internal error"*."""
    if ending.close is None:
        if ending.rejection is None:
            return "never opened"
        status = ending.rejection.status
        return f"refused: {status if status is not None else ending.rejection.kind}"
    close = ending.close
    by = {"peer": "by the server", "us": "by us", "network": "by the network"}.get(close.by, f"by {close.by}")
    return f"closed {by} with {close.code}" + (f" {quote(close.reason, 120)}" if close.reason else "")


def course_words(course: Course, known: str) -> str:
    """A conversation in a line: *client sends "x"; 1 message came; closed by us with 1000*.

    Args:
        course: what came of it.
        known: the path that has been told already.
    """
    conversation = course.conversation
    steps = [step for step in conversation.steps if not isinstance(step, Await)]
    shown = replace(conversation, steps=tuple(steps[:_STEPS]))
    if conversation.sessions == 1:
        said = [f"{ONLY} {', '.join(step_words(step, _SHORT) for step in shown.steps)}"] if steps else []
    else:
        said = conversation_lines(shown, _SHORT)
    more = [f"{len(steps) - _STEPS} more"] if len(steps) > _STEPS else []
    nobody = "client says nothing" if conversation.sessions == 1 else f"{conversation.sessions} clients say nothing"
    what = ", ".join([*said, *more]) or nobody
    heard = sum(event.what == "received" for event in course.events)
    ends = list(dict.fromkeys(map(ending_words, course.endings)))
    path = conversation.path
    where = f"{quote(path, 80)}, " if path != known else ""
    return f"{where}{what}; {heard or 'no'} message{'' if heard == 1 else 's'} came; {' and '.join(ends)}"


def ending_of(failure: Failure) -> Ending | None:
    """How the session ended that the finding is about."""
    endings = failure.course.endings
    number = failure.finding.session
    if 0 <= number < len(endings):
        return endings[number]
    return endings[0] if endings else None


def message_at(failure: Failure) -> tuple[int, Say | None]:
    """The number (from 1) of the last message that was sent before the failure showed, and that message.

    Messages are counted in the order in which they were said, over all sessions; 0: none was.
    """
    events = failure.course.events
    last = failure.finding.event if 0 <= failure.finding.event < len(events) else len(events) - 1
    sent = [event for event in events[: last + 1] if event.what == "sent" and event.step >= 0]
    steps = failure.conversation.steps
    said = [steps[event.step] for event in sent if event.step < len(steps)]
    messages = [step for step in said if isinstance(step, Say)]
    return len(messages), messages[-1] if messages else None
