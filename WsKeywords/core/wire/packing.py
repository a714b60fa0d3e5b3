"""What a connection sends, as frames: compressed where that is agreed, and in the right order of contexts."""

from __future__ import annotations

from collections.abc import Sequence

from ..report.transcript import Record
from .deflate import Agreement, Deflater
from .framewriter import Frames, encode, encode_message
from .outgoing import LARGE, Outgoing

_RSV1 = 4


class Packer:
    """Makes the messages and frames of one connection; any thread may call it."""

    __slots__ = ("_ahead", "_deflater")

    def __init__(self, agreement: Agreement | None, ahead: bool = True) -> None:
        #: Whether the thread that sends compresses small messages too, in the hope that their turn has come.
        self._ahead = ahead
        # zlib cannot write with a window of 256 bytes. A message may always go out as it is (RFC 7692, 6).
        can = agreement is not None and agreement.client_max_window_bits > 8
        self._deflater = Deflater(agreement) if agreement is not None and can else None

    def message(self, opcode: int, pieces: Sequence[bytes], record: Record) -> Outgoing:
        """A message of as many frames as pieces. An empty one would only grow, and is not compressed."""
        deflater = self._deflater
        if deflater is None or not any(pieces):
            return Outgoing(encode_message(opcode, pieces), record)
        large = sum(map(len, pieces)) >= LARGE
        if not large and not self._ahead:
            return Outgoing(lambda: deflater.message(opcode, pieces), record)
        prepared = deflater.alone(opcode, pieces) if large else deflater.prepare(opcode, pieces)
        return Outgoing(prepared.in_order, record, prepared=prepared)

    def frame(
        self, opcode: int, payload: bytes, fin: bool, rsv: int, record: Record, closes: tuple[int, str] | None = None
    ) -> Outgoing:
        """One frame, as it is."""
        data, deflater = encode(opcode, payload, fin, rsv), self._deflater
        if deflater is None or not rsv & _RSV1:
            return Outgoing(data, record, closes)

        def begin() -> Frames:
            # What the server makes of it we do not know: what follows must not point at anything before it.
            deflater.context = None
            return data

        return Outgoing(begin, record, closes)
