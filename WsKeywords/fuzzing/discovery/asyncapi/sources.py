"""Documents by their URI, each read once: files, and what an HTTP server says, within limits."""

from __future__ import annotations

import stat
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit
from urllib.request import url2pathname

from WsKeywords.core import ConfigError
from WsKeywords.core.jsonvalues import JsonError, parse
from WsKeywords.core.output import quote

from ..fetching import fetched

if TYPE_CHECKING:
    from WsKeywords.core.settings import Settings

#: Documents that one may be made of, and bytes of each.
MOST_DOCUMENTS = 50
LARGEST = 10 << 20

Keys = tuple[str | int, ...]


@dataclass(frozen=True, eq=False)
class Source:
    """One document.

    Attributes:
        uri: by which it is referred to.
        name: what a person calls it.
        value: what it holds.
        lines: of values by the keys that lead to them; of JSON there are none.
    """

    uri: str
    name: str
    value: Any
    lines: dict[Keys, int] = field(default_factory=dict)

    def place(self, keys: Keys) -> str:
        """``asyncapi.yaml, line 3, at /channels/chat``; without the line where the document is JSON."""
        inner = keys
        while inner and inner not in self.lines:
            inner = inner[:-1]
        line = f", line {self.lines.get(inner, 1)}" if self.lines else ""
        return f"{self.name}{line}" + (f", at {pointer(keys)}" if keys else "")


def pointer(keys: Keys) -> str:
    """The JSON Pointer (RFC 6901) of what these keys lead to."""
    return "".join(f"/{str(key).replace('~', '~0').replace('/', '~1')}" for key in keys)


class Sources:
    """The document that was asked for, and those that it refers to.

    Args:
        settings: of TLS, proxies and headers for what is fetched.
        timeout: seconds for each.
    """

    def __init__(self, settings: Settings, timeout: float = 10.0) -> None:
        self._settings = settings
        self._timeout = timeout
        self._known: dict[str, Source] = {}

    def root(self, what: str, cwd: Path) -> Source:
        """The document of a path or URL.

        Raises:
            ConfigError: it cannot be read, or is neither YAML nor JSON.
            HttpFailed: it cannot be fetched.
        """
        if _is_http(what):
            return self._read(what, self._settings.secrets.url(what), self._fetched(what))
        path = (cwd / what).resolve()
        return self._read(path.as_uri(), what, _bytes_of(path, what))

    def taken(self, uri: str, name: str, data: bytes) -> Source:
        """A document whose bytes are there already."""
        return self._read(uri, name, data)

    def beside(self, source: Source, reference: str) -> Source:
        """The document that another one refers to.

        Raises:
            ConfigError: it may not be read, cannot be, or there are too many.
        """
        try:
            uri = urljoin(source.uri, reference)
            parts, own = urlsplit(uri), urlsplit(source.uri)
        except ValueError as error:  # of what should be an address in brackets, for instance
            raise ConfigError(f"{quote(reference)} is no URL: {str(error).rstrip('.')}.") from None
        if uri in self._known:
            return self._known[uri]
        if len(self._known) >= MOST_DOCUMENTS:
            raise ConfigError(f"{source.name} is made of more than {MOST_DOCUMENTS} documents.")
        if parts.scheme == "file" == own.scheme:
            path = Path(url2pathname(parts.path))
            return self._read(uri, _relative(path), _bytes_of(path, _relative(path)))
        # Headers of the environment go with the request: another host must not get them.
        if _is_http(uri) and (parts.scheme, parts.netloc) == (own.scheme, own.netloc):
            return self._read(uri, self._settings.secrets.url(uri), self._fetched(uri))
        what = "a file may refer to files" if own.scheme == "file" else "a document may refer to its own host"
        raise ConfigError(f"{quote(reference)} is not fetched: {what} only. Put it into a file beside it.")

    def _read(self, uri: str, name: str, data: bytes) -> Source:
        source = _parsed(uri, name, data)
        self._known[uri] = source
        return source

    def _fetched(self, url: str) -> bytes:
        answer = fetched(self._settings, url, self._timeout)
        if answer.status != 200:
            shown = self._settings.secrets.url(url)
            raise ConfigError(f"{quote(shown)} cannot be read: it was answered with {answer.status}.")
        if len(answer.content) > LARGEST:
            raise _too_large(self._settings.secrets.url(url), len(answer.content))
        return answer.content


def _parsed(uri: str, name: str, data: bytes) -> Source:
    if data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"["):
        try:
            return Source(uri, name, parse(data.decode("utf-8-sig")))
        except UnicodeDecodeError:
            raise ConfigError(f"{name} is not UTF-8.") from None
        except JsonError as error:
            # "{" begins a mapping of YAML too.
            why = f"{name} is not JSON: {error}."
            if uri.partition("?")[0].lower().endswith(".json"):
                raise ConfigError(why) from None
        try:
            return _yaml(uri, name, data)
        except ConfigError:
            raise ConfigError(why) from None
    return _yaml(uri, name, data)


def _yaml(uri: str, name: str, data: bytes) -> Source:
    from WsKeywords.core.yamlfile import Document

    document = Document(name, data)
    return Source(uri, name, document.value, document.lines)


def _bytes_of(path: Path, name: str) -> bytes:
    try:
        found = path.stat()
        if found.st_size > LARGEST:
            raise _too_large(name, found.st_size)
        # A document that somebody else wrote may refer to anything: a device does not end, a pipe waits for ever.
        if not (stat.S_ISREG(found.st_mode) or stat.S_ISDIR(found.st_mode)):
            raise ConfigError(f"The file {quote(name)} cannot be read: it is a device or a pipe.")
        return path.read_bytes()
    except (OSError, ValueError) as error:  # a NUL or half of a surrogate pair is in no name
        why = getattr(error, "strerror", None) or error
        raise ConfigError(f"The file {quote(name)} cannot be read: {why}.") from None


def _too_large(name: str, size: int) -> ConfigError:
    return ConfigError(f"{quote(name)} is too large for a document: {size:,} bytes, where {LARGEST:,} are allowed.")


def _is_http(text: str) -> bool:
    return text.lower().startswith(("http://", "https://"))


def _relative(path: Path) -> str:
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)
