"""RFC 7692, rule by rule: compressed frames of a server, and what they are to FrameReader.

The bytes of 7.2.3 are those of the RFC's own examples. What was agreed on at the handshake, and may be, is in
``test_extensions.py``.
"""

from __future__ import annotations

import zlib

import pytest

from WsKeywords.core.wire.deflate import Agreement, Inflater
from WsKeywords.core.wire.frames import Event, FrameReader, Ping, Pong, Violation

from .test_frames_sequences import frame

MAX_SIZE = 1000
#: "Hello", and the same again where the window is kept.
HELLO, AGAIN = bytes.fromhex("f248cdc9c90700"), bytes.fromhex("f200110000")
#: A block that announces ten bytes and holds five.
STORED = b"\x00\x0a\x00\xf5\xffHello"
DEFAULT, FORGETS, SMALL = Agreement(), Agreement(server_no_context_takeover=True), Agreement(server_max_window_bits=9)


def packed(data: bytes, bits: int = 15) -> bytes:
    writer = zlib.compressobj(9, wbits=-bits)
    return (writer.compress(data) + writer.flush(zlib.Z_SYNC_FLUSH))[:-4]


def far_back(distance: int) -> bytes:
    """What repeats itself after so many bytes, as two messages of one context."""
    filling = bytes(at * 7 % 251 for at in range(distance - 20))
    writer = zlib.compressobj(9, wbits=-15, strategy=zlib.Z_DEFAULT_STRATEGY)
    first = (writer.compress(b"0123456789abcdefghij" + filling) + writer.flush(zlib.Z_SYNC_FLUSH))[:-4]
    second = (writer.compress(b"0123456789abcdefghij") + writer.flush(zlib.Z_SYNC_FLUSH))[:-4]
    return frame(0xC2, first) + frame(0xC2, second)


#: name: (section, what was agreed on, bytes, what comes)
RIGHT: dict[str, tuple[str, Agreement, bytes, list[Event]]] = {
    # 6: the bit tells which messages are compressed
    "a message that is not compressed": ("6", DEFAULT, frame(0x81, b"Hello"), ["Hello"]),
    "compressed and not": (
        "6",
        DEFAULT,
        frame(0xC1, HELLO) + frame(0x81, b"plain") + frame(0xC1, AGAIN),
        ["Hello", "plain", "Hello"],
    ),
    "fragments": ("6.1", DEFAULT, frame(0x41, HELLO[:3]) + frame(0x80, HELLO[3:]), ["Hello"]),
    "fragments of one byte": (
        "6.1",
        DEFAULT,
        frame(0x41, HELLO[:1]) + b"".join(frame(0, HELLO[at : at + 1]) for at in range(1, 6)) + frame(0x80, HELLO[6:]),
        ["Hello"],
    ),
    "an empty fragment first": ("6.1", DEFAULT, frame(0x41) + frame(0x80, HELLO), ["Hello"]),
    "an empty fragment last": ("6.1", DEFAULT, frame(0x42, HELLO) + frame(0x80), [b"Hello"]),
    "control frames between fragments, as they are": (
        "6.1",
        DEFAULT,
        frame(0x41, HELLO[:3]) + frame(0x89, HELLO) + frame(0x00) + frame(0x8A, b"") + frame(0x80, HELLO[3:]),
        [Ping(HELLO), Pong(b""), "Hello"],
    ),
    "fragments that are not compressed": ("6", DEFAULT, frame(0x01, b"He") + frame(0x80, b"llo"), ["Hello"]),
    "a character cut by fragments": (
        "6.2",
        DEFAULT,
        frame(0x41, packed("€".encode())[:2]) + frame(0x80, packed("€".encode())[2:]),
        ["€"],
    ),
    # 7.2.3: the examples
    "one block": ("7.2.3.1", DEFAULT, frame(0xC1, HELLO), ["Hello"]),
    "the window is kept": ("7.2.3.2", DEFAULT, frame(0xC1, HELLO) + frame(0xC1, AGAIN), ["Hello", "Hello"]),
    "stored": ("7.2.3.3", DEFAULT, frame(0xC1, bytes.fromhex("000500faff48656c6c6f00")), ["Hello"]),
    "a block that says it is the last one": (
        "7.2.3.4",
        DEFAULT,
        frame(0xC1, bytes.fromhex("f348cdc9c9070000")),
        ["Hello"],
    ),
    "and more after it": (
        "7.2.3.4",
        DEFAULT,
        frame(0xC1, bytes.fromhex("f348cdc9c90700") + HELLO) + frame(0xC1, HELLO),
        ["HelloHello", "Hello"],
    ),
    "two blocks": ("7.2.3.5", DEFAULT, frame(0xC1, bytes.fromhex("f248050000 00ffffcac9c90700")), ["Hello"]),
    "an empty message": ("7.2.3.6", DEFAULT, frame(0xC1, b"\x00"), [""]),
    "an empty message, and what follows it": (
        "7.2.3.6",
        DEFAULT,
        frame(0xC1, HELLO) + frame(0xC2, b"\x00") + frame(0xC1, AGAIN),
        ["Hello", b"", "Hello"],
    ),
    # 7.1: the parameters
    "each message anew": ("7.1.1.1", FORGETS, frame(0xC1, HELLO) + frame(0xC1, HELLO), ["Hello", "Hello"]),
    "a server that could keep its window, and does not": (
        "7.1.1.1",
        DEFAULT,
        frame(0xC1, HELLO) + frame(0xC1, HELLO),
        ["Hello", "Hello"],
    ),
    "a window of 512 bytes": ("7.1.2.1", SMALL, frame(0xC2, packed(b"ab" * 400, 9)), [b"ab" * 400]),
    "a window of 256 bytes": (
        "7.1.2.1",
        Agreement(server_max_window_bits=8),
        frame(0xC1, HELLO) + frame(0xC1, AGAIN),
        ["Hello", "Hello"],
    ),
    "far back in the usual window": (
        "7.1.2.1",
        DEFAULT,
        far_back(900),
        [b"0123456789abcdefghij" + bytes(at * 7 % 251 for at in range(880)), b"0123456789abcdefghij"],
    ),
    "as large as allowed": ("RFC 6455, 7.4.1", DEFAULT, frame(0xC2, packed(bytes(MAX_SIZE))), [bytes(MAX_SIZE)]),
    "larger on the wire than inflated": (
        "RFC 6455, 7.4.1",
        DEFAULT,
        frame(0xC2, b"\x00\x00\x00\xff\xff" * 300 + b"\x00"),
        [b""],
    ),
}

