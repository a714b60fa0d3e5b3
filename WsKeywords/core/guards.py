"""Standing guards: what must never arrive, or every message must be, from the time they are set until the scope ends.

The I/O thread runs no matcher, so guards are judged by the next look: each call that reads or waits judges what has
arrived since the last one, each message once.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from time import monotonic_ns, thread_time
from typing import TYPE_CHECKING, Any

from .deadline import Deadline, shown
from .errors import Mismatch, WsError, WsKeywordsError
from .inbox import Received, Segment
from .later import later
from .matching.matchers import Matcher, wanted
from .matching.verdict import verdict
from .output import quote
from .sessionbase import SessionBase

if TYPE_CHECKING:
    from collections.abc import Iterator

    from . import failures
else:
    failures = later(__package__, "failures")

#: Seconds that judging one message may take.
PATIENCE = 1.0
#: Seconds that a look may take beyond the deadline of its call; of processor time, so that a look at little is a whole
#: one on a busy machine too.
_GRACE = 0.05


@dataclass(eq=False)
class Guard:
    """One guard of a session.

    Attributes:
        matcher: what must never arrive, or what every message must be.
        never: which of both.
        first: the number in the inbox of the first message that it sees.
        since: when it was set (monotonic ns).
        msg: put before the failure's text.
        broken: the message that broke it.
        undecided: whether it could not be said of that message in time; ``unseen``: of so many, this is the first.
        reported: whether that was said.
    """

    matcher: Matcher
    never: bool
    first: int
    since: int
    msg: str | None = None
    broken: Received | None = None
    undecided: bool = False
    unseen: int = 0
    allowed: float = PATIENCE
    reported: bool = False

    def judge(self, received: Received, deadline: Deadline) -> bool:
        """Find out whether a message breaks it; ``False``: there was not the time for that."""
        if self.broken is not None or received.index < self.first:
            return True
        patience = min(PATIENCE, max(_GRACE, deadline.remaining()))
        matches = verdict(self.matcher, received.data, patience, deadline)
        if matches is None and deadline.expired:
            return False
        if matches is None or matches == self.never:
            self.undecided = matches is None
            self.broken = received
        return True

    def give_up(self, first: Received, count: int, allowed: float) -> None:
        """Of so many messages, from this one on, it could not be said in so many seconds."""
        self.broken, self.undecided, self.unseen, self.allowed = first, True, count, allowed

    def told(self, session: SessionBase) -> str:
        """What broke it, without the state of the session."""
        received = self.broken
        assert received is not None
        if self.never:
            wanted = f'that no message {self.matcher.noun()} ever arrives at session "{session.name}"'
        else:
            wanted = f'every message of session "{session.name}" {failures.to(self.matcher.wants())}'
        wall = f"{session.transcript.wall(received.at):%H:%M:%S.%f}"[:-3]
        when = f"{shown(max(0, received.at - self.since) / 1e9)} after the guard was set, at {wall}"
        data = failures.indented(quote(received.data, 2000))
        if self.undecided:
            which = f"this one, {when}," if self.unseen < 2 else f"{self.unseen} messages, the first {when},"
            text = f"Expected {wanted}, but of {which} it could not be said within {shown(self.allowed)}:\n{data}\n"
            return failures.said(self.msg, f"{text}The guard is not used any more. Give it a simpler matcher.")
        if self.never:
            return failures.said(self.msg, f"Expected {wanted}, but this one did, {when}:\n{data}")
        reason = self.matcher.explain(received.data)
        return failures.said(self.msg, f"Expected {wanted}, but this one, {when}, was:\n{data}\n{reason}")


class Guarding(SessionBase):
    """Guards of one session; each is reported once when a message broke it, and sees no more then."""

    def __init__(self, owner: Any, name: str, url: str) -> None:
        super().__init__(owner, name, url)
        self.guards: tuple[Guard, ...] = ()
        #: Up to where they have looked; nothing without guards, or it would keep every message that ever came.
        self._judged: tuple[Segment, int] | None = None

    def must_never_arrive(self, matcher: Matcher | None = None, *, msg: str | None = None, **arguments: Any) -> None:
        """No message that arrives from now on matches; ignored and answered ones count too.

        The next call that reads or waits raises ``Mismatch`` when one did, once.

        Args:
            matcher: what must not come, or matcher arguments instead; at least one.
            msg: put before the failure's text.
        """
        self._guard(wanted(matcher, arguments), True, msg)

    def every_message_must(self, matcher: Matcher | None = None, *, msg: str | None = None, **arguments: Any) -> None:
        """Every message that arrives from now on matches. Arguments and errors as ``must_never_arrive``."""
        self._guard(wanted(matcher, arguments), False, msg)

    def _guard(self, matcher: Matcher, never: bool, msg: str | None) -> None:
        if not self.guards:
            # What came before the first guard need not be walked over.
            self._judged = self.inbox.newest()
            self.watched = True
            self.owner.guarded(self)
        self.guards = (*self.guards, Guard(matcher, never, self.inbox.arrived, monotonic_ns(), msg))

    def remove_guards(self) -> int:
        """End the guards, and say how many those were; one that was broken before is reported all the same."""
        try:
            self.look_at_all()
        finally:
            count, self.guards, self.watched = len(self.guards), (), False
            self._judged = None
        return count

    def guards_should_have_held(self) -> None:
        """No message that has arrived broke a guard, but for those that were reported before.

        Raises:
            Mismatch: one did.
            WsError: the session has no guards.
        """
        if not self.guards:
            raise WsError(
                f'Nothing to check: session "{self.name}" has no guards. Message Must Never Arrive and Every Message '
                f"Must set them.\n{failures.context(self)}"
            )
        self.look_at_all()

    def look(self, deadline: Deadline) -> None:
        super().look(deadline)
        if self.guards:
            self._judge(deadline)
            self._tell()

    def look_at_all(self) -> None:
        """``look``, and what cannot be judged within the time-out of all calls is a breach too: nobody else will."""
        deadline = self.deadline(None)
        super().look(deadline)
        if self.guards:
            self._judge(deadline)
            rest = [*_messages(*self._judged)] if self._judged is not None else []
            if rest:
                for guard in self._waiting():
                    # Each by itself, so that one that takes long takes nothing from the others.
                    own = Deadline(deadline.allowed)
                    for number, received in enumerate(rest):
                        if not guard.judge(received, own):
                            guard.give_up(received, len(rest) - number, deadline.allowed)
                self._judged_up_to(rest[-1].index + 1)
            self._tell()

    def _tell(self) -> None:
        error = self.breach()
        if error is not None:
            raise error

    def _waiting(self) -> list[Guard]:
        return [guard for guard in self.guards if guard.broken is None]

    def _judge(self, deadline: Deadline) -> None:
        """Let the guards see what has arrived since they looked last, each message once, as far as there is time."""
        if self._judged is None:
            return
        segment, index = self._judged
        if segment.next is None and index >= segment.first + len(segment.items):
            return
        waiting, began = self._waiting(), thread_time()
        for received in _messages(segment, index):
            in_time = [guard.judge(received, deadline) for guard in waiting]
            if not all(in_time):
                break
            index = received.index + 1
            if deadline.expired and thread_time() - began > _GRACE:
                break
        self._judged_up_to(index)

    def _judged_up_to(self, index: int) -> None:
        assert self._judged is not None
        segment = self._judged[0]
        while segment.next is not None and segment.first + len(segment.items) <= index:
            segment = segment.next
        self._judged = (segment, index)

    def breach(self) -> WsKeywordsError | None:
        """What is to be said of guards that were broken, once; ``None``: nothing."""
        broken = [guard for guard in self.guards if guard.broken is not None and not guard.reported]
        if not broken:
            return None
        text = "\n".join([*(guard.told(self) for guard in broken), failures.context(self)])
        kind = WsError if all(guard.undecided for guard in broken) else Mismatch
        for guard in broken:
            guard.reported = True
        return kind(text)


def _messages(segment: Segment, index: int) -> Iterator[Received]:
    here: Segment | None = segment
    while here is not None:
        for number in range(max(0, index - here.first), len(here.items)):
            yield Received(here.items[number], here.at, here.first + number)
        here = here.next


def breaches(sessions: Iterable[Guarding]) -> list[WsKeywordsError]:
    """What was not said yet of these sessions: guards broken, and what else went wrong meanwhile."""
    found: list[WsKeywordsError] = []
    for session in sessions:
        while True:
            try:
                session.look_at_all()
            except WsKeywordsError as error:
                found.append(error)
            else:
                break
    return found
