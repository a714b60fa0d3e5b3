"""Looking for one message among a hundred thousand unread."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from WsKeywords.core import Session, Sessions

from . import servers
from .measuring import OURS, Goal, Row, Scale, clock, cpus, in_turns
from .rooms import numbered

SIZE = 64
LIST = "one pass over a list"


def rows(scale: Scale) -> Iterator[Row]:
    count = scale.of(100_000)
    with servers.rooms() as server, Sessions(timeout=60) as sessions:
        where = {"client": cpus(), "server": server.cpus}
        many, few = (opened(sessions, server.url, each) for each in (count, count // 10))
        texts = [numbered(number, SIZE) for number in range(count)]
        tenth = f"{count // 10:,} unread"
        sides = {
            OURS: lambda: waited(many, count),
            tenth: lambda: waited(few, count // 10),
            LIST: lambda: one_pass(texts),
        }
        yield Row(
            f"Wait For Message contains=… over {count:,} unread, each message",
            "s",
            in_turns(sides, scale.rounds),
            (Goal(1e-6),),
            note="the match is the last one",
            cpus=where,
        )
        wanted = {"n": count - 1}
        yield Row(
            "the same with json_contains=…",
            "s",
            in_turns({OURS: lambda: waited(many, count, json_contains=wanted)}, scale.rounds),
            note="each message is read as JSON",
            cpus=where,
        )


def opened(sessions: Sessions, url: str, count: int) -> Session:
    session = sessions.open(f"{url}/burst/{count}/{SIZE}", f"of {count}")
    session.expect(text="ready")
    return session


def waited(session: Session, count: int, **arguments: Any) -> float:
    """Seconds for each of so many messages until the last of them is found."""
    session.send_text("go")
    assert session.wait_count(lambda number: number == count, timeout=60) == count
    last = numbered(count - 1, SIZE)
    with clock() as seconds:
        assert session.wait_for(**(arguments or {"contains": f'"n":{count - 1},'})) == last
    assert session.count() == 0
    return seconds() / count


def one_pass(texts: list[str]) -> float:
    wanted = f'"n":{len(texts) - 1},'
    with clock() as seconds:
        assert next(text for text in texts if wanted in text) == texts[-1]
    return seconds() / len(texts)
