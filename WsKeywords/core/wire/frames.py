"""Frames of a client (RFC 6455, RFC 7692): bytes in, messages and control frames out, no I/O.

The reader is strict, and it reports a fault with the bytes that prove it, not with the end of their frame: a header
before its payload, bad UTF-8 while the message still arrives, a message too large before it is stored.
"""

from __future__ import annotations

import zlib
from codecs import utf_8_decode
from functools import lru_cache
from io import BytesIO
from struct import Struct
from typing import TYPE_CHECKING, Any

from .events import CloseFrame, Event, Ping, Pong, ProtocolError, Violation, close_frame, not_utf8, too_large
from .framewriter import (
    BINARY,
    CLOSE,
    MAX_CONTROL,
    PING,
    PONG,
    TEXT,
    check_close_code,
    check_close_reason,
    check_control_payload,
    close_payload,
    encode,
)

if TYPE_CHECKING:
    from .deflate import Inflater

__all__ = [
    "CloseFrame",
    "Event",
    "FrameReader",
    "Ping",
    "Pong",
    "Violation",
    "check_close_code",
    "check_close_reason",
    "check_control_payload",
    "close_payload",
    "encode",
]


@lru_cache(maxsize=MAX_CONTROL + 1)
def _cutter(size: int) -> Any:
    """Cuts a row of frames of one length with a two-byte header, ``_ROW`` of them at a time."""
    return Struct(f"2x{size}s" * _ROW).iter_unpack


#: So many frames of one length, or a multiple of it, are cut at once; a row is looked for again after so many bytes.
_ROW = 16
_APART = 2048
#: A message in more frames than this is refused: a million empty ones are no larger than one, and never end.
MOST_FRAGMENTS = 131_072
#: First bytes of whole compressed messages: FIN, RSV1, text or binary.
_PACKED = (0xC1, 0xC2)


