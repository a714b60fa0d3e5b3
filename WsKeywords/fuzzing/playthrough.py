"""One conversation while it is played: what was sent, what came, and how long to wait for what may come."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from time import monotonic_ns
from typing import Any

from WsKeywords.core import Close as Closed
from WsKeywords.core import InvalidArgument, Mismatch, OpeningFailed, Session, SessionClosed, Sessions, WsError

from .conversation import Abort, Await, Close, Conversation, Ping, Reconnect, Say, Step
from .course import Ending, Event
from .habits import OWED, UNASKED, Habits, kind_of
from .seats import Seat

#: A session to which the server says so much in one conversation is not listened to any longer: it is a flood.
MANY = 3000
#: Seconds for what servers do at once: reading on, a pong, a close.
_HASTE = 1.0


class Playthrough:
    """Plays one conversation once.

    Args:
        sessions: where sessions are opened; what is opened belongs to the scope that was entered last.
        opening: options of each.
        conversation: what is done.
        habits: of the route; they are learnt from what happens.
        timeout: seconds for an answer, at most.
        patience: seconds to wait for an answer, whatever the habits are, and after each silence of a session half of
            that, a quarter at least; None: as they say.
    """

    def __init__(
        self,
        sessions: Sessions,
        opening: Mapping[str, Any],
        conversation: Conversation,
        habits: Habits,
        timeout: float,
        patience: float | None,
    ) -> None:
        self._sessions = sessions
        self._opening = opening
        self._conversation = conversation
        self._habits = habits
        self._patience = patience
        self._haste = min(timeout, _HASTE if patience is None or patience < _HASTE else 2 * _HASTE)
        self._began = monotonic_ns()
        self._events: list[Event] = []
        self._seats = [Seat(number) for number in range(max(conversation.sessions, 1))]
        self._acts: dict[type[Step], Callable[[Any, Seat, Session, int], None]] = {
            Say: self._say,
            Ping: self._ping,
            Await: self._await,
            Abort: self._abort,
            Close: self._close,
        }
        #: How many connections were opened, and seconds that it took.
        self.opened = 0
        self.seconds = 0.0

    def run(self) -> tuple[Sequence[Event], Sequence[Ending]]:
        """What happened, in the order of its times, and how each session ended."""
        for seat in self._seats:
            self._open(seat, -1)
        self._be_greeted()
        for number, step in enumerate(self._conversation.steps):
            self._pump()
            self._do(step, number)
        self._settle()
        for seat in self._seats:
            if seat.session is not None and seat.session.is_open:
                self._end(seat, 1000, "", -1)
        self._pump()
        self.seconds = (monotonic_ns() - self._began) / 1e9
        self._events.sort(key=lambda event: event.at)
        return self._events, [
            Ending(
                seat.session.close_info if seat.session is not None else None,
                seat.early,
                seat.rejection,
                seat.subprotocol,
            )
            for seat in self._seats
        ]

    def _do(self, step: Step, number: int) -> None:
        seat = self._seats[step.session] if 0 <= step.session < len(self._seats) else self._seats[0]
        if isinstance(step, Reconnect):
            if seat.session is not None and seat.session.is_open:
                self._end(seat, 1000, "", number)
            self._open(seat, number)
            self._be_greeted()
        elif seat.session is None or not seat.session.is_open:
            self._tell(seat)
            self._note("unsent", seat, type(step).__name__.lower(), number)
        else:
            self._acts[type(step)](step, seat, seat.session, number)

    # what can be done

    def _open(self, seat: Seat, step: int) -> None:
        self._listen(seat)
        seat.session, seat.unanswered = None, None
        seat.taken = seat.said = seat.heard = seat.unawaited = seat.silences = 0
        at = monotonic_ns()
        try:
            name = f"session {seat.number}"
            seat.session = self._sessions.open(self._conversation.path, name, **self._opening)
        except OpeningFailed as failure:
            seat.rejection = failure.rejection
            self._note("refused", seat, failure.rejection.kind, step)
        else:
            self.opened += 1
            seat.told, seat.early, seat.rejection = False, False, None
            seat.spoken = seat.greeted = seat.deaf = False
            seat.subprotocol = seat.session.subprotocol
            # A greeting may have come before we went on.
            self._note("opened", seat, seat.subprotocol, step, at)

    def _say(self, step: Say, seat: Seat, session: Session, number: int) -> None:
        at = monotonic_ns()
        try:
            if step.cuts:
                data = step.data.encode() if isinstance(step.data, str) else step.data
                cuts = sorted({min(max(cut, 0), len(data)) for cut in step.cuts})
                pieces = [data[i:j] for i, j in zip([0, *cuts], [*cuts, len(data)], strict=True)]
                session.send_fragments(pieces, binary=isinstance(step.data, bytes), timeout=self._haste)
            elif isinstance(step.data, str):
                session.send_text(step.data, timeout=self._haste)
            else:
                session.send_binary(step.data, timeout=self._haste)
        except SessionClosed:
            self._tell(seat)
            self._note("unsent", seat, "say", number)
        except (InvalidArgument, UnicodeEncodeError):
            self._note("unsent", seat, "it has no UTF-8 form", number)
        except WsError:
            self._tell(seat)
            self._note("stuck", seat, "say", number)
        else:
            self._note("sent", seat, step.data, number, at)
            seat.kind = kind_of(step.data)
            if seat.unanswered is None:
                seat.unawaited = 0
            seat.unanswered, seat.spoken = (seat.kind, at), True
            seat.said += 1

    def _ping(self, step: Ping, seat: Seat, session: Session, number: int) -> None:
        try:
            session.ping(step.payload, timeout=self._haste)
        except Mismatch:
            self._listen(seat)
            if session.is_open:
                seat.deaf = True
                self._note("silent", seat, "no pong", number)
        except WsError:
            self._tell(seat)
        else:
            self._note("pong", seat, step.payload, number)

    def _await(self, _: Await, seat: Seat, session: Session, number: int) -> None:
        if (seat.unawaited and seat.unanswered is None) or self._hear(seat, session):
            seat.unawaited = max(seat.unawaited - 1, 0)
        else:
            self._note("silent", seat, "", number)

    def _abort(self, _: Abort, seat: Seat, session: Session, number: int) -> None:
        self._listen(seat)
        self._tell(seat)
        session.abort()
        self._tell(seat, number)

    def _close(self, step: Close, seat: Seat, session: Session, number: int) -> None:
        self._end(seat, step.code, step.reason, number)

    def _end(self, seat: Seat, code: int, reason: str, step: int) -> None:
        """Close with that code, and wait for the answer."""
        session = seat.session
        assert session is not None
        self._listen(seat)
        if not session.is_open:
            self._tell(seat)
            return
        if seat.flooded or seat.deaf:
            session.abort()
        else:
            try:
                close = session.close(code, reason, timeout=self._haste)
            except InvalidArgument:
                close = session.close(1000, "", timeout=self._haste)
            if close.by == "us" and "ended TCP" in close.note:
                # Our close was under way when the server dropped the connection: there was no close frame of its.
                seat.told = seat.early = True
                self._listen(seat)
                self._note("closed", seat, "1006 by network", -1, close.at)
            elif close.by == "us" and close.code == code and close.note and "sent in answer" not in close.note:
                self._note("stuck", seat, f"close: {close.note}", step)
        self._listen(seat)
        self._tell(seat, step)

    # what comes

    def _be_greeted(self) -> None:
        """Let the server say what it says first: it would be taken for the answer to something else."""
        for seat in self._seats:
            session = seat.session
            if session is None or seat.spoken or seat.taken or seat.told or seat.greeted:
                continue
            seat.greeted = True
            patience = self._habits.greeting_patience()
            if not patience:
                continue
            since = monotonic_ns()
            if session.wait_count(lambda count: count > 0, timeout=patience):
                self._habits.greet((monotonic_ns() - since) / 1e9)
            elif session.is_open:
                self._habits.greeting.silent += 1
            self._listen(seat)

    def _hear(self, seat: Seat, session: Session) -> bool:
        """Wait until the server says something to it, or closes it; False: neither in time."""
        kind, since = seat.unanswered or (OWED if seat.said > seat.heard else UNASKED, monotonic_ns())
        patience = (
            self._habits.patience(kind) if self._patience is None else self._patience / (1 << min(seat.silences, 2))
        )
        left = max(patience - (monotonic_ns() - since) / 1e9, 0.001)
        if session.wait_count(lambda count: count > 0, timeout=left):
            if seat.unanswered is None:
                self._habits.came(kind)
            self._listen(seat)
            return True
        if not session.is_open:
            self._tell(seat)
            return True
        self._habits.silent(kind)
        seat.unanswered = None
        seat.silences += 1
        return False

    def _pump(self) -> None:
        for seat in self._seats:
            self._listen(seat)
            self._tell(seat)

    def _listen(self, seat: Seat) -> None:
        """Take what has come."""
        session = seat.session
        if session is None or seat.flooded:
            return
        count = session.count()
        for _ in range(count):
            data = session.receive(0)
            at = session.last.at if session.last is not None else monotonic_ns()
            self._note("received", seat, data, -1, at)
            seat.heard += seat.said > 0
            if seat.unanswered is not None and at >= seat.unanswered[1]:
                self._habits.answered(seat.unanswered[0], (at - seat.unanswered[1]) / 1e9)
                seat.unanswered = None
        seat.taken += count
        seat.unawaited += count
        if seat.taken >= MANY:
            seat.flooded = True
            self._note("stuck", seat, "flood", -1)

    def _tell(self, seat: Seat, step: int = -1) -> None:
        """Note how the session ended, once."""
        session = seat.session
        if session is None or seat.told or session.close_info is None:
            return
        self._listen(seat)
        close = session.close_info
        seat.told, seat.early, seat.unanswered = True, not session.closed_by_test or close.by != "us", None
        self._note("closed", seat, close_text(close), step, close.at)

    def _settle(self) -> None:
        """Let the server come to an end: its protocol answers pings and closes before its handler has read all."""
        for seat in self._seats:
            session = seat.session
            if session is None or not session.is_open or seat.flooded:
                continue
            self._listen(seat)
            if seat.unanswered is not None and not self._hear(seat, session):
                self._note("silent", seat, "", -1)
            self._catch_up(seat, session)
        for seat in self._seats:
            session = seat.session
            if session is not None and session.is_open and seat.spoken and not (seat.flooded or seat.deaf):
                try:
                    session.ping(timeout=self._haste)
                except Mismatch:
                    if session.is_open:
                        seat.deaf = True
                        self._note("silent", seat, "no pong", -1)
                except WsError:
                    pass
        self._pump()

    def _catch_up(self, seat: Seat, session: Session) -> None:
        """Wait for the answers to what was said without waiting, as long as they keep coming."""
        while session.is_open and seat.said > seat.heard and seat.said > 1:
            if not session.wait_count(lambda count: count > 0, timeout=self._habits.patience(seat.kind)):
                return
            self._listen(seat)

    def _note(self, what: Any, seat: Seat, data: str | bytes, step: int, at: int | None = None) -> None:
        moment = monotonic_ns() if at is None else at
        self._events.append(Event((moment - self._began) / 1e9, seat.number, what, data, step))


def close_text(close: Closed) -> str:
    """How a session ended, as the event says it: ``1011 by peer: internal error``."""
    return f"{close.code} by {close.by}" + (f": {close.reason}" if close.reason else "")
