"""TLS around a connected socket, and what to say when it fails."""

from __future__ import annotations

import os
import socket
import ssl
from functools import lru_cache

from ..deadline import Deadline
from ..errors import InvalidArgument, OpeningFailed
from .rejection import TIMED_OUT, TLS, Attempt
from .wire import READ, retried

# X509_V_ERR_… of OpenSSL: which check of the certificate failed, and what a tester can do.
_CHECKS = {
    9: ("the server's certificate is not valid yet", "Check the clock of this machine."),
    10: ("the server's certificate has expired", "Renew it; verify=False connects all the same."),
    18: (
        "the server's certificate is self-signed and not trusted here",
        "Give the file of that certificate as ca_cert; verify=False connects without any check.",
    ),
}
_UNKNOWN_CA = (
    "the CA that issued the server's certificate is not trusted here",
    "Give the file of that CA as ca_cert; verify=False connects without any check.",
)
_CHECKS |= dict.fromkeys((2, 19, 20, 21), _UNKNOWN_CA)
_WRONG_NAME = (62, 64)
# What OpenSSL says when the bytes it got are no TLS records.
_PLAIN = {"WRONG_VERSION_NUMBER", "UNKNOWN_PROTOCOL", "HTTP_REQUEST", "PACKET_LENGTH_TOO_LONG", "RECORD_LAYER_FAILURE"}


def context_for(verify: bool | str, ca_cert: str | None) -> ssl.SSLContext:
    """The context of these options, shared by all connections that have the same.

    Args:
        verify: False checks nothing; a text is a CA file or folder, as ``ca_cert`` is.
        ca_cert: PEM file or folder of the only CAs to trust.

    Raises:
        InvalidArgument: the file cannot be used, or ``ca_cert`` contradicts ``verify=False``.
    """
    if verify is False:
        if ca_cert is not None:
            raise InvalidArgument(
                "verify=False checks no certificate, so that ca_cert has no effect: "
                f'give one of them, but ca_cert is "{ca_cert}".'
            )
        return _context(None, False, 0)
    name = "ca_cert" if ca_cert is not None else "verify"
    path = ca_cert if ca_cert is not None else verify if isinstance(verify, str) else None
    if path is None:
        return _context(None, True, 0)
    try:
        # The time is part of the key: a test may write new certificates to the same path.
        return _context(path, True, os.stat(path).st_mtime_ns)
    except FileNotFoundError:
        raise InvalidArgument(f'Expected {name} to be a file of CA certificates, but there is no "{path}".') from None
    except (OSError, ValueError) as error:
        raise InvalidArgument(
            f'Expected {name} to be a file of CA certificates (PEM), but "{path}" cannot be used: {_said(error)}.'
        ) from None


@lru_cache(maxsize=64)
def _context(path: str | None, verify: bool, changed: int) -> ssl.SSLContext:
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
    return context


def wrapped(
    sock: socket.socket, context: ssl.SSLContext, host: str, deadline: Deadline, attempt: Attempt
) -> ssl.SSLSocket:
    """The socket with TLS around it and the handshake done; on a failure it is closed.

    Raises:
        OpeningFailed: the handshake failed or did not end in time.
    """
    try:
        # A certificate names no final dot (RFC 6066, 3).
        tls = context.wrap_socket(sock, server_hostname=host.rstrip("."), do_handshake_on_connect=False)
    except (OSError, ValueError) as error:
        raise failed(error, host, attempt) from None
    try:
        retried(tls, tls.do_handshake, READ, deadline)
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
        raise failed(error, host, attempt) from None
    except BaseException:
        tls.close()
        raise
    return tls


def is_failure(error: Exception) -> bool:
    """Whether TLS itself failed; with TLS 1.3 a server's alert comes only after the handshake."""
    return isinstance(error, ssl.SSLError) and not isinstance(error, (ssl.SSLEOFError, ssl.SSLZeroReturnError))


def failed(error: Exception, host: str, attempt: Attempt) -> OpeningFailed:
    """The error that says which check of TLS failed."""
    what, hint = explained(error, host)
    return attempt.failed(TLS, "TLS failed", detail=what, hint=hint)


def explained(error: Exception, host: str) -> tuple[str, str]:
    """Which check of TLS failed, and what a tester can do."""
    if isinstance(error, ssl.SSLCertVerificationError):
        if error.verify_code in _WRONG_NAME:
            what = f'the server\'s certificate is not for the host name "{host}"'
            return what, "Connect by a name that the certificate holds; verify=False connects without any check."
        message = f"the server's certificate was not accepted ({error.verify_message})"
        return _CHECKS.get(error.verify_code, (message, "verify=False connects without any check."))
    if not isinstance(error, ssl.SSLError) or isinstance(error, (ssl.SSLEOFError, ssl.SSLZeroReturnError)):
        what = "the server ended the connection during the TLS handshake"
        return what, "Does this port speak TLS? If not, write ws:// instead of wss://."
    reason = str(error.reason or "")
    if reason in _PLAIN:
        return "what the server answered is not TLS", "For a server without TLS write ws:// instead of wss://."
    said = _said(error)
    if "ALERT" in reason:
        return f'the server ended the TLS handshake ("{said}")', "The server's log says why."
    return f'the TLS handshake broke off ("{said}")', "Does the server speak TLS 1.2 or newer?"


def _said(error: Exception) -> str:
    """What OpenSSL or the system says, without the place in their source."""
    if isinstance(error, ssl.SSLError) and error.reason:
        return str(error.reason).replace("_", " ").lower()
    return (isinstance(error, OSError) and error.strerror) or str(error)
