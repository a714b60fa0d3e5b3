"""Two clients that echo what the fuzzing server sends: sessions, as a test would, and the frame layer alone."""

from __future__ import annotations

import base64
import os
import re
import socket
from collections.abc import Callable
from contextlib import suppress
from urllib.parse import urlsplit

from WsKeywords.core import Sessions, WsKeywordsError
from WsKeywords.core.handshake.extensions import agreed, offer
from WsKeywords.core.wire.deflate import Deflater, Inflater
from WsKeywords.core.wire.frames import CloseFrame, FrameReader, Ping, Pong, Violation, close_payload, encode

#: Seconds without a message after which a case is given up; the server's own patience is shorter.
PATIENCE = 60
#: The largest messages have 16 MiB.
MAX_SIZE = 1 << 26


def by_session(url: str) -> None:
    """A test reads the next message and sends it back, until the session is closed."""
    with Sessions(timeout=PATIENCE, max_size=MAX_SIZE) as sessions:
        session = sessions.open(url)
        with suppress(WsKeywordsError):
            while True:
                message = session.receive()
                if isinstance(message, str):
                    session.send_text(message)
                else:
                    session.send_binary(message)
        session.wait_closed()


def by_frames(url: str) -> None:
    """Each message goes back before what comes after it is looked at: no thread in between, one event at a time."""
    parts = urlsplit(url)
    assert parts.hostname is not None
    with socket.create_connection((parts.hostname, parts.port), timeout=PATIENCE) as sock:
        answer, leftover = _shake_hands(sock, f"{parts.path}?{parts.query}", parts.netloc)
        agreement = agreed(answer, offer(True) or "")
        reader = FrameReader(MAX_SIZE, None if agreement is None else Inflater(agreement))
        deflater = None if agreement is None else Deflater(agreement)
        data = leftover or sock.recv(1 << 16)
        with suppress(ConnectionError):
            while data:
                for event in reader.feed(data):
                    reply = _reply(event, deflater)
                    if reply:
                        sock.sendall(reply)
                    if isinstance(event, (CloseFrame, Violation)):
                        return _let_the_server_end(sock)
                data = sock.recv(1 << 16)


def _reply(event: object, deflater: Deflater | None) -> bytes:
    if isinstance(event, (str, bytes)):
        opcode, payload = (1, event.encode()) if isinstance(event, str) else (2, event)
        if deflater is None or not payload:
            return encode(opcode, payload)
        return deflater.message(opcode, [payload])
    if isinstance(event, Ping):
        return encode(10, event.payload)
    if isinstance(event, Pong):
        return b""
    if isinstance(event, Violation):
        return encode(8, close_payload(event.code, event.rule))
    assert isinstance(event, CloseFrame)
    if event.fault:
        return encode(8, close_payload(1002, event.fault))
    return encode(8, b"" if event.code == 1005 else close_payload(event.code, ""))


def _shake_hands(sock: socket.socket, target: str, host: str) -> tuple[str, bytes]:
    """The extensions that the server answered with, and the bytes that came after its answer."""
    key = base64.b64encode(os.urandom(16)).decode()
    request = (
        f"GET {target} HTTP/1.1\r\nHost: {host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Extensions: {offer(True)}\r\n\r\n"
    )
    sock.sendall(request.encode())
    head = b""
    while b"\r\n\r\n" not in head:
        more = sock.recv(1 << 16)
        assert more, head
        head += more
    head, _, leftover = head.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 101 "), head
    found = re.search(r"(?im)^Sec-WebSocket-Extensions: *(.*)$", head.decode("latin-1"))
    return (found[1].strip() if found else ""), leftover


def _let_the_server_end(sock: socket.socket) -> None:
    sock.settimeout(2)
    with suppress(OSError):
        while sock.recv(1 << 16):
            pass


#: The name under which each stands in the reports and in the page.
CLIENTS: dict[str, Callable[[str], None]] = {"Sessions": by_session, "Frame layer": by_frames}
