"""What came instead of an open WebSocket, and how it is told."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..deadline import Deadline, shown
from ..errors import OpeningFailed
from ..output import clean
from .headers import Headers

REFUSED = "refused"
NAME_NOT_FOUND = "name not found"
TIMED_OUT = "timed out"
CLOSED = "closed without an answer"
TLS = "TLS"
NOT_WEBSOCKET = "not a WebSocket answer"
WRONG_ACCEPT_KEY = "wrong accept key"
UNASKED_SUBPROTOCOL = "unasked subprotocol"
UNASKED_EXTENSION = "unasked extension"
#: The proxy on the way did not let us through; the server has no part in it.
PROXY = "proxy"
#: Our own side: no socket could be had. The server has no part in it.
NO_SOCKET = "no socket"
#: Characters of a rejection's body that its message shows.
BODY_SHOWN = 300


@dataclass(frozen=True)
class Rejection:
    """Why a connection did not open.

    Attributes:
        status: HTTP status, or None when no HTTP answer of the server came.
        reason: the reason phrase of the status line.
        headers: of the answer.
        body: of the answer, at most 1 MiB of it.
        kind: one of the fixed words of this file, or ``status 403`` with the number that came.
        proxy_status: HTTP status of a proxy that did not let us through; reason, headers and body are its own then.
    """

    status: int | None = None
    reason: str = ""
    headers: Headers = field(default_factory=Headers)
    body: str = ""
    kind: str = ""
    proxy_status: int | None = None

    def __repr__(self) -> str:
        # The body is the server's, who may repeat a secret.
        return clean(f"Rejection({self.kind!r}, status={self.status}, reason={self.reason!r}, body={self.body!r})")


class Attempt:
    """One try to open a connection: knows what was tried and since when, and words what came instead."""

    def __init__(self, shown_url: str, deadline: Deadline, session: str = "") -> None:
        self.subject = f'the WebSocket "{shown_url}"' + (f' of session "{session}"' if session else "")
        self.deadline = deadline

    def failed(
        self, kind: str, what: str, *, detail: str = "", hint: str = "", rejection: Rejection | None = None
    ) -> OpeningFailed:
        """The error to raise.

        Args:
            kind: one of the fixed words; ``what`` holds it too, because a test may look for it in the message.
            what: continues "but …".
            detail: what came instead, with no full stop.
            hint: what to try, in whole sentences.
            rejection: the answer, when one came.
        """
        after = shown(max(0.001, round(self.deadline.elapsed, 3)))
        text = f"Expected {self.subject} to open, but {what} after {after}"
        text += f": {detail}." if detail else "."
        return OpeningFailed(f"{text} {hint}".rstrip(), rejection or Rejection(kind=kind))
