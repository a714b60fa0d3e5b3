from __future__ import annotations

import pytest

from tests.matching import refused
from WsKeywords.core.jsonarguments import read_argument


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('{"a": [1, true, null]}', {"a": [1, True, None]}),
        ("{'a': [1, True, None]}", {"a": [1, True, None]}),
        ("{'a': true, 'b': null, 'c': false}", {"a": True, "b": None, "c": False}),
        ('{"a": True, "b": None}', {"a": True, "b": None}),
        ("true", True),
        ("True", True),
        ("null", None),
        ("None", None),
        ("42", 42),
        ('"hello"', "hello"),
        ("'hello'", "hello"),
        ("(1, 2)", [1, 2]),
        ("{1: 2}", {"1": 2}),
        ("[1, 2,]", [1, 2]),
        ("  [1]  ", [1]),
        ("#array", "#array"),
        ("#[2+] #string", "#[2+] #string"),
        ("##uuid", "##uuid"),
        ("#= text", "#= text"),
        ("#...", "#..."),
    ],
)
def test_text_is_read_as_json_first_and_as_a_python_literal_second(text, value):
    found = read_argument(text, "json")
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize("value", [{"a": 1}, [1], 5, True, None])
def test_what_is_not_text_is_the_value(value):
    assert read_argument(value, "json") is value


ROBOT = " Robot Framework takes backslashes in a cell for itself: write \\\\ for each backslash of the JSON."


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("", 'Expected argument "json" to be JSON, but "" is not: it is empty.'),
        (
            "hello",
            'Expected argument "json" to be JSON, but "hello" is not: expected a value at line 1, column 1, but there '
            'is "hello". A JSON string stands in double quotes: "hello".',
        ),
        (
            '{"a": tru}',
            'Expected argument "json" to be JSON, but "{"a": tru}" is not: expected a value at line 1, column 7, but '
            'there is "tru}".',
        ),
        (
            '{"a": "\\d"}',
            'Expected argument "json" to be JSON, but "{"a": "\\d"}" is not: JSON has no escape \\d (at line 1, column '
            "8)." + ROBOT,
        ),
        (
            '{"a": "x\ny"}',
            'Expected argument "json" to be JSON, but "{"a": "x\\ny"}" is not: a line feed stands unescaped in a '
            "string at line 1, column 9." + ROBOT,
        ),
        (
            '{\n  "a": 1\n  "b": 2\n}',
            'Expected argument "json" to be JSON, but "{\\n  "a": 1\\n  "b": 2\\n}" is not: expected a comma at line '
            '3, column 3, but there is "\\"b\\": 2".',
        ),
        (
            '{"a": "x"y"}',
            'Expected argument "json" to be JSON, but "{"a": "x"y"}" is not: expected a comma at line 1, column 10, '
            'but there is "y"}". Text follows a string that has ended. Robot Framework takes backslashes in a cell for '
            'itself: write \\\\" for a quote inside a string.',
        ),
        (
            "{1, 2}",
            'Expected argument "json" to be JSON, but "{1, 2}" is not: expected a name in double quotes at line 1, '
            'column 2, but there is "1, 2}".',
        ),
        (
            "b'x'",
            'Expected argument "json" to be JSON, but "b\'x\'" is not: expected a value at line 1, column 1, but there '
            "is \"b'x'\".",
        ),
    ],
)
def test_text_that_is_neither_is_an_error_that_says_where(text, error):
    assert refused(read_argument, text, "json") == error


@pytest.mark.parametrize("text", ["__import__('os')", "f()", "1 + x", "[" * 5000, "{'a': '\\d'}", "1e999j", "{[]: 1}"])
def test_a_python_literal_is_data_only(text):
    assert refused(read_argument, text, "json").startswith('Expected argument "json" to be JSON, but ')


def test_a_python_value_must_be_one_that_json_can_hold():
    assert refused(read_argument, {"a": b"x"}, "json") == (
        'Expected argument "json" to be JSON, but it holds bytes at $.a.'
    )
