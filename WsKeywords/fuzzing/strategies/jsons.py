"""JSON texts: objects made of an app's words, and values that parsers and handlers stumble over."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import strategies as st

from ..habits import TELLING
from .lexicon import Lexicon
from .texts import short_texts

#: Texts that are JSON, or nearly, and seldom thought of.
TRAPS = (
    "{}",
    "[]",
    "null",
    "true",
    "0",
    "-0",
    '""',
    '"hello"',
    "[null]",
    "[{}]",
    "NaN",
    "[NaN]",
    "Infinity",
    "1e400",
    "-1e400",
    "123456789012345678901234567890",
    '{"a":1,"a":2}',
    '{"type":"join","type":"leave"}',
    '"\\ud800"',
    '{"text":"\\ud800"}',
    '{"":""}',
    '{"__proto__":{"x":1}}',
    '{"constructor":null}',
    "{'type': 'join'}",
    '{"type":"join",}',
    '{"type":',
    "[1,2",
    '{"type":"join"} {}',
    " \t{}\n",
    '\ufeff{"type":"join"}',
)


def compact(value: Any) -> str:
    """A JSON value as the text that is sent; a lone surrogate is escaped, so that it can be."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    try:
        text.encode()
    except UnicodeEncodeError:
        return json.dumps(value, separators=(",", ":"))
    return text


def scalars(lexicon: Lexicon) -> st.SearchStrategy[Any]:
    """Values of fields, most of them such as an app expects."""
    usual = st.one_of(
        st.sampled_from(lexicon.values()), st.sampled_from([0, 1, 2, -1]), st.sampled_from(["", "x", "hello"])
    )
    return st.one_of(usual, usual, odd())


def odd() -> st.SearchStrategy[Any]:
    """Values that a handler does not expect."""
    return st.sampled_from(
        [
            *(None, "", 0, -1, True, False, [], {}, [None], {"a": {}}, 1.5, 1e308, 2**31, 2**53 + 1, -(2**63), 10**30),
            *("\ud800", "\0", "a" * 300, " ", "null", "0", "é", "\U0001f600", "\u202e", "../x", "' OR 1=1 --"),
            *(["a", 1, None], [[[[[]]]]], "9" * 30),
        ]
    )


@st.composite
def objects(draw: st.DrawFn, lexicon: Lexicon) -> str:
    """An object as apps take it: a telling field, and a few others, mostly of this app's words."""
    value: dict[str, Any] = {}
    own_keys, own_verbs = lexicon.own_keys(), lexicon.own_verbs()
    telling: tuple[str, ...] = tuple(key for key in own_keys if key in TELLING) or TELLING[:3]
    if draw(st.integers(0, 9)) < 9:
        key: str = draw(st.sampled_from(telling if draw(st.integers(0, 9)) < 8 else TELLING))
        own = draw(st.booleans())
        verbs = own_verbs if own and own_verbs else lexicon.verbs()
        value[key] = draw(st.sampled_from(verbs))
    keys = own_keys if own_keys and draw(st.integers(0, 2)) < 2 else lexicon.keys()
    for key in draw(st.lists(st.sampled_from(keys), max_size=4, unique=True)):
        if key not in value:
            value[key] = draw(scalars(lexicon))
    return compact(value)


@st.composite
def deep(draw: st.DrawFn, most: int) -> str:
    """Nested deeply."""
    depth = min(draw(st.sampled_from([5, 64, 500, 1100, 5000, 100_000])), most // 8)
    opening, closing = draw(st.sampled_from([("[", "]"), ('{"a":', "}")]))
    return opening * depth + "1" + closing * depth


def values(lexicon: Lexicon) -> st.SearchStrategy[Any]:
    """Any JSON value."""
    leaves = st.one_of(scalars(lexicon), st.integers(-9, 99), short_texts(8))
    return st.recursive(
        leaves,
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(lexicon.keys()), inner, max_size=4),
        max_leaves=8,
    )


def jsons(lexicon: Lexicon, most: int) -> st.SearchStrategy[str]:
    """All of these."""
    known = objects(lexicon)
    return st.one_of(
        known,
        known,
        known,
        known,
        st.sampled_from(TRAPS),
        values(lexicon).map(compact),
        deep(most),
    ).filter(lambda text: len(text.encode()) <= most)
