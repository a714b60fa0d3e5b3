"""Which acts show that a property does not hold, told from what was found and not from the property's name alone."""

from __future__ import annotations

from ..conversation import Close
from ..course import Event
from ..findings import Failure
from ..options import FuzzOptions
from ..releasing import NAME as RESOURCES
from . import hearing
from .acts import (
    QUIET,
    Act,
    Assertion,
    Chosen,
    CloseAnswered,
    Hush,
    LogLacks,
    NotClosedWith,
    Open,
    PingAnswered,
    Refused,
)

#: What no single conversation shows, or no keyword judges: it is played by fuzzing itself.
_ONLY_FUZZING = ("determinism", RESOURCES, "no-flood")

#: Seconds for a server that accepts to think better of it.
_TURNING_AWAY = 2.0


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
    if name == "answers-follow-schema":
        return hearing.schema(failure, shown)
    if name == "close-is-answered":
        return _close_answered(failure, session, options)
    if name == "subprotocols" and finding.cause == "none":
        return Assertion(at_once=[Chosen(session, failure.conversation.subprotocols[0])])
    if name == "refuses-wrong-credentials":
        return Assertion(opening=Refused(session, min(options.message_timeout, _TURNING_AWAY)))
    if shown is not None and shown.what == "received":
        return hearing.heard(failure, shown, options)
    if ending is not None and ending.rejection is not None and name != "still-accepts":
        return Assertion()  # opening itself fails
    if name == "still-accepts" or course.alive is False:
        return Assertion(after=[Hush(session, QUIET), Open(session, again=True)])
    code = _code(failure, shown, session)
    if code is not None:
        quiet = Hush(session, _quiet(failure, session))
        return Assertion(after=[quiet, Close(1000, "", session), NotClosedWith(session, code)])
    if (shown is not None and shown.what == "silent") or name in ("answers-in-time", "error-instead-of-silence"):
        return hearing.answered(failure, shown, options)
    return None


def _code(failure: Failure, shown: Event | None, session: int) -> int | None:
    """With which code the session was closed that should not have been."""
    if shown is not None and shown.what == "closed" and isinstance(shown.data, str):
        return int(shown.data.partition(" ")[0])
    ending = failure.course.endings[session] if failure.course.endings else None
    return ending.close.code if ending is not None and ending.early and ending.close is not None else None


def _quiet(failure: Failure, session: int) -> float:
    """Long enough for the close to come, as long as it took then."""
    events = [event for event in failure.course.events if event.session == session]
    closed = next((event.at for event in events if event.what == "closed"), 0.0)
    before = [event.at for event in events if event.what == "sent" and event.at <= closed]
    return round(min(max(QUIET, 3 * (closed - (before[-1] if before else 0.0))), 10.0), 1)


def _close_answered(failure: Failure, session: int, options: FuzzOptions) -> Assertion:
    """A close or a ping that had no answer: the server has read what was said before, as it had then."""
    steps = failure.conversation.steps
    closing = next((at for at, step in enumerate(steps) if isinstance(step, Close) and step.session == session), None)
    after: list[Act] = [Hush(session, QUIET)]
    if failure.finding.cause == "ping":
        return Assertion(after=[*after, PingAnswered(session, options.message_timeout)])
    answered = CloseAnswered(session)
    if closing is not None:
        return Assertion(before={closing: after[0]}, after=[answered])
    # Where the server does not read on, sending itself fails.
    return Assertion(after=[*after, Close(1000, "", session), answered])
