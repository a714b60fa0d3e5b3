"""Matchers of JSON: what they say they want, why they do not match, what they return."""

from __future__ import annotations

import pytest

from tests.matching import holds, reason
from WsKeywords.core import BeJson, ContainsJson, JsonPath
from WsKeywords.core.matching.matchers import All, Kind


@pytest.mark.parametrize(
    ("matcher", "data", "why"),
    [
        (BeJson({}), b"{}", "It is a binary message of 2 bytes, and only a text message can be JSON."),
        (
            BeJson({}),
            "hello",
            'It is not JSON: expected a value at line 1, column 1, but there is "hello".',
        ),
        (BeJson({}), "", "It is not JSON: it is empty."),
        (BeJson({}), "NaN", "It is not JSON: NaN is no JSON value."),
        (BeJson({}), "[" * 100_000, "It is not JSON: it is nested more than 300 deep."),
        (BeJson({}), "9" * 5000, "It is not JSON: an integer in it has too many digits."),
        (
            ContainsJson([1]),
            "[1, 2]",
            "The 2 differences:\n"
            "    $: expected 1 item, but there are 2\n"
            "    $[1]: not expected, but it is there: 2\n"
            'Arrays have the same length, unless "#..." is the last item or "#contains" the first.',
        ),
        (
            ContainsJson({"a": 1}),
            '[{"a": 1}]',
            "The difference:\n"
            '    $: expected an object, but it is [{"a": 1}]\n'
            'An item of the array is that: write ["#contains", {…}].',
        ),
        (JsonPath("$.a.b"), '{"a": {}}', "It selects nothing: at $.a is an object, and it has no .b."),
        (JsonPath("$.a[0]"), '{"a": 5}', "It selects nothing: at $.a is a number, and it has no [0]."),
        (
            JsonPath("$.items[?@.id == 7]"),
            '{"items": [{"id": 1}, {"id": 2}]}',
            "It selects nothing: at $.items is an array, and none of its 2 children passes [?@.id == 7].",
        ),
        (
            JsonPath("$[?@.id == 7]"),
            '{"id": 7}',
            "It selects nothing: at $ is an object, and its one child does not pass [?@.id == 7]. A filter tests the "
            "children of an object, not the object itself.",
        ),
        (
            JsonPath("$[?@.id == 7]"),
            "7",
            "It selects nothing: at $ is a number, and it has no child that could pass [?@.id == 7].",
        ),
        (
            JsonPath("$[*].id"),
            "[1, 2]",
            "It selects nothing: $[*] selects 2 values, but .id nothing in any of them.",
        ),
        (JsonPath("$.a"), "x", 'It is not JSON: expected a value at line 1, column 1, but there is "x".'),
    ],
)
def test_other_reasons(matcher, data, why):
    assert reason(matcher, data) == why


@pytest.mark.parametrize(
    ("matcher", "wants", "noun"),
    [
        (BeJson({"a": [1, "é"]}), 'be the JSON {"a": [1, "é"]}', 'that is the JSON {"a": [1, "é"]}'),
        (BeJson("3"), 'be the JSON string "3"', 'that is the JSON string "3"'),
        (ContainsJson("3"), 'be JSON containing the string "3"', 'that is JSON containing the string "3"'),
        (ContainsJson(3), "be JSON containing the number 3", "that is JSON containing the number 3"),
        (BeJson(None), "be the JSON null", "that is the JSON null"),
        (BeJson("#array"), 'be the JSON "#array"', 'that is the JSON "#array"'),
        (
            ContainsJson({"a": ["#contains", 1], "b": [2, "#..."], "c": "#= #x"}),
            'be JSON containing {"a": ["#contains", 1], "b": [2, "#..."], "c": "#= #x"}',
            'that is JSON containing {"a": ["#contains", 1], "b": [2, "#..."], "c": "#= #x"}',
        ),
        (JsonPath("$.a"), 'be JSON where "$.a" selects something', 'where "$.a" selects something'),
    ],
)
def test_a_matcher_says_as_a_phrase_what_it_wants(matcher, wants, noun):
    assert (matcher.wants(), matcher.noun()) == (wants, noun)


def test_long_expected_json_is_shortened():
    wants = BeJson({"a": "x" * 5000}).wants()
    assert wants.startswith('be the JSON {"a": "xxx')
    assert len(wants) < 1100


def test_json_is_returned_parsed():
    assert BeJson({"a": 1}).value('{"a": 1.0}') == {"a": 1.0}
    assert JsonPath("$.a").value('{"a": 1}') == {"a": 1}


def test_what_is_returned_is_the_callers_own():
    matcher = ContainsJson({"a": 1})
    message = '{"a": 1}'
    for _ in range(2):
        assert holds(matcher, message)
        matcher.value(message)["a"] = 2


@pytest.mark.parametrize(
    ("data", "aside"),
    [
        ("3", " (the number 3)"),
        ('"3"', ' (the string "3")'),
        ("true", " (the boolean true)"),
        ("null", " (null)"),
        ('{"a": 3}', ""),
        ("no JSON", ""),
        (b"3", ""),
    ],
)
def test_what_a_scalar_is(data: str | bytes, aside: str) -> None:
    assert ContainsJson("4").aside(data) == aside
    assert All(Kind("text"), BeJson(4)).aside(data) == aside
    assert Kind("text").aside(data) == ""
