"""One message there and back: small text, JSON, a megabyte of text, sixteen of bytes."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

import websocket

from WsKeywords.core import Sessions

from . import servers
from .measuring import OURS, STOCK, Goal, Row, Scale, cpus, in_turns, repeated, times

SMALL = "x" * 64
DOCUMENT = {"type": "order", "items": [{"id": n, "name": f"item {n}", "price": n * 1.5} for n in range(22)]}
LARGE, UMLAUTS, HUGE = "x" * 1_000_000, "grüße " * 125_000, bytes(range(256)) * (1 << 16)


class Pair:
    """A session of ours and a connection of websocket-client to the same server, opened as their users do."""

    def __init__(self, server: servers.Server, scale: Scale) -> None:
        self.scale = scale
        self.cpus = {"client": cpus(), "server": server.cpus}
        self.note = f"server: {server.made_of}"
        self.sessions = Sessions(server.url, timeout=60, max_size=1 << 26)
        self.ours = self.sessions.open("/echo", "alice")
        self.stock = websocket.create_connection(f"{server.url}/echo", timeout=60)

    def close(self) -> None:
        self.stock.close()
        self.sessions.close()

    def row(self, name: str, ours: Callable[[], None], stock: Callable[[], None], count: int, goal: Goal | None) -> Row:
        number = self.scale.of(count)
        sides = {OURS: lambda: repeated(ours, number), STOCK: lambda: repeated(stock, number)}
        figures = in_turns(sides, self.scale.rounds)
        return Row(name, "s", figures, (goal,) if goal else (), note=self.note, cpus=self.cpus)

    def ours_text(self, text: str) -> None:
        self.ours.send_text(text)
        assert self.ours.receive() == text

    def stock_text(self, text: str) -> None:
        self.stock.send(text)
        assert self.stock.recv() == text

    def ours_json(self) -> None:
        self.ours.send_json(DOCUMENT)
        assert self.ours.receive_json() == DOCUMENT

    def stock_json(self) -> None:
        self.stock.send(json.dumps(DOCUMENT))
        assert json.loads(self.stock.recv()) == DOCUMENT

    def ours_bytes(self) -> None:
        self.ours.send_binary(HUGE)
        assert self.ours.receive() == HUGE

    def stock_bytes(self) -> None:
        self.stock.send_binary(HUGE)
        assert self.stock.recv() == HUGE


def small(pair: Pair, where: str, goal: float) -> Row:
    name = f"64 B text round trip, {where}"
    return pair.row(name, lambda: pair.ours_text(SMALL), lambda: pair.stock_text(SMALL), 3000, times(STOCK, goal))


def rows(scale: Scale) -> Iterator[Row]:
    with servers.echo() as server:
        pair = Pair(server, scale)
        yield small(pair, "on any CPU", 1.4)
        yield pair.row("1 KB JSON round trip", pair.ours_json, pair.stock_json, 1000, times(STOCK, 0.35))
        for name, text in (("1 MB text, both ways", LARGE), ("1 MB text with umlauts, both ways", UMLAUTS)):
            yield pair.row(
                name,
                lambda text=text: pair.ours_text(text),
                lambda text=text: pair.stock_text(text),
                5,
                times(STOCK, 1 / 40),
            )
        yield pair.row("16 MB binary, both ways", pair.ours_bytes, pair.stock_bytes, 1, times(STOCK, 0.4))
        pair.close()


def rows_on_one_cpu(scale: Scale) -> Iterator[Row]:
    """Client and server on the same CPU, which the process of this group was put on before it began."""
    with servers.echo() as server:
        pair = Pair(server, scale)
        yield small(pair, "client and server on one CPU", 1.0)
        pair.close()
