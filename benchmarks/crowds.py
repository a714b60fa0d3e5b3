"""Many sessions in one process: opening them, and all of them echoing."""

from __future__ import annotations

import os
import selectors
import ssl
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import websocket

from WsKeywords.core import Sessions

from . import servers
from .floors import Bare
from .limits import raise_descriptors
from .measuring import OURS, STOCK, Row, Scale, clock, cpus, in_turns, times

EXCHANGES = 10
BARE = "bare sockets, one thread"
THREADS, SERIAL = f"{STOCK}, a thread each", f"{STOCK}, one after the other"


def echo_rows(scale: Scale) -> Iterator[Row]:
    raise_descriptors()
    count = scale.of(1000)
    with servers.echo() as server:
        url, where = f"{server.url}/echo", {"client": cpus(), "server": server.cpus}
        sides = {
            OURS: lambda: ours_echo(url, count),
            THREADS: lambda: stock_echo(url, count),
            BARE: lambda: bare_echo(server.port, count),
        }
        yield Row(
            f"{count:,} sessions echoing, messages in all",
            "/s",
            in_turns(sides, scale.rounds),
            # With fewer the threads are not in each other's way as they are with a thousand: another work.
            (times(THREADS, 12),) if scale.share == 1 else (),
            more_is_better=True,
            note="ours: Send To Every Session and Every Session Should Receive; bare sockets send the same bytes and "
            f"only count what comes; server: {server.made_of}",
            cpus=where,
        )
        yield Row(
            "the same, one call for each session",
            "/s",
            in_turns({OURS: lambda: ours_echo(url, count, one_by_one=True)}, scale.rounds),
            more_is_better=True,
            cpus=where,
        )


def opening_rows(scale: Scale) -> Iterator[Row]:
    raise_descriptors()
    count = scale.of(1000)
    with servers.echo() as server:
        url, where = f"{server.url}/echo", {"client": cpus(), "server": server.cpus}
        sides = {OURS: lambda: ours_open(url, count), SERIAL: lambda: stock_open(url, count)}
        yield Row(
            f"opening {count:,} sessions, ws", "s", in_turns(sides, scale.rounds), (times(SERIAL, 1 / 4),), cpus=where
        )
    with servers.tls_echo() as (server, ca):
        url, where = f"{server.url}/echo".replace("ws:", "wss:"), {"client": cpus(), "server": server.cpus}
        sides = {
            OURS: lambda: ours_open(url, count, ca_cert=ca),
            SERIAL: lambda: stock_open(url, count, sslopt={"ca_certs": ca}),
        }
        yield Row(
            f"opening {count:,} sessions, wss",
            "s",
            in_turns(sides, min(scale.rounds, 5)),
            (times(SERIAL, 1 / 2),),
            note=f"a CA of the test's own; server: {server.made_of}",
            cpus=where,
        )
        # The same server, trusted among the CAs of the system: as with a deployed app.
        few = scale.of(100)
        with trusted_by_the_system(ca):
            sides = {OURS: lambda: ours_open(url, few), SERIAL: lambda: stock_open(url, few)}
            yield Row(
                f"opening {few:,} sessions, wss, the CAs of the system",
                "s",
                in_turns(sides, scale.rounds),
                (times(SERIAL, 1 / 2),),
                note="websocket-client reads the CAs again for each",
                cpus=where,
            )


@contextmanager
def trusted_by_the_system(ca: str) -> Iterator[None]:
    """The CAs that OpenSSL knows, and this one, for contexts made meanwhile."""
    known = ssl.get_default_verify_paths().openssl_cafile
    system = Path(known).read_bytes() if Path(known).exists() else b""
    if not system:
        import certifi

        system = Path(certifi.where()).read_bytes()
    both = Path(ca).with_name("both.pem")
    both.write_bytes(system + b"\n" + Path(ca).read_bytes())
    os.environ["SSL_CERT_FILE"] = str(both)
    try:
        yield
    finally:
        del os.environ["SSL_CERT_FILE"]


def ours_echo(url: str, count: int, one_by_one: bool = False) -> float:
    with Sessions(timeout=60, open_timeout=60) as sessions:
        crowd = sessions.open_many(url, count)
        with clock() as seconds:
            for number in range(EXCHANGES):
                text = f"{number}".ljust(64)
                if one_by_one:
                    for session in crowd:
                        session.send_text(text)
                    for session in crowd:
                        session.expect(text=text)
                else:
                    sessions.send_to_every(text)
                    assert len(sessions.expect_in_every(text=text)) == count
    return EXCHANGES * count / seconds()


def stock_echo(url: str, count: int) -> float:
    clients = [websocket.create_connection(url, timeout=60) for _ in range(count)]
    begin = threading.Barrier(count + 1)
    right: list[bool] = []

    def talk(client: websocket.WebSocket) -> None:
        begin.wait()
        for number in range(EXCHANGES):
            text = f"{number}".ljust(64)
            client.send(text)
            right.append(client.recv() == text)

    threads = [threading.Thread(target=talk, args=(client,)) for client in clients]
    for thread in threads:
        thread.start()
    begin.wait()
    with clock() as seconds:
        for thread in threads:
            thread.join()
    for client in clients:
        client.shutdown()
    assert all(right)
    assert len(right) == EXCHANGES * count
    return EXCHANGES * count / seconds()


def bare_echo(port: int, count: int) -> float:
    """The same bytes over bare sockets: sent one after the other, read as they come, and nothing looked at."""
    with ExitStack() as stack, selectors.DefaultSelector() as selector:
        crowd = [stack.enter_context(Bare(port, bytes(64))) for _ in range(count)]
        for bare in crowd:
            selector.register(bare.sock, selectors.EVENT_READ, bare)
        with clock() as seconds:
            for _ in range(EXCHANGES):
                for bare in crowd:
                    bare.sock.send(bare.frame)
                missing = crowd[0].size * count
                while missing:
                    for key, _ in selector.select():
                        missing -= key.data.sock.recv_into(key.data.buffer)
    return EXCHANGES * count / seconds()


def ours_open(url: str, count: int, **options: Any) -> float:
    with Sessions(timeout=60, open_timeout=60) as sessions:
        with clock() as seconds:
            crowd = sessions.open_many(url, count, **options)
        crowd[-1].send_text("there")
        crowd[-1].expect(text="there")
    return seconds()


def stock_open(url: str, count: int, **options: Any) -> float:
    with clock() as seconds:
        clients = [websocket.create_connection(url, timeout=60, **options) for _ in range(count)]
    clients[-1].send("there")
    assert clients[-1].recv() == "there"
    for client in clients:
        client.shutdown()
    return seconds()
