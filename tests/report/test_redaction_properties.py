"""What holds of redaction for any secret, any text around it, and any way to spell it."""

from __future__ import annotations

import base64
import json
from html import escape
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stories import unhurried

from WsKeywords.core.output import MASK, Secrets, clean

SPECIAL = st.text(alphabet="\"'\\/%+ &<>=:;,.@?#{}[]\n\r\t\x1bäß€🎉\u2028aB1", max_size=12)
#: Long enough to be masked wherever it turns up.
SECRETS = st.builds(
    lambda head, middle, tail: f"{head}{middle}{tail}", st.sampled_from(["s3cret-", "ABCD"]), SPECIAL, st.just("9xyz")
).filter(lambda value: len(value) >= 8)
TEXTS = SPECIAL | st.text(max_size=12)
SPELLINGS = {
    "plain": str,
    "JSON": lambda value: json.dumps(value)[1:-1],
    "JSON, not escaped": lambda value: json.dumps(value, ensure_ascii=False)[1:-1],
    "JSON in JSON": lambda value: json.dumps(json.dumps(value))[1:-1],
    "percent": quote,
    "percent, all of it": lambda value: quote(value, safe=""),
    "form": quote_plus,
    "HTML": escape,
    "base64": lambda value: base64.b64encode(value.encode()).decode(),
    "base64 for URLs": lambda value: base64.urlsafe_b64encode(value.encode()).decode(),
}


@pytest.mark.parametrize("spelling", SPELLINGS)
@unhurried
@given(secret=SECRETS, before=TEXTS, after=TEXTS)
def test_a_known_value_never_gets_out(spelling: str, secret: str, before: str, after: str) -> None:
    secrets = Secrets()
    secrets.add(secret)
    spelled = SPELLINGS[spelling](secret)
    text = f"{before}{spelled}{after}"
    for shown in (secrets.text(text), secrets.value(text), clean(text), secrets.url(text)):
        assert MASK in shown
        assert spelled not in shown
        assert secret not in shown
    assert secret.encode() not in secrets.data(text.encode())
    assert spelled not in json.dumps(secrets.json({"a": [text], before: 1}), ensure_ascii=False)


@unhurried
@given(
    TEXTS, st.binary(max_size=20), st.recursive(st.none() | TEXTS | st.integers() | st.floats(), st.lists, max_leaves=3)
)
def test_nothing_makes_it_fail(text: str, data: bytes, value: object) -> None:
    secrets = Secrets(["pin", text])
    secrets.add(text)
    secrets.learn_url(text)
    secrets.learn_url(f"ws://{text}@host/?token={text}")
    secrets.learn_headers(
        [("Authorization", text), ("Set-Cookie", text), ("Sec-WebSocket-Protocol", text), (text, text)]
    )
    secrets.learn_json({"token": value, text: value})
    for shown in (secrets.text(text), secrets.url(text), secrets.header("Cookie", text), secrets.value(text)):
        assert isinstance(shown, str)
    assert isinstance(secrets.data(data), bytes)
    secrets.json({"token": value, text: value})


@given(st.text(alphabet=st.characters(exclude_characters=":=@\\", exclude_categories=["Cs"])))
def test_what_holds_no_secret_stays_as_it_is(text: str) -> None:
    secrets = Secrets()
    secrets.add("correct-horse")
    assert secrets.text(text) == text
    assert secrets.data(text.encode()) == text.encode()


@unhurried
@given(SECRETS, TEXTS)
def test_what_was_masked_is_masked_again_to_the_same(secret: str, text: str) -> None:
    secrets = Secrets()
    secrets.add(secret)
    once = secrets.text(f'{text} {secret} token={text}&x=1 {{"password": "{secret}"}}')
    assert secrets.text(once) == once
