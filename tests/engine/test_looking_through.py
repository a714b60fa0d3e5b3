"""Looking through many unread messages at once finds what looking at each of them finds, and stands where it would."""

from __future__ import annotations

from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from WsKeywords.core import All, Be, Contains, Glob, Kind, Matcher, NoMessage, Session
from WsKeywords.core.deadline import Deadline
from WsKeywords.core.inbox import Cursor, Inbox, Received

MESSAGES = st.sampled_from(["a", "b", "ab", "ba", "", b"a", b"ab", "A"])
MATCHERS = st.sampled_from(
    [
        Be("ab"),
        Be(b"ab"),
        Contains("a"),
        Contains("a", "b"),
        Contains("A", ignore_case=True),
        Glob("b*"),
        All(Contains("b"), Kind("text")),
        All(Kind("binary"), Be(b"a")),
        Contains("nowhere"),
    ]
)


def walked(cursor: Cursor, matcher: Matcher, *, at_once: bool) -> tuple[Received | None, int]:
    """The first match, and how many messages were passed over."""
    deadline = Deadline.after(60)
    search = matcher.search() if at_once else None
    for received in cursor if search is None else cursor.candidates(search, deadline):
        if matcher.matches(received.data, deadline):
            return received, cursor.passed
        cursor.pass_over(received)
    return None, cursor.passed


@given(
    reads=st.lists(st.lists(MESSAGES, min_size=1, max_size=5), max_size=12),
    matcher=MATCHERS,
    limit=st.none() | st.integers(0, 60),
    before=st.integers(0, 3),
    taken=st.booleans(),
    ignored=st.booleans(),
)
def test_it_finds_the_same(
    reads: list[list[str | bytes]], matcher: Matcher, limit: int | None, before: int, taken: bool, ignored: bool
) -> None:
    inbox = Inbox()
    for at, items in enumerate(reads):
        inbox.append(at, tuple(items))
    deadline = Deadline.after(60)
    reader = inbox.cursor(deadline)
    for received in islice(reader, before):
        (reader.take if taken else reader.commit)(received)
    if ignored:
        inbox.ignore(Be("b"))
    standing = []
    for at_once in (False, True):
        cursor = inbox.cursor(deadline)
        cursor.limit = limit
        found, passed = walked(cursor, matcher, at_once=at_once)
        before_it = inbox.state
        cursor.commit(found)
        rest = [received.data for received in inbox.cursor(deadline)]
        standing.append((found, passed, list(cursor.newest), inbox.state.position, rest))
        inbox.state = before_it
    assert standing[0] == standing[1]


def test_a_failure_counts_what_was_passed_over_and_shows_the_newest(alice: Session) -> None:
    alice.send_text("burst 5000")
    assert alice.wait_count(lambda count: count == 5000, timeout=10) == 5000
    with pytest.raises(NoMessage) as failure:
        alice.wait_for(contains="x", timeout=0)
    assert str(failure.value).startswith(
        'Expected session "alice" to receive a message containing "x", but none of the 5000 unread messages matched '
        'within 0 s.\nThe newest of them:\n    "4998"\n        It does not contain "x".\n    "4999"\n'
    )
    assert alice.count() == 5000
    assert alice.wait_for(contains="499", timeout=0) == "499"
    assert alice.wait_for(text="4999", keep_skipped=True) == "4999"
    assert alice.wait_for(text="500") == "500"
    assert alice.count() == 4499
