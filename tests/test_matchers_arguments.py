from __future__ import annotations

import pytest

from tests.matching import holds, reason, refused
from WsKeywords.core import BeJson, ContainsJson, Glob, Hex, JsonPath, Regexp, Schema
from WsKeywords.core.matching.matchers import (
    MATCHER_ARGUMENTS,
    NOTSET,
    All,
    AnyMessage,
    Be,
    Contains,
    EventType,
    Kind,
    Matcher,
    expected_items,
    matcher_from,
    unless_matcher,
)

COMMENT = " In Robot Framework a cell that begins with # is a comment: a marker is written \\#array there."


@pytest.mark.parametrize(
    ("arguments", "matcher"),
    [
        ({"text": "a"}, Be("a")),
        ({"text": ""}, Be("")),
        ({"contains": "a"}, Contains("a")),
        ({"contains": ["a", "b"]}, Contains("a", "b")),
        ({"contains": "a", "ignore_case": True}, Contains("a", ignore_case=True)),
        ({"regexp": "a+"}, Regexp("a+")),
        ({"glob": "a*"}, Glob("a*")),
        ({"json": {"a": 1}}, BeJson({"a": 1})),
        ({"json": '{"a": 1}'}, BeJson({"a": 1})),
        ({"json": "{'a': None}"}, BeJson({"a": None})),
        ({"json": None}, BeJson(None)),
        ({"json": '"hello"'}, BeJson("hello")),
        ({"json": "#array"}, BeJson("#array")),
        ({"json_contains": '{"a": "#uuid"}'}, ContainsJson({"a": "#uuid"})),
        ({"schema": {"type": "object"}}, Schema({"type": "object"})),
        ({"schema": '{"type": "object"}'}, Schema({"type": "object"})),
        ({"jsonpath": "$.a"}, JsonPath("$.a")),
        ({"hex": "00 FF"}, Hex("00 ff")),
        ({"kind": "text"}, Kind("text")),
        ({"event": "tick"}, EventType("tick")),
        ({"contains": "a", "kind": "text"}, All(Contains("a"), Kind("text"))),
        ({"contains": "a", "json": NOTSET, "regexp": None}, Contains("a")),
    ],
)
def test_each_argument_is_a_matcher(arguments, matcher):
    assert matcher_from(**arguments) == matcher


def test_their_names():
    assert MATCHER_ARGUMENTS == (
        "text",
        "contains",
        "regexp",
        "glob",
        "json",
        "json_contains",
        "schema",
        "jsonpath",
        "hex",
        "kind",
        "event",
    )


def test_none_means_any_message_where_that_is_allowed():
    matcher = matcher_from(required=False)
    assert matcher == AnyMessage()
    assert holds(matcher, "")
    assert holds(matcher, b"")
    assert (matcher.wants(), matcher.noun()) == ("", "")


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (
            {},
            "Nothing to check: give at least one of text, contains, regexp, glob, json, json_contains, schema, "
            "jsonpath, hex, kind or event." + COMMENT,
        ),
        (
            {"contain": "a"},
            '"contain" is no matcher argument. Did you mean "contains"? They are text, contains, regexp, glob, json, '
            "json_contains, schema, jsonpath, hex, kind and event.",
        ),
        ({"contains": ""}, "Nothing to check: every text contains the empty text."),
        ({"contains": []}, "Nothing to check: no expected text was given."),
        ({"text": 5}, "Expected text or bytes to compare with, but it was 5 (int)."),
        (
            {"json": "{a"},
            'Expected argument "json" to be JSON, but "{a" is not: expected a name in double quotes at line 1, '
            'column 2, but there is "a".',
        ),
        ({"json_contains": "{}"}, "Nothing to check: every JSON object contains {}."),
        ({"json": {"a": b"x"}}, 'Expected argument "json" to be JSON, but it holds bytes at $.a.'),
        (
            {"jsonpath": "a"},
            'Expected argument "jsonpath" to be a JSONPath (RFC 9535), but "a" does not begin with $: write "$.a".',
        ),
        ({"jsonpath": "$"}, 'Nothing to check: the JSONPath "$" selects something in every JSON message.'),
        ({"kind": "txt"}, 'Expected argument "kind" to be text or binary, but it was "txt". Did you mean "text"?'),
        (
            {"hex": "0g"},
            'Expected argument "hex" to be bytes such as "20 02 ?? 00 *", but "0g" in "0g" is neither two hex digits '
            "nor ??.",
        ),
        (
            {"json": {"a": 1}, "ignore_case": True},
            "ignore_case=True has a meaning with text, contains, regexp or glob only, but none of them was given.",
        ),
    ],
)
def test_what_checks_nothing_or_cannot_be_used_is_an_error_at_once(arguments, error):
    assert refused(matcher_from, **arguments) == error


