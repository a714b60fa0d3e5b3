"""From a name to a connected socket: several addresses, silent ones, and names that take their time."""

from __future__ import annotations

import errno
import re
import socket
import threading
from collections.abc import Iterator
from time import monotonic

import pytest

from tests.hostile import RawServer, black_hole, switching
from tests.hostile.clients import opened, rejected
from WsKeywords.core.deadline import Deadline
from WsKeywords.core.errors import OpeningFailed
from WsKeywords.core.handshake import addresses
from WsKeywords.core.handshake.addresses import Address, connect
from WsKeywords.core.handshake.rejection import Attempt


@pytest.fixture
def server() -> Iterator[RawServer]:
    with RawServer(lambda request: switching(request) if request else b"", hold=True) as running:
        yield running


@pytest.fixture
def silent() -> Iterator[Address]:
    with black_hole() as (host, port):
        yield address(port, host)


def address(port: int, host: str = "127.0.0.1") -> Address:
    return Address(socket.AF_INET, socket.IPPROTO_TCP, (host, port))


def closed_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


def attempt(deadline: Deadline) -> Attempt:
    return Attempt("ws://host/", deadline)


def test_a_refusing_address_is_passed_over(server: RawServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(addresses, "_STAGGER", 60)
    deadline = Deadline.after(60)
    sock, peer = connect([address(closed_port()), address(server.port)], deadline, attempt(deadline))
    sock.close()
    assert peer == f"127.0.0.1:{server.port}"
    assert deadline.elapsed < 10, "it waited as for a silent one"


def test_no_port_is_left_to_connect_from() -> None:
    """As the kernel says it: a range of 28,000 ports cannot be used up in a test."""
    deadline = Deadline.after(5)
    text = str(addresses._nowhere([(address(8000), errno.EADDRNOTAVAIL)], attempt(deadline)))
    assert re.sub(r"after \d+ ms", "after N ms", text) == (
        'Expected the WebSocket "ws://host/" to open, but there was no port to be had after N ms: 127.0.0.1:8000 says '
        '"Cannot assign requested address". All ports that this machine connects from are in use; one that was used '
        "stays so for a minute after its connection has ended. Keep fewer sessions open at a time, open them less "
        "often, or widen the range of these ports (on Linux net.ipv4.ip_local_port_range)."
    )
    without_it = Address(socket.AF_INET6, socket.IPPROTO_TCP, ("::1", 8000))
    text = str(addresses._nowhere([(without_it, errno.EADDRNOTAVAIL)], attempt(deadline)))
    assert text.endswith("Is the host right, and this machine on its network?")


def test_a_silent_address_does_not_use_up_the_deadline(
    server: RawServer, silent: Address, monkeypatch: pytest.MonkeyPatch
) -> None:
    for allowed, stagger in ((10.0, addresses._STAGGER), (3.0, 60)):
        monkeypatch.setattr(addresses, "_STAGGER", stagger)
        deadline = Deadline.after(allowed)
        sock, peer = connect([silent, address(server.port)], deadline, attempt(deadline))
        sock.close()
        assert peer == f"127.0.0.1:{server.port}"
        assert deadline.elapsed < 0.9 * allowed


def test_a_silent_address_times_out(silent: Address) -> None:
    port = silent.sockaddr[1]
    started = monotonic()
    rejection, text = rejected(f"ws://127.0.0.1:{port}/", timeout=0.3)
    assert 0.29 < monotonic() - started < 10
    assert text == (
        'Expected the WebSocket "ws://127.0.0.1:PORT/" to open, but it timed out after N s: '
        "127.0.0.1:PORT did not answer. Is the host right, and does a firewall let this port through?"
    )
    assert rejection.kind == "timed out"


def test_the_failure_tells_of_every_address(silent: Address) -> None:
    deadline = Deadline.after(0.3)
    port = closed_port()
    with pytest.raises(OpeningFailed) as failure:
        connect([address(port), silent], deadline, attempt(deadline))
    assert f'{silent.shown} did not answer; 127.0.0.1:{port} says "Connection refused".' in str(failure.value)


def test_a_name_of_two_families(server: RawServer) -> None:
    # localhost may be ::1 first, where nobody listens.
    connection = opened(f"ws://localhost:{server.port}/")
    connection.sock.close()
    assert connection.handshake.peer == f"127.0.0.1:{server.port}"


def test_an_ipv6_address() -> None:
    try:
        listener = socket.create_server(("::1", 0), family=socket.AF_INET6)
    except OSError:
        pytest.skip("this machine has no IPv6")
    port = listener.getsockname()[1]
    listener.close()
    rejection, text = rejected(f"ws://[::1]:{port}/")
    assert rejection.kind == "refused"
    assert '[::1]:PORT says "Connection refused"' in text


def test_families_take_turns() -> None:
    found = [
        (socket.AF_INET6, socket.SOCK_STREAM, 6, "", ("::1", 80, 0, 0)),
        (socket.AF_INET6, socket.SOCK_STREAM, 6, "", ("::2", 80, 0, 0)),
        (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", 80)),
        (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", 80)),
    ]
    assert [known.sockaddr[0] for known in addresses._ordered(found)] == ["::1", "127.0.0.1", "::2"]


def test_a_look_up_that_hangs_ends_at_the_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    # The one thing that no real server here can do: a resolver that does not answer.
    hang, real = threading.Event(), socket.getaddrinfo

    def slow(host: str, port: int, **options: int) -> object:
        if not options.get("flags"):
            hang.wait(10)
        return real(host, port, **options)

    monkeypatch.setattr(socket, "getaddrinfo", slow)
    started = monotonic()
    try:
        rejection, text = rejected("ws://slow.invalid/", timeout=0.2)
    finally:
        hang.set()
    assert monotonic() - started < 6
    assert text == (
        'Expected the WebSocket "ws://slow.invalid/" to open, but it timed out after N s: '
        'the look-up of the host name "slow.invalid" had no answer. Is the DNS of this machine reachable?'
    )
    assert rejection.kind == "timed out"


def test_no_time_at_all(server: RawServer) -> None:
    assert rejected(server.url, timeout=0)[0].kind == "timed out"
