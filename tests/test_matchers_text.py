from __future__ import annotations

import re
import time
from fnmatch import translate
from timeit import timeit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.matching import holds, reason, refused
from WsKeywords.core import Glob, Regexp
from WsKeywords.core.deadline import Deadline
from WsKeywords.core.matching.matchers import Be, Contains, NotContains
from WsKeywords.core.matching.textmatchers import PHRASE
from WsKeywords.core.output import quote


@pytest.mark.parametrize(
    ("matcher", "wants", "noun"),
    [
        (Be("hello"), 'be "hello"', 'equal to "hello"'),
        (Be("a\nb"), 'be "a\\nb"', 'equal to "a\\nb"'),
        (Be("Hi", ignore_case=True), 'be "Hi" (in any case)', 'equal to "Hi" (in any case)'),
        (Be(b"\x00\xff"), "be bytes 00 ff", "equal to bytes 00 ff"),
        (Contains("a"), 'contain "a"', 'containing "a"'),
        (Contains("a", "b", "c"), 'contain "a", "b" and "c"', 'containing "a", "b" and "c"'),
        (Contains("a", ignore_case=True), 'contain "a" (in any case)', 'containing "a" (in any case)'),
        (NotContains("a"), 'not contain "a"', 'not containing "a"'),
        (NotContains("a", "b"), 'not contain "a" or "b"', 'not containing "a" or "b"'),
        (Glob("a*"), 'match the glob "a*"', 'matching the glob "a*"'),
        (Regexp("^a+$"), 'match the regexp "^a+$"', 'matching the regexp "^a+$"'),
        (Regexp("a", ignore_case=True), 'match the regexp "a" (in any case)', 'matching the regexp "a" (in any case)'),
    ],
)
def test_a_matcher_says_as_a_phrase_what_it_wants(matcher, wants, noun):
    assert (matcher.wants(), matcher.noun()) == (wants, noun)


@pytest.mark.parametrize(
    ("matcher", "data"),
    [
        (Be("hello"), "hello"),
        (Be(""), ""),
        (Be("STRASSE", ignore_case=True), "straße"),
        (Be(b"\x00"), b"\x00"),
        (Contains("a"), "bab"),
        (Contains("a", "b"), "ba"),
        (Contains("HELLO", ignore_case=True), "say hello"),
        (NotContains("x", "y"), "abc"),
        (Glob("Echo: *"), "Echo: a\nb"),
        (Glob("a[bc]?"), "abx"),
        (Glob("a[!bc]"), "ad"),
        (Glob("ECHO*", ignore_case=True), "echo: x"),
        (Regexp("^b", ignore_case=True), "BC"),
        (Regexp(r"\d+"), "abc 42"),
        (Regexp(r"(?m)^b$"), "a\nb"),
    ],
)
def test_what_matches(matcher, data):
    assert holds(matcher, data)


@pytest.mark.parametrize(
    "matcher",
    [Be("a"), Be("61"), Contains("a"), NotContains("x"), Glob("*"), Regexp("."), Be("A", ignore_case=True)],
)
def test_no_text_matcher_matches_a_binary_message(matcher):
    assert not holds(matcher, b"a")
    assert not holds(matcher, b"")


def test_bytes_do_not_match_text():
    assert not holds(Be(b"a"), "a")


