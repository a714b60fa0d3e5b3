"""Messages made to keep busy, or to break, whoever compares them with what was expected."""

from __future__ import annotations

import inspect
import json
import subprocess
import sys
from collections.abc import Callable
from time import thread_time

import pytest

from WsKeywords.core import Schema
from WsKeywords.core.deadline import Deadline
from WsKeywords.core.jsonpaths import Query
from WsKeywords.core.jsonvalues import MAX_DEPTH, equal, freeze, parse
from WsKeywords.core.matching.jsonmatchers import BeJson
from WsKeywords.core.matching.textdiff import text_difference


def test_a_run_of_combining_characters_takes_no_time() -> None:
    started = thread_time()
    said = text_difference("a", "b" + "\u0301\u0327" * 50_000)
    assert thread_time() - started < 2  # to compose them takes 8 s
    assert said.startswith("It differs from the first character on.")


@pytest.mark.parametrize(
    ("divisor", "number", "accepted"),
    [
        (0.5, "1" + "0" * 400, True),
        (0.25, "1" * 4000, True),
        (3.5, "1" + "0" * 400, False),
        (0.5, "1e400", False),
        (0.5, "-1e400", False),
        (7, "1e400", False),
        (0.5, "1.5", True),
        (0.5, "1.6", False),
    ],
)
@pytest.mark.parametrize(
    ("word", "draft"),
    [
        ("multipleOf", "https://json-schema.org/draft/2020-12/schema"),
        ("divisibleBy", "http://json-schema.org/draft-03/schema#"),
    ],
)
def test_multiples_of_numbers_that_no_float_holds(
    word: str, draft: str, divisor: float, number: str, accepted: bool
) -> None:
    schema = Schema({"$schema": draft, word: divisor})
    assert schema.matches(number, Deadline.after(5)) is accepted
    if not accepted:
        assert f" a multiple of {divisor}" in schema.explain(number)


# In a process of its own, which a pattern that is looked at to its bottom ends.
_MATCHED = """
import sys
from WsKeywords.core.jsonpaths import Query
from WsKeywords.core.jsonvalues import MAX_DEPTH, equal, freeze, parse
from WsKeywords.core.matching.jsonmatchers import BeJson
patterns = ["(" * 100_000, "(" * 100_000 + "a" + ")" * 100_000, "a|" * 100_000 + "b", "(" * 100 + "a" + ")" * 100]
print(Query("$[?match(@.text, @.pattern)].pattern").values([{"text": "a", "pattern": each} for each in patterns]))
"""


def test_a_regular_expression_in_a_message_that_is_nested_without_end() -> None:
    ended = subprocess.run([sys.executable, "-c", _MATCHED], capture_output=True, text=True, timeout=30, check=False)
    assert (ended.returncode, ended.stdout.strip()) == (0, str(["(" * 100 + "a" + ")" * 100]))


def test_a_filter_still_takes_its_pattern_from_the_message() -> None:
    value = json.loads('[{"text": "ab", "pattern": "a."}, {"text": "ab", "pattern": "b"}]')
    assert Query("$[?match(@.text, @.pattern)].pattern").values(value) == ["a."]


def _down(frames: int, act: Callable[[], object]) -> object:
    return _down(frames - 1, act) if frames else act()


@pytest.mark.parametrize("deep", ["[" * MAX_DEPTH + "]" * MAX_DEPTH, '{"a":' * MAX_DEPTH + "1" + "}" * MAX_DEPTH])
@pytest.mark.parametrize(
    "act",
    [
        lambda text: equal(parse(text), parse(text)),
        lambda text: hash(freeze(parse(text))) == hash(freeze(parse(text))),
        lambda text: set(BeJson("#capture saved").captures(text)) == {"saved"},
    ],
    ids=["equal", "freeze", "captures"],
)
def test_the_deepest_value_is_compared_and_saved_far_down_a_stack(act: Callable[[str], bool], deep: str) -> None:
    free = sys.getrecursionlimit() - len(inspect.stack(0))
    # Keywords within keywords: so much of the stack is left to us.
    assert _down(free - 2 * MAX_DEPTH, lambda: act(deep)) is True
