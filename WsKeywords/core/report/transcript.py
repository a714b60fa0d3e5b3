"""Who said what when: the newest entries of a session, within limits.

One thread writes (the I/O thread), but what a thread sends itself it also appends itself, as does one that opens the
connection; any number read. A burst of messages is one record, because a transcript must not cost more than the
reading.
"""

from __future__ import annotations

from bisect import bisect_right, insort
from collections import deque
from datetime import datetime, timezone
from itertools import islice
from operator import attrgetter
from sys import getsizeof
from time import monotonic_ns, time_ns
from typing import Any, NamedTuple

from ..output import clean

#: Sends are remembered longer than their messages: response times need only their instants.
_SENDS = 20_000
_CONTROL = frozenset((8, 9, 10))


class Record:
    """What happened at one instant: all messages of one read of the socket, one message sent, one control frame, …

    Attributes:
        at: monotonic nanoseconds.
        direction: ``sent``, ``received``, or empty for what only concerns us.
        kind: ``message``, ``frame`` (sent as it is), ``ping``, ``pong``, ``handshake``, ``close`` or ``note``.
        items: the messages (str or bytes), or one payload, raw frame, ``Handshake``, ``Close`` or text. Never changed.
        first: number in the inbox of the first item of received messages, else -1.
        size: bytes of payload, approximately.
        automatic: sent without the test having asked for it there and then.
        skip: how many items at the start were dropped from the transcript.
    """

    __slots__ = ("at", "automatic", "direction", "first", "items", "kind", "size", "skip")

    def __init__(
        self, at: int, direction: str, kind: str, items: list[Any], first: int, size: int, automatic: bool = False
    ) -> None:
        self.at = at
        self.direction = direction
        self.kind = kind
        self.items = items
        self.first = first
        self.size = size
        self.automatic = automatic
        self.skip = 0

    def flat(self, epoch: int, start: int) -> list[Entry]:
        """The items from number ``start`` on as entries; ``epoch``: nanoseconds from monotonic to Unix time."""
        at, direction, kind, items = self.at, self.direction, self.kind, self.items
        wall = datetime.fromtimestamp((at + epoch) / 1e9, timezone.utc).astimezone()
        index, step = (self.first, 1) if self.first >= 0 else (-1, 0)
        return [
            Entry(at, direction, kind, items[number], index + step * number, wall, self.automatic)
            for number in range(start, len(items))
        ]


class Entry(NamedTuple):
    """One item of a record. ``at``: monotonic ns; ``index``: number in the inbox or -1; ``wall``: local time;
    ``automatic``: sent without the test having asked for it there and then."""

    at: int
    direction: str
    kind: str
    data: Any
    index: int  # type: ignore[assignment]
    wall: datetime
    automatic: bool = False

    def __repr__(self) -> str:
        return clean(f"Entry({self.direction} {self.kind}, {self.data!r})")


