"""Compression on real sockets: against servers that compress, and against raw bytes."""

from __future__ import annotations

import json
import random
import sys
import threading
import zlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.engine.peer import Frame, Peer, frame
from tests.interrupting import broken_off
from tests.processes import serving
from WsKeywords.core import Mismatch, Session, Sessions

AGREED = "Sec-WebSocket-Extensions: permessage-deflate"
#: Answers of the servers to what we offer by default, and to an offer of all four parameters.
FOUR = "server_no_context_takeover; client_no_context_takeover; server_max_window_bits=10; client_max_window_bits=10"
LARGE = "a longer text, " * 5000
TEXTS = ["", "x", "naïve 😀", '{"id": 1}' * 20, "hello " * 500, LARGE, "hello", LARGE[:17_000], "x"]


@pytest.fixture(scope="module")
def ports() -> Iterator[dict[str, int]]:
    with serving(sys.executable, Path(__file__).with_name("packed.py")) as line:
        yield json.loads(line)


@pytest.fixture
def sessions() -> Iterator[Sessions]:
    with Sessions(timeout=10, close_timeout=2) as opened:
        yield opened


def echoes(session: Session) -> None:
    noise = random.Random(7).randbytes(30_000)
    for text in TEXTS:
        session.send_text(text)
        assert session.receive() == text
    for data in (b"", b"\x00\xff", noise, noise[:50]):
        session.send_binary(data)
        assert session.receive() == data
    session.send_fragments(["one ", "", "two ", "three", ""])
    assert session.receive() == "one two three"
    session.send_fragments([LARGE, "", LARGE])
    assert session.receive() == LARGE * 2


NAMES = [
    "websockets",
    "websockets-forgets",
    "websockets-server-forgets",
    "websockets-client-forgets",
    "websockets-small",
    "websockets-uneven",
    "uvicorn",
    "aiohttp",
]


@pytest.mark.parametrize("compression", [True, FOUR, "client_no_context_takeover", "client_max_window_bits=9"])
@pytest.mark.parametrize("name", NAMES)
def test_an_echo(sessions: Sessions, ports: dict[str, int], name: str, compression: bool | str) -> None:
    session = sessions.open(f"ws://127.0.0.1:{ports[name]}/", compression=compression)
    assert session.handshake is not None
    assert session.handshake.agreement is not None
    echoes(session)
    assert session.close().code == 1000


@pytest.mark.parametrize("compression", [True, FOUR])
def test_an_echo_over_tls(sessions: Sessions, ports: dict[str, int], compression: bool | str) -> None:
    """The I/O thread alone writes TLS, and compresses what is small when its turn has come."""
    session = sessions.open(f"wss://127.0.0.1:{ports['tls']}/", compression=compression, verify=False)
    assert session.handshake is not None
    assert session.handshake.agreement is not None
    echoes(session)
    many_threads(session)
    assert session.close().code == 1000


@pytest.mark.parametrize("name", NAMES)
def test_no_compression(sessions: Sessions, ports: dict[str, int], name: str) -> None:
    session = sessions.open(f"ws://127.0.0.1:{ports[name]}/", compression=False)
    assert session.handshake is not None
    assert session.handshake.agreement is None
    assert "Sec-WebSocket-Extensions" not in session.handshake.headers
    echoes(session)


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("websockets", "permessage-deflate"),
        ("websockets-forgets", "permessage-deflate; server_no_context_takeover; client_no_context_takeover"),
        ("websockets-small", "permessage-deflate; server_max_window_bits=9; client_max_window_bits=9"),
    ],
)
def test_what_was_agreed_is_in_the_handshake(sessions: Sessions, ports: dict[str, int], name: str, answer: str) -> None:
    session = sessions.open(f"ws://127.0.0.1:{ports[name]}/")
    session.send_text("seen")
    assert session.receive() == answer
    assert session.handshake is not None
    assert session.handshake.headers["Sec-WebSocket-Extensions"] == answer


@pytest.mark.parametrize("name", ["websockets", "websockets-client-forgets", "aiohttp"])
def test_many_threads_send(sessions: Sessions, ports: dict[str, int], name: str) -> None:
    many_threads(sessions.open(f"ws://127.0.0.1:{ports[name]}/"))


def many_threads(session: Session) -> None:
    """Small and large messages of several threads: each arrives whole, in the order of its own thread."""

    def send(thread: int) -> None:
        for number in range(60):
            padding = LARGE[: 20_000 if number % 7 == thread else number]
            session.send_text(json.dumps([thread, number, padding]))

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(send, range(6)))
    seen: dict[int, list[int]] = {thread: [] for thread in range(6)}
    for message in session.receive_many(360):
        assert isinstance(message, str)
        thread, number, padding = json.loads(message)
        assert LARGE.startswith(padding)
        seen[thread].append(number)
    assert seen == {thread: list(range(60)) for thread in range(6)}


