"""The transport under requests: one deadline for all of an answer, a limit on its size, and every wait can be cut.

Imported by http.py when the first request is made, because requests takes long to import.
"""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
from http.client import HTTPException, HTTPResponse
from time import monotonic
from typing import Any, cast
from urllib.parse import urlsplit

import requests
from requests.adapters import BaseAdapter, HTTPAdapter
from requests.cookies import RequestsCookieJar
from requests.exceptions import RequestException
from requests.utils import urldefragauth
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from ..deadline import LONGEST, Deadline
from ..handshake.answer import Answer
from ..handshake.headers import Headers
from ..handshake.proxied import ProxyAttempt, authorization, reached, refused, through
from ..handshake.proxies import Proxy, ProxyChoice
from ..handshake.steps import run
from ..handshake.tls import context_for
from ..output import Secrets
from .answers import body as body_text
from .cookies import Strictly, keep_to_hosts, tidy
from .errors import RequestAttempt
from .loglines import redact_log_lines
from .redirects import Carried, redirected

redact_log_lines()

#: Bytes of a body, after decompression.
BODY_LIMIT = 256 << 20
_CHUNK = 65536
_POOL = 50


class BodyTooLarge(RequestException):
    """The server sends more than anyone wants to look at."""


class Call:
    """One request that is under way: how far it got, and how to end it from another thread."""

    def __init__(self, proxies: ProxyChoice, secrets: Secrets, deadline: Deadline) -> None:
        """Args: deadline: later than that of whoever waits, who is the one to say that time is up."""
        self.proxies = proxies
        self.secrets = secrets
        self.attempt = RequestAttempt(deadline)
        #: What the connection that was tried last goes through.
        self.proxy: Proxy | None = None
        self.phase = "while connecting"
        #: The phase in which it was ended.
        self.ended = ""
        self._connections: list[Lifeline] = []

    def watch(self, connection: Lifeline) -> None:
        if connection not in self._connections:
            self._connections.append(connection)
        connection.in_use = True
        self.check()

    def cut(self) -> None:
        """End it: whatever its thread reads or writes fails now."""
        self.ended = self.phase
        # What still connects through a proxy looks at this at every turn.
        self.attempt.deadline.at = monotonic()
        for connection in list(self._connections):
            connection.cut()

    def connect(self, proxy: Proxy, host: str, port: int, tunnel: bool) -> socket.socket:
        """A socket that leads to the proxy, or through it to the host."""
        deadline = self.attempt.deadline
        self.phase = f'while connecting through the proxy "{proxy.shown}"'
        if tunnel:
            sock, _ = run(through(proxy, host, port, deadline, self.attempt, self.secrets))
        else:
            sock, _ = run(reached(proxy, deadline, self.attempt))
        sock.settimeout(min(deadline.remaining(), LONGEST))
        return sock

    def check(self) -> None:
        """What was ended does nothing more: follows no redirect, for example.

        Raises:
            RequestException: it was ended.
        """
        if self.ended:
            raise RequestException("the request was ended")

    def end(self) -> None:
        """It is over; what the pool did not keep is closed."""
        for connection in self._connections:
            connection.in_use = False
            if connection.sock is None:
                connection.release()


_current = threading.local()


