from __future__ import annotations

import json
import time

import pytest

from tests.matching import reason, refused
from WsKeywords.core import JsonPath
from WsKeywords.core.deadline import Deadline
from WsKeywords.core.jsonpaths import Query


@pytest.mark.parametrize(
    ("path", "value", "found"),
    [
        ("$", 5, [5]),
        ("$.a.b", {"a": {"b": None}}, [None]),
        ("$.a.b", {"a": {}}, []),
        ("$.a[-1]", {"a": [1, 2]}, [2]),
        ("$['odd key']", {"odd key": 1}, [1]),
        ("$..id", {"id": 1, "items": [{"id": 2}]}, [1, 2]),
        ("$.items[?@.id == 7].name", {"items": [{"id": 6, "name": "a"}, {"id": 7, "name": "b"}]}, ["b"]),
        ("$.a[?@ == 1]", {"a": [1, 1.0, True, "1"]}, [1, 1.0]),
        ("$.a[?@ == true]", {"a": [1, True]}, [True]),
        ("$.a[?match(@, 'x+')]", {"a": ["xx", "xxy", 5]}, ["xx"]),
        ("$.a[?search(@, 'x+')]", {"a": ["xx", "xxy", 5]}, ["xx", "xxy"]),
        ("$.a[?length(@) > 1]", {"a": ["x", "xx"]}, ["xx"]),
    ],
)
def test_queries_select_as_rfc_9535_says(path, value, found):
    query = Query(path)
    assert query.values(value) == found
    assert query.exists(value) is bool(found)


def test_what_is_found_has_its_place():
    assert list(Query("$.a[*].b").find({"a": [{"b": 1}, {}, {"b": 2}]})) == [(("a", 0, "b"), 1), (("a", 2, "b"), 2)]


@pytest.mark.parametrize(("path", "singular"), [("$", True), ("$.a[0]['b']", True), ("$..a", False), ("$.a[*]", False)])
def test_a_singular_query_selects_one_value_at_most(path, singular):
    assert Query(path).singular is singular


@pytest.mark.parametrize(
    ("path", "error"),
    [
        ("", "Nothing to check: the path is empty; a JSONPath (RFC 9535) begins with $."),
        ("a.b", 'Expected the path to be a JSONPath (RFC 9535), but "a.b" does not begin with $: write "$.a.b".'),
        (".a", 'Expected the path to be a JSONPath (RFC 9535), but ".a" does not begin with $: write "$.a".'),
        ("[0]", 'Expected the path to be a JSONPath (RFC 9535), but "[0]" does not begin with $: write "$[0]".'),
        (5, "Expected the path to be a JSONPath (RFC 9535) as text, but it is 5 (int)."),
    ],
)
def test_what_is_no_path_is_refused_when_it_is_made(path, error):
    assert refused(Query, path) == error


@pytest.mark.parametrize(
    "path", ["$.a[", "$.a b", "$.a[?@.x = 7]", "$[?foo(@)]", "$.a[01]", "$[" + "9" * 30 + "]", "$" + "[?@" * 500, "$ "]
)
def test_other_mistakes_are_told_with_their_place(path):
    if path == "$ ":
        assert Query(path).text == "$"
        return
    error = refused(Query, path, 'argument "jsonpath"')
    assert error.startswith('Expected argument "jsonpath" to be a JSONPath (RFC 9535), but "')
    assert ", column " in error


@pytest.mark.parametrize(
    ("path", "value", "found", "missing"),
    [
        ("$.user.name", {"user": {"id": 1}}, "$.user", ".name"),
        ("$.user.name", {}, "$", ".user"),
        ("$.items[3].id", {"items": [1]}, "$.items", "[3]"),
        ("$.items[?@.id == 7].name", {"items": [{"id": 8}]}, "$.items", "[?@.id == 7]"),
        ("$..a.b", {"x": {"a": 1}}, "$..a", ".b"),
        ("$['odd key'][0]", {"odd key": []}, "$['odd key']", "[0]"),
    ],
)
def test_it_says_how_far_a_query_gets(path, value, found, missing):
    assert Query(path).first_miss(value) == (found, missing)


def test_a_filter_that_backtracks_ends_at_the_deadline():
    began = time.monotonic()
    for path in ("$.a[?match(@, '(a|aa)+')]", "$.a[?!match(@, '(a|aa)+')]"):
        assert refused(Query(path).values, {"a": ["a" * 60 + "b"]}, Deadline.after(0.2)) == (
            f'A regular expression in the JSONPath "{path}" took longer than there was time.'
        )
        assert reason(JsonPath(path), json.dumps({"a": ["a" * 60 + "b"]}), 0.2) == (
            "A regular expression takes too long on it."
        )
    assert time.monotonic() - began < 60


def test_deep_documents_are_searched_to_the_bottom():
    value: object = {"id": 1}
    for _ in range(290):
        value = [value]
    assert Query("$..id").values(value) == [1]


def test_numbers_of_filters_are_exact():
    ids = [{"id": 1234567890123456789}, {"id": 1234567890123456768}, {"id": -9007199254740993}, {"id": 100}]
    assert Query("$[?@.id == 1234567890123456789]").values(ids) == ids[:1]
    assert Query("$[?@.id == -9007199254740993]").values(ids) == ids[2:3]
    assert Query("$[?@.id == 1e2]").values(ids) == ids[3:]


@pytest.mark.parametrize("number", ["1e999", "9" * 5000])
def test_a_number_without_bounds_is_none(number):
    assert refused(Query, f"$[?@.id == {number}]").endswith(" is none: cannot convert float infinity to integer.")
