"""The transport under requests: one deadline for all of an answer, a limit on its size, and every wait can be cut.

Imported by http.py when the first request is made, because requests takes long to import.
"""

from __future__ import annotations

import contextlib
import socket
import threading
from typing import Any, cast

import requests
from requests.adapters import HTTPAdapter
from requests.exceptions import RequestException
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from ..handshake.tls import context_for

#: Bytes of a body, after decompression.
BODY_LIMIT = 256 << 20
_CHUNK = 65536


class BodyTooLarge(RequestException):
    """The server sends more than anyone wants to look at."""


class Call:
    """One request that is under way: how far it got, and how to end it from another thread."""

    def __init__(self) -> None:
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
        for connection in list(self._connections):
            connection.cut()

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
        connected: socket.socket = super()._new_conn()  # type: ignore[misc]
        self.release()
        self._duplicate = connected.dup()
        call: Call = _current.call
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
        super().request(*args, **named)  # type: ignore[misc]
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


class _Connection(Lifeline, HTTPConnection):
    pass


class _TlsConnection(Lifeline, HTTPSConnection):
    pass


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Connection


class _TlsPool(HTTPSConnectionPool):
    ConnectionCls = _TlsConnection

    def _validate_conn(self, conn: Any) -> None:
        # without the warning that a connection is not verified: verify=False is the test's own choice
        if conn.is_closed:
            conn.connect()


class Adapter(HTTPAdapter):
    """Reads the body of every answer, also of redirects, while it may still be cut."""

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
        return host, {"cert_reqs": tls["cert_reqs"], "ssl_context": context_for(verify, None)}

    def cert_verify(self, conn: Any, url: str, verify: Any, cert: Any) -> None:
        """Nothing: the context does it, and requests would add its own CAs."""

    def send(self, request: requests.PreparedRequest, *args: Any, **named: Any) -> requests.Response:
        call: Call = _current.call
        call.check()
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
        return response


def new_session() -> requests.Session:
    """A requests session that takes nothing from the environment: no proxy, no netrc, no CA bundle."""
    session = requests.Session()
    session.trust_env = False
    for prefix in ("http://", "https://"):
        session.mount(prefix, Adapter(pool_maxsize=50))
    return session


def perform(session: requests.Session, call: Call, request: dict[str, Any]) -> requests.Response:
    """Send one request in this thread."""
    _current.call = call
    try:
        return session.request(**request)
    finally:
        call.end()
        del _current.call
