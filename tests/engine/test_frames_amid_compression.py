"""Send Frame between compressed messages, by several threads at random: a reader of RFC 7692 reads all messages."""

from __future__ import annotations

import os
import random
import threading
import zlib

import pytest

from tests.engine.peer import Peer
from tests.engine.tap import Sent, parsed
from WsKeywords.core import Session, Sessions

CONTINUATION, TEXT, BINARY, CLOSE, PING = 0, 1, 2, 8, 9
RSV1 = 4
TAIL = b"\x00\x00\xff\xff"
WORDS = ["the same words ", "again and again ", "ü€🎉 ", "0123456789" * 30, "{}[]" * 9]
ACTS = 150
#: How many begin at a time.
THREADS = 3


def text_of(rng: random.Random, label: str) -> str:
    longest = 3000 if rng.random() < 0.05 else 12  # now and then one that its own thread compresses
    return label + "".join(rng.choices(WORDS, k=rng.randrange(longest)))


def packed(rng: random.Random) -> bytes:
    """What a test may give for a compressed payload: one, or none."""
    if rng.random() < 0.5:
        return rng.randbytes(rng.randrange(60))
    compressor = zlib.compressobj(wbits=-15)
    return (compressor.compress(b"by hand " * rng.randrange(1, 9)) + compressor.flush(zlib.Z_SYNC_FLUSH))[:-4]


def acted(session: Session, thread: int, rng: random.Random, texts: list[str], raw: list[bytes]) -> None:
    for number in range(ACTS):
        act = rng.randrange(6)
        if act < 3:
            texts.append(text_of(rng, f"{thread} {number} "))
            session.send_text(texts[-1])
        elif act == 3:
            parts = [f"{thread} {number} ", *(text_of(rng, "") for _ in range(rng.randrange(4)))]
            texts.append("".join(parts))
            session.send_fragments(parts)
        elif act == 4:
            raw.append(b"%d %d " % (thread, number) + packed(rng))
            session.send_frame(BINARY, raw[-1], rsv=rng.choice([RSV1, RSV1 | 1]), fin=rng.random() < 0.5)
        else:
            raw.append(b"%d %d plain" % (thread, number))
            session.send_frame(rng.choice([BINARY, PING]), raw[-1], rsv=rng.choice([0, 2]))


def read(frames: list[Sent], bits: int, *, forgets: bool) -> tuple[list[str], list[bytes]]:
    """The texts, and the payloads of raw frames.

    Of a raw frame that says it is compressed the reader knows nothing: what follows must be readable without a window.
    """
    texts, raw, data, compressed = [], [], b"", False
    inflater = zlib.decompressobj(-bits)
    for each in frames:
        if each.opcode in (BINARY, PING):
            raw.append(each.payload)
            if each.rsv & RSV1:
                inflater = zlib.decompressobj(-bits)
            continue
        if each.opcode == TEXT:
            data, compressed = b"", bool(each.rsv & RSV1)
        data += each.payload
        if each.fin:
            texts.append((inflater.decompress(data + TAIL) if compressed else data).decode())
            if forgets:
                inflater = zlib.decompressobj(-bits)
    return texts, raw


def of_thread(thread: int, found: list[str] | list[bytes]) -> list[str] | list[bytes]:
    first = str(thread)
    return [each for each in found if each[:1] == (first if isinstance(each, str) else first.encode())]


@pytest.mark.parametrize(
    ("parameters", "bits"), [("", 15), ("; client_max_window_bits=9", 9), ("; client_no_context_takeover", 15)]
)
def test_every_message_can_be_read_whatever_is_sent_by_hand_between_them(parameters: str, bits: int) -> None:
    seed = int(os.environ.get("BYTES_SEED", random.randrange(1 << 32)))
    print(f"BYTES_SEED={seed}")
    lines = (f"Sec-WebSocket-Extensions: permessage-deflate{parameters}",)
    texts: list[list[str]] = [[] for _ in range(THREADS)]
    raw: list[list[bytes]] = [[] for _ in range(THREADS)]
    with Sessions(timeout=30, close_timeout=0.3) as sessions, Peer(sessions, lines=lines) as peer:
        came = bytearray()

        def take() -> None:
            while more := peer.sock.recv(1 << 18):
                came.extend(more)

        taking = threading.Thread(target=take)
        taking.start()
        threads = [
            threading.Thread(target=acted, args=(peer.session, at, random.Random(seed + at), texts[at], raw[at]))
            for at in range(THREADS)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        peer.session.start_closing()
        taking.join(30)
    frames = parsed(bytes(came))
    assert frames[-1].opcode == CLOSE
    found_texts, found_raw = read(frames[:-1], bits, forgets="no_context" in parameters)
    for at in range(THREADS):
        assert of_thread(at, found_texts) == texts[at]
        assert of_thread(at, found_raw) == raw[at]
    assert (len(found_texts), len(found_raw)) == (sum(map(len, texts)), sum(map(len, raw)))