@pytest.mark.parametrize(
    ("expected", "data", "why"),
    [
        ("hello", "help", 'It differs from character 4 on, after "hel": expected "lo", but it is "p".'),
        ("hello", "goodbye", "It differs from the first character on."),
        ("hello", "", "It is empty."),
        ("", "hello", "It should be empty."),
        ("hello", "hello world", 'It goes on after the expected text: " world".'),
        ("hello world", "hello", 'It ends before the expected text does: " world" is missing.'),
        ("ell", "hello", "It contains the expected text, but is more than that."),
        ("hello", "Hello", "It differs in upper and lower case only (ignore_case=True accepts that)."),
        (
            "hello",
            "hello\n",
            'It differs in white space at the start or the end only: none was expected, but "\\n" at the end came.',
        ),
        (
            " hello",
            "hello ",
            'It differs in white space at the start or the end only: " " at the start was expected, but " " at the end '
            "came.",
        ),
        ("a\r\nb", "a\nb", "It differs in its line ends only: \\r\\n and \\n."),
        ("a  b", "a b", "It differs in white space only, from character 3 on."),
        (
            "a b",
            "a\u00a0b",
            "It differs in white space only, from character 2 on. Expected U+0020 SPACE, but it is U+00A0 NO-BREAK "
            "SPACE.",
        ),
        (
            "Café",
            "Cafe\u0301",
            "It looks the same, but its characters are composed in another way. Expected U+00E9 LATIN SMALL LETTER E "
            "WITH ACUTE, but it is U+0065 LATIN SMALL LETTER E.",
        ),
        (
            "an-d",
            "an\u2013d",
            'It differs from character 3 on, after "an": expected "-d", but it is "\u2013d". Expected U+002D '
            "HYPHEN-MINUS, but it is U+2013 EN DASH.",
        ),
        (
            "one\ntwo\nthree",
            "one\n2\nthree ",
            'It differs from character 5 on, after "one\\n": expected "two\\nthree", but it is "2\\nthree ".\n'
            "Line by line (- expected, + came):\n"
            "      one\n"
            "    - two\n"
            "    - three\n"
            "    + 2\n"
            "    + three·",
        ),
        (
            '{"a": 1}',
            '{"a": 2}',
            'It differs from character 7 on, after "{"a": ": expected "1}", but it is "2}".\n'
            "Both are JSON: JSON is compared with … Be JSON and … Contain JSON (json=, json_contains=).",
        ),
        (
            '{"a": 1',
            '{"a": 2}',
            'It differs from character 7 on, after "{"a": ": expected "1", but it is "2}".\n'
            "The message is JSON, but the expected text is not: expected a comma at line 1, column 8, but the text "
            "ends there.",
        ),
        (
            "hello",
            b"hello",
            "It is a binary message of 5 bytes, and text was expected. Its bytes are the expected text in UTF-8.",
        ),
        ("hello", b"\xff", "It is a binary message of 1 byte, and text was expected."),
        (
            b"hi",
            "hi",
            "It is a text message of 2 characters, and bytes were expected. In UTF-8 it is the expected bytes.",
        ),
        (b"\x01\x02\x03", b"\x01\x03\x04", "It differs from byte 2 on: expected 02 03, but it is 03 04."),
        (b"\x01\x02", b"\x01", "It ends after 1 byte; 02 is missing."),
        (b"\x01", b"\x01\x02\x03", "It goes on after the expected 1 byte: 02 03."),
        (b"\x01", b"", "It is empty."),
    ],
)
def test_be_says_where_and_in_what_texts_differ(expected, data, why):
    assert reason(Be(expected), data) == why


def test_be_of_long_texts_shows_the_place_only():
    why = reason(Be("a" * 5000 + "b" * 5000), "a" * 5000 + "c" * 5000)
    assert why == (
        f'It differs from character 5001 on, after "…aaaaaaaaaaaaaaa": expected "{"b" * 60}", but it is "{"c" * 60}".'
    )


def test_be_of_many_lines_shows_a_bounded_diff():
    why = reason(Be("\n".join(map(str, range(500)))), "\n".join(map(str, range(1000, 1500))))
    lines = why.split("\n")
    assert len(lines) == 43
    assert lines[-1] == "    … 960 more lines"


def test_be_of_very_many_lines_shows_the_first_line_that_differs():
    expected = "\n".join(map(str, range(5000)))
    assert reason(Be(expected), expected.replace("\n3000\n", "\nx\n") + "\nmore") == (
        'It differs from character 13891 on, after "…2997\\n2998\\n2999\\n": expected '
        '"3000\\n3001\\n3002\\n3003\\n3004\\n3005\\n3006\\n3007\\n3008\\n3009\\n3010\\n3011\\n", but it is '
        '"x\\n3001\\n3002\\n3003\\n3004\\n3005\\n3006\\n3007\\n3008\\n3009\\n3010\\n3011\\n301".\n'
        "It has 5001 lines, and 5000 were expected. The first that differs is line 3001 (- expected, + came):\n"
        "    - 3000\n"
        "    + x"
    )


