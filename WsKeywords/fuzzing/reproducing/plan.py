"""What is done and asserted to show a failure again, whoever says it: Robot Framework or behave."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import ceil, log

from ..choosing import judge_of, name_of
from ..conversation import Abort, Await, Close, Ping, Reconnect, Say
from ..findings import Failure
from ..options import FuzzOptions
from ..reporting.telling import names_of
from .acts import Act, Hear, Hush, Open, Refused

#: How sure a reproduction file is to show what happens now and then only, and how often it tries at most.
_SURE, _MOST_TRIES = 0.99, 50


@dataclass(frozen=True, slots=True)
class Started:
    """An app that the files start themselves.

    Attributes:
        what: ``module:app`` or a command.
        is_command: whether it is that.
        options: of *Start App* that were given, by name: ``cwd``, ``ready``, ``timeout`` ….
        env: environment variables that were given; ``None``: taken out.
        secret_env: names of those whose values stand in the environment of who runs the files.
    """

    what: str
    is_command: bool = False
    options: Mapping[str, str] = field(default_factory=dict)
    env: Mapping[str, str | None] = field(default_factory=dict)
    secret_env: tuple[str, ...] = ()


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
        judge: the user's own, where the property is one: a keyword, or ``module:function``.
    """

    failure: Failure
    options: FuzzOptions
    acts: tuple[Act, ...]
    names: tuple[str, ...]
    tries: int = 1
    whole: bool = False
    judge: str = ""

    @property
    def by_keyword(self) -> bool:
        """Whether a keyword of the user judges, which no feature can call."""
        return bool(self.judge) and ":" not in self.judge

    @property
    def times(self) -> Mapping[str, str]:
        """Of *Play Conversation*, where they are not the usual ones."""
        options, usual = self.options, FuzzOptions()
        found = {}
        if options.message_timeout != usual.message_timeout:
            found["message_timeout"] = f"{options.message_timeout:g}s"
        if options.answers_within is not None:
            found["answers_within"] = f"{options.answers_within:g}s"
        return found


def plan_of(failure: Failure, options: FuzzOptions) -> Plan:
    """How the failure is played again."""
    from .asserting import assertion

    wanted = assertion(failure, options)
    names = names_of(failure.conversation.sessions)
    if wanted is None:
        return Plan(failure, options, (), names, tries_of(failure), True, _judge(failure, options))
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


def _judge(failure: Failure, options: FuzzOptions) -> str:
    own = {name_of(check): judge_of(check) for check in options.checks}
    return own.get(failure.finding.property, "")


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
