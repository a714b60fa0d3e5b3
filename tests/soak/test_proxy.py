"""The proxy that breaks connections: what it says is what it does."""

from __future__ import annotations

import contextlib
import random
import socket
import threading
from collections.abc import Iterator

import pytest

from .faults import CALM, FAULTS, TO_CLIENT, TO_SERVER, Plan, corrupted, pieces, plan
from .servers import Fleet, Proxy, proxied

#: Of the first nine connections three are not broken, and the others in every way.
SEED = 222


@pytest.fixture(scope="module")
def echo() -> Iterator[int]:
    """The port of a server that sends every byte back, and ends when its client has."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve(sock: socket.socket) -> None:
        with sock:
            try:
                while data := sock.recv(1 << 16):
                    sock.sendall(data)
            except OSError:
                pass

    def accept() -> None:
        while True:
            try:
                sock, _ = listener.accept()
            except OSError:
                return
            started = threading.Thread(target=serve, args=(sock,), daemon=True)
            started.start()
            served.append(started)

    served: list[threading.Thread] = []
    acceptor = threading.Thread(target=accept, daemon=True)
    acceptor.start()
    yield listener.getsockname()[1]
    listener.shutdown(socket.SHUT_RDWR)
    listener.close()
    for thread in (acceptor, *served):
        thread.join(30)


def told(proxy: Proxy, sock: socket.socket, port: int) -> str:
    return proxy.fault(proxy.number(sock.getsockname()[1], port))


def exchanged(sock: socket.socket, data: bytes, silence: float) -> bytes:
    """What comes back of the data, until as much has come, or an end, or nothing for so many seconds."""

    def send() -> None:
        with contextlib.suppress(OSError):
            sock.sendall(data)

    sender = threading.Thread(target=send)
    sender.start()
    came = b""
    sock.settimeout(silence)
    try:
        while len(came) < len(data) and (more := sock.recv(1 << 16)):
            came += more
    except OSError:
        pass
    sock.settimeout(None)
    # Nobody may read what it sends any more.
    with_end = socket.SHUT_RDWR if len(came) < len(data) else socket.SHUT_WR
    with contextlib.suppress(OSError):
        sock.shutdown(with_end)
    sender.join(30)
    return came


def test_of_connections_that_were_not_broken_every_byte_comes_back_and_of_the_others_the_fault_is_told(
    echo: int,
) -> None:
    plans = [plan(SEED, number, 0.7, 20_000) for number in range(1, 10)]
    assert {each.fault for each in plans} == {"", *FAULTS}
    data = random.Random(2).randbytes(30_000)
    with proxied(Fleet({"echo": echo}, ""), SEED, 0.7, 20_000) as (proxy, reached):
        for planned in plans:
            with socket.create_connection(("127.0.0.1", reached.ports["echo"])) as sock:
                came = exchanged(sock, data, silence=0.3 if planned.fault else 30)
                assert (came == data, told(proxy, sock, reached.ports["echo"])) == (planned.fault == "", planned.fault)
        assert [each.fault for each in proxy.forget()] == [each.fault for each in plans]


def test_in_calm_nothing_is_broken(echo: int) -> None:
    with proxied(Fleet({"echo": echo}, ""), seed=1, share=1, reach=1) as (proxy, reached):
        proxy.weather("calm")
        for _ in range(3):
            with socket.create_connection(("127.0.0.1", reached.ports["echo"])) as sock:
                assert exchanged(sock, b"x" * 1000, 30) == b"x" * 1000
                assert told(proxy, sock, reached.ports["echo"]) == ""
        proxy.weather("storm")
        with socket.create_connection(("127.0.0.1", reached.ports["echo"])) as sock:
            assert exchanged(sock, b"x" * 2000, 0.3) != b"x" * 2000
            assert told(proxy, sock, reached.ports["echo"]) in FAULTS


def test_connections_of_one_port_of_ours_to_two_of_the_proxy_are_two(echo: int) -> None:
    with (
        proxied(Fleet({"one": echo, "other": echo}, ""), SEED, 0.7, 20_000) as (proxy, reached),
        socket.socket() as one,
        socket.socket() as other,
    ):
        for sock, name in ((one, "one"), (other, "other")):
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            sock.bind(("127.0.0.1", one.getsockname()[1]))
            sock.connect(("127.0.0.1", reached.ports[name]))
            sock.settimeout(30)
            sock.sendall(b"x")
            assert sock.recv(1) == b"x"
        port = one.getsockname()[1]
        assert [proxy.number(port, reached.ports[name]) for name in ("one", "other")] == [1, 2]


def test_where_there_is_no_server_that_is_told_too() -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    with (
        proxied(Fleet({"nobody": port}, ""), seed=1, share=0) as (proxy, reached),
        socket.create_connection(("127.0.0.1", reached.ports["nobody"])) as sock,
    ):
        assert exchanged(sock, b"x", 30) == b""
        assert told(proxy, sock, reached.ports["nobody"]).startswith("no server: ")


def test_a_plan_is_drawn_again_from_its_seed() -> None:
    plans = [plan(5, number, 0.5, 1000) for number in range(200)]
    assert plans == [plan(5, number, 0.5, 1000) for number in range(200)]
    assert {each.fault for each in plans} == {"", *FAULTS}
    assert {each.direction for each in plans} == {TO_SERVER, TO_CLIENT}
    assert Plan(0, 0, "", TO_CLIENT, 0, 0) == CALM
    assert all(not each.fault for each in (plan(5, number, 0, 1000) for number in range(200)))


@pytest.mark.parametrize("size", [1, 2, 7, 1000])
def test_pieces_are_the_whole_and_what_is_corrupted_is_not(size: int) -> None:
    chance = random.Random(size)
    data = chance.randbytes(size)
    for cuts in (0, 1, 8):
        assert b"".join(pieces(data, cuts, chance)) == data
    assert len(corrupted(data, chance)) == size
    assert corrupted(data, chance) != data
