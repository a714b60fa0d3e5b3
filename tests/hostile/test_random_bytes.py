"""The promise of all of this: any bytes, at any pace, end in a message, a ``WsKeywordsError`` or on the deadline.

Random streams, right ones that were damaged and wrong ones, in pieces of any size, against every way to wait; then
every view of what happened is made. ``BYTES_SEED`` repeats a run.
"""

from __future__ import annotations

import json
import os
import random
import socket
import struct
import threading
import zlib
from collections.abc import Callable
from contextlib import suppress
from time import monotonic
from typing import Any

from tests.engine.peer import frame
from tests.hostile import switching
from WsKeywords.core import Session, Sessions, WsKeywordsError
from WsKeywords.core.report.views import har, html_transcript, text_lines

STREAMS = 250
#: Seconds until a wait ends, and what no busy machine makes of it.
ALLOWED, HANGING = 0.05, 15.0
TEXTS = [
    *("", "hello", "größer 💩", '{"a": 1}', '{"a": "x\\ud800"}', "[" * 2000, '{"n": 1e999, "n": NaN}', "9" * 5000),
    *("*HTML* <b>", "\x00\x1b[31m]]>", '{"token": "correct-horse-battery"}', "\u202e\ufffe", "x" * 70_000),
]
PACKER = zlib.compressobj(wbits=-15)
PACKED = PACKER.compress(b"hello " * 50) + PACKER.flush(zlib.Z_FULL_FLUSH)[:-4]


def right(rng: random.Random) -> bytes:
    """A few frames, most of them as they should be."""
    found = []
    for _ in range(rng.randrange(1, 8)):
        kind = rng.randrange(8)
        if kind < 3:
            found.append(frame(1, rng.choice(TEXTS).encode("utf-8", "surrogatepass")))
        elif kind == 3:
            found.append(frame(2, rng.randbytes(rng.choice([0, 1, 125, 126, 3000, 70_000]))))
        elif kind == 4:
            found.append(frame(rng.choice([9, 10]), rng.randbytes(rng.randrange(126))))
        elif kind == 5:
            parts = [rng.choice(TEXTS).encode()[:200] for _ in range(rng.randrange(1, 5))]
            found += [frame(0 if n else 1, part, 0) for n, part in enumerate(parts)] + [frame(0, b"end")]
        elif kind == 6:
            found.append(frame(1, PACKED, 0xC0))
        else:
            code = rng.choice([1000, 1001, 1008, 4000, 999, 1006, 65535])
            found.append(frame(8, struct.pack("!H", code) + rng.choice(TEXTS).encode()[:100]))
    return b"".join(found)


def damaged(rng: random.Random) -> bytes:
    data = bytearray(right(rng))
    for _ in range(rng.choice([0, 0, 1, 1, 3, 20])):
        at = rng.randrange(len(data) + 1)
        kind = rng.randrange(3)
        if kind == 0 and at < len(data):
            data[at] = rng.randrange(256)
        elif kind == 1:
            del data[at : at + rng.randrange(1, 9)]
        else:
            data[at:at] = rng.randbytes(rng.randrange(1, 9))
    return bytes(data) if rng.random() < 0.95 else rng.randbytes(rng.randrange(1, 500))


WAITS: list[Callable[[Session], Any]] = [
    lambda session: session.receive(),
    lambda session: session.receive_json(),
    lambda session: session.receive_many(3),
    lambda session: session.receive_until(contains="hello"),
    lambda session: session.drain(quiet=0.01),
    lambda session: session.wait_for(json_contains={"a": "#number"}),
    lambda session: session.wait_for(regexp="(h|e|l)+o$"),
    lambda session: session.expect(json={"n": 1}),
    lambda session: session.expect_nothing(within=0.02),
    lambda session: session.expect_closed(1000, "end*"),
    lambda session: session.ping(timeout=ALLOWED),
    lambda session: session.exchange_text("hello"),
    lambda session: session.send_text("x" * 100_000),
    lambda session: session.close(4000, "bye"),
    lambda session: session.abort(),
    lambda session: session.count(),
]


class Server:
    """Answers each handshake, sends a stream of its own in pieces, and ends the connection in one of three ways."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"ws://127.0.0.1:{self.listener.getsockname()[1]}/"
        self.thread = threading.Thread(target=self._serve, daemon=True)

    def __enter__(self) -> Server:
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(OSError):
            self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        self.thread.join(5)

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                sock, _ = self.listener.accept()
                rng = random.Random(self.rng.random())
                threading.Thread(target=self._talk, args=(sock, rng), daemon=True).start()

    def _talk(self, sock: socket.socket, rng: random.Random) -> None:
        with suppress(OSError), sock:
            sock.settimeout(HANGING)
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            request = b""
            while b"\r\n\r\n" not in request:
                more = sock.recv(65536)
                if not more:
                    return
                request += more
            lines = ["Sec-WebSocket-Extensions: permessage-deflate"] if b"permessage-deflate" in request else []
            sock.sendall(switching(request, *lines))
            data = damaged(rng)
            while data:
                size = rng.choice([1, 7, 500] if len(data) < 2000 else [5_000, 100_000])
                sock.sendall(data[:size])
                data = data[size:]
            ending = rng.randrange(3)
            if ending == 0:
                sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            elif ending == 1:
                sock.shutdown(socket.SHUT_WR)
            if ending:
                while sock.recv(65536):
                    pass


def test_random_streams() -> None:
    seed = int(os.environ.get("BYTES_SEED", random.randrange(1 << 32)))
    print(f"BYTES_SEED={seed}")
    rng = random.Random(seed)
    outcomes: dict[str, int] = {}
    with (
        Server(random.Random(seed)) as server,
        Sessions(server.url, timeout=ALLOWED, open_timeout=15, close_timeout=ALLOWED, max_size=60_000) as sessions,
    ):
        for number in range(STREAMS):
            name = f"s{number}"
            separator = "\n" if rng.random() < 0.1 else None
            session = sessions.open("/", name, compression=rng.random() < 0.5, separator=separator, max_unread=5)
            for _ in range(rng.randrange(1, 4)):
                started = monotonic()
                try:
                    rng.choice(WAITS)(session)
                    outcome = "a value"
                except WsKeywordsError as error:
                    outcome = type(error).__name__ if 0 < len(str(error)) <= 20_000 else "an error without an end"
                assert monotonic() - started < HANGING
                outcomes[outcome] = outcomes.get(outcome, 0) + 1
            views = [*text_lines(session), html_transcript(session), json.dumps(har([session]), ensure_ascii=False)]
            "".join(views).encode()
            session.abort()
    assert "an error without an end" not in outcomes
    assert {"a value", "NoMessage", "Mismatch", "SessionClosed"} <= outcomes.keys(), outcomes
