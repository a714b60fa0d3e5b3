"""What a test expects may be large, and new each time: it is compared at once, and nothing of it is kept."""

from __future__ import annotations

import gc
import time
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
        assert tracemalloc.get_traced_memory()[0] - before < 15_000
    finally:
        tracemalloc.stop()


LONG_TEXT = "Long words and " * 60_000


@pytest.mark.parametrize(
    ("data", "why"),
    [
        ("nothing of it", ""),
        (f"<{LONG_TEXT.lower()[:100_000]}>", ""),
        (f"<{LONG_TEXT[:9000].lower()}>", ' It does contain "long words and '),
        (f"<{LONG_TEXT[:9000].replace(' ', chr(9))}>", ' It does contain "Long\\twords\\tand\\t'),
    ],
)
def test_a_large_text_that_is_missing_is_told_at_once(data: str, why: str) -> None:
    wanted = LONG_TEXT[:9000] if why else LONG_TEXT
    began = time.process_time()
    told = reason(matcher_from(contains=wanted), data)
    assert time.process_time() - began < 1
    assert (why in told) if why else ("It does contain" not in told)
