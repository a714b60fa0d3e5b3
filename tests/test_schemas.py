from __future__ import annotations

import json
import time

import pytest

from tests.matching import holds, reason, refused
from WsKeywords.core import Schema
from WsKeywords.core.deadline import Deadline

USER = {
    "type": "object",
    "required": ["id", "name"],
    "properties": {
        "id": {"type": "integer", "minimum": 1},
        "name": {"type": "string", "minLength": 2, "pattern": "^[A-Z]"},
        "tags": {"type": "array", "items": {"enum": ["a", "b"]}, "uniqueItems": True},
    },
    "additionalProperties": False,
}


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        (USER, {"id": 1, "name": "Ada", "tags": ["a", "b"]}),
        ({"type": "integer"}, 1.0),
        ({"const": 1}, 1.0),
        ({"uniqueItems": True}, [1, True, "1", [1], [True], {"a": 1}, {"a": True}]),
        ({"uniqueItems": False}, [1, 1]),
        ({"pattern": "b"}, "abc"),
        ({"pattern": "b"}, 5),
        ({"pattern": r"^\p{Letter}+$"}, "Straße"),
        ({"patternProperties": {"^x": {"type": "number"}}, "additionalProperties": False}, {"x1": 5}),
        ({"additionalProperties": {"type": "number"}}, {"a": 1}),
        # 2020-12 unless $schema says otherwise.
        ({"prefixItems": [{"type": "string"}], "items": {"type": "number"}}, ["a", 1, 2]),
        (
            {
                "$schema": "http://json-schema.org/draft-07/schema#",
                "items": [{"type": "string"}],
                "additionalItems": {"type": "number"},
            },
            ["a", 1],
        ),
        ({"$schema": "http://json-schema.org/draft-04/schema#", "maximum": 5, "exclusiveMaximum": True}, 4),
        # References.
        ({"$ref": "#/$defs/a", "$defs": {"a": {"type": "string"}}}, "x"),
        ({"$id": "http://example.com/s", "$ref": "#a", "$defs": {"a": {"$anchor": "a", "type": "string"}}}, "x"),
        ({"properties": {"next": {"$ref": "#"}}, "required": ["id"]}, {"id": 1, "next": {"id": 2}}),
        ({"$ref": "https://json-schema.org/draft/2020-12/schema"}, {"type": "object"}),
        # A format says what a value means; by the specification it checks nothing.
        ({"type": "string", "format": "uuid"}, "x"),
    ],
)
def test_what_a_schema_accepts(schema, value):
    assert holds(Schema(schema), json.dumps(value))


@pytest.mark.parametrize(
    ("schema", "value", "why"),
    [
        (
            USER,
            {"id": 0, "tags": ["a", "c", "a"], "zzz": 1},
            "The 5 differences:\n"
            "    $.name: expected a value, but the key is missing\n"
            "    $.id: expected at least 1, but it is 0\n"
            '    $.tags[1]: expected "a" or "b", but it is "c"\n'
            '    $.tags: expected no item twice, but items 0 and 2 are the same: "a"\n'
            "    $.zzz: not expected, but it is there: 1",
        ),
        (
            USER,
            {"id": "1", "name": "a"},
            "The 3 differences:\n"
            '    $.id: expected an integer, but it is "1"\n'
            '    $.name: expected at least 2 characters, but it has 1: "a"\n'
            '    $.name: expected a string that the regexp "^[A-Z]" matches, but it is "a"',
        ),
        ({"type": ["string", "null"]}, 5, "The difference:\n    $: expected a string or null, but it is 5"),
        ({"const": {"a": 1}}, {"a": 2}, 'The difference:\n    $: expected {"a": 1}, but it is {"a": 2}'),
        ({"exclusiveMaximum": 5}, 5, "The difference:\n    $: expected less than 5, but it is 5"),
        ({"multipleOf": 2}, 5, "The difference:\n    $: expected a multiple of 2, but it is 5"),
        ({"maxItems": 1}, [1, 2], "The difference:\n    $: expected at most 1 item, but it has 2: [1, 2]"),
        ({"minProperties": 1}, {}, "The difference:\n    $: expected at least 1 key, but it has 0: {}"),
        (
            {"not": {"type": "string"}},
            "x",
            'The difference:\n    $: expected anything but what matches {"type": "string"}, but it is "x"',
        ),
        (
            {"contains": {"const": 5}},
            [1, 2],
            'The difference:\n    $: expected an item that matches {"const": 5}, but it is [1, 2]',
        ),
        (
            {"anyOf": [{"type": "string"}, {"type": "object", "required": ["a"]}]},
            {"b": 1},
            "The difference:\n    $: none of the 2 alternatives of anyOf matches; of the one that comes nearest: at "
            "$.a expected a value, but the key is missing",
        ),
        (
            {
                "oneOf": [
                    {"properties": {"type": {"const": "a"}, "n": {"type": "number"}}, "required": ["type", "n"]},
                    {"properties": {"type": {"const": "b"}, "m": {"maximum": 1}}, "required": ["type", "m"]},
                ]
            },
            {"type": "b", "m": 5},
            "The difference:\n    $: none of the 2 alternatives of oneOf matches; of the one that comes nearest: at "
            "$.m expected at most 1, but it is 5",
        ),
        (
            {"oneOf": [{"type": "number"}, {"minimum": 1}]},
            5,
            "The difference:\n    $: expected exactly one of the 2 alternatives of oneOf to match, but several do: 5",
        ),
        ({"properties": {"a": False}}, {"a": 1}, "The difference:\n    $.a: not expected, but it is there: 1"),
        (
            {"propertyNames": {"maxLength": 2}},
            {"abc": 1},
            'The difference:\n    $: of its key "abc": expected at most 2 characters, but it has 3: "abc"',
        ),
        (
            {"patternProperties": {"^x": {"type": "number"}}},
            {"x1": "a"},
            'The difference:\n    $.x1: expected a number, but it is "a"',
        ),
        (
            {"additionalProperties": {"type": "number"}},
            {"a": "b"},
            'The difference:\n    $.a: expected a number, but it is "b"',
        ),
        (
            {"uniqueItems": True},
            [{"a": 1}, {"a": 1.0}],
            'The difference:\n    $: expected no item twice, but items 0 and 1 are the same: {"a": 1.0}',
        ),
        (
            {"dependentRequired": {"a": ["b"]}},
            {"a": 1},
            "The difference:\n    $: 'b' is a dependency of 'a' (dependentRequired)",
        ),
        ({"type": "integer"}, True, "The difference:\n    $: expected an integer, but it is true"),
    ],
)
def test_what_it_does_not_accept_and_why(schema, value, why):
    assert reason(Schema(schema), json.dumps(value)) == why


