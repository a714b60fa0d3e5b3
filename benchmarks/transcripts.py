"""A session that receives a million messages: its memory, what one costs, and how soon a failure is told then."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from WsKeywords.core import Mismatch, Session, Sessions

from . import servers
from .measuring import OURS, Goal, Row, Scale, clock, cpus

PORTION, SIZE = 50_000, 64


def rows(scale: Scale) -> Iterator[Row]:
    portion = scale.of(PORTION)
    with servers.rooms() as server, Sessions(timeout=60) as sessions:
        session = sessions.open(f"{server.url}/burst/{portion}/{SIZE}")
        session.expect(text="ready")
        for _ in range(2):
            received(session, portion)
        first = [received(session, portion) for _ in range(4)]
        before = resident()
        last = [received(session, portion) for _ in range(14)][-4:]
        grown = (resident() - before) / (1 << 20)
        assert session.inbox.arrived == 20 * portion + 1
        failures = []
        for _ in range(max(5, scale.rounds)):
            session.send_text("go")
            assert session.wait_count(lambda number: number == portion, timeout=60) == portion
            with clock() as seconds:
                failures.append(failure(session))
            failures[-1] = seconds()
            session.clear()
        where = {"client": cpus(), "server": server.cpus}
        yield Row(
            f"a failure's message after {20 * portion:,} messages",
            "s",
            {OURS: failures},
            (Goal(0.05),),
            note=f"with {portion:,} unread",
            cpus=where,
        )
        yield Row(
            f"a message, the last of {20 * portion:,} beside the first",
            "s",
            {OURS: last, "the first": first},
            note="received and recorded: the same, so that none costs more for those before it",
            cpus=where,
        )
        if before:
            yield Row(
                f"memory grown from message {6 * portion:,} to {20 * portion:,}",
                "MiB",
                {OURS: [grown]},
                (Goal(16.0),),
                note="the transcript keeps the newest 10,000 within 64 MiB",
                cpus=where,
            )


def received(session: Session, count: int) -> float:
    """Seconds of one message of a portion."""
    with clock() as seconds:
        session.send_text("go")
        assert len(session.receive_many(count)) == count
    return seconds() / count


def failure(session: Session) -> float:
    try:
        session.expect(text="no such text")
    except Mismatch as error:
        return float(len(str(error)))
    raise AssertionError("it should fail")


def resident() -> int:
    """Bytes; 0 where the system does not tell."""
    status = Path("/proc/self/statm")
    return int(status.read_text(encoding="ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE") if status.exists() else 0
