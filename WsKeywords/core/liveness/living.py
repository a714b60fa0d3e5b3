"""What a session does by itself: it replies, keeps sending, answers pings and reads, unless it is told not to."""

from __future__ import annotations

from _thread import allocate_lock
from collections.abc import Callable, Mapping
from datetime import timedelta
from time import monotonic_ns
from typing import TYPE_CHECKING, Any, Protocol, cast

from ..deadline import SLICE, Deadline, seconds, shown
from ..errors import InvalidArgument, SessionClosed, WsError, WsKeywordsError
from ..jsonvalues import dump_compact
from ..later import later
from ..matching.matchers import Contains, Matcher, wanted
from ..report.transcript import Record
from ..sending import BINARY, TEXT, Sending, as_text
from ..wire.outgoing import Outgoing, ring

if TYPE_CHECKING:
    from .. import failures
    from ..wire.connection import Connection
    from .answering import Answering, Replying
    from .keptup import KeptUp
else:
    failures = later("WsKeywords.core", "failures")

#: Seconds that the I/O thread may take to begin what it is asked for.
_AT_ONCE = 1.0
Payload = str | bytes | dict[str, Any] | list[Any]


class _Owner(Protocol):
    answering: Answering


def as_message(payload: Any, what: str) -> str | bytes:
    """Text as text, bytes as a binary message, a dict or list as compact JSON.

    Raises:
        InvalidArgument: it is none of these, or text that UTF-8 cannot carry.
    """
    if isinstance(payload, (dict, list)):
        payload = dump_compact(payload)
    if isinstance(payload, (bytes, bytearray)):
        return bytes(payload)
    as_text(payload, what)
    return cast(str, payload)


def replies_to_texts(replies: Mapping[str, Any]) -> list[tuple[Matcher, str | bytes]]:
    """What is answered, and the answer, for each text that a message contains and the reply to it.

    Raises:
        InvalidArgument: one of them cannot be used.
    """
    return [(Contains(text), as_message(reply, "reply")) for text, reply in replies.items()]


class Living(Sending):
    """Works while no call of the test runs."""

    is_websocket: bool

    def __init__(self, owner: Any, name: str, url: str) -> None:
        super().__init__(owner, name, url)
        #: What went wrong meanwhile: the next call that looks at the session raises it.
        self.troubles: list[WsKeywordsError] = []
        self._replying: Replying | None = None
        self._kept_up: list[KeptUp] = []

    # replies

    def reply_to(self, reply: Payload, matcher: Matcher | None = None, **arguments: Any) -> None:
        """Answer every message that matches, unread ones included, at once; it leaves the inbox, not the transcript.

        Of several replies to a message the one set first is sent. An answer is not counted as the last send. It
        survives a reconnect; what came on a connection that has ended is not answered any more.

        Args:
            reply: text, bytes for a binary message, or a dict or list, sent as JSON.
            matcher: what is answered, or matcher arguments instead; at least one.
        """
        self.add_reply(as_message(reply, "reply"), wanted(matcher, arguments))

    def reply_to_texts(self, replies: Mapping[str, Payload]) -> None:
        """``reply_to`` for each text that a message contains, with the reply to it."""
        for matcher, answer in replies_to_texts(replies):
            self.add_reply(answer, matcher)

    def add_reply(self, answer: str | bytes, matcher: Matcher) -> None:
        """Put a reply behind those there are."""
        if not self.is_websocket:
            self._live()
        if self._replying is None:
            from .answering import Replying

            self._replying = Replying(self, cast(_Owner, self.owner).answering)
        self._replying.add(self.inbox.reply(matcher, answer))

    def stop_replying(self) -> None:
        """What arrives from now on is not answered, and in the inbox again."""
        self.inbox.stop_replying()

    def look(self, deadline: Deadline) -> None:
        if self.troubles:
            while self._replying is not None and self._replying.ended:
                self.inbox.end_reply(*self._replying.ended.popleft())
            raise self.troubles.pop(0)

    def _notify(self) -> None:
        for bell in tuple(self._bells):
            ring(bell)
        if self._replying is not None:
            self._replying.notice()

    # sending by itself

    def automatic(self, data: str | bytes, connection: Connection) -> Outgoing:
        """A message for this connection that counts as no send of the test."""
        raw = self.ended(data.encode()) if isinstance(data, str) else data
        record = Record(0, "sent", "message", [data], -1, len(raw), automatic=True)
        return connection.packer.message(TEXT if isinstance(data, str) else BINARY, [raw], record)

    def keep_sending(self, payload: Payload, every: float | timedelta = 25.0) -> None:
        """Send a message every so often, the first after that time, until ``stop_sending`` or the close.

        Several may be kept up on one session. None is sent while the network has not taken the one before.

        Args:
            payload: text, bytes for a binary message, or a dict or list, sent as JSON.
            every: seconds or timedelta, more than 0.

        Raises:
            SessionClosed: the session is closed.
        """
        interval = seconds(every)
        if interval <= 0:
            raise InvalidArgument(f"every must be a time of more than 0 seconds, but it is {shown(interval)}.")
        data = as_message(payload, "payload")
        connection = self._live()
        from .keptup import KeptUp

        kept_up = KeptUp(connection, lambda: self.automatic(data, connection), interval)
        self._kept_up = [*(each for each in self._kept_up if not each.stopped), kept_up]
        connection.soon(kept_up.start)

    def stop_sending(self) -> int:
        """End all that ``keep_sending`` began, and say how many those were."""
        ended = self._kept_up
        for each in ended:
            each.stopped = True
        # Not before: what this call, broken off, leaves going on the next one must find.
        self._kept_up = []
        # One that the I/O thread is sending this moment is out when this returns.
        self._there(lambda: None)
        return len(ended)

    # pings

    def stop_answering_pings(self) -> None:
        """Leave the peer's pings without a pong, as a client that hangs does; until ``answer_pings`` or a reconnect."""
        self._connected("leave pings unanswered").answer_pings = False

    def answer_pings(self) -> None:
        """Answer pings again, those from now on."""
        self._connected("answer pings").answer_pings = True

    # reading

    def pause_receiving(self) -> None:
        """Read the socket no more, as a slow client does, until ``resume_receiving``, a close by us or a reconnect.

        What has arrived before stays readable. The session does not see pings, pongs and the close of the peer.
        """
        self._there(self._connected("stop reading").pause)

    def resume_receiving(self) -> None:
        """Read what waits in the socket, and on."""
        self._there(self.connection.unpause)

    def _connected(self, what: str) -> Connection:
        close = self.connection.close
        if not self.is_websocket and "ping" in what:
            raise WsError(f'Session "{self.name}" cannot {what}: an event stream has none.\n{failures.context(self)}')
        if close is not None:
            ago = shown((monotonic_ns() - close.at) / 1e9)
            raise SessionClosed(
                f'Session "{self.name}" cannot {what}: it was {failures.close_phrase(close)} {ago} before. '
                f"Reconnect WebSocket or Open WebSocket opens it again.\n{failures.context(self)}"
            )
        return self.connection

    def _there(self, function: Callable[[], None]) -> None:
        """Run something on the I/O thread, and return when it is done."""
        bell = allocate_lock()
        bell.acquire()

        def run() -> None:
            try:
                function()
            finally:
                ring(bell)

        self.connection.soon(run)
        deadline = Deadline.after(_AT_ONCE)
        while not bell.acquire(timeout=SLICE) and not deadline.expired:
            pass
