"""Opening a WebSocket: TCP, TLS and the handshake of RFC 6455, section 4, all under one deadline.

The only file that imports websocket-client. It writes the request, once for each host; what the options ask for goes
over that, and each handshake has a key of its own. The answer is read within limits, and judged, by us alone.
"""

from __future__ import annotations

import base64
import hashlib
import socket
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache
from time import monotonic_ns
from typing import Any

from ..deadline import Deadline
from ..output import Secrets
from ..wire.deflate import Agreement
from .answer import Answer, ask
from .dialing import Route, dialing
from .extensions import HEADER as EXTENSIONS
from .guarding import Wanted, Way, guarded
from .headers import Headers
from .proxies import ProxyChoice
from .rejection import NOT_WEBSOCKET, Attempt, Rejection
from .request import Request, offered_protocols, request_for
from .steps import Steps, run
from .tls import TlsOptions
from .urls import Target, join_url, target_of
from .verdict import accepted
from .wire import Wire

__all__ = ["Handshake", "OpenOptions", "Opened", "Plan", "Rejection", "join_url", "open_socket"]

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
    return run(Plan(options, secrets).opening(deadline, options.session))


class Plan:
    """Options that were checked, and what is made of them once for all handshakes that have them.

    Raises:
        InvalidArgument: an option that cannot be used; nothing was sent.
    """

    wanted = _WANTED
    attempt = Attempt

    def __init__(self, options: OpenOptions, secrets: Secrets) -> None:
        self._target = target_of(options.url)
        request = self._request(options)
        self._route = options.route(self._target, secrets)
        self._url = options.url
        self._secrets = secrets
        secrets.learn_url(options.url)
        secrets.learn_headers(request.fields)
        self._shown_url = secrets.url(options.url)
        self._template = request.over(self._written())
        self._offered = offered_protocols(self._template.headers)
        self._extensions = self._template.headers.get(EXTENSIONS, "")

    def opening(self, deadline: Deadline, session: str = "") -> Steps[Opened]:
        """Connect and shake hands; ``session`` is the name that errors mention.

        Raises:
            OpeningFailed: with the rejection, whatever the network or the server did.
        """
        way = Way(self._target, self._route, deadline, self.attempt(self._shown_url, deadline, session), self._secrets)
        sock, peer, started_at = yield from dialing(*way)
        try:
            wire = Wire(sock, deadline)
            request, sent, key = self._template.fresh()
            answer = yield from guarded(ask(wire, request), self.wanted, way)
            agreement = yield from self._judged(answer, wire, key, way.attempt)
            self._route.resumption.learn(sock, self._route.tls)
            handshake = Handshake(
                status=answer.status,
                reason=answer.reason,
                headers=answer.headers,
                subprotocol=answer.headers.get("Sec-WebSocket-Protocol", "") if answer.status == 101 else "",
                request_headers=sent,
                connect_time=(monotonic_ns() - started_at) / 1e9,
                url=self._url,
                started_at=started_at,
                peer=peer,
                agreement=agreement,
            )
            return Opened(sock, handshake, bytes(wire.buffer))
        except BaseException:
            sock.close()
            raise

    # what differs between a WebSocket and an event stream

    def _request(self, options: OpenOptions) -> Request:
        return request_for(
            self._target,
            options.headers,
            options.subprotocols,
            options.cookies,
            options.origin,
            options.authorization,
            options.extensions,
        )

    def _written(self) -> Iterable[tuple[str, str]]:
        """The header fields that the request has by itself."""
        return _written(self._target.secure, self._target.authority)

    def _judged(self, answer: Answer, wire: Wire, key: str, attempt: Attempt) -> Steps[Agreement | None]:
        """What the answer agrees to; raises OpeningFailed when it opens nothing."""
        return accepted(answer, wire, accept_value(key), self._offered, attempt, self._secrets, self._extensions)


@lru_cache(maxsize=256)
def _written(secure: bool, authority: str) -> tuple[tuple[str, str], ...]:
    """The header fields that websocket-client writes to this host, with one of its keys."""
    # Imported here because it costs more than all of the engine.
    import websocket

    paper = _Paper()
    client: Any = websocket.WebSocket(enable_multithread=False)
    with suppress(_Complete):
        client.connect(
            "ws://localhost/",
            socket=paper,
            host=authority,
            origin=f"{'https' if secure else 'http'}://{authority}",
        )
    fields = [line.partition(":") for line in paper.written.decode().split("\r\n")[1:]]
    return tuple((name, value.strip()) for name, colon, value in fields if colon)


class _Complete(Exception):
    """The request is written."""


class _Paper:
    """Stands for the socket while websocket-client writes a request."""

    def __init__(self) -> None:
        self.written = b""

    def gettimeout(self) -> float:
        # Zero: it must not wait by itself.
        return 0.0

    def settimeout(self, _: Any) -> None:
        pass

    def send(self, data: bytes) -> int:
        self.written += data
        return len(data)

    def recv(self, _: int) -> bytes:
        raise _Complete

    def close(self) -> None:
        """There is nothing to close."""


def accept_value(key: str) -> str:
    """What Sec-WebSocket-Accept must be for this key (RFC 6455, 4.2.2)."""
    return base64.b64encode(hashlib.sha1((key + _GUID).encode()).digest()).decode()
