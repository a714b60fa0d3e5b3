"""JSON Schemas of payloads: taken out of the document with all that they refer to, and checked."""

from __future__ import annotations

from typing import Any

from WsKeywords.core import InvalidArgument, Schema

from .model import JsonSchema
from .nodes import Node
from .sources import Keys

#: Keywords whose members are schemas by name, whose items are schemas, and that are themselves a schema.
_BY_NAME = {"properties", "patternProperties", "dependentSchemas"}
_LISTS = {"allOf", "anyOf", "oneOf", "prefixItems"}
_SINGLE = {
    *("items", "additionalItems", "not", "if", "then", "else", "additionalProperties", "contains", "propertyNames"),
    *("unevaluatedItems", "unevaluatedProperties"),
}
#: What refers to parts of it was followed; what it is called, and what it means to AsyncAPI alone, checks nothing.
_DROPPED = {"$id", "id", "$anchor", "$schema", "definitions", "$defs", "discriminator", "externalDocs", "nullable"}
#: Formats of schemas that are JSON Schema, by how their names begin.
_JSON_SCHEMA = (
    "application/vnd.aai.asyncapi",
    "application/schema+json",
    "application/schema+yaml",
    "application/vnd.oai.openapi",
)
_DRAFT_7 = "http://json-schema.org/draft-07/schema#"


def payload_schema(node: Node, schema_format: str | None) -> tuple[JsonSchema, str]:
    """The schema of a payload.

    Args:
        node: the payload of a message: a schema, or one of another format with its name (3.0).
        schema_format: the format of the schema, where the message names it (2.x).

    Returns:
        The schema, and "" or the name of its format where nobody here can read that.

    Raises:
        ConfigError: it is no JSON Schema; says where and why.
    """
    if isinstance(node.value, dict) and "schema" in node.value and "schemaFormat" in node.value:
        schema_format = node.text("schemaFormat")
        inner = node.get("schema")
        assert inner is not None
        node = inner
    if schema_format and not schema_format.lower().startswith(_JSON_SCHEMA):
        return None, schema_format
    if not isinstance(node.value, (dict, bool)):
        raise node.error("a schema is a mapping, true or false, and this is none.")
    schema = _Bundle().whole(node)
    if isinstance(schema, bool):
        return schema, ""
    try:
        Schema(schema)
    except InvalidArgument as error:
        if str(error).startswith("Nothing to check"):
            return True, ""
        raise node.error(str(error)) from None
    return schema, ""


class _Bundle:
    """A schema and the schemas that it refers to, which stand in its ``$defs``."""

    def __init__(self) -> None:
        self._names: dict[tuple[str, Keys], str] = {}
        self._definitions: dict[str, Any] = {}
        self._old = False

    def whole(self, node: Node) -> Any:
        schema = self._schema(node)
        if isinstance(schema, dict):
            if self._definitions:
                schema = {**schema, "$defs": self._definitions}
            if self._old:
                schema = {"$schema": _DRAFT_7, **schema}
        return schema

    def _schema(self, node: Node) -> Any:
        """A schema that stands here; ``node`` is no reference."""
        if not isinstance(node.value, dict):
            if isinstance(node.value, bool):
                return node.value
            raise node.error("a schema is a mapping, true or false, and this is none.")
        found: dict[str, Any] = {}
        for key, value in node.value.items():
            if key in _DROPPED or key.startswith("x-"):
                continue
            here = Node(value, node.source, (*node.keys, key), node.sources, key)
            if key in _BY_NAME and isinstance(value, dict):
                found[key] = {name: self._part(here, name) for name in value}
            elif (key in _LISTS or key == "items") and isinstance(value, list):
                self._old |= key == "items"
                found[key] = [self._part(here, index) for index in range(len(value))]
            elif key in _SINGLE:
                found[key] = self._part(node, key)
            else:
                found[key] = value
        if node.value.get("nullable") is True:
            return _or_null(found)
        return found

    def _part(self, node: Node, key: str | int) -> Any:
        value = node.value[key]
        part = Node(value, node.source, (*node.keys, key), node.sources, str(key))
        if not (isinstance(value, dict) and isinstance(value.get("$ref"), str)):
            return self._schema(part)
        target = part.followed()
        name = self._names.get(target.identity)
        if name is None:
            name = self._new_name(target)
            self._names[target.identity] = name
            self._definitions[name] = {}  # its place among the others, should it refer to itself
            self._definitions[name] = self._schema(target)
        return {"$ref": f"#/$defs/{name}"}

    def _new_name(self, node: Node) -> str:
        base = "".join(char if char.isalnum() or char in "_-." else "_" for char in str((node.keys or ("root",))[-1]))
        name, number = base, 1
        while name in self._definitions:
            number += 1
            name = f"{base}-{number}"
        return name


def _or_null(schema: dict[str, Any]) -> dict[str, Any]:
    """With null, as ``nullable`` of OpenAPI means it, which people write in AsyncAPI too."""
    kind = schema.get("type")
    if isinstance(kind, str):
        values = {"enum": [*schema["enum"], None]} if isinstance(schema.get("enum"), list) else {}
        return {**schema, **values, "type": [kind, "null"]}
    return {"anyOf": [schema, {"type": "null"}]} if schema else schema
