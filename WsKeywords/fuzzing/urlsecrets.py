"""Secrets in the URL of a target: taken out of it, and given as the credentials of the run where it has none."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import unquote, unquote_plus

from WsKeywords.core.redaction.secrets import userinfo

from .options import FuzzOptions
from .routes import Target

if TYPE_CHECKING:
    from WsKeywords.core.settings import Settings

_AUTHORIZATION = "Authorization"


def without_secrets(target: Target, options: FuzzOptions, settings: Settings) -> tuple[Target, FuzzOptions]:
    """A target whose base URL holds no secret, and the options with what stood there.

    User and password are ``auth``, or a header where ``auth`` is something else; a query parameter whose name tells of
    a secret is ``auth`` where there is no other and each route has the same. Any other stays in the path, and the
    target names it.

    Args:
        target: that was found.
        options: of the run; what they say themselves wins.
        settings: by whose names a parameter is a secret.
    """
    settings.secrets.learn_url(target.base_url)
    target = _query_with_the_routes(target)
    before, scheme, rest = userinfo(target.base_url)
    if before:
        user, _, password = before.rpartition("//")[2][:-1].partition(":")
        options = _with_user(options, f"{unquote(user)}:{unquote(password)}", settings)
        target = replace(target, base_url=f"{scheme}{rest}")
    is_secret = settings.secrets.is_secret_name
    for route in target.routes:
        settings.secrets.learn_url(route.path)
    found = [_secrets(route.path, is_secret) for route in target.routes]
    first = found[0] if found else ()
    if options.auth is None and len(first) == 1 and all(each == first for each in found):
        ((name, value),) = first
        options = replace(options, auth=f"query:{unquote_plus(name)}={unquote_plus(value)}")
        routes = tuple(replace(route, path=_without(route.path, is_secret)) for route in target.routes)
        return replace(target, routes=routes), options
    return replace(target, secrets=tuple(dict.fromkeys(each for several in found for each in several))), options


def _query_with_the_routes(target: Target) -> Target:
    """What the query of the base URL says is said on each route."""
    base, mark, query = target.base_url.partition("?")
    if not mark:
        return target
    routes = []
    for route in target.routes:
        path, _, own = route.path.partition("?")
        routes.append(replace(route, path=f"{path}?{'&'.join(filter(None, (query, own)))}" if query or own else path))
    return replace(target, base_url=base, routes=tuple(routes))


def _with_user(options: FuzzOptions, credentials: str, settings: Settings) -> FuzzOptions:
    """A header of the user, or another kind of ``Authorization``, wins over the URL, as it does in a session."""
    if _AUTHORIZATION.lower() in map(str.lower, options.headers):
        return options
    if options.auth is None:
        return replace(options, auth=f"basic:{credentials}")
    if options.auth.startswith("query:"):
        header = f"Basic {b64encode(credentials.encode()).decode()}"
        settings.secrets.add(header)
        return replace(options, headers={**options.headers, _AUTHORIZATION: header})
    return options


def _secrets(path: str, is_secret: Callable[[str], bool]) -> tuple[tuple[str, str], ...]:
    """Names and values of the query's secrets, as they stand there; what is filled in later is none."""
    pairs = (part.partition("=") for part in path.partition("?")[2].split("&"))
    return tuple(
        (name, value)
        for name, _, value in pairs
        if value and is_secret(unquote_plus(name)) and not (value.startswith("{") and value.endswith("}"))
    )


def _without(path: str, is_secret: Callable[[str], bool]) -> str:
    taken = {f"{name}={value}" for name, value in _secrets(path, is_secret)}
    before, _, query = path.partition("?")
    kept = "&".join(part for part in query.split("&") if part not in taken)
    return f"{before}?{kept}" if kept else before
