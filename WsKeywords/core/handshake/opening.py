"""Opening a WebSocket: TCP, TLS and the handshake of RFC 6455, section 4, all under one deadline.

The only file that imports websocket-client. It writes the request and reads the answer through a channel of ours, which
keeps the deadline and the limits, sends what the options ask for, and checks the answer strictly before the library
sees it.
"""

from __future__ import annotations

import base64
import hashlib
import socket
import ssl
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from time import monotonic_ns
from typing import Any, TypeVar

from ..deadline import Deadline
from ..errors import OpeningFailed
from ..output import Secrets
from ..wire.deflate import Agreement
from .answer import Answer, read_head
from .dialing import Route, dial
from .extensions import HEADER as EXTENSIONS
from .guarding import Wanted, Way, guarded
from .headers import Headers
from .proxies import ProxyChoice
from .rejection import NOT_WEBSOCKET, Attempt, Rejection
from .request import Request, offered_protocols, request_for
from .tls import TlsOptions
from .urls import Target, join_url, target_of
from .verdict import accepted
from .wire import Wire

__all__ = ["Handshake", "OpenOptions", "Opened", "Rejection", "join_url", "open_socket"]

T = TypeVar("T")

_WANTED = Wanted(
    NOT_WEBSOCKET,
    "what came is not a WebSocket answer",
    "handshake",
    "Is the server busy, or does something else than a WebSocket server listen on this port?",
)
_GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"


@dataclass(frozen=True)
class OpenOptions:
    """What a handshake needs.

    Attributes:
        url: absolute, ``ws://`` or ``wss://``, parameters already in its query.
        headers: sent in addition to those of the handshake, or instead of them; one whose value is None is not sent.
        subprotocols: offered, in this order.
        extensions: the value of Sec-WebSocket-Extensions.
        cookies: names and values.
        origin: instead of the origin of the URL itself.
        authorization: the whole value of the Authorization header.
        tls: CAs, client certificate, and whether certificates are checked.
        proxy: what was said about proxies.
        unix_socket: path of the Unix socket that stands for the host and port of the URL.
        session: the name that errors mention.
    """

    url: str = field(repr=False)
    headers: tuple[tuple[str, str | None], ...] = field(default=(), repr=False)
    subprotocols: tuple[str, ...] = ()
    extensions: str | None = None
    cookies: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    origin: str | None = None
    authorization: str | None = field(default=None, repr=False)
    tls: TlsOptions = field(default_factory=TlsOptions)
    proxy: ProxyChoice = field(default_factory=ProxyChoice)
    unix_socket: str | None = None
    session: str = ""

    def route(self, target: Target, secrets: Secrets) -> Route:
        """The way to the server; raises InvalidArgument when an option of it cannot be used."""
        # A proxy of the configuration or the environment does not stand in the way of a Unix socket.
        choice = self.proxy if self.unix_socket is None else ProxyChoice(self.proxy.given, "")
        route = Route(choice.proxy_for(target.host, target.port, target.secure, secrets), self.unix_socket, self.tls)
        route.check(target)
        return route


@dataclass(frozen=True)
class Handshake:
    """The handshake that opened a connection.

    Attributes:
        status: always 101.
        subprotocol: what the server chose, as it wrote it; empty when it chose none.
        connect_time: seconds from the start of TCP to the end of the handshake.
        url: with everything in it, so not for showing.
        started_at: monotonic nanoseconds when TCP began.
        peer: address and port of the server, or of the proxy; or the path of the Unix socket.
        agreement: the compression that both ends have agreed on.
    """

    status: int
    reason: str
    headers: Headers
    subprotocol: str = field(repr=False)
    request_headers: Headers
    connect_time: float
    url: str = field(repr=False)
    started_at: int
    peer: str
    agreement: Agreement | None = None


@dataclass(frozen=True)
class Opened:
    """An open connection: a non-blocking socket, and the bytes that came after the answer."""

    sock: socket.socket
    handshake: Handshake
    leftover: bytes = field(repr=False)


