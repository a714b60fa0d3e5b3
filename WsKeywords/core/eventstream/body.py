"""The body of an HTTP answer that goes on and on: framing taken off by h11, compression by zlib, piece by piece.

A piece is never larger than asked for, however small what it was compressed to: who takes the pieces decides when to
stop.
"""

from __future__ import annotations

import zlib
from collections import deque
from typing import Any, Protocol

from ..handshake.headers import Headers
from ..output import quote

#: Bytes of content in one piece, at most.
PIECE = 1 << 16
#: Longest line of the framing, in bytes.
_LINE = 1 << 14
_GZIP, _ZLIB, _RAW = 16 + zlib.MAX_WBITS, zlib.MAX_WBITS, -zlib.MAX_WBITS
ENCODINGS = ("gzip", "x-gzip", "deflate")


class BadBody(Exception):
    """The body breaks the rules of HTTP or of its compression; the text says which, with no full stop."""


class Inflating(Protocol):
    """What undoes a content coding (RFC 9110, 8.4)."""

    def feed(self, data: bytes) -> None:
        """Take what came."""

    def piece(self) -> bytes:
        """The next bytes of content, at most ``PIECE`` of them; empty when more must come first."""


class Plain:
    """No content coding."""

    def __init__(self) -> None:
        self._waiting: deque[bytes] = deque()

    def feed(self, data: bytes) -> None:
        self._waiting.append(data)

    def piece(self) -> bytes:
        return self._waiting.popleft() if self._waiting else b""


class Inflater:
    """gzip, also of several members, or deflate, with the zlib header that it should have or without it."""

    def __init__(self, encoding: str) -> None:
        self._gzip = encoding != "deflate"
        self._coder: Any = None
        self._waiting = b""

    def feed(self, data: bytes) -> None:
        self._waiting += data

    def piece(self) -> bytes:
        while self._waiting:
            if self._coder is None:
                # Compression method 8 stands in the first byte of a zlib header (RFC 1950, 2.2).
                bits = _GZIP if self._gzip else _ZLIB if self._waiting[0] & 0x0F == 8 else _RAW
                self._coder = zlib.decompressobj(bits)
            try:
                found: bytes = self._coder.decompress(self._waiting, PIECE)
            except zlib.error as error:
                what = str(error).rpartition(": ")[2]
                raise BadBody(
                    f"the {'gzip' if self._gzip else 'deflate'} coding is broken ({what}): {quote(self._waiting[:8])}"
                ) from None
            if self._coder.eof:
                self._waiting = self._coder.unused_data
                self._coder = None
            else:
                self._waiting = self._coder.unconsumed_tail
            if found:
                return found
        # The coder may hold back output of which it knows only that it had no room.
        return b"" if self._coder is None else self._held()

    def _held(self) -> bytes:
        found: bytes = self._coder.decompress(b"", PIECE)
        return found


def decoder_for(encoding: str) -> Inflating | None:
    """What undoes this Content-Encoding; ``None`` when nothing here does."""
    name = encoding.strip().lower()
    if name in ("", "identity"):
        return Plain()
    return Inflater(name) if name in ENCODINGS else None


class Body:
    """The body of one answer.

    Args:
        status: of the answer.
        headers: of the answer; of them Transfer-Encoding, Content-Length and Content-Encoding matter.

    Raises:
        BadBody: its length or coding cannot be known from the headers.
    """

    def __init__(self, status: int, headers: Headers) -> None:
        import h11

        coder = decoder_for(headers.get("Content-Encoding", ""))
        if coder is None:
            raise BadBody(f"the content coding {quote(headers['Content-Encoding'], 100)} was not asked for")
        self._coder = coder
        self._h11 = h11
        self._http = h11.Connection(h11.CLIENT, max_incomplete_event_size=_LINE)
        self._http.send(h11.Request(method="GET", target="/", headers=[("Host", "-")]))
        self._http.send(h11.EndOfMessage())
        framing = [
            (name, value) for name in ("Transfer-Encoding", "Content-Length") for value in headers.get_list(name)
        ]
        # The head was read and checked before; h11 needs to see of it what says how long the body is.
        head = "".join(f"{name}: {value}\r\n" for name, value in framing)
        self._http.receive_data(f"HTTP/1.1 {status} -\r\n{head}\r\n".encode("latin-1"))
        self._next()
        #: Whether the end of the connection is the only end that the body can have.
        self.endless = not framing
        #: Whether the body has come to its end.
        self.ended = False

    def feed(self, data: bytes) -> None:
        """Take what came from the socket; empty at its end.

        Raises:
            BadBody: the framing is broken, or the connection ended within the body.
        """
        if self.ended:
            return
        self._http.receive_data(data)
        while not self.ended:
            event = self._next()
            if event is self._h11.NEED_DATA:
                return
            if isinstance(event, self._h11.Data):
                self._coder.feed(bytes(event.data))
            elif isinstance(event, self._h11.EndOfMessage):
                self.ended = True

    def piece(self) -> bytes:
        """The next bytes of content; empty when more must come first, or at the end.

        Raises:
            BadBody: the compression is broken.
        """
        return self._coder.piece()

    def _next(self) -> Any:
        try:
            return self._http.next_event()
        except self._h11.RemoteProtocolError as error:
            raise BadBody(f"the body's framing breaks HTTP ({error})") from None
