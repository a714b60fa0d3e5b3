"""RFC 6455, sections 5 to 8, rule by rule: what a server sends, and what it is to FrameReader.

Each row has the section that it stands for. What this client sends is in ``engine/test_rules_of_sending.py``,
compression in ``test_frames_compressed.py``; ``rules.py`` lists the rules themselves, and where each is held.
"""

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


#: name: (section, bytes, what comes)
RIGHT: dict[str, tuple[str, bytes, list[Event]]] = {
    # RFC 6455, 5.2 and 5.6: one frame, of each kind and length
    "text": ("5.6", frame(0x81, b"hello"), ["hello"]),
    "empty text": ("5.6", frame(0x81), [""]),
    "binary": ("5.6", frame(0x82, b"\x00\xff"), [b"\x00\xff"]),
    "empty binary": ("5.6", frame(0x82), [b""]),
    "binary that would be bad text": ("5.6", frame(0x82, b"\xc3\x28\xff"), [b"\xc3\x28\xff"]),
    "text of 125 bytes": ("5.2", frame(0x81, b"x" * 125), ["x" * 125]),
    "text of 126 bytes": ("5.2", frame(0x81, b"x" * 126), ["x" * 126]),
    "as large as allowed": ("7.4.1", frame(0x82, b"x" * MAX_SIZE), [b"x" * MAX_SIZE]),
    # 5.4: fragments, and control frames among them
    "fragments": ("5.4", frame(0x01, b"a") + frame(0x00, b"b") + frame(0x80, b"c"), ["abc"]),
    "binary fragments": ("5.4", frame(0x02, b"a") + frame(0x80, b"b"), [b"ab"]),
    "empty fragments": ("5.4", frame(0x01) + frame(0x00) + frame(0x80), [""]),
    "an empty fragment first": ("5.4", frame(0x02) + frame(0x80, b"b"), [b"b"]),
    "an empty fragment last": ("5.4", frame(0x02, b"a") + frame(0x80), [b"a"]),
    "a character cut by fragments": (
        "5.6",
        frame(0x01, EURO[:1]) + frame(0x00, EURO[1:2]) + frame(0x80, EURO[2:]),
        ["€"],
    ),
    "a character cut by fragments and a ping": (
        "5.6",
        frame(0x01, EURO[:2]) + frame(0x89) + frame(0x80, EURO[2:]),
        [Ping(b""), "€"],
    ),
    "ping between fragments": ("5.4", frame(0x01, b"a") + frame(0x89, b"!") + frame(0x80, b"b"), [Ping(b"!"), "ab"]),
    "pong between fragments": ("5.4", frame(0x02, b"a") + frame(0x8A) + frame(0x80, b"b"), [Pong(b""), b"ab"]),
    "each message of its own kind": (
        "6.2",
        frame(0x01, b"a") + frame(0x80, b"b") + frame(0x02, b"c") + frame(0x80) + frame(0x81, b"d"),
        ["ab", b"c", "d"],
    ),
    "controls do not count into the size": (
        "5.4",
        frame(0x02, b"x" * (MAX_SIZE - 1)) + frame(0x89, b"p" * 125) + frame(0x80, b"x"),
        [Ping(b"p" * 125), b"x" * MAX_SIZE],
    ),
    # 5.5: control frames
    "empty ping": ("5.5.2", frame(0x89), [Ping(b"")]),
    "ping of 125 bytes": ("5.5", frame(0x89, b"p" * 125), [Ping(b"p" * 125)]),
    "ping that is no text": ("5.5.2", frame(0x89, b"\xff\x00"), [Ping(b"\xff\x00")]),
    "pong that nobody asked for": ("5.5.3", frame(0x8A), [Pong(b"")]),
    "pong of 125 bytes": ("5.5", frame(0x8A, b"\xff" * 125), [Pong(b"\xff" * 125)]),
    "close without a code": ("7.1.5", frame(0x88), [CloseFrame(1005, "")]),
    "close with a code": ("5.5.1", frame(0x88, b"\x03\xe8"), [CloseFrame(1000, "")]),
    "close with a reason": ("7.1.6", frame(0x88, b"\x0f\xa0" + EURO), [CloseFrame(4000, "€")]),
    "close of 125 bytes": ("5.5", frame(0x88, b"\x03\xe8" + EURO * 41), [CloseFrame(1000, "€" * 41)]),
    "close within a fragmented message": (
        "5.5.1",
        frame(0x01, b"a") + frame(0x88, b"\x03\xe9"),
        [CloseFrame(1001, "")],
    ),
    "nothing after a close": ("1.4", frame(0x88) + frame(0x81, b"late"), [CloseFrame(1005, "")]),
    "no ping after a close": ("5.5.1", frame(0x88) + frame(0x89), [CloseFrame(1005, "")]),
    "no second close": ("5.5.1", frame(0x88) + frame(0x88, b"\x03\xe8"), [CloseFrame(1005, "")]),
    "no fault after a close": ("5.5.1", frame(0x88) + b"\x83\x00", [CloseFrame(1005, "")]),
    # 8.1: what UTF-8 is
    "the last character of one byte, the first of two": ("8.1", frame(0x81, b"\x7f\xc2\x80"), ["\x7f\x80"]),
    "the last of two, the first of three": ("8.1", frame(0x81, b"\xdf\xbf\xe0\xa0\x80"), ["\u07ff\u0800"]),
    "around the surrogates": ("8.1", frame(0x81, b"\xed\x9f\xbf\xee\x80\x80"), ["\ud7ff\ue000"]),
    "the last of three, the first of four": ("8.1", frame(0x81, b"\xef\xbf\xbf\xf0\x90\x80\x80"), ["\uffff\U00010000"]),
    "the last one": ("8.1", frame(0x81, b"\xf4\x8f\xbf\xbf"), ["\U0010ffff"]),
    "NUL, and a byte order mark": ("8.1", frame(0x81, b"\x00\xef\xbb\xbf"), ["\x00\ufeff"]),
    "a byte order mark first": ("8.1", frame(0x81, b"\xef\xbb\xbfa"), ["\ufeffa"]),
    # order
    "every order kept": (
        "5.4",
        frame(0x81, b"1") + frame(0x89, b"2") + frame(0x82, b"3") + frame(0x8A, b"4"),
        ["1", Ping(b"2"), b"3", Pong(b"4")],
    ),
    "a row of equal frames": ("6.2", frame(0x81, b"row") * 2000, ["row"] * 2000),
    "a row that another frame ends": ("6.2", frame(0x81, b"row") * 500 + frame(0x82, b"end"), [*["row"] * 500, b"end"]),
}

