"""Acceptance tests of WebSocket applications, for Robot Framework and behave.

``WsKeywords`` is the Robot Framework library, ``WsKeywords.steps`` the behave steps, ``WsKeywords.core`` the engine.
The library is imported when it is asked for, so that the engine costs no import of Robot Framework.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .library import WsKeywords

__version__ = "0.1.0"
__all__ = ["WsKeywords", "__version__"]


def __getattr__(name: str) -> Any:
    if name == "WsKeywords":
        from .library import WsKeywords

        return WsKeywords
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted([*globals(), "WsKeywords"])
