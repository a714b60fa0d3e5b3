"""Strategies that a user registered for some routes."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import Any, NamedTuple

from hypothesis import strategies as st

from WsKeywords.core import InvalidArgument, given
from WsKeywords.core.suggest import nearest, one_of

from ..routes import KINDS, Kind


class Registered(NamedTuple):
    """A strategy of the user: for routes whose path matches the glob, of messages of that kind."""

    pattern: str
    kind: Kind
    strategy: st.SearchStrategy[Any]
    weight: float = 1.0
    name: str = ""

    def is_for(self, path: str) -> bool:
        """Whether it speaks on the route of that path."""
        return fnmatchcase(path, self.pattern)


#: So much more often than others is always.
_HEAVIEST = 1e9
_REGISTERED: list[Registered] = []


def register_strategy(
    pattern: str, kind: Kind, strategy: st.SearchStrategy[Any], weight: float = 1.0, name: str = ""
) -> None:
    """Say with this strategy what is said on some routes.

    Args:
        pattern: a glob of routes' paths, such as ``/ws/*``.
        kind: ``json``: it makes JSON values; ``text``: str; ``bytes``: bytes.
        strategy: of Hypothesis.
        weight: how often it is used beside other strategies for the same route.
        name: by which it can be asked for alone.

    Raises:
        InvalidArgument: one of these is none.
    """
    given.text(pattern, "pattern")
    given.text(name, "name")
    if kind not in KINDS:
        close = nearest(kind, KINDS) if isinstance(kind, str) else None
        hint = f' Did you mean "{close}"?' if close else ""
        raise InvalidArgument(f"The kind of a strategy is {one_of(KINDS)}, but it is {given.quoted(kind)}.{hint}")
    if not isinstance(strategy, st.SearchStrategy):
        raise InvalidArgument(
            f'The strategy for "{pattern}" is to be one of Hypothesis, but it is {type(strategy).__name__}: '
            "from hypothesis import strategies as st, then st.text() and the like."
        )
    if not pattern:
        raise InvalidArgument("The pattern of a strategy is a glob of routes' paths, but it is empty.")
    if isinstance(weight, bool) or not isinstance(weight, (int, float)) or not 0 < weight <= _HEAVIEST:
        raise InvalidArgument(
            f'The weight of the strategy for "{pattern}" is above 0 and at most 1e9, but it is {given.quoted(weight)}.'
        )
    _REGISTERED.append(Registered(pattern, kind, strategy, weight, name or pattern))


def registered_strategies(path: str) -> list[Registered]:
    """Those for a route."""
    return [each for each in _REGISTERED if each.is_for(path)]


def unregister_strategies() -> None:
    """Forget all of them."""
    _REGISTERED.clear()
