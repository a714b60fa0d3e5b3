"""What a server's certificate says: for whom, by whom, from when to when (RFC 5280, 4.1). Only what errors show.

Python tells nothing of a certificate that it did not accept, and that is the one that errors are about.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timezone

from ..output import quote

#: Names that an error shows.
_SHOWN = 6
_COMMON_NAME, _ORGANIZATION, _UNIT = b"\x55\x04\x03", b"\x55\x04\x0a", b"\x55\x04\x0b"
_ALT_NAMES = b"\x55\x1d\x11"
_SEQUENCE, _OID, _OCTETS = 0x30, 0x06, 0x04
_UTC_TIME, _VERSION, _EXTENSIONS = 0x17, 0xA0, 0xA3
_DNS_NAME, _IP_ADDRESS = 0x82, 0x87
_UTF16 = 0x1E


@dataclass(frozen=True)
class Certificate:
    """A certificate: names it is for, distinguished names as text, and its time."""

    names: tuple[str, ...]
    subject: str
    issuer: str
    begins: datetime
    ends: datetime

    @property
    def shown_names(self) -> str:
        """``"a.example", "b.example" and 3 more``; empty when there are none."""
        shown = ", ".join(quote(name, 80, total=False) for name in self.names[:_SHOWN])
        more = len(self.names) - _SHOWN
        return f"{shown} and {more} more" if more > 0 else shown

    @property
    def shown_time(self) -> str:
        return f"from {shown_date(self.begins)} to {shown_date(self.ends)}"


def shown_date(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%d %H:%M UTC")


def decoded(der: bytes) -> Certificate | None:
    """The certificate in these bytes (DER); None when they are none."""
    with suppress(ValueError, IndexError, StopIteration, OverflowError):
        return _certificate(der)
    return None


def _certificate(der: bytes) -> Certificate:
    signed = next(_parts(next(_parts(der))[1]))[1]
    fields = [(tag, value) for tag, value in _parts(signed) if tag != _VERSION]
    # serial number, algorithm, issuer, validity, subject, key
    issuer, validity, subject = (fields[number][1] for number in (2, 3, 4))
    begins, ends = (_time(tag, value) for tag, value in _parts(validity))
    names: list[str] = []
    for tag, value in fields[6:]:
        if tag == _EXTENSIONS:
            names = list(_alt_names(value))
    common = dict(_name(subject)).get(_COMMON_NAME)
    # Without alternative names nothing counts (RFC 9525, 6.3), but people know it by this one.
    return Certificate(tuple(names), common or _text(_name(subject)), _text(_name(issuer)), begins, ends)


def _parts(data: bytes) -> Iterator[tuple[int, bytes]]:
    """The elements of DER one after the other: tag and content."""
    at = 0
    while at < len(data):
        tag, length = data[at], data[at + 1]
        at += 2
        if length & 0x80:
            size = length & 0x7F
            length = int.from_bytes(data[at : at + size], "big")
            at += size
        if at + length > len(data):
            raise ValueError
        yield tag, data[at : at + length]
        at += length


def _name(data: bytes) -> list[tuple[bytes, str]]:
    found = []
    for _, several in _parts(data):
        for _, pair in _parts(several):
            (_, kind), (tag, value) = _parts(pair)
            found.append((kind, value.decode("utf-16-be" if tag == _UTF16 else "utf-8", "replace")))
    return found


def _text(name: list[tuple[bytes, str]]) -> str:
    by_kind = dict(name)
    chosen = [by_kind[kind] for kind in (_COMMON_NAME, _ORGANIZATION, _UNIT) if kind in by_kind]
    return ", ".join(chosen or [value for _, value in name])


def _time(tag: int, value: bytes) -> datetime:
    text = value.decode("ascii")
    if tag == _UTC_TIME:  # two digits of the year, 50 and more are of the last century (RFC 5280, 4.1.2.5.1)
        text = ("19" if text[:2] >= "50" else "20") + text
    return datetime.strptime(text, "%Y%m%d%H%M%SZ").replace(tzinfo=timezone.utc)


def _alt_names(data: bytes) -> Iterator[str]:
    for _, extension in _parts(next(_parts(data))[1]):
        (_, kind), *rest = _parts(extension)
        if kind != _ALT_NAMES:
            continue
        for tag, value in _parts(next(_parts(rest[-1][1]))[1]):
            if tag == _DNS_NAME:
                yield value.decode("latin-1")
            elif tag == _IP_ADDRESS:
                yield str(ipaddress.ip_address(value))
