"""A run: earlier failures, then generated conversations; what is wrong is confirmed, shrunk and grouped."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from random import SystemRandom
from time import monotonic
from typing import TYPE_CHECKING, Literal

from WsKeywords.core import InvalidArgument
from WsKeywords.core.configfuzz import ABOVE_0, AT_LEAST_1
from WsKeywords.core.output import quote
from WsKeywords.core.suggest import nearest

from .database import Database
from .discovery.choosing import selected
from .hiding import Hiding
from .investigating import Investigator
from .options import FuzzOptions
from .pacing import Pace, check_allowed
from .playing import Player
from .properties import Judge
from .properties.choosing import Told
from .properties.own import BrokenProperty
from .reaching import check_reachable
from .results import OUT_OF_BUDGET, FuzzResult, Progress, RouteResult
from .routefuzzing import RouteRun, Stopped
from .routes import Target
from .strategies.registry import Registered

if TYPE_CHECKING:
    from WsKeywords.core.settings import Settings

#: Seconds between two reports of progress.
_OFTEN = 0.2
#: Seeds that a person can copy.
_SEEDS = 2**32
#: Ends after which no other route is begun.
_ENDED_EARLY = ("interrupted", "dead", "broken")
#: Why a route was not tested, or not to the end, by what ended the run.
_WHY = {
    "examples": "",
    "budget": OUT_OF_BUDGET,
    "interrupted": "the run was interrupted",
    "dead": "the server is down",
    "broken": "a property failed itself",
}


def fuzz(
    target: Target,
    options: FuzzOptions | None = None,
    settings: Settings | None = None,
    progress: Callable[[Progress], None] | None = None,
    strategies: Sequence[Registered] = (),
    told: Told | None = None,
) -> FuzzResult:
    """Hold generated conversations with an app and say what was wrong.

    Args:
        target: the app and its routes.
        options: of the run.
        settings: those of the caller's sessions: TLS, proxies, what is never shown.
        progress: is told now and then how far the run is.
        strategies: for messages, beside those that were registered; see ``described_strategies``.
        told: is told of each conversation, and of what was wrong with it.

    Returns:
        What was found; also when the run was interrupted (Ctrl-C), or ended by a property of the user that failed
        itself, with what was found until then.

    Raises:
        InvalidArgument: an option cannot be used, or no route is left to fuzz.
        NotAllowed: the target is another machine, and ``may_test`` does not name it.
    """
    options = options or FuzzOptions()
    return _Run(target, options, settings, progress, tuple(strategies), told).run()


class _Run:
    def __init__(
        self,
        target: Target,
        options: FuzzOptions,
        settings: Settings | None,
        progress: Callable[[Progress], None] | None,
        strategies: tuple[Registered, ...],
        told: Told | None,
    ) -> None:
        check_allowed(target, options)
        _check(options)
        self._target = replace(target, notes=(*target.notes, *_idle(strategies, target)))
        self._options = options
        self._settings = settings
        self._progress = progress
        self._strategies = strategies
        self._seed = SystemRandom().randrange(_SEEDS) if options.seed is None else options.seed
        self._routes = selected(target, options)
        self._judge = Judge(options, told)
        self._last_told = 0.0
        self._failures = 0

    def run(self) -> FuzzResult:
        began = monotonic()
        end = began + self._options.budget
        results: list[RouteResult] = []
        ended: Literal["examples", "budget", "interrupted", "dead", "broken"] = "examples"
        broken = ""
        pace = Pace(self._target, self._options)
        database = Database(self._options.database, Hiding(self._target, self._options))
        if self._target.app is None:
            check_reachable(self._target, self._options, self._settings)
        with (
            database.beside_the_generators_files(),
            Player(self._target, self._options, self._settings) as player,
        ):
            for number, route in enumerate(self._routes):
                now = monotonic()
                if route.skipped:
                    results.append(RouteResult(route, skipped=route.skipped))
                    continue
                if ended in _ENDED_EARLY or (number and now >= end):
                    ended = "budget" if ended == "examples" else ended
                    results.append(RouteResult(route, skipped=_WHY[ended]))
                    continue
                until = now + (end - now) / (len(self._routes) - number)
                investigator = Investigator(player, self._judge, route, self._options, pace, self._seed)
                route_run = RouteRun(
                    investigator, database, self._options, self._seed, until, self._tell, self._strategies
                )
                whole = False
                try:
                    route_run.run()
                    whole = True
                except KeyboardInterrupt:
                    ended = "interrupted"
                except Stopped as stopped:
                    ended = "dead" if stopped.dead else "budget"
                except BrokenProperty as error:
                    ended, broken = "broken", str(error)
                result = route_run.result(monotonic() - now)
                if not result.skipped:
                    nothing = "" if result.messages else "no message went out"
                    result = replace(result, cut=nothing if whole else _WHY[ended])
                results.append(result)
                self._failures += len(results[-1].failures)
        results.sort(key=lambda result: self._target.routes.index(result.route))
        return FuzzResult(self._target, self._options, self._seed, tuple(results), monotonic() - began, ended, broken)

    def _tell(self, told: Progress) -> None:
        now = monotonic()
        if self._progress is not None and now - self._last_told >= _OFTEN:
            self._last_told = now
            self._progress(
                Progress(
                    told.route, told.played, told.of, told.rate, told.left, told.failures + self._failures, told.doing
                )
            )


def _idle(strategies: Sequence[Registered], target: Target) -> list[str]:
    """A note for each strategy that speaks on no route, which may be a mistake in its glob."""
    paths = [route.path for route in target.routes]
    notes = []
    for each in strategies:
        if not any(map(each.is_for, paths)):
            near = nearest(each.pattern, paths)
            hint = f" Did you mean {quote(near)}?" if near else ""
            name = f"The strategy {quote(each.name)}" if each.name != each.pattern else "A strategy"
            notes.append(f"{name} says nothing: no route matches {quote(each.pattern)}.{hint}")
    return notes


def _check(options: FuzzOptions) -> None:
    """Raises InvalidArgument when a number cannot be meant."""
    for name in AT_LEAST_1:
        value = getattr(options, name)
        if value < 1:
            raise InvalidArgument(f"{name} is at least 1, but it is {value}.")
    for name in ABOVE_0:
        value = getattr(options, name)
        if value is not None and not value > 0:
            raise InvalidArgument(f"{name} is above 0, but it is {value:g}.")
    from WsKeywords.core.wire.frames import check_close_code

    for code in options.close_codes:
        check_close_code(code)
