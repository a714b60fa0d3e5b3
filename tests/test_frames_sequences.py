"""What FrameReader makes of raw bytes: right sequences as messages, each broken rule with its code and section."""

from __future__ import annotations

import pytest

from WsKeywords.core.wire.frames import MOST_FRAGMENTS, CloseFrame, Event, FrameReader, Ping, Pong, Violation

MAX_SIZE = 1000
EURO = "€".encode()


def frame(first: int, payload: bytes = b"") -> bytes:
    """A server's frame: first byte as given, shortest length, no mask."""
    size = len(payload)
    if size < 126:
        return bytes((first, size)) + payload
    if size < 1 << 16:
        return bytes((first, 126)) + size.to_bytes(2, "big") + payload
    return bytes((first, 127)) + size.to_bytes(8, "big") + payload


RIGHT: dict[str, tuple[bytes, list[Event]]] = {
    "text": (frame(0x81, b"hello"), ["hello"]),
    "empty text": (frame(0x81), [""]),
    "binary": (frame(0x82, b"\x00\xff"), [b"\x00\xff"]),
    "empty binary": (frame(0x82), [b""]),
    "text of 125 bytes": (frame(0x81, b"x" * 125), ["x" * 125]),
    "text of 126 bytes": (frame(0x81, b"x" * 126), ["x" * 126]),
    "as large as allowed": (frame(0x82, b"x" * MAX_SIZE), [b"x" * MAX_SIZE]),
    "fragments": (frame(0x01, b"a") + frame(0x00, b"b") + frame(0x80, b"c"), ["abc"]),
    "binary fragments": (frame(0x02, b"a") + frame(0x80, b"b"), [b"ab"]),
    "empty fragments": (frame(0x01) + frame(0x00) + frame(0x80), [""]),
    "a character cut by fragments": (frame(0x01, EURO[:1]) + frame(0x00, EURO[1:2]) + frame(0x80, EURO[2:]), ["€"]),
    "ping between fragments": (frame(0x01, b"a") + frame(0x89, b"!") + frame(0x80, b"b"), [Ping(b"!"), "ab"]),
    "ping of 125 bytes": (frame(0x89, b"p" * 125), [Ping(b"p" * 125)]),
    "pong that nobody asked for": (frame(0x8A), [Pong(b"")]),
    "close without a code": (frame(0x88), [CloseFrame(1005, "")]),
    "close with a code": (frame(0x88, b"\x03\xe8"), [CloseFrame(1000, "")]),
    "close with a reason": (frame(0x88, b"\x0f\xa0" + EURO), [CloseFrame(4000, "€")]),
    "close within a fragmented message": (frame(0x01, b"a") + frame(0x88, b"\x03\xe9"), [CloseFrame(1001, "")]),
    "nothing after a close": (frame(0x88) + frame(0x81, b"late"), [CloseFrame(1005, "")]),
    "every order kept": (
        frame(0x81, b"1") + frame(0x89, b"2") + frame(0x82, b"3") + frame(0x8A, b"4"),
        ["1", Ping(b"2"), b"3", Pong(b"4")],
    ),
    "a row of equal frames": (frame(0x81, b"row") * 2000, ["row"] * 2000),
    "a row that another frame ends": (frame(0x81, b"row") * 500 + frame(0x82, b"end"), [*["row"] * 500, b"end"]),
}

FORBIDDEN_CODES = [0, 999, 1004, 1005, 1006, 1015, 1016, 2999, 5000, 65535]

