"""Channels and operations of AsyncAPI 3.0: ``send`` is what the app does, and ``receive``; replies answer either."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from WsKeywords.core.output import quote

from . import parameters
from .messages import Messages
from .model import Channel, Message
from .nodes import Node
from .servers import security
from .sources import Keys

ROOT = (*("asyncapi", "id", "info", "servers", "defaultContentType", "channels", "operations", "components"),)
_CHANNEL = (
    *("address", "messages", "title", "summary", "description", "servers", "parameters", "tags", "externalDocs"),
    *("bindings", "$ref"),
)
_OPERATION = (
    *("action", "channel", "title", "summary", "description", "security", "tags", "externalDocs", "bindings"),
    *("traits", "messages", "reply", "$ref"),
)
_REPLY = ("address", "channel", "messages", "$ref")


@dataclass
class _Open:
    """A channel to which operations are still added."""

    node: Node
    address: str
    receives: dict[str, Message] = field(default_factory=dict)
    sends: dict[str, Message] = field(default_factory=dict)
    holders: list[Node] = field(default_factory=list)
    used: bool = False


class Version3:
    """Reads the channels of a document.

    Args:
        root: the document.
        messages: reads messages.
        notes: gets what was left out, and why.
    """

    def __init__(self, root: Node, messages: Messages, notes: list[str]) -> None:
        self._root = root
        self._messages = messages
        self._notes = notes
        self._open: dict[tuple[str, Keys], _Open] = {}

    def channels(self) -> Iterator[Channel]:
        """The channels.

        Raises:
            ConfigError: one, or an operation on it, cannot be used.
        """
        channels, operations = self._root.get("channels"), self._root.get("operations")
        for name, node in channels.items() if channels is not None else ():
            self._add(name, node)
        for name, node in operations.items() if operations is not None else ():
            self._operate(name, node)
        for found in self._open.values():
            yield self._closed(found)

    def _add(self, name: str, node: Node) -> None:
        node.check(_CHANNEL)
        address = node.text("address")
        if address is None:
            self._notes.append(f"The channel {quote(name)} was left out: its address is known at run time only.")
            return
        path = address if address.startswith("/") else f"/{address}"
        self._open[node.identity] = _Open(node, path)

    def _operate(self, name: str, node: Node) -> None:
        node.check(_OPERATION)
        action = node.choice("action", ("send", "receive"))
        channel = node.get("channel")
        if channel is None:
            raise node.error('"channel" is missing: a reference such as $ref: "#/channels/chat".')
        found = self._open.get(channel.identity)
        if found is None:
            # Its address is not known, or it stands among the components, where it is not one of this app.
            return
        traits = node.get("traits")
        found.holders += [node, *(traits.each() if traits is not None else ())]
        found.used = True
        own = {each.name: each for each in self._of(node, channel)}
        replies = self._replies(name, node, found)
        own = {key: replace(each, answers=each.answers or tuple(replies)) for key, each in own.items()}
        one, other = (found.receives, found.sends) if action == "receive" else (found.sends, found.receives)
        one.update(own)
        other.update({key: each for key, each in replies.items() if key not in other})

    def _of(self, operation: Node, channel: Node) -> Iterator[Message]:
        """The messages of an operation: those that it names, or all of its channel."""
        named = operation.get("messages")
        if named is not None:
            for node in named.each():
                yield from self._messages.of(node, node.name)
            return
        every = channel.get("messages")
        for key, node in every.items() if every is not None else ():
            yield from self._messages.of(node, key)

    def _replies(self, name: str, operation: Node, found: _Open) -> dict[str, Message]:
        reply = operation.get("reply")
        if reply is None:
            return {}
        reply.check(_REPLY)
        channel = reply.get("channel") or found.node
        address = channel.text("address")
        if address is not None and f"/{address.lstrip('/')}" != f"/{found.address.lstrip('/')}":
            self._notes.append(f"Replies of the operation {quote(name)} come on another address, {quote(address)}.")
            return {}
        return {each.name: each for each in self._of(reply, channel)}

    def _closed(self, found: _Open) -> Channel:
        if not found.used:
            # Nothing says who says what.
            every = found.node.get("messages")
            for key, node in every.items() if every is not None else ():
                both = {each.name: each for each in self._messages.of(node, key)}
                found.receives.update(both)
                found.sends.update(both)
        servers = found.node.get("servers")
        kinds, credentials = security(self._root, *found.holders)
        return Channel(
            name=str(found.node.keys[-1]),
            address=found.address,
            receives=tuple(found.receives.values()),
            sends=tuple(found.sends.values()),
            parameters=(
                *parameters.of_address(found.node, found.address),
                *parameters.of_bindings(found.node, *found.holders),
                *credentials,
            ),
            subprotocols=parameters.subprotocols(found.node, *found.holders),
            security=kinds,
            servers=tuple(each.name for each in servers.each()) if servers is not None else (),
            place=found.node.place,
        )
