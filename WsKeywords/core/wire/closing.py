"""How a connection ended."""

from __future__ import annotations

import ssl
from typing import NamedTuple

from ..output import clean


class Close(NamedTuple):
    """How a connection ended (RFC 6455, 7.1.5 and 7.1.6).

    ``by`` is ``"peer"``, ``"us"`` or ``"network"``; ``at`` monotonic ns; ``note`` says what else a person should know.
    """

    code: int
    reason: str
    by: str
    at: int
    note: str = ""

    def __repr__(self) -> str:
        # The reason is the peer's, who may repeat a secret.
        return clean(f"Close(code={self.code}, reason={self.reason!r}, by={self.by!r}, note={self.note!r})")


def cause(error: OSError | None) -> str:
    """Why TCP ended, in words."""
    if error is None:
        return "the peer ended TCP without a close frame"
    if isinstance(error, ssl.SSLError):
        return f"TLS failed: {getattr(error, 'reason', None) or error}"
    if isinstance(error, ConnectionResetError):
        return "the connection was reset"
    return f"the connection was lost: {error.strerror or error}"
