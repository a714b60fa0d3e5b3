"""What nothing can do without: the same bytes over a bare socket of Python, on one thread and handed over by a second.

The distance from these to ours is what frames, inbox, transcript and failures that explain themselves cost.
"""

from __future__ import annotations

import socket
import threading
from _thread import allocate_lock
from collections.abc import Callable, Iterator

from WsKeywords.core import Session, Sessions
from WsKeywords.core.wire.frames import encode

from . import servers
from .measuring import OURS, Row, Scale, Side, clock, cpus, in_turns, repeated

ALONE, HANDED, READ = "one bare socket", "a bare socket, read by a second thread", "the bytes alone"
TEXT, BINARY = 1, 2
#: One for all: nothing that comes is looked at.
_BUFFER = bytearray(1 << 18)


def rows(scale: Scale) -> Iterator[Row]:
    with servers.echo() as server, Sessions(timeout=60, max_size=1 << 26) as sessions:
        where = {"client": cpus(), "server": server.cpus}
        session = sessions.open(f"{server.url}/echo")
        sizes = (("64 B", b"x" * 64, 3000), ("1 MB", b"x" * 1_000_000, 20), ("16 MB", bytes(1 << 24), 1))
        for name, payload, count in sizes:
            with Bare(server.port, payload) as alone, Handed(server.port, payload) as handed:
                sides: dict[str, Side] = {
                    OURS: _of(_ours(session, payload, text=name != "16 MB"), scale.of(count)),
                    ALONE: _of(alone.there_and_back, scale.of(count)),
                    HANDED: _of(handed.there_and_back, scale.of(count)),
                }
                yield Row(
                    f"{name} there and back, beside what nothing can do without",
                    "s",
                    in_turns(sides, scale.rounds),
                    note="the bare sockets send the same frame, masked beforehand, and look at nothing that comes",
                    cpus=where,
                )
    with servers.rooms() as server, Sessions(timeout=60, max_unread=1_000_000) as sessions:
        count = scale.of(200_000)
        path = f"/burst/{count}/64"
        session = sessions.open(server.url + path)
        session.expect(text="ready")

        def burst() -> float:
            with clock() as seconds:
                session.send_text("go")
                assert len(session.receive_many(count)) == count
            return count / seconds()

        with Bare(server.port, b"go", path) as bare:

            def read() -> float:
                with clock() as seconds:
                    bare.there_and_back(66 * count)
                return count / seconds()

            yield Row(
                f"burst of {count:,} × 64 B, beside what nothing can do without",
                "/s",
                in_turns({OURS: burst, READ: read}, scale.rounds),
                more_is_better=True,
                note="read into one buffer of a bare socket, looked at not at all",
                cpus={"client": cpus(), "server": server.cpus},
            )


def _ours(session: Session, payload: bytes, text: bool) -> Callable[[], None]:
    data = payload.decode() if text else payload

    def there_and_back() -> None:
        session.send_text(data) if isinstance(data, str) else session.send_binary(data)
        assert session.receive() == data

    return there_and_back


def _of(once: Callable[[], object], count: int) -> Side:
    return lambda: repeated(once, count)


class Bare:
    """A bare socket that sends one frame, made beforehand, and reads as many bytes as its answer has."""

    def __init__(self, port: int, payload: bytes, path: str = "/echo") -> None:
        self.sock = socket.create_connection(("127.0.0.1", port))
        self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        key = b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="
        self.sock.sendall(b"GET %b HTTP/1.1\r\nHost: localhost\r\n%b\r\n\r\n" % (path.encode(), key))
        answer = self.sock.recv(1 << 16)
        if path != "/echo" and b"ready" not in answer:
            assert b"ready" in self.sock.recv(1 << 16)
        self.frame = encode(BINARY, payload)
        self.size = len(self.frame) - 4
        self.buffer = memoryview(_BUFFER)

    def __enter__(self) -> Bare:
        return self

    def __exit__(self, *_: object) -> None:
        self.sock.close()

    def there_and_back(self, size: int | None = None) -> None:
        self.sock.sendall(self.frame)
        self.read(self.size if size is None else size)

    def read(self, size: int) -> None:
        while size:
            size -= self.sock.recv_into(self.buffer)


class Handed(Bare):
    """The same, but a second thread reads and rings a bell, as every client with an inbox must."""

    def __init__(self, port: int, payload: bytes) -> None:
        super().__init__(port, payload)
        self.bell = allocate_lock()
        self.bell.acquire()
        threading.Thread(target=self._read_on, daemon=True).start()

    def _read_on(self) -> None:
        while True:
            size = self.size
            while size:
                got = self.sock.recv_into(self.buffer)
                if not got:
                    return
                size -= got
            self.bell.release()

    def there_and_back(self, size: int | None = None) -> None:
        self.sock.sendall(self.frame)
        self.bell.acquire()

    def __exit__(self, *_: object) -> None:
        self.sock.shutdown(socket.SHUT_RDWR)
        self.sock.close()