# name: (bytes, code, section, what, the bytes quoted)
BROKEN: dict[str, tuple[bytes, int, str, str, str]] = {
    "masked": (b"\x81\x85abcdefgh", 1002, "5.1", "masked frame from the server", "81 85 61 62 63 64 65 66"),
    "masked and empty": (b"\x81\x80", 1002, "5.1", "masked frame from the server", "81 80"),
    "RSV1": (b"\xc1\x01x", 1002, "5.2", "reserved bit set (RSV 100) with no extension agreed", "c1 01 78"),
    "RSV3": (b"\x91\x00", 1002, "5.2", "reserved bit set (RSV 001) with no extension agreed", "91 00"),
    "RSV2 of a ping": (b"\xa9\x00", 1002, "5.2", "reserved bit set (RSV 010) with no extension agreed", "a9 00"),
    "opcode 3": (b"\x83\x00", 1002, "5.2", "reserved opcode 0x3", "83 00"),
    "opcode 11": (b"\x8b\x00", 1002, "5.2", "reserved opcode 0xb", "8b 00"),
    "length 125 in two bytes": (
        b"\x82\x7e\x00\x7d",
        1002,
        "5.2",
        "payload length 125 not in its shortest form",
        "82 7e 00 7d",
    ),
    "length 65535 in eight bytes": (
        b"\x82\x7f" + (65535).to_bytes(8, "big"),
        1002,
        "5.2",
        "payload length 65535 not in its shortest form",
        "82 7f 00 00 00 00 00 00",
    ),
    "length with bit 63": (
        b"\x82\x7f\x80" + bytes(7),
        1002,
        "5.2",
        "payload length with bit 63 set",
        "82 7f 80 00 00 00 00 00",
    ),
    "continuation of nothing": (b"\x80\x00", 1002, "5.4", "continuation frame with no message to continue", "80 00"),
    "continuation after the end": (
        frame(0x01, b"a") + frame(0x80, b"b") + frame(0x80, b"c"),
        1002,
        "5.4",
        "continuation frame with no message to continue",
        "80 01 63",
    ),
    "text within a message": (
        frame(0x01, b"a") + frame(0x81, b"b"),
        1002,
        "5.4",
        "new message inside a fragmented one",
        "81 01 62",
    ),
    "fragmented ping": (b"\x09\x00", 1002, "5.5", "fragmented control frame", "09 00"),
    "fragmented close": (b"\x08\x00", 1002, "5.5", "fragmented control frame", "08 00"),
    "ping of 126 bytes": (b"\x89\x7e\x00\x7e", 1002, "5.5", "control frame over 125 bytes", "89 7e 00 7e"),
    "close of one byte": (b"\x88\x01\x03", 1002, "5.5.1", "close frame with one byte of payload", "03"),
    "close reason not UTF-8": (
        b"\x88\x04\x03\xe8\xc3\x28",
        1007,
        "5.5.1",
        "close reason that is not UTF-8 at byte 0",
        "c3 28",
    ),
    "text not UTF-8": (b"\x81\x04ab\xff\xfe", 1007, "8.1", "text that is not UTF-8 at byte 2", "ff fe"),
    "text that ends within a character": (
        b"\x81\x02" + EURO[:2],
        1007,
        "8.1",
        "text that is not UTF-8 at byte 0",
        "e2 82",
    ),
    "a surrogate": (b"\x81\x03\xed\xa0\x80", 1007, "8.1", "text that is not UTF-8 at byte 0", "ed a0 80"),
    "overlong": (b"\x81\x02\xc0\xaf", 1007, "8.1", "text that is not UTF-8 at byte 0", "c0 af"),
    "beyond Unicode": (b"\x81\x04\xf4\x90\x80\x80", 1007, "8.1", "text that is not UTF-8 at byte 0", "f4 90 80 80"),
    "not UTF-8 across fragments": (
        frame(0x01, b"abc" + EURO[:1]) + frame(0x80, b"x"),
        1007,
        "8.1",
        "text that is not UTF-8 at byte 3",
        "e2 78",
    ),
    "too large": (
        frame(0x82, bytes(MAX_SIZE + 1)),
        1009,
        "7.4.1",
        "message larger than 1000 bytes (max_size)",
        "82 7e 03 e9 00 00 00 00",
    ),
    "too large in fragments": (
        frame(0x02, bytes(MAX_SIZE)) + frame(0x80, b"\x01"),
        1009,
        "7.4.1",
        "message larger than 1000 bytes (max_size)",
        "80 01 01",
    ),
}


def in_pieces(data: bytes, size: int) -> list[Event]:
    reader = FrameReader(MAX_SIZE)
    return [event for i in range(0, len(data), size) for event in reader.feed(data[i : i + size])]


@pytest.mark.parametrize("name", RIGHT)
def test_right_sequences(name: str) -> None:
    data, expected = RIGHT[name]
    for size in (len(data), 1, 2, 3, 7):
        assert expected == in_pieces(data, size)


@pytest.mark.parametrize("name", BROKEN)
def test_broken_rules(name: str) -> None:
    data, code, section, what, seen = BROKEN[name]
    rule = f"RFC 6455 section {section}: {what}, first bytes {seen.strip()}"
    assert in_pieces(data, len(data))[-1] == Violation(code, rule)
    alone = in_pieces(data, 1)[-1]
    assert isinstance(alone, Violation)
    # Fewer bytes have come then, so fewer can be quoted.
    assert (alone.code, alone.rule.partition(", first")[0]) == (code, rule.partition(", first")[0])
    assert rule.startswith(alone.rule)
    assert not alone.rule.endswith("first bytes ")
    assert len(alone.rule.encode()) <= 123


def test_of_several_faults_the_first_is_told_however_it_comes() -> None:
    data = b"\xc1\x7f\x80" + bytes(7)
    rules = {str(in_pieces(data, size)[-1]).partition(", first")[0] for size in (1, 3, 10)}
    assert rules == {
        "Violation(code=1002, rule='RFC 6455 section 5.2: reserved bit set (RSV 100) with no extension agreed"
    }


