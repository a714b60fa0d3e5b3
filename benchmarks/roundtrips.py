"""One message there and back: small text, JSON, a megabyte of text, sixteen of bytes."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

import websocket

from WsKeywords.core import Sessions

from .measuring import OURS, Side, Work, clock


def works(port: int, scale: float) -> Iterator[Work]:
    url = f"ws://127.0.0.1:{port}/echo"
    sessions = Sessions(url, timeout=60, max_size=1 << 26)
    ours = sessions.open(url, "alice", compression=False)
    stock = websocket.create_connection(url, timeout=60, skip_utf8_validation=False)

    def pair(ours_once: Callable[[], object], stock_once: Callable[[], object], times: int) -> dict[str, Side]:
        times = max(1, int(times * scale))
        return {OURS: lambda: repeated(ours_once, times), "websocket-client": lambda: repeated(stock_once, times)}

    small = "x" * 64
    document = {"type": "order", "items": [{"id": n, "name": f"item {n}", "price": n * 1.5} for n in range(24)]}
    large, huge = "grüße " * 150_000, bytes(1 << 24)

    def ours_text(text: str) -> None:
        ours.send_text(text)
        assert len(ours.receive()) == len(text)

    def stock_text(text: str) -> None:
        stock.send(text)
        assert len(stock.recv()) == len(text)

    def ours_json() -> None:
        ours.send_json(document)
        assert ours.receive_json() == document

    def stock_json() -> None:
        stock.send(json.dumps(document))
        assert json.loads(stock.recv()) == document

    def ours_bytes() -> None:
        ours.send_binary(huge)
        assert len(ours.receive()) == len(huge)

    def stock_bytes() -> None:
        stock.send_binary(huge)
        assert len(stock.recv()) == len(huge)

    yield Work(
        "64 B text round trip",
        "s",
        pair(lambda: ours_text(small), lambda: stock_text(small), 3000),
        {"websocket-client": 1.4},
    )
    yield Work("1 KB JSON round trip", "s", pair(ours_json, stock_json, 1000), {"websocket-client": 0.35})
    yield Work(
        "1 MB text, both ways",
        "s",
        pair(lambda: ours_text(large), lambda: stock_text(large), 5),
        {"websocket-client": 1 / 40},
    )
    yield Work("16 MB binary, both ways", "s", pair(ours_bytes, stock_bytes, 1), {"websocket-client": 0.4}, rounds=3)
    stock.close()
    sessions.close()


def repeated(once: Callable[[], object], times: int) -> float:
    with clock() as seconds:
        for _ in range(times):
            once()
    return seconds() / times
