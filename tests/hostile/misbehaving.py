"""A server that breaks rules, in a process of its own: ``python misbehaving.py FOLDER`` prints its ports as JSON.

The path of a request names what is done to it; ``CASES`` holds all of that. ``/echo`` behaves. ``/closes/NAME`` is a
WebSocket that says how many close frames the client sent to the case of that name, and ends. The port *plain* knows no
TLS; the others speak it, each with another certificate, and the CA of these is in ``ca.pem`` of the folder.
"""

from __future__ import annotations

import itertools
import json
import re
import socket
import ssl
import struct
import sys
import threading
import time
import zlib
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta, timezone
from pathlib import Path

import trustme

sys.path.insert(0, str(Path(__file__).parent.parent.parent))

from tests.hostile import accept_key, frame
from tests.hostile.contents import CONTENTS

TEXT, BINARY, CLOSE, PING = 1, 2, 8, 9
CASES: dict[str, Callable[[Client], None]] = {}
#: How many close frames came from the newest client of each case, and whether it has gone.
CLOSES: dict[str, int] = {}
FINISHED: dict[str, threading.Event] = {}


def closing(code: int, reason: bytes = b"") -> bytes:
    return frame(CLOSE, struct.pack("!H", code) + reason)


class Client:
    """One connection, its request read."""

    def __init__(self, sock: socket.socket, request: bytes, path: str) -> None:
        self.sock, self.request, self.path = sock, request, path

    def say(self, *pieces: bytes) -> None:
        self.sock.sendall(b"".join(pieces))

    def upgrade(self, *lines: str, rest: bytes = b"") -> None:
        head = ["HTTP/1.1 101 Switching Protocols", "Upgrade: websocket", "Connection: Upgrade", *lines]
        head += [f"Sec-WebSocket-Accept: {accept_key(self.request)}", "", ""]
        self.say("\r\n".join(head).encode("utf-8", "surrogateescape"), rest)

    def frames(self) -> None:
        """Read what the client sends to its end, and count its close frames."""
        data = b""
        while True:
            more = self.sock.recv(1 << 16)
            if not more:
                return
            data += more
            while len(data) >= 2:
                size, start = data[1] & 0x7F, 2
                if size == 126:
                    size, start = int.from_bytes(data[2:4], "big"), 4
                elif size == 127:
                    size, start = int.from_bytes(data[2:10], "big"), 10
                end = start + 4 + size
                if len(data) < end:
                    break
                if data[0] & 15 == CLOSE:
                    CLOSES[self.path] = CLOSES.get(self.path, 0) + 1
                    with suppress(OSError):  # a server ends TCP first, and may read on
                        self.sock.shutdown(socket.SHUT_WR)
                data = data[end:]

    def endless(self, data: bytes) -> None:
        while True:
            self.sock.sendall(data)

    def drip(self, data: bytes, pause: float = 0.02) -> None:
        self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for byte in data:
            self.sock.sendall(bytes((byte,)))
            time.sleep(pause)

    def reset(self) -> None:
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.sock.close()


def case(function: Callable[[Client], None]) -> Callable[[Client], None]:
    CASES[function.__name__.replace("_", "-")] = function
    return function


def answering(name: str, *pieces: bytes, hold: bool = False) -> None:
    """A case that answers these bytes, and ends the connection or leaves it to the client."""

    def answer(client: Client) -> None:
        client.say(*pieces)
        if hold:
            client.frames()

    CASES[name] = answer


def sending(name: str, *frames: bytes, lines: tuple[str, ...] = ()) -> None:
    """A case that opens a WebSocket, sends these bytes and reads to the end."""

    def send(client: Client) -> None:
        client.upgrade(*lines)
        client.say(*frames)
        client.frames()

    CASES[name] = send


# opening

HEAD = b"HTTP/1.1 403 Forbidden\r\n"
answering("silence", hold=True)
answering("endless-head", HEAD, b"X-Filler: x\r\n" * 200, hold=True)
answering("long-line", HEAD + b"X-Long: " + b"x" * 9000 + b"\r\n\r\n", hold=True)
answering("chunked", HEAD + b"Transfer-Encoding: chunked\r\n\r\n5\r\nchunk\r\n3\r\ned!\r\n0\r\n\r\n")
answering("until-the-end", HEAD + b"\r\nended by the end")
answering("elsewhere", b"HTTP/1.1 302 Found\r\nLocation: /echo\r\nContent-Length: 0\r\n\r\n")
answering("garbage", bytes(range(128, 256)))
answering("nothing")
answering("old", b"HTTP/1.0 200 OK\r\n\r\nhello")
answering(
    "wrong-key",
    b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Accept: nonsense\r\n\r\n",
)
sending("unasked-subprotocol", lines=("Sec-WebSocket-Protocol: chat.v9",))
sending("unasked-extension", lines=("Sec-WebSocket-Extensions: x-own",))


