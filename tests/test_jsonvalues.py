from __future__ import annotations

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.matching import refused
from WsKeywords.core.jsonvalues import (
    MAX_DEPTH,
    JsonError,
    child,
    dump,
    dump_compact,
    dump_pretty,
    equal,
    freeze,
    kind_of,
    parse,
    path_of,
    select,
)

scalars = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text()
values = st.recursive(scalars, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=20)


@given(values)
def test_what_is_written_compactly_is_read_back(value):
    assert equal(parse(dump_compact(value)), value)


@given(st.text(alphabet='{}[]:,"\\u0123456789abcdefnrtul.-+eEINa \n\t\ufeff\ud800'))
def test_parse_fails_with_one_error_only_and_agrees_with_json(text):
    try:
        ours = parse(text)
    except JsonError:
        return
    assert json.loads(text) == ours


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "it is empty"),
        (" \n", "it is white space only"),
        ("hello", 'expected a value at line 1, column 1, but there is "hello"'),
        ('{"a": tru}', 'expected a value at line 1, column 7, but there is "tru}"'),
        ("[1", "expected a comma at line 1, column 3, but the text ends there"),
        ('{"a" 1}', 'expected a colon at line 1, column 6, but there is "1}"'),
        ('{"a": 1 "b": 2}', 'expected a comma at line 1, column 9, but there is "\\"b\\": 2}"'),
        ("{'a': 1}", "expected a name in double quotes at line 1, column 2, but there is \"'a': 1}\""),
        ('{"a": 1}}', 'expected the end at line 1, column 9, but there is "}"'),
        ('{\n  "a": nul\n}', 'expected a value at line 2, column 8, but there is "nul"'),
        ('"abc', "the string that begins at line 1, column 1 does not end"),
        ('"a\nb"', "a line feed stands unescaped in a string at line 1, column 3"),
        ('"a\tb"', "a tab stands unescaped in a string at line 1, column 3"),
        ('"a\x00b"', "a control character stands unescaped in a string at line 1, column 3"),
        (r'"\d"', r"JSON has no escape \d (at line 1, column 2)"),
        ("\ufeff{}", "it begins with a byte order mark"),
        ("NaN", "NaN is no JSON value"),
        ("[-Infinity]", "-Infinity is no JSON value"),
        ("9" * 5000, "an integer in it has too many digits"),
        ("[" * 100_000, "it is nested more than 300 deep"),
        ("[" * 100_000 + "]" * 100_000, "it is nested more than 300 deep"),
        ('{"a":' * 5000 + "1" + "}" * 5000, "it is nested more than 300 deep"),
    ],
)
def test_what_is_not_json_and_where(text, why):
    with pytest.raises(JsonError) as caught:
        parse(text)
    assert str(caught.value) == why


def test_depth_is_counted_not_brackets():
    assert parse("[" * MAX_DEPTH + "]" * MAX_DEPTH)
    assert len(parse("[" + ",".join(["[]"] * 1000) + "]")) == 1000
    with pytest.raises(JsonError):
        parse("[" * (MAX_DEPTH + 2) + "]" * (MAX_DEPTH + 2))


def test_of_a_key_that_is_there_twice_the_last_value_counts():
    assert parse('{"a": 1, "a": 2}') == {"a": 2}


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        (1, 1.0, True),
        (1, True, False),
        (0, False, False),
        (True, True, True),
        (None, False, False),
        ("1", 1, False),
        ([1, [2]], [1, [2.0]], True),
        ([1], [True], False),
        ((1, 2), [1, 2], True),
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}, True),
        ({"a": 1}, {"a": 1, "b": None}, False),
        ({"a": None}, {"b": None}, False),
        ({}, [], False),
        (10**400, 1e308, False),
        (2**53 + 1, float(2**53), False),
    ],
)
def test_equality_is_that_of_json(a, b, same):
    assert equal(a, b) is same
    assert equal(b, a) is same
    assert (freeze(a) == freeze(b)) is same


@given(values, values)
def test_frozen_values_are_equal_exactly_when_the_values_are(a, b):
    assert (freeze(a) == freeze(b)) is equal(a, b)
    assert freeze(a) == freeze(json.loads(json.dumps(a)))


@pytest.mark.parametrize(
    ("value", "kind"),
    [(None, "null"), (True, "boolean"), (1, "number"), (1.5, "number"), ("", "string"), ([], "array"), ({}, "object")],
)
def test_kinds_have_the_names_of_json(value, kind):
    assert kind_of(value) == kind


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({"a": b"x"}, "Expected the payload to be JSON, but it holds bytes at $.a."),
        ([float("nan")], "Expected the payload to be JSON, but it holds nan at $[0]."),
        ({"a": {"b": [1, float("inf")]}}, "Expected the payload to be JSON, but it holds inf at $.a.b[1]."),
        ({(1, 2): 3}, "Expected the payload to be JSON, but it has the key (1, 2) (tuple) at $."),
        (Decimal("1.5"), "Expected the payload to be JSON, but it holds Decimal at $."),
        ({1, 2}, "Expected the payload to be JSON, but it holds set at $."),
    ],
)
def test_what_json_cannot_hold_is_named_with_its_path(value, text):
    assert refused(dump_compact, value) == text


def test_what_is_too_deep_or_holds_itself_cannot_be_sent():
    deep: list[object] = []
    deep.append(deep)
    assert refused(dump_compact, deep) == "Expected the payload to be JSON, but it is nested more than 300 deep."
    assert dump(deep) == "a value that cannot be shown as JSON"


def test_json_is_sent_compact_and_readable():
    assert dump_compact({"a": [1, "é"], "b": None}) == '{"a":[1,"é"],"b":null}'
    assert dump({"a": [1, "é"], "b": None}) == '{"a": [1, "é"], "b": null}'
    assert dump_pretty({"a": [1]}) == '{\n  "a": [\n    1\n  ]\n}'


@pytest.mark.parametrize(
    ("step", "path"),
    [
        ("user", "$.user"),
        (0, "$[0]"),
        ("über", "$.über"),
        ("odd key", "$['odd key']"),
        ("", "$['']"),
        ("1st", "$['1st']"),
        ("it's", "$['it\\'s']"),
        ('a"b\\c\n', "$['a\"b\\\\c\\n']"),
    ],
)
def test_paths_are_json_paths(step, path):
    assert child("$", step) == path


@given(st.lists(st.text() | st.integers(0, 5), max_size=4))
def test_the_path_of_a_value_selects_it(steps):
    value: object = "here"
    for step in reversed(steps):
        value = {step: value} if isinstance(step, str) else [None] * step + [value]
    path = path_of(steps)
    if not any("\ud800" <= char <= "\udfff" for step in steps if isinstance(step, str) for char in step):
        assert select(path, value) == ["here"]