class Lifeline:
    """A connection whose socket can be shut down from any thread, also while TLS is being set up.

    http.client closes its socket object when the server said ``Connection: close``, and TLS takes the socket over; a
    duplicate of it outlives both.
    """

    in_use = False
    _duplicate: socket.socket | None = None
    sock: socket.socket | None

    def _new_conn(self) -> socket.socket:
        call: Call = _current.call
        connected: socket.socket
        if call.proxy is None:
            connected = super()._new_conn()  # type: ignore[misc]
        else:
            host, port = cast(Any, self).host, cast(Any, self).port
            tunnel = isinstance(self, HTTPSConnection) or not _takes_whole_urls(call.proxy)
            connected = call.connect(call.proxy, host.strip("[]"), port, tunnel)
        self.release()
        self._duplicate = connected.dup()
        try:
            call.watch(self)
        except RequestException:
            connected.close()
            raise
        call.phase = "while TLS was set up" if isinstance(self, HTTPSConnection) else "while sending"
        return connected

    def request(self, *args: Any, **named: Any) -> None:
        call: Call = _current.call
        call.watch(self)
        if self.sock is not None:
            call.phase = "while sending"
        try:
            super().request(*args, **named)  # type: ignore[misc]
        except ssl.SSLEOFError:
            # The server may have said why, that it misses a certificate for instance: then urllib3 reads it.
            raise BrokenPipeError from None
        call.phase = "while waiting for an answer"

    def close(self) -> None:
        super().close()  # type: ignore[misc]
        if not self.in_use:
            self.release()

    def cut(self) -> None:
        if self._duplicate is not None:
            with contextlib.suppress(OSError):
                self._duplicate.shutdown(socket.SHUT_RDWR)

    def release(self) -> None:
        if self._duplicate is not None:
            self._duplicate.close()
            self._duplicate = None


class _Answer(HTTPResponse):
    """Reads no chunk of less than no bytes, which is one without an end to who reads it (RFC 9112, 7.1)."""

    def _safe_read(self, amt: int) -> bytes:
        if amt < 0:
            raise HTTPException(f"a chunk of {amt} bytes")
        return super()._safe_read(amt)  # type: ignore[misc, no-any-return]


class _Connection(Lifeline, HTTPConnection):
    response_class = _Answer


class _TlsConnection(Lifeline, HTTPSConnection):
    response_class = _Answer


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Connection


class _TlsPool(HTTPSConnectionPool):
    ConnectionCls = _TlsConnection

    def _validate_conn(self, conn: Any) -> None:
        # without the warning that a connection is not verified: verify=False is the test's own choice
        if conn.is_closed:
            conn.connect()


def _takes_whole_urls(proxy: Proxy) -> bool:
    """Whether a request that is not over TLS is sent to the proxy itself (RFC 9112, 3.2.2)."""
    return proxy.scheme == "http"


