"""What to say when TLS fails: which check of the certificate, what the certificate says, and what to try."""

from __future__ import annotations

import ssl
from datetime import datetime, timezone
from typing import NamedTuple

from ..errors import OpeningFailed
from ..output import quote
from .certificates import Certificate
from .rejection import TLS, Attempt

# X509_V_ERR_… of OpenSSL: which check of the certificate failed.
_NOT_YET, _EXPIRED, _SELF_SIGNED = 9, 10, 18
_UNKNOWN_CA = (2, 19, 20, 21)
_WRONG_NAME = (62, 64)
_ANYHOW = "verify=False connects without any check."
# What OpenSSL says when the bytes it got are no TLS records.
_PLAIN = {"WRONG_VERSION_NUMBER", "UNKNOWN_PROTOCOL", "HTTP_REQUEST", "PACKET_LENGTH_TOO_LONG", "RECORD_LAYER_FAILURE"}
# Alerts that speak of the client's certificate (RFC 8446, 6.2), as OpenSSL names them.
_ABOUT_OURS = (
    "BAD_CERTIFICATE",
    "CERTIFICATE_REQUIRED",
    "CERTIFICATE_EXPIRED",
    "CERTIFICATE_REVOKED",
    "CERTIFICATE_UNKNOWN",
    "UNSUPPORTED_CERTIFICATE",
    "UNKNOWN_CA",
    "ACCESS_DENIED",
)
GIVE_CERTIFICATE = "give client_cert, and client_key where the key is in a file of its own."


class Look(NamedTuple):
    """What a second look at a server showed.

    Attributes:
        certificate: the server's; None when it could not be had.
        asks: whether it asks for one of the client.
    """

    certificate: Certificate | None = None
    asks: bool = False


def is_telling(error: BaseException, client_cert: str | None) -> bool:
    """Whether a second look may tell more about this failure."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return True
    # A server that misses a certificate of ours either says so, or just goes.
    gone = not is_failure(error)
    return client_cert is None and (gone or "ALERT" in str(getattr(error, "reason", "")))


def is_failure(error: BaseException) -> bool:
    """Whether TLS itself failed; with TLS 1.3 a server's alert comes only after the handshake."""
    return isinstance(error, ssl.SSLError) and not isinstance(error, (ssl.SSLEOFError, ssl.SSLZeroReturnError))


def failed(error: Exception, host: str, attempt: Attempt, client_cert: str | None, look: Look) -> OpeningFailed:
    """The error that says which check of TLS failed."""
    what, hint = explained(error, host, client_cert, look)
    return attempt.failed(TLS, "TLS failed", detail=what, hint=hint)


def explained(error: Exception, host: str, client_cert: str | None, look: Look) -> tuple[str, str]:
    """Which check of TLS failed, and what a tester can do.

    Args:
        client_cert: the file of the certificate that was shown to the server.
        look: what a second look at the server showed.
    """
    if isinstance(error, ssl.SSLCertVerificationError):
        return _not_accepted(error, host, look.certificate)
    if look.asks and client_cert is None:
        return f"the server asks for a client certificate{_quoted(error)}", f"None was given: {GIVE_CERTIFICATE}"
    if not isinstance(error, ssl.SSLError) or isinstance(error, (ssl.SSLEOFError, ssl.SSLZeroReturnError)):
        what = "the server ended the connection during the TLS handshake"
        return what, "Does this port speak TLS? If not, write ws:// instead of wss://."
    reason = str(error.reason or "")
    if reason in _PLAIN:
        return "what the server answered is not TLS", "For a server without TLS write ws:// instead of wss://."
    text = said(error)
    if "ALERT" in reason:
        return _alert(reason, text, client_cert)
    return f'the TLS handshake broke off ("{text}")', "Does the server speak TLS 1.2 or newer?"


def _alert(reason: str, text: str, client_cert: str | None) -> tuple[str, str]:
    if reason.endswith(_ABOUT_OURS) and client_cert is not None:
        what = f'the server did not accept the client certificate "{client_cert}" ("{text}")'
        return what, "Is it one for this server, issued by a CA that it knows, and not expired?"
    what = f'the server ended the TLS handshake ("{text}")'
    # TLS 1.2 has no alert of its own for a certificate that is missing.
    guess = f" If it wants a client certificate, {GIVE_CERTIFICATE}" if client_cert is None else ""
    return what, f"The server's log says why.{guess}"


def _not_accepted(error: ssl.SSLCertVerificationError, host: str, certificate: Certificate | None) -> tuple[str, str]:
    code = error.verify_code
    if code in _WRONG_NAME:
        return _wrong_name(host, certificate)
    if code in (_NOT_YET, _EXPIRED):
        return _wrong_time(code, certificate)
    if code == _SELF_SIGNED:
        what = "the server's certificate is self-signed and not trusted here"
        if certificate is not None:
            names = certificate.shown_names or quote(certificate.subject, 80)
            what += f": it is for {names}, valid {certificate.shown_time}"
        return what, f"Give the file of that certificate as ca_cert; {_ANYHOW}"
    if code in _UNKNOWN_CA:
        issuer = f" ({quote(certificate.issuer, 120)})" if certificate is not None and certificate.issuer else ""
        what = f"the CA that issued the server's certificate{issuer} is not trusted here"
        return what, f"Give the file of that CA as ca_cert; {_ANYHOW}"
    return f"the server's certificate was not accepted ({error.verify_message})", _ANYHOW


def _wrong_name(host: str, certificate: Certificate | None) -> tuple[str, str]:
    what = f'the server\'s certificate is not for the host name "{host}"'
    if certificate is not None:
        # A name in the subject alone no longer counts (RFC 9525, 6.3).
        names = certificate.shown_names
        what += f", but for {names}" if names else f": it holds no names; its subject is {quote(certificate.subject)}"
    return what, f"Connect by a name that the certificate holds; {_ANYHOW}"


def _wrong_time(code: int, certificate: Certificate | None) -> tuple[str, str]:
    """Dates are told where they are the ones that failed: it may also have been a CA's."""
    now = datetime.now(timezone.utc)
    what = "the server's certificate " + ("has expired" if code == _EXPIRED else "is not valid yet")
    if certificate is not None:
        fails = certificate.ends < now if code == _EXPIRED else certificate.begins > now
        if fails:
            what += f": it is valid {certificate.shown_time}"
        else:
            which = "has expired" if code == _EXPIRED else "is not valid yet"
            what = f"the certificate of a CA above the server's certificate {which} ({quote(certificate.issuer, 120)})"
    if code == _EXPIRED:
        return what, "Renew it; verify=False connects all the same."
    return what, "Check the clock of this machine; verify=False connects all the same."


def _quoted(error: Exception) -> str:
    return f' ("{said(error)}")' if is_failure(error) else ", and ended the connection"


def said(error: Exception) -> str:
    """What OpenSSL or the system says, without the place in their source."""
    if isinstance(error, ssl.SSLError) and error.reason:
        return str(error.reason).replace("_", " ").lower()
    return (isinstance(error, OSError) and error.strerror) or str(error)
