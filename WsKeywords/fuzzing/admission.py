"""Whether a route lets anybody in: one that does not cannot be fuzzed, and passing it would mean nothing."""

from __future__ import annotations

from WsKeywords.core.output import quote

from .course import Course, Ending
from .options import FuzzOptions
from .routes import Route

#: A route that turned away so many sessions, and let none in, is left.
_ENOUGH = 8
#: What servers answer where there is no route: most say 404, Starlette and what is made of it 403.
_ABSENT = (403, 404)


class Admission:
    """Of one route."""

    def __init__(self, route: Route, options: FuzzOptions) -> None:
        self._route = route
        self._options = options
        self._admitted = 0
        self._turned_away = 0
        self._how = ""
        self._absent = False

    def learn(self, course: Course) -> None:
        """See who came in."""
        for session, ending in enumerate(course.endings):
            how = _turned_away(course, session, ending)
            self._admitted += not how
            self._turned_away += bool(how)
            self._how = how or self._how
            self._absent = ending.rejection is not None and ending.rejection.status in _ABSENT

    def refused(self) -> str:
        """How everybody was turned away, and what may help; "": somebody came in, or too few have tried."""
        if self._admitted or self._turned_away < _ENOUGH:
            return ""
        asks = f"; it asks for {', '.join(self._route.security)}" if self._route.security else ""
        made_up = [each.name for each in self._route.parameters if each.name not in self._options.parameters]
        values = f"; give values of {', '.join(made_up)}" if made_up else ""
        credentials = ""
        if not asks and self._options.auth is None and not self._options.headers:
            credentials = "; it may want credentials (bearer, auth, headers)"
            if self._absent:
                credentials += ", or there is no such route"
        return f"{self._how}{asks}{values}{credentials}"


def _turned_away(course: Course, session: int, ending: Ending) -> str:
    """How a session was, in words."""
    if ending.rejection is not None:
        status = ending.rejection.status
        return f"every handshake was refused {f'with {status}' if status is not None else f'({ending.rejection.kind})'}"
    close = ending.close
    if close is None or not ending.early or not _forbids(close.code):
        return ""
    if any(event.session == session and event.what in ("sent", "received") for event in course.events):
        return ""
    reason = f" {quote(close.reason, 200)}" if close.reason else ""
    return f"every session was closed with {close.code}{reason} before anything was said"


def _forbids(code: int) -> bool:
    """Whether a server means by it that one may not come in; not that it broke, for which frameworks have 4500."""
    return code in (1008, 3000, 3003) or (4000 <= code <= 4999 and code != 4500)
