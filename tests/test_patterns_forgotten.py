"""What a test expects may be large, and new each time: nothing of it is kept when it has been compared."""

from __future__ import annotations

import gc
import tracemalloc
from collections.abc import Callable

import pytest

from tests.matching import reason
from WsKeywords.core.matching.matcher import Matcher
from WsKeywords.core.matching.matchers import matcher_from

WORDS = "many words " * 100


@pytest.mark.parametrize(
    "expecting",
    [
        lambda number: matcher_from(contains=f"{WORDS}{number}"),
        lambda number: matcher_from(glob=f"*{WORDS}{number}"),
        lambda number: matcher_from(regexp=f"{WORDS}{number}"),
        lambda number: matcher_from(text=f"{WORDS}{number}"),
        lambda number: matcher_from(hex=f"{WORDS}{number}".encode().hex()),
    ],
    ids=["contains", "glob", "regexp", "text", "hex"],
)
def test_large_patterns_are_not_kept(expecting: Callable[[int], Matcher]) -> None:
    def fail(number: int) -> None:
        assert reason(expecting(number), b"something else" if number % 2 else "many words, " + WORDS.lower())

    fail(0)
    gc.collect()
    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        for number in range(1, 21):
            fail(number)
        gc.collect()
        assert tracemalloc.get_traced_memory()[0] - before < 50_000
    finally:
        tracemalloc.stop()
