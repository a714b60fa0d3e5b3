"""Several requests at once, each in its own HTTP session: ``{n}`` is the number of each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ..errors import InvalidArgument
from ..options import fill
from ..output import quote

_NUMBER = "{n}"
#: What ``{n}`` is filled in in.
_FILLED = ("json", "data", "headers", "params", "cookies", "auth", "bearer")


def numbered(
    http_session: str, url: str, options: Mapping[str, Any], count: int | None
) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """HTTP session, URL and options of each request that differs: of one, unless the session's name holds ``{n}``.

    Raises:
        InvalidArgument: ``{n}`` in the name, where there is one request only.
    """
    if not isinstance(http_session, str) or _NUMBER not in http_session:
        yield http_session, url, dict(options)
        return
    if count is None:
        raise InvalidArgument(
            f"The HTTP session {quote(http_session)} holds {{n}}, the number of each of several requests: give count."
        )
    for number in range(1, count + 1):
        filling = {"n": str(number)}
        filled = {name: fill(value, filling) if name in _FILLED else value for name, value in options.items()}
        yield fill(http_session, filling), fill(url, filling), filled
