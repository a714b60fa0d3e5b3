"""Opening that should fail: whether it did, and in the way that was expected."""

from __future__ import annotations

from collections.abc import Callable
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, NamedTuple

from . import given
from .deadline import Deadline, shown
from .errors import InvalidArgument, Mismatch, OpeningFailed
from .later import later
from .output import quote

if TYPE_CHECKING:
    from . import failures
    from .handshake.opening import Opened
    from .handshake.rejection import Rejection
    from .session import Session
else:
    failures = later(__package__, "failures")

#: With these a server closes a session that it accepted, to say that it refuses it (RFC 6455, 7.4.1 and 7.4.2).
_REFUSING = (1002, 1003, 1008, 1011, 3000, 3003)


def says_refused(code: int) -> bool:
    """Whether a close code may say that a session that was accepted is refused all the same."""
    return code in _REFUSING or 4000 <= code <= 4999


class Refusal(NamedTuple):
    """What is expected of an opening that fails.

    Attributes:
        status: the HTTP status of the answer.
        error: a glob on the whole message, or one of its fixed words, such as ``refused``.
        msg: put before the failure's text.
        ignore_case: ``error`` does not tell upper from lower case.
        closed_within: seconds within which a server that accepts may close instead.
    """

    status: int | None = None
    error: str | None = None
    msg: str | None = None
    ignore_case: bool = False
    closed_within: float | None = None

    def check(self) -> None:
        """Raises InvalidArgument when there would be nothing to check."""
        if self.status is not None:
            given.whole(self.status, "status")
        if self.error is not None:
            given.text(self.error, "error")
        if self.error == "":
            raise InvalidArgument("Nothing to check: error is empty. Leave it out when any error will do.")
        if self.closed_within is not None and (self.status, self.error) != (None, None):
            raise InvalidArgument(
                "With closed_within any refusal will do: leave out status and error, or say Connection Should Be "
                "Closed With Code after Open WebSocket."
            )

    def wanted(self) -> str:
        """A phrase after "to fail": `` with status 403``, or nothing."""
        wanted = "" if self.status is None else f" with status {self.status}"
        if self.error is not None:
            wanted += f"{' and' if wanted else ' with'} an error like {quote(self.error)}"
        return wanted

    def of(self, shake_hands: Callable[[], Opened]) -> Rejection | Opened:
        """How opening failed, or what was opened.

        Raises:
            Mismatch: it failed in another way.
        """
        try:
            return shake_hands()
        except OpeningFailed as failure:
            return self.judged(failure)

    def judged(self, failure: OpeningFailed) -> Rejection:
        """How opening failed, which it did as was expected.

        Raises:
            Mismatch: it failed in another way.
        """
        rejection, text = failure.rejection, str(failure)
        if self.status is None or rejection.status == self.status:
            seen, error = (text, rejection.kind), self.error
            if self.ignore_case and error is not None:
                error, seen = error.casefold(), (text.casefold(), rejection.kind.casefold())
            if error is None or any(fnmatchcase(each, error) for each in seen):
                return rejection
        subject, _, why = text.partition(" to open, but ")
        subject = subject.removeprefix("Expected ")
        raise Mismatch(
            failures.said(self.msg, f"Expected opening {subject} to fail{self.wanted()}, but {why}")
        ) from None

    def turned_away(self, session: Session) -> str | None:
        """That a server which accepted closed in time with a code that says why, as the kind of a rejection.

        Raises:
            Mismatch: it did not.
        """
        if self.closed_within is None:
            return None
        close = session.await_close(Deadline.after(self.closed_within))
        session.mark_close_asserted()
        if close is not None and close.by == "peer" and says_refused(close.code):
            return f"closed with {close.code}"
        end = "left it open" if close is None else f"it was {failures.close_phrase(close)}"
        raise Mismatch(
            failures.said(
                self.msg,
                f"Expected opening {quote(session.shown_url)} to fail, or the server to close it within "
                f"{shown(self.closed_within)} with a code that refuses it (1008, 3000, 4000 to 4999 …), but the server "
                f"accepted it and {end}.\n{failures.context(session)}",
            )
        )

    def opened(self, shown_url: str, status: int, advice: str) -> Mismatch:
        """The failure where it opened, and was closed again."""
        return Mismatch(
            failures.said(
                self.msg,
                f"Expected opening {quote(shown_url)} to fail{self.wanted()}, but the server accepted it with status "
                f"{status}.\nIt was closed again.{advice}",
            )
        )
