"""Messages: their payload, how it goes over the wire, examples; with traits merged, and alternatives taken apart."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from WsKeywords.core import Schema
from WsKeywords.core.deadline import Deadline
from WsKeywords.core.output import quote

from ...routes import Kind
from .model import JsonSchema, Message
from .nodes import Node
from .schemas import payload_schema

_KEYS = (
    *("messageId", "headers", "payload", "correlationId", "schemaFormat", "contentType", "name", "title", "summary"),
    *("description", "tags", "externalDocs", "bindings", "examples", "traits", "oneOf", "$ref"),
)
#: Seconds to judge an example.
_PATIENCE = 0.5


class Messages:
    """Reads messages, each once.

    Args:
        root: the document, for its default content type.
        notes: gets what a person should know.
    """

    def __init__(self, root: Node, notes: list[str]) -> None:
        self._default = root.text("defaultContentType")
        self._notes = notes
        self._known: dict[tuple[str, tuple[str | int, ...]], Message] = {}

    def of(self, node: Node, otherwise: str) -> Iterator[Message]:
        """A message, or each of its alternatives; ``otherwise``: the name of one that has none.

        Raises:
            ConfigError: it is none.
        """
        alternatives = node.get("oneOf")
        if alternatives is not None:
            for number, each in enumerate(alternatives.each(), 1):
                yield from self.of(each, f"{otherwise} {number}")
            return
        message = self._known.get(node.identity)
        if message is None:
            message = self._known[node.identity] = self._read(node, otherwise)
        yield message

    def _read(self, node: Node, otherwise: str) -> Message:
        node.check(_KEYS)
        parts = [node, *_traits(node)]
        # By position a message is called after where it stands, which says nothing to people.
        key = node.name if node.name and node.name != "message" and not node.name.isdigit() else otherwise
        name = _first(parts, "name") or _first(parts, "messageId") or key
        content = _first(parts, "contentType")
        payload = next((found for part in parts if (found := part.get("payload")) is not None), None)
        schema: JsonSchema = True
        if payload is not None:
            schema, unread = payload_schema(payload, _first(parts, "schemaFormat"))
            if unread:
                self._notes.append(f"The message {quote(name)} is described as {unread}, which is not read.")
        kind = kind_of(content or self._default, schema)
        message = Message(name, kind, schema, correlation=_correlation(parts), place=node.place)
        return replace(message, examples=tuple(self._examples(parts, message)))

    def _examples(self, parts: list[Node], message: Message) -> Iterator[Any]:
        schema = message.schema
        inner = schema.get("examples") if isinstance(schema, dict) else None
        given: list[tuple[Node | None, Any]] = [(None, each) for each in inner] if isinstance(inner, list) else []
        for part in parts:
            examples = part.get("examples")
            for each in examples.each() if examples is not None else ():
                payload = each.get("payload")
                if payload is not None:
                    given.append((payload, payload.value))
        for node, value in given:
            if fits(schema, value):
                yield value
            elif node is not None:
                self._notes.append(f"An example of the message {quote(message.name)} is none: {node.place}.")


def fits(schema: JsonSchema, value: Any) -> bool:
    """Whether a value satisfies a schema; where there is none, it does."""
    if schema is None or isinstance(schema, bool):
        return schema is not False
    return Schema(dict(schema)).accepts(value, Deadline.after(_PATIENCE))


def kind_of(content_type: str | None, schema: JsonSchema) -> Kind:
    """How a payload of this content type goes over the wire; a text of which nothing more is said, as text."""
    if content_type is None:
        text = isinstance(schema, dict) and schema.get("type") == "string"
        if text and isinstance(schema, dict) and schema.get("format") == "binary":
            return "bytes"
        return "text" if text else "json"
    essence = content_type.partition(";")[0].strip().lower()
    if essence.endswith(("/json", "+json")):
        return "json"
    return "text" if essence.startswith("text/") or essence.endswith(("xml", "yaml")) else "bytes"


def _traits(node: Node) -> list[Node]:
    traits = node.get("traits")
    # What a trait says is overridden by what the message says itself, and by traits after it.
    return list(traits.each())[::-1] if traits is not None else []


def _first(parts: list[Node], key: str) -> str | None:
    return next((text for part in parts if (text := part.text(key))), None)


def _correlation(parts: list[Node]) -> tuple[str, ...] | None:
    """Keys of ``$message.payload#/a/b``; what is in headers, which WebSocket messages have not, is left out."""
    for part in parts:
        found = part.get("correlationId")
        location = found.text("location") if found is not None else None
        if location and location.startswith("$message.payload#/"):
            steps = location.partition("#/")[2].split("/")
            return tuple(step.replace("~1", "/").replace("~0", "~") for step in steps)
    return None
