"""What a failed comparison of JSON says."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.matching import holds, reason
from tests.test_jsonvalues import values
from WsKeywords.core.deadline import Deadline
from WsKeywords.core.expected import compile_expected
from WsKeywords.core.jsonvalues import equal
from WsKeywords.core.matchers import BeJson, ContainsJson, JsonPath
from WsKeywords.core.output import Secrets


def differences(expected: object, actual: object, matcher: type[BeJson] | type[ContainsJson] = BeJson) -> list[str]:
    """The lines that a failed comparison lists."""
    heading, *lines = reason(matcher(expected), json.dumps(actual)).split("\n")
    assert heading == ("The difference:" if len(lines) == 1 else f"The {len(lines)} differences:")
    return [line.removeprefix("    ") for line in lines]


@pytest.mark.parametrize(
    ("expected", "actual", "lines"),
    [
        ({"a": 1}, {"a": 2}, ["$.a: expected 1, but it is 2"]),
        ({"a": "x"}, {"a": "y"}, ['$.a: expected "x", but it is "y"']),
        ({"a": None}, {"a": 1}, ["$.a: expected null, but it is 1"]),
        ({"a": 1}, {"a": None}, ["$.a: expected 1, but it is null"]),
        # What looks alike is told apart.
        ({"a": 42}, {"a": "42"}, ['$.a: expected 42 (a number), but it is "42" (a string)']),
        ({"a": "true"}, {"a": True}, ['$.a: expected "true" (a string), but it is true (a boolean)']),
        ({"a": 1}, {"a": True}, ["$.a: expected 1 (a number), but it is true (a boolean)"]),
        ({"a": False}, {"a": 0}, ["$.a: expected false (a boolean), but it is 0 (a number)"]),
        ({"a": "x"}, {"a": ["x"]}, ['$.a: expected "x" (a string), but it is ["x"]']),
        # Objects.
        ({"a": {"b": 1}}, {"a": 5}, ["$.a: expected an object, but it is 5"]),
        ({"a": 1, "b": 2}, {"b": 2}, ["$.a: expected 1, but the key is missing"]),
        (
            {"userName": "ada"},
            {"username": "ada"},
            [
                '$.userName: expected "ada", but the key is missing (there is "username")',
                '$.username: not expected, but it is there: "ada"',
            ],
        ),
        ({"a": {"b": [1]}}, {}, ['$.a: expected {"b": [1]}, but the key is missing']),
        ({"a b": {"c-d": 1}}, {"a b": {"c-d": 2}}, ["$['a b']['c-d']: expected 1, but it is 2"]),
        # Arrays.
        ([1], {}, ["$: expected an array, but it is {}"]),
        ([1, 2], [1, 3], ["$[1]: expected 2, but it is 3"]),
        ([1, 2, 3], [1, 3], ["$: expected 3 items, but there are 2", "$[1]: expected 2, but it is missing"]),
        ([1, 3], [1, 2, 3], ["$: expected 2 items, but there are 3", "$[1]: not expected, but it is there: 2"]),
        ([1], [1, 2], ["$: expected 1 item, but there are 2", "$[1]: not expected, but it is there: 2"]),
        (
            [1, 2],
            [],
            [
                "$: expected 2 items, but there are 0",
                "$[0]: expected 1, but it is missing",
                "$[1]: expected 2, but it is missing",
            ],
        ),
        (
            [1, 2],
            [3],
            [
                "$: expected 2 items, but there is 1",
                "$[0]: expected 1, but it is 3",
                "$[1]: expected 2, but it is missing",
            ],
        ),
        ([1, 2, "#..."], [1], ["$: expected at least 2 items, but there is 1", "$[1]: expected 2, but it is missing"]),
        (
            {"a": ["x", "y"]},
            {"a": ["y", "x"]},
            [
                '$.a: the items are the expected ones, but in another order (with "#contains" as first item any order '
                "will do)",
            ],
        ),
        # Any order.
        ({"a": ["#contains", 5]}, {"a": 5}, ["$.a: expected an array, but it is 5"]),
        ({"a": ["#contains", 5]}, {"a": []}, ["$.a: expected an item to be 5, but it is empty"]),
        ({"a": ["#contains", 5]}, {"a": [6, 7]}, ["$.a: expected an item to be 5, but none of its 2 items is"]),
        (
            {"a": ["#contains", {"id": 5}]},
            {"a": [{"id": 6}]},
            [
                '$.a: expected an item to be {"id": 5}, but its one item is not',
                "$.a[0].id: expected 5, but it is 6",
            ],
        ),
        (
            {"a": ["#contains", {"id": 5, "name": "x", "at": "#number"}]},
            {"a": [{"id": 4}, {"id": 5, "name": "y", "at": 1}]},
            [
                '$.a: expected an item to be {"id": 5, "name": "x", "at": "#number"}, but none of its 2 items is',
                '$.a[1].name: (of the item that comes nearest) expected "x", but it is "y"',
            ],
        ),
        (["#contains", 1, 1], [1, 2], ["$: expected one more item to be 1, but there is none that is left over"]),
        # Markers.
        ({"a": "#string"}, {"a": 5}, ["$.a: expected a string, but it is 5"]),
        ({"a": "#string"}, {}, ["$.a: expected a string, but the key is missing"]),
        ({"a": "#number"}, {"a": "5"}, ['$.a: expected a number, but it is "5"']),
        ({"a": "#integer"}, {"a": 1.5}, ["$.a: expected an integer, but it is 1.5"]),
        ({"a": "#boolean"}, {"a": 1}, ["$.a: expected true or false, but it is 1"]),
        ({"a": "#array"}, {"a": {"b": 1}}, ['$.a: expected an array, but it is {"b": 1}']),
        ({"a": "#object"}, {"a": [1]}, ["$.a: expected an object, but it is [1]"]),
        ({"a": "#null"}, {"a": 0}, ["$.a: expected null, but it is 0"]),
        ({"a": "#notnull"}, {"a": None}, ["$.a: expected anything but null, but it is null"]),
        ({"a": "#present"}, {}, ["$.a: expected any value, but the key is missing"]),
        ({"a": "#notpresent"}, {"a": None}, ["$.a: expected no such key, but it is there: null"]),
        ({"a": "#uuid"}, {"a": "abc"}, ['$.a: expected a UUID, but it is "abc"']),
        (
            {"a": "#datetime"},
            {"a": "2024-01-01T10:00:00"},
            [
                '$.a: expected a date and time as in RFC 3339, but it is "2024-01-01T10:00:00" (it has no time zone: Z '
                "or +00:00 must end it)"
            ],
        ),
        (
            {"a": "#datetime"},
            {"a": "2024-01-01 10:00:00Z"},
            [
                '$.a: expected a date and time as in RFC 3339, but it is "2024-01-01 10:00:00Z" (a T must stand '
                "between date and time)"
            ],
        ),
        (
            {"a": "#datetime"},
            {"a": "2023-02-29T10:00:00Z"},
            [
                '$.a: expected a date and time as in RFC 3339, but it is "2023-02-29T10:00:00Z" (there is no such day '
                "or time)"
            ],
        ),
        (
            {"a": "#datetime"},
            {"a": "2023-02-28"},
            ['$.a: expected a date and time as in RFC 3339, but it is "2023-02-28" (it has no time)'],
        ),
        ({"a": "#datetime"}, {"a": "now"}, ['$.a: expected a date and time as in RFC 3339, but it is "now"']),
        ({"a": "#url"}, {"a": "/x"}, ['$.a: expected a URL, but it is "/x" (it has no scheme such as https:)']),
        ({"a": "#url"}, {"a": "http://"}, ['$.a: expected a URL, but it is "http://" (it has no host)']),
        (
            {"a": "#url"},
            {"a": "http://a b"},
            ['$.a: expected a URL, but it is "http://a b" (there is white space in it)'],
        ),
        (
            {"a": "#regex [a-z]+"},
            {"a": "abc1"},
            [
                '$.a: expected a string that the regexp "[a-z]+" matches, but it is "abc1" (it matches a part, "abc", '
                "but not the whole)"
            ],
        ),
        ({"a": "#regex x"}, {"a": 5}, ['$.a: expected a string that the regexp "x" matches, but it is 5']),
        ({"a": "#more than 5"}, {"a": 5}, ["$.a: expected a number more than 5, but it is 5"]),
        ({"a": "#less than 1.5"}, {"a": 2}, ["$.a: expected a number less than 1.5, but it is 2"]),
        ({"a": "#between 1 and 3"}, {"a": True}, ["$.a: expected a number from 1 to 3, but it is true"]),
        ({"a": "#[2]"}, {"a": [1]}, ["$.a: expected an array of 2 items, but it is an array of 1 item"]),
        ({"a": "#[2+]"}, {"a": []}, ["$.a: expected an array of at least 2 items, but it is an empty array"]),
        ({"a": "#[1]"}, {"a": "x"}, ['$.a: expected an array of 1 item, but it is "x"']),
        (
            {"a": "#[] #number"},
            {"a": 5},
            [
                "$.a: expected an array of at least 1 item, each a number, but it is 5",
            ],
        ),
        ({"a": "#[] #number"}, {"a": []}, ["$.a: expected an array of at least 1 item, but it is an empty array"]),
        (
            {"a": "#[] #number"},
            {"a": [1, "x", None]},
            [
                '$.a[1]: expected a number, but it is "x"',
                "$.a[2]: expected a number, but it is null",
            ],
        ),
        ({"a": "##number"}, {"a": "x"}, ['$.a: expected a number, but it is "x"']),
        ({"a": "#capture id #uuid"}, {"a": 5}, ["$.a: expected a UUID, but it is 5"]),
        ({"a": "#capture id"}, {}, ['$.a: expected a value (to save as "id"), but the key is missing']),
        ({"a": "#= #x"}, {"a": "x"}, ['$.a: expected "#x", but it is "x"']),
        ("#array", {}, ["$: expected an array, but it is {}"]),
        # Values are shortened.
        (
            {"a": "x" * 500},
            {"a": "x" * 400},
            [
                f'$.a: expected "…{"x" * 118}…", but it is "…{"x" * 20}" (they differ from character 401 on; 500 and '
                "400 characters)"
            ],
        ),
        ({"a": 1}, {"a": list(range(100))}, ["$.a: expected 1 (a number), but it is an array of 100 items"]),
        (
            {"a": 1},
            {"a": {"text": "y" * 500}},
            [f'$.a: expected 1 (a number), but it is {{"text": "{"y" * 109}…'],
        ),
        ({"a": "\u001b[31m\ud800"}, {"a": "a\nb"}, ['$.a: expected "\\x1b[31m\\ud800", but it is "a\\nb"']),
    ],
)
def test_each_difference_is_a_line_with_its_path(expected, actual, lines):
    assert differences(expected, actual) == lines


def test_all_differences_are_found_in_one_go():
    expected = {"type": "joined", "user": {"id": "#uuid", "name": "Ada", "age": 36}, "rooms": ["a", "b"]}
    actual = {"type": "left", "user": {"id": 7, "name": "Ada"}, "rooms": ["a", "c"], "at": 1}
    assert differences(expected, actual) == [
        '$.type: expected "joined", but it is "left"',
        "$.user.id: expected a UUID, but it is 7",
        "$.user.age: expected 36, but the key is missing",
        '$.rooms[1]: expected "b", but it is "c"',
        "$.at: not expected, but it is there: 1",
    ]
    assert differences(expected, actual, ContainsJson) == [
        '$.type: expected "joined", but it is "left"',
        "$.user.id: expected a UUID, but it is 7",
        "$.user.age: expected 36, but the key is missing",
        '$.rooms[1]: expected "b", but it is "c"',
    ]


def test_of_many_differences_twenty_are_listed():
    lines = reason(BeJson(list(range(100))), json.dumps(list(range(1, 101)))).split("\n")
    assert len(lines) == 21
    assert lines[0] == "The first 20 of 100 differences:"
    assert lines[-1] == "    $[19]: expected 19, but it is 20"
    assert reason(BeJson("#[] #string"), json.dumps([1] * 5000)).startswith(
        "The first 20 of more than 1,000 differences:"
    )


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


def test_the_value_of_a_secret_is_not_shown():
    secrets = Secrets()
    assert secrets.is_secret_name("password")
    assert differences(
        {"user": {"password": "a"}, "password": "#string"}, {"user": {"password": "b"}, "password": 5}
    ) == [
        "$.user.password: expected •••, but it is •••",
        "$.password: expected a string, but it is •••",
    ]
    assert differences({"password": "x"}, {}) == ["$.password: expected •••, but the key is missing"]
    assert differences({}, {"password": {"deep": 1}}) == ["$.password: not expected, but it is there: •••"]
    assert differences({"a": 1}, {"a": {"password": "swordfish"}}) == [
        '$.a: expected 1 (a number), but it is {"password": "•••"}'
    ]
    assert BeJson({"password": "swordfish"}).wants() == 'be the JSON {"password": "•••"}'


markers = st.sampled_from(
    [
        "#string",
        "#number",
        "#null",
        "#notnull",
        "#present",
        "#notpresent",
        "#ignore",
        "#array",
        "#[]",
        "#[1]",
        "#[] #number",
        "##string",
        "##boolean",
        "#capture x",
        "#more than 0",
        "#regex a+",
        "#= a",
        "#object",
        "#integer",
        "#uuid",
    ]
)
small = st.none() | st.booleans() | st.integers(-1, 1) | st.sampled_from([1.0, 0.5]) | st.sampled_from(["", "a", "b"])
keys = st.sampled_from(["a", "b", "c"])
actuals = st.recursive(small, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner), max_leaves=8)


def _array(items: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    head = st.sampled_from([[], ["#contains"]])
    tail = st.sampled_from([[], ["#..."]])
    return st.tuples(head, st.lists(items, min_size=1, max_size=3), tail).map(
        lambda parts: [*parts[0], *parts[1], *parts[2]]
    )


expectations = st.recursive(small | markers, lambda inner: _array(inner) | st.dictionaries(keys, inner), max_leaves=8)


@given(expectations, actuals, st.booleans())
def test_there_are_differences_exactly_when_a_value_is_not_accepted(expected, actual, partial):
    from WsKeywords.core.errors import InvalidArgument

    try:
        shape = compile_expected(expected, partial=partial)
    except InvalidArgument:
        return
    deadline = Deadline.after(5)
    found = list(shape.differences(actual, (), deadline))
    assert shape.accepts(actual, deadline) is (not found)
    assert shape.source == json.loads(json.dumps(shape.source))


@given(values, values)
def test_json_without_markers_is_compared_as_equal_compares(expected, actual):
    if "#" in json.dumps(expected, ensure_ascii=False):
        return
    deadline = Deadline.after(5)
    exact = compile_expected(expected, partial=False)
    assert exact.accepts(actual, deadline) is equal(expected, actual)
    assert exact.accepts(expected, deadline)
    assert compile_expected(expected, partial=True).accepts(expected, deadline)


@given(actuals, actuals)
def test_contain_json_accepts_whatever_be_json_accepts(expected, actual):
    deadline = Deadline.after(5)
    if compile_expected(expected, partial=False).accepts(actual, deadline):
        assert compile_expected(expected, partial=True).accepts(actual, deadline)
