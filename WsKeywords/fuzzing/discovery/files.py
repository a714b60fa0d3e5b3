"""What a file holds, or what is found at an ``http(s)://`` URL: a document, a transcript, a list of URLs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from WsKeywords.core import ConfigError, HttpFailed
from WsKeywords.core.output import quote

from ..routes import Target
from . import urls
from .fetching import fetched

if TYPE_CHECKING:
    from .asked import Asked

_DOCUMENT = re.compile(r"\.(ya?ml|json)\Z", re.IGNORECASE)
_ASYNCAPI = re.compile(rb"""^[\s{]*["']?asyncapi["']?\s*:""", re.MULTILINE)
#: How much of a file tells what it is.
_HEAD = 65_536


def target_of(asked: Asked) -> Target:
    """The target of a file.

    Raises:
        ConfigError: it cannot be read or used.
    """
    try:
        with asked.path.open("rb") as file:
            head = file.read(_HEAD)
    except OSError as error:
        raise ConfigError(f"The file {quote(asked.name)} cannot be read: {error.strerror or error}.") from None
    suffix = asked.path.suffix.lower()
    begin = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    if begin == b"[" or suffix in (".har", ".jsonl", ".ndjson") or (begin == b"{" and not _is_document(head, suffix)):
        from .transcripts import target_of as of_transcript

        return of_transcript(asked)
    if suffix in (".yaml", ".yml", ".json") or _ASYNCAPI.search(head):
        return _of_document(asked)
    return urls.target_of_file(asked)


def target_of_answer(asked: Asked) -> Target:
    """The target of an ``http(s)://`` URL: of the document that is found there, else of a route of that URL.

    Raises:
        ConfigError: the document cannot be used.
        HttpFailed: the URL ends like that of a document, and cannot be fetched.
    """
    if _DOCUMENT.search(asked.name.partition("?")[0]):
        return _of_document(asked)
    try:
        answer = fetched(asked.settings, asked.name, asked.options.timeout)
    except HttpFailed:
        return urls.target_of(asked)
    if answer.status == 200 and _ASYNCAPI.search(answer.content[:_HEAD]):
        try:
            return _of_document(asked, answer.content)
        except ConfigError:
            if "html" not in answer.content_type:
                raise
    return urls.target_of(asked)


def _is_document(head: bytes, suffix: str) -> bool:
    """Whether JSON is a document, or is meant to be one, and no transcript."""
    if _ASYNCAPI.search(head):
        return True
    return suffix == ".json" and not re.search(rb'"(log|session|direction)"\s*:', head)


def _of_document(asked: Asked, data: bytes | None = None) -> Target:
    from .asyncapi.reading import read, understood
    from .asyncapi.routes import target_of
    from .asyncapi.sources import Sources

    given = asked.options.parameters
    if data is None:
        return target_of(asked, read(asked.name, asked.settings, asked.cwd, given, asked.options.timeout))
    sources = Sources(asked.settings, asked.options.timeout)
    return target_of(asked, understood(sources.taken(asked.name, asked.name, data), sources, given))
