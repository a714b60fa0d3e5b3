"""Showing the messages that a keyword takes from an inbox."""

from datetime import datetime
from time import monotonic_ns
from typing import TYPE_CHECKING

from ..core.report.transcript import Entry

if TYPE_CHECKING:
    from ..core.session import Session
    from .base import KeywordBase

#: How many messages one keyword shows in the log.
SHOWN = 20


def entry(direction: str, data: "str | bytes", wall: datetime | None = None) -> Entry:
    """A message that was sent or taken, just now if no time (``wall``) is given, as the log shows it."""
    return Entry(monotonic_ns(), direction, "message", data, -1, wall or datetime.now())


class Taking:
    """A block in which a keyword takes messages: they are shown when it ends, also when it fails on one of them."""

    __slots__ = ("_before", "_keywords", "_sent", "_session", "_start")

    def __init__(self, keywords: "KeywordBase", session: "Session") -> None:
        self._keywords = keywords
        self._session = session
        self._sent: list[Entry] = []

    def __enter__(self) -> "Session":
        state = self._session.inbox.state
        self._start, self._before = state.position, state.last
        return self._session

    def sent(self, data: "str | bytes") -> None:
        """The keyword sent a message just now: it is shown above those that it takes."""
        if self._keywords.front.shows_messages:
            self._sent.append(entry("sent", data))

    def __exit__(self, *_: object) -> None:
        keywords, session = self._keywords, self._session
        taken = self._taken()
        left_out = len(taken) - SHOWN
        entries = [*self._sent, *taken[-SHOWN:]]
        if entries:
            keywords.front.log_message(session, entries)
        if left_out > 0:
            keywords.front.info(f"{left_out} messages before these are in the transcript only.")

    def _taken(self) -> list[Entry]:
        """What was taken since the block began; its secrets are learnt."""
        keywords, session = self._keywords, self._session
        state = session.inbox.state
        last = state.last
        if last is None or last is self._before:
            return []
        first = self._start if state.position > self._start else last.index
        if first == last.index:
            # One message, which is at hand: the transcript need not be looked through.
            keywords.learn(last.data)
            shows = keywords.front.shows_messages
            return [entry("received", last.data, wall=session.transcript.local(last.at))] if shows else []
        taken = [entry for entry in session.transcript.received_since(first) if entry.index <= last.index]
        keywords.learn(*(entry.data for entry in taken))
        return taken