@pytest.mark.parametrize("name", ["websockets", "aiohttp"])
def test_a_reconnect_starts_anew(sessions: Sessions, ports: dict[str, int], name: str) -> None:
    session = sessions.open(f"ws://127.0.0.1:{ports[name]}/")
    for _ in range(3):
        session.send_text(LARGE)
        session.send_text("the same words, the same words")
        assert session.receive_many(2) == [LARGE, "the same words, the same words"]
        session.abort()
        session.reconnect()
    session.send_text("the same words, the same words")
    assert session.receive() == "the same words, the same words"


@pytest.mark.parametrize("name", ["websockets", "aiohttp", "uvicorn"])
def test_a_raw_frame_leaves_what_follows_right(sessions: Sessions, ports: dict[str, int], name: str) -> None:
    session = sessions.open(f"ws://127.0.0.1:{ports[name]}/")
    writer = zlib.compressobj(wbits=-15)
    packed = (writer.compress(b"by hand " * 9) + writer.flush(zlib.Z_SYNC_FLUSH))[:-4]
    for _ in range(2):
        session.send_text("by hand and by us")
        assert session.receive() == "by hand and by us"
        session.send_frame(1, packed, rsv=4)
        assert session.receive() == "by hand " * 9
        session.send_frame(1, b"by hand, plain")
        assert session.receive() == "by hand, plain"


# what is on the wire


def test_the_first_frame_of_a_message_says_that_it_is_compressed(sessions: Sessions) -> None:
    with Peer(sessions, lines=(AGREED,)) as peer:
        reader = zlib.decompressobj(-15)
        peer.session.send_text("hello hello hello")
        fin, rsv, first = peer.receive_bits()
        assert (first.opcode, fin, rsv) == (1, True, 4)
        assert reader.decompress(first.payload + b"\x00\x00\xff\xff") == b"hello hello hello"
        peer.session.send_fragments([b"hello ", b"", b"hello hello"], binary=True)
        parts = [peer.receive_bits() for _ in range(3)]
        assert [(part.opcode, fin, rsv) for fin, rsv, part in parts] == [(2, False, 4), (0, False, 0), (0, True, 0)]
        pieces = b"".join(part.payload for _, _, part in parts)
        assert reader.decompress(pieces + b"\x00\x00\xff\xff") == b"hello hello hello"
        # The context is kept: what was said before takes a few bytes.
        assert len(pieces) < 25
        peer.session.send_text("")
        assert peer.receive() == Frame(1, b"")
        peer.session.send_frame(9, b"hello hello hello")
        assert peer.receive() == Frame(9, b"hello hello hello")
        peer.session.start_closing(1000, "hello hello hello")
        assert peer.receive() == Frame(8, b"\x03\xe8hello hello hello")


def test_nothing_is_compressed_where_the_server_did_not_agree(sessions: Sessions) -> None:
    with Peer(sessions) as peer:
        peer.session.send_text("hello hello hello")
        assert peer.receive_bits() == (True, 0, Frame(1, b"hello hello hello"))


def packed(data: bytes, bits: int = 15) -> bytes:
    writer = zlib.compressobj(9, wbits=-bits)
    return (writer.compress(data) + writer.flush(zlib.Z_SYNC_FLUSH))[:-4]


def packed_twice(data: bytes) -> list[bytes]:
    """The second time points at the first."""
    writer = zlib.compressobj(9, wbits=-15)
    return [(writer.compress(data) + writer.flush(zlib.Z_SYNC_FLUSH))[:-4] for _ in range(2)]


