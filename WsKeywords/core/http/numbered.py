"""Several requests at once, each in its own HTTP session: ``{n}`` is the number of each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ..errors import InvalidArgument
from ..options import fill
from ..output import quote

_NUMBER = "{n}"
#: What ``{n}`` is filled in in.
_FILLED = ("json", "data", "headers", "params", "cookies", "auth", "bearer")


def numbered(
    http_session: str,
    url: str,
    options: Mapping[str, Any],
    count: int | None,
    each: Sequence[Mapping[str, str]] | None = None,
) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """HTTP session, URL and options of each request that differs: of one, unless the session's name holds ``{n}``.

    Args:
        http_session: its name.
        url: of the request.
        options: of the request.
        count: how many requests there are.
        each: instead, what ``{name}`` stands for in each request.

    Raises:
        InvalidArgument: ``{n}`` in the name, where there is one request only.
    """
    if each is not None:
        for filling in each:
            yield _filled(http_session, url, options, filling)
        return
    if not isinstance(http_session, str) or _NUMBER not in http_session:
        yield http_session, url, dict(options)
        return
    if count is None:
        raise InvalidArgument(
            f"The HTTP session {quote(http_session)} holds {{n}}, the number of each of several requests: give count."
        )
    for number in range(1, count + 1):
        yield _filled(http_session, url, options, {"n": str(number)})


def _filled(
    http_session: str, url: str, options: Mapping[str, Any], filling: Mapping[str, str]
) -> tuple[str, str, dict[str, Any]]:
    filled = {name: fill(value, filling) if name in _FILLED else value for name, value in options.items()}
    return fill(http_session, filling), fill(url, filling), filled


def check_each(each: object, count: int | None) -> None:
    """Raises InvalidArgument for what is no list of dicts of texts, nor ``None``; it may hold secrets."""
    if each is None:
        return
    if count is not None:
        raise InvalidArgument("Each of each is one request: leave count out.")
    if not isinstance(each, (list, tuple)) or not each or not all(isinstance(filling, Mapping) for filling in each):
        raise InvalidArgument(
            f"each must be a list of dicts, one at least, but it is of the type {type(each).__name__}."
        )
    for filling in each:
        for word in (*filling, *filling.values()):
            if not isinstance(word, str):
                raise InvalidArgument(
                    f"each must be a list of dicts of texts, but something in one is of the type {type(word).__name__}."
                )
