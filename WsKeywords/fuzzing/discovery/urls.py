"""URLs as routes, and files with a list of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from WsKeywords.core import ConfigError, InvalidArgument
from WsKeywords.core.handshake.urls import join_url
from WsKeywords.core.handshake.urls import target_of as parts_of
from WsKeywords.core.output import quote

from ..routes import Parameter, Route, Target
from .choosing import placeholders

if TYPE_CHECKING:
    from .asked import Asked


def target_of(asked: Asked) -> Target:
    """One URL or several, of one host.

    Raises:
        InvalidArgument: one cannot be used, or they are of several hosts.
    """
    urls = [asked.what] if isinstance(asked.what, str) else list(asked.what)
    return _target(asked, urls, [asked.settings.secrets.url(url) for url in urls])


def target_of_file(asked: Asked) -> Target:
    """A file with one URL a line; what follows a ``#`` that begins a line or comes after white space is a comment.

    Raises:
        ConfigError: it cannot be read, or holds no URL.
    """
    try:
        text = asked.path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or "it is not UTF-8"
        raise ConfigError(f"The file {quote(asked.name)} cannot be read: {why}.") from None
    lines = [f" {line}".partition(" #")[0].strip() for line in text.replace("\t", " ").splitlines()]
    numbered = [(number, line) for number, line in enumerate(lines, 1) if line]
    if not numbered:
        raise ConfigError(f"The file {quote(asked.name)} holds no URL.")
    urls = []
    for number, line in numbered:
        try:
            urls.append(join_url(asked.base_url, line, "ws"))
        except InvalidArgument as error:
            raise ConfigError(f"{asked.name}, line {number}: {error}") from None
    return _target(asked, urls, [f"{asked.name}, line {number}" for number, _ in numbered])


def _target(asked: Asked, urls: list[str], sources: list[str]) -> Target:
    routes: dict[str, Route] = {}
    bases: dict[str, str] = {}
    for given, source in zip(urls, sources, strict=True):
        url = join_url(asked.base_url, given, "ws")
        asked.settings.secrets.learn_url(url)
        base, path = split(url)
        bases.setdefault(base, url)
        routes.setdefault(path, route(path, source))
    if len(bases) > 1:
        first, second = (quote(asked.settings.secrets.url(url)) for url in list(bases.values())[:2])
        raise InvalidArgument(
            f"Expected URLs of one host and scheme, but there are {first} and {second}. Fuzz one host after the other."
        )
    return Target(base_url=next(iter(bases)), routes=tuple(routes.values()), source=asked.name)


def route(path: str, source: str) -> Route:
    """A route of which nothing but its path is known, with ``{name}`` for parameters."""
    before, _, query = path.partition("?")
    return Route(
        path=path,
        parameters=(
            *(Parameter(name) for name in placeholders(before)),
            *(Parameter(name, place="query") for name in placeholders(query)),
        ),
        source=source,
    )


def split(url: str) -> tuple[str, str]:
    """An absolute URL as its base, without a path, and the path with the query, ``{…}`` in it as they are.

    Raises:
        InvalidArgument: it cannot be used.
    """
    parts_of(url)
    scheme, _, rest = url.partition("://")
    at = min((rest.find(mark) for mark in "/?" if mark in rest), default=len(rest))
    path = rest[at:]
    return f"{scheme}://{rest[:at]}", path if path.startswith("/") else f"/{path}"
