"""No reason shows a part of a secret, wherever a message is cut to show where it differs."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.matching import reason
from WsKeywords.core import BeJson, ContainsJson, Glob, Regexp, Schema
from WsKeywords.core.app.process import Log
from WsKeywords.core.matching.matchers import Be, Contains, Matcher, NotContains
from WsKeywords.core.output import MASK, Secrets, clean, piece, quote

TOKEN = "eyJhbGciOiJIUzI1NiJ9.AAAAsecretpayload.sigsigsig"
#: Whatever shows so much of a secret shows too much.
TELLING = 5


@pytest.fixture(autouse=True)
def secrets() -> Secrets:
    known = Secrets()
    known.add(TOKEN)
    return known


def parts(*, of: str = TOKEN) -> list[str]:
    return [of[at : at + TELLING] for at in range(len(of) - TELLING + 1)]


def assert_says_nothing(shown: str, given: str = "") -> None:
    """No part of the token that the test did not write itself."""
    shown = clean(shown)
    told = [part for part in parts() if part in shown and part not in given]
    assert not told, shown


def test_a_text_that_begins_like_the_secret() -> None:
    assert reason(Be("tok eyJhbGciOiJIUzI1NiJ9.BBBB end"), f"tok {TOKEN} end") == (
        'It differs from character 5 on, after "tok ": expected "eyJhbGciOiJIUzI1NiJ9.BBBB end", but it is "••• end".'
    )


BEFORE = ["", "tok ", "x" * 40, "ä" * 70, "line\n" * 3]
LONG = ["line\n" * 3000, "x" * 600_000]
PLACES = [(before, at) for before in BEFORE for at in range(len(TOKEN) + 1)]
PLACES += [(before, at) for before in LONG for at in range(0, len(TOKEN), 16)]


@pytest.mark.parametrize(("before", "at"), PLACES, ids=[f"{len(before)}-{at}" for before, at in PLACES])
def test_a_text_cut_anywhere(before: str, at: int) -> None:
    for expected in (before + TOKEN[:at], f"{before}{TOKEN[:at]}# end", f"{before}{TOKEN[:at]}é end".upper()):
        matchers: list[Matcher] = [Be(expected), Be(expected, ignore_case=True)]
        matchers += [Glob(expected)] if expected and len(before) < 1000 else []
        for matcher in matchers:
            assert_says_nothing(reason(matcher, f"{before}{TOKEN} end"), expected)


@pytest.mark.parametrize("at", range(len(TOKEN)))
def test_bytes_cut_anywhere(at: int) -> None:
    shown = reason(Be(b"tok " + TOKEN[:at].encode() + b"\xff"), f"tok {TOKEN} end".encode())
    assert not [part for part in parts() if part.encode().hex(" ") in shown and part not in TOKEN[:at]], shown
    assert shown.endswith("but it is ••• 20 65 6e 64.")


@pytest.mark.parametrize("at", range(0, 160, 3))
@pytest.mark.parametrize("make", [BeJson, ContainsJson])
def test_a_long_string_of_json_cut_anywhere(at: int, make: type[Matcher]) -> None:
    there = "x" * 100 + TOKEN + "y" * 100
    other = there[:at] + "%" + there[at + 1 :]
    assert_says_nothing(reason(make({"text": other}), json.dumps({"text": there})), other)  # type: ignore[call-arg]
    assert_says_nothing(reason(make({"text": "x" * 100 + TOKEN[:at]}), json.dumps({"text": there})), TOKEN[:at])  # type: ignore[call-arg]


def test_a_long_secret_in_json_under_its_name() -> None:
    expected, there = {"token": "a" * 150 + "b"}, json.dumps({"token": "a" * 150 + "cc"})
    assert reason(BeJson(expected), there) == "The difference:\n    $.token: expected •••, but it is •••"


def test_two_secrets_in_one_place(secrets: Secrets) -> None:
    secrets.add("another-long-secret")
    inside = "It differs inside a secret, which is not shown."
    assert reason(Be(f"tok {TOKEN} end"), "tok another-long-secret end") == inside
    assert reason(Be(f"tok {TOKEN} end".encode()), b"tok another-long-secret end") == inside
    assert reason(BeJson(TOKEN), '"another-long-secret"') == (
        'The difference:\n    $: expected "•••", but it differs inside a secret'
    )


@pytest.mark.parametrize(
    ("matcher", "actual", "shown"),
    [
        (Be("tok " + TOKEN[:20]), f"tok {TOKEN}", 'It differs from character 5 on, after "tok "'),
        (Contains(TOKEN[4:20].swapcase()), f"tok {TOKEN}", 'It does contain "•••"'),
        (Contains(TOKEN[4:12] + " " + TOKEN[12:20]), f"tok {TOKEN}", 'It does contain "•••", with other white space'),
        (NotContains(TOKEN[20:24]), "x" * 300 + TOKEN + "y" * 300, '"…•••…"'),
        (Regexp(TOKEN[4:20].swapcase()), f"tok {TOKEN}", 'It contains "•••", which matches in another case'),
        (BeJson("#regex eyJhbGciOi[A-Z]"), json.dumps(TOKEN), 'it matches a part, "•••", but not the whole'),
        (BeJson("x"), "12" + TOKEN, "It is not JSON"),
    ],
)
def test_a_part_that_is_shown(matcher: Matcher, actual: str, shown: str) -> None:
    found = reason(matcher, actual)
    assert shown in found
    assert_says_nothing(found, TOKEN[:24] + matcher.wants())


@pytest.mark.parametrize("pad", range(220, 300, 3))
@pytest.mark.parametrize(
    "schema",
    [{"minLength": 999}, {"maxLength": 1}, {"const": "x"}, {"pattern": "^y"}, {"not": {"minLength": 1}}],
    ids=str,
)
def test_a_fault_of_a_schema_cut_anywhere(pad: int, schema: dict[str, Any]) -> None:
    assert_says_nothing(reason(Schema(schema), json.dumps("x" * pad + TOKEN)))


def test_what_a_schema_says_of_a_secret_by_its_name() -> None:
    shown = reason(Schema({"properties": {"token": {"pattern": "^x"}}}), '{"token": "abc-def"}')
    assert "abc-def" not in shown


@pytest.mark.parametrize("start", range(60))
def test_a_piece_of_a_text(start: int) -> None:
    text = f"tok {TOKEN} end"
    for end in range(start, len(text) + 5):
        shown = piece(text, start, end)
        assert not [part for part in parts() if part in shown]
        inside = start < 4 + len(TOKEN) and end > 4 and start < end
        assert (MASK in shown) == inside


def test_pieces_around_secrets(secrets: Secrets) -> None:
    text = f"a {TOKEN} b {TOKEN} c"
    assert piece(text, 0, len(text)) == "a ••• b ••• c"
    assert piece(text, 0, 2) == "a "
    assert piece(text, len(text) - 2, len(text)) == " c"
    assert piece("y" * 2_000_000 + text, 2_000_000, 2_000_010) == "a •••"


@pytest.mark.parametrize("at", range(0, len(TOKEN), 5))
def test_the_end_of_a_log_that_begins_in_a_secret(at: int) -> None:
    log = Log()
    log.append("x" * 1000 + TOKEN + "y" * (500 - at))
    assert_says_nothing("\n".join(log.tail(1)))


def test_json_that_is_none_from_the_middle_of_a_secret(secrets: Secrets) -> None:
    secrets.add("12345678-secret-of-digits")
    shown = reason(BeJson(1), "12345678-secret-of-digits")
    assert "secret-of" not in shown
    assert quote("12345678-secret-of-digits") == '"•••"'
