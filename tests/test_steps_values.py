"""``${name}``: text in a text, escaped inside quotes of JSON, a JSON value outside them."""

from __future__ import annotations

import json

import pytest

from WsKeywords.core.errors import InvalidArgument
from WsKeywords.steps.types import duration
from WsKeywords.steps.values import Values

SAVED = {
    "name": "Ada",
    "quoted": 'say "hi"\n\\ it\'s',
    "id": 42,
    "price": 1.5,
    "yes": True,
    "none": None,
    "tags": ["a", {"b": 1}],
    "bytes": b"\x00\xff",
    "app.url": "http://127.0.0.1:8000",
}
VALUES = Values({"inner": "1", "both": "inner"}, SAVED, {"user": "data", "both": "outer"})


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("", ""),
        ("no reference: $ {} $x", "no reference: $ {} $x"),
        ("${name}", "Ada"),
        ("<${name}${id}>", "<Ada42>"),
        ("${quoted}", 'say "hi"\n\\ it\'s'),
        ("${price} ${yes} ${none} ${tags}", '1.5 true null ["a", {"b": 1}]'),
        ("${bytes}", "00 ff"),
        ("${app.url}/ws", "http://127.0.0.1:8000/ws"),
        (r"\${name} and \${", "${name} and ${"),
        ("unfinished ${name", "unfinished ${name"),
        ("${user} ${both}", "data inner"),
        (r"C:\${name}", "C:${name}"),
    ],
)
def test_in_a_text(text, filled):
    assert VALUES.fill(text) == filled


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('{"a": ${id}}', {"a": 42}),
        ('{"a": "${id}"}', {"a": "42"}),
        ('{"a": ${name}}', {"a": "Ada"}),
        ('{"a": "${name}"}', {"a": "Ada"}),
        ('{"a": ${quoted}, "b": "<${quoted}>"}', {"a": SAVED["quoted"], "b": f"<{SAVED['quoted']}>"}),
        ("[${price}, ${yes}, ${none}, ${tags}]", [1.5, True, None, ["a", {"b": 1}]]),
        ('["${tags}"]', ['["a", {"b": 1}]']),
        ('["${bytes}", ${bytes}]', ["00 ff", "00 ff"]),
        (r'["\${name}", "\\${name}", "\"${name}"]', ["${name}", "\\Ada", '"Ada']),
        ('{"${name}": 1}', {"Ada": 1}),
        ('["it\'s ${name}", "a"]', ["it's Ada", "a"]),
        ('["a\\"${id}\\"b", ${id}]', ['a"42"b', 42]),
        ("${tags}", ["a", {"b": 1}]),
    ],
)
def test_in_json(text, value):
    assert json.loads(VALUES.fill_json(text)) == value


def test_in_a_python_literal():
    assert VALUES.fill_json("{'a': '${quoted}'}") == "{'a': 'say \"hi\"\\n\\\\ it\\'s'}"


def test_json_without_a_reference_is_not_touched():
    text = '{"a": "\\u00fc \\/ \\\\"}'
    assert VALUES.fill_json(text) is text


@pytest.mark.parametrize("fill", [VALUES.fill, VALUES.fill_json])
def test_an_unknown_name_offers_the_nearest(fill):
    with pytest.raises(InvalidArgument) as caught:
        fill('"${nam}"')
    assert str(caught.value) == (
        'No value is saved as "nam", did you mean "${name}"? A ${ that means itself is written \\${.'
    )


def test_an_unknown_name_with_nothing_like_it():
    with pytest.raises(InvalidArgument) as caught:
        Values({"a": 1}).fill("${something}")
    assert str(caught.value) == (
        'No value is saved as "something"; there are ${a}. A ${ that means itself is written \\${.'
    )
    with pytest.raises(InvalidArgument) as caught:
        Values().fill("${something}")
    assert str(caught.value) == (
        'No value is saved as "something"; nothing is saved, and behave was given no userdata (-D name=value). '
        "A ${ that means itself is written \\${."
    )


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("9" * 20 + " minutes", "9" * 20),
        ("${huge} seconds", "inf"),
        ("${none} seconds", "nan"),
        ("${below} milliseconds", "-1"),
    ],
)
def test_what_is_no_duration(text, shown):
    values = Values({"huge": "1e999", "none": "nan", "below": -1})
    with pytest.raises(InvalidArgument) as caught:
        duration(text, values)
    assert str(caught.value) == f'Expected {text.rsplit(" ", 1)[0]} to be a duration, but it is "{shown}".'
