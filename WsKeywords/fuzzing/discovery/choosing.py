"""Which of the routes that were found are meant, and the values that the user gives to their parameters."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from WsKeywords.core import InvalidArgument
from WsKeywords.core.output import quote
from WsKeywords.core.suggest import all_of, nearest

from ..routes import Parameter, Route, Target

if TYPE_CHECKING:
    from ..options import FuzzOptions

_PLACEHOLDER = re.compile(r"\{([^{}]+)\}")
#: Routes that an error names.
_NAMED = 20


def placeholders(text: str) -> list[str]:
    """The names within braces, in order."""
    return list(dict.fromkeys(_PLACEHOLDER.findall(text)))


def chosen(target: Target, options: FuzzOptions, used: Iterable[str] = ()) -> Target:
    """The target with the routes that the globs leave, and with the user's values of their parameters.

    A value of a name that no route knows becomes a parameter of the query of each.

    Args:
        used: names of values that were used up already.

    Raises:
        InvalidArgument: no route is left, or a name is that of a parameter misspelt.
    """
    routes = selected(target, options)
    known = {parameter.name for route in target.routes for parameter in route.parameters}
    given = {name: values for name, values in options.parameters.items() if name not in set(used)}
    routes = [_reachable(route) for route in _valued(routes, given, known)]
    return replace(target, routes=tuple(routes))


def selected(target: Target, options: FuzzOptions) -> list[Route]:
    """The routes that the globs leave.

    Raises:
        InvalidArgument: none is left, or there is none.
    """
    if not target.routes:
        notes = " ".join(["", *target.notes])
        where = quote(target.source or target.base_url)
        raise InvalidArgument(f"Nothing to fuzz: {where} has no WebSocket route.{notes}")
    routes = [route for route in target.routes if _meant(route, options.include, options.exclude)]
    if not routes:
        raise _none_left(target, options)
    return routes


def _meant(route: Route, include: Iterable[str], exclude: Iterable[str]) -> bool:
    path = route.path.partition("?")[0]
    included = list(include)
    return (not included or _any(path, included)) and not _any(path, exclude)


def _any(path: str, globs: Iterable[str]) -> bool:
    return any(fnmatchcase(path, glob) for glob in globs)


def _none_left(target: Target, options: FuzzOptions) -> InvalidArgument:
    paths = [route.path.partition("?")[0] for route in target.routes]
    said = [f"include {_list(options.include)}"] if options.include else []
    said += [f"exclude {_list(options.exclude)}"] if options.exclude else []
    hints = (nearest(glob, paths) for glob in options.include if not any(fnmatchcase(path, glob) for path in paths))
    near = next(filter(None, hints), None)
    hint = f" Did you mean {quote(near)}?" if near else ""
    listed = _list(paths[:_NAMED]) + (f" and {len(paths) - _NAMED} more" if len(paths) > _NAMED else "")
    where = quote(target.source or target.base_url)
    return InvalidArgument(
        f"Nothing to fuzz: no route of {where} is left by {' and '.join(said)}.{hint} Its routes: {listed}."
    )


def _list(words: Iterable[str]) -> str:
    return ", ".join(map(quote, words))


def _valued(routes: list[Route], given: Mapping[str, tuple[str, ...]], known: set[str]) -> list[Route]:
    for name, values in given.items():
        if not values:
            raise InvalidArgument(f"The parameter {quote(name)} has no value.")
    added = [name for name in given if name not in known]
    for name in added:
        near = nearest(name, sorted(known - set(given)))
        if near:
            raise InvalidArgument(
                f"No route has a parameter {quote(name)}; did you mean {quote(near)}? "
                f"Parameters of the routes: {_list(sorted(known))}."
            )
    return [
        replace(
            route,
            parameters=(
                *(replace(each, values=given.get(each.name, each.values)) for each in route.parameters),
                *(Parameter(name, values=given[name], place="query") for name in added),
            ),
        )
        for route in routes
    ]


def _reachable(route: Route) -> Route:
    """The route, which says what is missing when it cannot be reached without."""
    missing = [each for each in route.parameters if each.required and not each.values and each.schema is None]
    if route.skipped or not missing:
        return route
    names = all_of([quote(each.name) for each in missing])
    what = f"parameter {names}" if len(missing) == 1 else f"parameters {names}"
    example = " ".join(f"{each.name}=1" for each in missing)
    why = f"nothing says which values its {what} may have; give some with the option parameters, such as {example}"
    return replace(route, skipped=why)
