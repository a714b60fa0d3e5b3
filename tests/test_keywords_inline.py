"""Inline assertions: what an expected text is read as, and what never passes."""

import pytest
from assertionengine import AssertionOperator

from WsKeywords.core.errors import InvalidArgument, Mismatch
from WsKeywords.keywords import inline as inlined
from WsKeywords.keywords.arguments import NOT_GIVEN
from WsKeywords.keywords.inline import Inline


def inline(
    operator: str | None, expected: object = NOT_GIVEN, message: str | None = None, time: bool = False
) -> Inline:
    chosen = AssertionOperator[operator] if operator else None
    return Inline(chosen, expected, message, "the value", time)


@pytest.mark.parametrize(
    ("value", "operator", "expected"),
    [
        (42, "==", "42"),
        (42, "==", 42),
        (42, "==", "42.0"),
        (1.5, "==", "1.5"),
        (True, "==", "true"),
        (False, "==", "False"),
        (None, "==", "null"),
        (None, "==", "None"),
        (None, "==", None),
        ("42", "==", "42"),
        ("null", "==", "null"),
        ("", "==", ""),
        ([1, 2], "==", "[1, 2]"),
        ({"a": None}, "==", "{'a': None}"),
        (42, "!=", "43"),
        ("a", "!=", "b"),
        ([1], "!=", "[true]"),
        (42, "<", "43"),
        (42, ">=", "42"),
        ("b", ">", "a"),
        (["a", 1], "contains", "a"),
        (["a", 1], "contains", "1"),
        (["a", "1"], "contains", "1"),
        (["a", 1], "not contains", "b"),
        ("hello", "contains", "ell"),
        ({"a": 1}, "contains", "a"),
        ("hello", "not contains", "x"),
        ("hello", "starts", "he"),
        ("hello", "ends", "lo"),
        ("h.llo", "starts", "h."),
        ("hello", "matches", "^h.*o$"),
        (1008, "matches", "10.."),
    ],
)
def test_holds(value: object, operator: str, expected: object) -> None:
    assertion = inline(operator, expected)
    assert assertion.verify(value) in (value, str(value))
    assert assertion.holds(value)


@pytest.mark.parametrize(
    ("value", "operator", "expected", "text"),
    [
        (42, "==", "43", "Expected the value to be 43, but it was 42."),
        (42, "!=", "42", "Expected the value not to be 42, but it was 42."),
        (
            "42",
            "==",
            42,
            'Expected the value to be 42 (a number), but it was "42" (a text): '
            "values of different kinds are never compared.",
        ),
        (
            42,
            "!=",
            "abc",
            'Expected the value not to be "abc" (a text), but it was 42 (a number): '
            "values of different kinds are never compared.",
        ),
        (
            None,
            "!=",
            "1008",
            "Expected the value not to be 1008 (a number), but it was null: "
            "values of different kinds are never compared.",
        ),
        (
            True,
            "==",
            "1",
            "Expected the value to be 1 (a number), but it was true (a boolean): "
            "values of different kinds are never compared.",
        ),
        ([1], "==", "[true]", "Expected the value to be [true], but it was [1]."),
        (42, "<", "42", "Expected the value to be less than 42, but it was 42."),
        (None, "<", "5", "Expected the value to be less than 5 (a number), but it was null."),
        ("b", "<", "a", 'Expected the value to be less than "a", but it was "b".'),
        (
            "9",
            "<",
            "10",
            'Expected the value to be less than "10", but it was "9": both are texts, whose letters are compared.',
        ),
        ("abc", "contains", "x", 'Expected the value to contain "x", but it was "abc".'),
        (5, "contains", "5", 'Expected the value to contain "5", but it was 5 (a number).'),
        (["a"], "not contains", "a", 'Expected the value not to contain "a", but it was ["a"].'),
        ("abc", "starts", "x", 'Expected the value to start with "x", but it was "abc".'),
        (5, "ends", "5", 'Expected the value to end with "5", but it was 5 (a number).'),
        ("abc", "matches", "^x", 'Expected the value to match the regexp "^x", but it was "abc".'),
    ],
)
def test_does_not_hold(value: object, operator: str, expected: object, text: str) -> None:
    with pytest.raises(Mismatch) as error:
        inline(operator, expected).verify(value)
    assert str(error.value) == text


