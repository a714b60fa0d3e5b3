"""The routes of a document, and the server that they are on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from WsKeywords.core import InvalidArgument
from WsKeywords.core.handshake.urls import join_url
from WsKeywords.core.output import quote
from WsKeywords.core.suggest import one_of

from ...routes import MessageShape, Parameter, Route, Target
from ..urls import split
from .model import AsyncApi, Channel, Message, Server
from .servers import PROTOCOLS

if TYPE_CHECKING:
    from ..asked import Asked


def target_of(asked: Asked, document: AsyncApi) -> Target:
    """The routes of a document.

    They are on the server that the user names with the base URL, or else on the first of the document that speaks
    WebSocket. A base URL without a path gets that of the document's server.

    Raises:
        InvalidArgument: nobody says where the app is.
    """
    notes = list(document.notes)
    asked.used.update(name for server in document.servers for name in server.variables)
    speaking = [server for server in document.servers if server.protocol in PROTOCOLS]
    server = speaking[0] if speaking else None
    base, prefix = _base(asked, document, server)
    routes = []
    for channel in document.channels:
        if channel.servers and server is not None and server.name not in channel.servers and not asked.base_url:
            notes.append(
                f"The channel {quote(channel.name)} was left out: it is not on the server {quote(server.name)}, but on "
                f"{one_of(map(quote, channel.servers))}."
            )
            continue
        routes.append(_route(document, channel, server, prefix))
    return Target(base_url=base, routes=tuple(routes), source=asked.name, notes=tuple(dict.fromkeys(notes)))


def _base(asked: Asked, document: AsyncApi, server: Server | None) -> tuple[str, str]:
    """The base URL without a path, and the path."""
    if asked.base_url:
        base, path = split(join_url(None, asked.base_url, "ws"))
        if not path.strip("/") and server is not None:
            # Taken apart by hand: the rest of it, which is not used, may be no URL.
            path = f"/{server.url.partition('://')[2].partition('/')[2]}".partition("?")[0].partition("#")[0]
        return base, path.rstrip("/")
    if server is None:
        protocols = one_of(dict.fromkeys(each.protocol for each in document.servers))
        have = f"its servers speak {protocols}, not ws or wss" if protocols else "it has no servers"
        raise InvalidArgument(f"{document.name} does not say where the app is, for {have}. Say it with base_url.")
    base, path = split(join_url(None, server.url, "ws"))
    return base, path.rstrip("/")


def _route(document: AsyncApi, channel: Channel, server: Server | None, prefix: str) -> Route:
    asked_by_server = server.parameters if server is not None else ()
    parameters: dict[str, Parameter] = {each.name: each for each in (*asked_by_server, *channel.parameters)}
    return Route(
        path=f"{prefix}{channel.address}",
        parameters=tuple(parameters.values()),
        subprotocols=channel.subprotocols,
        sends=tuple(map(_shape, channel.receives)),
        answers=tuple(map(_shape, channel.sends)),
        source=channel.place,
        security=tuple(dict.fromkeys((*(server.security if server is not None else ()), *channel.security))),
    )


def _shape(message: Message) -> MessageShape:
    schema = message.schema if message.kind == "json" else None
    examples = message.examples
    if message.kind == "bytes":
        # JSON and YAML hold texts only.
        examples = tuple(each.encode() for each in examples if isinstance(each, str))
    elif message.kind == "text":
        examples = tuple(each for each in examples if isinstance(each, str))
    return MessageShape(
        message.name, message.kind, None if schema is True else schema, examples, answers=message.answers
    )
