"""Stamps of the kernel as instants of the monotonic clock, also when somebody sets the wall clock."""

from __future__ import annotations

import socket
import sys
import threading
from collections.abc import Iterator
from select import select
from time import monotonic_ns

import pytest

from WsKeywords.core.wire import arrival

SECOND = 1_000_000_000


class Wall:
    """A wall clock that can be set."""

    def __init__(self) -> None:
        self.ahead = 1_700_000_000 * SECOND

    def __call__(self) -> int:
        return monotonic_ns() + self.ahead


@pytest.fixture
def wall(monkeypatch: pytest.MonkeyPatch) -> Wall:
    found = Wall()
    monkeypatch.setattr(arrival, "time_ns", found)
    return found


def test_a_stamp_is_as_old_as_it_was(wall: Wall) -> None:
    clock = arrival.Clock()
    now = monotonic_ns()
    assert clock.monotonic(now - SECOND + wall.ahead, now) == pytest.approx(now - SECOND, abs=1_000_000)


@pytest.mark.parametrize("seconds", [-3600, -1, 1, 3600])
def test_after_the_wall_clock_was_set(wall: Wall, seconds: int) -> None:
    clock = arrival.Clock()
    stamped = wall()
    wall.ahead += seconds * SECOND
    now = monotonic_ns()
    assert clock.monotonic(stamped, now) == now, "stamped before: nobody knows by which clock"
    later = monotonic_ns()
    assert later - 1_000_000 <= clock.monotonic(wall(), monotonic_ns()) <= monotonic_ns()
    assert clock.monotonic(stamped + SECOND // 1000, later) == later


def test_no_stamp_is_of_the_future(wall: Wall) -> None:
    clock = arrival.Clock()
    now = monotonic_ns()
    assert clock.monotonic(wall() + SECOND, now) == now


@pytest.fixture
def pair() -> Iterator[tuple[socket.socket, socket.socket]]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        near = socket.create_connection(listener.getsockname())
        far, _ = listener.accept()
    near.setblocking(False)
    with near, far:
        yield near, far


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux stamps TCP")
def test_what_waited_to_be_read_has_the_time_at_which_it_came(pair: tuple[socket.socket, socket.socket]) -> None:
    near, far = pair
    reader = arrival.Reader(1024)
    assert arrival.stamp(near)
    end = monotonic_ns() + 20 * SECOND
    while True:
        before = monotonic_ns()
        far.sendall(b"hello")
        select([near], [], [])
        after = monotonic_ns()
        threading.Event().wait(0.05)  # the time that it waits to be read
        size, at = reader.read(near, True)
        assert bytes(reader.view[:size]) == b"hello"
        # The kernel begins to stamp a moment after it was first asked to.
        if before - 1_000_000 <= at <= after + 1_000_000:
            return
        assert monotonic_ns() < end, f"{at} is not from {before} to {after}"


def test_without_stamps_it_is_the_time_of_the_read(pair: tuple[socket.socket, socket.socket]) -> None:
    near, far = pair
    far.sendall(b"hello")
    select([near], [], [])
    before = monotonic_ns()
    size, at = arrival.Reader(1024).read(near, False)
    assert size == 5
    assert before <= at <= monotonic_ns()


def test_a_socket_that_is_closed_already_cannot_be_stamped() -> None:
    closed = socket.socket()
    closed.close()
    assert not arrival.stamp(closed)


def test_a_unix_socket_is_not_stamped() -> None:
    with socket.socket(socket.AF_UNIX) as other:
        assert not arrival.stamp(other)
