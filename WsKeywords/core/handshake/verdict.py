"""Whether an HTTP answer opens the WebSocket (RFC 6455, 4.1), and if not, why."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from ..errors import OpeningFailed
from ..output import Secrets, quote
from ..wire.deflate import Agreement
from .answer import Answer, read_body
from .extensions import HEADER as EXTENSIONS
from .extensions import agreed
from .headers import Headers
from .rejection import (
    BODY_SHOWN,
    NOT_WEBSOCKET,
    UNASKED_EXTENSION,
    UNASKED_SUBPROTOCOL,
    WRONG_ACCEPT_KEY,
    Attempt,
    Rejection,
)
from .steps import Steps
from .wire import Wire

_HINTS = {
    401: "The server wants to know who connects: give auth, bearer, headers or cookies, or others than you gave.",
    403: "Check the token, the cookies and the origin. An ASGI server also says 403 when it has no such route, "
    "or when the app closes before it accepts.",
    404: "Is the path right?",
    405: "Is the path right, and a WebSocket behind it?",
    407: "A proxy stands in between and wants credentials.",
    426: "The server wants another version or protocol; its headers Upgrade and Sec-WebSocket-Version name it.",
    429: "The server limits how often a client may connect: wait, or open fewer sessions.",
    502: "A proxy stands in between; the app behind it does not answer.",
    503: "The server is up, but not ready to serve.",
    504: "A proxy stands in between; the app behind it does not answer.",
}


def accepted(
    answer: Answer,
    wire: Wire,
    accept: str,
    offered: list[str],
    attempt: Attempt,
    secrets: Secrets,
    extensions: str = "",
) -> Steps[Agreement | None]:
    """Returns when the answer opens the WebSocket, with what both ends have agreed on.

    Args:
        answer: the head that came.
        wire: where its body can be read.
        accept: what Sec-WebSocket-Accept must be.
        offered: the subprotocols of the request.
        attempt: words the error.
        secrets: learns the answer's cookies and masks what it repeats.
        extensions: the request's Sec-WebSocket-Extensions.

    Raises:
        OpeningFailed: it does not.
    """
    secrets.learn_answer(answer.headers.items())
    if answer.status != 101:
        raise _status(answer, (yield from read_body(wire, answer)), attempt, secrets)
    headers = answer.headers
    fault = _no_upgrade(answer.version, headers)
    if fault:
        raise _failed(answer, attempt, NOT_WEBSOCKET, "what came is not a WebSocket answer", fault)
    # Compared as it stands: base64 knows upper and lower case.
    given = headers.get("Sec-WebSocket-Accept")
    if given is None or given != accept:
        detail = f'Sec-WebSocket-Accept should be "{accept}", but '
        detail += "it is not there" if given is None else f"it is {quote(given, 100)}"
        raise _failed(answer, attempt, WRONG_ACCEPT_KEY, "the server answered with the wrong accept key", detail)
    chosen = headers.get("Sec-WebSocket-Protocol")
    if chosen is not None and chosen not in offered:
        others = ", ".join(quote(name) for name in offered) or "none"
        detail = f"{quote(chosen, 100)}, where {others} was offered"
        raise _failed(answer, attempt, UNASKED_SUBPROTOCOL, "the server chose an unasked subprotocol", detail)
    given = headers.get(EXTENSIONS, "").strip()
    try:
        return agreed(given, extensions)
    except ValueError as fault:
        wanted = quote(extensions, 100) if extensions.strip() else "none"
        detail = f"{quote(given, 100)}, where {wanted} was offered"
        if extensions.strip():
            detail += f" ({fault})"
        raise _failed(answer, attempt, UNASKED_EXTENSION, "the server agreed to an unasked extension", detail) from None


def _no_upgrade(version: str, headers: Headers) -> str:
    if version != "1.1":
        return f"status 101 came with HTTP/{version}, which knows no upgrade"
    upgrade = headers.get("Upgrade")
    if upgrade is None or upgrade.lower() != "websocket":
        return "status 101 without the header Upgrade: websocket" + _instead("Upgrade", upgrade)
    connection = headers.get("Connection")
    if connection is None or "upgrade" not in [option.strip().lower() for option in connection.split(",")]:
        return "status 101 without the header Connection: Upgrade" + _instead("Connection", connection)
    return ""


def _instead(name: str, value: str | None) -> str:
    return f"; {name} is not there" if value is None else f"; {name} is {quote(value, 100)}"


def _failed(answer: Answer, attempt: Attempt, kind: str, what: str, detail: str) -> OpeningFailed:
    hint = "The server does not follow RFC 6455, section 4.2.2."
    rejection = Rejection(answer.status, answer.reason, answer.headers, "", kind)
    return attempt.failed(kind, what, detail=detail, hint=hint, rejection=rejection)


def _status(answer: Answer, body: str, attempt: Attempt, secrets: Secrets) -> OpeningFailed:
    kind = f"status {answer.status}"
    rejection = Rejection(answer.status, answer.reason, answer.headers, body, kind)
    what = f"the server answered with {kind} {answer.reason}".rstrip()
    detail = f"its body is {quote(secrets.text(body), BODY_SHOWN)}" if body else "it has no body"
    return attempt.failed(kind, what, detail=detail, hint=_hint(answer, secrets), rejection=rejection)


def _hint(answer: Answer, secrets: Secrets) -> str:
    location = answer.headers.get("Location")
    if 300 <= answer.status < 400 and location is not None:
        shown = secrets.url(location)
        scheme = _scheme_of(location)
        direct = re.sub(r"^http", "ws", shown, flags=re.I) if scheme in ("http", "https") else shown
        return f'It redirects to "{shown}". Redirects are not followed: open "{direct}" to go there.'
    if 200 <= answer.status < 300:
        return "That is an ordinary HTTP answer: is the path that of a WebSocket?"
    return _HINTS.get(answer.status, "")


def _scheme_of(url: str) -> str:
    """The scheme of whatever a server calls a URL; empty when it is none."""
    try:
        return urlsplit(url).scheme.lower()
    except ValueError:
        return ""
