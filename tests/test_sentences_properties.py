"""What holds for every sentence, whatever stands in its fields."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from WsKeywords.core.errors import InvalidArgument
from WsKeywords.steps.sentence import DEFINITIONS
from WsKeywords.steps.types import TYPES
from WsKeywords.steps.values import FromUserdata, Values

from .sentences.generated import FIELDS, TEXTS, sentences_of
from .sentences.parts import SAVED
from .test_sentences import matching


def test_every_type_of_field_has_values() -> None:
    assert set(FIELDS) == set(TYPES)


@pytest.mark.parametrize(("sentence", "function"), DEFINITIONS, ids=[each.__name__ for _, each in DEFINITIONS])
@settings(max_examples=10)
@given(st.data())
def test_what_is_written_is_read_by_one_definition(sentence: str, function: Any, data: st.DataObject) -> None:
    text, arguments = data.draw(sentences_of(sentence))
    assert matching(text) == [(function.__name__, arguments)]


#: What may have been saved: messages, answers and userdata hold anything.
SAVED_VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.integers(10**30, 10**40)
    | TEXTS
    | st.binary(max_size=3),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=2), inner, max_size=2),
    max_leaves=3,
) | st.sampled_from(["12", "-1", "1e999", "nan", "1_0", " 7 ", "9" * 400]).map(FromUserdata)


@pytest.mark.parametrize("kind", FIELDS)
@settings(max_examples=12)
@given(data=st.data())
def test_whatever_was_saved_is_read_or_refused_by_name(kind: str, data: st.DataObject) -> None:
    """A saved value of the wrong type, a number beyond all bounds: one error of ours, which names what is wrong."""
    part = data.draw(FIELDS[kind])
    saved = data.draw(st.fixed_dictionaries(dict.fromkeys(SAVED, SAVED_VALUES)))
    text = part.text
    for number in ("3", "42", "0.25"):
        text = text.replace(f" {number} ", data.draw(st.sampled_from([f" {number} ", " ${n} ", f" {'9' * 400} "])))
    try:
        TYPES[kind].read(text, Values(saved, {}))
    except InvalidArgument as error:
        words = str(error)
        assert words.startswith(("Expected ${", "Expected 9", "Nothing to send: 0 times.", "The ")), words
