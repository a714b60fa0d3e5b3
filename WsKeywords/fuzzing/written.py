"""A conversation that was written down: what is said, with whom, and what the route is known to say."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from WsKeywords.core import ConfigError
from WsKeywords.core.output import quote

from .conversation import Conversation
from .findings import Failure
from .routes import KINDS, MessageShape, Route

_VARIABLE = re.compile(r"\$\{(\w+)\}")


class Written(NamedTuple):
    """What a file holds."""

    conversation: Conversation
    route: Route


def to_json(failure: Failure) -> dict[str, Any]:
    """A failure as the values of a file that ``written_in`` reads."""
    told: dict[str, Any] = {"conversation": failure.conversation.to_json(), "property": failure.finding.property}
    for name, shapes in (("sends", failure.route.sends), ("answers", failure.route.answers)):
        if shapes:
            told[name] = [
                {"name": each.name, "kind": each.kind, "schema": each.schema, "answers": list(each.answers)}
                for each in shapes
            ]
    return told


def written_in(path: str) -> Written:
    """What a file holds; ``${NAME}`` in its texts are environment variables.

    Raises:
        ConfigError: there is no conversation in it.
    """
    try:
        found = json.loads(Path(path).read_text(encoding="utf-8"), object_hook=_filled)
        conversation = Conversation.from_json(found.get("conversation", found))
        sends, answers = _shapes(found.get("sends", ())), _shapes(found.get("answers", ()))
    except OSError as error:
        raise ConfigError(f"The file {quote(path)} cannot be read: {error.strerror}.") from None
    except (AttributeError, KeyError, TypeError, ValueError, RecursionError) as error:
        raise ConfigError(f"The file {quote(path)} holds no conversation: {type(error).__name__}: {error}.") from None
    return Written(conversation, Route(conversation.path.partition("?")[0], sends=sends, answers=answers))


def websocket_url(base_url: str) -> str:
    """The base URL of a library as that of a WebSocket."""
    return "ws" + base_url.removeprefix("http") if base_url.startswith("http") else base_url


def _shapes(values: Sequence[Mapping[str, Any]]) -> tuple[MessageShape, ...]:
    for value in values:
        if value["kind"] not in KINDS:
            raise ValueError(f"{value['kind']!r} is none of {', '.join(KINDS)}")
    return tuple(
        MessageShape(str(each["name"]), each["kind"], each["schema"], answers=tuple(map(str, each["answers"])))
        for each in values
    )


def _filled(value: dict[str, Any]) -> dict[str, Any]:
    return {name: _fill(each) for name, each in value.items()}


def _fill(value: Any) -> Any:
    if isinstance(value, str):
        return _VARIABLE.sub(lambda found: os.environ.get(found[1], found[0]), value)
    return [_fill(each) for each in value] if isinstance(value, list) else value
