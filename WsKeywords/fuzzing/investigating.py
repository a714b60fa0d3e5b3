"""Playing and judging on one route, and looking into what is wrong: does it come again, what is the least of it."""

from __future__ import annotations

from collections import deque
from dataclasses import replace
from time import monotonic

from WsKeywords.core import AppFailed

from .conversation import Conversation
from .course import Course
from .findings import Failure, Finding
from .nearest import nearest_passing
from .options import FuzzOptions
from .pacing import Pace
from .playing import Player
from .properties import Judge
from .routes import Route
from .shrinking import Shrinking

#: So often a conversation that failed is played again before it is shrunk, and the shrunk one in the end.
_AGAIN = 5
#: The most seconds that shrinking one failure may take.
_SHRINKING = 15.0
#: Seconds that it may take to count how often the shrunk one fails again, when there is no time any more.
_COUNTING = 3.0
#: Seconds to wait for each answer while shrinking what is a matter of patience.
_BRISK = 0.6
#: What is only there or not there for want of time: it counts when it is seen by a patient player.
_SOFT = frozenset(
    {
        *("answers-in-time", "error-instead-of-silence", "still-answers", "close-is-answered"),
        *("keeps-order", "refuses-wrong-credentials"),
    }
)
_LAST_LINES = 20


class ServerGone(Exception):
    """The server takes no connection and cannot be started again."""


class Investigator:
    """Plays conversations with one route."""

    def __init__(self, player: Player, judge: Judge, route: Route, options: FuzzOptions, pace: Pace, seed: int) -> None:
        self.player = player
        self.judge = judge
        self.route = route
        self._options = options
        self._pace = pace
        self._seed = seed
        #: Courses in which nothing was wrong, the newest.
        self.passing: deque[Course] = deque(maxlen=150)
        self.messages = 0
        self.played = 0

    def play(self, conversation: Conversation, *, patience: float = 0.0, probe: bool = False) -> Course:
        """Play it; where something ended that should not, see whether the server still lives.

        A server that died and that we started is started again.
        """
        self._pace.keep()
        course = self.player.play(conversation, route=self.route.path, patience=patience, probe=probe)
        self.messages += sum(event.what == "sent" for event in course.events)
        self.played += 1
        if course.alive is None and _is_suspicious(course):
            alive = self.player.accepts(conversation, patience=patience)
            course = replace(course, alive=alive)
        if course.alive is False or not self._runs():
            course = self._buried(course)
        return course

    def _runs(self) -> bool:
        app = self.player.target.app
        return app is None or app.running

    def _buried(self, course: Course) -> Course:
        """The course with the server's last words; the server lives again, where we can see to that."""
        app = self.player.target.app
        if app is None:
            return course
        log = app.log.text(max(app.log.end - 20_000, 0)) if not course.log else course.log
        try:
            if app.running:
                app.kill()
            app.start()
        except AppFailed:
            raise ServerGone from None
        return replace(course, alive=False, log=log)

    def findings(self, course: Course) -> list[Finding]:
        """What is wrong with it."""
        return self.judge.judge(course, self.route)

    def shows(self, course: Course, finding: Finding) -> Finding | None:
        """The same thing in another course."""
        for each in self.findings(course):
            if each.property == finding.property and _family(each.cause) == _family(finding.cause):
                return each
        return None

    def look_into(self, course: Course, finding: Finding, until: float, example: int) -> Failure | None:
        """Confirm, shrink and count; None: it did not come again, and may have been our haste."""
        soft = finding.property in _SOFT
        whole = self._options.message_timeout if soft else 0.0
        again, of = self._again(course.conversation, finding, 2 if soft else 3, until, whole)
        if not again:
            return None if soft else self._failure(finding, course, course.conversation, example, 0, of)
        # What comes now and then is tried more often before a simpler conversation is said not to show it.
        tries = 1 if len(again) == of else 4
        brisk = min(whole, _BRISK)

        def shows(candidate: Conversation) -> Course | None:
            for _ in range(tries):
                played = self.play(candidate, patience=brisk)
                if self.shows(played, finding) is not None:
                    return played
                if not self.findings(played):
                    self.passing.append(played)
            return None

        best = Shrinking(shows, min(until, monotonic() + _SHRINKING)).shrink(again[-1])
        until = max(until, monotonic() + _COUNTING)
        if soft:  # what was short of patience while it was shrunk does not count
            patiently, _ = self._again(best.conversation, finding, 1, until, whole)
            best = patiently[-1] if patiently else again[-1]
        final, of = self._again(best.conversation, finding, _AGAIN, until, brisk)
        shown = final[-1] if final and not soft else best
        return self._failure(finding, shown, course.conversation, example, len(final), of)

    def _again(
        self, conversation: Conversation, finding: Finding, times: int, until: float, patience: float
    ) -> tuple[list[Course], int]:
        """Play it so often, or until there is no time; the courses that show it, and how many there were."""
        shown, played = [], 0
        while played < times and (not played or monotonic() < until):
            course = self.play(conversation, patience=patience)
            played += 1
            if self.shows(course, finding) is not None:
                shown.append(course)
        return shown, played

    def _failure(
        self, finding: Finding, course: Course, first: Conversation, example: int, again: int, of: int
    ) -> Failure:
        shown = self.shows(course, finding) or finding
        context: dict[str, object] = {
            "messages sent": course.conversation.messages,
            "seconds": round(course.seconds, 3),
        }
        said = [data for ending in range(len(course.endings)) for data in course.received(ending)]
        context["last answer"] = said[-1] if said else None
        if course.log.strip():
            context["log"] = "\n".join(course.log.strip().splitlines()[-_LAST_LINES:])
        return Failure(
            shown,
            self.route,
            course,
            first,
            self._seed,
            example,
            1,
            again,
            of,
            nearest_passing(course.conversation, self.passing),
            context,
        )


def _family(cause: str) -> str:
    """A cause that names nothing but the kind of message before it is the same, if it shrinks to the same message."""
    return cause.partition(", after ")[0]


def _is_suspicious(course: Course) -> bool:
    """Whether the server may have died of it."""
    for ending in course.endings:
        if ending.rejection is not None and ending.rejection.status is None:
            return True
        if ending.early and ending.close is not None:
            return True
    return any(event.what == "stuck" for event in course.events)