class Adapter(HTTPAdapter):
    """Reads the body of every answer, also of redirects, while it may still be cut.

    Args:
        proxy: what all of its connections go through.
    """

    def __init__(self, proxy: Proxy | None = None, **named: Any) -> None:
        self.proxy = proxy
        super().__init__(**named)

    def _asks_proxy(self, request: requests.PreparedRequest) -> Proxy | None:
        asked = self.proxy is not None and _takes_whole_urls(self.proxy) and str(request.url)[:6].lower() != "https:"
        return self.proxy if asked else None

    def request_url(self, request: requests.PreparedRequest, proxies: Any) -> str:
        if self._asks_proxy(request):
            return str(urldefragauth(str(request.url)))
        return super().request_url(request, proxies)

    def add_headers(self, request: requests.PreparedRequest, **named: Any) -> None:
        proxy = self._asks_proxy(request)
        credentials = authorization(proxy) if proxy else ""
        if credentials:
            call: Call = _current.call
            call.secrets.learn_headers([("Proxy-Authorization", credentials)])
            request.headers["Proxy-Authorization"] = credentials

    def init_poolmanager(self, *args: Any, **named: Any) -> None:
        super().init_poolmanager(*args, **named)
        self.poolmanager.pool_classes_by_scheme = {"http": _Pool, "https": _TlsPool}

    def build_connection_pool_key_attributes(
        self, request: requests.PreparedRequest, verify: Any, cert: Any = None
    ) -> Any:
        """The same TLS settings, and so the same trusted CAs, as for WebSockets."""
        host, tls = super().build_connection_pool_key_attributes(request, verify, cert)
        if host["scheme"] != "https":
            return host, {}
        return host, {"cert_reqs": tls["cert_reqs"], "ssl_context": context_for(verify, None, *(cert or ()))}

    def build_response(self, req: requests.PreparedRequest, resp: Any) -> requests.Response:
        tidy(resp._original_response.msg)
        return super().build_response(req, resp)

    def cert_verify(self, conn: Any, url: str, verify: Any, cert: Any) -> None:
        """Nothing: the context does it, and requests would add its own CAs."""

    def close(self) -> None:
        # urllib3 closes a pool when nobody refers to it any more, and every answer that a test keeps does.
        pools = self.poolmanager.pools
        keys = pools.keys()  # a copy; the container itself is not iterable
        for key in keys:
            pool = pools.get(key)
            if pool is not None:
                pool.close()
        super().close()

    def send(self, request: requests.PreparedRequest, *args: Any, **named: Any) -> requests.Response:
        call: Call = _current.call
        call.check()
        call.proxy = self.proxy
        response = super().send(request, *args, **named)
        call.phase = "while reading the body"
        chunks: list[bytes] = []
        received = 0
        try:
            for chunk in response.iter_content(_CHUNK):
                received += len(chunk)
                if received > BODY_LIMIT:
                    raise BodyTooLarge(f"the body is larger than {BODY_LIMIT >> 20} MiB")
                chunks.append(chunk)
        except BaseException:
            response.close()
            raise
        body = cast(Any, response)
        body._content = b"".join(chunks)
        body._content_consumed = True
        proxy = self._asks_proxy(request)
        body.from_proxy = proxy.shown if proxy else ""
        if proxy and response.status_code == 407:
            fields = Headers(response.headers.items())
            answer = Answer("1.1", response.status_code, response.reason or "", fields)
            raise refused(answer, body_text(response), ProxyAttempt(proxy, call.attempt), call.secrets)
        return response


class Session(requests.Session):
    """A requests session whose requests go through the proxy that their call chooses for each URL on their way."""

    def __init__(self) -> None:
        super().__init__()
        self.cookies = RequestsCookieJar(policy=Strictly())
        self._through: dict[Proxy, Adapter] = {}

    def prepare_request(self, request: requests.Request) -> requests.PreparedRequest:
        prepared = super().prepare_request(request)
        headers = {name.lower(): value for name, value in (request.headers or {}).items()}
        own_cookie = headers.get("cookie")
        keep_to_hosts(prepared, self.cookies, own_cookie)
        cast(Any, prepared).carried = Carried(own_cookie)
        return prepared

    def rebuild_auth(self, prepared_request: requests.PreparedRequest, response: requests.Response) -> None:
        call: Call = _current.call
        asked = response.request
        another = cast(Any, self).should_strip_auth(asked.url, prepared_request.url)
        redirected(prepared_request, asked, call.secrets, another)

    def get_adapter(self, url: str | bytes) -> BaseAdapter:
        adapter = super().get_adapter(str(url))
        call: Call = _current.call
        parts = urlsplit(str(url))
        secure = parts.scheme.lower() == "https"
        proxy = call.proxies.proxy_for(
            parts.hostname or "", parts.port or (443 if secure else 80), secure, call.secrets
        )
        if proxy is None:
            return adapter
        return self._through.setdefault(proxy, Adapter(proxy, pool_maxsize=_POOL))

    def close(self) -> None:
        super().close()
        for adapter in list(self._through.values()):
            adapter.close()


def new_session() -> requests.Session:
    """A requests session that by itself takes nothing from the environment: no proxy, no netrc, no CA bundle."""
    session = Session()
    session.trust_env = False
    for prefix in ("http://", "https://"):
        session.mount(prefix, Adapter(pool_maxsize=_POOL))
    return session


def perform(session: requests.Session, call: Call, request: dict[str, Any]) -> requests.Response:
    """Send one request in this thread."""
    _current.call = call
    try:
        return session.request(**request)
    finally:
        call.end()
        del _current.call
