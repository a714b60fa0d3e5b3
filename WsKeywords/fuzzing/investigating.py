"""Playing and judging on one route, and looking into what is wrong: does it come again, what is the least of it."""

from __future__ import annotations

from collections import Counter, deque
from dataclasses import replace
from functools import partial
from threading import Event
from time import monotonic

from WsKeywords.core import AppFailed
from WsKeywords.core.deadline import Deadline

from .conversation import Conversation
from .course import Course
from .findings import Failure, Finding
from .nearest import nearest_passing
from .options import FuzzOptions
from .pacing import Pace
from .playing import Player
from .properties import Judge
from .properties.credentials import anonymous
from .properties.handshake import StillAccepts
from .properties.sameness import Determinism
from .routes import Route
from .shrinking import Shrinking
from .simplifying import keeps_query

#: So often a conversation that failed is played again before it is shrunk, and the shrunk one in the end.
_AGAIN = 5
#: The most seconds that shrinking one failure may take.
_SHRINKING = 12.0
#: What is only there or not there for want of time counts when it is seen with the whole time-out; while such a
#: conversation is shrunk, answers are waited for so many seconds.
SOFT = frozenset(
    {
        "answers-in-time",
        "error-instead-of-silence",
        "close-is-answered",
        "determinism",
        "echoes-own-id",
        "keeps-order",
        "refuses-wrong-credentials",
    }
)
_QUICK = 0.7
#: Seconds after which a server has come to rest.
_REST = 0.3
_LAST_LINES = 20
#: Codes that tell of trouble; with any other a server says goodbye. So often it is seen to live after each of those.
_UNWILLING, _GOODBYES = frozenset({1006, 1011, 1012, 1014}), 4
#: Seconds that a supervisor of a server that is not ours has to start it again.
_SUPERVISED = 2.0
#: Seconds that a process whose sessions were lost may take to end.
_DYING = 0.3


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
        #: Whether the server died, and somebody else would have to start it.
        self._gone = False
        #: How often the server ended a session, with each code.
        self._goodbyes: Counter[int] = Counter()

    def play(
        self, conversation: Conversation, *, patience: float | None = None, probe: bool = False, calm: bool = False
    ) -> Course:
        """Play it; where something ended that should not, see whether the server still lives.

        A server that died and that we started is started again.

        Args:
            patience, probe: as of ``Player.play``.
            calm: let the server come to rest before, where it is played twice.
        """
        self._pace.keep()
        if self._gone:
            raise ServerGone
        if not self._runs():
            self._revive()
        play = partial(self.player.play, conversation, route=self.route.path, patience=patience)
        determinism = self.judge.determinism
        if determinism is not None:
            # A handler may still be at the end of the last session when that has been closed: nothing tells.
            rest = _REST if calm else 0.0
            Event().wait(rest)
            determinism.remember(play())
            Event().wait(rest)
        course = play(probe=probe)
        if self.player.target.app is not None and _met_nobody(course) and self._is_dying():
            # It was dying of something else.
            self._revive()
            course = play(probe=probe)
        self.messages += sum(event.what == "sent" for event in course.events)
        self.played += 1
        if course.alive is None and self._is_suspicious(course):
            course = replace(course, alive=self.player.accepts(conversation))
        if course.alive is False and self._comes_back(conversation) and _met_nobody(course):
            # It was down before, and this conversation was not held.
            course = play(probe=probe)
        if course.alive is False or not self._runs():
            course = self._buried(course)
        return course

    def _runs(self) -> bool:
        app = self.player.target.app
        return app is None or app.running

    def _is_suspicious(self, course: Course) -> bool:
        """Whether the server may have died of it. One that says goodbye as it did before lives on."""
        suspicious = any(event.what == "stuck" for event in course.events)
        for ending in course.endings:
            if ending.rejection is not None:
                suspicious |= ending.rejection.status is None
            elif ending.early and ending.close is not None:
                code = ending.close.code
                self._goodbyes[code] += 1
                suspicious |= code in _UNWILLING or self._goodbyes[code] <= _GOODBYES
        return suspicious

    def _is_dying(self) -> bool:
        app = self.player.target.app
        if app is None or app.process is None:
            return False
        app.process.wait_ended(Deadline.after(_DYING))
        return not app.running

    def _revive(self) -> None:
        app = self.player.target.app
        if app is None:
            raise ServerGone
        try:
            if app.running:
                app.kill()
            app.start()
        except AppFailed:
            raise ServerGone from None

    def _comes_back(self, conversation: Conversation) -> bool:
        """Whether a server that is not ours, and takes no session, soon does again: somebody else sees to that.

        Where it does not, whatever is said then fails, and nothing shorter is to be found.
        """
        if self.player.target.app is not None or self._gone:
            return False
        deadline = Deadline.after(_SUPERVISED)
        while not self.player.accepts(conversation):
            if deadline.expired:
                self._gone = True
                return False
            Event().wait(min(0.1, deadline.remaining()))
        return True

    def start_again(self) -> bool:
        """Let the server forget everything; whether that could be done."""
        if self.player.target.app is None:
            return False
        self._revive()
        return True

    def _buried(self, course: Course) -> Course:
        """The course with the server's last words; the server lives again, where we can see to that."""
        app = self.player.target.app
        if app is None:
            return course
        if not self._is_dying() and course.alive is None:
            return course
        log = app.log.text(max(app.log.end - 20_000, 0)) if not course.log else course.log
        self._revive()
        return replace(course, alive=False, log=log)

    def findings(self, course: Course) -> list[Finding]:
        """What is wrong with it."""
        return self.judge.judge(course, self.route)

    def shows(self, course: Course, finding: Finding) -> Finding | None:
        """The same thing in another course."""
        for each in self.findings(course):
            if each.property == finding.property and same_cause(each.cause, finding.cause):
                return each
        return None

    def look_into(self, course: Course, finding: Finding, until: float, example: int) -> Failure | None:
        """Confirm, shrink and count; None: it did not come again, and may have been our haste."""
        soft = finding.property in SOFT
        conversation = course.conversation
        timeout = self._options.message_timeout
        # Near the end of the budget nobody can be patient.
        whole = min(timeout, max(2 * _QUICK, until - monotonic())) if soft else None
        quick = min(timeout, _QUICK) if soft else None
        until = min(until, monotonic() + _SHRINKING)
        probe = finding.property == StillAccepts.name
        if probe and self._gone:
            return self._failure(finding, course, conversation, example, 0, 0)
        if monotonic() >= until:
            return None if soft else self._failure(finding, course, conversation, example, 0, 0)
        # In haste at first: most that seems so is not seen again, and what is takes a time-out each time.
        again, of = self._again(conversation, finding, 1 if soft else 3, quick, until)
        fresh = False
        if not again and (not soft or self.judge.determinism is not None) and self.start_again():
            # What was said before may have made it impossible, or what was said before that may have made it possible.
            fresh = True
            again, more = self._again(conversation, finding, 1, quick, until, fresh)
            of += more
        if not again:
            return None if soft else self._failure(finding, course, conversation, example, 0, of)
        # What comes now and then is tried more often before a simpler conversation is said not to show it.
        tries = 1 if soft or fresh or len(again) == of else 4

        def shows(candidate: Conversation) -> Course | None:
            if not keeps_query(candidate, self.route.path):
                return None
            for _ in range(tries):
                if fresh:
                    self.start_again()
                played = self.play(candidate, patience=quick, probe=probe)
                if self.shows(played, finding) is not None:
                    return played
                if not self.findings(played):
                    self.passing.append(played)
            return None

        best = Shrinking(shows, until).shrink(again[-1])
        times = 1 if soft else 3 if fresh else _AGAIN
        final, of = self._again(best.conversation, finding, times, whole, until + 2 * _QUICK, fresh)
        if soft and not final:
            # The shortest was haste; what it began with may not have been.
            final, of = self._again(conversation, finding, 1, whole, until + 2 * _QUICK, fresh)
            if not final:
                return None
        failure = self._failure(finding, final[-1] if final else best, conversation, example, len(final), of)
        without = anonymous(failure.conversation, self._options) if not fresh and len(final) == of else None
        seen = without is not None and bool(self._again(without, finding, 1, whole, until)[0])
        return replace(failure, anonymous=seen)

    def _again(
        self,
        conversation: Conversation,
        finding: Finding,
        times: int,
        patience: float | None,
        until: float,
        fresh: bool = False,
    ) -> tuple[list[Course], int]:
        """Play it so often, or until there is no time; the courses that show it, and how many there were."""
        found, played = [], 0
        while played < times and (not played or monotonic() < until):
            if fresh:
                self.start_again()
            probe, calm = finding.property == StillAccepts.name, finding.property == Determinism.name
            course = self.play(conversation, patience=patience, probe=probe, calm=calm)
            played += 1
            if self.shows(course, finding) is not None:
                found.append(course)
        return found, played

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


def same_cause(one: str, other: str) -> bool:
    """Whether two causes may be one: what the app's log says of it may have come too late for one of them."""
    (code, _, why), (its_code, _, its_why) = one.partition(": "), other.partition(": ")
    return code == its_code and (not why or not its_why or why == its_why)


def _met_nobody(course: Course) -> bool:
    """Whether there was no server at all."""
    return all(ending.rejection is not None and ending.rejection.status is None for ending in course.endings)
