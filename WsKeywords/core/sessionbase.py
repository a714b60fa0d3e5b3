"""What sending, receiving and asserting share: the parts of a session, and waiting on its inbox."""

from __future__ import annotations

from _thread import LockType, allocate_lock
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from time import monotonic_ns
from typing import TYPE_CHECKING, Any, Protocol, TypeVar
from weakref import ref

from .deadline import Deadline
from .inbox import Cursor, Inbox, Received
from .report.transcript import Transcript
from .wire.closing import Close

if TYPE_CHECKING:
    from .handshake.opening import Handshake
    from .matching.matcher import Matcher, Search
    from .output import Secrets
    from .settings import Settings
    from .wire.connection import Connection

T = TypeVar("T")
#: Seconds that matching may take beyond a deadline, so that a message that came in its last moment is still judged.
_GRACE = 0.05
#: So many bells hang before it is looked whether anybody waits for them; more than one thread rarely does.
_BELLS = 8


class Owner(Protocol):
    """What a session needs of the sessions it belongs to."""

    settings: Settings

    def captured(self, name: str, value: object) -> None:
        """A ``#capture`` marker matched."""

    def guarded(self, session: Any) -> None:
        """A session has guards from now on."""

    def last_request_before(self, at: int) -> int | None:
        """The start (monotonic ns) of the newest HTTP request not after ``at``."""