BROKEN = {
    "no DEFLATE": (frame(1, b"hello", 0xC0), 1007, "7.2.2: not DEFLATE data (invalid stored block lengths)"),
    "broken off": (
        frame(1, b"\x00\x0a\x00\xf5\xffhello", 0xC0),
        1007,
        "7.2.2: not DEFLATE data (the message ends within a block)",
    ),
    "in a window too large": (
        b"".join(frame(2, part, 0xC0) for part in packed_twice(random.Random(1).randbytes(3000))),
        1007,
        "7.2.2: not DEFLATE data (invalid distance too far back)",
    ),
    "no UTF-8": (frame(1, packed(b"abc\xff"), 0xC0), 1007, "8.1: text that is not UTF-8 at byte 3"),
    "too large": (frame(1, packed(bytes(100_001)), 0xC0), 1009, "7.4.1: message larger than 100000 bytes (max_size)"),
    "a continuation that says it too": (
        frame(1, packed(b"hello"), 0x40) + frame(0, b"", 0xC0),
        1002,
        "5.2: reserved bit set (RSV 100) not on the first frame of a message",
    ),
    "a ping that says it": (frame(9, b"", 0xC0), 1002, "5.2: reserved bit set (RSV 100) on a control frame"),
    "RSV2": (frame(1, b"", 0xE0), 1002, "5.2: reserved bit set (RSV 110) that permessage-deflate leaves unset"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_broken_rules(sessions: Sessions, name: str) -> None:
    data, code, rule = BROKEN[name]
    line = f"{AGREED}; server_max_window_bits=9" if "window" in name else AGREED
    with Peer(sessions, lines=(line,), max_size=100_000) as peer:
        peer.send(frame(1, packed(b"right"), 0xC0), data)
        assert peer.session.receive() == "right"
        close = peer.session.wait_closed()
        assert (close.code, close.by) == (code, "us")
        rfc = "RFC 7692" if "DEFLATE" in rule else "RFC 6455"
        assert close.reason.partition(", first")[0] == f"{rfc} section {rule}"
        answer = peer.receive()
        assert answer.opcode == 8
        assert answer.payload[:2] == code.to_bytes(2, "big")
        if "window" not in name:
            with pytest.raises(Mismatch):
                peer.session.receive()


def test_a_message_of_many_last_blocks(sessions: Sessions) -> None:
    """RFC 7692, 7.2.3.4: a block that says it is the last one, and then more; in an empty fragment of its own too."""
    writer = zlib.compressobj(wbits=-15)
    one = writer.compress(b"one ") + writer.flush(zlib.Z_FINISH)
    with Peer(sessions, lines=(AGREED,)) as peer:
        peer.send(frame(1, one + b"\x00", 0xC0), frame(1, one * 3, 0xC0), frame(1, packed(b"two"), 0xC0))
        peer.send(frame(1, one * 3000, 0x40), frame(0, one))
        assert peer.session.receive_many(4) == ["one ", "one one one ", "two", "one " * 3001]


def test_a_bomb_takes_little_memory() -> None:
    import tracemalloc

    from WsKeywords.core.wire.deflate import Agreement, Inflater
    from WsKeywords.core.wire.frames import FrameReader, Violation

    writer = zlib.compressobj(9, wbits=-15)
    bomb = b"".join(writer.compress(bytes(1 << 20)) for _ in range(200)) + writer.flush(zlib.Z_SYNC_FLUSH)[:-4]
    reader = FrameReader(1 << 20, Inflater(Agreement()))
    stream = frame(2, bomb, 0xC0)
    tracemalloc.start()
    try:
        events = [event for at in range(0, len(stream), 65536) for event in reader.feed(stream[at : at + 65536])]
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert [type(event) for event in events] == [Violation]
    assert peak < 5 << 20


def test_interrupted_before_any_bytecode_of_a_send(sessions: Sessions, ports: dict[str, int]) -> None:
    """A server that keeps its context closes at the first message that does not continue what it has seen."""
    session = sessions.open(f"ws://127.0.0.1:{ports['websockets']}/")
    number, sent = 0, []
    while True:
        number += 1
        text = f"{number} " + "the same words " * 9
        interrupted = broken_off(lambda text=text: session.send_text(text), number)
        sent.append((text, interrupted))
        if not interrupted:
            break
        sent.append((f"after {number} " + "the same words " * 9, False))
        session.send_text(sent[-1][0])
    seen = session.receive_until(text=sent[-1][0], include_last=True)
    assert [text for text in seen if (text, True) not in sent] == [
        text for text, interrupted in sent if not interrupted
    ]
    assert len(seen) == len(set(seen))
    assert session.is_open


def test_a_thread_that_sends_compresses_and_writes_itself(sessions: Sessions, ports: dict[str, int]) -> None:
    session = sessions.open(f"ws://127.0.0.1:{ports['websockets']}/")
    session.send_text("the same words")
    assert session.receive() == "the same words"
    busy, gate = threading.Event(), threading.Event()

    def occupy() -> None:
        busy.set()
        gate.wait(10)

    session.connection.soon(occupy)
    assert busy.wait(5)
    session.send_text("the same words, the same words")
    assert session.connection.outbox == []
    gate.set()
    assert session.receive() == "the same words, the same words"
    for text in TEXTS * 10:
        session.send_text(text)
        assert session.receive() == text
