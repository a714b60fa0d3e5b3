"""The markers of expected JSON: what each accepts. The texts of failures are in test_json_differences."""

from __future__ import annotations

import json

import pytest

from tests.matching import holds
from WsKeywords.core import BeJson, ContainsJson

NO_KEY = object()
UUID = "6f9619ff-8b86-d011-b42d-00cf4fc964ff"
EVERYTHING = [None, True, False, 0, 1, -1.5, 2.0, "", "x", [], [1], {}, {"a": 1}, NO_KEY]


def accepts(marker: object, value: object) -> bool:
    """Whether a marker as the value of a key accepts a value there (or none); Be JSON and Contain JSON must agree."""
    message = {} if value is NO_KEY else {"key": value}
    exact = holds(BeJson({"key": marker, "id": 1}), json.dumps({**message, "id": 1}))
    assert holds(ContainsJson({"key": marker, "id": 1}), json.dumps({**message, "id": 1, "more": 2})) is exact
    return exact


@pytest.mark.parametrize(
    ("marker", "accepted"),
    [
        ("#string", ["", "x"]),
        ("#number", [0, 1, -1.5, 2.0]),
        ("#integer", [0, 1, 2.0]),
        ("#boolean", [True, False]),
        ("#array", [[], [1]]),
        ("#object", [{}, {"a": 1}]),
        ("#null", [None]),
        ("#notnull", [True, False, 0, 1, -1.5, 2.0, "", "x", [], [1], {}, {"a": 1}]),
        ("#present", EVERYTHING[:-1]),
        ("#notpresent", [NO_KEY]),
        ("#ignore", EVERYTHING),
        ("#more than 0", [1, 2.0]),
        ("#less than 0", [-1.5]),
        ("#between 0 and 1", [0, 1]),
        ("#[]", [[], [1]]),
        ("#[0]", [[]]),
        ("#[1]", [[1]]),
        ("#[0+]", [[], [1]]),
        ("#[1+]", [[1]]),
        ("#[2+]", []),
        ("#[] #number", [[1]]),
        ("#[1] #number", [[1]]),
        ("#[0+] #number", [[1]]),
        ("#[] #string", []),
        ("##string", [None, "", "x", NO_KEY]),
        ("##[] #number", [None, [1], NO_KEY]),
        ("##null", [None, NO_KEY]),
        ("##= x", [None, "x", NO_KEY]),
        ("#capture it", EVERYTHING[:-1]),
        ("#capture it #boolean", [True, False]),
        ("#capture it ##boolean", [None, True, False, NO_KEY]),
        ("##capture it #boolean", [None, True, False, NO_KEY]),
        ("#capture it #= x", ["x"]),
        ("#= x", ["x"]),
        ("#regex .", ["x"]),
        ("#regex .*", ["", "x"]),
        ("##regex x", [None, "x", NO_KEY]),
    ],
)
def test_each_marker_accepts_what_it_names_and_nothing_else(marker, accepted):
    found = [value for value in EVERYTHING if accepts(marker, value)]
    assert [(type(value), value) for value in found] == [(type(value), value) for value in accepted]


@pytest.mark.parametrize(
    ("marker", "yes", "no"),
    [
        (
            "#uuid",
            [UUID, UUID.upper(), "00000000-0000-0000-0000-000000000000"],
            [
                "",
                UUID[:-1],
                UUID + "0",
                UUID.replace("-", ""),
                "{" + UUID + "}",
                UUID.replace("f", "g"),
                UUID + "\n",
                5,
            ],
        ),
        (
            "#datetime",
            [
                "2024-02-29T23:59:59Z",
                "2024-01-01T00:00:00.123456789+05:30",
                "2024-01-01t00:00:00z",
                "2016-12-31T23:59:60Z",
                "2024-01-01T00:00:00-00:00",
            ],
            [
                "2023-02-29T00:00:00Z",
                "2024-01-01T24:00:00Z",
                "2024-01-01T00:60:00Z",
                "2024-01-01T00:00:61Z",
                "2024-01-01T00:00:00",
                "2024-01-01 00:00:00Z",
                "2024-01-01",
                "2024-01-01T00:00:00+24:00",
                "2024-01-01T00:00:00Z\n",
                "0000-01-01T00:00:00Z",
                "２０２４-01-01T00:00:00Z",
                1704067200,
            ],
        ),
        (
            "#url",
            ["http://a", "https://example.com:8443/x?y=1#z", "wss://[::1]:80/", "ftp://a.b", "custom+x://host"],
            [
                "",
                "example.com",
                "/path",
                "http://",
                "http:///x",
                "//a",
                "http://a b",
                "http://[::1",
                "http://a:99999",
                "mailto:a@b",
            ],
        ),
        ("#more than 3", [4, 3.0001, 10**400], [3, 2, "4", True]),
        ("#more than -1.5e2", [-149, 0], [-150, -151.5]),
        ("#less than 1", [0, -1, 0.5], [1, 1.0, False, "0"]),
        ("#between 1 and 2", [1, 2, 1.5, 2.0], [0.99, 2.01, True, "1"]),
        ("#between 9007199254740993 and 9007199254740993", [9007199254740993], [9007199254740992]),
        ("#integer", [5, 5.0, -3, 10**30], [5.5, "5", True]),
        ("#regex [a-z]+", ["abc"], ["abc1", "", "ABC", 5]),
        ("#regex ^a.*$", ["abc"], ["ba"]),
        ("#regex (?s)a.b", ["a\nb"], ["ab"]),
        ("#regex a|bc", ["a", "bc"], ["ab", "b"]),
        ("#regex  x", [" x"], ["x"]),
        ("#regex #x", ["#x"], ["x"]),
        ("#[2] #uuid", [[UUID, UUID]], [[UUID], [UUID, 5], [UUID] * 3]),
        ("#[2+] #uuid", [[UUID] * 3], [[UUID]]),
        ("#[] #[2] #number", [[[1, 2]], [[1, 2], [3, 4]]], [[], [[1]], [[1, 2], [3]]]),
        ("#[] ##number", [[1, None]], [[], ["x"]]),
        ("#[] #= a", [["a", "a"]], [["a", "b"]]),
        ("#= #uuid", ["#uuid"], [UUID]),
        ("#= ", [""], ["#= "]),
    ],
)
def test_markers_with_a_form(marker, yes, no):
    assert [value for value in yes if not accepts(marker, value)] == []
    assert [value for value in no if accepts(marker, value)] == []


