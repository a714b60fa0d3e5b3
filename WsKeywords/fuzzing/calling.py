"""Runs that a library or a feature asks for: what was registered before them, the app that runs, the last result."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from WsKeywords.core import InvalidArgument, Mismatch, WsError
from WsKeywords.core.output import quote

from .choosing import JUDGE, need_extra, options_of
from .delivering import Delivery, deliver
from .options import FuzzOptions
from .reporting.text import verdict
from .results import FuzzResult, Progress
from .routes import Target
from .written import websocket_url, written_in

if TYPE_CHECKING:
    from WsKeywords.core.app.app import App
    from WsKeywords.core.app.apps import Apps
    from WsKeywords.core.configfuzz import FuzzOfFile
    from WsKeywords.core.settings import Settings

    from .strategies.registry import Registered


@dataclass
class Fuzzer:
    """What the keywords of one library share.

    Args:
        settings: of its sessions.
        apps: that it started.
        file: the section of ``wskeywords.yaml``.
    """

    settings: Settings
    apps: Apps
    file: FuzzOfFile
    _strategies: list[tuple[str, Registered]] = field(default_factory=list)
    _checks: dict[str, tuple[str, Callable[[Any], str | None]]] = field(default_factory=dict)
    #: The last run of each scope, the innermost scope last; None: it could not be made.
    _runs: dict[str, tuple[FuzzResult, Delivery] | None] = field(default_factory=dict)

    def add_strategy(self, described: Mapping[str, Any]) -> None:
        """Until the scope ends, messages are made of this too; see ``described_strategies`` for what may be in it."""
        need_extra()
        from .strategies.described import described_strategies

        made = described_strategies([{k: v for k, v in described.items() if v is not None}])
        self._strategies += [(self.apps.scope, each) for each in made]

    def add_check(self, name: str, check: Callable[[Any], str | None], judge: str = "") -> None:
        """Until the scope ends, conversations are judged by this too.

        Args:
            name: of the property.
            check: takes a ``Course``, and returns what is wrong, or None.
            judge: a keyword, or ``module:function``, as the user has named it.
        """
        if not re.fullmatch(r"[a-z][a-z0-9-]*", name):
            raise InvalidArgument(
                f"Expected the name of a property to be lower case letters, digits and hyphens, but got {quote(name)}."
            )

        def run(course: Any) -> str | None:
            return check(course)

        run.__name__ = name.replace("-", "_")
        run.__doc__ = check.__doc__
        vars(run)["__wrapped__"] = check  # whose file an error of it names
        vars(run)[JUDGE] = judge
        self._checks[name] = self.apps.scope, run

    def leave_scope(self, label: str) -> None:
        """Forget what was registered in a scope, and its last run: that of the scope around it counts again."""
        self._runs.pop(label, None)
        self._strategies = [(scope, each) for scope, each in self._strategies if scope != label]
        self._checks = {name: (scope, each) for name, (scope, each) in self._checks.items() if scope != label}

    def run(
        self,
        what: str | Sequence[str],
        given: Mapping[str, Any],
        *,
        default_output: Path,
        progress: Callable[[Progress], None],
    ) -> tuple[FuzzResult, Delivery]:
        """Fuzz, and write the files: where the caller says, else into the default folder when something failed.

        Raises:
            WsError: the run could not be made.
        """
        need_extra()
        from .discovery import discover
        from .running import fuzz
        from .urlsecrets import without_secrets

        self._keep(None)
        options, strategies = self._options(given)
        discovered, options = without_secrets(discover(what, options, self.settings, self.apps), options, self.settings)
        target = self._with_app(discovered)
        asked = options.output is not None
        result = fuzz(target, options, self.settings, progress, strategies)
        if not asked and result.failures:
            result = replace(result, options=replace(options, output=default_output))
        made = result, deliver(result)
        self._keep(made)
        if result.broken:
            found = result.failures
            until = f" Until then: {verdict(result, made[1].facts, made[1].folder)}" if found else ""
            raise WsError(f"{result.broken}{until}")
        _check_tested(result)
        return made

    def play(self, path: str, properties: Sequence[str], *, given: Mapping[str, Any]) -> tuple[FuzzResult, Delivery]:
        """Play a conversation that was written down, once, and judge it.

        What leaves something behind each time is played as often as it takes to see that.

        Raises:
            ConfigError: the file holds none.
            WsError: it could not be played.
        """
        need_extra()
        from .pacing import check_allowed
        from .played import played

        self._keep(None)
        written = written_in(path)
        options, _ = self._options({**given, "properties": tuple(properties) or None})
        if not self.settings.base_url:
            raise InvalidArgument("There is no base_url: a conversation is played with the app at that URL.")
        target = self._with_app(Target(websocket_url(self.settings.base_url), (written.route,), source=path))
        check_allowed(target, options)
        result = played(written, target, options, self.settings, frozenset(properties))
        made = result, deliver(result)
        self._keep(made)
        return made

    def last(self) -> tuple[FuzzResult, Delivery]:
        """The last run of this scope, or of one around it.

        Raises:
            WsError: there was none.
        """
        last = next(reversed(self._runs.values()), None)
        if last is None:
            raise WsError(
                "Nothing was fuzzed in this test yet: Fuzz WebSocket or Fuzz Discovered Routes comes before this."
            )
        return last

    def expect_none_failed(self, msg: str | None = None) -> None:
        """The last run found nothing.

        Raises:
            Mismatch: it did; the first failure whole, the others in a line each.
            WsError: there was no run, or nothing was tested in it.
        """
        from WsKeywords.core.failures import said

        result, delivery = self.last()
        _check_tested(result)
        if delivery.facts:
            raise Mismatch(said(msg, verdict(result, delivery.facts, delivery.folder)))

    def _keep(self, made: tuple[FuzzResult, Delivery] | None) -> None:
        """The last run of the scope that is the innermost now."""
        self._runs.pop(self.apps.scope, None)
        self._runs[self.apps.scope] = made

    def _options(self, given: Mapping[str, Any]) -> tuple[FuzzOptions, tuple[Registered, ...]]:
        from .strategies.described import strategies_of_file

        file, secrets = self.file.values()
        for secret in secrets:
            self.settings.secrets.add(secret)
        of_file = strategies_of_file(self.file, file.get("strategies", ()))
        options = options_of(given, file, self.settings)
        own = tuple(each for each in options.properties if each.removeprefix("-") in self._checks)
        left_out = {each.removeprefix("-") for each in own if each.startswith("-")}
        checks = tuple(check for name, (_, check) in self._checks.items() if name not in left_out)
        named = tuple(each for each in options.properties if each not in own)
        return replace(options, properties=named, checks=(*options.checks, *checks)), (
            *of_file,
            *(each for _, each in self._strategies),
        )

    def _with_app(self, target: Target) -> Target:
        """With the app, where it is one of ours: its log can be looked at then, and it can be started again."""
        if target.app is not None:
            return target
        there = urlsplit(target.base_url).netloc
        return replace(
            target, app=next((app for app in self._running() if urlsplit(app.base_url).netloc == there), None)
        )

    def _running(self) -> list[App]:
        return [self.apps[name] for name in self.apps.names() if self.apps[name].running]


def _check_tested(result: FuzzResult) -> None:
    """Raises WsError when nothing is known of any route."""
    if result.routes and not result.tested and result.ended != "interrupted":
        told = " ".join(f"{each.route.path}: {each.untested}." for each in result.routes)
        raise WsError(f"Nothing was fuzzed. {told}")
