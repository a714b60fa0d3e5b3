"""What arrived on a session: appended by the I/O thread, read forward by the test.

A list that only grows and a reader's state that is replaced in one assignment: an exception that a signal raises at any
point of a wait neither loses a message nor hands one over twice. Segments that lie wholly behind the reader are
referenced by nobody and so are freed.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import TYPE_CHECKING, NamedTuple

from .output import quote

if TYPE_CHECKING:
    from .deadline import Deadline
    from .matching.matcher import Matcher, Search


#: So many messages are looked through at once.
_AT_ONCE = 1024
#: So many of the messages that were passed over are kept in mind, for a failure's text.
NEWEST = 3


class Received(NamedTuple):
    """A message that was taken from an inbox: its data, arrival (monotonic ns) and number since the session opened."""

    data: str | bytes
    at: int
    index: int  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"Received({quote(self.data)}, number {self.index})"


class Stretch(NamedTuple):
    """Messages in a row that arrived at one instant (monotonic ns); ``first``: the number of the first of them."""

    items: Sequence[str | bytes]
    at: int
    first: int

    @property
    def last(self) -> Received:
        """The last of them."""
        return Received(self.items[-1], self.at, self.first + len(self.items) - 1)


def data_of(stretches: Iterable[Stretch]) -> list[str | bytes]:
    """The data of all of them."""
    return [*chain.from_iterable(stretch.items for stretch in stretches)]


def each_of(stretches: Iterable[Stretch]) -> Iterator[Received]:
    """The messages one by one."""
    return (Received(data, at, index) for items, at, first in stretches for index, data in enumerate(items, first))


class Segment:
    """The messages of one read of the socket. Immutable once published, but for the link to what came next.

    ``before``: the sizes of all messages that came before them.
    """

    __slots__ = ("at", "before", "first", "items", "next")

    def __init__(self, first: int, at: int, items: Sequence[str | bytes], before: int) -> None:
        self.first = first
        self.at = at
        self.before = before
        self.items = items
        self.next: Segment | None = None


class Ignore(NamedTuple):
    """Messages from number ``first`` up to, not including, ``end`` that match are not in the inbox."""

    matcher: Matcher
    first: int
    end: int | None


class Reply(NamedTuple):
    """Messages from number ``first`` up to, not including, ``end`` that match are answered and not in the inbox.

    ``taken``: messages in that range that had been read, out of order, before; they are not answered.
    """

    matcher: Matcher
    answer: str | bytes
    first: int
    end: int | None
    taken: frozenset[int]

    def covers(self, index: int) -> bool:
        """Whether message number ``index`` is one to look at."""
        return self.first <= index and (self.end is None or index < self.end) and index not in self.taken


class State(NamedTuple):
    """Where the reader stands. Replaced as a whole, never changed."""

    segment: Segment
    position: int
    taken: frozenset[int] = frozenset()
    ignores: tuple[Ignore, ...] = ()
    last: Received | None = None
    replies: tuple[Reply, ...] = ()

    def is_answered(self, index: int, data: str | bytes, deadline: Deadline) -> bool:
        """Whether message number ``index`` gets a reply."""
        return any(each.covers(index) and each.matcher.matches(data, deadline) for each in self.replies)


class Inbox:
    """The messages of one session. One thread appends, one reads."""

    def __init__(self) -> None:
        self._tail = Segment(0, 0, (), 0)
        self.arrived = 0
        self._size = 0
        self.state = State(self._tail, 0)

    def append(self, at: int, items: Sequence[str | bytes], size: int = 0) -> None:
        """Publish the messages of one read, and their size all together; called by the I/O thread alone."""
        segment = Segment(self.arrived, at, items, self._size)
        self._size += size
        self._tail.next = segment
        self._tail = segment
        self.arrived += len(items)

    def newest(self) -> tuple[Segment, int]:
        """Where the next message will be: its segment, or the one before it, and its number."""
        tail = self._tail
        return tail, tail.first + len(tail.items)

    @property
    def backlog(self) -> int:
        """How many messages wait to be read, those that a filter will ignore included."""
        state = self.state
        return self.arrived - state.position - len(state.taken)

    @property
    def unread_bytes(self) -> int:
        """How much they hold, approximately: those that arrived together count until all of them are read."""
        segment, position = self.state[:2]
        while segment.next is not None and position >= segment.next.first:
            segment = segment.next
        return 0 if position >= self.arrived else self._size - segment.before

    def cursor(self, deadline: Deadline) -> Cursor:
        """A look at what is unread; it moves nothing until ``commit``."""
        return Cursor(self, deadline)

    def is_ignored(self, index: int, data: str | bytes, deadline: Deadline) -> bool:
        """Whether a filter, or a reply to it, keeps message number ``index`` out of the inbox."""
        state = self.state
        return any(
            ignore.first <= index
            and (ignore.end is None or index < ignore.end)
            and ignore.matcher.matches(data, deadline)
            for ignore in state.ignores
        ) or state.is_answered(index, data, deadline)

    def ignore(self, matcher: Matcher) -> None:
        """From the read position on, messages that match are not in the inbox."""
        state = self.state
        self.state = state._replace(ignores=(*state.ignores, Ignore(matcher, state.position, None)))

    def stop_ignoring(self) -> None:
        """What arrives from now on is in the inbox again."""
        end = self.arrived
        state = self.state
        self.state = state._replace(
            ignores=tuple(i if i.end is not None else i._replace(end=end) for i in state.ignores)
        )

    def reply(self, matcher: Matcher, answer: str | bytes) -> State:
        """From the read position on, messages that match are answered, by another thread, and not in the inbox.

        Returns:
            Where the reader stood, with the new reply as the last one.
        """
        state = self.state
        self.state = state = state._replace(
            replies=(*state.replies, Reply(matcher, answer, state.position, None, state.taken))
        )
        return state

    def stop_replying(self) -> None:
        """What arrives from now on is answered by no one, and in the inbox again."""
        for number in range(len(self.state.replies)):
            self.end_reply(number, self.arrived)

    def end_reply(self, number: int, index: int) -> None:
        """Messages from number ``index`` on do not get that reply, and are in the inbox again."""
        state = self.state
        reply = state.replies[number]
        end = index if reply.end is None else min(reply.end, index)
        replies = (*state.replies[:number], reply._replace(end=end), *state.replies[number + 1 :])
        self.state = state._replace(replies=replies)

    @property
    def replying(self) -> tuple[Reply, ...]:
        """The replies in force."""
        return tuple(each for each in self.state.replies if each.end is None)

    @property
    def ignoring(self) -> tuple[Matcher, ...]:
        """The filters in force."""
        return tuple(ignore.matcher for ignore in self.state.ignores if ignore.end is None)


class Cursor:
    """Walks over unread messages, in order, without the ignored ones, and goes on where it stopped."""

    __slots__ = ("_deadline", "_inbox", "_index", "_segment", "limit", "newest", "passed")

    def __init__(self, inbox: Inbox, deadline: Deadline) -> None:
        state = inbox.state
        self._inbox = inbox
        self._deadline = deadline
        self._segment = state.segment
        self._index = state.position
        #: Messages from this number on are not looked at; ``None``: whatever comes.
        self.limit: int | None = None
        #: How many messages were passed over because they do not match, and the newest of them.
        self.passed = 0
        self.newest: deque[str | bytes] = deque(maxlen=NEWEST)

    def __iter__(self) -> Iterator[Received]:
        """The messages that are there now."""
        state = self._inbox.state
        taken, filtered = state.taken, bool(state.ignores or state.replies)
        while True:
            segment = self._segment
            items, first, at = segment.items, segment.first, segment.at
            end = first + len(items)
            while self._index < end:
                index = self._index
                if self.limit is not None and index >= self.limit:
                    return
                data = items[index - first]
                if index in taken or (filtered and self._inbox.is_ignored(index, data, self._deadline)):
                    self._index = index + 1
                    continue
                self._index = index + 1
                yield Received(data, at, index)
            if segment.next is None:
                return
            self._segment = segment.next

    def stretches(self, most: int | None = None) -> Iterator[Stretch]:
        """The messages that are there now, but no more than ``most``, in as few pieces as can be.

        One by one they cost five times as much, and a tuple each for the garbage collector to walk over.
        """
        state = self._inbox.state
        if state.taken or state.ignores or state.replies:
            for data, at, index in islice(self, most):
                yield Stretch((data,), at, index)
            return
        stop = None if most is None else self._index + most
        while True:
            segment = self._segment
            items, first = segment.items, segment.first
            start = self._index
            end = whole = first + len(items)
            for limit in (stop, self.limit):
                if limit is not None and limit < end:
                    end = limit
            if start < end:
                self._index = end
                part = items if end - start == len(items) else items[start - first : end - first]
                yield Stretch(part, segment.at, start)
            if end < whole or segment.next is None:
                return
            self._segment = segment.next

    def pass_over(self, received: Received) -> None:
        """It is not the one that is looked for."""
        self.passed += 1
        self.newest.append(received.data)

    def candidates(self, search: Search, deadline: Deadline) -> Iterator[Received]:
        """Of the messages that are there now those which ``search`` finds; the others are passed over, many at once.

        Args:
            search: ``Matcher.search``.
            deadline: what arrives after it is not looked at.
        """
        state = self._inbox.state
        if state.taken or state.ignores or state.replies:
            yield from self
            return
        while items := self._ahead():
            first, start = self._index, 0
            while (found := search(items, start)) is not None:
                self._skip(items, start, found)
                self._walk_to(first + found)
                yield Received(items[found], self._segment.at, first + found)
                start = found + 1
            self._skip(items, start, len(items))
            self._walk_to(first + len(items) - 1)
            if self.limit is None and deadline.expired:
                self.limit = self._inbox.arrived

    def _skip(self, items: Sequence[str | bytes], start: int, end: int) -> None:
        self.passed += end - start
        self.newest.extend(items[max(start, end - NEWEST) : end])

    def _ahead(self) -> list[str | bytes]:
        """The next messages of one or several segments; it moves nothing."""
        segment: Segment | None = self._segment
        index, limit = self._index, self.limit
        items: list[str | bytes] = []
        while segment is not None and len(items) < _AT_ONCE:
            part = segment.items[index - segment.first : None if limit is None else max(limit - segment.first, 0)]
            items += part
            index += len(part)
            segment = segment.next
        return items

    def _walk_to(self, index: int) -> None:
        """To behind message number ``index``, which is ahead."""
        segment = self._segment
        while segment.next is not None and segment.first + len(segment.items) <= index:
            segment = segment.next
        self._segment, self._index = segment, index + 1

    def commit(self, last: Received | None) -> None:
        """Move the read position past all that was walked over; ``last`` becomes the message read last."""
        state = self._inbox.state
        self._inbox.state = State(
            self._segment,
            self._index,
            frozenset(index for index in state.taken if index >= self._index) if state.taken else state.taken,
            state.ignores,
            last or state.last,
            state.replies,
        )

    def take(self, received: Received) -> None:
        """Take only this message; what was walked over before it stays unread."""
        state = self._inbox.state
        self._inbox.state = state._replace(taken=state.taken | {received.index}, last=received)