def open_socket(options: OpenOptions, deadline: Deadline, secrets: Secrets) -> Opened:
    """Open a WebSocket in the caller's thread.

    Raises:
        InvalidArgument: an option that cannot be used; found before anything is sent.
        OpeningFailed: with the rejection, whatever the network or the server did.
    """
    target = target_of(options.url)
    request = request_for(
        target,
        options.headers,
        options.subprotocols,
        options.cookies,
        options.origin,
        options.authorization,
        options.extensions,
    )
    route = options.route(target, secrets)
    secrets.learn_url(options.url)
    secrets.learn_headers(request.fields)
    attempt = Attempt(secrets.url(options.url), deadline, options.session)
    sock, peer, started_at = dial(target, route, deadline, attempt, secrets)
    try:
        channel = _Channel(Wire(sock, deadline), target, request, attempt, secrets, route)
        answer = channel.shake_hands()
        handshake = Handshake(
            status=answer.status,
            reason=answer.reason,
            headers=answer.headers,
            subprotocol=answer.headers.get("Sec-WebSocket-Protocol", ""),
            request_headers=channel.request_headers,
            connect_time=(monotonic_ns() - started_at) / 1e9,
            url=options.url,
            started_at=started_at,
            peer=peer,
            agreement=channel.agreement,
        )
        return Opened(sock, handshake, bytes(channel.wire.buffer))
    except BaseException:
        sock.close()
        raise


class _Channel:
    """Stands for the socket while websocket-client shakes hands.

    What websocket-client writes is completed before it goes out, and it reads only what was checked: no status but 101,
    so that it follows no redirect, and no cookie, so that none gets into its jar, which the whole process shares.
    """

    def __init__(
        self,
        wire: Wire,
        target: Target,
        request: Request,
        attempt: Attempt,
        secrets: Secrets,
        route: Route,
    ) -> None:
        self.wire = wire
        self.route = route
        self.target = target
        self.request = request
        self.attempt = attempt
        self.secrets = secrets
        self.request_headers = Headers()
        self.written = b""
        self.answer: Answer | None = None
        self.agreement: Agreement | None = None
        self.readable = b""

    def shake_hands(self) -> Answer:
        # Imported here because it costs more than all of the engine.
        import websocket

        scheme, host = ("wss" if self.target.secure else "ws"), self.target.host
        bracketed = f"[{host}]" if ":" in host else host
        try:
            client: Any = websocket.WebSocket(enable_multithread=False)
            client.connect(
                f"{scheme}://{bracketed}:{self.target.port}/",
                socket=self,
                host=self.target.authority,
                origin=f"{'https' if self.target.secure else 'http'}://{self.target.authority}",
                redirect_limit=0,
            )
        except (websocket.WebSocketException, ValueError) as error:
            if isinstance(error, OpeningFailed):
                raise
            raise self.attempt.failed(
                NOT_WEBSOCKET, "what came is not a WebSocket answer", detail=str(error).rstrip(".")
            ) from None
        assert self.answer is not None
        return self.answer

    # what websocket-client uses of a socket

    def gettimeout(self) -> float:
        # Zero: it must not wait by itself.
        return 0.0

    def settimeout(self, _: Any) -> None:
        pass

    def close(self) -> None:
        """Whoever opened the socket closes it."""

    def send(self, data: bytes) -> int:
        self.written += data
        if self.written.endswith(b"\r\n\r\n"):
            request, self.request_headers = self.request.rewritten(self.written)
            self._guarded(lambda: self._send(request))
        return len(data)

    def _send(self, request: bytes) -> None:
        # The server may have answered, with 431 for instance, or said that it misses a certificate, before it had read
        # all: then what it said says more.
        with suppress(BrokenPipeError, ConnectionResetError, ssl.SSLEOFError):
            self.wire.send(request)

    def recv(self, size: int) -> bytes:
        if self.answer is None:
            answer = self._guarded(lambda: read_head(self.wire))
            key = self.request_headers.get("Sec-WebSocket-Key", "")
            offered = offered_protocols(self.request_headers)
            extensions = self.request_headers.get(EXTENSIONS, "")
            self.agreement = accepted(
                answer, self.wire, accept_value(key), offered, self.attempt, self.secrets, extensions
            )
            self.answer = answer
            self.readable = self._checked_head()
        data, self.readable = self.readable[:size], self.readable[size:]
        return data

    def _checked_head(self) -> bytes:
        # Its own key, which a test may have replaced on the wire.
        _, _, rest = self.written.decode().partition("Sec-WebSocket-Key: ")
        accept = accept_value(rest.partition("\r\n")[0])
        head = ["HTTP/1.1 101", "Upgrade: websocket", "Connection: Upgrade", f"Sec-WebSocket-Accept: {accept}", "", ""]
        return "\r\n".join(head).encode()

    def _guarded(self, action: Callable[[], T]) -> T:
        return guarded(action, _WANTED, Way(self.target, self.route, self.wire.deadline, self.attempt, self.secrets))


def accept_value(key: str) -> str:
    """What Sec-WebSocket-Accept must be for this key (RFC 6455, 4.2.2)."""
    return base64.b64encode(hashlib.sha1((key + _GUID).encode()).digest()).decode()
