"""TLS around a connected socket: contexts, one for all connections with the same options, and the handshake."""

from __future__ import annotations

import errno
import os
import socket
import ssl
import weakref
from collections.abc import Callable
from contextlib import suppress
from functools import lru_cache
from typing import NamedTuple, NoReturn

from ..deadline import Deadline
from ..errors import InvalidArgument, WsKeywordsError
from .certificates import decoded
from .rejection import TIMED_OUT, Attempt
from .steps import READ, Steps
from .tlsfailures import Look, failed, is_telling, said
from .wire import retried

__all__ = ["TlsOptions", "context_for", "look_again", "said", "wrapped"]

#: Seconds that a second look at a certificate may take, so that an error can say whose it is.
_LOOK = 2.0
# RFC 8446, 5.1 and 4.
_HANDSHAKE, _CERTIFICATE_REQUEST = 22, 13


class TlsOptions(NamedTuple):
    """How TLS is made.

    Attributes:
        verify: False checks nothing; a text is a CA file or folder, as ``ca_cert`` is.
        ca_cert: PEM file or folder of the only CAs to trust.
        client_cert: PEM file of the certificate to show to the server, with those between it and the CA.
        client_key: PEM file of its private key; without it the key is in the file of the certificate.
    """

    verify: bool | str = True
    ca_cert: str | None = None
    client_cert: str | None = None
    client_key: str | None = None

    def context(self) -> ssl.SSLContext:
        """The context of these options; raises InvalidArgument when a file cannot be used."""
        return context_for(*self)

    def check(self) -> None:
        """Where no TLS is made, files that are missing are an error all the same."""
        for name in ("client_cert", "client_key"):
            _changed(getattr(self, name), name)
        _check_key(self.client_cert, self.client_key)


def context_for(
    verify: bool | str, ca_cert: str | None, client_cert: str | None = None, client_key: str | None = None
) -> ssl.SSLContext:
    """The context of these options, shared by all connections that have the same; see ``TlsOptions``.

    Raises:
        InvalidArgument: a file cannot be used, or ``ca_cert`` contradicts ``verify=False``.
    """
    _check_key(client_cert, client_key)
    own = (client_cert, _changed(client_cert, "client_cert"), client_key, _changed(client_key, "client_key"))
    if verify is False:
        if ca_cert is not None:
            raise InvalidArgument(
                "verify=False checks no certificate, so that ca_cert has no effect: "
                f'give one of them, but ca_cert is "{ca_cert}".'
            )
        return _context(None, False, 0, *own)
    name = "ca_cert" if ca_cert is not None else "verify"
    path = ca_cert if ca_cert is not None else verify if isinstance(verify, str) else None
    if path is None:
        return _context(None, True, 0, *own)
    try:
        changed = os.stat(path).st_mtime_ns
        return _context(path, True, changed, *own)
    except FileNotFoundError:
        raise InvalidArgument(f'Expected {name} to be a file of CA certificates, but there is no "{path}".') from None
    except (OSError, ValueError) as error:
        if isinstance(error, WsKeywordsError):
            raise
        raise InvalidArgument(
            f'Expected {name} to be a file of CA certificates (PEM), but "{path}" cannot be used: {said(error)}.'
        ) from None


def _check_key(client_cert: str | None, client_key: str | None) -> None:
    if client_key is not None and client_cert is None:
        raise InvalidArgument("client_key is the key of a client certificate: give client_cert too.")


def _changed(path: str | None, name: str) -> int:
    """When a file was changed: a part of the context's key, because a test may write new ones to the same path."""
    if path is None:
        return 0
    what = "client certificate" if name == "client_cert" else "private key"
    try:
        changed = os.stat(path).st_mtime_ns
        with open(path, "rb"):
            return changed
    except FileNotFoundError:
        raise InvalidArgument(f'Expected {name} to be the file of a {what}, but there is no "{path}".') from None
    except (OSError, ValueError) as error:
        raise InvalidArgument(
            f'Expected {name} to be the file of a {what} (PEM), but "{path}" cannot be read: {said(error)}.'
        ) from None


@lru_cache(maxsize=64)
def _context(
    path: str | None, verify: bool, _: int, client_cert: str | None, __: int, client_key: str | None, ___: int
) -> ssl.SSLContext:
    if path is None:
        context = ssl.create_default_context()
    elif os.path.isdir(path):
        context = ssl.create_default_context(capath=path)
    else:
        context = ssl.create_default_context(cafile=path)
    if not verify:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    # RFC 6455 runs over HTTP/1.1: a server that could choose must not choose HTTP/2.
    context.set_alpn_protocols(["http/1.1"])
    if client_cert is not None:
        _load_own(context, client_cert, client_key)
    return context


