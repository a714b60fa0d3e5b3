"""How soon the I/O thread does its work while the test's thread sleeps, computes or logs."""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable, Iterator

from WsKeywords.core import Sessions

from .measuring import OURS, Work


def sleeping(until: Callable[[], bool]) -> None:
    while not until():
        time.sleep(0.01)


def computing(until: Callable[[], bool]) -> None:
    while not until():
        sum(number * number for number in range(20_000))


def logging(until: Callable[[], bool]) -> None:
    lines = []
    while not until():
        lines.append("".join(f"<div class='entry'>{number}</div>" for number in range(500)))
        del lines[:-50]


def works(port: int, scale: float) -> Iterator[Work]:
    count = int(2000 * scale)
    for busy in (sleeping, computing, logging):

        def pong(busy: Callable[[Callable[[], bool]], None] = busy) -> float:
            with Sessions(timeout=60) as sessions:
                session = sessions.open(f"ws://127.0.0.1:{port}/pings/{count}/1")
                session.send_text("go")
                busy(lambda: session.count() > 0)
                return percentile([took / 1e9 for took in json.loads(str(session.receive()))], 99.9)

        def stamp(busy: Callable[[Callable[[], bool]], None] = busy) -> float:
            with Sessions(timeout=60) as sessions:
                session = sessions.open(f"ws://127.0.0.1:{port}/ticks/{count}/1")
                session.send_text("go")
                busy(lambda: session.count() == count)
                entries = session.transcript.entries(direction="received", kind="message")
                return percentile([(entry.at - int(entry.data)) / 1e9 for entry in entries], 99)

        name = busy.__name__
        yield Work(f"pong after ping while {name}, p99.9", "s", {OURS: pong}, limit=0.05, rounds=3)
        yield Work(f"arrival stamp's error while {name}, p99", "s", {OURS: stamp}, limit=0.005, rounds=3)


def percentile(values: list[float], percent: float) -> float:
    return statistics.quantiles(values, n=1000, method="inclusive")[min(998, int(percent * 10) - 1)]
