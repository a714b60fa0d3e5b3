"""What a test reads from a session: the next message, several, all until one; and looks that move nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeVar

from . import given
from .deadline import Deadline, seconds
from .errors import InvalidArgument
from .inbox import Cursor, Received, Stretch, data_of, each_of
from .jsonvalues import JsonError, parse
from .later import later
from .matching.matcher import KINDS
from .matching.matchers import AnyMessage, Matcher, wanted
from .sessionbase import SessionBase
from .suggest import one_of

if TYPE_CHECKING:
    from . import failures
else:
    failures = later(__package__, "failures")

Data = str | bytes
Timeout = float | timedelta | None
T = TypeVar("T")
_DIRECTIONS = ("received", "sent", "both")


class Collected:
    """What the newest call that takes several messages took.

    Args:
        messages: walked over when somebody asks for them.
        how: how that call is called, for failures.
    """

    def __init__(self, messages: Iterable[Received], how: str) -> None:
        self.how = how
        self._messages = messages

    @cached_property
    def messages(self) -> tuple[Received, ...]:
        return tuple(self._messages)


class Drained(NamedTuple):
    """What ``drain`` took, and whether the session had fallen quiet by then."""

    messages: list[Data]
    quiet: bool


class Receiving(SessionBase):
    """Reading forward from the one read position."""

    #: What the newest ``receive_many``, ``receive_until``, ``receive_all`` or ``drain`` returned; ``None``: there was
    #: none yet, or it failed.
    collected: Collected | None = None

    def receive(self, timeout: Timeout = None, *, kind: Literal["text", "binary"] | None = None) -> Data:
        """The next unread message, waited for.

        Args:
            timeout: seconds or timedelta.
            kind: fail when the message is not ``"text"`` or ``"binary"``; it counts as read all the same.

        Raises:
            NoMessage: none came in time, or the session is closed and nothing unread is left.
            Mismatch: the message is of the other kind.
        """
        if kind is not None and kind not in KINDS:
            raise InvalidArgument(f"kind is {one_of(KINDS)}, but it is {given.shown(kind)}.")
        received = self._next(self.deadline(timeout))
        if kind is not None and isinstance(received.data, str) != (kind == "text"):
            raise failures.wrong_kind(self, received, kind)
        return received.data

    def receive_json(self, timeout: Timeout = None) -> Any:
        """The value of the next message, which must be JSON text. Errors as ``receive``."""
        received = self._next(self.deadline(timeout))
        if not isinstance(received.data, str):
            raise failures.wrong_kind(self, received, "JSON text")
        try:
            return parse(received.data)
        except JsonError as error:
            raise failures.no_json(self, received, error) from None

    def _next(self, deadline: Deadline) -> Received:
        cursor = self.cursor(deadline)
        for received in self.following(cursor, deadline):
            self._commit(cursor.commit, received)
            return received
        raise failures.no_message(self, AnyMessage(), deadline, None)

    def _commit(self, commit: Callable[[Received], None], received: Received) -> None:
        commit(received)
        self.moved()

    def receive_many(self, count: int, timeout: Timeout = None) -> list[Data]:
        """The next ``count`` messages.

        Raises:
            NoMessage: fewer came in time; all of them stay unread.
        """
        given.whole(count, "count")
        if count < 1:
            raise InvalidArgument(f"At least one message must be asked for, but count is {count}.")
        self.check_room(count)
        deadline = self.deadline(timeout)
        cursor = self.cursor(deadline)
        came: list[Stretch] = []
        missing = count

        def there() -> Iterator[Stretch]:
            return cursor.stretches(missing)

        for stretch in self.coming(cursor, deadline, there):
            came.append(stretch)
            missing -= len(stretch.items)
            if not missing:
                self.collected = Collected(each_of(came), "receiving a number of messages")
                return self._take(cursor, came)
        self.collected = None
        wanted = f"{count} messages" if count > 1 else "a message"
        raise failures.too_few(self, wanted, [*each_of(came)], count, deadline, None)

    def _take(self, cursor: Cursor, came: list[Stretch]) -> list[Data]:
        """The data of these, which are then read."""
        taken = data_of(came)
        self._commit(cursor.commit, came[-1].last)
        return taken

    def receive_until(
        self, matcher: Matcher | None = None, *, timeout: Timeout = None, include_last: bool = False, **arguments: Any
    ) -> list[Data]:
        """Every message up to the one that matches (a completion message), which is read too.

        Args:
            matcher: what ends the list, or matcher arguments instead.
            timeout: seconds or timedelta for all of it.
            include_last: return the completion message as well.

        Raises:
            NoMessage: the completion message never came; what came stays unread.
        """
        matcher = wanted(matcher, arguments)
        deadline = self.deadline(timeout)
        patience = self.patience(deadline)
        cursor = self.cursor(deadline)
        came: list[Received] = []
        for received in self.following(cursor, deadline):
            if matcher.matches(received.data, patience):
                taken = (*came, received) if include_last else tuple(came)
                self.collected = Collected(taken, f"receiving until a message {matcher.noun()}")
                self._commit(cursor.commit, received)
                self.save_captures(matcher, received)
                return [each.data for each in taken]
            came.append(received)
            if patience.gave_up and patience.expired:
                # Each of the others would take as long as this one.
                break
        self.collected = None
        raise failures.never_completed(self, matcher, came, deadline, gave_up=patience.gave_up and patience.expired)

    def receive_all(self, completion: Any = None, *, timeout: Timeout = None) -> list[Data]:
        """Every message up to the app's completion message, which is read too and not returned.

        Args:
            completion: what ends the list: a matcher, matcher arguments as a dict, or the name of a completion message;
                by default the default one of the session's profile, or of all.
            timeout: seconds or timedelta for all of it.

        Raises:
            WsError: nothing says what the completion message is.
            NoMessage: it never came; what came stays unread.
        """
        matcher = self.settings.profiles.completion(completion, self.profile, self.name)
        return self.receive_until(matcher, timeout=timeout)

    def check_room(self, count: int) -> None:
        """Raises InvalidArgument when so many messages are never unread at a time."""
        if count > max(self.max_unread, self.inbox.backlog):
            raise InvalidArgument(
                f'{count} messages can never be unread at a time: session "{self.name}" stops reading its socket at '
                f"{self.max_unread} (max_unread). Open it with a larger max_unread, or read fewer at a time."
            )

    def drain(self, quiet: float | timedelta = 0.5, timeout: Timeout = None) -> Drained:
        """Every unread message, until nothing arrives for ``quiet`` (seconds or timedelta) or the session closes."""
        deadline = self.deadline(timeout)
        pause = seconds(quiet)
        cursor = self.cursor(deadline)
        came: list[Stretch] = []
        with self.listening() as bell:
            silence = Deadline.after(pause)
            while True:
                closed, calm, late = self.close_info is not None, silence.expired, deadline.expired
                self.look(deadline)
                if late:
                    cursor.limit = self.inbox.arrived
                before = len(came)
                came.extend(cursor.stretches())
                over = closed or late or (calm and len(came) == before)
                if over:
                    drained = Drained(data_of(came), closed or calm)
                    self.collected = Collected(each_of(came), "receiving until nothing arrived")
                if came and (over or self.stalled):
                    # Only at the end, so that a wait that is broken off loses nothing; earlier where the socket is not
                    # read any more until some of this has been taken.
                    self._commit(cursor.commit, came[-1].last)
                elif self.stalled:
                    cursor.commit(None)
                    self.moved()
                if over:
                    return drained
                if len(came) > before:
                    silence = Deadline.after(pause)
                bell.acquire(timeout=min(deadline.slice(), silence.slice()))

    def clear(self) -> int:
        """Drop what is unread, and say how many messages that were; the message read last stays."""
        cursor = self.cursor(Deadline.after(0))
        cursor.limit = self.inbox.arrived
        dropped = sum(len(stretch.items) for stretch in cursor.stretches())
        cursor.commit(None)
        self.moved()
        return dropped

    def ignore(self, matcher: Matcher | None = None, **arguments: Any) -> None:
        """From now on these messages, and those of them now unread, are in the transcript only."""
        self.inbox.ignore(wanted(matcher, arguments))

    def stop_ignoring(self) -> None:
        """What arrives from now on is in the inbox again, whatever it is."""
        self.inbox.stop_ignoring()

    def messages(self, direction: str = "received", *, unread: bool = False) -> list[Data]:
        """The messages so far, oldest first, as far back as the transcript reaches, without the ignored ones.

        Args:
            direction: ``received``, ``sent`` or ``both``.
            unread: only the received ones that no keyword has read.
        """
        if direction not in _DIRECTIONS:
            what = f'"{direction}"' if isinstance(direction, str) else given.shown(direction)
            raise InvalidArgument(f"A direction is {one_of(_DIRECTIONS)}, but it is {what}.")
        patience = self.patience(self.deadline(None))
        if unread:
            return data_of(self._unread(patience).stretches())
        entries = self.transcript.entries(direction=None if direction == "both" else direction, kind="message")
        return [
            entry.data
            for entry in entries
            if entry.direction == "sent" or not self.inbox.is_ignored(entry.index, entry.data, patience)
        ]

    def count(self, *, unread: bool = True) -> int:
        """How many messages are unread, or with ``unread=False`` have been received so far; without the ignored."""
        filtered = self.inbox.state.ignores or self.inbox.state.replies
        if not filtered:
            return self.inbox.backlog if unread else self.inbox.arrived
        if unread:
            unread_ones = self._unread(self.patience(self.deadline(None)))
            return sum(len(stretch.items) for stretch in unread_ones.stretches())
        return len(self.messages())

    def _unread(self, deadline: Deadline) -> Cursor:
        cursor = self.inbox.cursor(deadline)
        cursor.limit = self.inbox.arrived
        return cursor

    def wait_count(self, holds: Callable[[int], bool], *, unread: bool = True, timeout: Timeout = 0) -> int:
        """Wait until ``holds`` is true of ``count()``, and return the last count seen, whether it held or not."""
        given.function(holds, "holds")
        deadline = self.deadline(timeout)
        with self.listening() as bell:
            while True:
                closed, late = self.close_info is not None, deadline.expired
                self.look(deadline)
                number = self.count(unread=unread)
                if closed or late or holds(number):
                    return number
                if self.stalled:
                    self._pass_what_is_not_in_the_inbox(deadline)
                bell.acquire(timeout=deadline.slice())

    def _pass_what_is_not_in_the_inbox(self, deadline: Deadline) -> None:
        """Where nothing but ignored and answered messages keeps the socket from being read."""
        cursor = self.cursor(deadline)
        if next(cursor.stretches(1), None) is None:
            cursor.commit(None)
            self.moved()

    def save_captures(self, matcher: Matcher, received: Received) -> None:
        """Hand on what ``#capture`` markers saw in a message that matched as a whole."""
        for name, value in matcher.captures(received.data).items():
            self.owner.captured(name, value)
