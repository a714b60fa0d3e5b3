"""Parameters of addresses, and what the bindings of WebSockets ask for in the query and the headers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

from WsKeywords.core.output import quote
from WsKeywords.core.suggest import nearest

from ...routes import Parameter
from ..choosing import placeholders
from .nodes import Node
from .schemas import payload_schema

_KEYS = ("description", "schema", "location", "enum", "default", "examples", "$ref")
_BINDINGS = ("method", "query", "headers", "bindingVersion")


def of_address(channel: Node, address: str) -> Iterator[Parameter]:
    """The parameters of an address, in its order; one that is not described has no schema.

    Raises:
        ConfigError: one that is described is not in the address.
    """
    names = placeholders(address)
    described = channel.get("parameters")
    known: dict[str, Parameter] = {}
    for name, node in described.items() if described is not None else ():
        if name not in names:
            near = nearest(name, names)
            hint = f" Did you mean {quote(near)}?" if near else ""
            raise node.error(f"the address {quote(address)} has no parameter {quote(name)}.{hint}")
        known[name] = _parameter(name, node)
    for name in names:
        yield known.get(name, Parameter(name))


def _parameter(name: str, node: Node) -> Parameter:
    """2.x gives a schema; 3.0 values, a default and examples, all of them texts."""
    node.check(_KEYS)
    inner = node.get("schema")
    schema: Any = payload_schema(inner, None)[0] if inner is not None else None
    choices, examples = node.get("enum"), node.get("examples")
    values = [each.value for each in choices.each()] if choices is not None else []
    if not values:
        default = node.get("default")
        values = [default.value] if default is not None else []
        values += [each.value for each in examples.each()] if examples is not None else []
    return Parameter(name, schema, tuple(dict.fromkeys(map(str, values))))


def of_bindings(*parts: Node) -> Iterator[Parameter]:
    """What ``bindings.ws`` of a channel (and of operations on it) asks for."""
    for part in parts:
        binding = part.get("bindings", "ws")
        if binding is None:
            continue
        binding.check(_BINDINGS)
        yield from _fields(binding, "query", "query")
        yield from _fields(binding, "headers", "header")


def _fields(binding: Node, key: str, place: Literal["query", "header"]) -> Iterator[Parameter]:
    schema = binding.get(key)
    properties = schema.get("properties") if schema is not None else None
    if schema is None or properties is None:
        return
    needed = schema.get("required")
    required = [each.value for each in needed.each()] if needed is not None else []
    for name, node in properties.items():
        # The handshake has these itself.
        if name.lower() in ("host", "upgrade", "connection") or name.lower().startswith("sec-websocket-"):
            continue
        found, _ = payload_schema(node, None)
        yield Parameter(name, {"type": "string"} if found is True else found, place=place, required=name in required)


def subprotocols(*parts: Node) -> tuple[str, ...]:
    """Those that the bindings name as values of the header ``Sec-WebSocket-Protocol``."""
    found: dict[str, None] = {}
    for part in parts:
        properties = part.get("bindings", "ws", "headers", "properties")
        for name, node in properties.items() if properties is not None else ():
            if name.lower() == "sec-websocket-protocol":
                values = node.get("enum")
                found.update(dict.fromkeys(str(each.value) for each in values.each()) if values is not None else {})
                const = node.text("const")
                found.update({const: None} if const else {})
    return tuple(found)
