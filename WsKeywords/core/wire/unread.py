"""How much memory unread messages take; so many of them may each be as large as ``max_size``."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence

#: Bytes of unread messages at which a session stops reading its socket, however few they are.
MOST_BYTES = 512 * 1024 * 1024


class UnreadBytes:
    """Kept by the I/O thread, one entry for each read of the socket whose messages are unread."""

    __slots__ = ("_reads", "total")

    def __init__(self) -> None:
        self.total = 0
        # None where there is nothing, as with most sessions: an empty one takes 600 bytes.
        self._reads: deque[tuple[int, int]] | None = None

    def add(self, end: int, messages: Sequence[str | bytes], size: int) -> None:
        """Messages have come.

        Args:
            end: the number in the inbox that the next message will have.
            messages: those of one read.
            size: of the bytes that were read; negative when these were compressed, so that each message is measured.
        """
        # All but the first came wholly in this read.
        weight = size + len(messages[0]) if size >= 0 else sum(map(len, messages))
        if self._reads is None:
            self._reads = deque()
        self._reads.append((end, weight))
        self.total += weight

    def too_many(self, position: int) -> bool:
        """Whether they are too large to read on, the messages before number ``position`` having been read."""
        reads = self._reads
        while reads and reads[0][0] <= position:
            self.total -= reads.popleft()[1]
        if not reads:
            self._reads = None
        return self.total >= MOST_BYTES
