"""The server's end of one connection in the hands of a test: raw bytes out, frames in."""

from __future__ import annotations

import socket
import struct
import threading
from typing import NamedTuple

from tests.hostile import frame as frame
from tests.hostile import switching
from WsKeywords.core import Session, Sessions


class Frame(NamedTuple):
    """A frame that the client sent, unmasked."""

    opcode: int
    payload: bytes


class Peer:
    """``with Peer(sessions) as peer``: ``peer.session`` is the client, ``peer.sock`` the server's socket."""

    def __init__(
        self,
        sessions: Sessions,
        name: str = "alice",
        *,
        rest: bytes = b"",
        lines: tuple[str, ...] = (),
        **options: object,
    ) -> None:
        self._sessions = sessions
        self._name = name
        self._rest = rest
        self._lines = lines
        self._options = options

    def __enter__(self) -> Peer:
        with socket.create_server(("127.0.0.1", 0)) as listener:
            listener.settimeout(10)
            thread = threading.Thread(target=self._accept, args=(listener,))
            thread.start()
            url = f"ws://127.0.0.1:{listener.getsockname()[1]}/"
            self.session: Session = self._sessions.open(url, self._name, **self._options)
            thread.join(30)
        return self

    def __exit__(self, *_: object) -> None:
        self.sock.close()

    def _accept(self, listener: socket.socket) -> None:
        self.sock, _ = listener.accept()
        self.sock.settimeout(10)
        request = b""
        while b"\r\n\r\n" not in request:
            more = self.sock.recv(65536)
            if not more:
                return  # the client says why
            request += more
        self.sock.sendall(switching(request, *self._lines, rest=self._rest))

    def send(self, *frames: bytes) -> None:
        self.sock.sendall(b"".join(frames))

    def _exactly(self, size: int) -> bytes:
        data = b""
        while len(data) < size:
            more = self.sock.recv(size - len(data))
            if not more:
                raise EOFError(data)
            data += more
        return data

    def receive(self) -> Frame:
        """The next frame of the client."""
        _, _, found = self.receive_bits()
        return found

    def receive_bits(self) -> tuple[bool, int, Frame]:
        """FIN and the reserved bits of the next frame, and the frame."""
        first, second = self._exactly(2)
        assert second & 0x80, "a client masks its frames"
        size = second & 0x7F
        if size == 126:
            (size,) = struct.unpack("!H", self._exactly(2))
        elif size == 127:
            (size,) = struct.unpack("!Q", self._exactly(8))
        key = self._exactly(4)
        payload = self._exactly(size)
        plain = bytes(byte ^ key[at % 4] for at, byte in enumerate(payload))
        return first >= 0x80, first >> 4 & 7, Frame(first & 0x0F, plain)

    def ended(self) -> bool:
        """Whether the client ends TCP with nothing more to say."""
        try:
            return self.sock.recv(1) == b""
        except ConnectionResetError:
            return True
