"""How connections begin, and whether they still do afterwards."""

from __future__ import annotations

from collections.abc import Iterable

from ..course import Course
from ..findings import Finding
from ..routes import Route
from .logs import why
from .seeing import after, ends


class No5xx:
    """The server answers no handshake with an error of its own."""

    name = "no-5xx"
    says = "No handshake is answered with a status of 500 or above."

    def check(self, course: Course, route: Route) -> Iterable[Finding]:
        """What is wrong."""
        for session, ending in enumerate(course.endings):
            rejection = ending.rejection
            if rejection is not None and rejection.status is not None and rejection.status >= 500:
                error = why(course)
                because = f"; its log tells of {error.shown}" if error is not None else ""
                yield Finding(
                    self.name,
                    f"the server answered the handshake with {rejection.status} {rejection.reason}{because}",
                    "the handshake is accepted, or refused with a status below 500",
                    f"{rejection.status}" + (f": {error.cause}" if error is not None else ""),
                    session,
                )


class Subprotocols:
    """The negotiation of subprotocols goes by RFC 6455 (4.2.2): one of those that were offered, or none."""

    name = "subprotocols"
    says = "The server chooses one of the subprotocols that were offered, or none."

    def check(self, course: Course, route: Route) -> Iterable[Finding]:
        """What is wrong."""
        offered = course.conversation.subprotocols
        for session, ending in enumerate(course.endings):
            rejection = ending.rejection
            if rejection is not None and rejection.kind == "unasked subprotocol":
                chosen = rejection.headers.get("Sec-WebSocket-Protocol", "")
                yield Finding(
                    self.name,
                    f'the server chose the subprotocol "{chosen}", which was not offered',
                    f"one of {', '.join(offered)}, or none" if offered else "no subprotocol, as none was offered",
                    "unasked",
                    session,
                )
            elif (
                ending.close is not None
                and not ending.subprotocol
                and offered
                and offered[0] in route.subprotocols
                and not ending.early
            ):
                yield Finding(
                    self.name,
                    f'the server chose no subprotocol, although "{offered[0]}" was offered, which it is known to take',
                    f'the subprotocol "{offered[0]}"',
                    "none",
                    session,
                )


class StillAccepts:
    """The server lives on."""

    name = "still-accepts"
    says = "The server takes a new session after the conversation."

    def check(self, course: Course, route: Route) -> Iterable[Finding]:
        """What is wrong."""
        if course.alive is False:
            error = why(course)
            because = f"; its log tells of {error.shown}" if error is not None else ""
            lost = next((end for end in ends(course) if end.code == 1006), None)
            at = after(course, lost.event, lost.session) if lost is not None else "after the conversation"
            yield Finding(
                self.name,
                f"the server died {at}: it took no new session{because}",
                "a new session opens",
                f"dead: {error.cause}" if error is not None else "dead",
                lost.session if lost is not None else -1,
                lost.event if lost is not None else -1,
            )