class Transcript:
    """The newest records of a session.

    Args:
        max_entries: messages, control frames and notes kept.
        max_bytes: bytes kept, approximately; the newest record is kept whatever its size.
    """

    def __init__(self, max_entries: int = 10_000, max_bytes: int = 64 * 1024 * 1024) -> None:
        self.max_entries = max_entries
        self.max_bytes = max_bytes
        #: How many entries and bytes were dropped so far.
        self.dropped = 0
        self.dropped_bytes = 0
        self._records: deque[Record] = deque()
        #: How many of the records are in the sums below: others were appended by threads that send.
        self._counted = 0
        self._entries = 0
        self._bytes = 0
        self._sends: list[int] = []
        #: When the session began (monotonic ns).
        self.began = monotonic_ns()
        # One pair of clock readings for all entries: their order and distances are those of the monotonic clock.
        self._epoch = time_ns() - self.began

    def add(self, record: Record) -> None:
        """Append a record, and count it."""
        self._records.append(record)
        self.account()

    def extend(self, records: list[Record]) -> None:
        """Append records, in one step, from any thread; the I/O thread counts them with the next one that it adds."""
        self._records.extend(records)

    def holds(self, record: Record) -> bool:
        """Whether that record is here."""
        return record in self._records

    @property
    def uncounted(self) -> int:
        """How many records were appended and not counted yet."""
        return len(self._records) - self._counted

    def account(self) -> None:
        """Count what was appended, and drop the oldest beyond the limits."""
        records, counted = self._records, self._counted
        while counted < len(records):
            record = records[counted]
            counted += 1
            items, size = record.items, record.size
            if items and isinstance(items[0], (str, bytes)):
                held = getsizeof(items[0])
                if held > size:
                    # Of a message that came in many pieces the size of the last read says little.
                    record.size = size = held
            self._entries += len(items)
            self._bytes += size
            if record.direction == "sent" and _is_send(record):
                self._remember_send(record.at)
        self._counted = counted
        while self._entries > self.max_entries or (self._bytes > self.max_bytes and len(records) > 1):
            self._drop()

    def _remember_send(self, at: int) -> None:
        # Threads that send at once may come in another order than their instants.
        insort(self._sends, at)
        if len(self._sends) > 2 * _SENDS:
            self._sends = self._sends[-_SENDS:]

    def _drop(self) -> None:
        """Make the oldest record smaller or drop it."""
        oldest = self._records[0]
        left = len(oldest.items) - oldest.skip
        excess = self._entries - self.max_entries
        if 0 < excess < left and self._bytes <= self.max_bytes:
            size = oldest.size * excess // left
            oldest.size -= size
            oldest.skip += excess
            if 2 * oldest.skip > len(oldest.items):
                # Let go of the memory; not at every add, that would cost a copy of the rest each time.
                self._records[0] = _sliced(oldest)
            count = excess
        else:
            self._records.popleft()
            self._counted -= 1
            count, size = left, oldest.size
        self._entries -= count
        self._bytes -= size
        self.dropped += count
        self.dropped_bytes += size

    def entries(self, direction: str | None = None, kind: str | None = None, newest: int | None = None) -> list[Entry]:
        """A snapshot, oldest first.

        Args:
            direction: only ``sent`` or ``received`` ones.
            kind: only messages, pings, …
            newest: at most so many, the newest ones; the cost is theirs, not that of the whole transcript.
        """
        found: list[list[Entry]] = []
        wanted = self.max_entries if newest is None else newest
        chunk = len(self._records) if newest is None else max(newest, 1)
        while wanted > 0:
            found, count = [], 0
            records = self._newest(chunk)
            for record, skip in reversed(records):
                if count < wanted and _is(record, direction, kind):
                    found.append(record.flat(self._epoch, max(skip, len(record.items) - wanted + count)))
                    count += len(found[-1])
            if count >= wanted or len(records) < chunk or newest is None:
                break
            # With a filter it takes more records than entries are wanted.
            chunk *= 4
        # In order but for a message that arrived just before something was sent, and was read just after that.
        return sorted((entry for entries in reversed(found) for entry in entries), key=attrgetter("at"))

    def received_since(self, index: int) -> list[Entry]:
        """The received messages with that number in the inbox or a later one, as far as they are kept, oldest first."""
        chunk = 64
        while True:
            records = self._newest(chunk)
            if len(records) < chunk or any(0 <= record.first <= index for record, _ in records):
                break
            chunk *= 4
        return [
            entry
            for record, skip in records
            if record.first >= 0 and record.first + len(record.items) > index
            for entry in record.flat(self._epoch, max(skip, index - record.first))
        ]

    def last_send_before(self, at: int) -> int | None:
        """The instant (monotonic ns) of the newest message or raw frame that the test sent not after ``at``."""
        # Those first that are not counted yet: meanwhile they may be.
        fresh = self._newest(max(0, self.uncounted))
        found = [record.at for record, _ in fresh if record.at <= at and _is_send(record)]
        sends = self._sends
        position = bisect_right(sends, at)
        return max([*found, *sends[position - 1 : position]], default=None)

    def reached(self) -> bool:
        """Whether its limits were reached: what is older than the oldest entry was dropped."""
        return self.dropped > 0

    def wall(self, at: int) -> datetime:
        """The wall-clock time of a monotonic instant (ns), in local time with its offset."""
        return datetime.fromtimestamp((at + self._epoch) / 1e9, timezone.utc).astimezone()

    def local(self, at: int) -> datetime:
        """As ``wall``, but without the offset, which takes most of the time: for a line that is shown at once."""
        return datetime.fromtimestamp((at + self._epoch) / 1e9)

    def _newest(self, count: int) -> list[tuple[Record, int]]:
        """The newest records, oldest first, each with how many of its items are to be left out."""
        while True:
            try:
                records = list(islice(reversed(self._records), count))
            except RuntimeError:  # the writer came in between
                continue
            records.reverse()
            # Only the oldest can lack some; others here may have become the oldest since.
            return [(record, 0 if number else record.skip) for number, record in enumerate(records)]


def _is_send(record: Record) -> bool:
    """Whether the test sent it, and it is neither a control frame nor a ping."""
    if record.direction != "sent" or record.automatic:
        return False
    if record.kind == "frame":
        return getattr(record.items[0], "opcode", 0) not in _CONTROL
    return record.kind == "message"


def _is(record: Record, direction: str | None, kind: str | None) -> bool:
    return (direction is None or record.direction == direction) and (kind is None or record.kind == kind)


def _sliced(record: Record) -> Record:
    first = record.first + record.skip if record.first >= 0 else -1
    items = record.items[record.skip :]
    return Record(record.at, record.direction, record.kind, items, first, record.size, record.automatic)