class FrameReader:
    """Reads what the server sends, in pieces of any size.

    Args:
        max_size: bytes of a message, after decompression.
        inflater: where permessage-deflate is agreed on.
    """

    __slots__ = (
        "_bytes",
        "_character",
        "_done",
        "_fin",
        "_fragments",
        "_inflater",
        "_limit",
        "_missing",
        "_opcode",
        "_packed",
        "_rest",
        "_size",
        "_start",
        "_text",
        "controls",
    )

    def __init__(self, max_size: int, inflater: Inflater | None = None) -> None:
        #: Whether the last ``feed`` returned anything but data messages.
        self.controls = False
        self._limit = max_size
        self._inflater = inflater
        self._done = False
        self._rest = b""  # an incomplete header or control frame
        self._missing = 0  # bytes of the data frame in progress that have not come
        self._fin = False
        self._opcode = 0  # TEXT or BINARY while a message is in progress, and then whether it is compressed, its bytes
        self._packed = 0  # so far, its content, and the bytes of a character that a cut went through
        self._size = 0
        self._fragments = 0
        self._start = b""  # the first bytes of its payload
        self._text: list[str] = []
        self._bytes: BytesIO | None = None
        self._character = b""

    def feed(self, data: bytes) -> list[Event]:
        """What the bytes complete: messages as ``str`` or ``bytes``, and control frames, in the order they came.

        A ``CloseFrame`` or ``Violation`` is the last event ever: what follows it is dropped.
        """
        events: list[Event] = []
        self.controls = False
        if self._done:
            return events
        try:
            self._feed(data, events)
        except ProtocolError as broken:
            self._end(broken.violation, events)
        except UnicodeDecodeError as error:
            self._end(not_utf8(error, 0).violation, events)
        return events

    def _end(self, event: CloseFrame | Violation, events: list[Event]) -> None:
        self._done = self.controls = True
        self._text, self._bytes = [], None
        events.append(event)

    def _feed(self, data: bytes, events: list[Event]) -> None:
        add, limit, pos, n = events.append, self._limit, 0, len(data)
        if self._missing:
            pos = min(n, self._missing)
            self._missing -= pos
            self._payload(data if pos == n else data[:pos], self._fin and not self._missing, events)
        elif self._rest:
            data, self._rest = self._rest + data, b""
            n = len(data)
        free, row_from = not self._opcode, pos if n - pos > 1024 else n
        while n - pos > 1:
            first, size = data[pos], data[pos + 1]
            if size < 126:
                start = pos + 2
            else:
                start = pos + (4 if size == 126 else 10)
                if size > 127 or start > n:
                    self._check(data, pos)
                    break
                size = self._length(data, pos, start)
            end = start + size
            if free and end <= n and size <= limit:
                # Whole messages in one frame, nearly all there is: no state, no further check.
                if first == 0x81:
                    if pos >= row_from and size < 126:
                        stop = _row(data, pos, size)
                        if stop > pos:
                            for payloads in _cutter(size)(data[pos:stop]):
                                events.extend(map(bytes.decode, payloads))
                            pos = stop
                            continue
                        row_from = pos + _APART
                    add(data[start:end].decode())
                    pos = end
                    continue
                if first == 0x82:
                    add(data[start:end])
                    pos = end
                    continue
                if first in _PACKED and self._inflater is not None:
                    part = data[start:end]
                    part = self._inflated(part, True, part)
                    add(part.decode() if first == 0xC1 else part)
                    pos = end
                    continue
            if free or first & 0x7F:
                # Of a continuation nothing is left to check, and there may be very many.
                self._check(data, pos)
            if first & 8:
                if end > n:
                    break
                if first == 0x80 | CLOSE:
                    self._end(close_frame(data[start:end]), events)
                    return
                self.controls = True
                add(Ping(data[start:end]) if first == 0x80 | PING else Pong(data[start:end]))
            else:
                if first & 15:
                    self._opcode, self._packed, self._fragments = first & 15, first & 0x40, 0
                    self._start = data[start : min(end, start + 8)]
                self._fragments += 1
                if self._fragments > MOST_FRAGMENTS:
                    raise ProtocolError(
                        1009, "7.4.1", f"message in more than {MOST_FRAGMENTS} fragments", data[pos:end]
                    )
                if size > limit - self._size and not self._packed:
                    # From its header on: often no payload has come yet.
                    raise too_large(limit, data[pos:end])
                self._fin, self._missing, free = first > 127, max(0, end - n), False
                if size or self._fin or self._packed:
                    free = self._payload(data[start:end], self._fin and end <= n, events)
            pos = min(end, n)
        self._rest = data[pos:] if pos < n else b""

    def _length(self, data: bytes, pos: int, start: int) -> int:
        size = int.from_bytes(data[pos + 2 : start], "big")
        if not size >> 63 and size >= (126 if start - pos == 4 else 1 << 16):
            return size
        # Of several faults the one of the first byte is told, as it is when the length has not come yet.
        self._check(data, pos)
        what = "with bit 63 set" if size >> 63 else f"{size} not in its shortest form"
        raise ProtocolError(1002, "5.2", f"payload length {what}", data[pos:])

    def _check(self, data: bytes, pos: int) -> None:
        first, size = data[pos], data[pos + 1]
        opcode, section, what = first & 15, "5.2", ""
        if size > 127:
            section, what = "5.1", "masked frame from the server"
        elif first & 0x70 and (first & 0x70 != 0x40 or opcode not in (TEXT, BINARY) or self._inflater is None):
            what = f"reserved bit set (RSV {first >> 4 & 7:03b}) {self._why_not(first)}"
        elif opcode > PONG or BINARY < opcode < CLOSE:
            what = f"reserved opcode {opcode:#x}"
        elif opcode >= CLOSE:
            section = "5.5"
            what = "fragmented control frame" if first < 0x80 else "control frame over 125 bytes" if size > 125 else ""
        elif opcode and self._opcode:
            section, what = "5.4", "new message inside a fragmented one"
        elif not opcode and not self._opcode:
            section, what = "5.4", "continuation frame with no message to continue"
        if what:
            raise ProtocolError(1002, section, what, data[pos:])

    def _why_not(self, first: int) -> str:
        """Why this frame may not have its reserved bits set."""
        if self._inflater is None:
            return "with no extension agreed"
        if first & 0x30:
            return "that permessage-deflate leaves unset"
        return "on a control frame" if first & 8 else "not on the first frame of a message"

    def _inflated(self, part: bytes, last: bool, start: bytes) -> bytes:
        assert self._inflater is not None
        try:
            found = self._inflater.inflate(part, last, self._limit - self._size)
        except zlib.error as error:
            why = str(error).rpartition(": ")[2]
            raise ProtocolError(1007, "7.2.2", f"not DEFLATE data ({why})", part, 7692) from None
        if len(found) > self._limit - self._size:
            # With the bytes at which the message began: which of its bytes are one too many says nothing.
            raise too_large(self._limit, start)
        return found

    def _payload(self, part: bytes, last: bool, events: list[Event]) -> bool:
        """Takes a part of the message in progress; True when it was the last."""
        if self._packed:
            part = self._inflated(part, last, self._start or part)
        if self._opcode == TEXT:
            raw = self._character + part
            try:
                text, used = utf_8_decode(raw, "strict", last)
            except UnicodeDecodeError as error:
                raise not_utf8(error, self._size - len(self._character)) from None
            self._character = raw[used:]
            self._add(text)
        else:
            # It hands out what it holds without another copy, which of many MB takes as long as all the rest.
            self._bytes = self._bytes or BytesIO()
            self._bytes.write(part)
        self._size += len(part)
        if last:
            events.append("".join(self._text) if self._bytes is None else self._bytes.getvalue())
            self._opcode, self._packed, self._size, self._text, self._bytes = 0, 0, 0, [], None
        return last

    def _add(self, part: str) -> None:
        text = self._text
        if text and len(text[-1]) + len(part) < 4096:
            # So that a message in a million tiny frames costs little more than its size.
            text[-1] += part
        else:
            text.append(part)


def _row(data: bytes, pos: int, size: int) -> int:
    """Where a row of text frames of this size ends, or ``pos`` when there are not ``_ROW`` of them: bursts are cut."""
    step = size + 2
    if data[pos : pos + _ROW * step : step] != b"\x81" * _ROW:
        return pos
    stop = pos + min(1024, (len(data) - pos) // step) * step
    firsts, sizes = data[pos:stop:step], data[pos + 1 : stop : step]
    same = min(len(firsts) - len(firsts.lstrip(b"\x81")), len(sizes) - len(sizes.lstrip(bytes((size,)))))
    return pos + same // _ROW * _ROW * step