@pytest.mark.parametrize("code", FORBIDDEN_CODES)
def test_a_close_code_that_is_forbidden_is_reported_as_it_came(code: int) -> None:
    sent = code.to_bytes(2, "big")
    fault = f"RFC 6455 section 7.4: close code {code} must not be sent, first bytes {sent.hex(' ')}"
    assert FrameReader(MAX_SIZE).feed(frame(0x88, sent)) == [CloseFrame(code, "", fault)]


@pytest.mark.parametrize("code", [1000, 1003, 1007, 1014, 3000, 4999])
def test_a_close_code_that_is_allowed(code: int) -> None:
    assert FrameReader(MAX_SIZE).feed(frame(0x88, code.to_bytes(2, "big") + b"why")) == [CloseFrame(code, "why")]


def test_messages_before_a_fault_are_delivered() -> None:
    events = FrameReader(MAX_SIZE).feed(frame(0x81, b"one") + frame(0x81, b"two") + b"\x83\x00")
    assert events[:2] == ["one", "two"]
    assert [event.code for event in events[2:] if isinstance(event, Violation)] == [1002]


def test_a_fault_within_a_row_of_equal_frames_keeps_those_before_it() -> None:
    events = FrameReader(MAX_SIZE).feed(
        frame(0x81, b"row") * 700 + frame(0x81, b"\xff\xff\xff") + frame(0x81, b"row") * 700
    )
    assert events[:-1] == ["row"] * 700
    assert events[-1] == Violation(1007, "RFC 6455 section 8.1: text that is not UTF-8 at byte 0, first bytes ff ff ff")


def test_nothing_is_read_after_a_fault() -> None:
    reader = FrameReader(MAX_SIZE)
    assert len(reader.feed(b"\x83\x00")) == 1
    assert reader.controls
    assert reader.feed(frame(0x81, b"late")) == []
    assert not reader.controls


def test_controls_tells_whether_there_was_anything_but_messages() -> None:
    reader = FrameReader(MAX_SIZE)
    seen = []
    for data in (frame(0x81, b"a"), frame(0x89), frame(0x82, b"b"), frame(0x8A), frame(0x01, b"c"), frame(0x88)):
        reader.feed(data)
        seen.append(reader.controls)
    assert seen == [False, True, False, True, False, True]


# A fault is told with the byte that proves it.
@pytest.mark.parametrize(
    ("data", "code"),
    [
        pytest.param(b"\x81\xff", 1002, id="masked, length not there yet"),
        pytest.param(b"\xf1\x7f", 1002, id="reserved bits, length not there yet"),
        pytest.param(b"\x89\x7f", 1002, id="long ping, length not there yet"),
        pytest.param(b"\x82\x7e\x03\xe9", 1009, id="too large, nothing of it there yet"),
        pytest.param(b"\x82\x7f" + (1 << 62).to_bytes(8, "big"), 1009, id="an exabyte announced"),
        pytest.param(b"\x81\x7e\x03\xe8ab\xff", 1007, id="not UTF-8, the rest not there yet"),
        pytest.param(b"\x01\x02a\xff", 1007, id="not UTF-8 in a fragment"),
    ],
)
def test_a_fault_is_told_at_once(data: bytes, code: int) -> None:
    (event,) = FrameReader(MAX_SIZE).feed(data)
    assert isinstance(event, Violation)
    assert event.code == code


def test_a_server_that_speaks_http_is_quoted_as_text() -> None:
    (event,) = FrameReader(MAX_SIZE).feed(b"HTTP/1.1 400 Bad Request\r\n\r\n")
    rule = 'RFC 6455 section 5.2: reserved bit set (RSV 100) with no extension agreed, first bytes "HTTP/1.1"'
    assert event == Violation(1002, rule)


def test_a_message_in_many_tiny_fragments() -> None:
    reader = FrameReader(1 << 20)
    count = 50_000
    events = reader.feed(frame(0x01, b"a") + frame(0x00, b"b") * count + frame(0x80, b"c"))
    assert events == ["a" + "b" * count + "c"]


def test_a_message_has_so_many_fragments_at_most() -> None:
    reader = FrameReader(1 << 20)
    longest = frame(0x01, b"a") + frame(0x00) * (MOST_FRAGMENTS - 2) + frame(0x80, b"c")
    assert reader.feed(longest + longest) == ["ac", "ac"]
    (event,) = reader.feed(frame(0x02, b"a") + frame(0x00) * MOST_FRAGMENTS)
    rule = "RFC 6455 section 7.4.1: message in more than 131072 fragments, first bytes 00 00"
    assert event == Violation(1009, rule)
