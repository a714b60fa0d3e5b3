"""Assertions on a value with a doc string below them: compared as expected JSON is everywhere, markers included."""

from __future__ import annotations

from typing import Any

from assertionengine import AssertionOperator

from ..core.deadline import Deadline
from ..core.errors import Mismatch
from ..core.failures import indented
from ..core.jsonvalues import dump, kind_of
from ..core.matching.expected import compile_expected
from ..core.matching.jsonmatchers import BeJson, ContainsJson
from ..core.matching.shapes import Literal
from ..keywords.inline import Exact, Inline
from .checks import OPERATORS, Check
from .shown import shown_value
from .world import World

#: Seconds that comparing one value may take: a marker may hold a pattern that backtracks.
PATIENCE = 5.0


def judge_json(world: World, check: Check, value: Any, what: str, ending: str) -> None:
    """``be``, ``not be``, ``contain`` or ``not contain``, and the JSON of the doc string.

    Args:
        world: of the step.
        check: which of them.
        value: the value.
        what: the value, as a failure names it.
        ending: the last lines of a failure.

    Raises:
        Mismatch: it does not hold.
        InvalidArgument: the doc string is no JSON, has a marker that is none, or nothing that could be checked.
    """
    expected = world.json_value()
    shape = compile_expected(expected, partial=False, name="the doc string")
    if isinstance(shape, Literal):
        literal = Exact(shape.expected) if isinstance(shape.expected, str) else shape.expected
        Inline(AssertionOperator[OPERATORS[check.words]], literal, None, what, context=lambda: ending.lstrip()).verify(
            value
        )
        return
    wanted, whole = not check.words.startswith("not "), check.words.endswith("be")
    if whole and not wanted and not isinstance(expected, str) and kind_of(value) != kind_of(expected):
        raise Mismatch(
            f"Expected {what} not to be the JSON {dump(expected)}, but it was {shown_value(value)}: values of "
            f"different kinds are never compared.{ending}"
        )
    matcher = BeJson(expected) if whole else ContainsJson(expected)
    deadline = Deadline.after(PATIENCE)
    found = [each for each in _candidates(value, whole, isinstance(expected, str)) if matcher.accepts(each, deadline)]
    if bool(found) is not wanted:
        phrase = f"{'' if wanted else 'not '}to {matcher.wants() if whole else f'contain the JSON {dump(expected)}'}"
        reason = f".\n{indented(matcher.reason(value, Deadline.after(PATIENCE)))}" if wanted and whole else "."
        raise Mismatch(f"Expected {what} {phrase}, but it was {shown_value(value)}{reason}{ending}")
    if found:
        for name, captured in matcher.captures(dump(found[0])).items():
            world.sessions.captured(name, captured)


def _candidates(value: Any, whole: bool, marker: bool) -> list[Any]:
    """What is compared: the value; with ``contain`` the items of an array too, and those alone with one marker."""
    if whole:
        return [value]
    return [*([] if marker else [value]), *(value if isinstance(value, list) else [])]
