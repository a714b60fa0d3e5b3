"""What is done and asserted to show a failure again, whoever says it: Robot Framework or behave."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil, log
from typing import Any

from ..conversation import Abort, Await, Close, Ping, Reconnect, Say
from ..findings import Failure
from ..options import FuzzOptions
from ..reporting.telling import names_of

#: How sure a reproduction file is to show what happens now and then only, and how often it tries at most.
_SURE, _MOST_TRIES = 0.99, 50


@dataclass(frozen=True, slots=True)
class Open:
    """Connect; ``again``: as one that comes afterwards, to see whether the server still takes it."""

    session: int
    again: bool = False


@dataclass(frozen=True, slots=True)
class Hear:
    """Take the next message, which comes within so many seconds."""

    session: int
    within: float | None = None


@dataclass(frozen=True, slots=True)
class Hush:
    """Take what comes, until nothing has come for so many seconds or the session is closed."""

    session: int
    quiet: float


@dataclass(frozen=True, slots=True)
class NotClosedWith:
    """The session was not closed with that code."""

    session: int
    code: int


@dataclass(frozen=True, slots=True)
class CloseAnswered:
    """The server answered our close frame."""

    session: int


@dataclass(frozen=True, slots=True)
class Chosen:
    """The server chose that subprotocol."""

    session: int
    subprotocol: str


@dataclass(frozen=True, slots=True)
class LogLacks:
    """The app's log does not contain that text."""

    session: int
    text: str


@dataclass(frozen=True, slots=True)
class Refused:
    """Connecting is refused."""

    session: int


@dataclass(frozen=True, slots=True)
class Guard:
    """From now on no message may come that contains this text, begins with these bytes, or has such a match."""

    session: int
    never: str | bytes
    regexp: bool = False


@dataclass(frozen=True, slots=True)
class SchemaGuard:
    """From now on every message satisfies the schema."""

    session: int
    schema: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class NextSatisfies:
    """The next message satisfies the schema."""

    session: int
    schema: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class NothingLike:
    """No message that contains this text, begins with these bytes, or has such a match is there or comes soon."""

    session: int
    never: str | bytes
    within: float
    regexp: bool = False


@dataclass(frozen=True, slots=True)
class NextContains:
    """The next message contains this text, or as JSON these values."""

    session: int
    expected: str | Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class GuardsHeld:
    """What a guard of the session forbids has not come."""

    session: int


Act = (
    Open
    | Say
    | Ping
    | Abort
    | Reconnect
    | Close
    | Hear
    | Hush
    | NotClosedWith
    | CloseAnswered
    | Chosen
    | LogLacks
    | Refused
    | Guard
    | SchemaGuard
    | NextSatisfies
    | NextContains
    | NothingLike
    | GuardsHeld
)


@dataclass(frozen=True, slots=True)
class Started:
    """An app that the files start themselves: ``module:app`` or a command, and where."""

    what: str
    is_command: bool = False
    cwd: str = ""


@dataclass(frozen=True)
class Plan:
    """A failure as it is played again.

    Attributes:
        failure: that it shows.
        options: of the run.
        acts: in order; the last ones assert.
        names: of the sessions.
        tries: how often the acts are done, since not each time shows it.
        whole: the property is such that only fuzzing itself can judge it: the acts are played by it.
    """

    failure: Failure
    options: FuzzOptions
    acts: tuple[Act, ...]
    names: tuple[str, ...]
    tries: int = 1
    whole: bool = False


def plan_of(failure: Failure, options: FuzzOptions) -> Plan:
    """How the failure is played again."""
    from .asserting import assertion

    wanted = assertion(failure, options)
    names = names_of(failure.conversation.sessions)
    if wanted is None:
        return Plan(failure, options, (), names, tries_of(failure), whole=True)
    acts: list[Act] = []
    if isinstance(wanted.opening, Refused):
        return Plan(failure, options, (wanted.opening,), names, tries_of(failure))
    for number in range(max(failure.conversation.sessions, 1)):
        acts.append(Open(number))
        acts += [act for act in wanted.at_once if act.session == number]
    steps = _steps(failure, wanted.before, wanted.instead)
    if wanted.only_say:
        heard = set(wanted.before.values())
        steps = [act for act in steps if act in heard or not isinstance(act, (Hear, Hush))]
    acts += steps
    acts += wanted.after
    return Plan(failure, options, tuple(acts), names, tries_of(failure))


def tries_of(failure: Failure) -> int:
    """So often that what happens now and then is as good as certain to be seen."""
    if failure.of < 1 or failure.again >= failure.of:
        return 1
    chance = max(failure.again, 0.5) / failure.of
    return min(ceil(log(1 - _SURE) / log(1 - chance)), _MOST_TRIES)


def _steps(failure: Failure, before: Mapping[int, Act], instead: Mapping[int, Act]) -> list[Act]:
    """The conversation's steps as acts, without those that were not done."""
    course = failure.course
    undone = {event.step for event in course.events if event.what == "unsent" and event.step >= 0}
    silent = {event.step for event in course.events if event.what == "silent" and event.step >= 0}
    is_open = [not ending.rejection for ending in course.endings] or [True]
    acts: list[Act] = []
    for number, step in enumerate(failure.conversation.steps):
        session = step.session if step.session < len(is_open) else 0
        if number in before:
            acts.append(before[number])
        if number in instead:
            acts.append(instead[number])
        elif isinstance(step, Reconnect):
            if is_open[session]:
                acts.append(Close(1000, "", session))
            acts.append(step)
            is_open[session] = True
        elif number not in undone and is_open[session]:
            acts += _acts(step, number in silent, _is_heard(failure, session, number))
            is_open[session] = not isinstance(step, (Abort, Close))
    return acts


def _acts(step: Say | Ping | Await | Abort | Close, silent: bool, heard: bool) -> list[Act]:
    if not isinstance(step, Await):
        return [] if silent and isinstance(step, Ping) else [step]
    if silent or not heard:
        return []
    # What comes a moment later belongs to the same answer.
    return [Hear(step.session), Hush(step.session, 0.2)]


def _is_heard(failure: Failure, session: int, step: int) -> bool:
    """Whether the server said something to the session between what was done before that step and after it."""
    events = failure.course.events
    began = max((event.at for event in events if event.what == "sent" and event.step < step), default=0.0)
    ended = min((event.at for event in events if event.step > step), default=float("inf"))
    return any(event.what == "received" and event.session == session and began <= event.at <= ended for event in events)
