"""What a failed comparison of JSON says."""

from __future__ import annotations

import json

import pytest

from tests.matching import reason
from WsKeywords.core import BeJson, ContainsJson
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