def test_what_is_no_json_matches_no_schema():
    matcher = Schema({"type": "object"})
    assert reason(matcher, "x") == 'It is not JSON: expected a value at line 1, column 1, but there is "x".'
    assert reason(matcher, b"{}") == "It is a binary message of 2 bytes, and only a text message can be JSON."


def test_it_says_what_it_wants(tmp_path):
    path = tmp_path / "user.json"
    path.write_text(json.dumps(USER))
    assert Schema(path).wants() == f'match the schema "{path}"'
    assert Schema(str(path)).noun() == f'matching the schema "{path}"'
    assert Schema({"type": "object"}).wants() == 'match the schema {"type": "object"}'
    assert Schema({"type": "object"}).value("{}") == {}


def test_files_are_json_or_yaml_and_may_refer_to_files_beside_them(tmp_path, monkeypatch):
    (tmp_path / "common").mkdir()
    (tmp_path / "common" / "name.yaml").write_text("$defs:\n  name: {type: string, minLength: 2}\n")
    (tmp_path / "user.yml").write_text("properties:\n  name: {$ref: common/name.yaml#/$defs/name}\n")
    monkeypatch.chdir(tmp_path)
    matcher = Schema("user.yml")
    assert holds(matcher, '{"name": "Ada"}')
    assert reason(matcher, '{"name": "A"}') == (
        'The difference:\n    $.name: expected at least 2 characters, but it has 1: "A"'
    )


