from __future__ import annotations

import gc
import random
import time
import tracemalloc

import pytest

from tests.matching import holds, reason, refused
from WsKeywords.core import Hex
from WsKeywords.core.matching.binarymatchers import hex_bytes
from WsKeywords.core.matching.matchers import Kind


@pytest.mark.parametrize(
    ("pattern", "data"),
    [
        ("20 02", b"\x20\x02"),
        ("2002", b"\x20\x02"),
        ("20 02 ?? 00 *", b"\x20\x02\x01\x00"),
        ("20 02 ?? 00 *", b"\x20\x02\x0a\x00rest\n"),
        ("0A ff", b"\n\xff"),
        ("??", b"\n"),
        ("*", b""),
        ("5b 2e 2a", b"[.*"),
    ],
)
def test_bytes_that_match(pattern, data):
    assert holds(Hex(pattern), data)


@pytest.mark.parametrize(
    ("pattern", "data", "why"),
    [
        ("20 02", b"\x20\x03", "Byte 2 should be 02, but it is 03."),
        ("20 02", b"\x20", "It should have 2 bytes, but it has 1."),
        ("20 02", b"\x20\x02\n", "It should have 2 bytes, but it has 3."),
        ("20 ?? *", b"\x20", "It should have at least 2 bytes, but it has 1."),
        ("20", " ", "It is a text message of 1 character, and only a binary message can be that."),
    ],
)
def test_bytes_that_do_not(pattern, data, why):
    assert reason(Hex(pattern), data) == why


def test_it_says_what_it_wants():
    assert (Hex("2002??*").wants(), Hex("FF").noun()) == ("be the bytes 20 02 ?? *", "with the bytes ff")


@pytest.mark.parametrize(
    ("pattern", "error"),
    [
        ("", 'Nothing to check: argument "hex" holds no byte; it is written "20 02 ?? 00 *".'),
        (
            "20 2",
            'Expected argument "hex" to be bytes such as "20 02 ?? 00 *", but "2" in "20 2" is neither two hex digits '
            "nor ??.",
        ),
        (
            "* 20",
            'Expected argument "hex" to be bytes such as "20 02 ?? 00 *", but "*2" in "* 20" is neither two hex digits '
            "nor ?? (* can stand only as the last).",
        ),
        (b"x", 'Expected argument "hex" to be text such as "20 02 ?? 00 *", but it was b\'x\' (bytes).'),
    ],
)
def test_what_is_no_pattern_of_bytes_is_refused(pattern, error):
    assert refused(Hex, pattern) == error


def test_kinds():
    assert holds(Kind("text"), "")
    assert holds(Kind("binary"), b"")
    assert (Kind("text").wants(), Kind("text").noun()) == ("be a text message", "that is text")
    assert (Kind("binary").wants(), Kind("binary").noun()) == ("be a binary message", "that is binary")
    assert reason(Kind("text"), b"abc") == "It is a binary message of 3 bytes."
    assert reason(Kind("binary"), "") == "It is a text message of 0 characters."


def test_bytes_in_hexadecimal() -> None:
    for text in ("20 02 ff", "2002FF", "20:02:ff", "0x20 0x02 0xff"):
        assert hex_bytes(text, "payload") == b"\x20\x02\xff"
    assert hex_bytes("", "payload") == b""
    said = 'Expected argument "payload" to be bytes such as "20 02 ff", but "{}" in "{}" is not two hex digits.'
    for text, part in (("20 0x zz", "zz"), ("20 02 f", "f"), ("20 ??", "??"), ("20 é0", "é0")):
        assert refused(hex_bytes, text, "payload") == said.format(part, text)


def test_a_large_message_is_compared_at_once_and_nothing_of_it_is_kept():
    data = random.Random(1).randbytes(1_000_000)
    began = time.perf_counter()
    assert holds(Hex(data.hex()), data)
    assert time.perf_counter() - began < 5
    gc.collect()
    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        for number in range(20):
            assert holds(Hex(f"{data[:10_000].hex()} {number:02x} ?? *"), data[:10_000] + bytes([number, 1, 2]))
        gc.collect()
        assert tracemalloc.get_traced_memory()[0] - before < 100_000
    finally:
        tracemalloc.stop()
