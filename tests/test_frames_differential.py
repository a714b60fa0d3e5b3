"""FrameReader beside ``websockets``: half a million streams, every one also byte by byte and in random pieces.

A stream is what a server sends on one connection, from the first frame to the end or the fault; no stream is counted
twice for the ways in which it is cut. ``FRAMES_SEED`` in the environment repeats a run; the seed is in every failure
and at the end of the run.
"""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Iterator

import pytest

from .frames_agreement import MAX_SIZE, check

#: Batches, so that they run side by side.
BATCHES = 8
RANDOM_STREAMS, MUTATED_STREAMS = 200_000, 160_000
TEXTS = [
    b"",
    b"hello",
    "naïve €".encode(),
    "😀".encode(),
    b"x" * 126,
    b"\xff",
    b"\xed\xa0\x80",
    "€".encode()[:2],
    b"\xc0\x80",
]
CODES = [999, 1000, 1001, 1004, 1005, 1006, 1011, 1014, 1015, 1016, 2999, 3000, 4999, 5000]


def random_frame(rng: random.Random, room: int) -> tuple[bytes, int]:
    """A frame, right or wrong, and how much room it leaves for the rest of its message."""
    opcode = rng.choice([0, 0, 1, 1, 1, 2, 2, 8, 9, 10, rng.randrange(16)])
    first = (0x80 if rng.random() < 0.7 else 0) | opcode
    if rng.random() < 0.02:
        first |= rng.choice([0x10, 0x20, 0x40])
    if opcode == 8:
        payload = rng.choice(CODES).to_bytes(2, "big") + rng.choice(TEXTS[:7])
        payload = payload[: rng.choice([0, 1, 2, len(payload), len(payload)])]
    else:
        payload = rng.choice(TEXTS) if rng.random() < 0.9 else rng.randbytes(rng.choice([1, 3, 125, 126, 300, 401]))
        if rng.random() < 0.2:
            payload = payload[: rng.randrange(len(payload) + 1)]
    if opcode >= 8:
        # websockets counts a control frame into the size of the message that it interrupts; RFC 6455, 5.5, does not.
        payload = payload[:room]
    elif first >= 0x80:
        room = MAX_SIZE
    else:
        room = max(0, room - len(payload))
    return framed(first, payload, mask=rng.random() < 0.01), room


def framed(first: int, payload: bytes, mask: bool = False) -> bytes:
    size, bit = len(payload), 0x80 if mask else 0
    head = bytes((first, bit | size)) if size < 126 else bytes((first, bit | 126)) + size.to_bytes(2, "big")
    return head + (bytes(4) if mask else b"") + payload


def random_stream(rng: random.Random) -> bytes:
    frames, room = [], MAX_SIZE
    for _ in range(rng.randrange(1, 7)):
        frame, room = random_frame(rng, room)
        frames.append(frame)
    return b"".join(frames)


def right_stream(rng: random.Random) -> bytes:
    """Messages whole and in fragments, control frames between and within them: less than MAX_SIZE, nothing wrong."""
    frames = []
    for _ in range(rng.randrange(1, 4)):
        data = "".join(rng.choices("aé€😀", k=rng.randrange(12))).encode()
        cuts = sorted(rng.randrange(len(data) + 1) for _ in range(rng.choice([0, 0, 1, 2])))
        pieces = [data[a:b] for a, b in zip([0, *cuts], [*cuts, len(data)], strict=True)]
        opcode = rng.choice([1, 1, 2])
        for number, piece in enumerate(pieces):
            frames.append(framed((0 if number else opcode) | (0x80 if number == len(pieces) - 1 else 0), piece))
            if rng.random() < 0.2:
                frames.append(framed(rng.choice([0x89, 0x8A]), data[: rng.randrange(20)]))
    if rng.random() < 0.3:
        frames.append(framed(0x88, rng.choice([b"", b"\x03\xe8", b"\x0f\xa0" + "adiós".encode()])))
    return b"".join(frames)


def mutated(rng: random.Random, data: bytearray) -> bytes:
    for _ in range(rng.choice([1, 1, 2, 3])):
        at = rng.randrange(len(data)) if data else 0
        kind = rng.randrange(6)
        if kind == 0:
            data[at : at + 1] = bytes((data[at] ^ 1 << rng.randrange(8),)) if data else b"\x81"
        elif kind == 1:
            data[at : at + 1] = rng.randbytes(1)
        elif kind == 2:
            del data[at : at + rng.choice([1, 1, 3])]
        elif kind == 3:
            data[at:at] = rng.randbytes(rng.choice([1, 1, 2]))
        elif kind == 4:
            other = rng.randrange(len(data) + 1)
            data[at:at] = data[other : other + 8]
        else:
            del data[at:]
    return bytes(data)


def pieces_of(rng: random.Random, data: bytes) -> list[bytes]:
    cuts = sorted(rng.randrange(len(data) + 1) for _ in range(rng.choice([1, 1, 2, 5])))
    return [data[a:b] for a, b in zip([0, *cuts], [*cuts, len(data)], strict=True)]


def single(data: bytes) -> list[bytes]:
    return [data[at : at + 1] for at in range(len(data))]


def both(kind: str, batch: int, count: int, make: Callable[[random.Random], bytes]) -> None:
    seed = f"{os.environ['FRAMES_SEED']}-{kind}-{batch}"
    rng = random.Random(seed)
    for number in range(count):
        data = make(rng)
        check(data, (single(data), pieces_of(rng, data)), (f"FRAMES_SEED={seed}", number))


@pytest.mark.parametrize("batch", range(BATCHES))
def test_random_streams_are_read_alike(batch: int) -> None:
    both("random", batch, RANDOM_STREAMS // BATCHES, random_stream)


@pytest.mark.parametrize("batch", range(BATCHES))
def test_mutated_streams_are_read_alike(batch: int) -> None:
    both("mutated", batch, MUTATED_STREAMS // BATCHES, lambda rng: mutated(rng, bytearray(right_stream(rng))))


def every_header(before: bytes, firsts: range) -> Iterator[bytes]:
    """Every pair of first bytes in the state that ``before`` leaves, with the payload that it asks for, and a ping."""
    for first in firsts:
        for second in range(256):
            size, mask = second & 127, bytes(4) if second > 127 else b""
            length = b"" if size < 126 else b"\x00\x7e" if size == 126 else bytes(5) + b"\x01\x00\x00"
            body = b"\x03\xe8" + b"x" * 124
            yield before + bytes((first, second)) + length + mask + body[: min(size, 126)] + b"\x89\x01!"


#: 196,608 streams.
STATES = {"no message": b"", "a text": b"\x01\x03\xe2\x82\xac", "bytes": b"\x89\x00\x02\x01\xff\x00\x00"}


@pytest.mark.parametrize("quarter", range(4))
@pytest.mark.parametrize("state", STATES)
def test_every_header_in_every_state_is_read_alike(state: str, quarter: int) -> None:
    for data in every_header(STATES[state], range(quarter * 64, quarter * 64 + 64)):
        check(data, (single(data),), state)


def test_a_stream_is_read_alike_wherever_it_is_cut() -> None:
    """Every pair of cuts through frames of every kind."""
    rng = random.Random(os.environ["FRAMES_SEED"])
    for _ in range(20):
        data = right_stream(rng)[:60]
        cuts = [(a, b) for a in range(len(data) + 1) for b in range(a, len(data) + 1)]
        check(data, [(data[:a], data[a:b], data[b:]) for a, b in cuts], os.environ["FRAMES_SEED"])
