"""What a test asserts of a session's messages."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from time import monotonic_ns
from typing import TYPE_CHECKING, Any

from . import given
from .deadline import Deadline
from .errors import InvalidArgument, WsError
from .inbox import Received
from .later import later
from .matching.matchers import Matcher, unless_matcher, wanted
from .output import quote
from .receiving import Data, Receiving, Timeout

if TYPE_CHECKING:
    from . import failures
else:
    failures = later(__package__, "failures")


class Asserting(Receiving):
    """Each assertion reads forward, under one deadline, and fails with the whole story."""

    def expect(
        self, matcher: Matcher | None = None, *, timeout: Timeout = None, msg: str | None = None, **arguments: Any
    ) -> Any:
        """The next unread message satisfies the matcher (or matcher arguments).

        Returns:
            The message; for JSON matchers its parsed value, for a regexp the match and its groups.

        Raises:
            NoMessage: nothing came in time, or the session is closed and all is read. The read position stays.
            Mismatch: it does not satisfy it. The message counts as read.
        """
        matcher = wanted(matcher, arguments)
        deadline = self.deadline(timeout)
        cursor = self.cursor(deadline)
        for received in self.following(cursor, deadline):
            holds = matcher.matches(received.data, self.patience(deadline))
            self._commit(cursor.commit, received)
            if not holds:
                raise failures.mismatch(self, matcher, received, msg, "the next message", deadline)
            self.save_captures(matcher, received)
            return matcher.value(received.data)
        raise failures.no_message(self, matcher, deadline, msg)

    def expect_last(self, matcher: Matcher | None = None, *, msg: str | None = None, **arguments: Any) -> Any:
        """The message read last satisfies the matcher too. Moves nothing; returns as ``expect``."""
        matcher = wanted(matcher, arguments)
        last = self.last
        if last is None:
            raise failures.nothing_was_read(self)
        if not matcher.matches(last.data, self.patience(self.deadline(None))):
            raise failures.mismatch(self, matcher, last, msg, "the message read last")
        self.save_captures(matcher, last)
        return matcher.value(last.data)

    def wait_for(
        self,
        matcher: Matcher | None = None,
        *,
        timeout: Timeout = None,
        keep_skipped: bool = False,
        unless: str | dict[str, Any] | list[Any] | Matcher | None = None,
        msg: str | None = None,
        **arguments: Any,
    ) -> Data:
        """Some unread message matches; earlier ones are skipped. No matcher: any message.

        Args:
            matcher: what is waited for, or matcher arguments instead.
            timeout: seconds or timedelta.
            keep_skipped: take the match only, leave what came before it unread.
            unless: fail at once when a message that satisfies this comes first (text: contains; dict or list: contains
                JSON).
            msg: put before the failure's text.

        Raises:
            NoMessage: none matched in time; nothing is skipped.
            Mismatch: one that satisfies ``unless`` came first; it counts as read.
        """
        matcher = wanted(matcher, arguments, required=False)
        stopper = None if unless is None else unless if isinstance(unless, Matcher) else unless_matcher(unless)
        deadline = self.deadline(timeout)
        patience = self.patience(deadline)
        cursor = self.cursor(deadline)
        for received in self.following(cursor, deadline, matcher.search() if stopper is None else None):
            if stopper is not None and stopper.matches(received.data, patience):
                self._commit(cursor.take if keep_skipped else cursor.commit, received)
                raise failures.came_first(self, matcher, stopper, received, msg)
            if matcher.matches(received.data, patience):
                self._commit(cursor.take if keep_skipped else cursor.commit, received)
                self.save_captures(matcher, received)
                return received.data
            cursor.pass_over(received)
            if patience.gave_up and patience.expired:
                # All that had arrived by the deadline is looked at; but each would take as long as this one.
                raise failures.none_matched(self, matcher, cursor, deadline, msg, gave_up=True)
        raise failures.none_matched(self, matcher, cursor, deadline, msg)

    def expect_messages(
        self,
        expected: Sequence[Any],
        *,
        in_any_order: bool = False,
        in_order_per: str | None = None,
        ignore_case: bool = False,
        timeout: Timeout = None,
        msg: str | None = None,
    ) -> list[Data]:
        """Exactly the next N messages satisfy these N.

        Args:
            expected: each a text (equal), or a dict, list or JSON text of one (compared as *Contain JSON*).
            in_any_order: any pairing of messages and expectations will do.
            in_order_per: a JSONPath; order is kept only among messages with the same value there.
            ignore_case: expected texts do not tell upper from lower case.
            timeout: seconds or timedelta for all of them.
            msg: put before the failure's text.

        Raises:
            NoMessage: fewer came in time; all stay unread.
            Mismatch: they are not these; what was compared counts as read.
        """
        from .matching.ordering import judge_order

        judge = judge_order(expected, in_any_order=in_any_order, in_order_per=in_order_per, ignore_case=ignore_case)
        self.check_room(judge.count)
        deadline = self.deadline(timeout)
        patience = self.patience(deadline)
        cursor = self.cursor(deadline)
        came: list[Received] = []
        for received in self.following(cursor, deadline):
            came.append(received)
            fault = judge.fault([each.data for each in came], patience)
            if fault is None and len(came) < judge.count:
                continue
            self._commit(cursor.commit, received)
            if fault is not None:
                raise failures.wrong_messages(self, judge.wants(), came, fault, msg)
            for matcher, data in judge.pairs([each.data for each in came], patience):
                for name, value in matcher.captures(data).items():
                    self.owner.captured(name, value)
            return [each.data for each in came]
        raise failures.too_few(self, judge.wants(), came, judge.count, deadline, msg)

    def expect_every(
        self, matcher: Matcher | None = None, *, within: float | timedelta, msg: str | None = None, **arguments: Any
    ) -> list[Data]:
        """Every message that is unread or arrives ``within`` (seconds or timedelta) satisfies this; one at least does.

        Raises:
            NoMessage: none arrived.
            Mismatch: the first that does not; it counts as read.
        """
        matcher = wanted(matcher, arguments)
        deadline = Deadline.after(within)
        patience = self.patience(deadline)
        cursor = self.cursor(deadline)
        came: list[Data] = []
        last: Received | None = None
        for received in self.following(cursor, deadline):
            last = received
            if not matcher.matches(received.data, patience):
                self._commit(cursor.commit, received)
                raise failures.mismatch(
                    self, matcher, received, msg, "every message", deadline, it=f"number {len(came) + 1}"
                )
            came.append(received.data)
        if last is None:
            raise failures.no_message(self, matcher, deadline, msg, ordinal="every message")
        self._commit(cursor.commit, last)
        self.save_captures(matcher, last)
        return came

    def expect_nothing(
        self,
        matcher: Matcher | None = None,
        *,
        within: float | timedelta = 0.5,
        include_read: bool = False,
        msg: str | None = None,
        **arguments: Any,
    ) -> None:
        """No unread message (or none that matches) is there or arrives ``within``. Moves nothing.

        Args:
            matcher: what must not come; with none, any message.
            within: how long to watch, in seconds or as a timedelta.
            include_read: look also at those that arrived since the last send and were read or skipped.
            msg: put before the failure's text.

        Raises:
            Mismatch: one is there or came, or the session closed meanwhile, or the peer had closed it and no assertion
                has said so.
            WsError: of one it could not be said in time: a regular expression takes too long on it.
        """
        matcher = wanted(matcher, arguments, required=False)
        deadline = Deadline.after(within)
        patience = self.patience(deadline)
        cursor = self.cursor(deadline)
        was_closed = self.close_info is not None
        if include_read:
            for received in self._read_since_last_send(patience):
                if matcher.matches(received.data, patience):
                    raise failures.forbidden(self, matcher, received, deadline, msg, read=True)
                if patience.gave_up:
                    raise failures.undecided(self, matcher, received, deadline, msg)
        for received in self.following(cursor, deadline, matcher.search()):
            if matcher.matches(received.data, patience):
                raise failures.forbidden(self, matcher, received, deadline, msg, read=False)
            if patience.gave_up:
                raise failures.undecided(self, matcher, received, deadline, msg)
        close = self.close_info
        if close is None:
            if self.stalled or self.paused:
                raise failures.blind(self, matcher, msg)
        elif not was_closed or (close.by != "us" and not self.close_asserted):
            raise failures.closed_while_silent(self, matcher, msg, before=was_closed)

    def _read_since_last_send(self, patience: Deadline) -> list[Received]:
        state = self.inbox.state
        sent = self.transcript.last_send_before(monotonic_ns())
        since = self.began if sent is None else max(sent, self.began)
        return [
            Received(entry.data, entry.at, entry.index)
            for entry in self.transcript.entries(direction="received", kind="message")
            if entry.at >= since
            and (entry.index < state.position or entry.index in state.taken)
            and not self.inbox.is_ignored(entry.index, entry.data, patience)
        ]

    def response_time(self, since: Asserting | None = None) -> float:
        """Seconds from the last send (or HTTP request) before the message read last arrived, to its arrival.

        Args:
            since: the session whose last send counts; by default this one. Another one gives the broadcast latency.

        Raises:
            WsError: nothing was read, or nothing was sent before it.
        """
        if since is not None and not isinstance(since, Asserting):
            raise InvalidArgument(f"since must be a session, but it is {given.shown(since)}.")
        last = self.last
        if last is None:
            raise failures.nothing_was_read(self)
        sender = since or self
        # What was sent or requested before the session began, perhaps in another test, it does not answer.
        both = (sender.transcript.last_send_before(last.at), self.owner.last_request_before(last.at))
        starts = [start for start in both if start is not None and start >= sender.began]
        if not starts:
            dropped = sender.transcript.dropped
            why = f" ({dropped} older entries of its transcript were dropped)" if dropped else ""
            raise WsError(
                f'There is no response time of {quote(last.data, 200)}: session "{sender.name}" had sent nothing '
                f"before it arrived{why}, and no HTTP request was made since it opened."
            )
        return (last.at - max(starts)) / 1e9

    #: Whether an assertion has said that the session is closed.
    close_asserted = False
