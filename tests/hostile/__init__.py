"""Servers that break rules: raw sockets in a thread, answering with whatever bytes a test gives them."""

from __future__ import annotations

import base64
import hashlib
import re
import socket
import ssl
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

Script = bytes | Callable[[bytes], bytes]
GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"


def accept_key(request: bytes) -> str:
    """What Sec-WebSocket-Accept should be for this request, worked out without the package under test."""
    key = re.search(rb"(?i)\r\nSec-WebSocket-Key: *([^\r]*)\r\n", request)
    assert key is not None
    return base64.b64encode(hashlib.sha1(key[1] + GUID.encode()).digest()).decode()


def switching(request: bytes, *lines: str, rest: bytes = b"", drop: tuple[str, ...] = ()) -> bytes:
    """A right answer; ``lines`` replace or add header lines, ``drop`` leaves some out, ``rest`` follows it."""
    fields = {
        "upgrade": "Upgrade: websocket",
        "connection": "Connection: Upgrade",
        "sec-websocket-accept": f"Sec-WebSocket-Accept: {accept_key(request)}",
    }
    extra = []
    for line in lines:
        name = line.partition(":")[0].lower()
        if name in fields:
            fields[name] = line
        else:
            extra.append(line)
    kept = [line for name, line in fields.items() if name not in drop]
    return "\r\n".join(["HTTP/1.1 101 Switching Protocols", *kept, *extra, "", ""]).encode("latin-1") + rest


def frame(opcode: int, payload: bytes = b"", first: int = 0x80) -> bytes:
    """An unmasked frame, as servers send them."""
    size = len(payload)
    if size < 126:
        return bytes((first | opcode, size)) + payload
    if size < 65536:
        return bytes((first | opcode, 126)) + struct.pack("!H", size) + payload
    return bytes((first | opcode, 127)) + struct.pack("!Q", size) + payload


class RawServer:
    """One listening socket; every connection gets the same script.

    Args:
        script: bytes to answer, or a function of the request that makes them.
        hold: keep the connection until the client ends it, instead of ending it after the answer.
        endless: then send this again and again.
        tls: wraps each connection.
        host: the address to listen at.
        unix: the path of a Unix socket to listen at instead.
    """

    def __init__(
        self,
        script: Script = b"",
        *,
        hold: bool = False,
        endless: bytes = b"",
        tls: ssl.SSLContext | None = None,
        host: str = "127.0.0.1",
        unix: Path | None = None,
    ) -> None:
        self.script, self.hold, self.endless, self.tls = script, hold, endless, tls
        self.requests: list[bytes] = []
        self.ended = threading.Event()
        self.unix = unix
        self.listener = _listener(host, unix)
        self.port: int = 0 if unix else self.listener.getsockname()[1]
        self.url = f"ws://127.0.0.1:{self.port}/"
        self.thread = threading.Thread(target=self._serve, daemon=True)

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            connection.settimeout(10)
            with suppress(OSError):
                self._talk(connection)
            connection.close()
            self.ended.set()

    def _talk(self, connection: socket.socket) -> None:
        if self.tls is not None:
            connection = self.tls.wrap_socket(connection, server_side=True)
        with connection:
            request = b""
            while b"\r\n\r\n" not in request:
                data = connection.recv(65536)
                if not data:
                    break
                request += data
                if request[:1] in (b"\x16", b"\x04", b"\x05"):
                    break  # a client that speaks TLS or SOCKS, and this is another server
            if not request:
                return  # who only looked at the certificate
            self.requests.append(request)
            connection.sendall(self.script(request) if callable(self.script) else self.script)
            while self.endless:
                connection.sendall(self.endless)
            if self.hold:
                while connection.recv(65536):
                    pass

    def __enter__(self) -> RawServer:
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(OSError):
            self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        self.thread.join(5)


def _listener(host: str, unix: Path | None) -> socket.socket:
    if unix is None:
        return socket.create_server((host, 0), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(str(unix))
    listener.listen()
    return listener


@contextmanager
def black_hole() -> Iterator[tuple[str, int]]:
    """An address that answers no connection attempt: its queue is full and nobody accepts."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        address = listener.getsockname()
        fillers = []
        for _ in range(4):
            filler = socket.socket()
            filler.setblocking(False)
            filler.connect_ex(address)
            fillers.append(filler)
        try:
            yield address
        finally:
            for filler in fillers:
                filler.close()