@pytest.mark.parametrize(
    ("matcher", "data", "why"),
    [
        (Contains("x"), "abc", 'It does not contain "x".'),
        (Contains("x", "y"), "abc", 'It does not contain "x" or "y".'),
        (Contains("a", "x"), "abc", 'It contains "a", but not "x".'),
        (Contains("a", "b", "x", "y"), "abc", 'It contains "a" and "b", but not "x" or "y".'),
        (
            Contains("Hello"),
            "say hello",
            'It does not contain "Hello". It does contain "hello" (ignore_case=True accepts that).',
        ),
        (Contains("a b"), "xa\tby", 'It does not contain "a b". It does contain "a\\tb", with other white space.'),
        (
            Contains('"a": 1'),
            '{"a":1}',
            'It does not contain "\\"a\\": 1". It does contain "\\"a\\":1", with other white space.',
        ),
        (Contains("x"), "", 'It does not contain "x".'),
        (Contains("x"), b"xx", "It is a binary message of 2 bytes, and only a text message can be that."),
        (NotContains("b"), "abc", 'It contains "b", at character 2.'),
        (NotContains("b", "x", "c"), "abc", 'It contains "b", at character 2.\nIt contains "c", at character 3.'),
        (NotContains("B", ignore_case=True), "abc", 'It contains "B", at character 2.'),
        (
            NotContains("error"),
            "x" * 300 + "error" + "y" * 300,
            'It contains "error", at character 301: "…xxxxxxxxxxxxxxxxxxxxerroryyyyyyyyyyyyyyyyyyyy…".',
        ),
        (NotContains("x"), b"", "It is a binary message of 0 bytes, and only a text message can be that."),
        (Glob("Echo: *"), "Eco: x", 'It does not match: it does not begin with "Echo: ".'),
        (Glob("*x"), "abc", "It does not match."),
        (
            Glob("Echo"),
            "Echo: x",
            "It contains the pattern as it stands, but a glob matches the whole message: put * around it.",
        ),
        (
            Glob("b?d"),
            "abcde",
            "A part of it matches, but a glob matches the whole message: put * before or after it.",
        ),
        (Glob("echo *"), "Echo x", "It differs in upper and lower case only (ignore_case=True accepts that)."),
        (
            Glob("hello"),
            "help",
            "The glob holds no wildcard (*, ?, [abc]), so the message should be just that. It differs from character 4 "
            'on, after "hel": expected "lo", but it is "p".',
        ),
        (Glob("*"), b"", "It is a binary message of 0 bytes, and only a text message can be that."),
        (Regexp("x+"), "abc", "The pattern is found nowhere in it."),
        (
            Regexp("ABC"),
            "abc",
            'It contains "abc", which matches in another case (ignore_case=True accepts that).',
        ),
        (Regexp("x"), b"x", "It is a binary message of 1 byte, and only a text message can be that."),
    ],
)
def test_the_others_say_what_is_missing_and_what_may_have_been_meant(matcher, data, why):
    assert reason(matcher, data) == why


def test_a_regexp_returns_the_match_and_its_groups():
    assert Regexp(r"(\w+)@(\w+)").value("to ada@example now") == ["ada@example", "ada", "example"]
    assert Regexp(r"(a)|(b)").value("b") == ["b", None, "b"]
    assert Regexp(r"\d+").value("id 42") == ["42"]


def test_the_other_matchers_return_the_message():
    assert Contains("a").value("abc") == "abc"
    assert Be(b"a").value(b"a") == b"a"


def test_a_regexp_that_takes_too_long_is_no_match_and_says_so():
    matcher = Regexp("(a|aa)+$")
    data = "a" * 60 + "b"
    began = time.monotonic()
    assert not matcher.matches(data, Deadline.after(0.2))
    assert matcher.explain(data) == (
        "The pattern took too long on it: nested repetitions such as (a+)+ try so many ways that no time is enough. "
        "Write it so that each character can match in one way only."
    )
    assert time.monotonic() - began < 60


