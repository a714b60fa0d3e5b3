"""Rows of text frames of one length, which are cut many at a time: the same as one by one."""

from __future__ import annotations

import pytest

from WsKeywords.core.wire.frames import CloseFrame, Event, FrameReader, Ping, Violation

MAX_SIZE = 1000


def text(payload: bytes) -> bytes:
    return bytes((0x81, len(payload))) + payload


def read(data: bytes, piece: int) -> list[Event]:
    reader = FrameReader(MAX_SIZE)
    return [event for at in range(0, len(data), piece) for event in reader.feed(data[at : at + piece])]


@pytest.mark.parametrize("piece", [1, 1000, 1024, 4096, 1 << 20])
@pytest.mark.parametrize("size", [0, 1, 64, 125])
@pytest.mark.parametrize("count", [15, 16, 17, 31, 1023, 1024, 1040, 3000])
def test_a_row_in_any_pieces(count: int, size: int, piece: int) -> None:
    payloads = [f"{number:0125}"[-size:] if size else "" for number in range(count)]
    assert read(b"".join(text(payload.encode()) for payload in payloads), piece) == payloads


@pytest.mark.parametrize("before", [0, 15, 16, 20, 1024, 1030])
def test_rows_between_other_frames(before: int) -> None:
    row = b"".join(text(f"{number:04}".encode()) for number in range(before))
    texts: list[Event] = [f"{number:04}" for number in range(before)]
    data = row + b"\x89\x01!" + row + b"\x82\x04\xff\xff\xff\xff" + row + text("öä".encode()) + row + b"\x88\x00"
    expected = [*texts, Ping(b"!"), *texts, b"\xff" * 4, *texts, "öä", *texts, CloseFrame(1005, "")]
    assert read(data, len(data)) == expected


@pytest.mark.parametrize("bad", [0, 1, 15, 16, 100, 1999])
def test_text_that_is_not_utf_8_within_a_row_comes_after_what_was_before_it(bad: int) -> None:
    payloads = [b"sound"] * bad + [b"sou\xffd"] + [b"never"] * (2000 - bad)
    violation = Violation(1007, "RFC 6455 section 8.1: text that is not UTF-8 at byte 3, first bytes ff 64")
    assert read(b"".join(map(text, payloads)), 1 << 20) == [*["sound"] * bad, violation]


def test_rows_of_changing_lengths() -> None:
    payloads = [str(number) for number in range(20_000)]
    assert read(b"".join(text(payload.encode()) for payload in payloads), 1 << 18) == payloads