def _load_own(context: ssl.SSLContext, client_cert: str, client_key: str | None) -> None:
    """Load the client certificate and its key.

    Raises:
        InvalidArgument: one of the two cannot be used, or they do not belong together.
    """
    key_path, key_name = (client_cert, "client_cert") if client_key is None else (client_key, "client_key")

    def no_password() -> NoReturn:
        # Otherwise OpenSSL would ask for it on the terminal, and wait.
        raise InvalidArgument(
            f'Expected the private key of the client certificate without a password, but "{key_path}" is encrypted. '
            f"Write one without: openssl pkey -in {key_path} -out key.pem"
        )

    try:
        context.load_cert_chain(client_cert, client_key, password=no_password)
    except InvalidArgument:
        raise
    except (OSError, ValueError) as error:
        if isinstance(error, ssl.SSLError) and "KEY_VALUES_MISMATCH" in str(error.reason):
            raise InvalidArgument(
                f'The private key in "{key_path}" is not that of the client certificate in "{client_cert}".'
            ) from None
        if b"-----BEGIN CERTIFICATE" not in _content(client_cert):
            name, path, what = "client_cert", client_cert, "it holds no certificate (BEGIN CERTIFICATE)"
        elif b"PRIVATE KEY-----" not in _content(key_path):
            name, path, what = key_name, key_path, "it holds no private key (BEGIN PRIVATE KEY)"
            what += "; give its file as client_key" if client_key is None else ""
        else:
            name, path, what = key_name, key_path, said(error)
        kind = "private key" if name == "client_key" else "client certificate"
        raise InvalidArgument(
            f'Expected {name} to be the file of a {kind} (PEM), but "{path}" cannot be used: {what}.'
        ) from None


def _content(path: str) -> bytes:
    with open(path, "rb") as file:
        return file.read(1 << 20)


def wrapped(
    sock: socket.socket,
    options: TlsOptions,
    host: str,
    deadline: Deadline,
    attempt: Attempt,
    again: Callable[[Deadline], Steps[socket.socket]],
    resumption: Resumption,
) -> Steps[ssl.SSLSocket]:
    """The socket with TLS around it and the handshake done; on a failure it is closed.

    Args:
        again: connects once more, to see why it failed.
        resumption: what may be gone on with of an earlier connection on the same way.

    Raises:
        OpeningFailed: the handshake failed or did not end in time.
    """
    try:
        context = options.context()
        tls = _around(sock, context, host, resumption.session(context))
    except (OSError, ValueError) as error:
        raise failed(error, host, attempt, options.client_cert, Look()) from None
    try:
        yield from retried(tls, tls.do_handshake, READ, deadline)
    except TimeoutError:
        tls.close()
        raise attempt.failed(
            TIMED_OUT,
            "it timed out",
            detail="the connection stood, but the server did not answer the handshake of wss://",
            hint="If it is a server for ws://, write that.",
        ) from None
    except OSError as error:
        tls.close()
        telling = is_telling(error, options.client_cert)
        look = (yield from look_again(again, options, host, deadline)) if telling else Look()
        raise failed(error, host, attempt, options.client_cert, look) from None
    except BaseException:
        tls.close()
        raise
    return tls


def _around(
    sock: socket.socket, context: ssl.SSLContext, host: str, session: ssl.SSLSession | None = None
) -> ssl.SSLSocket:
    try:
        # Of a connection that was reset by now Python would leave the new socket unclosed.
        sock.getpeername()
    except OSError:
        raise ConnectionResetError(errno.ECONNRESET, os.strerror(errno.ECONNRESET)) from None
    # A certificate names no final dot (RFC 6066, 3).
    return context.wrap_socket(sock, server_hostname=host.rstrip("."), do_handshake_on_connect=False, session=session)


class Resumption:
    """The TLS session of one connection, for the others on the same way (RFC 8446, 2.2): they need not check the
    certificate again, nor the server sign, which is a third of what their handshake takes.
    """

    def __init__(self) -> None:
        self._first: weakref.ref[ssl.SSLSocket] | None = None
        self._session: ssl.SSLSession | None = None
        self._context: ssl.SSLContext | None = None

    def session(self, context: ssl.SSLContext) -> ssl.SSLSession | None:
        """The session, if there is one that was made with this context."""
        if self._context is not context:
            return None
        if self._first is not None:
            # Not before one is needed: each time that Python is asked for a session it loses 6 KB.
            first, self._first = self._first(), None
            self._session = first.session if first is not None else None
        return self._session

    def learn(self, sock: socket.socket, options: TlsOptions) -> None:
        """This connection is open, and the server has spoken: with TLS 1.3 it then has said how to go on."""
        # A server that wants certificates of clients may want to see each.
        known = self._first is not None or self._session is not None
        if not known and options.client_cert is None and isinstance(sock, ssl.SSLSocket):
            self._context, self._first = sock.context, weakref.ref(sock)


def look_again(
    connect: Callable[[Deadline], Steps[socket.socket]], options: TlsOptions, host: str, deadline: Deadline
) -> Steps[Look]:
    """Connects once more, checking nothing, to see what the server shows and asks for.

    Python tells neither: nothing of a certificate that it did not accept, and not whether the server wants one of ours,
    which one of asyncio does not say either when it misses it.
    """
    brief = Deadline.after(min(_LOOK, deadline.remaining()))
    asks = False

    def watch(_: object, direction: str, __: object, kind: int, message: int, ___: bytes) -> None:
        nonlocal asks
        asks = asks or (direction, kind, message) == ("read", _HANDSHAKE, _CERTIFICATE_REQUEST)

    der = b""
    with suppress(OSError, ValueError, WsKeywordsError), (yield from connect(brief)) as sock:
        sock.setblocking(False)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        if options.client_cert is not None:
            _load_own(context, options.client_cert, options.client_key)
        # Meant for debugging; where a Python has it no more, the error says what it knows without it.
        with suppress(AttributeError):
            context._msg_callback = watch  # type: ignore[attr-defined]
        with _around(sock, context, host) as tls:
            yield from retried(tls, tls.do_handshake, READ, brief)
            der = tls.getpeercert(binary_form=True) or b""
    return Look(decoded(der), asks)
