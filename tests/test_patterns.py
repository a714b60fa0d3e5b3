from __future__ import annotations

import re
import time
import warnings

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.matching import refused
from WsKeywords.core.deadline import Deadline
from WsKeywords.core.matching.patterns import Pattern, compile_pattern

pieces = st.sampled_from(
    [
        *"abcxyz01 .^$|()[]{}*+?-,=<>!:#&~\\",
        r"\d",
        r"\w",
        r"\s",
        r"\b",
        "(?:",
        "(?=",
        "(?i)",
        "{2}",
        "{e}",
        "{1,2}",
        "[^",
        "[]a]",
        "[[:alpha:]]",
        "{e<=1}",
        "[a-c",
        "||",
        "--",
        "(?P<n>",
        "(?x)",
        r"\N{BULLET}",
        "&&",
    ]
)


@given(st.lists(pieces, max_size=8).map("".join), st.text(alphabet="abcxyz01 {}e[]:alph,=<|-&#•\n", max_size=12))
def test_every_pattern_finds_what_python_finds(pattern, text):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            plain = re.compile(pattern)
        except (re.error, OverflowError):
            with pytest.raises((re.error, OverflowError)):
                Pattern(pattern)
            return
        ours = Pattern(pattern).search(text, 5)
    found = plain.search(text)
    assert (ours and (ours.span(), ours.groups())) == (found and (found.span(), found.groups()))


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("a{e}", "a{e}"),
        ("(?:foo){e<=1}", "foo{e<=1}"),
        ("{", "{"),
        ('{"a": {', '{"a": {'),
        ("x{,2}y", "xxy"),
        ("[]]", "]"),
    ],
)
def test_what_the_engine_reads_in_its_own_way_is_read_as_python_does(pattern, text):
    assert re.search(pattern, text)
    found = Pattern(pattern).search(text, 5)
    assert found is not None
    assert found[0] == text


@pytest.mark.parametrize("pattern", ["{e}b", "(?:foo){e<=1}"])
def test_fuzzy_matching_is_not_switched_on(pattern):
    assert Pattern(pattern).search("fox", 5) is None


def test_a_pattern_that_backtracks_gives_up_in_time():
    pattern = Pattern("(a|aa)+$")
    began = time.monotonic()
    with pytest.raises(TimeoutError):
        pattern.search("a" * 60 + "b", 0.2)
    assert not pattern.found("a" * 60 + "b", Deadline.after(0.2))
    assert time.monotonic() - began < 60


def test_a_message_that_is_there_is_compared_when_the_time_is_up():
    assert Pattern("b+").found("abc", Deadline.after(0))


def test_a_search_may_last_for_ever():
    assert Pattern("b+").search("abc", float("inf"))


@pytest.mark.parametrize(
    ("pattern", "error"),
    [
        (
            "(",
            'Expected the pattern to be a regular expression, but "(" is none: missing ), unterminated subpattern at '
            "position 0.",
        ),
        ("*a", 'Expected the pattern to be a regular expression, but "*a" is none: nothing to repeat at position 0.'),
        ("", "Nothing to check: the pattern is an empty regular expression, which matches every text."),
        (5, "Expected the pattern to be a regular expression as text, but it is 5 (int)."),
    ],
)
def test_what_is_no_pattern_is_refused(pattern, error):
    assert refused(compile_pattern, pattern, "the pattern") == error
