"""One route of a run: what was found earlier, what every route gets, and what is generated."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from time import monotonic

from .conversation import Conversation
from .course import Course
from .database import Database
from .findings import Failure, Finding
from .generating import conversations, generated, starters
from .investigating import Investigator, ServerGone
from .options import FuzzOptions
from .properties.logs import NoErrorInLog
from .results import Progress, RouteResult
from .strategies.lexicon import Lexicon
from .strategies.mixing import Mixture, mixture
from .strategies.registry import Registered

#: So many conversations are generated with one state of what was learnt.
_BATCH = 12
#: A route of which so many handshakes were refused, and none accepted, is left.
_REFUSALS = 8
#: So many causes are looked into; a route that fails in more ways fails in any.
_MOST_CAUSES = 12


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
        self._began = monotonic()
        self._connections = investigator.player.connections
        self._played = 0
        self._refused = 0
        self._opened = 0
        self._rejection = ""
        self._failures: dict[tuple[str, str], Failure] = {}
        #: Causes that turned out to be another one's.
        self._same: dict[tuple[str, str], tuple[str, str]] = {}
        self._dropped: dict[tuple[str, str], int] = {}
        self._skipped = ""

    def run(self) -> None:
        """Play all of it.

        Raises:
            Stopped: before all examples were played.
        """
        try:
            self._replay()
            self._play_all(starters(self._route, self._options, self._mixture()), -1)
            number = batch = 0
            while number < self._options.examples and not self._skipped:
                count = min(_BATCH, self._options.examples - number)
                strategy = conversations(self._route, self._options, self._mixture())
                found = generated(strategy, count, self._seed * 1_000_003 + batch, self._route.path)
                self._play_all(found, number)
                number += max(len(found), 1)
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
        return mixture(self._route, self._options, self._lexicon, self._strategies)

    def _replay(self) -> None:
        for earlier in list(self._database.of_route(self._route.path)):
            self._report("replaying")
            if not self._take(earlier.conversation, -1):
                self._database.forget(earlier)

    def _play_all(self, conversations: Iterable[Conversation], first: int) -> None:
        """Play them, and learn from what the server says afterwards: what is generated depends on whole batches."""
        heard: list[str | bytes] = []
        for number, conversation in enumerate(conversations, first):
            if monotonic() >= self._until:
                raise Stopped(False)
            self._report("generating")
            self._take(conversation, number if first >= 0 else -1, heard)
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
        self._count_refusals(course)
        findings = self._investigator.findings(course)
        if not findings:
            self._investigator.passing.append(course)
        for finding in findings:
            self._look_into(course, finding, number)
        return bool(findings)

    def _look_into(self, course: Course, finding: Finding, number: int) -> None:
        key = self._key(finding)
        known = self._failures.get(key)
        if known is not None:
            self._failures[key] = replace(known, times=known.times + 1)
            return
        if len(self._failures) >= _MOST_CAUSES or self._dropped.get(key, 0) >= 3:
            return
        self._report("shrinking")
        since = monotonic() - self._began
        left = self._until - monotonic()
        failure = self._investigator.look_into(course, finding, monotonic() + max(left * 0.4, 1.0), number)
        if failure is None:
            self._dropped[key] = self._dropped.get(key, 0) + 1
            return
        for other, same in self._failures.items():
            if other[0] == key[0] and same.conversation == failure.conversation:
                self._failures[other] = replace(same, times=same.times + 1)
                self._same[key] = other
                return
        self._failures[key] = replace(failure, context={**failure.context, "found after": round(since, 3)})
        self._database.save(self._route.path, failure.conversation, finding.property)

    def _key(self, finding: Finding) -> tuple[str, str]:
        """What a failure is known by: an exception that ended a connection once may only be in the log another time."""
        if finding.property == NoErrorInLog.name:
            for key in self._failures:
                if key[1].endswith(f": {finding.cause}"):
                    return key
        key = finding.property, finding.cause
        return self._same.get(key, key)

    def _count_refusals(self, course: Course) -> None:
        """A route that lets nobody in is left, with the reason."""
        for ending in course.endings:
            if ending.rejection is None:
                self._opened += 1
            else:
                self._refused += 1
                status = ending.rejection.status
                self._rejection = f"with {status}" if status is not None else f"({ending.rejection.kind})"
        if not self._opened and self._refused >= _REFUSALS:
            asks = f"; it asks for {', '.join(self._route.security)}" if self._route.security else ""
            made_up = [each.name for each in self._route.parameters if each.name not in self._options.parameters]
            values = f"; give values of {', '.join(made_up)}" if made_up else ""
            self._skipped = f"every handshake was refused {self._rejection}{asks}{values}"

    def _report(self, doing: str) -> None:
        seconds = max(monotonic() - self._began, 1e-9)
        rate = self._played / seconds
        remaining = max(self._options.examples - self._played, 0) / rate if rate else self._options.budget
        left = max(min(remaining, self._until - monotonic()), 0.0)
        played = min(self._played, self._options.examples)
        self._tell(Progress(self._route.path, played, self._options.examples, rate, left, len(self._failures), doing))
