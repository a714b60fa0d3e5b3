"""From the bytes of an event stream to events: HTML Living Standard, 9.2.6, "Interpreting an event stream"."""

from __future__ import annotations

import re
from typing import NamedTuple

from ..output import quote
from ..wire.frames import Violation
from .event import ServerEvent

_BOM = b"\xef\xbb\xbf"
#: What a line may hold beside the data: the longest name of a field that has data, its colon, a space.
_MARGIN = len(b"data: ")
_EMPTY_LINES = re.compile(rb"\n{3,}")
_DIGITS = re.compile(r"[0-9]+")
#: Nobody waits longer (milliseconds), and Python refuses to read numbers without end.
_LONGEST_RETRY = 10**15


class Comment(NamedTuple):
    """A line that begins with a colon: a keep-alive, most often."""

    text: str


class Told(NamedTuple):
    """A block without data: no event, but it may set the id or the reconnection time."""

    text: str


Item = ServerEvent | Comment | Told | Violation


class EventParser:
    """Bytes in, events out; no I/O.

    Lines are cut from the bytes and decoded one by one, which is the same as decoding the stream: CR and LF never are a
    part of another character of UTF-8, also of a broken one.

    Args:
        max_size: most bytes of data that an event, and most bytes that a line, may have.
        last_event_id: what the id is until the server sends one.
    """

    def __init__(self, max_size: int, last_event_id: str = "") -> None:
        self.last_event_id = last_event_id
        self._limit = max_size
        self._begun = False
        self._after_cr = False
        self._line = bytearray()
        self._done = False
        self._id = last_event_id
        self._clear()

    def _clear(self) -> None:
        self._data: list[bytes] = []
        self._size = 0
        self._event = ""
        self._retry: int | None = None
        self._id_came = False

    def feed(self, data: bytes) -> list[Item]:
        """What the bytes complete, in the order it came; after a ``Violation`` nothing comes any more.

        An event that is not completed by an empty line never comes: the standard drops it at the end of the stream.
        """
        items: list[Item] = []
        if self._done or not data:
            return items
        if not self._begun:
            data = self._without_bom(data)
        if self._after_cr and data:
            self._after_cr = False
            if data[:1] == b"\n":
                data = data[1:]
        if data.endswith(b"\r"):
            # A line feed that follows in the next chunk belongs to it.
            self._after_cr = True
        if b"\r" in data:
            data = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        if b"\n\n\n" in data:
            # Empty lines after the one that ends a block mean nothing, and compressed they cost a server nothing.
            data = _EMPTY_LINES.sub(b"\n\n", data)
        *lines, rest = data.split(b"\n")
        for line in lines:
            if self._line:
                self._line += line
                line = bytes(self._line)
                self._line.clear()
            if len(line) - _MARGIN > self._limit or not self._take(line, items):
                return self._too_large(line, items)
        self._line += rest
        if len(self._line) - _MARGIN > self._limit - self._size and self._begun:
            return self._too_large(bytes(self._line[:200]), items)
        return items

    def _without_bom(self, data: bytes) -> bytes:
        """The first bytes without a byte order mark; nothing as long as they may become one."""
        self._line += data
        start = bytes(self._line)
        if len(start) < len(_BOM) and _BOM.startswith(start):
            return b""
        self._line.clear()
        self._begun = True
        return start.removeprefix(_BOM)

    def _take(self, line: bytes, items: list[Item]) -> bool:
        """One whole line; False when the data of the event have become too large."""
        if not line:
            self._dispatch(items)
            return True
        name, _, value = line.partition(b":")
        value = value.removeprefix(b" ")
        if not name:
            items.append(Comment(_decoded(value)))
            return True
        if name == b"data":
            self._size += len(value) + bool(self._data)
            self._data.append(value)
            return self._size <= self._limit
        if name == b"event":
            self._event = _decoded(value)
        elif name == b"id":
            if b"\0" not in value:
                self._id = _decoded(value)
                self._id_came = True
        elif name == b"retry":
            digits = _decoded(value)
            if _DIGITS.fullmatch(digits):
                self._retry = int(digits) if len(digits) < 16 else _LONGEST_RETRY
        return True

    def _dispatch(self, items: list[Item]) -> None:
        """An empty line: the block before it is an event, if it has data."""
        self.last_event_id = self._id
        if self._data:
            text = _decoded(b"\n".join(self._data))
            items.append(ServerEvent(text, self._event or "message", self._id, self._retry))
        elif self._id_came or self._retry is not None:
            told = [f"id {quote(self._id, 200)}"] * self._id_came
            told += [] if self._retry is None else [f"reconnection time {self._retry} ms"]
            items.append(Told(f"the server set, without an event: {' and '.join(told)}"))
        self._clear()

    def _too_large(self, seen: bytes, items: list[Item]) -> list[Item]:
        self._done = True
        self._line.clear()
        self._clear()
        start = quote(_decoded(seen[:60]), 40, total=False)
        items.append(Violation(1009, f"event larger than {self._limit} bytes (max_size): {start}"))
        return items


def _decoded(data: bytes) -> str:
    return data.decode("utf-8", "replace")
