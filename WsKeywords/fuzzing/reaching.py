"""Whether there is a server at all, before anything is said to it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from WsKeywords.core import OpeningFailed, Sessions
from WsKeywords.core.handshake.rejection import NAME_NOT_FOUND, REFUSED, TLS
from WsKeywords.core.settings import Settings

from .options import FuzzOptions
from .routes import Target

if TYPE_CHECKING:
    from WsKeywords.core import Session

#: What no route of a server can have to do with.
_NOBODY = (REFUSED, NAME_NOT_FOUND, TLS)


def check_reachable(target: Target, options: FuzzOptions, settings: Settings | None = None) -> None:
    """Somebody is there and can be spoken to; what a route answers is its own business.

    Raises:
        OpeningFailed: nobody is, or TLS fails; says why, and what to try.
    """
    own = replace(settings or Settings(), base_url=target.base_url, open_timeout=options.timeout)
    sessions = Sessions(settings=own)
    try:
        opened: Session = sessions.open("/", "fuzzing", **options.session_options)
        opened.abort()
    except OpeningFailed as failure:
        if failure.rejection.kind in _NOBODY:
            raise
    finally:
        sessions.close()
