"""What cookies of HTTP sessions and headers of the environment have to do with a handshake that was refused."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ..errors import OpeningFailed
from ..output import quote

if TYPE_CHECKING:
    from ..options import ConnectOptions
    from .sessions import HttpSessions

#: Statuses that ask who is there.
_WHO = (401, 403)
#: HTTP sessions that a note names.
_NAMED = 3


def explained(
    error: OpeningFailed, http: HttpSessions | None, url: str, options: ConnectOptions, common: Mapping[str, str]
) -> OpeningFailed:
    """The error with what is to be said of cookies and headers; cookies that the answer sets are kept.

    Args:
        error: says what came.
        http: the HTTP sessions, when there are any.
        url: absolute.
        options: of the call.
        common: the headers of the environment.
    """
    if error.rejection.status is None:
        return error
    asked_who = error.rejection.status in _WHO
    notes = [_replaced(options, common)] if asked_who else []
    if http is not None and options.http_session:
        notes.append(http.cookies_not_sent(options.http_session, url, options.page))
        http.store_cookies(options.http_session, url, error.rejection.headers.get_list("Set-Cookie"))
    elif http is not None and asked_who:
        notes.append(_forgotten(http, url, options))
    text = "\n".join([str(error), *filter(None, notes)])
    return OpeningFailed(text, error.rejection)


def _replaced(options: ConnectOptions, common: Mapping[str, str]) -> str:
    """Which headers of the environment the call took the place of."""
    own = {name.lower() for name in options.headers}
    if options.auth or options.bearer:
        own.add("authorization")
    names = [quote(name) for name in common if name.lower() in own]
    if not names:
        return ""
    what = f"header {names[0]}" if len(names) == 1 else f"headers {', '.join(names)}"
    return f"The environment has the {what} too; what the call says was sent instead."


def _forgotten(http: HttpSessions, url: str, options: ConnectOptions) -> str:
    """Whose cookies were not sent because the call names no HTTP session; empty where it shows who it is otherwise."""
    if (
        options.cookies
        or options.auth
        or options.bearer
        or {"cookie", "authorization"} & set(map(str.lower, options.headers))
    ):
        return ""
    having = [name for name in http.names() if http.cookies_for(name, url, options.page)]
    if not having:
        return ""
    named = ", ".join(map(quote, having[:_NAMED])) + (" and others" if len(having) > _NAMED else "")
    what = "an HTTP session has" if len(having) == 1 else "HTTP sessions have"
    return f"No cookie was sent, but {what} some for this URL: {named}. To send them, name it as http_session."
