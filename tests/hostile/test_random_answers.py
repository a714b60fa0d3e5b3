"""Random answers to an opening handshake: it opens or is rejected, in time, and nothing else ever happens."""

from __future__ import annotations

import os
import random

from tests.hostile import RawServer, switching
from tests.hostile.clients import opened
from WsKeywords.core.errors import OpeningFailed

ANSWERS = 1_500
PIECES = [
    b"\r\n",
    b"\n",
    b"\r",
    b"\0",
    b":",
    b" ",
    b"HTTP/1.1 101 Switching Protocols\r\n",
    b"HTTP/1.1 200 OK\r\n",
    b"HTTP/2 101\r\n",
    b"Upgrade: websocket\r\n",
    b"Connection: \xff\r\n",
    b"Content-Length: -1\r\n",
    b"Content-Length: 99999999999999999999\r\n",
    b"Transfer-Encoding: chunked\r\n",
    b"Content-Type: text/plain; charset=idna\r\n",
    b"Content-Type: text/plain; charset=unicode_escape\r\n",
    b"Content-Type: text/plain; charset=\xff\r\n",
    b"Location: http://[\r\n",
    b"Location: //\xff:99999999/\r\n",
    b"Set-Cookie: a=b; Domain=.\r\n",
    b"Sec-WebSocket-Protocol: \xe9\r\n",
    b"Sec-WebSocket-Extensions: ,\r\n",
    b"fffffffffffffffffff\r\n",
    b"-5\r\nx\r\n",
    b"\\u12\\x",
]


def mutated(rng: random.Random, answer: bytes) -> bytes:
    for _ in range(rng.randrange(1, 6)):
        at = rng.randrange(len(answer) + 1)
        kind = rng.randrange(4)
        if kind == 0:
            answer = answer[:at] + rng.choice(PIECES) + answer[at:]
        elif kind == 1:
            answer = answer[:at] + answer[at + rng.randrange(1, 30) :]
        elif kind == 2:
            answer = answer[:at] + rng.randbytes(rng.randrange(1, 5)) + answer[at:]
        else:
            lines = answer.split(b"\r\n")
            lines.insert(rng.randrange(1, len(lines) + 1), rng.choice(PIECES).rstrip())
            answer = b"\r\n".join(lines)
    return answer


def test_random_answers() -> None:
    seed = int(os.environ.get("ANSWERS_SEED", random.randrange(1 << 32)))
    print(f"ANSWERS_SEED={seed}")
    rng = random.Random(seed)
    bases = [
        b"HTTP/1.1 403 Forbidden\r\nContent-Length: 5\r\n\r\nhello",
        b"HTTP/1.1 302 Found\r\nLocation: /x\r\n\r\n",
        b"HTTP/1.1 500 No\r\nTransfer-Encoding: chunked\r\nContent-Type: text/html\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
    ]

    def script(request: bytes) -> bytes:
        return mutated(rng, rng.choice([*bases, switching(request)]))

    outcomes = set()
    with RawServer(script) as server:
        for _ in range(ANSWERS):
            try:
                opened(server.url, timeout=10).sock.close()
                outcomes.add("open")
            except OpeningFailed as failure:
                outcomes.add(failure.rejection.kind)
    assert {"open", "status 403", "not a WebSocket answer", "wrong accept key"} <= outcomes
