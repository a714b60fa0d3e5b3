"""Automatic replies: matched on one thread for all sessions, so that neither the test nor the I/O thread waits.

The reader and this thread judge the same messages by the same rules. The reader leaves out what matches, whether it has
been answered yet or not; this thread answers it, once, in the order of arrival. So neither needs the other's verdict,
and no test sees a message that a reply takes.
"""

from __future__ import annotations

import _thread
from collections import deque
from queue import SimpleQueue
from typing import TYPE_CHECKING

from ..errors import WsError
from ..failures import context
from ..matching.verdict import verdict
from ..output import quote

if TYPE_CHECKING:
    from ..inbox import Segment, State
    from .living import Living

#: Seconds that matching one message may take.
PATIENCE = 1.0
#: With so many messages not taken by the network yet a reply is not sent any more.
MOST_WAITING = 100_000
#: Nor with so many bytes of it.
MOST_BYTES = 64 << 20


class Answering:
    """The thread that answers, for all sessions; started with the first reply, ended with the sessions."""

    def __init__(self) -> None:
        self._todo: SimpleQueue[Replying | None] = SimpleQueue()
        #: Holds one item while no thread runs; a thread begins by taking it, which one alone can.
        self._idle: deque[bool] = deque([True])
        self._stopped = False

    def wake(self, replying: Replying) -> None:
        """There may be something to answer. Any thread may say so: this takes no lock that Python code holds."""
        self._todo.put(replying)

    def start(self) -> None:
        """Start the thread if it does not run and was not ended."""
        if self._idle and not self._stopped:
            _thread.start_new_thread(self._run, ())

    def stop(self) -> None:
        """End the thread after what it is at."""
        self._stopped = True
        self._todo.put(None)

    def on_fork(self) -> None:
        """This is a copy in a process that was forked, and the thread is not in it."""
        self._stopped = True
        self._idle = deque([True])

    @property
    def running(self) -> bool:
        return not self._idle

    def _run(self) -> None:
        try:
            self._idle.pop()
        except IndexError:
            return
        try:
            while not self._stopped and (replying := self._todo.get()) is not None:
                try:
                    replying.work()
                except Exception as error:  # one session's fault is not another's
                    replying.fail(f"answering failed: {type(error).__name__}: {error}")
        finally:
            self._idle.append(True)


class Replying:
    """Where the answering thread stands in one session."""

    def __init__(self, session: Living, worker: Answering) -> None:
        self._session = session
        self._worker = worker
        self._added: deque[State] = deque()
        self._queued = False
        self._segment: Segment | None = None
        self._index = 0
        #: How many replies it knows of: one that is added meanwhile begins with ``work``, at the read position.
        self._known = 0
        self._given_up: set[int] = set()
        #: Replies, by number, that are not sent from a message on; the reader, who alone may, takes note of it.
        self.ended: deque[tuple[int, int]] = deque()

    # from any thread

    def add(self, state: State) -> None:
        """A reply was added; ``state`` is where the reader stands."""
        self._added.append(state)
        self._worker.start()
        self._worker.wake(self)

    def notice(self) -> None:
        """Messages may have arrived; called by the I/O thread."""
        if not self._queued:
            self._queued = True
            self._worker.wake(self)

    # on the answering thread

    def work(self) -> None:
        """Answer all that has arrived."""
        self._queued = False
        while self._added:
            state = self._added.popleft()
            self._known = len(state.replies)
            if self._segment is None:
                self._segment, self._index = state.segment, state.position
            else:
                # What the earlier replies have let pass may be for the new one.
                self._walk(state.segment, state.position, self._index, self._known - 1)
        if self._segment is not None:
            self._walk(self._segment, self._index, None, None)

    def _walk(self, segment: Segment, index: int, end: int | None, only: int | None) -> None:
        while True:
            while index < segment.first + len(segment.items):
                if end is not None and index >= end:
                    return
                data = segment.items[index - segment.first]
                number = self._rule(index, data)
                if number is not None and only in (None, number):
                    self._send(index, number)
                index += 1
                if end is None:
                    self._index = index
            if segment.next is None:
                return
            segment = segment.next
            if end is None:
                self._segment = segment

    def _rule(self, index: int, data: str | bytes) -> int | None:
        """The number of the reply to this message: the first of those that match."""
        for number, reply in enumerate(self._session.inbox.state.replies[: self._known]):
            if number in self._given_up or not reply.covers(index):
                continue
            matches = verdict(reply.matcher, data, PATIENCE)
            if matches:
                return number
            if matches is None:
                self._give_up(
                    number,
                    index,
                    f"whether to answer {quote(data, 200)} could not be decided within {PATIENCE:g} s: this reply to "
                    f"messages {reply.matcher.noun()} is not used any more. Give it a simpler matcher.",
                )
        return None

    def _send(self, index: int, number: int) -> None:
        connection = self._session.connection
        if index < connection.first or connection.close is not None or connection.closing is not None:
            # It came on a connection that has ended: there is nobody to answer to.
            return
        answer = self._session.inbox.state.replies[number].answer
        waiting = len(connection.outbox)
        if waiting >= MOST_WAITING or waiting * len(answer) >= MOST_BYTES:
            why = f"the peer does not read: {waiting:,} messages wait to be sent, and no more are answered."
            self._give_up(number, index, why)
            return
        connection.send(self._session.automatic(answer, connection))

    def _give_up(self, number: int, index: int, why: str) -> None:
        self._given_up.add(number)
        self.ended.append((number, index))
        self.fail(why)

    def fail(self, why: str) -> None:
        """The next keyword says so."""
        session = self._session
        session.troubles.append(WsError(f'On session "{session.name}" {why}\n{context(session)}'))