class SessionBase:
    """A named connection: its inbox, its transcript, and the connection of the moment."""

    def __init__(self, owner: Owner, name: str, url: str) -> None:
        self.name = name
        self.url = url
        self.owner = owner
        self.settings = owner.settings
        self.inbox = Inbox()
        self.transcript = Transcript()
        self.handshake: Handshake | None = None
        #: The name of the profile that it was opened with.
        self.profile: str | None = None
        self.max_unread = owner.settings.max_unread
        #: Nothing from before this (monotonic ns) counts as the last send: a reconnect forgets it.
        self.began = monotonic_ns()
        self._connection: Connection | None = None
        #: Ends every text that is sent, and those that are received.
        self.separator: str | None = None
        #: Of the threads that wait.
        self._bells: list[LockType] = []

    @property
    def secrets(self) -> Secrets:
        """What must never be shown."""
        return self.settings.secrets

    @property
    def shown_url(self) -> str:
        """The URL without its secrets."""
        return self.secrets.url(self.url)

    @property
    def connection(self) -> Connection:
        assert self._connection is not None
        return self._connection

    @property
    def close_info(self) -> Close | None:
        """How the session was closed; ``None`` while it is open."""
        return self._connection.close if self._connection is not None else None

    @property
    def is_open(self) -> bool:
        return self.close_info is None

    @property
    def stalled(self) -> bool:
        """Whether the socket is not read, because too much is unread."""
        return self._connection is not None and self._connection.stalled and self.close_info is None

    @property
    def unread_bytes(self) -> int:
        """How large the unread messages were when reading stopped because of that; 0 where it did not."""
        return self._connection.unread_bytes if self._connection is not None else 0

    @property
    def paused(self) -> bool:
        """Whether the socket is not read, because the test says so."""
        return self._connection is not None and self._connection.paused and self.close_info is None

    @property
    def unfinished(self) -> str:
        """What has come of a text that its separator has not ended yet."""
        return self._connection.unfinished if self._connection is not None else ""

    @property
    def last(self) -> Received | None:
        """The message read last, a mismatch included."""
        return self.inbox.state.last

    @property
    def ignoring(self) -> tuple[Matcher, ...]:
        """The filters of ``ignore`` that are in force."""
        return self.inbox.ignoring

    def deadline(self, timeout: float | timedelta | None) -> Deadline:
        """The deadline of a wait: ``timeout`` in seconds or as a timedelta; ``None`` is the default of all sessions."""
        return Deadline(self.settings.timeout) if timeout is None else Deadline.after(timeout)

    @staticmethod
    def patience(deadline: Deadline) -> Deadline:
        """How long matchers may take."""
        return Deadline(deadline.remaining() + _GRACE)

    @contextmanager
    def listening(self) -> Iterator[LockType]:
        """A bell that rings whenever something arrives or the session closes."""
        bell = allocate_lock()
        bell.acquire()
        self.add_bell(bell)
        try:
            yield bell
        finally:
            self.remove_bell(bell)

    def add_bell(self, bell: LockType) -> None:
        """Ring it whenever something arrives or the session closes, as long as there is somebody who has it."""
        self._bells.append(bell)
        if len(self._bells) > _BELLS:
            self._take_down_those_of_nobody()

    def remove_bell(self, bell: LockType) -> None:
        """Ring it no more."""
        try:
            self._bells.remove(bell)
        except ValueError:  # it was not there
            return

    def _take_down_those_of_nobody(self) -> None:
        """Those that waits have left which were broken off before they could take them down, or within that."""
        known = [ref(bell) for bell in self._bells]
        # A bell that is not rung meanwhile is one whose wait looks again after a slice.
        self._bells.clear()
        self._bells.extend(bell for each in known if (bell := each()) is not None)

    #: Whether every message that is handed on must be looked at before.
    watched = False

    def look(self, deadline: Deadline) -> None:
        """Raise what must be said before anything else: what went wrong while no call looked.

        Args:
            deadline: that of the call. What takes longer to find out is left to the next one.
        """

    def cursor(self, deadline: Deadline) -> Cursor:
        """A look at what is unread, for one wait."""
        state = self.inbox.state
        return self.inbox.cursor(self.patience(deadline) if state.ignores or state.replies else deadline)

    def following(self, cursor: Cursor, deadline: Deadline, search: Search | None = None) -> Iterator[Received]:
        """Unread messages in order, those included that arrive until the deadline, as of ``coming``.

        Args:
            cursor: where it begins.
            deadline: when it ends.
            search: ``Matcher.search``, which passes over messages that do not match, many at once.
        """
        if search is None:
            return self.coming(cursor, deadline, cursor.__iter__)
        return self.coming(cursor, deadline, lambda: cursor.candidates(search, deadline))

    def coming(self, cursor: Cursor, deadline: Deadline, there: Callable[[], Iterator[T]]) -> Iterator[T]:
        """What ``there`` finds with the cursor now, and again whenever something has arrived, until the deadline.

        It ends when the time is up and all that had arrived by then was seen, or when the session is closed and nothing
        unread is left. It moves nothing, unless all that keeps the socket from being read are messages that are not in
        the inbox: ignored ones, and those that were answered.
        """
        seen, bell = False, None
        try:
            while True:
                # The close is looked at first: it is published after the last message.
                arrived, closed, late = self.inbox.arrived, self.close_info is not None, deadline.expired
                self.look(deadline)
                if late and cursor.limit is None:
                    cursor.limit = self.inbox.arrived
                for found in there():
                    seen = True
                    if self.watched:
                        self.look(deadline)
                    yield found
                    if cursor.limit is None and deadline.expired:
                        cursor.limit = self.inbox.arrived
                if closed or late:
                    return
                if not (seen or cursor.passed) and self.stalled:
                    cursor.commit(None)
                    self.moved()
                self._hurry(arrived)
                if bell is None:
                    # Not before it is needed: often the message is there already.
                    bell = allocate_lock()
                    bell.acquire()
                    self.add_bell(bell)
                    if self.inbox.arrived != arrived or self.close_info is not None:
                        continue
                bell.acquire(timeout=deadline.slice())
        finally:
            if bell is not None:
                self.remove_bell(bell)

    def await_close(self, deadline: Deadline, connection: Connection | None = None) -> Close | None:
        """The close, waited for; ``None`` when the session is still open at the deadline.

        Args:
            deadline: of the wait.
            connection: whose close; by default that of the one which the session has at that moment.
        """
        with self.listening() as bell:
            while True:
                late = deadline.expired
                close = self.close_info if connection is None else connection.close
                if close is not None or late:
                    return close
                self._hurry(self.inbox.arrived)
                bell.acquire(timeout=deadline.slice())

    def _hurry(self, seen: int) -> None:
        """So many messages were looked at, and more are waited for: nobody will answer what came before a fault."""
        connection = self._connection
        if connection is None or connection.fault is None:
            return
        if self.inbox.arrived == seen and not self.inbox.replying:
            connection.hurry()

    def moved(self) -> None:
        """The read position has moved: there may be room for more."""
        connection = self._connection
        if connection is not None and connection.stalled:
            connection.resume()
