"""Opening an event stream: TCP and TLS as for a WebSocket, then an HTTP request whose answer must be an event stream.

HTML Living Standard, 9.2.2, but for one thing: redirects are not followed, because a test should see them.
"""

from __future__ import annotations

import ssl
from contextlib import suppress
from time import monotonic_ns

from ..deadline import Deadline
from ..errors import OpeningFailed
from ..handshake.answer import Answer, read_head
from ..handshake.dialing import dial
from ..handshake.guarding import Wanted, Way, guarded
from ..handshake.headers import Headers
from ..handshake.opening import Handshake, Opened, OpenOptions
from ..handshake.rejection import Attempt, Rejection
from ..handshake.request import Request, request_for
from ..handshake.urls import Target, target_of
from ..handshake.wire import Wire
from ..output import Secrets
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


def open_stream(options: OpenOptions, deadline: Deadline, secrets: Secrets) -> Opened:
    """Open an event stream in the caller's thread.

    Raises:
        InvalidArgument: an option that cannot be used; found before anything is sent.
        OpeningFailed: with the rejection, whatever the network or the server did.
    """
    target = target_of(options.url)
    request = request_for(target, options.headers, (), options.cookies, options.origin, options.authorization)
    route = options.route(target, secrets)
    secrets.learn_url(options.url)
    secrets.learn_headers(request.fields)
    attempt = StreamAttempt(secrets.url(options.url), deadline, options.session)
    sock, peer, started_at = dial(target, route, deadline, attempt, secrets)
    try:
        wire = Wire(sock, deadline)
        sent = _headers(request, target)
        answer = guarded(lambda: _ask(wire, request, sent), _WANTED, Way(target, route, deadline, attempt, secrets))
        accepted(answer, wire, attempt, secrets)
        handshake = Handshake(
            status=answer.status,
            reason=answer.reason,
            headers=answer.headers,
            subprotocol="",
            request_headers=sent,
            connect_time=(monotonic_ns() - started_at) / 1e9,
            url=options.url,
            started_at=started_at,
            peer=peer,
        )
        return Opened(sock, handshake, bytes(wire.buffer))
    except BaseException:
        sock.close()
        raise


def _headers(request: Request, target: Target) -> Headers:
    given = request.dropped | {name.lower() for name, _ in request.fields}
    ours = [(name, value) for name, value in (("Host", target.authority), *_FIELDS) if name.lower() not in given]
    return Headers([*ours, *request.fields])


def _ask(wire: Wire, request: Request, headers: Headers) -> Answer:
    head = "\r\n".join([f"GET {request.resource} HTTP/1.1", *(f"{name}: {value}" for name, value in headers), "", ""])
    # The server may have answered before it had read all: then the answer says more.
    with suppress(BrokenPipeError, ConnectionResetError, ssl.SSLEOFError):
        wire.send(head.encode())
    return read_head(wire)
