"""A conversation that was written down, played once more and judged."""

from __future__ import annotations

from collections.abc import Callable

from WsKeywords.core import InvalidArgument, WsError
from WsKeywords.core.settings import Settings

from . import releasing
from .choosing import judge_of, name_of
from .conversation import Conversation
from .course import Course
from .findings import Failure, Finding
from .options import FuzzOptions
from .playing import Player
from .properties import Judge
from .results import FuzzResult, RouteResult
from .routes import Target
from .written import Written

#: What is wrong when a session does not open.
_OF_OPENING = frozenset({"no-5xx", "still-accepts", "subprotocols"})


def played(
    written: Written, target: Target, options: FuzzOptions, settings: Settings, properties: frozenset[str]
) -> FuzzResult:
    """What is wrong with it.

    Args:
        written: what is said.
        target: to whom.
        options: of the run.
        settings: of the caller's sessions.
        properties: names of those that are judged; empty: all.

    Raises:
        InvalidArgument: what is to be judged cannot be seen here.
        WsError: the conversation could not be held.
    """
    conversation, route = written
    judge = Judge(options)
    own = {name_of(check) for check in options.checks if judge_of(check) in properties}
    with Player(target, options, settings) as player:

        def play(again: Conversation) -> Course:
            return player.play(again, route=route.path, patience=options.message_timeout)

        if judge.determinism is not None:
            judge.determinism.remember(play(conversation))
        course = player.play(conversation, route=route.path, patience=options.message_timeout, probe=True)
        findings = [each for each in judge.judge(course, route) if not properties or each.property in properties | own]
        refused = [ending.rejection for ending in course.endings if ending.rejection is not None]
        if not findings and len(refused) == len(course.endings) and not properties & _OF_OPENING:
            raise WsError(f"The conversation could not be held: no session opened ({refused[0].kind}).")
        if releasing.NAME in properties:
            course, findings = _released(conversation, target, play, course, findings)
        connections = player.connections
    failures = tuple(Failure(each, route, course, conversation, 0, again=1, of=1) for each in findings)
    result = RouteResult(route, 1, conversation.messages, connections, course.seconds, failures)
    return FuzzResult(target, options, 0, (result,), course.seconds)


def _released(
    conversation: Conversation,
    target: Target,
    play: Callable[[Conversation], Course],
    course: Course,
    findings: list[Finding],
) -> tuple[Course, list[Finding]]:
    """What is left over of it when it is held again and again."""
    if releasing.held(target.app) is None:
        raise InvalidArgument(
            "What an app gives back is seen in its process: start it with Start App or Start App Process, on Linux."
        )
    found = releasing.leak_of(conversation, target.app, play)
    return (found[0], [*findings, found[1]]) if found is not None else (course, findings)
