from __future__ import annotations

import pytest

from WsKeywords.core.suggest import nearest, one_of


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("contain", "contains"),
        ("Contains", "contains"),
        ("json-contains", "json_contains"),
        ("json contains", "json_contains"),
        ("regex", "regexp"),
        ("banana", None),
        ("", None),
    ],
)
def test_nearest_offers_what_was_probably_meant(word, expected):
    assert nearest(word, ["contains", "json_contains", "regexp", "text"]) == expected


def test_nearest_of_no_choices_is_none():
    assert nearest("alice", []) is None


@pytest.mark.parametrize(
    ("words", "expected"),
    [([], ""), (["a"], "a"), (["a", "b"], "a or b"), (["a", "b", "c"], "a, b or c")],
)
def test_one_of_lists_the_choices(words, expected):
    assert one_of(words) == expected


def test_one_of_counts_when_there_are_many():
    assert one_of(f"ws-{n}" for n in range(1, 1001)).endswith("ws-39, ws-40 or one of 960 more")
