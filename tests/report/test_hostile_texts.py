"""Texts made to stall whoever searches them: redaction looks at nothing twice."""

from __future__ import annotations

from collections.abc import Callable
from time import process_time

import pytest

from WsKeywords.core.output import Secrets, clean, html, quote
from WsKeywords.core.redaction.commands import masked_command

SIZE = 300_000

HOSTILE = {
    "quotes": '"',
    "backslashes": "\\",
    "escaped quotes after a name": ('token"', '\\"'),
    "spaces after a name": ('"token"', " "),
    "spaces after a header": ("authorization", " \t"),
    "empty lines after a header": ("authorization\n", "\n"),
    "names": "token=",
    "keys": '"token":1,',
    "keys without an end": '{"token":{',
    "strings without an end": '{"token":"',
    "brackets": ('{"token":', "["),
    "escapes without an end": ('token "', "\\u0061"),
    "strings of escapes": 'token "\\u0061 ',
    "keys with escapes": 'token "\\u0061" : ',
    "a value of nested quotes": ('{"token":"', '\\\\"'),
    "nested keys": '\\"token\\":\\"',
    "deeply nested keys": '\\\\\\"token\\\\\\":',
    "schemes": ("@", "://"),
    "a URL without an end": ("@://", "a"),
    "ampersands": ("token=", "&"),
    "cookies": ("cookie: ", ";"),
    "header lines": "cookie: a=b; c=d\n",
    "items of Python": "'token': 'a",
    "strings of Python without an end": ("'token': '", "\\'token"),
    "half of a value": "correct-horse-batter",
}


def texts() -> list[tuple[str, str]]:
    found = []
    for name, parts in HOSTILE.items():
        start, repeated = ("", parts) if isinstance(parts, str) else parts
        found.append((name, start + repeated * (SIZE // len(repeated))))
    return found


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    "show", [lambda text: Secrets().text(text), clean, html, quote], ids=["text", "clean", "html", "quote"]
)
@pytest.mark.parametrize(("name", "text"), texts(), ids=HOSTILE)
def test_redaction_ends_in_time(name: str, text: str, show: Callable[[str], str]) -> None:
    secrets = Secrets()
    secrets.add("correct-horse-battery")
    started = process_time()
    show(text)
    # One look at each character takes a tenth of it; a second look at each, hours.
    assert process_time() - started < 15, name


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ('5" and {"tok\\u0065n": "abc"}', '5" and {"token": "•••"}'),
        ('{"a": "", "\\u0074oken": "abc"}', '{"a": "", "token": "•••"}'),
        ('{"a": ":", "\\u0074oken" : "abc"}', '{"a": ":", "token" : "•••"}'),
        ('{"\\u0061": "\\u0062", "user": 1}', '{"\\u0061": "\\u0062", "user": 1}'),
    ],
)
def test_a_key_with_escapes_is_known_by_what_it_says(text: str, shown: str) -> None:
    assert Secrets().text(text) == shown


def test_an_option_with_a_name_as_long_as_a_message() -> None:
    started = process_time()
    line = masked_command(f"--{'a-' * 50_000}db-password hunter2 --{'a-' * 50_000}user bob", Secrets().is_secret_name)
    # To look at each end of the names takes minutes.
    assert process_time() - started < 2
    assert ("hunter2" in line, "bob" in line) == (False, True)
