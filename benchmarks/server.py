"""The other end of the benchmarks where C would gain nothing: a raw-socket server in a process of its own.

``python -m benchmarks.server [CERTIFICATE]`` prints its port. What it does is in the path:

* ``/echo`` sends every message back as it came;
* ``/burst/COUNT/SIZE`` says ``ready``, and then answers any message with so many different texts of so many bytes, made
  beforehand (``/burst/…/deflate``: each compressed, when the client offered that);
* ``/ticks/COUNT/MILLISECONDS`` sends that many texts, each the time (monotonic, ns) at which it was sent;
* ``/pings/COUNT/MILLISECONDS`` sends pings and, at the end, a JSON list of the nanoseconds until each pong;
* ``/closer/COUNT/MILLISECONDS`` closes that many of the sessions opened to ``/closed``, one after the other, and tells
  the nanoseconds until each was answered in the same way.
"""

from __future__ import annotations

import base64
import hashlib
import selectors
import socket
import ssl
import sys
import threading
from contextlib import suppress

from .rooms import CLOSE, PING, PONG, READ, ROOMS, Client, frame

GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
_BLOCKED = (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError)


def shake_hands(client: Client) -> bool:
    head, end, rest = bytes(client.received).partition(b"\r\n\r\n")
    if not end:
        return False
    lines = head.split(b"\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(b":") for line in lines[1:])}
    client.path = lines[0].split()[1].decode()
    client.deflate = "/deflate" in client.path and b"deflate" in headers.get(b"sec-websocket-extensions", b"")
    accept = base64.b64encode(hashlib.sha1(headers[b"sec-websocket-key"] + GUID).digest())
    answer = [b"HTTP/1.1 101 Switching Protocols", b"Upgrade: websocket", b"Connection: Upgrade"]
    answer.append(b"Sec-WebSocket-Accept: " + accept)
    if client.deflate:
        answer.append(b"Sec-WebSocket-Extensions: permessage-deflate")
    client.received = bytearray(rest)
    client.sock.sendall(b"\r\n".join([*answer, b"", b""]))
    return True


class Server:
    """Echoes on one thread, TLS or not; what has a clock of its own gets a thread."""

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
            sock.setblocking(False)
            if self.context is not None:
                sock = self.context.wrap_socket(sock, server_side=True, do_handshake_on_connect=False)
            self.selector.register(sock, selectors.EVENT_READ, Client(sock))

    def _read(self, client: Client) -> None:
        while True:
            try:
                data = client.sock.recv(READ)
            except _BLOCKED:
                return
            if not data:
                return self._drop(client)
            client.received += data
            if not client.path:
                if not shake_hands(client):
                    continue
                if not client.path.startswith("/echo"):
                    self.selector.unregister(client.sock)
                    client.sock.setblocking(True)
                    threading.Thread(target=self._serve_alone, args=(client,), daemon=True).start()
                    return
            self._answer(client)

    def _answer(self, client: Client) -> None:
        for opcode, payload, fin in client.frames():
            client.waiting += frame(PONG if opcode == PING else opcode, payload, fin=fin)
            client.closed |= opcode == CLOSE
        if client.waiting:
            self._flush(client)
        if client.closed and not client.waiting:
            raise ConnectionAbortedError

    def _flush(self, client: Client) -> None:
        with suppress(*_BLOCKED):
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
        if verb != "closed":
            client.sock.close()


def main(certificate: str = "") -> None:
    context = None
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
    Server(context).run()


if __name__ == "__main__":
    main(*sys.argv[1:])
