"""The request of an opening handshake: what is checked before anything is sent, and the lines it has on the wire."""

from __future__ import annotations

import base64
import os
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from ..errors import InvalidArgument
from ..redaction.protocols import masked_protocols
from .extensions import HEADER as EXTENSIONS
from .headers import Headers
from .urls import Target

_KEY = "sec-websocket-key"
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_BREAKS = re.compile(r"[\r\n\0]")


@dataclass(frozen=True)
class Request:
    """What differs from, or is added to, the request that websocket-client writes.

    A field in ``fields`` replaces the one of the same name that websocket-client wrote, one in ``dropped`` removes it.
    """

    resource: str = field(repr=False)
    fields: tuple[tuple[str, str], ...] = field(repr=False)
    dropped: frozenset[str]

    def over(self, written: Iterable[tuple[str, str]]) -> Template:
        """The request as it goes out: these fields over those that websocket-client wrote."""
        replaced = self.dropped | {name.lower() for name, _ in self.fields}
        # A cookie among the latter would come from websocket-client's jar, which all of the process shares.
        kept = [field for field in written if field[0].lower() not in replaced and field[0].lower() != "cookie"]
        return Template(self.resource, (*kept, *self.fields), len(kept))


class Template:
    """A request that many handshakes send, each with a key of its own (RFC 6455, 4.1)."""

    def __init__(self, resource: str, fields: tuple[tuple[str, str], ...], own: int) -> None:
        """Args: own: so many of the fields are websocket-client's; a key among the others was given, and stays."""
        names = [name.lower() for name, _ in fields]
        self._at = names.index(_KEY) if _KEY in names[:own] else -1
        self._fields = fields
        head = "\r\n".join([f"GET {resource} HTTP/1.1", *(f"{name}: {value}" for name, value in fields), "", ""])
        key = f": {fields[self._at][1]}\r\n" if self._at >= 0 else ""
        self._before, _, self._after = (
            (part.encode() for part in head.partition(key)) if key else (head.encode(), b"", b"")
        )

    @property
    def headers(self) -> Headers:
        """Its fields, with the key that websocket-client wrote."""
        return Headers(self._fields)

    def fresh(self) -> tuple[bytes, Headers, str]:
        """The request with a new key, its header fields, and the key; an empty one where none is sent."""
        at = self._at
        if at < 0:
            return self._before, self.headers, self.headers.get(_KEY, "")
        key = base64.b64encode(os.urandom(16))
        fields, text = self._fields, key.decode()
        headers = Headers((*fields[:at], (fields[at][0], text), *fields[at + 1 :]))
        return b"%b: %b\r\n%b" % (self._before, key, self._after), headers, text


def request_for(
    target: Target,
    headers: Iterable[tuple[str, str | None]],
    subprotocols: Iterable[str],
    cookies: Iterable[tuple[str, str]],
    origin: str | None,
    authorization: str | None,
    extensions: str | None = None,
) -> Request:
    """The request for these options (RFC 6455, 4.1).

    Raises:
        InvalidArgument: a name or value that cannot be sent, or would end its line.
    """
    fields: list[tuple[str, str]] = []
    dropped: set[str] = set()
    for name, value in headers:
        _check_header(name, value)
        if value is None:
            dropped.add(name.lower())
        else:
            fields.append((name, value))
    if authorization is None and target.credentials and not _holds(fields, "authorization"):
        authorization = "Basic " + base64.b64encode(target.credentials.encode()).decode()
    if authorization is not None:
        _check_value("the header", "Authorization", authorization)
        fields = [(name, value) for name, value in fields if name.lower() != "authorization"]
        fields.append(("Authorization", authorization))
    if origin is not None:
        _check_value("the argument", "origin", origin)
        fields = [(name, value) for name, value in fields if name.lower() != "origin"]
        fields.append(("Origin", origin))
    protocols = ", ".join(_checked_protocols(subprotocols))
    if protocols:
        fields.append(("Sec-WebSocket-Protocol", protocols))
    if extensions is not None and EXTENSIONS.lower() not in dropped and not _holds(fields, EXTENSIONS.lower()):
        fields.append((EXTENSIONS, extensions))
    pairs = [_checked_cookie(name, value) for name, value in cookies]
    if pairs:
        # One Cookie header (RFC 6265, 5.4), also when another one was given among the headers.
        pairs = [value for name, value in fields if name.lower() == "cookie"] + pairs
        fields = [(name, value) for name, value in fields if name.lower() != "cookie"]
        fields.append(("Cookie", "; ".join(pairs)))
    return Request(target.resource, tuple(fields), frozenset(dropped))


def offered_protocols(headers: Headers) -> list[str]:
    """The subprotocols that a request offers, however they came into it."""
    return [name.strip() for name in headers.get("Sec-WebSocket-Protocol", "").split(",") if name.strip()]


def _holds(fields: list[tuple[str, str]], name: str) -> bool:
    return any(known.lower() == name for known, _ in fields)


def _check_header(name: str, value: str | None) -> None:
    if not isinstance(name, str) or not _TOKEN.fullmatch(name):
        raise InvalidArgument(
            f'Expected a header\'s name to be letters, digits and hyphens (RFC 9110, section 5.1), but it is "{name}".'
        )
    if value is not None:
        _check_value("the header", name, value)


def _check_value(what: str, name: str, value: str) -> None:
    # The value itself is not shown: it may be a secret that nobody has told us of.
    found = _BREAKS.search(value)
    if found:
        shown = {"\r": "CR (\\r)", "\n": "LF (\\n)", "\0": "NUL (\\0)"}[found[0]]
        raise InvalidArgument(
            f'Expected {what} "{name}" to hold no CR, LF or NUL, but its character {found.start() + 1} is {shown}.'
        )
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise InvalidArgument(
            f'Expected {what} "{name}" to be text that can be written as UTF-8, '
            f"but its character {error.start + 1} is half of a surrogate pair."
        ) from None


def _checked_protocols(names: Iterable[str]) -> list[str]:
    seen: list[str] = []
    for name in names:
        if not isinstance(name, str) or not _TOKEN.fullmatch(name):
            raise InvalidArgument(
                "Expected a subprotocol to be letters, digits, dots and hyphens (RFC 6455, section 4.1), "
                f'but it is "{masked_protocols(str(name))}".'
            )
        if name in seen:
            raise InvalidArgument(
                "Expected each subprotocol once (RFC 6455, section 4.1), "
                f'but "{masked_protocols(name)}" is there more than once.'
            )
        seen.append(name)
    return seen


def _checked_cookie(name: str, value: str) -> str:
    if not _TOKEN.fullmatch(name):
        raise InvalidArgument(
            f'Expected a cookie\'s name to be letters, digits and hyphens (RFC 6265, section 4.1), but it is "{name}".'
        )
    _check_value("the cookie", name, value)
    if ";" in value:
        raise InvalidArgument(
            f'Expected the cookie "{name}" to hold no semicolon, but its character {value.index(";") + 1} is one. '
            "Attributes such as Path belong to Set-Cookie; a semicolon in a value is written %3B."
        )
    return f"{name}={value}"
