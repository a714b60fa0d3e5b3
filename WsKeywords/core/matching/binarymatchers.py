"""Matchers of binary messages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby
from typing import Any

from ..deadline import Deadline
from ..errors import InvalidArgument
from ..output import quote
from .jsondiff import counted
from .matcher import Data, Matcher, described

_PART = re.compile(r"[0-9a-fA-F]{2}|\?\?")


def hex_bytes(text: str, name: str) -> bytes:
    """Bytes written in hexadecimal: ``20 02 ff``, ``2002ff``, ``20:02:ff``, ``0x20 0x02``.

    Args:
        text: what was given.
        name: the argument's name, for the error.

    Raises:
        InvalidArgument: there is something else in it; quotes that.
    """
    digits = re.sub(r"[\s:]|0x", "", text)
    for at in range(0, len(digits), 2):
        part = digits[at : at + 2]
        if part == "??" or not _PART.fullmatch(part):
            raise InvalidArgument(
                f'Expected argument "{name}" to be bytes such as "20 02 ff", but {quote(part)} in {quote(text, 200)} '
                "is not two hex digits."
            )
    return bytes.fromhex(digits)


class Hex(Matcher):
    """A binary message with these bytes: ``20 02 ?? 00 *``, where ``??`` is any byte and a last ``*`` any rest.

    Raises:
        InvalidArgument: what was given is no such pattern.
    """

    __slots__ = ("_bytes", "_open", "_pattern", "_runs")

    def __init__(self, pattern: str) -> None:
        if not isinstance(pattern, str):
            raise InvalidArgument(
                f'Expected argument "hex" to be text such as "20 02 ?? 00 *", but it was {pattern!r} '
                f"({type(pattern).__name__})."
            )
        text = "".join(pattern.split())
        if not text:
            raise InvalidArgument('Nothing to check: argument "hex" holds no byte; it is written "20 02 ?? 00 *".')
        self._open = text.endswith("*")
        text = text.removesuffix("*")
        parts = [text[at : at + 2] for at in range(0, len(text), 2)]
        for part in parts:
            if not _PART.fullmatch(part):
                star = " (* can stand only as the last)" if "*" in part else ""
                raise InvalidArgument(
                    f'Expected argument "hex" to be bytes such as "20 02 ?? 00 *", but {quote(part)} in '
                    f"{quote(pattern, 200)} is neither two hex digits nor ??{star}."
                )
        self._bytes = tuple(None if part == "??" else int(part, 16) for part in parts)
        self._pattern = " ".join([*(part.lower() for part in parts), *(["*"] if self._open else [])])
        self._runs = tuple(_runs(parts))

    def matches(self, data: Data, deadline: Deadline) -> bool:
        if isinstance(data, str) or len(data) < len(self._bytes) or (len(data) > len(self._bytes) and not self._open):
            return False
        return all(data.startswith(run, at) for at, run in self._runs)

    def wants(self) -> str:
        return f"be the bytes {self._pattern}"

    def noun(self) -> str:
        return f"with the bytes {self._pattern}"

    def explain(self, data: Data) -> str:
        if isinstance(data, str):
            return f"It is {described(data)}, and only a binary message can be that."
        for number, (wanted, byte) in enumerate(zip(self._bytes, data, strict=False), 1):
            if wanted is not None and wanted != byte:
                return f"Byte {number} should be {wanted:02x}, but it is {byte:02x}."
        least = "at least " if self._open else ""
        return f"It should have {least}{counted(len(self._bytes), 'byte')}, but it has {len(data):,}."

    def _facts(self) -> tuple[Any, ...]:
        return (self._pattern,)


def _runs(parts: list[str]) -> Iterator[tuple[int, bytes]]:
    """The bytes between the ``??``, and where they must stand. Not a regular expression: of a message of a megabyte
    that would take seconds to make, and ``re`` keeps hundreds of them."""
    at = 0
    for is_any, run in groupby(parts, "??".__eq__):
        text = "".join(run)
        if not is_any:
            yield at, bytes.fromhex(text)
        at += len(text) // 2
