"""A message that is sent again and again: a timer on the I/O thread."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..wire.connection import Connection
    from ..wire.outgoing import Outgoing


class KeptUp:
    """Sends a message every so many seconds, from one interval after the start on, until it is stopped or a close.

    None is queued while the one before has not gone out: a peer that does not read gets no pile of them.
    """

    def __init__(self, connection: Connection, make: Callable[[], Outgoing], every: float) -> None:
        self.stopped = False
        self._connection = connection
        self._make = make
        self._every = every
        self._last: Outgoing | None = None

    def start(self) -> None:
        """Begin; on the I/O thread."""
        if self._connection.close is None:
            self._connection.later(self._every, self._tick)

    def _tick(self) -> None:
        connection = self._connection
        if self.stopped or connection.closing is not None or connection.close is not None:
            return
        self.start()
        if self._last is None or self._last.done:
            self._last = self._make()
            connection.outbox.append(self._last)
            connection.flush()
