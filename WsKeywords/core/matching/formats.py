"""Texts of a known form: UUID, date and time, URL; each with what to say of one that is not."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.IGNORECASE | re.ASCII)
_DATETIME = re.compile(r"(\d{4}-\d\d-\d\d)[Tt](\d\d:\d\d:)(\d\d)(?:\.\d+)?([Zz]|[+-]([01]\d|2[0-3]):[0-5]\d)", re.ASCII)
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")


def is_number(value: Any) -> bool:
    """A JSON number; a boolean is none."""
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def is_uuid(value: Any) -> bool:
    """Any UUID as RFC 9562 writes it, in either case."""
    return isinstance(value, str) and _UUID.fullmatch(value) is not None


def is_datetime(value: Any) -> bool:
    """A date-time of RFC 3339, section 5.6, that is in the calendar; a leap second may be."""
    return isinstance(value, str) and (found := _DATETIME.fullmatch(value)) is not None and _exists(found)


def _exists(found: re.Match[str]) -> bool:
    date, time, seconds = found.group(1, 2, 3)
    try:
        # datetime knows no leap second.
        datetime.fromisoformat(f"{date}T{time}{'59' if seconds == '60' else seconds}")
    except ValueError:
        return False
    return True


def why_no_datetime(text: str) -> str:
    if found := _DATETIME.fullmatch(text):
        return "" if _exists(found) else "there is no such day or time"
    if _DATETIME.fullmatch(f"{text}Z"):
        return "it has no time zone: Z or +00:00 must end it"
    if _DATETIME.fullmatch(text.replace(" ", "T", 1)):
        return "a T must stand between date and time"
    if _DATETIME.fullmatch(f"{text}T00:00:00Z"):
        return "it has no time"
    return ""


def is_url(value: Any) -> bool:
    """An absolute URL with a scheme and a host, without white space."""
    return isinstance(value, str) and not why_no_url(value)


def why_no_url(text: str) -> str:
    if any(char.isspace() for char in text):
        return "there is white space in it"
    if not _SCHEME.match(text):
        return "it has no scheme such as https:"
    try:
        parts = urlsplit(text)
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        return str(error).lower()
    return "" if host else "it has no host"
