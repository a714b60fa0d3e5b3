"""Why a request got no answer, in the words that the WebSocket side uses too: refused, name not found, TLS …"""

from __future__ import annotations

import errno
import socket
import ssl
from collections.abc import Callable, Iterator

from ..deadline import Deadline
from ..errors import OpeningFailed
from ..handshake.addresses import NO_PORTS
from ..handshake.rejection import Attempt, Rejection
from ..handshake.tlsfailures import Look, explained, is_telling

_UNUSABLE = {"InvalidSchema", "MissingSchema", "InvalidURL", "LocationParseError", "LocationValueError"}
#: What is raised for a Location that cannot even be taken apart; the URL that was given has been.
_UNREADABLE = (ValueError, UnicodeDecodeError)
_NO_HTTP = {"BadStatusLine", "LineTooLong", "HTTPException", "HeaderParsingError", "UnknownProtocol"}


class RequestAttempt(Attempt):
    """The attempt to reach the server of a request: its errors are what stands after "but" in those of the request."""

    def __init__(self, deadline: Deadline) -> None:
        super().__init__("", deadline)

    def failed(
        self, kind: str, what: str, *, detail: str = "", hint: str = "", rejection: Rejection | None = None
    ) -> OpeningFailed:
        text = f"{what}: {detail}. {hint}" if detail else f"{what}. {hint}"
        return OpeningFailed(text.rstrip(), rejection or Rejection(kind=kind))


def reason(
    error: BaseException,
    host: str,
    port: int,
    client_cert: str | None = None,
    look: Callable[[], Look] | None = None,
) -> str:
    """What went wrong and what to try, as the end of a sentence after "but", full stops included.

    Args:
        client_cert: the file of the certificate that was shown to the server.
        look: looks at the server again, to see what it shows and asks for; None where there is no TLS.
    """
    if isinstance(error, OpeningFailed):
        return str(error)
    causes = list(_causes(error))
    names = {type(cause).__name__ for cause in causes}
    for kind in (ssl.SSLCertVerificationError, ssl.SSLError):
        for cause in causes:
            if isinstance(cause, kind):
                what, hint = explained(cause, host, client_cert, _looked(look, cause, client_cert))
                # the same words as for WebSockets, whose schemes they name
                return f"TLS failed: {what}. {hint}".replace("wss://", "https://").replace("ws://", "http://")
    for cause in causes:
        if text := _network(cause, host, port):
            return text
    if "TooManyRedirects" in names:
        return "it was redirected more than 30 times. allow_redirects=False shows the first answer."
    if names & _UNUSABLE or type(error) in _UNREADABLE:
        return f"it was redirected to a URL that cannot be used: {error}."
    if "BodyTooLarge" in names:
        return f"{error}."
    gone = [cause for cause in causes if isinstance(cause, ConnectionError)]
    if gone and (seen := _looked(look, gone[0], client_cert)).asks:
        what, hint = explained(gone[0], host, client_cert, seen)
        return f"TLS failed: {what}. {hint}"
    if "RemoteDisconnected" in names:
        return "the server closed the connection without an answer."
    if names & {"IncompleteRead", "InvalidChunkLength"}:
        return "the server closed the connection before the body was complete."
    if names & {"ContentDecodingError", "DecodeError"}:
        return "its body is not compressed as its Content-Encoding says."
    if any(isinstance(cause, (ConnectionResetError, BrokenPipeError)) for cause in causes):
        return "the server reset the connection without an answer."
    innermost = causes[-1]
    if names & _NO_HTTP:
        return f'what came is no HTTP answer: "{str(innermost).strip()}".'
    return f"{type(innermost).__name__}: {innermost}."


def _looked(look: Callable[[], Look] | None, cause: BaseException, client_cert: str | None) -> Look:
    return look() if look is not None and is_telling(cause, client_cert) else Look()


def _network(cause: BaseException, host: str, port: int) -> str:
    if isinstance(cause, socket.gaierror):
        hint = "Check the spelling of the host, and the DNS of this machine."
        return f'the look-up of its host ended with name not found: "{host}", {cause.strerror}. {hint}'
    if isinstance(cause, ConnectionRefusedError):
        return f"the connection was refused: nothing listens on {host}, port {port}. Is the app running?"
    if isinstance(cause, TimeoutError):
        return "it timed out."
    if isinstance(cause, OSError) and cause.errno in (errno.ENETUNREACH, errno.EHOSTUNREACH):
        return f"no network leads to {host}: {cause.strerror}. Is the host right, and this machine on its network?"
    if isinstance(cause, OSError) and cause.errno == errno.EADDRNOTAVAIL and ":" not in host:
        return f"there was no port to be had: {cause.strerror}. {NO_PORTS}"
    return ""


def _causes(error: BaseException) -> Iterator[BaseException]:
    """An error and what is behind it, outermost first: requests and urllib3 wrap in four different ways."""
    seen: set[int] = set()
    queue: list[BaseException] = [error]
    while queue:
        current = queue.pop(0)
        if id(current) in seen:
            continue
        seen.add(id(current))
        yield current
        behind = [getattr(current, "reason", None), *current.args, current.__cause__, current.__context__]
        queue.extend(cause for cause in behind if isinstance(cause, BaseException))
