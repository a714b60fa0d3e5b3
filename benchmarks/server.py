"""The other end of the benchmarks: a raw-socket server in a process of its own, so that it is not what is measured.

``python -m benchmarks.server [CERT KEY]`` prints its port. What it does is in the path:

* ``/echo`` sends every message back as it came;
* ``/burst/COUNT/SIZE`` answers any message with so many text messages of so many bytes (``/burst/…/deflate``: each
  compressed, when the client offered that);
* ``/ticks/COUNT/MILLISECONDS`` sends that many texts, each the time (monotonic, ns) at which it was sent;
* ``/pings/COUNT/MILLISECONDS`` sends pings and, at the end, a JSON list of the nanoseconds until each pong;
"""

from __future__ import annotations

import base64
import hashlib
import json
import selectors
import socket
import ssl
import sys
import threading
import time
import zlib
from collections.abc import Callable
from contextlib import suppress

GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
READ = 1 << 18
TEXT, BINARY, CLOSE, PING, PONG = 1, 2, 8, 9, 10


def frame(opcode: int, payload: bytes, rsv1: bool = False) -> bytes:
    """An unmasked frame, as a server sends it."""
    first, size = 0x80 | (0x40 if rsv1 else 0) | opcode, len(payload)
    if size < 126:
        return bytes((first, size)) + payload
    if size < 1 << 16:
        return bytes((first, 126)) + size.to_bytes(2, "big") + payload
    return bytes((first, 127)) + size.to_bytes(8, "big") + payload