@case
def huge_body(client: Client) -> None:
    client.say(HEAD, b"\r\n")
    client.endless(b"x" * 65536)


@case
def dripping_head(client: Client) -> None:
    client.drip(HEAD + b"X: y\r\n" * 1000)


@case
def reset_at_once(client: Client) -> None:
    client.reset()


# frames

BOMB = zlib.compressobj(wbits=-15)
PACKED = b"".join(BOMB.compress(bytes(1 << 20)) for _ in range(64)) + BOMB.flush(zlib.Z_SYNC_FLUSH)[:-4]
DEFLATE = "Sec-WebSocket-Extensions: permessage-deflate"
sending("announced", b"\x82\x7f" + struct.pack("!Q", 1 << 30))
sending("bomb", frame(BINARY, PACKED, 0xC0), lines=(DEFLATE,))
sending("fragments", frame(TEXT, b"a", 0), frame(0, b"a", 0) * 99_998, frame(0, b"a"))
sending("too-many-fragments", frame(TEXT, b"a", 0), frame(0, b"", 0) * 200_000)
sending("masked", b"\x81\x82\x00\x00\x00\x00hi")
sending("reserved", b"\x91\x02hi")
sending("not-utf8", frame(TEXT, b"gr\xfc\xdfe"))
sending("http-again", b"HTTP/1.1 200 OK\r\n\r\nhello")
sending("half-a-frame", frame(TEXT, b"x" * 100)[:50])


@case
def byte_by_byte(client: Client) -> None:
    client.upgrade()
    client.drip(frame(TEXT, "größer".encode()), 0.002)
    client.frames()


@case
def empty_messages(client: Client) -> None:
    client.upgrade()
    client.endless(frame(TEXT) * 10_000)


@case
def pings(client: Client) -> None:
    client.upgrade()
    threading.Thread(target=drained, args=(client,), daemon=True).start()
    client.endless(frame(PING, b"x") * 10_000)


@case
def unread_pings(client: Client) -> None:
    client.upgrade()
    client.endless(frame(PING, b"x" * 125) * 1_000)


def drained(client: Client) -> None:
    with suppress(OSError):
        client.frames()


# close

for forbidden in (999, 1004, 1005, 1006, 1015, 5000):
    sending(f"code-{forbidden}", closing(forbidden, b"why"))
sending("one-byte", frame(CLOSE, b"\x03"))
sending("bad-reason", closing(1000, b"\xff\xfe"))
sending("data-after-close", frame(TEXT, b"last words"), closing(4000, b"bye"), frame(TEXT, b"too late") * 100)


@case
def close_never_answered(client: Client) -> None:
    client.upgrade()
    while client.sock.recv(1 << 16):
        pass


@case
def reset(client: Client) -> None:
    client.upgrade(rest=frame(TEXT, b"hello"))
    client.sock.recv(1 << 16)  # the client says that it has read
    client.reset()


@case
def half_close(client: Client) -> None:
    client.upgrade(rest=frame(TEXT, b"hello"))
    client.sock.shutdown(socket.SHUT_WR)
    client.frames()


# send


@case
def deaf(client: Client) -> None:
    client.upgrade()
    time.sleep(60)


@case
def close_while_sending(client: Client) -> None:
    client.upgrade()
    client.sock.recv(1 << 16)
    client.say(closing(1001, b"going"))
    client.frames()


# content: each of CONTENTS as text, close reason, header, body of a rejection and of an HTTP answer, and event


