"""What ``server.py`` does with a client, by path."""

from __future__ import annotations

import json
import socket
import struct
import threading
import time
import zlib
from collections.abc import Callable
from functools import cache

READ = 1 << 18
TEXT, CLOSE, PING, PONG = 1, 8, 9, 10


def frame(opcode: int, payload: bytes, rsv1: bool = False, fin: bool = True) -> bytes:
    """An unmasked frame, as a server sends it."""
    first, size = (0x80 if fin else 0) | (0x40 if rsv1 else 0) | opcode, len(payload)
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
        self.closed = False
        self.received = bytearray()
        self.waiting = bytearray()

    def frames(self) -> list[tuple[int, bytes, bool]]:
        """The complete frames that have come: opcode, payload, whether they end a message."""
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
            payload = unmasked(bytes(data[start + 4 : end]), bytes(data[start : start + 4]))
            found.append((data[pos] & 15, payload, data[pos] >= 0x80))
            pos = end
        del data[:pos]
        return found

    def next_frame(self) -> tuple[int, bytes]:
        while not (found := self.frames()):
            data = self.sock.recv(READ)
            if not data:
                raise OSError
            self.received += data
        return found[0][:2]

    def send(self, opcode: int, payload: bytes) -> None:
        self.sock.sendall(frame(opcode, payload))


def numbered(number: int, size: int) -> str:
    """The text with that number in a burst: a JSON document with spaces behind it, no two the same."""
    return f'{{"n":{number},"price":{number * 7919 % 99991 / 100:.2f},"symbol":"ACME"}}'.ljust(size)


@cache
def burst_bytes(count: int, size: int, deflate: bool) -> bytes:
    texts = (numbered(number, size).encode() for number in range(count))
    if not deflate:
        return b"".join(frame(TEXT, text) for text in texts)
    packer = zlib.compressobj(wbits=-15)
    return b"".join(
        frame(TEXT, (packer.compress(text) + packer.flush(zlib.Z_SYNC_FLUSH))[:-4], rsv1=True) for text in texts
    )


def burst(client: Client, count: int, size: int) -> None:
    # One compressor for all messages, begun anew here and with every connection: the same bytes serve once for each.
    data = burst_bytes(count, size, client.deflate)
    client.send(TEXT, b"ready")
    while client.next_frame()[0] != CLOSE:
        client.sock.sendall(data)


def ticks(client: Client, count: int, milliseconds: int) -> None:
    client.next_frame()
    for _ in range(count):
        time.sleep(milliseconds / 1000)
        client.send(TEXT, str(time.monotonic_ns()).encode())
    client.next_frame()


def pings(client: Client, count: int, milliseconds: int) -> None:
    client.next_frame()
    took = []
    for number in range(count):
        time.sleep(milliseconds / 1000)
        sent = time.monotonic_ns()
        client.send(PING, str(number).encode())
        while client.next_frame()[0] != PONG:
            pass
        took.append(time.monotonic_ns() - sent)
    client.send(TEXT, json.dumps(took).encode())
    client.next_frame()


_to_close: list[Client] = []
_all_there = threading.Condition()


def closed(client: Client) -> None:
    """One that ``closer`` will close; its socket is left to that."""
    with _all_there:
        _to_close.append(client)
        _all_there.notify()


def closer(client: Client, count: int, milliseconds: int) -> None:
    client.next_frame()
    with _all_there:
        _all_there.wait_for(lambda: len(_to_close) >= count)
        chosen = [_to_close.pop() for _ in range(count)]
    took = []
    for each in chosen:
        time.sleep(milliseconds / 1000)
        sent = time.monotonic_ns()
        each.send(CLOSE, struct.pack("!H", 1000))
        assert each.next_frame() == (CLOSE, struct.pack("!H", 1000))
        took.append(time.monotonic_ns() - sent)
        each.sock.close()
    client.send(TEXT, json.dumps(took).encode())
    client.next_frame()


ROOMS: dict[str, Callable[..., None]] = {
    "burst": burst,
    "ticks": ticks,
    "pings": pings,
    "closed": closed,
    "closer": closer,
}
