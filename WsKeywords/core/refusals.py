"""Opening that should fail: whether it did, and in the way that was expected."""

from __future__ import annotations

from collections.abc import Callable
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, NamedTuple

from . import given
from .errors import InvalidArgument, Mismatch, OpeningFailed
from .later import later
from .output import quote

if TYPE_CHECKING:
    from . import failures
    from .handshake.opening import Opened
    from .handshake.rejection import Rejection
else:
    failures = later(__package__, "failures")


class Refusal(NamedTuple):
    """What is expected of an opening that fails.

    Attributes:
        status: the HTTP status of the answer.
        error: a glob on the whole message, or one of its fixed words, such as ``refused``.
        msg: put before the failure's text.
        ignore_case: ``error`` does not tell upper from lower case.
    """

    status: int | None = None
    error: str | None = None
    msg: str | None = None
    ignore_case: bool = False

    def check(self) -> None:
        """Raises InvalidArgument when there would be nothing to check."""
        if self.status is not None:
            given.whole(self.status, "status")
        if self.error is not None:
            given.text(self.error, "error")
        if self.error == "":
            raise InvalidArgument("Nothing to check: error is empty. Leave it out when any error will do.")

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
            rejection, text = failure.rejection, str(failure)
        if self.status is None or rejection.status == self.status:
            seen, error = (text, rejection.kind), self.error
            if self.ignore_case and error is not None:
                error, seen = error.casefold(), (text.casefold(), rejection.kind.casefold())
            if error is None or any(fnmatchcase(each, error) for each in seen):
                return rejection
        subject, _, why = text.partition(" to open, but ")
        subject = subject.removeprefix("Expected ")
        raise Mismatch(failures.said(self.msg, f"Expected opening {subject} to fail{self.wanted()}, but {why}"))

    def opened(self, shown_url: str, status: int, advice: str) -> Mismatch:
        """The failure where it opened, and was closed again."""
        return Mismatch(
            failures.said(
                self.msg,
                f"Expected opening {shown_url} to fail{self.wanted()}, but the server accepted it with status "
                f"{status}.\nIt was closed again.{advice}",
            )
        )
