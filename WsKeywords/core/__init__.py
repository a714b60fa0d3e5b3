"""The engine: named WebSocket sessions, with no Robot Framework and no behave.

.. code:: python

    from WsKeywords.core import Sessions

    with Sessions(base_url="ws://127.0.0.1:8000", timeout=5.0) as sessions:
        alice = sessions.open("/ws/chat", "alice")
        alice.send_text("hi")
        alice.expect(contains="welcome")
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .errors import (
    AppFailed,
    ConfigError,
    HttpFailed,
    InvalidArgument,
    Mismatch,
    NoMessage,
    OpeningFailed,
    SendFailed,
    SessionClosed,
    UnknownSession,
    WsError,
    WsKeywordsError,
)
from .inbox import Received
from .session import Session
from .sessions import Sessions
from .wire.closing import Close

if TYPE_CHECKING:
    from .eventstream.event import ServerEvent
    from .eventstream.session import EventSession
    from .matching.binarymatchers import Hex
    from .matching.jsonmatchers import BeJson, ContainsJson, JsonPath
    from .matching.matchers import (
        All,
        AnyMessage,
        Be,
        Contains,
        EventType,
        Kind,
        Matcher,
        NotContains,
        matcher_from,
    )
    from .matching.patternmatchers import Glob, Regexp
    from .matching.schemas import Schema

__all__ = [
    "All",
    "AnyMessage",
    "AppFailed",
    "Be",
    "BeJson",
    "Close",
    "ConfigError",
    "Contains",
    "ContainsJson",
    "EventSession",
    "EventType",
    "Glob",
    "Hex",
    "HttpFailed",
    "InvalidArgument",
    "JsonPath",
    "Kind",
    "Matcher",
    "Mismatch",
    "NoMessage",
    "NotContains",
    "OpeningFailed",
    "Received",
    "Regexp",
    "Schema",
    "SendFailed",
    "ServerEvent",
    "Session",
    "SessionClosed",
    "Sessions",
    "UnknownSession",
    "WsError",
    "WsKeywordsError",
    "matcher_from",
]

#: What is imported when it is asked for, from where.
_LATER = {
    "eventstream.event": ("ServerEvent",),
    "eventstream.session": ("EventSession",),
    "matching.binarymatchers": ("Hex",),
    "matching.jsonmatchers": ("BeJson", "ContainsJson", "JsonPath"),
    "matching.matchers": (
        *("All", "AnyMessage", "Be", "Contains", "EventType", "Kind", "Matcher", "NotContains", "matcher_from"),
    ),
    "matching.patternmatchers": ("Glob", "Regexp"),
    "matching.schemas": ("Schema",),
}


def __getattr__(name: str) -> Any:
    for module, names in _LATER.items():
        if name in names:
            from importlib import import_module

            value = globals()[name] = getattr(import_module(f"{__name__}.{module}"), name)
            return value
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
