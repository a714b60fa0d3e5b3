"""Requests that are redirected: to another origin nothing goes that says who one is.

Where a redirect leads is the word of the server that was asked; credentials were given to that server alone.
``requests`` leaves out ``Authorization`` there, and sends on what tells as much: an API key, a token, a cookie.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlsplit

from ..output import quote

if TYPE_CHECKING:
    import requests

    from ..output import Secrets

#: Whatever is redacted, these are credentials.
_CREDENTIALS = ("authorization", "proxy-authorization")


class Carried(NamedTuple):
    """What a request knows of those before it.

    Attributes:
        cookie: a header *Cookie* of the call.
        left_out: names of the headers that another origin was not sent.
    """

    cookie: str | None = None
    left_out: tuple[str, ...] = ()


def carried(request: Any) -> Carried:
    """What a ``requests.PreparedRequest`` knows."""
    found: Carried = getattr(request, "carried", Carried())
    return found


def redirected(request: Any, asked: Any, secrets: Secrets, another: bool) -> None:
    """Make a request what it is to be that comes of a redirect.

    Args:
        request: a ``requests.PreparedRequest``, with the headers of the one before it.
        asked: the one before it.
        secrets: what tells who one is, by the name of a header or by its value.
        another: whether it leads to another origin.
    """
    cookie, left_out = carried(asked)
    if not another:
        if cookie is not None:
            request.headers["Cookie"] = cookie
        request.carried = Carried(cookie, left_out)
        return
    names = [name for name, value in request.headers.items() if name != "Cookie" and _tells(name, value, secrets)]
    for name in names:
        del request.headers[name]
    if _without_own_cookies(request) or cookie is not None:
        names.append("Cookie")
    request.carried = Carried(None, tuple(sorted({*left_out, *names}, key=str.lower)))


def left_out(answer: requests.Response) -> str:
    """A sentence about what was not sent to the origin that answered; empty where all was."""
    names = carried(answer.request).left_out
    if not names:
        return ""
    parts = urlsplit(answer.url)
    origin = quote(f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}")
    return (
        f" On its way to {origin} it was redirected to another origin, where nothing goes that says who one is: not "
        f"sent on were {', '.join(names)}. A request of its own can send them there."
    )


def _tells(name: str, value: str | bytes, secrets: Secrets) -> bool:
    text = value if isinstance(value, str) else value.decode("latin-1")
    return name.lower() in _CREDENTIALS or secrets.is_secret_name(name) or secrets.value(text) != text


def _without_own_cookies(request: Any) -> bool:
    """Whether there were cookies of the call, which have no domain; they are gone then."""
    own = [cookie for cookie in request._cookies if not cookie.domain]
    for cookie in own:
        request._cookies.clear(cookie.domain, cookie.path, cookie.name)
    if own:
        request.headers.pop("Cookie", None)
        request.prepare_cookies(request._cookies)
    return bool(own)
