"""The argument type of what is fuzzed."""

from __future__ import annotations

from datetime import timedelta
from typing import NamedTuple

from .types import COUNT, WITHIN, Q, argument, count, quoted_texts, split_within
from .values import Values


class Fuzzed(NamedTuple):
    """What is fuzzed, with how many conversations, and for how long at most."""

    target: str
    examples: int | None
    within: timedelta | None


@argument("Fuzzed", rf"{Q}(?: with {COUNT} conversations?)?{WITHIN}:?")
def read_fuzzed(text: str, values: Values) -> Fuzzed:
    head, within = split_within(text, values)
    target = quoted_texts(head, values)[0]
    number = head.rsplit(" with ", 1)[1].split(" ", 1)[0] if head.endswith((" conversation", " conversations")) else ""
    return Fuzzed(target, count(number, values) if number else None, within)
