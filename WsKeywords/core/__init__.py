"""The engine: named WebSocket sessions, with no Robot Framework and no behave.

.. code:: python

    from WsKeywords.core import Sessions

    with Sessions(base_url="ws://127.0.0.1:8000", timeout=5.0) as sessions:
        alice = sessions.open("/ws/chat", "alice")
        alice.send_text("hi")
        alice.expect(contains="welcome")
"""

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
from .eventstream.event import ServerEvent
from .eventstream.session import EventSession
from .inbox import Received
from .matching.matchers import (
    All,
    AnyMessage,
    Be,
    BeJson,
    Contains,
    ContainsJson,
    EventType,
    Glob,
    Hex,
    JsonPath,
    Kind,
    Matcher,
    NotContains,
    Regexp,
    Schema,
    matcher_from,
)
from .session import Session
from .sessions import Sessions
from .wire.closing import Close

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
