"""The argument type of an assertion on one value: ``should be 42``, ``should match "x*"``, ``should not exist``."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from .types import NUMBER, ORDERING, ORDERINGS, Q, argument, number, quoted_texts
from .values import FromUserdata, Values

VALUE = rf"(?:{Q}|{NUMBER}|true|false|null)"
_CONSTANTS = {"true": True, "false": False, "null": None}


class Check(NamedTuple):
    """What a value should be.

    ``words`` are those of the sentence (``be``, ``not contain``, ``be less than``, ``match``, ``exist`` …); ``value``
    is what follows, ``given`` whether anything does: a doc string otherwise.
    """

    words: str
    value: Any
    given: bool

    @property
    def takes_block(self) -> bool:
        """Whether a doc string holds the value."""
        return not self.given and self.words not in ("exist", "not exist")


@argument(
    "Check",
    rf"(?:(?:not )?(?:be|contain)(?: {VALUE}|:?)|be {ORDERING} {VALUE}|match (?:the regexp )?{Q}|(?:not )?exist)",
)
def read_check(text: str, values: Values) -> Check:
    found = _CHECK.match(text)
    assert found is not None
    words, text = found[1], found[2]
    if text is None:
        return Check(words, None, False)
    value = read_value(text, values)
    if words.removeprefix("be ") in ORDERINGS and isinstance(value, FromUserdata):
        value = number(text, values)
    return Check(words, value, True)


_CHECK = re.compile(rf"((?:not )?(?:be {ORDERING}|be|contain|exist|match the regexp|match))(?: ({VALUE}))?:?$")


def read_value(text: str, values: Values) -> Any:
    """A quoted text, a number, a constant, or ``${name}`` with the type that it was saved with.

    Userdata has no types: its text is marked, to be read by the type of what it is compared with.
    """
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    if text[0] in "\"'":
        return quoted_texts(text, values)[0]
    if text.startswith("${"):
        name = text[2:-1]
        return FromUserdata(values[name]) if values.in_userdata(name) else values[name]
    return number(text, values)


#: The words of a sentence as an operator of an inline assertion.
OPERATORS = {
    "be": "==",
    "not be": "!=",
    "contain": "contains",
    "not contain": "not contains",
    "match the regexp": "matches",
    **{f"be {words}": operator for words, operator in ORDERINGS.items()},
}
