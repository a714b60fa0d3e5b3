"""Texts that a separator ends, whatever WebSocket messages they come in, as SignalR and STOMP have them."""

from __future__ import annotations

from .frames import Event, FrameReader, Violation

#: Pieces shorter than this are kept as one.
_JOINED = 4096


class SeparatedReader:
    """Reads as ``FrameReader`` does, and cuts the texts at the separator.

    What comes after the last separator waits for the next text message; binary messages are left as they are. Text
    that grows beyond ``max_size`` bytes without its separator is a ``Violation``.
    """

    __slots__ = ("_edge", "_limit", "_pieces", "_reader", "_separator", "_size", "controls")

    def __init__(self, reader: FrameReader, separator: str, max_size: int) -> None:
        self.controls = False
        self._reader = reader
        self._separator = separator
        self._limit = max_size
        self._pieces: list[str] = []
        self._size = 0
        self._edge = ""  # so much of the end of the rest as may be the beginning of a separator

    def feed(self, data: bytes) -> list[Event]:
        """What the bytes complete, in the order it came."""
        found: list[Event] = []
        events = self._reader.feed(data)
        self.controls = self._reader.controls
        for event in events:
            if not isinstance(event, str):
                found.append(event)
                continue
            found.extend(self._cut(event))
            if self._size > self._limit:
                rule = f"message larger than {self._limit} bytes (max_size) without its separator"
                found.append(Violation(1009, f"RFC 6455 section 7.4.1: {rule}"))
                self.controls = True
                break
        return found

    @property
    def rest(self) -> str:
        """What has come of a text that has not ended."""
        return "".join(tuple(self._pieces))

    def take_rest(self) -> str:
        """The rest, which is then no longer here."""
        rest = self.rest
        self._keep("")
        return rest

    def _cut(self, text: str) -> list[str]:
        if self._separator not in self._edge + text:
            self._add(text)
            self._size += len(text.encode())
            if len(self._separator) > 1:
                self._edge = (self._edge + text)[1 - len(self._separator) :]
            return []
        *whole, rest = "".join([*self._pieces, text]).split(self._separator)
        self._keep(rest)
        return whole

    def _add(self, text: str) -> None:
        pieces = self._pieces
        if pieces and len(pieces[-1]) + len(text) < _JOINED:
            # A million tiny texts cost little more than what they hold, and empty ones nothing.
            pieces[-1] += text
        else:
            pieces.append(text)

    def _keep(self, rest: str) -> None:
        self._pieces = [rest] if rest else []
        self._size = len(rest.encode())
        self._edge = rest[1 - len(self._separator) :] if len(self._separator) > 1 else ""
