"""Many sessions in one process: opening them, all of them echoing, and what one of them holds when it is idle."""

from __future__ import annotations

import resource
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import websocket

from WsKeywords.core import Sessions

from .measuring import OURS, Work, clock

_HELD = """
import asyncio, sys, os
sys.path.insert(0, {root!r})
def rss():
    return int(open("/proc/self/statm").read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
{body}
"""
_OURS = """
from WsKeywords.core import Sessions
with Sessions() as sessions:
    sessions.open_many({url!r}, 100, prefix="warm")
    before = rss()
    sessions.open_many({url!r}, {count}, compression=False)
    print((rss() - before) / {count} / 1024)
    os._exit(0)
"""
_WEBSOCKETS = """
from websockets.asyncio.client import connect
async def main():
    warm = [await connect({url!r}, ping_interval=None, compression=None) for _ in range(100)]
    before = rss()
    held = [await connect({url!r}, ping_interval=None, compression=None) for _ in range({count})]
    print((rss() - before) / {count} / 1024)
    os._exit(0)
asyncio.run(main())
"""


def works(port: int, tls_port: int, ca: str, scale: float) -> Iterator[Work]:
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    count = int(1000 * scale)
    url, tls = f"ws://127.0.0.1:{port}/echo", f"wss://127.0.0.1:{tls_port}/echo"

    def ours_echo() -> float:
        with Sessions(timeout=60) as sessions:
            crowd = sessions.open_many(url, count, compression=False)
            with clock() as seconds:
                for _ in range(5):
                    for session in crowd:
                        session.send_text("x" * 64)
                    for session in crowd:
                        session.receive()
        return 5 * count / seconds()

    def stock_echo() -> float:
        clients = [websocket.create_connection(url, timeout=60) for _ in range(count)]

        def talk(client: websocket.WebSocket) -> None:
            for _ in range(5):
                client.send("x" * 64)
                client.recv()

        threads = [threading.Thread(target=talk, args=(client,)) for client in clients]
        with clock() as seconds:
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        for client in clients:
            client.shutdown()
        return 5 * count / seconds()

    def ours_open(address: str, **options: str) -> float:
        with Sessions(timeout=60, open_timeout=60) as sessions:
            with clock() as seconds:
                sessions.open_many(address, count, **options)
            return seconds()

    def stock_open(address: str, **options: object) -> float:
        with clock() as seconds:
            clients = [websocket.create_connection(address, timeout=60, **options) for _ in range(count)]
        for client in clients:
            client.shutdown()
        return seconds()

    yield Work(
        f"{count:,} sessions echoing, total rate",
        "/s",
        {OURS: ours_echo, "websocket-client, a thread each": stock_echo},
        {"websocket-client, a thread each": 12},
        more_is_better=True,
        rounds=3,
    )
    for address, name, goal, ours_options, stock_options in [
        (url, "ws", 1 / 4, {}, {}),
        (tls, "wss", 1 / 2, {"ca_cert": ca}, {"sslopt": {"ca_certs": ca}}),
    ]:
        yield Work(
            f"opening {count:,} sessions ({name})",
            "s",
            {
                OURS: lambda address=address, o=ours_options: ours_open(address, **o),
                "websocket-client, in a row": lambda address=address, o=stock_options: stock_open(address, **o),
            },
            {"websocket-client, in a row": goal},
            rounds=3,
        )
    held = int(5000 * scale)
    yield Work(
        f"memory of an idle session ({held:,} open)",
        "KiB",
        {OURS: lambda: _memory(_OURS, url, held), "websockets": lambda: _memory(_WEBSOCKETS, url, held)},
        limit=6,
        rounds=1,
        note="resident memory, without the kernel's socket",
    )


def _memory(body: str, url: str, count: int) -> float:
    root = str(Path(__file__).parent.parent)
    code = _HELD.format(root=root, body=body.format(url=url, count=count))
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    return float(done.stdout)
