"""What a run of generated conversations found."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from .findings import Failure
from .options import FuzzOptions
from .routes import Route, Target

#: Why a route was not tested, or not to the end.
OUT_OF_BUDGET = "the budget was used up"


@dataclass(frozen=True)
class RouteResult:
    """What came of one route.

    Attributes:
        route: that was fuzzed.
        conversations: that were played, without those of shrinking.
        messages: sent in them.
        connections: opened in them.
        seconds: all of it took.
        failures: one for each cause.
        skipped: why it was not fuzzed, or "".
        cut: why not all of it was played, or "".
    """

    route: Route
    conversations: int = 0
    messages: int = 0
    connections: int = 0
    seconds: float = 0.0
    failures: tuple[Failure, ...] = ()
    skipped: str = ""
    cut: str = ""

    @property
    def untested(self) -> str:
        """Why nothing is known of it: no message went out, and nothing was found; "": something is."""
        return "" if self.failures else self.skipped or (self.cut if not self.messages else "")


@dataclass(frozen=True)
class HttpResult:
    """What Schemathesis found on the app's HTTP routes.

    Attributes:
        operations: that were tested.
        failed: those that failed, such as *POST /login*.
        report: its own, JUnit XML; None: there is no folder for it.
    """

    operations: int
    failed: tuple[str, ...]
    report: Path | None = None


@dataclass(frozen=True)
class FuzzResult:
    """What a run found.

    Attributes:
        target: that was fuzzed.
        options: of the run.
        seed: of the generator; the same seed, routes and options generate the same conversations.
        routes: in the order of the target's.
        seconds: all of it took.
        ended: by having played all examples, by the budget, by the user, because the server died and could not be
            started again, or by a property of the user that failed itself.
        broken: what that property failed with, or "".
        http: of the app's HTTP routes, where they were fuzzed too.
    """

    target: Target
    options: FuzzOptions
    seed: int
    routes: tuple[RouteResult, ...]
    seconds: float
    ended: Literal["examples", "budget", "interrupted", "dead", "broken"] = "examples"
    broken: str = ""
    http: HttpResult | None = None

    @property
    def failures(self) -> tuple[Failure, ...]:
        """Of all routes."""
        return tuple(failure for route in self.routes for failure in route.failures)

    @property
    def tested(self) -> int:
        """How many of the routes were."""
        return sum(not route.untested for route in self.routes)

    @property
    def whole(self) -> bool:
        """Whether all of every route was played."""
        return bool(self.routes) and not any(route.skipped or route.cut for route in self.routes)


@dataclass(frozen=True)
class Progress:
    """How far a run is, told as it goes.

    Attributes:
        route: path of the route.
        played: generated conversations of this route so far, of ``of``.
        of: see ``played``.
        rate: conversations a second.
        left: seconds that remain at that rate, or of the budget.
        failures: so far, of all routes.
        doing: ``exploring`` (what every route gets, and what follows from its answers), ``generating``, ``shrinking``,
            ``replaying``, ``confirming``.
    """

    route: str
    played: int
    of: int
    rate: float
    left: float
    failures: int
    doing: str = "generating"