@pytest.mark.parametrize(
    "text",
    [
        "#",
        "##",
        "###",
        "# heading",
        "#1",
        "#-",
        "#!",
        "## heading",
        "#=",
        "#=x",
        "#_x",
        "#%",
        "x#uuid",
        " #uuid",
        "#....",
        "#.",
        "##1",
    ],
)
def test_other_strings_that_begin_with_a_hash_are_strings(text):
    assert accepts(text, text)
    assert not accepts(text, "something else")


def test_a_marker_may_be_the_whole_message():
    assert holds(BeJson("#array"), "[]")
    assert holds(BeJson("#[2+] #integer"), "[1, 2]")
    assert holds(ContainsJson("#object"), "{}")
    assert not holds(BeJson("#array"), "{}")


def test_keys_are_never_markers():
    assert holds(BeJson({"#uuid": 1}), '{"#uuid": 1}')


@pytest.mark.parametrize(
    ("expected", "yes", "no"),
    [
        ([1, "#..."], [[1], [1, 2], [1, 2, 3]], [[], [2], {}]),
        (["#..."], [[], [1]], [{}, None]),
        ([1, "#string", "#..."], [[1, "x"], [1, "x", 5]], [[1], [1, 5]]),
        (["#contains", 2, 1], [[1, 2], [3, 2, 1]], [[1], [2], [], [[1, 2]], {}]),
        (["#contains", 1, 1], [[1, 1], [1, 2, 1.0]], [[1], [1, 2], [1, True]]),
        (["#contains", "#number", 5], [[5, 6], [6, 5]], [[5], [5, "x"]]),
        (["#contains", 1, "#..."], [[1], [2, 1]], [[2]]),
        (["#contains", {"id": "#number"}, {"id": 1}], [[{"id": 1}, {"id": 2}], [{"id": 2}, {"id": 1}]], [[{"id": 1}]]),
        ([["#contains", 1], "#..."], [[[2, 1]], [[1], 5]], [[1], [[2]]]),
    ],
)
def test_markers_of_arrays(expected, yes, no):
    for value in yes:
        assert holds(BeJson(expected), json.dumps(value)), value
        assert holds(ContainsJson(expected), json.dumps(value)), value
    for value in no:
        assert not holds(BeJson(expected), json.dumps(value)), value
        assert not holds(ContainsJson(expected), json.dumps(value)), value


def test_contain_json_goes_on_below_arrays_and_contains():
    expected = {"a": [{"b": 1}, ["#contains", {"c": 2}]]}
    assert holds(ContainsJson(expected), '{"a": [{"b": 1, "x": 0}, [0, {"c": 2, "y": 0}]], "z": 0}')
    assert not holds(BeJson(expected), '{"a": [{"b": 1, "x": 0}, [0, {"c": 2}]]}')
    assert holds(BeJson(expected), '{"a": [{"b": 1}, [0, {"c": 2}]]}')


@pytest.mark.parametrize(
    ("expected", "message", "captured"),
    [
        ({"id": "#capture id"}, {"id": 5}, {"id": 5}),
        ({"id": "#capture id #uuid"}, {"id": UUID}, {"id": UUID}),
        ({"a": {"b": ["#capture x", "#..."]}}, {"a": {"b": [{"c": 1}, 2]}}, {"x": {"c": 1}}),
        ({"id": "##capture id #number"}, {}, {"id": None}),
        ({"id": "#capture id ##number"}, {"id": None}, {"id": None}),
        ("#capture whole", [1], {"whole": [1]}),
        ("#capture whole #capture again", [1], {"whole": [1], "again": [1]}),
        (["#contains", {"type": "b", "id": "#capture b"}], [{"type": "a", "id": 1}, {"type": "b", "id": 2}], {"b": 2}),
        (["#contains", "#capture any #number", 5], [5, 6], {"any": 6}),
        ({"a": "#capture a #[] #number"}, {"a": [1, 2]}, {"a": [1, 2]}),
    ],
)
def test_captured_values(expected, message, captured):
    matcher = ContainsJson(expected)
    text = json.dumps(message)
    assert holds(matcher, text)
    assert matcher.captures(text) == captured
