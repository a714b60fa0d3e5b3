"""What ``… Should Be``, ``… Should Contain`` and the other endings want, as matchers."""

from typing import Any

from ..core.matching.matchers import Be, Contains, Matcher, NotContains, expected_items, matcher_from
from . import converters as to
from .options import required


def be(expected: Any, encoding: str | None, ignore_case: bool) -> Matcher:
    """Equal text, or equal bytes."""
    required(expected)
    if encoding is not None:
        expected = to.to_bytes(expected, encoding, "expected")
    return Be(expected) if isinstance(expected, bytes) else Be(expected, ignore_case=ignore_case)


def contain(expected: tuple[str, ...], ignore_case: bool) -> Matcher:
    """Every text is a part."""
    return Contains(*required(expected), ignore_case=ignore_case)


def not_contain(expected: tuple[str, ...], ignore_case: bool) -> Matcher:
    """No text is a part."""
    return NotContains(*required(expected), ignore_case=ignore_case)


def glob(pattern: Any, ignore_case: bool) -> Matcher:
    """A glob on the whole text."""
    return matcher_from(glob=required(pattern, "no pattern was given"), ignore_case=ignore_case)


def regexp(pattern: Any, ignore_case: bool) -> Matcher:
    """A regular expression somewhere in the text."""
    return matcher_from(regexp=required(pattern, "no pattern was given"), ignore_case=ignore_case)


def be_json(expected: Any) -> Matcher:
    """The same JSON value."""
    return matcher_from(json=required(expected))


def contain_json(expected: Any) -> Matcher:
    """JSON that contains this."""
    return matcher_from(json_contains=required(expected))


def schema(schema: Any) -> Matcher:
    """JSON that a schema accepts."""
    return matcher_from(schema=required(schema, "no schema was given"))


def item(expected: Any, ignore_case: bool) -> Any:
    """One expected message of several: text that is no JSON object or array is compared without regard to case."""
    if ignore_case and isinstance(expected, str) and isinstance(expected_items([expected])[0], Be):
        return Be(expected, ignore_case=True)
    return expected
