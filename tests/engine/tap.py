"""What a server sees of a client, frame by frame: a thread that reads to the end of TCP."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from typing import NamedTuple

from tests.engine.peer import Frame

CLOSE = 8


class Sent(NamedTuple):
    """A frame as it was on the wire; ``form`` is how many bytes its length took beside the first."""

    fin: bool
    rsv: int
    opcode: int
    payload: bytes
    form: int
    key: bytes


class Tap:
    """``with Tap(sock) as tap``: ``tap.frames`` grows; after the block the client has ended TCP and all is in it.

    Attributes:
        frames: what came, unmasked.
        rest: what is no whole frame, after the end.
        told: called with each frame as it comes.
    """

    def __init__(self, sock: socket.socket, told: Callable[[Frame], None] | None = None) -> None:
        self.frames: list[Frame] = []
        self.rest = b""
        self.told = told
        self._sock = sock
        self._thread = threading.Thread(target=self._run)
        self._changed = threading.Condition()

    def __enter__(self) -> Tap:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._thread.join(10)
        assert not self._thread.is_alive(), "the client has not ended TCP"

    def wait(self, holds: Callable[[list[Frame]], bool], seconds: float = 5.0) -> bool:
        """Whether something becomes true of the frames in time."""
        with self._changed:
            return self._changed.wait_for(lambda: holds(self.frames), seconds)

    def _run(self) -> None:
        data = bytearray()
        while True:
            try:
                more = self._sock.recv(1 << 20)
            except ConnectionResetError:
                more = b""
            if not more:
                self.rest = bytes(data)
                return
            data += more
            while (size := _whole(data)) and len(data) >= size:
                (sent,) = parsed(bytes(data[:size]))
                self._add(Frame(sent.opcode, sent.payload))
                del data[:size]

    def _add(self, frame: Frame) -> None:
        if self.told is not None:
            self.told(frame)
        with self._changed:
            self.frames.append(frame)
            self._changed.notify_all()


def _whole(data: bytearray) -> int:
    """The size of the first frame; 0 when not even that is known."""
    if len(data) < 2:
        return 0
    size, head = data[1] & 0x7F, 2
    assert data[1] & 0x80, "a client masks its frames"
    if size > 125:
        head = 4 if size == 126 else 10
        if len(data) < head:
            return 0
        size = int.from_bytes(data[2:head], "big")
    return head + 4 + size


def parsed(data: bytes) -> list[Sent]:
    """Everything that the client sent, up to its last byte; each frame must be masked (5.1)."""
    frames, at = [], 0
    while at < len(data):
        first, size = data[at], data[at + 1] - 0x80
        assert size >= 0, "a client masks every frame"
        form = {126: 2, 127: 8}.get(size, 0)
        at += 2 + form
        size = int.from_bytes(data[at - form : at], "big") if form else size
        key, masked = data[at : at + 4], data[at + 4 : at + 4 + size]
        assert len(masked) == size, "a frame that is not whole"
        keys = (key * (size // 4 + 1))[:size]
        plain = (int.from_bytes(masked, "big") ^ int.from_bytes(keys, "big")).to_bytes(size, "big")
        frames.append(Sent(first >= 0x80, first >> 4 & 7, first & 15, plain, form, key))
        at += 4 + size
    return frames
