"""Channels of AsyncAPI 2.x: ``publish`` is what a client does, so that the app receives it; ``subscribe`` it sends."""

from __future__ import annotations

from collections.abc import Iterator

from . import parameters
from .messages import Messages
from .model import Channel, Message
from .nodes import Node
from .servers import security

ROOT = (*("asyncapi", "id", "info", "servers", "defaultContentType", "channels", "components", "tags", "externalDocs"),)
_CHANNEL = ("description", "servers", "subscribe", "publish", "parameters", "bindings", "$ref")
_OPERATION = (
    *("operationId", "summary", "description", "security", "tags", "externalDocs", "bindings", "traits", "message"),
)


def channels(root: Node, messages: Messages) -> Iterator[Channel]:
    """The channels.

    Raises:
        ConfigError: one cannot be used.
    """
    found = root.get("channels")
    for address, node in found.items() if found is not None else ():
        yield _channel(root, address, node, messages)


def _channel(root: Node, address: str, node: Node, messages: Messages) -> Channel:
    node.check(_CHANNEL)
    operations = [each for each in (node.get("publish"), node.get("subscribe")) if each is not None]
    for operation in operations:
        operation.check(_OPERATION)
    traits = [trait for each in operations for trait in _traits(each)]
    servers = node.get("servers")
    kinds, credentials = security(root, *operations, *traits)
    path = address if address.startswith("/") else f"/{address}"
    return Channel(
        name=address,
        address=path,
        receives=_messages(node.get("publish"), messages),
        sends=_messages(node.get("subscribe"), messages),
        parameters=(
            *parameters.of_address(node, path),
            *parameters.of_bindings(node, *operations, *traits),
            *credentials,
        ),
        subprotocols=parameters.subprotocols(node, *operations, *traits),
        security=kinds,
        servers=tuple(str(each.value) for each in servers.each()) if servers is not None else (),
        place=node.place,
    )


def _messages(operation: Node | None, messages: Messages) -> tuple[Message, ...]:
    message = operation.get("message") if operation is not None else None
    if operation is None or message is None:
        return ()
    return tuple(messages.of(message, operation.text("operationId") or "message"))


def _traits(operation: Node) -> list[Node]:
    traits = operation.get("traits")
    return list(traits.each()) if traits is not None else []
