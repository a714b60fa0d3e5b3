"""Frames on their way out, and the limits that are checked before."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from websockets.frames import Frame
from websockets.streams import StreamReader

from WsKeywords.core.errors import InvalidArgument
from WsKeywords.core.wire.frames import (
    check_close_code,
    check_close_reason,
    check_control_payload,
    close_payload,
    encode,
)


def decoded(data: bytes) -> Frame:
    """Read by another implementation, as a server would, which insists on the mask."""
    reader = StreamReader()
    reader.feed_data(data)
    parser = Frame.parse(reader.read_exact, mask=True, max_size=None)
    frame = None

    def run() -> Iterator[None]:
        nonlocal frame
        frame = yield from parser

    assert list(run()) == []
    assert frame is not None
    return frame


@pytest.mark.parametrize("size", [0, 1, 2, 3, 4, 5, 125, 126, 127, 511, 512, 513, 65535, 65536, 100_003])
def test_every_length_is_read_back(size: int) -> None:
    payload = bytes(i * 7 % 256 for i in range(size))
    frame = decoded(encode(2, payload))
    assert (frame.opcode, frame.data, frame.fin) == (2, payload, True)


def test_each_frame_has_a_mask_of_its_own() -> None:
    assert len({encode(1, b"hello")[2:6] for _ in range(50)}) > 40


def test_fin_and_reserved_bits() -> None:
    assert encode(1, b"", fin=False)[:2] == b"\x01\x80"
    assert encode(1, b"", rsv=4)[:2] == b"\xc1\x80"
    assert encode(15, b"", fin=False, rsv=3)[:2] == b"\x3f\x80"


@pytest.mark.parametrize("opcode", [-1, 16])
def test_an_opcode_that_does_not_fit(opcode: int) -> None:
    with pytest.raises(InvalidArgument) as failure:
        encode(opcode)
    assert str(failure.value) == f'Expected the opcode to be a number from 0 to 15, but it is "{opcode}".'


@pytest.mark.parametrize("rsv", [-1, 8])
def test_reserved_bits_that_do_not_fit(rsv: int) -> None:
    with pytest.raises(InvalidArgument) as failure:
        encode(1, rsv=rsv)
    assert str(failure.value) == f'Expected rsv to be a number from 0 to 7 (RSV1 = 4), but it is "{rsv}".'


@pytest.mark.parametrize("code", [1000, 1001, 1002, 1003, 1007, 1014, 3000, 4999])
def test_codes_that_may_be_sent(code: int) -> None:
    assert close_payload(code, "bye") == code.to_bytes(2, "big") + b"bye"


@pytest.mark.parametrize("code", [0, 999, 1004, 1005, 1006, 1015, 1016, 2999, 5000, 70_000, -1])
def test_codes_that_may_not_be_sent(code: int) -> None:
    with pytest.raises(InvalidArgument) as failure:
        check_close_code(code)
    assert str(failure.value) == (
        f'Expected a close code from 1000 to 1003, 1007 to 1014 or 3000 to 4999, but it is "{code}": '
        "RFC 6455, section 7.4, allows no other in a close frame. (Send Frame sends anything.)"
    )


def test_a_reason_is_measured_in_bytes() -> None:
    assert check_close_reason("é" * 61) == ("é" * 61).encode()
    with pytest.raises(InvalidArgument) as failure:
        check_close_reason("é" * 62)
    assert str(failure.value) == (
        f'Expected a close reason of at most 123 bytes of UTF-8 (RFC 6455, section 5.5), but it has 124: "{"é" * 40}…".'
    )


def test_a_reason_that_is_no_text() -> None:
    with pytest.raises(InvalidArgument) as failure:
        close_payload(1000, "bye\ud800")
    assert str(failure.value) == (
        "Expected a close reason that can be written as UTF-8, but its character 4 is U+D800, half of a surrogate pair."
    )


def test_a_control_payload_that_does_not_fit() -> None:
    check_control_payload(bytes(125))
    with pytest.raises(InvalidArgument) as failure:
        check_control_payload(bytes(126))
    assert str(failure.value) == (
        "Expected a control frame's payload of at most 125 bytes (RFC 6455, section 5.5), but it has 126."
    )
