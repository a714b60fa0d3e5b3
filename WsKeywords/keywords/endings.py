"""What ``… Should Be``, ``… Should Contain`` and the other endings want, as matchers."""

from typing import TYPE_CHECKING, Any

from . import converters as to
from .options import required

if TYPE_CHECKING:
    from ..core.matching.matchers import Matcher


def be(expected: Any, encoding: str | None, ignore_case: bool) -> "Matcher":
    """Equal text, or equal bytes."""
    from ..core.matching.matchers import Be

    required(expected)
    if encoding is not None:
        expected = to.to_bytes(expected, encoding, "expected")
    return Be(expected) if isinstance(expected, bytes) else Be(expected, ignore_case=ignore_case)


def contain(expected: tuple[str, ...], ignore_case: bool) -> "Matcher":
    """Every text is a part."""
    from ..core.matching.matchers import Contains

    return Contains(*required(expected), ignore_case=ignore_case)


def not_contain(expected: tuple[str, ...], ignore_case: bool) -> "Matcher":
    """No text is a part."""
    from ..core.matching.matchers import NotContains

    return NotContains(*required(expected), ignore_case=ignore_case)


def glob(pattern: Any, ignore_case: bool) -> "Matcher":
    """A glob on the whole text."""
    from ..core.matching.matchers import matcher_from

    return matcher_from(glob=required(pattern, "no pattern was given"), ignore_case=ignore_case)


def regexp(pattern: Any, ignore_case: bool) -> "Matcher":
    """A regular expression somewhere in the text."""
    from ..core.matching.matchers import matcher_from

    return matcher_from(regexp=required(pattern, "no pattern was given"), ignore_case=ignore_case)


def be_json(expected: Any) -> "Matcher":
    """The same JSON value."""
    from ..core.matching.matchers import matcher_from

    return matcher_from(json=required(expected))


def contain_json(expected: Any) -> "Matcher":
    """JSON that contains this."""
    from ..core.matching.matchers import matcher_from

    return matcher_from(json_contains=required(expected))


def schema(schema: Any) -> "Matcher":
    """JSON that a schema accepts."""
    from ..core.matching.matchers import matcher_from

    return matcher_from(schema=required(schema, "no schema was given"))


def item(expected: Any, ignore_case: bool) -> Any:
    """One expected message of several: text that is no JSON object or array is compared without regard to case."""
    from ..core.matching.matchers import Be, expected_items

    if ignore_case and isinstance(expected, str) and isinstance(expected_items([expected])[0], Be):
        return Be(expected, ignore_case=True)
    return expected
