"""ASGI apps."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from WsKeywords.core import InvalidArgument

from ..routes import Target

if TYPE_CHECKING:
    from WsKeywords.core.app.apps import Apps

    from .asked import Asked


def routes_of(asked: Asked, env: Mapping[str, object] | None) -> Target:
    """The routes."""
    raise InvalidArgument("An ASGI app cannot be fuzzed yet.")


def started(asked: Asked, apps: Apps | None, env: Mapping[str, object] | None) -> dict[str, Any]:
    """The app."""
    raise InvalidArgument("An ASGI app cannot be fuzzed yet.")
