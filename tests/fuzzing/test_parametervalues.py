"""Values of parameters: plain ones where the schema allows them, made ones otherwise."""

import re
from typing import Any

import pytest

from WsKeywords.fuzzing.parametervalues import values_of_schema


@pytest.mark.parametrize(
    ("schema", "values"),
    [
        ({"type": "string"}, ("1", "a", "lobby", "ab")),
        ({"type": "integer", "minimum": 2}, ("2", "42")),
        ({"type": "boolean"}, ("true", "false")),
        ({"enum": ["red", 7]}, ("red", "7")),
        ({"type": "string", "pattern": "^[0-9a-f]{4}$", "examples": ["53fa"]}, ("53fa",)),
        (
            {"type": "string", "format": "uuid"},
            ("11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222"),
        ),
        ({"not": {}}, ()),
        ({"type": "integer", "minimum": 2, "maximum": 1}, ()),
    ],
)
def test_plain_values(schema: Any, values: tuple[str, ...]) -> None:
    found = values_of_schema(schema)
    assert found[: len(values)] == values
    assert bool(found) == bool(values)


def test_made_values_satisfy_the_pattern_and_stay_the_same() -> None:
    schema = {"type": "string", "pattern": "^[0-9a-f]{4}$"}
    values = values_of_schema(schema)
    assert len(values) == 5
    assert all(re.fullmatch("[0-9a-f]{4}", value) for value in values)
    assert values_of_schema(dict(schema)) == values
