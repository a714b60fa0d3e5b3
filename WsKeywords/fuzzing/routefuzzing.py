"""One route of a run: what was found earlier, what every route gets, and what is generated."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from time import monotonic

from . import releasing
from .admission import Admission
from .conversation import Await, Conversation, Say
from .course import Course
from .database import Database
from .exploring import Explorer
from .findings import EARLIER, UNGENERATED, Failure, Finding
from .generating import conversations, generated, starters
from .habits import kind_of
from .investigating import Investigator, ServerGone, same_cause
from .nearest import nearest_passing
from .options import FuzzOptions
from .properties.answering import silences
from .properties.logs import NoErrorInLog
from .properties.seeing import kind_before
from .results import Progress, RouteResult
from .strategies.lexicon import Lexicon
from .strategies.mixing import Mixture, mixture
from .strategies.registry import Registered

#: So many conversations are generated with one state of what was learnt.
_BATCH = 12
#: So many causes are looked into; a route that fails in more ways fails in any.
_MOST_CAUSES = 12
#: So many kinds of messages with which the same was seen are looked into.
_LOOKS = 4
#: Of these properties the kind of the last message tells causes apart, where the app's log does not.
_BY_KIND = ("no-1006", "no-1011")


#: So often, at most, it is tried whether a session still hears after it was silent.
_LISTENINGS = 12


class Stopped(Exception):
    """The run ends here."""

    def __init__(self, dead: bool) -> None:
        super().__init__(dead)
        self.dead = dead


class RouteRun:
    """Fuzzes one route until a time (monotonic seconds)."""

    def __init__(
        self,
        investigator: Investigator,
        database: Database,
        options: FuzzOptions,
        seed: int,
        until: float,
        tell: Callable[[Progress], None],
        strategies: tuple[Registered, ...],
    ) -> None:
        self._investigator = investigator
        self._route = investigator.route
        self._database = database
        self._options = options
        self._seed = seed
        self._until = until
        self._tell = tell
        self._strategies = strategies
        self._lexicon = Lexicon(self._route.sends, self._route.words)
        self._explorer: Explorer | None = None
        self._explored = 0
        self._began = monotonic()
        self._connections = investigator.player.connections
        self._played = self._generated = 0
        self._admission = Admission(self._route, options)
        self._failures: dict[tuple[str, str], Failure] = {}
        #: Under which cause, and with which kind of message, a failure was met before it had its name.
        self._same: dict[tuple[tuple[str, str], str], tuple[str, str]] = {}
        #: What was looked into of each cause: kinds of messages, and how often they were met.
        self._looks: dict[tuple[str, str], dict[str, int]] = {}
        self._skipped = ""
        self._listened = 0
        self._met_with_silence: set[str] = set()

    def run(self) -> None:
        """Play all of it.

        Raises:
            Stopped: before all examples were played.
        """
        try:
            self._replay()
            plain = list(starters(self._route, self._options, self._mixture()))
            known = [
                step.data for each in plain if len(each.steps) == 2 for step in each.steps if isinstance(step, Say)
            ]
            self._explorer = Explorer(plain[0], self._options, self._lexicon, known if self._freely else ())
            self._play_all(plain, UNGENERATED)
            self._explore()
            self._check_resources(plain)
            number = batch = 0
            while number < self._options.examples and not self._skipped:
                count = min(_BATCH, self._options.examples - number)
                strategy = conversations(self._route, self._options, self._mixture())
                found = generated(strategy, count, self._seed * 1_000_003 + batch, self._route.path)
                self._play_all(found, number)
                number += max(len(found), 1)
                self._explore()
                batch += 1
        except ServerGone:
            raise Stopped(True) from None

    def result(self, seconds: float) -> RouteResult:
        """What came of it so far."""
        return RouteResult(
            self._route,
            self._played,
            self._investigator.messages,
            self._investigator.player.connections - self._connections,
            seconds,
            tuple(self._failures.values()),
            self._skipped,
        )

    def _mixture(self) -> Mixture:
        known = self._explorer.known if self._explorer is not None else []
        heard = list(dict.fromkeys(each.message for each in known))
        return mixture(self._route, self._options, self._lexicon, self._strategies, heard)

    @property
    def _freely(self) -> bool:
        """Whether anything may be said: the user asked for no one strategy."""
        return self._options.strategy is None

    def _explore(self) -> None:
        """Play what follows from the server's answers, as long as there are new ones, for half of the time."""
        assert self._explorer is not None
        if not self._freely:
            return
        half = (self._began + self._until) / 2
        for conversation in self._explorer.conversations():
            if self._skipped or self._explored >= 3 * self._options.examples or monotonic() >= half:
                return
            self._explored += 1
            self._play_all([conversation], UNGENERATED)

    def _replay(self) -> None:
        for earlier in list(self._database.of_route(self._route.path)):
            self._report("replaying")
            if not self._take(earlier.conversation, EARLIER):
                self._database.forget(earlier)

    def _play_all(self, conversations: Iterable[Conversation], first: int) -> None:
        """Play them, and learn from what the server says afterwards: what is generated depends on whole batches."""
        heard: list[str | bytes] = []
        for number, conversation in enumerate(conversations):
            if monotonic() >= self._until:
                raise Stopped(False)
            self._report("generating" if first >= 0 else "exploring")
            self._take(conversation, first + number if first >= 0 else first, heard)
            self._generated += first >= 0
            if self._skipped:
                return
        for data in heard:
            self._lexicon.hear(data)

    def _take(self, conversation: Conversation, number: int, heard: list[str | bytes] | None = None) -> bool:
        """Play it and judge it; whether something was wrong."""
        course = self._investigator.play(conversation)
        self._played += 1
        if heard is not None:
            heard += [event.data for event in course.events if event.what == "received"][:50]
        self._admission.learn(course)
        self._skipped = self._admission.refused()
        if self._explorer is not None:
            self._explorer.learn(course)
        self._investigator.judge.learn(course, self._route)
        findings = self._investigator.findings(course)
        if not findings:
            self._investigator.passing.append(course)
            self._listen_again(course, number)
        for finding in findings:
            self._look_into(course, finding, number)
        return bool(findings)

    def _listen_again(self, course: Course, number: int) -> None:
        """Where there was silence: does the session still hear at all?"""
        answers = self._investigator.judge.answers
        reliable = answers.reliable() if answers is not None else None
        if reliable is None or self._listened >= _LISTENINGS:
            return
        for event, said, _ in silences(course):
            session, kind = course.events[event].session, kind_of(said) + str(len(said).bit_length())
            if kind in self._met_with_silence or said == reliable:
                continue
            self._met_with_silence.add(kind)
            self._listened += 1
            steps = (*course.conversation.steps, Say(reliable, session), Await(session))
            again = self._investigator.play(replace(course.conversation, steps=steps))
            for finding in self._investigator.findings(again):
                self._look_into(again, finding, number)
            return

    def _check_resources(self, plain: Sequence[Conversation]) -> None:
        """What the shortest conversations leave behind; the last seconds of the budget are for others."""
        app = self._investigator.player.target.app
        if not self._investigator.judge.has(releasing.NAME) or self._skipped or self._explorer is None:
            return
        said = [[*known.prefix, known.message] for known in self._explorer.known if not known.is_error][:6]
        polite = [tuple(step for data in each for step in (Say(data), Await())) for each in said]
        candidates = [plain[0], *(replace(plain[0], steps=steps) for steps in polite)]
        until = monotonic() + (self._until - monotonic()) * 0.3
        found = releasing.check_released(candidates, app, self._investigator.play, lambda: monotonic() > until)
        if found is not None:
            self._keep(*found, again=1, of=1)

    def _keep(self, course: Course, finding: Finding, *, again: int, of: int) -> None:
        """A failure that is as short as it can be."""
        passing = nearest_passing(course.conversation, self._investigator.passing)
        context: dict[str, object] = {"found after": round(monotonic() - self._began, 3)}
        self._failures[finding.property, finding.cause] = Failure(
            finding, self._route, course, course.conversation, self._seed, -1, 1, again, of, passing, context
        )

    def _look_into(self, course: Course, finding: Finding, number: int) -> None:
        """Make a failure of it, or count it to one.

        Where no log tells causes apart, the kind of the message does that was sent last: at first of the conversation
        as it was generated, to see what is worth looking into, then of the shortest one.
        """
        key = self._key(finding)
        if key in self._failures:
            self._count(key)
            return
        if ": " not in finding.cause:  # the log came too late to say more of it
            for other in self._failures:
                if other[0] == key[0] and ": " in other[1] and same_cause(other[1], key[1]):
                    self._count(other)
                    return
        by_kind = finding.property in _BY_KIND and finding.event >= 0
        kind = kind_before(course, finding.event, finding.session) if by_kind else ""
        if (key, kind) in self._same:
            self._count(self._same[key, kind])
            return
        looks = self._looks.setdefault(key, {})
        looks[kind] = looks.get(kind, 0) + 1
        if looks[kind] > 2 or len(looks) > _LOOKS or len(self._failures) >= _MOST_CAUSES:
            return
        self._report("shrinking")
        since = monotonic() - self._began
        left = self._until - monotonic()
        failure = self._investigator.look_into(course, finding, monotonic() + left * 0.4, number)
        if failure is None:
            return
        found = failure.finding
        if by_kind and ": " not in found.cause and found.event >= 0:
            least = kind_before(failure.course, found.event, found.session)
            failure = replace(failure, finding=replace(found, cause=f"{found.cause}, after {least}"))
        known = finding.property, failure.finding.cause
        for other, same in self._failures.items():
            if other == known or (other[0] == key[0] and same.conversation == failure.conversation):
                self._same[key, kind] = other
                self._count(other)
                return
        self._same[key, kind] = known
        self._failures[known] = replace(failure, context={**failure.context, "found after": round(since, 3)})
        self._database.save(self._route.path, failure.conversation, finding.property)

    def _count(self, key: tuple[str, str]) -> None:
        self._failures[key] = replace(self._failures[key], times=self._failures[key].times + 1)

    def _key(self, finding: Finding) -> tuple[str, str]:
        """What a failure is known by: an exception that ended a connection once may only be in the log another time."""
        if finding.property == NoErrorInLog.name:
            for key in self._failures:
                if key[1].endswith(f": {finding.cause}"):
                    return key
        return finding.property, finding.cause

    def _report(self, doing: str) -> None:
        seconds = max(monotonic() - self._began, 1e-9)
        rate = self._played / seconds
        of = self._options.examples
        remaining = (of - self._generated) / rate if rate else self._options.budget
        left = max(min(remaining, self._until - monotonic()), 0.0)
        self._tell(Progress(self._route.path, self._generated, of, rate, left, len(self._failures), doing))