@pytest.mark.parametrize(
    ("schema", "error"),
    [
        ({}, "Nothing to check: the schema is empty, every value matches it."),
        (
            {"$schema": "https://json-schema.org/draft/2020-12/schema"},
            "Nothing to check: the schema is empty, every value matches it.",
        ),
        (
            {"typ": "object"},
            'Nothing to check: the schema holds no keyword of JSON Schema that checks anything, only "typ". Did you '
            'mean "type" instead of "typ"?',
        ),
        ({"type": "strin"}, 'The schema is no JSON Schema: at $.type: "strin" is no type, did you mean "string"?'),
        (
            {"properties": {"a": {"type": ["string", "foo"]}}},
            'The schema is no JSON Schema: at $.properties.a.type: "foo" is no type; types are string, number, '
            "integer, boolean, array, object or null.",
        ),
        ({"minimum": "3"}, 'The schema is no JSON Schema: at $.minimum: expected a number, but it is "3".'),
        ({"required": "a"}, 'The schema is no JSON Schema: at $.required: expected an array, but it is "a".'),
        (
            {"pattern": r"\p{Nonsense}"},
            'The schema is no JSON Schema: at $.pattern: "\\p{Nonsense}" is no regular expression.',
        ),
        ({"pattern": "("}, 'The schema is no JSON Schema: at $.pattern: "(" is no regular expression.'),
        (
            {"$schema": "http://json-schema.org/draft-99/schema", "type": "object"},
            'The schema has an unknown $schema, "http://json-schema.org/draft-99/schema"; known are '
            "https://json-schema.org/draft/2020-12/schema, the older ones of json-schema.org, and none at all.",
        ),
        (
            {"$ref": "#/$defs/x"},
            'The schema refers to what is not there, $ref "#/$defs/x": there is no such part.',
        ),
        (
            {"properties": {"a": {"items": {"$ref": "#nowhere"}}}},
            'The schema refers to what is not there, $ref "#nowhere": there is no such part.',
        ),
        (
            {"$ref": "http://127.0.0.1:1/schema.json"},
            'The schema refers to what is not there, $ref "http://127.0.0.1:1/schema.json": nothing is fetched from '
            "the network; put that schema into a file beside it, or under $defs.",
        ),
        ({"$ref": "#"}, "The schema refers to itself without end."),
        ({"allOf": [{"$ref": "#"}]}, "The schema refers to itself without end."),
        (True, "Expected the schema to be an object, or the path of a .json or .yaml file, but it is true."),
        ([], "Expected the schema to be an object, or the path of a .json or .yaml file, but it is []."),
        (
            "{type: object}",
            'Expected argument "schema" to be JSON, but "{type: object}" is not: expected a name in double quotes at '
            'line 1, column 2, but there is "type: object}".',
        ),
    ],
)
def test_a_bad_schema_is_the_tests_fault_and_found_at_once(schema, error):
    assert refused(Schema, schema) == error


def test_a_file_that_is_not_there(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "welcome.yaml").write_text("type: object")
    (tmp_path / "folder").mkdir()
    assert refused(Schema, "welcom.yaml") == (
        f'There is no schema file "welcom.yaml" (relative to "{tmp_path}"). Did you mean "welcome.yaml"?'
    )
    assert refused(Schema, "schemas/welcome.yaml") == (
        f'There is no schema file "schemas/welcome.yaml" (relative to "{tmp_path}"). There is no directory "schemas" '
        "either."
    )
    assert refused(Schema, "folder") == 'Expected the schema "folder" to be a file, but it is a directory.'
    assert refused(Schema, str(tmp_path / "x.json")) == f'There is no schema file "{tmp_path / "x.json"}".'


def test_a_file_that_is_no_schema(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.json").write_text("{")
    (tmp_path / "b.json").write_text("[]")
    (tmp_path / "c.yaml").write_text("type: object\ntype: array\n")
    (tmp_path / "d.yaml").write_text("$ref: missing.json\n")
    (tmp_path / "e.yaml").write_text("type: objekt\n")
    assert refused(Schema, "a.json") == (
        'The schema file "a.json" is not JSON: expected a name in double quotes at line 1, column 2, but the text ends '
        "there."
    )
    assert refused(Schema, "b.json") == (
        'Expected the schema "b.json" to be an object, or the path of a .json or .yaml file, but it is [].'
    )
    assert refused(Schema, "c.yaml").startswith("c.yaml, line 2: ")
    assert refused(Schema, "d.yaml") == (
        'The schema "d.yaml" refers to another file, $ref "missing.json": There is no schema file '
        f'"{tmp_path / "missing.json"}".'
    )
    assert refused(Schema, "e.yaml") == (
        'The schema "e.yaml" is no JSON Schema: at $.type: "objekt" is no type, did you mean "object"?'
    )


@pytest.mark.parametrize(
    ("schema", "message"),
    [
        ({"pattern": "(a|aa)+$"}, json.dumps("a" * 60 + "b")),
        ({"patternProperties": {"(a|aa)+$": False}, "required": ["x"]}, json.dumps({"a" * 60 + "b": 1})),
        ({"patternProperties": {"(a|aa)+$": True}, "additionalProperties": False}, json.dumps({"a" * 60 + "b": 1})),
        ({"not": {"pattern": "(a|aa)+$"}}, json.dumps("a" * 60 + "b")),
        ({"patternProperties": {"(a|aa)+$": False}}, json.dumps({"a" * 60 + "b": 1})),
        ({"uniqueItems": True}, json.dumps([{"a": number} for number in range(20_000)] + [{"a": 1}])),
    ],
)
def test_no_message_can_stretch_the_time(schema, message):
    matcher = Schema(schema)
    began = time.monotonic()
    assert not matcher.matches(message, Deadline.after(0.3))
    assert matcher.explain(message)
    assert time.monotonic() - began < 60


def test_deep_messages_are_no_trouble():
    matcher = Schema({"$ref": "#/$defs/list", "$defs": {"list": {"type": "array", "items": {"$ref": "#/$defs/list"}}}})
    assert holds(matcher, "[[[]]]")
    deep = "[" * 290 + "]" * 290
    assert holds(matcher, deep) or matcher.explain(deep) == "It is nested too deeply to be compared."