def content(client: Client, carrier: str, name: str) -> None:
    data = CONTENTS[name]
    if carrier == "text":
        client.upgrade(rest=frame(TEXT, data))
        client.frames()
    elif carrier == "close":
        client.upgrade(rest=closing(4000, data[:123]))
        client.frames()
    elif carrier == "header":
        said = re.sub(rb"[\r\n\0]", b"", data)[:8000]
        client.upgrade("X-Said: " + said.decode("utf-8", "surrogateescape"))
        client.frames()
    elif carrier == "events":
        client.say(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n")
        client.say(b"data: " + re.sub(rb"\r\n|[\r\n]", b"\ndata: ", data) + b"\n\n")
        client.frames()
    else:
        status = {"rejected": b"403 Forbidden", "body": b"200 OK"}[carrier]
        client.say(b"HTTP/1.1 " + status + b"\r\nContent-Length: %d\r\n\r\n" % len(data), data)


# a server that repeats what it is told, secrets included: in messages, bodies, events, headers, close reasons


def repeat(client: Client, way: str) -> None:
    head, _, body = client.request.partition(b"\r\n\r\n")
    size = re.search(rb"(?i)\r\ncontent-length: *(\d+)", head)
    while size and len(body) < int(size[1]):
        body += client.sock.recv(1 << 16)
    told = head + b"\n" + body
    if way == "events":
        client.say(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n")
        client.say(b"".join(b"data: " + line + b"\n" for line in told.splitlines()) + b"\n")
        client.frames()
    elif way == "refused":
        client.say(b"HTTP/1.1 403 Forbidden\r\nContent-Length: %d\r\n\r\n" % len(told), told)
    elif way == "log-in":
        answer = b'{"access_token": "issued-access-canary", "echo": %s}' % json.dumps(told.decode("latin-1")).encode()
        client.say(b"HTTP/1.1 200 OK\r\nSet-Cookie: sid=issued-cookie-canary; Path=/\r\n")
        client.say(b"Content-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(answer), answer)
    else:
        offered = re.search(rb"(?i)\r\nsec-websocket-protocol: *([^,\r]*)", head)
        chosen = [f"Sec-WebSocket-Protocol: {offered[1].decode()}"] if offered else []
        said = re.search(rb"[?&]token=([^& ]*)", head)
        client.upgrade(*chosen, "X-Repeated: " + re.sub(rb"\s", b" ", told).decode("latin-1")[:4000])
        client.say(frame(TEXT, told))
        echo(client, b"it was " + said[1] if said else b"")


# the server


def serve(sock: socket.socket, context: ssl.SSLContext | None) -> None:
    request = b""
    sock.settimeout(60)
    with suppress(OSError), sock:
        sock = context.wrap_socket(sock, server_side=True) if context else sock
        while b"\r\n\r\n" not in request:
            more = sock.recv(65536)
            if not more:
                return
            request += more
        path = request.split(b" ", 2)[1].decode("latin-1").strip("/").partition("?")[0]
        client = Client(sock, request, path)
        carrier, _, name = path.partition("/")
        if carrier == "closes":
            FINISHED.setdefault(name, threading.Event()).wait(10)
            client.upgrade(rest=frame(TEXT, str(CLOSES.get(name, 0)).encode()) + closing(1000))
            client.frames()
        elif carrier == "repeat":
            repeat(client, name)
        elif name:
            content(client, carrier, name)
        elif path == "echo":
            client.upgrade()
            echo(client)
        else:
            CLOSES[path], FINISHED[path] = 0, threading.Event()
            finished = FINISHED[path]
            try:
                CASES[path](client)
            finally:
                finished.set()


def echo(client: Client, reason: bytes = b"") -> None:
    """Short texts come back, a close is answered; ``bye`` closes with this reason."""
    data = b""
    while True:
        more = client.sock.recv(1 << 16)
        if not more:
            return
        data += more
        while len(data) >= 6 and len(data) >= 6 + (data[1] & 0x7F):
            size = data[1] & 0x7F
            key, masked = data[2:6], data[6 : 6 + size]
            payload = bytes(byte ^ mask for byte, mask in zip(masked, itertools.cycle(key), strict=False))
            client.say(closing(4001, reason[:123]) if payload == b"bye" else frame(data[0] & 15, payload))
            if data[0] & 15 == CLOSE:
                return
            data = data[6 + size :]


def listen(context: ssl.SSLContext | None) -> int:
    """Serve on a port of its own, in a thread of its own; returns the port."""
    listener = socket.create_server(("127.0.0.1", 0), backlog=128)

    def accept() -> None:
        while True:
            sock, _ = listener.accept()
            threading.Thread(target=serve, args=(sock, context), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    return int(listener.getsockname()[1])


def contexts(folder: Path) -> dict[str, ssl.SSLContext | None]:
    """How the ports speak TLS."""
    authority, stranger = trustme.CA(), trustme.CA()
    authority.cert_pem.write_to_path(str(folder / "ca.pem"))
    now = datetime.now(timezone.utc)
    past = {"not_before": now - timedelta(days=3), "not_after": now - timedelta(days=2)}
    certificates = {
        "right": authority.issue_cert("127.0.0.1"),
        "expired": authority.issue_cert("127.0.0.1", **past),
        "wrong-host": authority.issue_cert("other.test"),
        "unknown": stranger.issue_cert("127.0.0.1"),
        "wants-certificate": authority.issue_cert("127.0.0.1"),
    }
    found: dict[str, ssl.SSLContext | None] = {"plain": None}
    for name, certificate in certificates.items():
        found[name] = context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        certificate.configure_cert(context)
        if name == "wants-certificate":
            context.verify_mode = ssl.CERT_REQUIRED
            authority.configure_trust(context)
    return found


def main() -> None:
    print(json.dumps({name: listen(context) for name, context in contexts(Path(sys.argv[1])).items()}), flush=True)
    threading.Event().wait()


if __name__ == "__main__":
    main()
