"""One exchange: send, then read the answer to it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

from .asserting import Asserting
from .deadline import Deadline
from .errors import InvalidArgument
from .inbox import Received
from .jsonvalues import JsonError, dump_compact, equal, parse
from .later import later
from .output import quote
from .receiving import Data, Timeout
from .sending import Sending

if TYPE_CHECKING:
    from . import failures
    from .jsonpaths import Query
else:
    failures = later(__package__, "failures")


class Answer(NamedTuple):
    """What an answer is known by: the same value at a path as in the request."""

    query: Query
    value: Any

    def is_in(self, data: Data) -> bool:
        """Whether a message is JSON with that value at the path."""
        if not isinstance(data, str) or not (data.lstrip()[:1] in ("{", "[") or self.query.text == "$"):
            return False
        try:
            found = self.query.values(parse(data))
        except JsonError:
            return False
        return bool(found) and equal(found[0], self.value)

    def phrase(self) -> str:
        """``with 7 at $.id``."""
        return f"with {dump_compact(self.value)} at {self.query.text}"


def answer_to(request: str, match: str) -> Answer:
    """The answer that ``match`` stands for.

    Raises:
        InvalidArgument: the path can select several values, or the request has nothing there.
    """
    from .jsonpaths import Query

    query = Query(match, "match")
    if not query.singular:
        raise InvalidArgument(
            f"Expected match to be a JSONPath of one value, such as $.id, but {quote(match)} can select several."
        )
    try:
        found = query.values(parse(request))
    except JsonError as error:
        raise InvalidArgument(
            f"match needs a request that is JSON, but {quote(request, 200)} is not: {error}."
        ) from None
    if not found:
        raise InvalidArgument(
            f"Nothing to match: the request {quote(request, 200)} has no value at {query.text}, so no answer can have "
            "the same."
        )
    return Answer(query, found[0])


class Exchanging(Asserting, Sending):
    """Request and response in one call."""

    def exchange_text(
        self, text: str, *, match: str | None = None, skip: bool = False, timeout: Timeout = None
    ) -> Data:
        """Send a text message and return the next message, its answer.

        Args:
            text: what to send.
            match: a JSONPath; the answer is the message with the same value there as in ``text``. Others stay unread.
            skip: pass over what was unread before the send.
            timeout: seconds or timedelta for the send and for the answer.

        Raises:
            Mismatch: a message that was unread before would be taken for the answer; nothing was sent.
            NoMessage: no answer came in time.
            InvalidArgument: ``match`` cannot be used.
            SessionClosed, SendFailed: as ``send_text``.
        """
        return self.begin_exchange(text, match=match, skip=skip, timeout=timeout)()

    def begin_exchange(
        self, text: str, *, match: str | None = None, skip: bool = False, timeout: Timeout = None
    ) -> Callable[[], Data]:
        """Send, and return the function that waits for the answer. Arguments and errors as ``exchange_text``."""
        answer = None if match is None else answer_to(text, match)
        deadline = self.deadline(timeout)
        first = self.inbox.arrived
        if not skip:
            self._refuse_stale(text, answer, first, deadline)
        self.send_text(text, timeout)
        return lambda: self._answer(text, answer, first, deadline).data

    def exchange_json(
        self, payload: Any, *, match: str | None = None, skip: bool = False, timeout: Timeout = None
    ) -> Any:
        """Send a JSON value and return the value of the answer. Arguments and errors as ``exchange_text``.

        Raises:
            Mismatch: the answer is no JSON; it counts as read.
        """
        self.exchange_text(dump_compact(payload), match=match, skip=skip, timeout=timeout)
        return self.value_of_last()

    def value_of_last(self) -> Any:
        """The JSON value of the message read last.

        Raises:
            Mismatch: it is no JSON.
        """
        last = self.last
        assert last is not None
        if not isinstance(last.data, str):
            raise failures.wrong_kind(self, last, "JSON text")
        try:
            return parse(last.data)
        except JsonError as error:
            raise failures.no_json(self, last, error) from None

    def _refuse_stale(self, request: str, answer: Answer | None, first: int, deadline: Deadline) -> None:
        cursor = self.cursor(deadline)
        cursor.limit = first
        stale = next((received for received in cursor if answer is None or answer.is_in(received.data)), None)
        if stale is not None:
            raise failures.unread_before(self, request, stale)

    def _answer(self, request: str, answer: Answer | None, first: int, deadline: Deadline) -> Received:
        cursor = self.cursor(deadline)
        others: list[Received] = []
        for received in self.following(cursor, deadline):
            if received.index < first:
                continue
            if answer is None or answer.is_in(received.data):
                self._commit(cursor.commit if answer is None else cursor.take, received)
                return received
            others.append(received)
        raise failures.unanswered(self, request, "" if answer is None else answer.phrase(), others, deadline)
