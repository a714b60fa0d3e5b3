"""Frames on their way to the server: masked, and the limits of what a close or control frame may hold."""

from __future__ import annotations

import os
from collections.abc import Sequence
from struct import pack

from ..errors import InvalidArgument

CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG = 0, 1, 2, 8, 9, 10
#: Bytes of a control frame's payload, at most (RFC 6455, 5.5).
MAX_CONTROL = 125
#: Bytes of a close reason, at most: the code takes two.
MAX_REASON = MAX_CONTROL - 2

#: Beyond this size the XOR of two big integers is slower than four translations.
_SHORT = 512
#: So many bytes are translated at a time: what that needs stays in the cache, and is not fresh memory of the system's.
_STRETCH = 1 << 16
#: Every byte XOR each of 256, made from big integers: byte by byte it takes ten times as long, at each import.
_BYTES, _ONES = int.from_bytes(range(256), "big"), int.from_bytes(b"\1" * 256, "big")
_XOR = [(_BYTES ^ _ONES * byte).to_bytes(256, "big") for byte in range(256)]
#: Frames ready to be sent.
Frames = bytes | bytearray


def encode(opcode: int, payload: bytes = b"", fin: bool = True, rsv: int = 0) -> Frames:
    """One masked frame, ready to be sent (RFC 6455, 5.2). What it holds is not checked, so that tests can break rules.

    Args:
        opcode: 0 to 15.
        payload: bytes, not yet masked.
        fin: whether it is the last frame of its message.
        rsv: the three reserved bits as a number, RSV1 = 4.

    Raises:
        InvalidArgument: when opcode or rsv do not fit into their bits.
    """
    if not 0 <= opcode <= 15:
        raise InvalidArgument(f'Expected the opcode to be a number from 0 to 15, but it is "{opcode}".')
    if not 0 <= rsv <= 7:
        raise InvalidArgument(f'Expected rsv to be a number from 0 to 7 (RSV1 = 4), but it is "{rsv}".')
    first, size, key = (0x80 if fin else 0) | rsv << 4 | opcode, len(payload), os.urandom(4)
    if size < 126:
        head = bytes((first, 0x80 | size))
    elif size < 1 << 16:
        head = pack("!BBH", first, 0xFE, size)
    else:
        head = pack("!BBQ", first, 0xFF, size)
    if size < _SHORT:
        keys = int.from_bytes((key * (size // 4 + 1))[:size], "little")
        return b"".join((head, key, (int.from_bytes(payload, "little") ^ keys).to_bytes(size, "little")))
    frame = bytearray().join((head, key, payload))
    _mask(frame, len(head) + len(key), key)
    return frame


def encode_message(opcode: int, pieces: Sequence[bytes], rsv: int = 0) -> Frames:
    """The masked frames of one message, one for each piece (RFC 6455, 5.4); ``rsv`` is of the first."""
    last = len(pieces) - 1
    if not last:
        return encode(opcode, pieces[0], True, rsv)
    return b"".join(
        encode(CONTINUATION if number else opcode, piece, number == last, 0 if number else rsv)
        for number, piece in enumerate(pieces)
    )


def _mask(frame: bytearray, start: int, key: bytes) -> None:
    """Mask a frame in place, from ``start`` on: each fourth byte has the same byte of the key."""
    for begin in range(start, len(frame), _STRETCH):
        for number, byte in enumerate(key, begin):
            lane = slice(number, begin + _STRETCH, 4)
            frame[lane] = frame[lane].translate(_XOR[byte])


def may_close_with(code: int) -> bool:
    """Whether RFC 6455, 7.4 and the registry it created allow this code in a close frame."""
    return 1000 <= code <= 1003 or 1007 <= code <= 1014 or 3000 <= code <= 4999


def check_close_code(code: int) -> None:
    """Raises InvalidArgument unless an endpoint may send this close code."""
    if isinstance(code, bool) or not isinstance(code, int) or not may_close_with(code):
        raise InvalidArgument(
            f'Expected a close code from 1000 to 1003, 1007 to 1014 or 3000 to 4999, but it is "{code}": '
            "RFC 6455, section 7.4, allows no other in a close frame. (Send Frame sends anything.)"
        )


def check_close_reason(reason: str) -> bytes:
    """The reason as UTF-8; InvalidArgument unless it fits into a close frame (123 bytes)."""
    if not isinstance(reason, str):
        from ..given import shown

        raise InvalidArgument(f"Expected a close reason to be a text, but it is {shown(reason)}.")
    try:
        data = reason.encode()
    except UnicodeEncodeError as error:
        raise InvalidArgument(
            f"Expected a close reason that can be written as UTF-8, but its character {error.start + 1} is "
            f"U+{ord(reason[error.start]):04X}, half of a surrogate pair."
        ) from None
    if len(data) > MAX_REASON:
        raise InvalidArgument(
            f"Expected a close reason of at most {MAX_REASON} bytes of UTF-8 (RFC 6455, section 5.5), "
            f'but it has {len(data)}: "{reason[:40]}…".'
        )
    return data


def check_control_payload(payload: bytes) -> None:
    """Raises InvalidArgument unless the payload fits into a ping or pong (125 bytes)."""
    if len(payload) > MAX_CONTROL:
        raise InvalidArgument(
            f"Expected a control frame's payload of at most {MAX_CONTROL} bytes (RFC 6455, section 5.5), "
            f"but it has {len(payload)}."
        )


def close_payload(code: int, reason: str) -> bytes:
    """The payload of a close frame; InvalidArgument for a code or reason that may not be sent."""
    check_close_code(code)
    return code.to_bytes(2, "big") + check_close_reason(reason)
