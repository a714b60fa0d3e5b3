"""Secrets in subprotocols: a browser can set no header of a WebSocket, so some apps take a token there."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .masking import MASK

#: ``token.SECRET``, ``base64url.bearer.authorization.k8s.io.SECRET``, or the pair ``access_token, SECRET``.
_TOLD = re.compile(
    r"""(?P<name>\b(?:bearer|authorization|jwt|(?:access|auth|bearer|id)?[-_]?token)
    (?:\.(?:bearer|authorization|k8s|io|jwt))*)
    (?P<between>\.|['"]?\s*,\s*['"]?)
    (?P<secret>[^\s,'"\[\]$]+)""",
    re.IGNORECASE | re.VERBOSE,
)
#: ``token.example.com`` is a name and ``token.v2`` a version.
_NAME = re.compile(r"[a-z.]+|.{0,7}", re.DOTALL)


def secrets_of(offered: str) -> Iterator[str]:
    """The tokens in a list of subprotocols, as its header has it."""
    for found in _TOLD.finditer(offered):
        if not _NAME.fullmatch(found["secret"]):
            yield found["secret"]


def masked_protocols(text: str) -> str:
    """A list of subprotocols without the tokens in it."""

    def mask(found: re.Match[str]) -> str:
        return found[0] if _NAME.fullmatch(found["secret"]) else f"{found['name']}{found['between']}{MASK}"

    return _TOLD.sub(mask, text)