def test_several_are_combined_with_and():
    matcher = matcher_from(contains="joined", json_contains={"user": "ada"}, jsonpath="$.at")
    assert matcher.wants() == (
        'contain "joined" and to be JSON containing {"user": "ada"} and to be JSON where "$.at" selects something'
    )
    assert matcher.noun() == (
        'containing "joined" and that is JSON containing {"user": "ada"} and where "$.at" selects something'
    )
    message = '{"type": "joined", "user": "ada", "at": 1}'
    assert holds(matcher, message)
    assert matcher.value(message) == {"type": "joined", "user": "ada", "at": 1}
    assert reason(matcher, '{"type": "left", "user": "ada", "at": 1}') == 'It does not contain "joined".'
    assert reason(matcher, '{"type": "joined", "user": "bob"}') == (
        'The difference:\n    $.user: expected "ada", but it is "bob"\n'
        "It selects nothing: at $ is an object, and it has no .at."
    )
    assert reason(matcher_from(contains="a", glob="b*"), b"") == (
        "It is a binary message of 0 bytes, and only a text message can be that."
    )


def test_captures_are_those_of_all():
    matcher = matcher_from(contains="a", json_contains={"a": "#capture x"})
    assert matcher.captures('{"a": 1}') == {"x": 1}
    assert Contains("a").captures("a") == {}


@pytest.mark.parametrize(
    ("value", "matcher"),
    [
        ("error", Contains("error")),
        ({"type": "error"}, ContainsJson({"type": "error"})),
        (["#..."], ContainsJson(["#..."])),
    ],
)
def test_unless_is_contained_text_or_contained_json(value, matcher):
    assert unless_matcher(value) == matcher


@pytest.mark.parametrize(
    ("value", "error"),
    [
        ("", "Nothing to check: every text contains the empty text."),
        ({}, "Nothing to check: every JSON object contains {}."),
        (5, 'Expected argument "unless" to be text, or a dict or list of JSON, but it was 5 (int).'),
    ],
)
def test_unless_needs_something_to_check(value, error):
    assert refused(unless_matcher, value) == error


@pytest.mark.parametrize(
    ("item", "matcher"),
    [
        ("hello", Be("hello")),
        ("", Be("")),
        ('{"a": 1}', ContainsJson({"a": 1})),
        (' ["a"]', ContainsJson(["a"])),
        ("[info] started", Be("[info] started")),
        ("42", Be("42")),
        ('"quoted"', Be('"quoted"')),
        ({"a": "#uuid"}, ContainsJson({"a": "#uuid"})),
        ([1, "#..."], ContainsJson([1, "#..."])),
        (b"\x00", Be(b"\x00")),
        (Contains("x"), Contains("x")),
    ],
)
def test_expected_messages_are_text_or_contained_json(item, matcher):
    assert expected_items([item]) == [matcher]


def test_expected_texts_may_ignore_case():
    assert expected_items(["a", {"a": 1}], ignore_case=True) == [Be("a", ignore_case=True), ContainsJson({"a": 1})]


@pytest.mark.parametrize(
    ("items", "error"),
    [
        ([], "Nothing to check: no expected message was given." + COMMENT),
        (
            ["a", {"id": "#uid"}],
            'Expected message 2 cannot be used: "#uid" at $.id of the expected JSON is no marker: did you mean #uuid? '
            'The string itself is written "#= #uid".',
        ),
        (
            [5],
            "Expected message 1 cannot be used: a message is text, bytes, or a dict or list of JSON, but it was 5 "
            "(int).",
        ),
    ],
)
def test_an_expected_message_that_cannot_be_used_is_named(items, error):
    assert refused(expected_items, items) == error


@pytest.mark.parametrize(
    "matcher",
    [
        Be("a"),
        Be(b"a"),
        Contains("a"),
        Glob("a"),
        Regexp("a"),
        BeJson({"a": "#regex x+"}),
        ContainsJson({"a": [1, "#..."]}),
        JsonPath("$..a[?@.b == 1]"),
        Schema({"type": "object", "required": ["a"]}),
        Hex("00 *"),
        Kind("text"),
    ],
)
@pytest.mark.parametrize(
    "data",
    [
        "",
        b"",
        "\ud800",
        "\x00",
        "[" * 100_000,
        "[" * 5000 + "]" * 5000,
        '{"a":' * 290 + "1" + "}" * 290,
        "9" * 5000,
        "NaN",
        '{"a": 1e999}',
        '{"a": "\\ud800"}',
        "\ufeff{}",
        b"\xff\xfe",
        b"{}",
        '{"a": NaN}',
        "null",
        "{}",
        "x" * 100_000,
    ],
)
def test_whatever_the_message_no_matcher_raises(matcher: Matcher, data):
    if not holds(matcher, data):
        assert matcher.explain(data)