_TOO_LARGE = "message larger than 1000 bytes (max_size)"

#: name: (RFC and section, what was agreed on, bytes, code, what)
BROKEN: dict[str, tuple[str, Agreement | None, bytes, int, str]] = {
    # 6: where the bit may stand
    "not agreed on": (
        "6455 section 5.2",
        None,
        frame(0xC1, HELLO),
        1002,
        "reserved bit set (RSV 100) with no extension agreed",
    ),
    "on a ping": ("6455 section 5.2", DEFAULT, frame(0xC9), 1002, "reserved bit set (RSV 100) on a control frame"),
    "on a pong": ("6455 section 5.2", DEFAULT, frame(0xCA), 1002, "reserved bit set (RSV 100) on a control frame"),
    "on a close": ("6455 section 5.2", DEFAULT, frame(0xC8), 1002, "reserved bit set (RSV 100) on a control frame"),
    "on a later fragment": (
        "6455 section 5.2",
        DEFAULT,
        frame(0x41, HELLO[:3]) + frame(0xC0, HELLO[3:]),
        1002,
        "reserved bit set (RSV 100) not on the first frame of a message",
    ),
    "on a later fragment of a message that is not compressed": (
        "6455 section 5.2",
        DEFAULT,
        frame(0x01, b"He") + frame(0x40, HELLO),
        1002,
        "reserved bit set (RSV 100) not on the first frame of a message",
    ),
    "RSV2 beside it": (
        "6455 section 5.2",
        DEFAULT,
        frame(0xE1, HELLO),
        1002,
        "reserved bit set (RSV 110) that permessage-deflate leaves unset",
    ),
    "RSV3 without it": (
        "6455 section 5.2",
        DEFAULT,
        frame(0x91, b"x"),
        1002,
        "reserved bit set (RSV 001) that permessage-deflate leaves unset",
    ),
    "on a reserved opcode": (
        "6455 section 5.2",
        DEFAULT,
        frame(0xC3),
        1002,
        "reserved bit set (RSV 100) not on the first frame of a message",
    ),
    "on a message within another": (
        "6455 section 5.4",
        DEFAULT,
        frame(0x41, HELLO[:3]) + frame(0xC1, HELLO),
        1002,
        "new message inside a fragmented one",
    ),
    # 7.2.2: what is no DEFLATE
    "a block type that there is not": ("7692 section 7.2.2", DEFAULT, frame(0xC1, b"\x07"), 1007, "invalid block type"),
    "a stored block whose lengths differ": (
        "7692 section 7.2.2",
        DEFAULT,
        frame(0xC1, b"\x00\x05\x00\xfa\xfeHello\x00"),
        1007,
        "invalid stored block lengths",
    ),
    "a message that ends within a block": (
        "7692 section 7.2.2",
        DEFAULT,
        frame(0xC1, STORED),
        1007,
        "the message ends within a block",
    ),
    "fragments that end within a block": (
        "7692 section 7.2.2",
        DEFAULT,
        frame(0x41, STORED[:7]) + frame(0x80, STORED[7:]),
        1007,
        "the message ends within a block",
    ),
    "a message cut short": (
        "7692 section 7.2.2",
        DEFAULT,
        frame(0xC1, HELLO[:4]),
        1007,
        "invalid stored block lengths",
    ),
    "a payload without a byte": ("7692 section 7.2.2", DEFAULT, frame(0xC1), 1007, "invalid stored block lengths"),
    # 7.1: more than was agreed on
    "what was said before, with no window kept": (
        "7692 section 7.2.2",
        FORGETS,
        frame(0xC1, HELLO) + frame(0xC1, AGAIN),
        1007,
        "invalid distance too far back",
    ),
    "farther back than the window": (
        "7692 section 7.2.2",
        SMALL,
        far_back(900),
        1007,
        "invalid distance too far back",
    ),
    # what is inside
    "not UTF-8": (
        "6455 section 8.1",
        DEFAULT,
        frame(0xC1, packed(b"abc\xff")),
        1007,
        "text that is not UTF-8 at byte 3",
    ),
    "ends within a character": (
        "6455 section 8.1",
        DEFAULT,
        frame(0xC1, packed("a€".encode()[:3])),
        1007,
        "text that is not UTF-8 at byte 1",
    ),
    "too large": ("6455 section 7.4.1", DEFAULT, frame(0xC2, packed(bytes(MAX_SIZE + 1))), 1009, _TOO_LARGE),
    "too large in its second fragment": (
        "6455 section 7.4.1",
        DEFAULT,
        frame(0x42, packed(bytes(MAX_SIZE)) + b"\x00\x00\xff\xff") + frame(0x80, packed(b"x")),
        1009,
        _TOO_LARGE,
    ),
    "a bomb behind a last block": (
        "6455 section 7.4.1",
        DEFAULT,
        frame(0xC2, bytes.fromhex("f348cdc9c90700") + packed(bytes(100_000))),
        1009,
        _TOO_LARGE,
    ),
    "a bomb": ("6455 section 7.4.1", DEFAULT, frame(0xC2, packed(bytes(100_000))), 1009, _TOO_LARGE),
}


def in_pieces(agreement: Agreement | None, data: bytes, size: int) -> list[Event]:
    reader = FrameReader(MAX_SIZE, None if agreement is None else Inflater(agreement))
    return [event for at in range(0, len(data), size) for event in reader.feed(data[at : at + size])]


@pytest.mark.parametrize("name", RIGHT)
def test_right_sequences(name: str) -> None:
    _, agreement, data, expected = RIGHT[name]
    for size in (len(data), 1, 2, 3, 7):
        assert in_pieces(agreement, data, size) == expected


@pytest.mark.parametrize("name", BROKEN)
def test_broken_rules(name: str) -> None:
    section, agreement, data, code, what = BROKEN[name]
    if section.startswith("7692"):
        what = f"not DEFLATE data ({what})"
    for size in (len(data), 1, 3):
        last = in_pieces(agreement, data, size)[-1]
        assert isinstance(last, Violation)
        assert (last.code, last.rule.partition(", first")[0]) == (code, f"RFC {section}: {what}")
        assert len(last.rule.encode()) <= 123
