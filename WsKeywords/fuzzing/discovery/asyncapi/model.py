"""What is read from a document, of either version, in the words of the app: what it receives and what it sends."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ...routes import Kind, Parameter

#: A JSON Schema with all that it refers to in it; True where anything goes, None where a payload cannot be described.
JsonSchema = Mapping[str, Any] | bool | None


@dataclass(frozen=True)
class Message:
    """One kind of message.

    Attributes:
        name: by which people know it.
        kind: how it goes over the wire.
        schema: of its payload.
        examples: of its payload that satisfy the schema.
        answers: names of the messages of which one replies to it (3.0).
        correlation: keys that lead, in its payload, to what it has in common with its reply, or None.
        place: where it stands in the document.
    """

    name: str
    kind: Kind = "json"
    schema: JsonSchema = True
    examples: tuple[Any, ...] = ()
    answers: tuple[str, ...] = ()
    correlation: tuple[str, ...] | None = None
    place: str = ""


@dataclass(frozen=True)
class Channel:
    """One address of the app.

    Attributes:
        name: its key in the document.
        address: with ``{parameters}``, as a path that begins with ``/``.
        receives: what the app receives there, and a client sends.
        sends: what the app sends there.
        parameters: of the address, and those that the bindings of WebSockets ask for.
        subprotocols: that the bindings name.
        security: kinds of credentials that operations on it ask for.
        servers: names of those that it is on; empty: of all.
        place: where it stands in the document.
    """

    name: str
    address: str
    receives: tuple[Message, ...] = ()
    sends: tuple[Message, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    subprotocols: tuple[str, ...] = ()
    security: tuple[str, ...] = ()
    servers: tuple[str, ...] = ()
    place: str = ""


@dataclass(frozen=True)
class Server:
    """Where the app is.

    Attributes:
        name: its key in the document.
        protocol: in lower case.
        url: ``wss://host/path`` with its variables filled in; "" for other protocols than WebSocket.
        security: kinds of credentials that it asks for.
        parameters: what these credentials are sent as.
        variables: names of those in its URL.
    """

    name: str
    protocol: str
    url: str = ""
    security: tuple[str, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    variables: tuple[str, ...] = ()


@dataclass(frozen=True)
class AsyncApi:
    """A document.

    Attributes:
        name: its path or URL.
        version: ``2.6.0``.
        channels: of WebSockets.
        servers: all of them.
        notes: what was left out, and why.
    """

    name: str
    version: str
    channels: tuple[Channel, ...]
    servers: tuple[Server, ...] = ()
    notes: tuple[str, ...] = field(default=())
