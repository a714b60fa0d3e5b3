"""What the cookies of HTTP sessions have to do with a handshake that was refused."""

from __future__ import annotations

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


def explained(error: OpeningFailed, http: HttpSessions | None, url: str, options: ConnectOptions) -> OpeningFailed:
    """The error with what is to be said of cookies; those that the answer sets are kept."""
    if http is None or error.rejection.status is None:
        return error
    if options.http_session:
        note = http.cookies_not_sent(options.http_session, url, options.page)
        http.store_cookies(options.http_session, url, error.rejection.headers.get_list("Set-Cookie"))
    else:
        note = _forgotten(http, url, options) if error.rejection.status in _WHO else ""
    return OpeningFailed(f"{error}\n{note}", error.rejection) if note else error


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