#: What is wrong with a header, whatever it is a header of.
_MASKED, _NO_RSV = "masked frame from the server", "reserved bit set (RSV {:03b}) with no extension agreed"
_SHORTEST, _BIT_63 = "payload length {} not in its shortest form", "payload length with bit 63 set"
_NOTHING, _INSIDE = "continuation frame with no message to continue", "new message inside a fragmented one"
_CUT, _LONG = "fragmented control frame", "control frame over 125 bytes"
_NOT_UTF8, _TOO_LARGE = "text that is not UTF-8 at byte {}", "message larger than 1000 bytes (max_size)"
_REASON = "close reason that is not UTF-8 at byte {}"
_BEGUN = frame(0x01, b"a")

#: name: (section, bytes, code, what, the bytes quoted)
BROKEN: dict[str, tuple[str, bytes, int, str, str]] = {
    # 5.1: a client must close on a masked frame
    "masked": ("5.1", b"\x81\x85abcdefgh", 1002, _MASKED, "81 85 61 62 63 64 65 66"),
    "masked and empty": ("5.1", b"\x81\x80", 1002, _MASKED, "81 80"),
    "masked ping": ("5.1", b"\x89\x80abcd", 1002, _MASKED, "89 80 61 62 63 64"),
    "masked close": ("5.1", b"\x88\x82abcd", 1002, _MASKED, "88 82 61 62 63 64"),
    "masked continuation": ("5.1", _BEGUN + b"\x80\x80", 1002, _MASKED, "80 80"),
    "masked, with a long length": ("5.1", b"\x82\xfe\x03\x00", 1002, _MASKED, "82 fe 03 00"),
    # 5.2: reserved bits and opcodes, lengths in their shortest form
    "RSV1": ("5.2", b"\xc1\x01x", 1002, _NO_RSV.format(4), "c1 01 78"),
    "RSV2": ("5.2", b"\xa2\x00", 1002, _NO_RSV.format(2), "a2 00"),
    "RSV3": ("5.2", b"\x91\x00", 1002, _NO_RSV.format(1), "91 00"),
    "RSV1 to 3": ("5.2", b"\xf1\x00", 1002, _NO_RSV.format(7), "f1 00"),
    "RSV1 of a first fragment": ("5.2", b"\x41\x00", 1002, _NO_RSV.format(4), "41 00"),
    "RSV3 of a continuation": ("5.2", _BEGUN + b"\x90\x00", 1002, _NO_RSV.format(1), "90 00"),
    "RSV2 of a ping": ("5.2", b"\xa9\x00", 1002, _NO_RSV.format(2), "a9 00"),
    "RSV1 of a close": ("5.2", b"\xc8\x00", 1002, _NO_RSV.format(4), "c8 00"),
    **{
        f"opcode {code}": ("5.2", bytes((0x80 | code, 0)), 1002, f"reserved opcode {code:#x}", f"{0x80 | code:x} 00")
        for code in (3, 4, 5, 6, 7, 11, 12, 13, 14, 15)
    },
    "opcode 3 within a message": ("5.2", _BEGUN + b"\x03\x00", 1002, "reserved opcode 0x3", "03 00"),
    "length 0 in two bytes": ("5.2", b"\x81\x7e\x00\x00", 1002, _SHORTEST.format(0), "81 7e 00 00"),
    "length 125 in two bytes": ("5.2", b"\x82\x7e\x00\x7d", 1002, _SHORTEST.format(125), "82 7e 00 7d"),
    "length 125 in eight bytes": (
        "5.2",
        b"\x82\x7f" + (125).to_bytes(8, "big"),
        1002,
        _SHORTEST.format(125),
        "82 7f 00 00 00 00 00 00",
    ),
    "length 65535 in eight bytes": (
        "5.2",
        b"\x82\x7f" + (65535).to_bytes(8, "big"),
        1002,
        _SHORTEST.format(65535),
        "82 7f 00 00 00 00 00 00",
    ),
    "length with bit 63": ("5.2", b"\x82\x7f\x80" + bytes(7), 1002, _BIT_63, "82 7f 80 00 00 00 00 00"),
    "all bits of the length": ("5.2", b"\x81\x7f" + b"\xff" * 8, 1002, _BIT_63, "81 7f ff ff ff ff ff ff"),
    # 5.4: what a fragment may follow
    "continuation of nothing": ("5.4", b"\x80\x00", 1002, _NOTHING, "80 00"),
    "continuation of nothing, not the last": ("5.4", b"\x00\x01x", 1002, _NOTHING, "00 01 78"),
    "continuation after a whole message": ("5.4", frame(0x81, b"a") + b"\x80\x00", 1002, _NOTHING, "80 00"),
    "continuation after the end": (
        "5.4",
        frame(0x01, b"a") + frame(0x80, b"b") + frame(0x80, b"c"),
        1002,
        _NOTHING,
        "80 01 63",
    ),
    "text within a message": ("5.4", _BEGUN + frame(0x81, b"b"), 1002, _INSIDE, "81 01 62"),
    "fragments within a message": ("5.4", _BEGUN + frame(0x01, b"b"), 1002, _INSIDE, "01 01 62"),
    "binary within a text": ("5.4", _BEGUN + frame(0x82, b"b"), 1002, _INSIDE, "82 01 62"),
    "text within bytes, after a ping": (
        "5.4",
        frame(0x02, b"a") + frame(0x89) + frame(0x81),
        1002,
        _INSIDE,
        "81 00",
    ),
    # 5.5: control frames
    "fragmented ping": ("5.5", b"\x09\x00", 1002, _CUT, "09 00"),
    "fragmented pong": ("5.5", b"\x0a\x00", 1002, _CUT, "0a 00"),
    "fragmented close": ("5.5", b"\x08\x00", 1002, _CUT, "08 00"),
    "fragmented ping within a message": ("5.5", _BEGUN + b"\x09\x00", 1002, _CUT, "09 00"),
    "ping of 126 bytes": ("5.5", b"\x89\x7e\x00\x7e", 1002, _LONG, "89 7e 00 7e"),
    "pong of 126 bytes": ("5.5", b"\x8a\x7e\x00\x7e", 1002, _LONG, "8a 7e 00 7e"),
    "close of 126 bytes": ("5.5", b"\x88\x7e\x00\x7e", 1002, _LONG, "88 7e 00 7e"),
    "ping of 64 KiB": ("5.5", frame(0x89, bytes(65536)), 1002, _LONG, "89 7f 00 00 00 00 00 01"),
    # 5.5.1: close frames
    "close of one byte": ("5.5.1", b"\x88\x01\x03", 1002, "close frame with one byte of payload", "03"),
    "close reason not UTF-8": ("5.5.1", b"\x88\x04\x03\xe8\xc3\x28", 1007, _REASON.format(0), "c3 28"),
    "close reason that ends within a character": (
        "5.5.1",
        frame(0x88, b"\x03\xe8ok" + EURO[:2]),
        1007,
        _REASON.format(2),
        "e2 82",
    ),
    # 8.1: text that is not UTF-8
    "text not UTF-8": ("8.1", b"\x81\x04ab\xff\xfe", 1007, _NOT_UTF8.format(2), "ff fe"),
    "text that ends within a character": ("8.1", frame(0x81, EURO[:2]), 1007, _NOT_UTF8.format(0), "e2 82"),
    "text whose last fragment ends so": (
        "8.1",
        frame(0x01, b"ab") + frame(0x80, EURO[:1]),
        1007,
        _NOT_UTF8.format(2),
        "e2",
    ),
    "text whose last fragment is empty": (
        "8.1",
        frame(0x01, EURO[:2]) + frame(0x80),
        1007,
        _NOT_UTF8.format(0),
        "e2 82",
    ),
    "a continuation byte alone": ("8.1", frame(0x81, b"\x80"), 1007, _NOT_UTF8.format(0), "80"),
    "a first byte followed by a letter": ("8.1", frame(0x81, b"\xc3("), 1007, _NOT_UTF8.format(0), "c3 28"),
    "a surrogate": ("8.1", frame(0x81, b"\xed\xa0\x80"), 1007, _NOT_UTF8.format(0), "ed a0 80"),
    "the last surrogate": ("8.1", frame(0x81, b"\xed\xbf\xbf"), 1007, _NOT_UTF8.format(0), "ed bf bf"),
    "overlong in two bytes": ("8.1", frame(0x81, b"\xc0\xaf"), 1007, _NOT_UTF8.format(0), "c0 af"),
    "overlong in three": ("8.1", frame(0x81, b"\xe0\x80\xaf"), 1007, _NOT_UTF8.format(0), "e0 80 af"),
    "overlong in four": ("8.1", frame(0x81, b"\xf0\x80\x80\xaf"), 1007, _NOT_UTF8.format(0), "f0 80 80 af"),
    "beyond Unicode": ("8.1", frame(0x81, b"\xf4\x90\x80\x80"), 1007, _NOT_UTF8.format(0), "f4 90 80 80"),
    "five bytes": ("8.1", frame(0x81, b"\xf8\x88\x80\x80\x80"), 1007, _NOT_UTF8.format(0), "f8 88 80 80 80"),
    "not UTF-8 across fragments": (
        "8.1",
        frame(0x01, b"abc" + EURO[:1]) + frame(0x80, b"x"),
        1007,
        _NOT_UTF8.format(3),
        "e2 78",
    ),
    # 7.4.1: what is too large
    "too large": ("7.4.1", frame(0x82, bytes(MAX_SIZE + 1)), 1009, _TOO_LARGE, "82 7e 03 e9 00 00 00 00"),
    "too large in fragments": (
        "7.4.1",
        frame(0x02, bytes(MAX_SIZE)) + frame(0x80, b"\x01"),
        1009,
        _TOO_LARGE,
        "80 01 01",
    ),
}


