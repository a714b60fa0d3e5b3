from __future__ import annotations

from typing import TYPE_CHECKING

from WsKeywords.core import InvalidArgument

from ..routes import Target

if TYPE_CHECKING:
    from .asked import Asked


def target_of(asked: Asked) -> Target:
    raise InvalidArgument("A transcript cannot be read yet.")
