"""What is fuzzed: WebSocket routes, what one may say there, and what they may answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from WsKeywords.core.app.app import App

Kind = Literal["json", "text", "bytes"]
KINDS: tuple[Kind, ...] = ("json", "text", "bytes")


@dataclass(frozen=True)
class MessageShape:
    """One kind of message that a route takes or gives.

    Attributes:
        name: what a document or a user calls it.
        kind: how it goes over the wire.
        schema: JSON Schema of it (``kind`` "json"), or None.
        examples: valid ones: JSON values, str or bytes, as ``kind`` says.
        weight: how often it is said beside the others.
        answers: names of the messages that answer it, where a document says so.
    """

    name: str
    kind: Kind = "json"
    schema: Mapping[str, Any] | bool | None = None
    examples: tuple[Any, ...] = ()
    weight: float = 1.0
    answers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Parameter:
    """A part of a route's path or query that takes a value.

    Attributes:
        name: within the braces of the path, or the query's.
        schema: JSON Schema of its values, or None: any text.
        values: what to fill in; wins over the schema.
        place: where it stands.
        required: whether the route can be reached without it.
    """

    name: str
    schema: Mapping[str, Any] | bool | None = None
    values: tuple[str, ...] = ()
    place: Literal["path", "query", "header", "cookie"] = "path"
    required: bool = True


@dataclass(frozen=True)
class Route:
    """One WebSocket route.

    Attributes:
        path: ``/ws/chat/{room}``, joined to the target's base URL.
        parameters: of the path, the query and the headers.
        subprotocols: that it is known to take, the preferred one first.
        sends: what a client may say; empty when that is not known.
        answers: what the server may say; empty when that is not known.
        source: where it was found, as a person would look it up: ``chat_app:app``, ``asyncapi.yaml, channels.chat``.
        security: names of the kinds of credentials that it asks for: ``http bearer``, ``apiKey query token`` ….
        words: texts that the app's own code compares with, or looks up, where we could read it: worth being said.
        skipped: why it cannot be reached, and what to give, such as values of a parameter; else "".
    """

    path: str
    parameters: tuple[Parameter, ...] = ()
    subprotocols: tuple[str, ...] = ()
    sends: tuple[MessageShape, ...] = ()
    answers: tuple[MessageShape, ...] = ()
    source: str = ""
    security: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    skipped: str = ""


@dataclass(frozen=True)
class Target:
    """A deployed app with its routes.

    Attributes:
        base_url: ``ws://`` or ``wss://`` with host, port and path.
        routes: what was found in it.
        app: the app where we started it ourselves: then its log, memory and descriptors can be looked at, and it can be
            started again.
        source: what was asked for: an URL, a document, ``module:app``.
        notes: what a person should know about how it was found, such as routes that were left out and why.
        secrets: query parameters of the routes' paths that are never shown: names and values, as they stand there.
    """

    base_url: str
    routes: tuple[Route, ...]
    app: App | None = None
    source: str = ""
    notes: tuple[str, ...] = field(default=())
    secrets: tuple[tuple[str, str], ...] = field(default=(), repr=False)
