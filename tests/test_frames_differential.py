"""FrameReader against the protocol of ``websockets`` on random streams: an independent reading of RFC 6455."""

from __future__ import annotations

import os
import random

from websockets.client import ClientProtocol
from websockets.frames import Frame, Opcode
from websockets.protocol import State
from websockets.uri import parse_uri

from WsKeywords.core.wire.frames import CloseFrame, FrameReader, Ping, Pong, Violation

STREAMS = 20_000
MAX_SIZE = 400
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
        payload = rng.choice(TEXTS) if rng.random() < 0.8 else rng.randbytes(rng.choice([1, 3, 125, 126, 300, 401]))
        if rng.random() < 0.2:
            payload = payload[: rng.randrange(len(payload) + 1)]
    if opcode >= 8:
        # websockets counts a control frame into the size of the message that it interrupts; RFC 6455, 5.5, does not.
        payload = payload[:room]
    elif first >= 0x80:
        room = MAX_SIZE
    else:
        room = max(0, room - len(payload))
    size = len(payload)
    mask = 0x80 if rng.random() < 0.01 else 0
    # Lengths in their shortest form: websockets does not insist on it (RFC 6455, 5.2, does).
    head = bytes((first, mask | size)) if size < 126 else bytes((first, mask | 126)) + size.to_bytes(2, "big")
    return head + (bytes(4) if mask else b"") + payload, room


def random_stream(rng: random.Random) -> bytes:
    frames, room = [], MAX_SIZE
    for _ in range(rng.randrange(1, 7)):
        frame, room = random_frame(rng, room)
        frames.append(frame)
    return b"".join(frames)


def ours(pieces: list[bytes]) -> list[object]:
    reader = FrameReader(MAX_SIZE)
    seen: list[object] = []
    for piece in pieces:
        for event in reader.feed(piece):
            if isinstance(event, Violation):
                seen.append(("fail", event.code))
            elif isinstance(event, CloseFrame):
                seen.append(("fail", 1002) if event.fault else ("close", event.code, event.reason))
            elif isinstance(event, (Ping, Pong)):
                seen.append((type(event).__name__, event.payload))
            else:
                seen.append(event)
    return seen


def theirs(pieces: list[bytes]) -> list[object]:
    protocol = ClientProtocol(parse_uri("ws://localhost/"), state=State.OPEN, max_size=MAX_SIZE)
    for piece in pieces:
        protocol.receive_data(piece)
    seen: list[object] = []
    parts: list[Frame] = []
    for event in protocol.events_received():
        assert isinstance(event, Frame)
        if event.opcode in (Opcode.PING, Opcode.PONG):
            seen.append((event.opcode.name.title(), bytes(event.data)))
        elif event.opcode is not Opcode.CLOSE:
            parts.append(event)
            if event.fin:
                data = b"".join(bytes(part.data) for part in parts)
                kind, parts = parts[0].opcode, []
                try:
                    seen.append(data.decode() if kind is Opcode.TEXT else data)
                except UnicodeDecodeError:
                    # Their connection decodes above the protocol, whatever comes after.
                    return [*seen, ("fail", 1007)]
    if protocol.close_rcvd is not None:
        seen.append(("close", int(protocol.close_rcvd.code), protocol.close_rcvd.reason))
    elif protocol.close_sent is not None:
        seen.append(("fail", int(protocol.close_sent.code)))
    return seen


def test_random_streams_are_read_alike() -> None:
    seed = int(os.environ.get("FRAMES_SEED", random.randrange(1 << 32)))
    print(f"FRAMES_SEED={seed}")
    rng = random.Random(seed)
    for number in range(STREAMS):
        data = random_stream(rng)
        cuts = sorted(rng.randrange(len(data) + 1) for _ in range(rng.choice([0, 0, 1, 3])))
        pieces = [data[a:b] for a, b in zip([0, *cuts], [*cuts, len(data)], strict=True)]
        expected, actual = theirs(pieces), ours(pieces)
        if expected == actual:
            continue
        # Two differences are wanted. Bad UTF-8 is told as soon as it is proved: they wait for the whole message, which
        # may never be whole, or have another fault. And they look at the size of a frame before its other faults.
        context = (seed, number, data, expected, actual)
        assert actual, context
        rest = expected[len(actual) - 1 :]
        assert expected[: len(actual) - 1] == actual[:-1], context
        if actual[-1] == ("fail", 1007):
            assert not [event for event in rest if isinstance(event, (str, bytes))], context
        else:
            assert (actual[-1], rest) == (("fail", 1002), [("fail", 1009)]), context
