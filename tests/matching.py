"""Short words for tests of matchers."""

from __future__ import annotations

import pytest

from WsKeywords.core.deadline import Deadline
from WsKeywords.core.errors import InvalidArgument
from WsKeywords.core.matching.matcher import Data, Matcher


def holds(matcher: Matcher, data: Data, seconds: float = 5.0) -> bool:
    """Whether a message satisfies a matcher."""
    return matcher.matches(data, Deadline.after(seconds))


def reason(matcher: Matcher, data: Data, seconds: float = 5.0) -> str:
    """Why a message does not satisfy a matcher; fails when it does."""
    assert not holds(matcher, data, seconds)
    return matcher.explain(data)


def refused(function: object, *args: object, **named: object) -> str:
    """The text of the error about an argument that cannot be used."""
    with pytest.raises(InvalidArgument) as caught:
        function(*args, **named)  # type: ignore[operator]
    return str(caught.value)
