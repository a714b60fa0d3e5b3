"""How connections end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from WsKeywords.core.output import quote

from ..course import Course
from ..findings import Finding
from ..routes import Route
from .logs import why
from .seeing import Ended, after, ends

#: Codes that say: the server's own fault.
INTERNAL = (1011, 4500)
_STAYS = "the connection stays open"


class _Closed:
    """A code with which no connection may end."""

    name = ""
    says = ""

    def check(self, course: Course, route: Route) -> Iterable[Finding]:
        """What is wrong."""
        if course.alive is False:
            return  # the server died: that is what is told
        for end in ends(course):
            if self._is_wrong(end):
                yield self._finding(course, end)

    def _is_wrong(self, end: Ended) -> bool:
        raise NotImplementedError

    def _what(self, end: Ended) -> str:
        raise NotImplementedError

    def _finding(self, course: Course, end: Ended) -> Finding:
        error = why(course)
        because = f"; its log tells of {error.shown}" if error is not None else ""
        cause = f"{end.code} {end.reason}".strip()
        cause += f": {error.cause}" if error is not None else ""
        return Finding(
            self.name,
            f"{self._what(end)} {after(course, end.event, end.session)}{because}",
            _STAYS,
            cause,
            end.session,
            end.event,
        )


class No1011(_Closed):
    """No connection is closed because the server met an unexpected condition (RFC 6455, 7.4.1).

    4500 is 500 of HTTP as frameworks write it: Litestar closes with it after an exception.
    """

    name = "no-1011"
    says = "No connection is closed with 1011, an internal error of the server, or with 4500, as Litestar says it."

    def _is_wrong(self, end: Ended) -> bool:
        return end.code in INTERNAL and (end.by == "peer" or end.code == 1011)

    def _what(self, end: Ended) -> str:
        reason = f" {quote(end.reason)}" if end.reason else ""
        return f"the server closed with {end.code}{reason}"


class No1006(_Closed):
    """No connection ends without a close frame."""

    name = "no-1006"
    says = "No connection is dropped without a close frame."

    def _is_wrong(self, end: Ended) -> bool:
        return end.code == 1006 and end.by == "network"

    def _what(self, end: Ended) -> str:
        return "the connection was lost without a close frame (1006)"


class KeepsProtocol(_Closed):
    """The server speaks WebSocket."""

    name = "keeps-protocol"
    says = "The server's frames are those of RFC 6455."

    def _is_wrong(self, end: Ended) -> bool:
        return end.early and end.by == "us" and end.code in (1002, 1007, 1009)

    def _what(self, end: Ended) -> str:
        return f"the server broke the protocol ({end.code}: {end.reason})"


class CloseIsAnswered:
    """A close is answered with a close (RFC 6455, 5.5.1), and a ping with a pong (5.5.3)."""

    name = "close-is-answered"
    says = "Each close is answered with a close, and each ping with a pong."

    def check(self, course: Course, route: Route) -> Iterator[Finding]:
        """What is wrong."""
        for number, event in enumerate(course.events):
            if event.what == "stuck" and isinstance(event.data, str) and event.data.startswith("close"):
                text = f"the server did not answer the close frame {after(course, number, event.session)}"
                yield Finding(self.name, text, "a close frame in answer", "close", event.session, number)
            elif event.what == "silent" and event.data == "no pong":
                text = f"the server did not answer a ping {after(course, number, event.session)}"
                yield Finding(self.name, text, "a pong in answer", "ping", event.session, number)
            elif event.what == "stuck" and event.data == "say":
                text = f"the server did not read on {after(course, number, event.session)}"
                yield Finding(self.name, text, "the server reads what is sent", "reading", event.session, number)


class NoFlood:
    """The server does not say more than anybody can listen to."""

    name = "no-flood"
    says = "The server does not flood a session with messages."

    def check(self, course: Course, route: Route) -> Iterator[Finding]:
        """What is wrong."""
        for number, event in enumerate(course.events):
            if event.what == "stuck" and event.data == "flood":
                count = len(course.received(event.session))
                text = f"the server sent {count} messages in {course.seconds:.1f} s"
                yield Finding(self.name, text, "no more than can be listened to", "flood", event.session, number)
