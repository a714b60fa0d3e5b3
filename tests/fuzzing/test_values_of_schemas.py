"""Values are made of schemas as people write them, and satisfy them."""

from typing import Any

import pytest
from hypothesis import HealthCheck, find, given, settings

from WsKeywords.core import InvalidArgument
from WsKeywords.fuzzing.strategies.schemas import valid, validator

TREE = {
    "$ref": "#/$defs/node",
    "$defs": {
        "node": {
            "type": "object",
            "required": ["name"],
            "properties": {
                "name": {"type": "string", "minLength": 1},
                "children": {"type": "array", "items": {"$ref": "#/$defs/node"}, "maxItems": 2},
            },
            "additionalProperties": False,
        }
    },
}
SAY = {
    "type": "object",
    "required": ["type", "text"],
    "properties": {"type": {"const": "say"}, "text": {"maxLength": 5}},
}
LEAVE = {"type": "object", "required": ["type"], "properties": {"type": {"const": "leave"}}}

SCHEMAS: list[Any] = [
    True,
    {},
    {"title": "anything"},
    TREE,
    SAY,
    {"oneOf": [SAY, LEAVE]},
    {"type": "object", "properties": {"id": {"type": "integer"}}, "anyOf": [SAY, LEAVE]},
    {"allOf": [SAY, {"properties": {"text": {"minLength": 2}, "at": {"format": "date-time", "type": "string"}}}]},
    {"type": "array", "items": {"type": "integer", "minimum": 3, "maximum": 5}, "minItems": 2, "uniqueItems": True},
    {"type": "array", "prefixItems": [{"const": "move"}, {"type": "integer"}], "items": False, "minItems": 2},
    {"$schema": "http://json-schema.org/draft-07/schema#", "type": "array", "items": [{"const": 1}, {"const": 2}]},
    {"type": "string", "pattern": "^[a-z]{2,4}-\\d+$"},
    {"type": "string", "format": "uuid"},
    {"type": ["integer", "null"], "multipleOf": 5, "exclusiveMinimum": 0},
    {"type": "number", "minimum": 0.5, "exclusiveMaximum": 1},
    {"enum": ["a", 1, None]},
    {"type": "object", "minProperties": 1, "additionalProperties": {"type": "boolean"}},
    {"type": "object", "patternProperties": {"^x-": {"type": "integer"}}, "additionalProperties": False},
    {"type": "integer", "not": {"const": 0}},
    {
        "type": "object",
        "required": ["kind"],
        "properties": {"kind": {"enum": ["text", "picture"]}},
        "if": {"properties": {"kind": {"const": "text"}}},
        "then": {"required": ["text"], "properties": {"text": {"type": "string"}}},
        "else": {"required": ["url"], "properties": {"url": {"type": "string", "format": "uri"}}},
    },
]


@pytest.mark.parametrize("schema", SCHEMAS, ids=str)
def test_values_satisfy_their_schema(schema: Any) -> None:
    judge = validator(schema)

    @settings(max_examples=20, database=None, suppress_health_check=list(HealthCheck))
    @given(valid("message", schema))
    def check(value: Any) -> None:
        assert judge(value)

    check()


def test_what_is_optional_comes_and_stays_away() -> None:
    tree = valid("tree", TREE)
    assert find(tree, lambda value: "children" not in value)["name"]
    assert find(tree, lambda value: any("children" in each for each in value.get("children", [])))


def test_all_alternatives_are_made() -> None:
    messages = valid("message", {"oneOf": [SAY, LEAVE]})
    assert find(messages, lambda value: value["type"] == "say")["text"] is not None
    assert find(messages, lambda value: value["type"] == "leave")


@pytest.mark.parametrize(
    ("schema", "text"),
    [
        (False, 'No message can be made of the schema of "join": no value satisfies it.'),
        ({"enum": []}, 'No message can be made of the schema of "join": no value satisfies it.'),
        (
            {"type": "integer", "minimum": 3, "maximum": 2},
            'No message can be made of the schema of "join": no value satisfies it.',
        ),
        (
            {"type": "strin"},
            'The schema of "join" cannot be used: The schema is no JSON Schema: at $.type: "strin" is no type, did you '
            'mean "string"?',
        ),
    ],
)
def test_schemas_of_which_nothing_can_be_made(schema: Any, text: str) -> None:
    with pytest.raises(InvalidArgument) as caught:
        valid("join", schema)
    assert str(caught.value) == text
