"""What holds for any expected JSON and any message."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from tests.test_jsonvalues import values
from WsKeywords.core.deadline import Deadline
from WsKeywords.core.errors import InvalidArgument
from WsKeywords.core.jsonvalues import equal
from WsKeywords.core.matching.expected import compile_expected

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
