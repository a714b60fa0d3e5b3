"""Sessions opened, used and closed by the thousand leave nothing: no descriptor, no thread, no memory."""

from __future__ import annotations

import pytest

from .cycling import cycled
from .measuring import Held, beyond


@pytest.mark.parametrize(
    ("kind", "count"),
    [
        ("websocket", 2000),
        # What OpenSSL keeps is in no count of Python's.
        ("wss", 250),
        ("event stream", 250),
        # Refused, aborted, timed out, reconnected.
        ("failing", 100),
    ],
)
def test_cycles_end_where_they_began(kind: str, count: int) -> None:
    _, _, before, after = cycled(kind, count)
    assert beyond(after, before) == []
    assert (after.descriptors, after.threads) == (before.descriptors, before.threads)


def test_what_is_too_much_is_told() -> None:
    before = Held(10, 2, 100_000_000, 50_000_000, 1000)
    assert beyond(Held(10, 2, 102_000_000, 51_000_000, 1020), before) == []
    assert beyond(Held(11, 2, 90_000_000, 52_000_000, 1000), before) == [
        "descriptors: 10 after warm-up, 11 at the end (+10.0%)",
        "allocated: 50,000,000 after warm-up, 52,000,000 at the end (+4.0%)",
    ]