@pytest.mark.parametrize(
    ("operator", "expected", "text"),
    [
        ("==", "1008", "to be 1008, but it was None: the session is open."),
        ("!=", "1008", "not to be 1008, but it was None: the session is open."),
        ("!=", "None", "not to be None, but it was None: the session is open."),
        ("<", "1008", "to be less than 1008, but it was None: the session is open."),
        ("contains", "x", 'to contain "x", but it was None: the session is open.'),
        ("starts", "x", 'to start with "x", but it was None: the session is open.'),
        ("matches", "x", 'to match the regexp "x", but it was None: the session is open.'),
    ],
)
def test_why_there_is_no_value(operator: str, expected: str, text: str) -> None:
    asked = Inline(AssertionOperator[operator], expected, None, "the close code", nothing="the session is open")
    with pytest.raises(Mismatch) as error:
        asked.verify(None)
    assert str(error.value) == f"Expected the close code {text}"


@pytest.mark.parametrize(
    ("value", "operator", "expected", "text"),
    [
        (
            42,
            "<",
            "abc",
            'Expected the value to be less than "abc", but that is a text: '
            "42 (a number) can be compared with a number only.",
        ),
        (
            42,
            ">=",
            "true",
            "Expected the value to be at least true, but that is a boolean: "
            "42 (a number) can be compared with a number only.",
        ),
        ("abc", "contains", 5, "Expected the value to contain 5, but that is a number: a text contains text only."),
        (42, "matches", 5, "Expected the expected value to be a regular expression as text, but it is 5 (int)."),
    ],
)
def test_what_cannot_be_asked(value: object, operator: str, expected: object, text: str) -> None:
    with pytest.raises(InvalidArgument) as error:
        inline(operator, expected).verify(value)
    assert str(error.value) == text


def test_a_bad_pattern() -> None:
    with pytest.raises(
        InvalidArgument, match=r'^Expected the expected value to be a regular expression, but "\(" is none: '
    ):
        inline("matches", "(").verify("x")


def test_a_pattern_without_end_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    assert inlined.PATTERN_TIME == 5
    monkeypatch.setattr(inlined, "PATTERN_TIME", 0.5)
    with pytest.raises(InvalidArgument, match=r"^The pattern .* took longer than 0\.5 s on 41 characters\.$"):
        inline("matches", r"^(a|aa|a?a)*$").verify("a" * 40 + "!")


@pytest.mark.parametrize("operator", ["contains", "not contains", "starts", "ends", "matches"])
def test_an_empty_text_is_nothing_to_check(operator: str) -> None:
    with pytest.raises(InvalidArgument, match=r"^Nothing to check: every text would "):
        inline(operator, "")


def test_an_operator_needs_an_expected_value_and_the_other_way_round() -> None:
    with pytest.raises(InvalidArgument) as error:
        inline("==")
    assert str(error.value) == 'Nothing to check: the operator "equal" needs an expected value.'
    with pytest.raises(InvalidArgument) as error:
        inline(None, "42")
    assert str(error.value) == "An expected value of the value needs an operator before it, such as ==."


def test_without_an_operator_the_value_comes_back() -> None:
    assert inline(None).verify(None) is None


def test_groups_of_a_pattern() -> None:
    assert inline("matches", r"(\d+)-(\d+)").verify("1-2") == ("1", "2")
    assert inline("matches", r"(?P<a>\d+)").verify("1-2") == {"a": "1"}


@pytest.mark.parametrize(("operator", "expected"), [("<", "200ms"), ("<", 1), (">", "0.01"), ("==", "100 ms")])
def test_times(operator: str, expected: object) -> None:
    assert inline(operator, expected, time=True).verify(0.1) == 0.1


def test_a_time_that_is_none() -> None:
    with pytest.raises(InvalidArgument) as error:
        inline("<", "soon", time=True).verify(0.1)
    assert str(error.value) == (
        'Expected the value to be less than "soon", but that is a text: '
        "0.1 s (a number) can be compared with a time such as 200ms only."
    )
    with pytest.raises(Mismatch) as mismatch:
        inline("<", "50ms", time=True).verify(0.1)
    assert str(mismatch.value) == "Expected the value to be less than 0.05 s, but it was 0.1 s."


@pytest.mark.parametrize(
    ("message", "text"),
    [
        ("wrong", "wrong"),
        ("got {value}, not {expected}", "got 42, not 43"),
        ("braces {as} they are", "braces {as} they are"),
        ("{value} is {value_type}", "42 is int"),
        ("{0} { {", "{0} { {"),
        ("*HTML* <b>{value}</b>", "*HTML* <b>42</b>"),
    ],
)
def test_the_users_message(message: str, text: str) -> None:
    with pytest.raises(Mismatch) as error:
        inline("==", "43", message).verify(42)
    assert str(error.value) == text


def test_markup_in_the_users_message_is_the_users_only() -> None:
    with pytest.raises(Mismatch) as error:
        inline("==", "x", "*HTML* <b>{value}</b>").verify("<script>")
    assert str(error.value) == "*HTML* <b>&lt;script&gt;</b>"