@pytest.mark.parametrize(
    ("make", "error"),
    [
        (lambda: Contains(), "Nothing to check: no expected text was given."),
        (lambda: Contains("a", ""), "Nothing to check: every text contains the empty text."),
        (lambda: NotContains(""), "Nothing to check: every text contains the empty text."),
        (lambda: NotContains(), "Nothing to check: no expected text was given."),
        (lambda: Contains(5), "Expected text to look for, but it was 5 (int)."),
        (lambda: Be(5), "Expected text or bytes to compare with, but it was 5 (int)."),
        (lambda: Be(None), "Expected text or bytes to compare with, but it was None (NoneType)."),
        (lambda: Glob(b"a"), "Expected a glob as text, but it was b'a' (bytes)."),
        (
            lambda: Regexp("("),
            'Expected argument "regexp" to be a regular expression, but "(" is none: missing ), unterminated '
            "subpattern at position 0.",
        ),
        (
            lambda: Regexp(""),
            'Nothing to check: argument "regexp" is an empty regular expression, which matches every text.',
        ),
    ],
)
def test_what_checks_nothing_or_cannot_be_used_is_an_error_at_once(make, error):
    assert refused(make) == error


@given(st.text(), st.text())
def test_be_explains_every_difference(expected, data):
    if expected != data:
        assert reason(Be(expected), data)


@given(st.lists(st.text(min_size=1), min_size=1), st.text(), st.booleans())
def test_contains_and_not_contains_are_what_they_say(texts, data, ignore_case):
    seen = data.casefold() if ignore_case else data
    inside = [(text.casefold() if ignore_case else text) in seen for text in texts]
    for matcher, expected in (
        (Contains(*texts, ignore_case=ignore_case), all(inside)),
        (NotContains(*texts, ignore_case=ignore_case), not any(inside)),
    ):
        assert holds(matcher, data) is expected
        assert expected or matcher.explain(data)


@given(st.text("ab*?[]!-^|&~\\\nÄ", min_size=1, max_size=10), st.text("abAB*?[]!-^\nÄä", max_size=10), st.booleans())
def test_a_glob_is_what_fnmatch_says_also_where_it_looks_another_way_because_it_may_take_long(
    pattern, text, ignore_case
):
    flags = re.IGNORECASE if ignore_case else 0
    expected = re.match(translate(pattern), text, flags) is not None
    matcher = Glob(pattern, ignore_case=ignore_case)
    assert holds(matcher, text) is expected
    assert matcher._matches_large(text, Deadline.after(10)) is expected
    assert expected or matcher.explain(text)


@given(st.lists(st.text("abc.*(", min_size=1), min_size=1), st.text("ABC \t\n", max_size=5), st.sampled_from(" \t\n"))
def test_what_was_meant_is_quoted_as_it_came(words, before, space):
    text = " ".join(words)
    for meant in (text.upper(), space.join(words)):
        data = before + meant
        if text not in data:
            assert f"It does contain {quote(meant, PHRASE)}" in Contains(text).explain(data)


def test_contains_takes_a_microsecond():
    matcher, deadline = Contains("welcome"), Deadline.after(10)
    fastest = min(timeit(lambda: matcher.matches("hello and welcome", deadline), number=2000) for _ in range(20))
    assert fastest / 2000 < 1e-6


def test_matchers_are_values():
    assert Contains("a") == Contains("a") != Contains("b")
    assert Contains("a") != Contains("a", ignore_case=True) != NotContains("a", ignore_case=True)
    assert len({Be("a"), Be("a"), Be(b"a")}) == 2
    assert repr(Contains("a", "b", ignore_case=True)) == "Contains('a', 'b', ignore_case=True)"


def test_an_empty_glob() -> None:
    assert refused(Glob, "") == "Nothing to check: the pattern is empty."
