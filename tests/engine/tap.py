"""What a server sees of a client, frame by frame: a thread that reads to the end of TCP."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable

from tests.engine.peer import Frame

CLOSE = 8


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
                self._add(_unmasked(data[:size]))
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


def _unmasked(frame: bytearray) -> Frame:
    head = {126: 4, 127: 10}.get(frame[1] & 0x7F, 2)
    key, payload = bytes(frame[head : head + 4]), bytes(frame[head + 4 :])
    keys = int.from_bytes((key * (len(payload) // 4 + 1))[: len(payload)], "little")
    return Frame(frame[0] & 0x0F, (int.from_bytes(payload, "little") ^ keys).to_bytes(len(payload), "little"))
