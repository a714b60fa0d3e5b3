"""How soon the I/O thread does its work while Robot Framework sleeps, computes or logs, in a real run of it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from . import servers
from .kernelstamps import KernelStamps
from .limits import raise_descriptors
from .measuring import OURS, Goal, Row, Scale, clock, cpus, percentile
from .robotruns import in_robot

#: What Robot does until what is measured has come; each turn also asks how many messages there are.
BUSY = {
    "sleeps": "Sleep    20ms",
    "computes": "Evaluate    sum(number * number for number in range(100_000))",
    "logs": "Repeat Keyword    20 times    Log    <b>An entry</b> with ${{'text ' * 50}}    html=True",
}
SETTINGS = """\
*** Settings ***
Library    WsKeywords    timeout=60s
Library    OperatingSystem
Library    benchmarks.transcribed

*** Test Cases ***
"""
LOOP = """\
    FOR    ${{n}}    IN RANGE    1000000
        {busy}
        ${{there}} =    Get Message Count
        IF    ${{there}} >= {wanted}    BREAK
    END
"""
PINGS = """\
Pings
    Open WebSocket    {url}/pings/{count}/1
    Send Text    go
{loop}    ${{took}} =    Receive Message
    Create File    {{output}}/pings.json    ${{took}}
"""
CLOSES = """\
Closes
    Open WebSockets    {url}/closed    {count}
    Open WebSocket    {url}/closer/{count}/1
    Send Text    go
{loop}    ${{took}} =    Receive Message
    Create File    {{output}}/closes.json    ${{took}}
"""
STAMPS = """\
Stamps
    Open WebSocket    {url}/ticks/{count}/1    max_unread=1000000
    Send Text    go
{loop}    Save Arrivals    {{output}}/stamps.json
    Clear Messages
"""


def rows_while_it_sleeps(scale: Scale) -> Iterator[Row]:
    return rows("sleeps", scale)


def rows_while_it_computes(scale: Scale) -> Iterator[Row]:
    return rows("computes", scale)


def rows_while_it_logs(scale: Scale) -> Iterator[Row]:
    return rows("logs", scale)


def rows(doing: str, scale: Scale) -> Iterator[Row]:
    raise_descriptors()
    with servers.rooms() as server:
        where = {"client": cpus(), "server": server.cpus}
        suites = [
            suite.format(
                url=server.url, count=count, loop=LOOP.format(busy=BUSY[doing], wanted=1 if suite != STAMPS else count)
            )
            for suite, count in ((PINGS, scale.of(2000)), (CLOSES, scale.of(1000)), (STAMPS, scale.of(2000)))
        ]
        found: dict[str, list[list[Any]]] = {}
        stamps: dict[int, int] = {}
        with KernelStamps(server.port) as kernel:
            for _ in range(scale.rounds if scale.share == 1 else 1):
                in_robot(SETTINGS + "\n".join(suites), lambda folder: _keep(folder, found))
                stamps.update(kernel.read())
        for what, key in (("pong after a ping", "pings"), ("answer to a close", "closes")):
            yield from latency_rows(f"{what} while Robot {doing}", found[key], where, scale)
        yield from stamp_rows(doing, found["stamps"], stamps, where, scale)
        if doing == "computes":
            yield from held_rows(server.url, scale, where)


def held_rows(url: str, scale: Scale, where: dict[str, str]) -> Iterator[Row]:
    """One call in C that does not let go of the interpreter: no thread of Python runs until it is done."""
    loop = LOOP.format(busy="Evaluate    sum(range(10_000_000))", wanted=1)
    suite = SETTINGS + PINGS.format(url=url, count=scale.of(50), loop=loop)
    found: dict[str, list[list[float]]] = {"pings": []}

    def keep(folder: Path) -> None:
        found["pings"].append(json.loads(Path(folder, "pings.json").read_text(encoding="utf-8")))

    in_robot(suite, keep)
    took = [each / 1e9 for each in found["pings"][0]]
    with clock() as seconds:
        sum(range(10_000_000))
    note = f"worst of {len(took)}; the interpreter's lock is held for {seconds() * 1e3:.0f} ms at a time"
    name = "pong after a ping while Robot runs sum(range(10_000_000)), worst"
    yield Row(name, "s", {OURS: [max(took)]}, note=note, cpus=where)


def _keep(folder: Path, found: dict[str, list[list[Any]]]) -> None:
    for key in ("pings", "closes", "stamps"):
        found.setdefault(key, []).append(json.loads(Path(folder, f"{key}.json").read_text(encoding="utf-8")))


def latency_rows(name: str, took: list[list[float]], where: dict[str, str], scale: Scale) -> Iterator[Row]:
    together = [each / 1e9 for run in took for each in run]
    note = f"of {len(together):,}, from the server's send to its read: p50 {_ms(together, 50)}, p99 {_ms(together, 99)}"
    note += f", worst {max(together) * 1e3:.2f} ms"
    yield Row(f"{name}, p99.9", "s", {OURS: [percentile(together, 99.9)]}, _tail(0.05, scale), note=note, cpus=where)


def stamp_rows(
    doing: str, arrivals: list[list[tuple[int, int]]], stamps: dict[int, int], where: dict[str, str], scale: Scale
) -> Iterator[Row]:
    """What our stamps say after the kernel's, or, where the kernel tells none, after the sender's clock."""
    pairs = [(sent, ours) for run in arrivals for sent, ours in run]
    told = {sent: stamps.get(sent, sent) for sent, _ in pairs}
    errors = [abs(ours - told[sent]) / 1e9 for sent, ours in pairs]
    stamped = len(stamps.keys() & told.keys())
    beside = f"the kernel's stamp of the same packet ({stamped:,}), or the sender's clock, so with the way to us"
    note = f"of {len(errors):,}, beside {beside}; worst {max(errors) * 1e3:.2f} ms"
    for percent, goals in ((50, (Goal(0.0005),)), (99, _tail(0.005, scale))):
        yield Row(
            f"arrival stamp's error while Robot {doing}, p{percent}",
            "s",
            {OURS: [percentile(errors, percent)]},
            goals,
            note=note,
            cpus=where,
        )


def _tail(figure: float, scale: Scale) -> tuple[Goal, ...]:
    """A goal for the slowest few; of a quick run's few values they are chance."""
    return (Goal(figure),) if scale.share == 1 else ()


def _ms(values: list[float], percent: float) -> str:
    return f"{percentile(values, percent) * 1e3:.3g} ms"
