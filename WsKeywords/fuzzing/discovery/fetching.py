"""What an HTTP server answers to a GET."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from WsKeywords.core.settings import Settings


class Answer(NamedTuple):
    """An answer, read whole."""

    status: int
    content: bytes
    content_type: str


def fetched(settings: Settings, url: str, timeout: float) -> Answer:
    """The answer; no connection is left open.

    Raises:
        HttpFailed: there is none within ``timeout`` seconds.
    """
    from WsKeywords.core.http.sessions import HttpSessions

    with closing(HttpSessions(settings)) as sessions:
        answer = sessions.request("GET", url, timeout=timeout)
        return Answer(answer.status_code, answer.content, answer.headers.get("Content-Type", ""))
