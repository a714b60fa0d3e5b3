"""permessage-deflate (RFC 7692): what two ends have agreed on, and compression both ways, no I/O.

A compressor that starts anew is always right, since it never points at what was before it: that is how a message is
compressed apart from the others, and how the context recovers from a raw frame.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from .framewriter import Frames, encode_message

if TYPE_CHECKING:
    from zlib import _Compress, _Decompress

    Context = tuple[_Compress]

#: What ends compressed data at a byte and is not sent (RFC 7692, 7.2.1); it follows one byte of an empty block.
_TAIL = b"\x00\x00\xff\xff"
_EMPTY_BLOCK = b"\x00" + _TAIL
#: A last block that holds nothing: accepted where a block may begin, and nowhere else.
_LAST_BLOCK = b"\x01\x00\x00\xff\xff"
_RSV1 = 4
#: Speed before size: the server is near, and 1 takes a seventh of the time of the usual 6 on large messages.
_LEVEL = 1
#: Small messages share a window of 4 KiB where more is allowed, which makes 32 KiB a session and not 256.
_SHARED_BITS, _SHARED_MEMORY = 12, 5
#: Of what follows a last block within one read, so much at a time: zlib hands back a copy of what it did not take.
_STEP = 512


@dataclass(frozen=True)
class Agreement:
    """The parameters of permessage-deflate in force (RFC 7692, 7.1). Windows as powers of two, 8 to 15."""

    server_no_context_takeover: bool = False
    client_no_context_takeover: bool = False
    server_max_window_bits: int = 15
    client_max_window_bits: int = 15


class Inflater:
    """Decompresses what the server sends; a window is kept from the first compressed message on."""

    __slots__ = ("_bits", "_forgets", "_stream")

    def __init__(self, agreement: Agreement) -> None:
        self._bits = agreement.server_max_window_bits
        self._forgets = agreement.server_no_context_takeover
        self._stream: _Decompress | None = None

    def inflate(self, data: bytes, last: bool, room: int) -> bytes:
        """A part of a message; at most ``room + 1`` bytes come out, which means that there is more than fits.

        Raises:
            zlib.error: it is not DEFLATE, or the message ends within a block.
        """
        stream = self._stream
        if stream is None:
            stream = self._stream = zlib.decompressobj(-self._bits)
        found = stream.decompress(data + _TAIL if last else data, room + 1)
        if stream.eof:
            found, stream = self._after_last_block(stream, found, last, room)
        if last:
            if len(found) <= room:
                probe = stream.copy()
                if probe.decompress(_LAST_BLOCK, 1) or not probe.eof:
                    raise zlib.error("the message ends within a block")
            self._stream = None if self._forgets else stream
        return found

    def _after_last_block(self, stream: _Decompress, found: bytes, last: bool, room: int) -> tuple[bytes, _Decompress]:
        """RFC 7692, 7.2.3.4: a block may say that it is the last one; what follows it starts anew."""
        rest, parts, size = stream.unused_data, [found], len(found)
        at = 0
        while size <= room:
            if stream.eof:
                stream = self._stream = zlib.decompressobj(-self._bits)
                if last and rest[at : at + 5] == _TAIL:
                    # No byte of an empty block came for it: nothing is left but the tail that we appended.
                    break
            if at == len(rest):
                break
            piece = rest[at : at + _STEP]
            parts.append(stream.decompress(piece, room + 1 - size))
            size += len(parts[-1])
            at += len(piece) - len(stream.unused_data)
        return b"".join(parts), stream


class Prepared:
    """A message that was compressed before it is known whether its turn has come.

    Attributes:
        frames: as they go out if it has.
        adopt: a call of C code that makes its context that of what follows it on the wire.
    """

    __slots__ = ("_base", "_deflater", "_opcode", "_pieces", "adopt", "frames")

    def __init__(
        self,
        deflater: Deflater,
        opcode: int,
        pieces: Sequence[bytes],
        frames: Frames,
        base: Context | None,
        after: Context | None,
    ) -> None:
        self.frames = frames
        self.adopt = partial(setattr, deflater, "context", after)
        self._deflater = deflater
        self._opcode = opcode
        self._pieces = pieces
        self._base = base

    def fits(self) -> bool:
        """Whether it may follow what went out last."""
        return self._base is None or self._deflater.context is self._base

    def in_order(self) -> Frames:
        """Its frames when it goes out now; on the I/O thread."""
        if self.fits():
            self.adopt()
            return self.frames
        return self._deflater.message(self._opcode, self._pieces)


class Deflater:
    """Compresses what we send. ``prepare`` and ``alone`` may be called by any thread, ``message`` by the I/O thread.

    With context takeover the order of compression must be that of the wire. So small messages are compressed when they
    begin to go out; or before, with a copy of the context of the moment, which is of use if nothing else goes out
    first. Large ones, which would keep the I/O thread from all other sessions, start a context of their own on the
    thread that sends them; it becomes the context of what follows them on the wire.
    """

    __slots__ = ("_bits", "_forgets", "context")

    def __init__(self, agreement: Agreement) -> None:
        self._bits = agreement.client_max_window_bits
        self._forgets = agreement.client_no_context_takeover
        #: That of what went out last; a tuple of its own after each message, so that it can be told whether it is.
        self.context: Context | None = None

    def message(self, opcode: int, pieces: Sequence[bytes]) -> Frames:
        """The frames of a message that goes out now, one for each piece."""
        base = self.context
        compressor = self._small() if base is None else base[0]
        # While it is at work there is none: what fails half-way must not be built upon.
        self.context = None
        frames = _frames(compressor, opcode, pieces)
        self.context = self._kept(compressor)
        return frames

    def prepare(self, opcode: int, pieces: Sequence[bytes]) -> Prepared:
        """A message that goes out next, unless another one does."""
        base = self.context
        compressor = self._small() if base is None else base[0].copy()
        frames = _frames(compressor, opcode, pieces)
        return Prepared(self, opcode, pieces, frames, base, self._kept(compressor))

    def alone(self, opcode: int, pieces: Sequence[bytes]) -> Prepared:
        """A message that needs nothing from before it."""
        compressor = zlib.compressobj(_LEVEL, wbits=-self._bits)
        frames = _frames(compressor, opcode, pieces)
        return Prepared(self, opcode, pieces, frames, None, self._kept(compressor))

    def _small(self) -> _Compress:
        return zlib.compressobj(_LEVEL, wbits=-min(self._bits, _SHARED_BITS), memLevel=_SHARED_MEMORY)

    def _kept(self, compressor: _Compress) -> Context | None:
        return None if self._forgets else (compressor,)


def _frames(context: _Compress, opcode: int, pieces: Sequence[bytes]) -> Frames:
    packed = []
    for piece in pieces:
        # Twice flushed with nothing in between is flushed once to zlib; a fragment of its own needs its own block.
        packed.append(context.compress(piece) + context.flush(zlib.Z_SYNC_FLUSH) or _EMPTY_BLOCK)
    packed[-1] = packed[-1][: -len(_TAIL)]
    return encode_message(opcode, packed, _RSV1)
