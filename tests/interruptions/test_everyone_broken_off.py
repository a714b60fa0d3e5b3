"""A wait of several sessions that is broken off: each of them has moved nothing, or read what it was to read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.engine.peer import Peer
from tests.interruptions.striking import MARKS, strikes
from tests.interruptions.test_reads_broken_off import END, SHORT, Reader, ending, numbers, picked
from WsKeywords.core import NoMessage, Sessions

pytestmark = MARKS
TIMES = 150
EVERY: dict[str, tuple[Callable[[Sessions], Any], Any]] = {
    "expect_in_every": (lambda sessions: sessions.expect_in_every(json_contains=END, timeout=SHORT), ending),
    "expect_in_every, the rest kept": (
        lambda sessions: sessions.expect_in_every(json_contains=END, keep_skipped=True, timeout=SHORT),
        picked,
    ),
}


@pytest.mark.parametrize("name", EVERY)
def test_nothing_is_lost_or_doubled_in_any_of_them(name: str) -> None:
    call, reads = EVERY[name]
    with (
        Sessions(timeout=5, close_timeout=0.2) as sessions,
        Peer(sessions, "alice") as alice,
        Peer(sessions, "bob") as bob,
        strikes(name) as striking,
    ):
        readers = [Reader(alice), Reader(bob)]
        while striking.count < TIMES:
            for reader in readers:
                reader.arrive(striking.chance.randrange(max(1, 6 - len(reader.state.unread))))
            before = [reader.state for reader in readers]

            def wait() -> None:
                try:
                    call(sessions)
                except NoMessage:  # one of them has none
                    return

            striking.strike(wait)
            for reader, state in zip(readers, before, strict=True):
                reader.settle()
                reader.state = reader.seen()
                assert reader.state in (state, *reads(state))
        for reader in readers:
            reader.arrive(1)
            wanted = list(reader.state.unread)
            assert numbers(reader.session.receive_many(len(wanted))) == wanted
            reader.session.abort()
