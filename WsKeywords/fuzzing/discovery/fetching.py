"""What an HTTP server answers to a GET."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urljoin, urlsplit

from WsKeywords.core import ConfigError
from WsKeywords.core.output import quote

if TYPE_CHECKING:
    from WsKeywords.core.settings import Settings

_MOST_REDIRECTS = 5


class Answer(NamedTuple):
    """An answer, read whole."""

    status: int
    content: bytes
    content_type: str


def fetched(settings: Settings, url: str, timeout: float) -> Answer:
    """The answer; no connection is left open.

    Redirects are followed on the same host: headers of the environment go with each request, and another host must not
    get them, nor be asked in the name of who named this one.

    Raises:
        HttpFailed: there is none within ``timeout`` seconds for each request.
        ConfigError: it leads to another host, or round in circles.
    """
    from WsKeywords.core.http.sessions import HttpSessions

    seen = [url]
    with closing(HttpSessions(settings)) as sessions:
        while True:
            answer = sessions.request("GET", seen[-1], timeout=timeout, allow_redirects=False)
            location = answer.headers.get("Location", "") if answer.is_redirect else ""
            if not location:
                return Answer(answer.status_code, answer.content, answer.headers.get("Content-Type", ""))
            there = urljoin(seen[-1], location)
            shown, target = (settings.secrets.url(each) for each in (url, there))
            if not _is_same_host(seen[-1], there):
                raise ConfigError(
                    f"{quote(shown)} is not fetched: it leads to {quote(target)}, which is another host. If that is "
                    "meant, give that URL."
                )
            if there in seen or len(seen) > _MOST_REDIRECTS:
                raise ConfigError(f"{quote(shown)} cannot be read: its redirects come to no end, at {quote(target)}.")
            seen.append(there)


def _is_same_host(one: str, other: str) -> bool:
    """Whether they are one server; from http to https is no step to another one, and back would be."""
    first, second = urlsplit(one), urlsplit(other)
    if (first.scheme, first.netloc) == (second.scheme, second.netloc):
        return True
    ports = {first.port or 80, second.port or 443} if first.scheme == "http" and second.scheme == "https" else set()
    return first.hostname == second.hostname and ports == {80, 443}
