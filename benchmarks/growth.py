"""What the engine costs as it grows: with the number of sessions, the size of messages, the messages that wait.

Each row is one point: its name says where on which curve, its figures are ours and, where there is one, a peer's.
"""

from __future__ import annotations

import gc
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import websocket

from WsKeywords.core import Sessions

from . import servers
from .limits import raise_descriptors
from .measuring import OURS, STOCK, Row, Scale, clock, cpus, in_turns, repeated
from .rooms import numbered
from .transcripts import resident

SESSIONS = (1, 10, 100, 1_000, 5_000)
SIZES = tuple(1 << power for power in range(0, 27, 2))
BACKLOGS = tuple(10**power for power in range(7))
MIB = 1 << 20
#: Each point has a process of its own, so that memory is not that of the point before.
_POINT = """
import json, sys
from benchmarks import growth
print(json.dumps(getattr(growth, sys.argv[1])(sys.argv[2], int(sys.argv[3]))))
"""


def points(what: str, url: str, number: int, scale: Scale) -> dict[str, list[float]]:
    """What ``crowd``, ``peak`` or ``backlog`` measures, three times."""
    found: dict[str, list[float]] = {}
    for _ in range(min(3, scale.rounds)):
        command = [sys.executable, "-c", _POINT, what, url, str(number)]
        done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=servers.ROOT)
        for name, figure in json.loads(done.stdout).items():
            found.setdefault(name, []).append(figure)
    return found


def sessions_rows(scale: Scale) -> Iterator[Row]:
    limit = raise_descriptors()
    with servers.echo() as server:
        where = {"client": cpus(), "server": server.cpus}
        for count in SESSIONS:
            if limit and count > limit - 100:
                continue
            measured = points("crowd", f"{server.url}/echo", count, scale)
            for name, unit in (("opening", "s"), ("echo", "s"), ("memory", "KiB")):
                yield Row(f"sessions/{name}/{count}", unit, {OURS: measured[name]}, cpus=where)


def crowd(url: str, count: int) -> dict[str, float]:
    """Seconds to open a session and for one to echo, and the KiB that it holds, with so many of them."""
    raise_descriptors()
    with Sessions(timeout=60, open_timeout=60) as sessions:
        sessions.open_many(url, 10, prefix="warm")
        gc.collect()
        before = resident()
        with clock() as opening:
            sessions.open_many(url, count, prefix="user")
        gc.collect()
        held = resident() - before
        turns = max(1, 2_000 // count)
        with clock() as echoing:
            for turn in range(turns):
                sessions.send_to_every(f"{turn}".ljust(64), "user-*")
                sessions.expect_in_every(text=f"{turn}".ljust(64), sessions="user-*")
    return {"opening": opening() / count, "echo": echoing() / turns / count, "memory": held / count / 1024}


def sizes_rows(scale: Scale) -> Iterator[Row]:
    with servers.echo() as server, Sessions(timeout=60, max_size=1 << 27) as sessions:
        where = {"client": cpus(), "server": server.cpus}
        ours = sessions.open(f"{server.url}/echo")
        stock = websocket.create_connection(f"{server.url}/echo", timeout=60)
        for size in SIZES:
            text, data = "x" * size, bytes(size)
            turns = max(1, min(300, MIB // size))

            def ours_text(text: str = text) -> None:
                ours.send_text(text)
                assert ours.receive() == text

            def stock_text(text: str = text) -> None:
                stock.send(text)
                assert stock.recv() == text

            def ours_binary(data: bytes = data) -> None:
                ours.send_binary(data)
                assert ours.receive() == data

            sides = {OURS: lambda ours_text=ours_text, turns=turns: repeated(ours_text, turns)}
            if size <= 4 * MIB:  # it takes minutes for more
                sides[STOCK] = lambda stock_text=stock_text, turns=turns: repeated(stock_text, turns)
            yield Row(f"size/text/{size}", "s", in_turns(sides, min(3, scale.rounds)), cpus=where)
            sides = {OURS: lambda ours_binary=ours_binary, turns=turns: repeated(ours_binary, turns)}
            yield Row(f"size/binary/{size}", "s", in_turns(sides, min(3, scale.rounds)), cpus=where)
            for kind, figures in points("peak", f"{server.url}/echo", size, scale).items():
                yield Row(f"size/{kind} peak/{size}", "KiB", {OURS: figures}, cpus=where)
        stock.close()


def peak(url: str, size: int) -> dict[str, float]:
    """The KiB that a message takes at most while it is sent and received, beside the one that is sent."""
    found = {}
    for kind, data in (("text", "x" * size), ("binary", bytes(size))):
        with Sessions(timeout=60, max_size=1 << 27) as sessions:
            session = sessions.open(url)
            gc.collect()
            Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
            before = resident()
            session.send_text(data) if isinstance(data, str) else session.send_binary(data)
            assert session.receive() == data
            found[kind] = max(1.0, highest() - before / 1024)
    return found


def highest() -> float:
    """The most KiB that were resident since that was reset."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return float(next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM")))


def backlog_rows(scale: Scale) -> Iterator[Row]:
    with servers.rooms() as server:
        where = {"client": cpus(), "server": server.cpus}
        for count in BACKLOGS:
            measured = points("backlog", server.url, count, scale)
            for name, unit in (("search", "s"), ("take", "s"), ("memory", "KiB")):
                yield Row(f"backlog/{name}/{count}", unit, {OURS: measured[name]}, cpus=where)


def backlog(url: str, count: int) -> dict[str, float]:
    """With so many unread: seconds to find the last one, seconds to take all, KiB that they hold together."""
    found: dict[str, float] = {}
    with Sessions(timeout=60, max_unread=count + 2) as sessions:
        session = sessions.open(f"{url}/burst/{count}/64")
        session.expect(text="ready")
        gc.collect()
        before = resident()
        for name in ("search", "take"):
            session.send_text("go")
            assert session.wait_count(lambda number: number == count, timeout=60) == count
            found.setdefault("memory", max(0.1, (resident() - before) / 1024))
            with clock() as seconds:
                if name == "search":
                    session.wait_for(contains=f'"n":{count - 1},')
                else:
                    assert session.receive_many(count)[-1] == numbered(count - 1, 64)
            found[name] = seconds()
    return found
