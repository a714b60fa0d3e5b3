"""URLs: joined to a base, checked, and taken apart into what a connection needs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, NamedTuple
from urllib.parse import quote, unquote, urlsplit, urlunsplit

from ..errors import InvalidArgument
from ..redaction.masking import MASK
from ..redaction.secrets import userinfo

Family = Literal["ws", "http"]

_SCHEMES = {
    "ws": {"ws": "ws", "wss": "wss", "http": "ws", "https": "wss"},
    "http": {"http": "http", "https": "https", "ws": "http", "wss": "https"},
}
_DEFAULT_PORTS = {"ws": 80, "http": 80, "wss": 443, "https": 443}
# urlsplit drops tabs and line ends without a word, and a request line must not hold them.
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://")
# What may stand in a path or query as it is (RFC 3986, 3.3 and 3.4); "%" because the rest may be escaped already.
_SAFE = "/?%:@!$&'()*+,;=~-._"


class Target(NamedTuple):
    """Where a URL leads: ``host`` in ASCII without brackets, ``resource`` as it stands in the request line."""

    scheme: str
    host: str
    port: int
    resource: str
    #: The value of the Host header: no port where it is the default of the scheme (RFC 9110, 7.2).
    authority: str
    #: ``user:password`` of the URL, unescaped; empty when it holds none.
    credentials: str

    def __repr__(self) -> str:
        return f"Target({self.scheme}://{self.authority})"

    @property
    def secure(self) -> bool:
        return self.scheme in ("wss", "https")


@dataclass(frozen=True)
class _Parts:
    scheme: str
    netloc: str
    path: str
    query: str


def join_url(base: str | None, url: str, scheme_family: Family) -> str:
    """The absolute URL of ``url``, joined to ``base`` where it is relative.

    The path of the base is kept (``http://host/api`` and ``/ws`` make ``/api/ws``), so is its query. ``http(s)``
    becomes ``ws(s)`` or the other way round, as the family wants.

    Args:
        base: an absolute URL, or None.
        url: an absolute URL, or a path and query; an empty one means the base itself.
        scheme_family: ``"ws"`` or ``"http"``.

    Raises:
        InvalidArgument: relative without a base, another scheme, no host, a bad port, a fragment, control characters.
    """
    if _SCHEME.match(url):
        return _unsplit(_absolute(url, "URL", scheme_family))
    _check_characters(url, "URL")
    example = "ws://127.0.0.1:8000" if scheme_family == "ws" else "http://127.0.0.1:8000"
    if _looks_like_host(url):
        raise InvalidArgument(
            f'Expected a URL that begins with {_allowed(scheme_family)}, or a path that begins with "/", '
            f'but it is "{_shown(url)}".{_meant(url, scheme_family)}'
        )
    if base is None or not base.strip():
        raise InvalidArgument(
            f'Expected an absolute URL such as "{example}/path", because no base_url is set, '
            f'but it is "{_shown(url)}". Give the whole URL, or set base_url.'
        )
    if not _SCHEME.match(base):
        raise InvalidArgument(
            f"Expected a base_url that begins with {_allowed(scheme_family)}, "
            f'but it is "{_shown(base)}".{_meant(base, scheme_family)}'
        )
    root = _absolute(base, "base_url", scheme_family)
    if "#" in url:
        raise _fragment(url, "URL")
    path, _, query = url.partition("?")
    if path:
        path = f"{root.path.rstrip('/')}/{path.lstrip('/')}"
    joined = "&".join(part for part in (root.query, query) if part)
    return _unsplit(_Parts(root.scheme, root.netloc, path or root.path, joined))


@lru_cache(maxsize=1024)
def target_of(url: str) -> Target:
    """Takes an absolute URL apart. Raises InvalidArgument as ``join_url`` does."""
    parts = _absolute(url, "URL", "http" if url.lower().startswith("http") else "ws")
    split = urlsplit(_unsplit(parts))
    host = _ascii_host(split.hostname or "", url, "URL")
    port = split.port or _DEFAULT_PORTS[parts.scheme]
    bracketed = f"[{host}]" if ":" in host else host
    authority = bracketed if port == _DEFAULT_PORTS[parts.scheme] else f"{bracketed}:{port}"
    resource = quote(parts.path or "/", safe=_SAFE) + (f"?{quote(parts.query, safe=_SAFE)}" if parts.query else "")
    user = split.username or ""
    credentials = f"{unquote(user)}:{unquote(split.password or '')}" if user or split.password else ""
    return Target(parts.scheme, host, port, resource, authority, credentials)


# The same URL is taken apart for its checks, for the target, and again by each session that opens it.
@lru_cache(maxsize=1024)
def _absolute(url: str, what: str, family: Family) -> _Parts:
    _check_characters(url, what)
    try:
        split = urlsplit(url)
        port = split.port
        host = split.hostname
    except ValueError as error:
        # Where credentials stand before the host, the error may quote a part of them as the port.
        torn = "@" in url and "out of range" not in str(error)
        why = "" if torn else f" ({error})"
        hint = ' A "/", "?" or "#" in a user name or password is written %2F, %3F or %23.' if torn else ""
        raise InvalidArgument(
            f'Expected a {what} with a host and a port from 1 to 65535, but it is "{_shown(url)}"{why}.{hint}'
        ) from None
    scheme = _SCHEMES[family].get(split.scheme)
    if scheme is None:
        raise InvalidArgument(f'Expected a {what} that begins with {_allowed(family)}, but it is "{_shown(url)}".')
    if not host:
        raise InvalidArgument(f'Expected a {what} with a host, but it is "{_shown(url)}".')
    if port == 0:
        raise InvalidArgument(f'Expected a {what} with a port from 1 to 65535, but it is "{_shown(url)}".')
    if "#" in url:
        raise _fragment(url, what)
    _ascii_host(host, url, what)
    return _Parts(scheme, split.netloc, split.path, split.query)


def _ascii_host(host: str, url: str, what: str) -> str:
    try:
        ascii_host = host if host.isascii() and ":" in host else host.encode("idna").decode()
    except UnicodeError:
        ascii_host = ""
    if not ascii_host or re.search(r"[\s\"<>\\^`{|}]", ascii_host):
        raise InvalidArgument(f'Expected a {what} with a valid host name, but it is "{_shown(url)}".')
    return ascii_host


def _check_characters(url: str, what: str) -> None:
    found = _CONTROL.search(url)
    if found:
        raise InvalidArgument(
            f"Expected a {what} without control characters, but its character {found.start() + 1} is "
            f'\\x{ord(found[0]):02x}: "{_shown(url)}".'
        )
    if url != url.strip():
        raise InvalidArgument(f'Expected a {what} without spaces at its ends, but it is "{_shown(url)}".')
    try:
        url.encode()
    except UnicodeEncodeError as error:
        raise InvalidArgument(
            f"Expected a {what} that can be written as UTF-8, but its character {error.start + 1} is half of a "
            f'surrogate pair: "{_shown(url)}".'
        ) from None


def _looks_like_host(url: str) -> bool:
    """``localhost:8000/ws`` or ``//host/ws``: a scheme is missing, no path is meant."""
    return url.startswith("//") or re.match(r"[\w.-]+:\d+(/|\?|$)", url) is not None


def _meant(url: str, family: Family) -> str:
    return f' Perhaps "{family}://{_shown(url).lstrip("/")}" is meant.' if _looks_like_host(url) else ""


def _fragment(url: str, what: str) -> InvalidArgument:
    return InvalidArgument(
        f'Expected a {what} without a fragment (RFC 6455, section 3), but it is "{_shown(url)}". '
        'A "#" that belongs to the path or query is written %23.'
    )


def _unsplit(parts: _Parts) -> str:
    return urlunsplit((parts.scheme, parts.netloc, parts.path, parts.query, ""))


def _allowed(family: Family) -> str:
    return "ws:// or wss:// (or http://, https://)" if family == "ws" else "http:// or https:// (or ws://, wss://)"


def _shown(url: str) -> str:
    """The URL for an error about it. What is secret in it cannot be told apart then: all that may be is masked."""
    before, kept, rest = userinfo(url)
    return re.sub(r"(?<==)[^&#]+", MASK, f"{kept}{MASK}@{rest}" if before else rest)
