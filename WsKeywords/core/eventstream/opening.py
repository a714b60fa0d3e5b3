"""Opening an event stream: TCP and TLS as for a WebSocket, then an HTTP request whose answer must be an event stream.

HTML Living Standard, 9.2.2, but for one thing: redirects are not followed, because a test should see them.
"""

from __future__ import annotations

from collections.abc import Iterable

from ..deadline import Deadline
from ..errors import OpeningFailed
from ..handshake.answer import Answer
from ..handshake.guarding import Wanted
from ..handshake.opening import OpenOptions, Plan
from ..handshake.rejection import Attempt, Rejection
from ..handshake.request import Request, request_for
from ..handshake.steps import Steps
from ..handshake.wire import Wire
from .verdict import NOT_EVENT_STREAM, accepted

_WANTED = Wanted(
    NOT_EVENT_STREAM,
    "what came is not an event stream",
    "request",
    "Is the server busy, or does it keep its answer back until it has a first event?",
)
#: What is sent unless the options say otherwise.
_FIELDS = (
    ("Accept", "text/event-stream"),
    ("Accept-Encoding", "gzip, deflate"),
    ("Cache-Control", "no-store"),
)


class StreamAttempt(Attempt):
    """As of a WebSocket, in the words of HTTP."""

    def __init__(self, shown_url: str, deadline: Deadline, session: str = "") -> None:
        super().__init__(shown_url, deadline, session)
        self.subject = self.subject.replace("the WebSocket", "the event stream", 1)

    def failed(
        self, kind: str, what: str, *, detail: str = "", hint: str = "", rejection: Rejection | None = None
    ) -> OpeningFailed:
        detail, hint = (text.replace("wss://", "https://").replace("ws://", "http://") for text in (detail, hint))
        return super().failed(kind, what, detail=detail, hint=hint, rejection=rejection)


class StreamPlan(Plan):
    """As of a WebSocket, but asks for an event stream."""

    wanted = _WANTED
    attempt = StreamAttempt

    def _request(self, options: OpenOptions) -> Request:
        return request_for(self._target, options.headers, (), options.cookies, options.origin, options.authorization)

    def _written(self) -> Iterable[tuple[str, str]]:
        return ("Host", self._target.authority), *_FIELDS

    def _judged(self, answer: Answer, wire: Wire, key: str, attempt: Attempt) -> Steps[None]:
        return accepted(answer, wire, attempt, self._secrets)
