"""A secret that a server echoes is found in the spelling of that server's language and template."""

from __future__ import annotations

import json

import pytest

from WsKeywords.core.output import MASK, Secrets
from WsKeywords.core.redaction.masking import spellings

PASSWORD = "p/ss+wörd\"<1>&'\\🦉"


@pytest.mark.parametrize(
    ("language", "echo"),
    [
        ("Python", json.dumps(PASSWORD)),
        ("JavaScript", json.dumps(PASSWORD, ensure_ascii=False)),
        ("PHP", r'"p\/ss+w\u00f6rd\"<1>&' + r"'" + r'\\\ud83e\udd89"'),
        ("Go", r'"p/ss+wörd\"\u003c1\u003e\u0026' + r"'" + r'\\🦉"'),
        (".NET", r'"p/ss\u002Bw\u00F6rd\u0022\u003C1\u003E\u0026\u0027\\\uD83E\uDD89"'),
        ("JSON in JSON", json.dumps(json.dumps(PASSWORD)).replace(r"\"p", "p").replace(r'9\""', '9"')),
        ("Go in JSON", r'"p/ss+wörd\\\"\\u003c1\\u003e\\u0026' + r"'" + r'\\\\🦉"'),
        ("html.escape", '"p/ss+wörd&quot;&lt;1&gt;&amp;&#x27;\\🦉"'),
        ("a template", '"p/ss+wörd&#34;&lt;1&gt;&amp;&#39;\\🦉"'),
        ("an HTML text", '"p/ss+wörd"&lt;1&gt;&amp;\'\\🦉"'),
    ],
)
def test_languages(language: str, echo: str) -> None:
    secrets = Secrets()
    secrets.add(PASSWORD)
    assert secrets.text(echo) == f'"{MASK}"', language


def test_an_ordinary_token_has_few_spellings() -> None:
    # Each costs a search in every text: itself, and three alignments in base64.
    assert len(spellings("aB3-dE6_gH9.tokens")) <= 7


def test_a_lone_surrogate_is_no_error() -> None:
    secrets = Secrets()
    secrets.add("secret-\ud800-value")
    assert secrets.text("a secret-\ud800-value") == f"a {MASK}"
    assert secrets.text('"secret-\\ud800-value"') == f'"{MASK}"'


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("{'token': 'abc', 'a': 'b'}", "{'token': '•••', 'a': 'b'}"),
        ("{'token': \"a'bc\", 'password': None}", "{'token': '•••', 'password': None}"),
        ("{'Token': 12345, 'x-api-key': b'abc'}", "{'Token': '•••', 'x-api-key': '•••'}"),
        ("{'token': 'ab\\'c', 'b': 2}", "{'token': '•••', 'b': 2}"),
        ("{'token': 'ab", "{'token': '•••'"),
        ("{'token': 'ab\\", "{'token': '•••'"),
        ("{'token': '', 'sid': '#string'}", "{'token': '', 'sid': '#string'}"),
        ("{'session': {'id': 'abc', 'token': 'abc'}}", "{'session': {'id': 'abc', 'token': '•••'}}"),
    ],
)
def test_a_dict_as_python_shows_it(text: str, shown: str) -> None:
    known = Secrets()
    assert known.text(text) == shown
    assert known.text(shown) == shown
