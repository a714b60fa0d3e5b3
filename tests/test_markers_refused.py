"""Strings that look like markers and are none, markers at the wrong place, and expected JSON that checks nothing."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.matching import holds, refused
from WsKeywords.core import BeJson, ContainsJson
from WsKeywords.core.errors import InvalidArgument

WHOLE = (
    "#string, #number, #integer, #boolean, #array, #object, #null, #notnull, #present, #notpresent, #ignore, #uuid, "
    "#datetime, #url, #regex PATTERN, #more than N, #less than N, #between A and B, #[N], #[N+], #[] MARKER, ##MARKER, "
    "#..., #contains, #capture NAME"
)


@pytest.mark.parametrize(
    ("marker", "advice"),
    [
        ("#uid", "did you mean #uuid?"),
        ("#String", "did you mean #string?"),
        ("#str", "did you mean #string?"),
        ("#int", "did you mean #integer?"),
        ("#bool", "did you mean #boolean?"),
        ("#num", "did you mean #number?"),
        ("#list", "did you mean #array?"),
        ("#guid", "did you mean #uuid?"),
        ("#date", "did you mean #datetime?"),
        ("#not present", "did you mean #notpresent?"),
        ("#regexp ^a$", "did you mean #regex PATTERN?"),
        ("#contain", "did you mean #contains?"),
        ("#captur id", "did you mean #capture NAME?"),
        ("#optional", "did you mean ##MARKER?"),
        ("##strin", "did you mean #string?"),
        ("#regex", "it is written #regex PATTERN."),
        ("#regex.+", "did you mean #regex PATTERN?"),
        ("#more than five", "it is written #more than N."),
        ("#more 5", "it is written #more than N."),
        ("#between 1", "it is written #between A and B."),
        ("#less than 1 2", "it is written #less than N."),
        ("#capture", "it is written #capture NAME."),
        ("#capture 1x", "it is written #capture NAME."),
        ("#number 5", "nothing may follow #number."),
        ("#string(5)", "nothing may follow #string."),
        ("#[x]", "arrays are written #[N], #[N+], #[] MARKER or #[N] MARKER."),
        ("#[1", "arrays are written #[N], #[N+], #[] MARKER or #[N] MARKER."),
        ("#[2]#string", "arrays are written #[N], #[N+], #[] MARKER or #[N] MARKER."),
        ("#? _ > 5", f"expressions are not supported, but there are {WHOLE}."),
        ("#(name)", f"expressions are not supported, but there are {WHOLE}."),
        ("#foo", f"there are {WHOLE}."),
        ("#über", "did you mean #number?"),
    ],
)
def test_a_string_that_looks_like_a_marker_and_is_none(marker, advice):
    for matcher in (BeJson, ContainsJson):
        assert refused(matcher, {"a": [1, marker]}) == (
            f'"{marker}" at $.a[1] of the expected JSON is no marker: {advice} '
            f'The string itself is written "#= {marker}".'
        )


@pytest.mark.parametrize(
    ("expected", "marker", "fault"),
    [
        (["#...", 1], "#...", "at $[0] of the expected JSON has a meaning only as the last item of an array"),
        ({"a": "#..."}, "#...", "at $.a of the expected JSON has a meaning only as the last item of an array"),
        (
            [1, "#contains"],
            "#contains",
            "at $[1] of the expected JSON has a meaning only as the first item of an array",
        ),
        ("##contains", "##contains", "at $ of the expected JSON has a meaning only as the first item of an array"),
        (["#contains"], "#contains", "at $ of the expected JSON needs further items, those to look for"),
        (["#contains", "#..."], "#contains", "at $ of the expected JSON needs further items, those to look for"),
        (
            "#[] string",
            "#[] string",
            'at $ of the expected JSON holds "string" where only a marker can stand, such as #string',
        ),
        (
            "#capture id uuid",
            "#capture id uuid",
            'at $ of the expected JSON holds "uuid" where only a marker can stand, such as #string',
        ),
        ("#[0] #string", "#[0] #string", "at $ of the expected JSON has no item that could be checked"),
        ("#[] #notpresent", "#[] #notpresent", "at $ of the expected JSON asks for items that are not there"),
        ("#[] #capture x", "#[] #capture x", "at $ of the expected JSON would capture each item under one name"),
        (["#capture x", "#capture x"], "#capture x", 'at $[1] of the expected JSON saves a second value as "x"'),
        ("#between 5 and 3", "#between 5 and 3", "at $ of the expected JSON accepts nothing: 5 is more than 3"),
        ("#notpresent", "#notpresent", "at $ of the expected JSON stands for a key that is not there; a message is"),
        (
            [1, "#notpresent"],
            "#notpresent",
            "at $[1] of the expected JSON stands for a key that is not there, and an item has no key",
        ),
        (
            "#regex a\bb",
            "#regex a\\x08b",
            "at $ of the expected JSON holds a backspace: in JSON \\b is one; the regexp's \\b is written \\\\b",
        ),
    ],
)
def test_a_marker_that_cannot_stand_there(expected, marker, fault):
    assert refused(BeJson, expected) == (f'The marker "{marker}" {fault}. The string itself is written "#= {marker}".')


def test_a_pattern_that_is_none():
    assert refused(BeJson, {"a": "#regex ("}) == (
        'Expected #regex at $.a of the expected JSON to be a regular expression, but "(" is none: missing ), '
        "unterminated subpattern at position 0."
    )


@pytest.mark.parametrize(
    ("matcher", "expected", "error"),
    [
        (ContainsJson, {}, "Nothing to check: every JSON object contains {}."),
        (ContainsJson, {"a": "#ignore"}, 'Nothing to check: every JSON object contains {"a": "#ignore"}.'),
        (ContainsJson, {"a": "##present"}, 'Nothing to check: every JSON object contains {"a": "##present"}.'),
        (ContainsJson, "#present", 'Nothing to check: every JSON value contains "#present".'),
        (BeJson, "#ignore", 'Nothing to check: every JSON value is "#ignore".'),
    ],
)
def test_nothing_to_check(matcher, expected, error):
    assert refused(matcher, expected) == error


@pytest.mark.parametrize("expected", [{"a": {}}, [], {"a": "#present"}, {"a": []}, [{}]])
def test_what_seems_little_to_check_may_be_much(expected):
    assert ContainsJson(expected)


def test_an_exact_empty_object_is_something_to_check():
    assert holds(BeJson({}), "{}")
    assert not holds(BeJson({}), '{"a": 1}')


def test_expected_json_that_is_no_json():
    deep: list[object] = []
    deep.append(deep)
    assert refused(BeJson, deep) == "Expected JSON to compare with, but it is nested more than 300 deep."
    assert refused(BeJson, {"a": b"x"}) == "Expected JSON to compare with, but it holds bytes at $.a."


@given(st.text(alphabet="#[](){}?.= abcdefghijklmnopqrstuvwxyz0123456789+-_", max_size=12).map(lambda text: "#" + text))
def test_a_string_with_a_hash_is_a_marker_an_error_or_itself(text):
    try:
        matcher = BeJson([text, 1])
    except InvalidArgument:
        return
    literal = not (text[1:2].isalpha() or text[1:2] in tuple("[?(") or text.startswith(("##", "#= ", "#...")))
    if literal:
        assert holds(matcher, json.dumps([text, 1]))
        assert not holds(matcher, json.dumps([text + "x", 1]))