def unmasked(payload: bytes, key: bytes) -> bytes:
    size = len(payload)
    keys = int.from_bytes((key * (size // 4 + 1))[:size], "little")
    return (int.from_bytes(payload, "little") ^ keys).to_bytes(size, "little")


class Client:
    """One client: its bytes in, frames out of them."""

    def __init__(self, sock: socket.socket) -> None:
        self.sock = sock
        self.path = ""
        self.deflate = False
        self.received = bytearray()
        self.waiting = bytearray()

    def shake_hands(self) -> bool:
        head, end, rest = bytes(self.received).partition(b"\r\n\r\n")
        if not end:
            return False
        lines = head.split(b"\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(b":") for line in lines[1:])}
        self.path = lines[0].split()[1].decode()
        self.deflate = self.path.endswith("/deflate") and b"deflate" in headers.get(b"sec-websocket-extensions", b"")
        accept = base64.b64encode(hashlib.sha1(headers[b"sec-websocket-key"] + GUID).digest())
        answer = [b"HTTP/1.1 101 Switching Protocols", b"Upgrade: websocket", b"Connection: Upgrade"]
        answer.append(b"Sec-WebSocket-Accept: " + accept)
        if self.deflate:
            answer.append(b"Sec-WebSocket-Extensions: permessage-deflate")
        self.received = bytearray(rest)
        self.sock.sendall(b"\r\n".join([*answer, b"", b""]))
        return True

    def frames(self) -> list[tuple[int, bytes]]:
        """The complete frames that have come; large ones are joined from what a fragmenting client sends."""
        found, data, pos = [], self.received, 0
        while len(data) - pos >= 6:
            size, start = data[pos + 1] & 127, pos + 2
            if size == 126:
                size, start = int.from_bytes(data[start : start + 2], "big"), start + 2
            elif size == 127:
                size, start = int.from_bytes(data[start : start + 8], "big"), start + 8
            end = start + 4 + size
            if len(data) < end:
                break
            found.append((data[pos] & 15, unmasked(bytes(data[start + 4 : end]), bytes(data[start : start + 4]))))
            pos = end
        del data[:pos]
        return found


class Server:
    """Echoes on one thread; what needs a clock of its own gets a thread."""

    def __init__(self, context: ssl.SSLContext | None) -> None:
        self.context = context
        self.selector = selectors.DefaultSelector()
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=4096)
        self.listener.setblocking(False)
        self.selector.register(self.listener, selectors.EVENT_READ, None)

    def run(self) -> None:
        print(self.listener.getsockname()[1], flush=True)
        while True:
            for key, events in self.selector.select():
                if key.data is None:
                    self._accept()
                    continue
                with suppress(OSError):
                    if events & selectors.EVENT_WRITE:
                        self._flush(key.data)
                    if events & selectors.EVENT_READ:
                        self._read(key.data)
                    continue
                self._drop(key.data)

    def _accept(self) -> None:
        while True:
            try:
                sock, _ = self.listener.accept()
            except BlockingIOError:
                return
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if self.context is not None:
                threading.Thread(target=self._accept_tls, args=(sock,), daemon=True).start()
                continue
            sock.setblocking(False)
            self.selector.register(sock, selectors.EVENT_READ, Client(sock))

    def _accept_tls(self, sock: socket.socket) -> None:
        assert self.context is not None
        with suppress(OSError):
            client = Client(self.context.wrap_socket(sock, server_side=True))
            while not client.shake_hands():
                client.received += client.sock.recv(READ)
            self._serve_alone(client)

    def _read(self, client: Client) -> None:
        data = client.sock.recv(READ)
        if not data:
            return self._drop(client)
        client.received += data
        if not client.path:
            if not client.shake_hands():
                return
            if not client.path.startswith("/echo"):
                self.selector.unregister(client.sock)
                client.sock.setblocking(True)
                threading.Thread(target=self._serve_alone, args=(client,), daemon=True).start()
                return
        answers = b"".join(
            frame(opcode, payload) if opcode != PING else frame(PONG, payload) for opcode, payload in client.frames()
        )
        if answers:
            client.waiting += answers
            self._flush(client)

    def _flush(self, client: Client) -> None:
        with suppress(BlockingIOError):
            sent = client.sock.send(client.waiting)
            del client.waiting[:sent]
        events = selectors.EVENT_READ | (selectors.EVENT_WRITE if client.waiting else 0)
        if self.selector.get_key(client.sock).events != events:
            self.selector.modify(client.sock, events, client)

    def _drop(self, client: Client) -> None:
        with suppress(KeyError, ValueError):
            self.selector.unregister(client.sock)
        client.sock.close()

    def _serve_alone(self, client: Client) -> None:
        verb, *numbers = client.path.strip("/").split("/")
        with suppress(OSError):
            ROOMS[verb](client, *(int(number) for number in numbers if number.isdigit()))
        client.sock.close()


def next_frame(client: Client) -> tuple[int, bytes]:
    while not (found := client.frames()):
        data = client.sock.recv(READ)
        if not data:
            raise OSError
        client.received += data
    return found[0]


def echo(client: Client) -> None:
    while True:
        opcode, payload = next_frame(client)
        client.sock.sendall(frame(opcode, payload))


def burst(client: Client, count: int, size: int) -> None:
    payload = bytes(97 + n % 26 for n in range(size))
    one = frame(TEXT, payload)
    if client.deflate:
        packer = zlib.compressobj(wbits=-15)
        packed = [packer.compress(payload) + packer.flush(zlib.Z_SYNC_FLUSH) for _ in range(count)]
        data = b"".join(frame(TEXT, each[:-4], rsv1=True) for each in packed)
    else:
        data = one * count
    while next_frame(client)[0] != CLOSE:
        client.sock.sendall(data)


def ticks(client: Client, count: int, milliseconds: int) -> None:
    next_frame(client)
    for _ in range(count):
        time.sleep(milliseconds / 1000)
        client.sock.sendall(frame(TEXT, str(time.monotonic_ns()).encode()))
    next_frame(client)


def pings(client: Client, count: int, milliseconds: int) -> None:
    next_frame(client)
    took = []
    for number in range(count):
        time.sleep(milliseconds / 1000)
        sent = time.monotonic_ns()
        client.sock.sendall(frame(PING, str(number).encode()))
        while next_frame(client)[0] != PONG:
            pass
        took.append(time.monotonic_ns() - sent)
    client.sock.sendall(frame(TEXT, json.dumps(took).encode()))
    next_frame(client)


ROOMS: dict[str, Callable[..., None]] = {"echo": echo, "burst": burst, "ticks": ticks, "pings": pings}


def main(certificate: str = "", key: str = "") -> None:
    context = None
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
    Server(context).run()


if __name__ == "__main__":
    main(*sys.argv[1:])
