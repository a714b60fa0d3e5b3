"""Looking through many unread messages at once finds what looking at each of them finds, and stands where it would."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from WsKeywords.core import All, Be, Contains, Glob, Kind, Matcher, NoMessage, Session, WsError
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


def test_what_arrives_after_the_deadline_is_not_looked_at() -> None:
    """What arrives while all that was there before is looked at still counts; after that nothing does."""
    inbox = Inbox()
    inbox.append(0, ["a", "b"])
    deadline = Deadline.after(0)

    def search(items: Sequence[str | bytes], start: int) -> int | None:
        if inbox.arrived < 4:
            inbox.append(1, ["late"])
        return next((number for number in range(start, len(items)) if items[number] == "late"), None)

    cursor = inbox.cursor(deadline)
    assert [found.data for found in cursor.candidates(search, deadline)] == ["late"]
    assert (inbox.arrived, cursor.limit, cursor.passed) == (4, 3, 2)


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


def stuck(session: Session, count: int) -> None:
    """So many messages are unread on each of which ``^(a|aa)+$`` takes longer than any test waits."""
    for _ in range(count):
        session.send_text(f"send {'a' * 60}!")
    assert session.wait_count(lambda unread: unread == count, timeout=10) == count


def test_a_wait_ends_when_its_pattern_takes_too_long_on_each_of_many(alice: Session) -> None:
    stuck(alice, 200)
    with pytest.raises(NoMessage) as failure:
        alice.wait_for(regexp="^(a|aa)+$", timeout=0.1)
    text = str(failure.value)
    # How many it came to is chance.
    text = re.sub(r"not even the first of|none of the first \d+ of", "none of the first N of", text)
    assert text.startswith(
        'Expected session "alice" to receive a message matching the regexp "^(a|aa)+$", but none of the first N of 200 '
        "unread messages matched within 0.1 s, and there was no time for the others.\n"
    )
    assert "        The pattern took too long on it: nested repetitions such as (a+)+ try so many ways" in text
    assert alice.count() == 200


def test_silence_is_not_asserted_where_a_message_could_not_be_judged(alice: Session) -> None:
    stuck(alice, 1)
    with pytest.raises(WsError) as failure:
        alice.expect_nothing(regexp="^(a|aa)+$", within=0.1)
    assert str(failure.value).startswith(
        'Expected that no message matching the regexp "^(a|aa)+$" arrives at session "alice" within 0.1 s, but of this '
        f'one it could not be said in that time:\n    "{"a" * 60}!"\nThe pattern took too long on it: '
    )