def in_pieces(data: bytes, size: int, max_size: int = MAX_SIZE) -> list[Event]:
    reader = FrameReader(max_size)
    return [event for i in range(0, len(data), size) for event in reader.feed(data[i : i + size])]


@pytest.mark.parametrize("name", RIGHT)
def test_right_sequences(name: str) -> None:
    _, data, expected = RIGHT[name]
    for size in (len(data), 1, 2, 3, 7):
        assert expected == in_pieces(data, size)


@pytest.mark.parametrize("name", BROKEN)
def test_broken_rules(name: str) -> None:
    section, data, code, what, seen = BROKEN[name]
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


def test_every_close_code() -> None:
    """RFC 6455, 7.4, and the registry that it created: one that is forbidden is reported as it came, with its fault."""
    allowed = {*range(1000, 1004), *range(1007, 1015), *range(3000, 5000)}
    for code in range(65536):
        sent = code.to_bytes(2, "big")
        fault = f"RFC 6455 section 7.4: close code {code} must not be sent, first bytes {sent.hex(' ')}"
        expected = CloseFrame(code, "", "" if code in allowed else fault)
        assert FrameReader(MAX_SIZE).feed(frame(0x88, sent)) == [expected]


@pytest.mark.parametrize("size", [0, 1, 125, 126, 127, 65535, 65536, 65537])
@pytest.mark.parametrize("opcode", [1, 2])
def test_every_form_of_length(opcode: int, size: int) -> None:
    data = frame(0x80 | opcode, b"x" * size) + frame(0x89)
    message = "x" * size if opcode == 1 else b"x" * size
    for step in (len(data), 1, 1000):
        assert in_pieces(data, step, 1 << 17) == [message, Ping(b"")]


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
