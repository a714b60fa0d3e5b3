"""A session: a named connection that is opened, closed, lost and opened again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from fnmatch import fnmatchcase
from time import monotonic_ns
from typing import TYPE_CHECKING, Any, Literal, cast, get_args

from . import given
from .collecting import Collecting
from .deadline import Deadline, seconds, shown
from .errors import InvalidArgument, Mismatch, OpeningFailed, WsError
from .exchanging import Exchanging
from .forked import Orphan
from .guards import Guarding
from .later import later
from .liveness.living import Living
from .output import quote
from .receiving import Timeout
from .report.transcript import Record
from .suggest import nearest, one_of
from .wire.closing import Close

if TYPE_CHECKING:
    from . import failures
    from .handshake.opening import Handshake, Opened
    from .launching import Launch
    from .options import ConnectOptions
    from .sessions import Sessions
    from .wire.connection import Connection
    from .wire.hub import Hub
else:
    failures = later(__package__, "failures")

By = Literal["peer", "us", "network"]
#: How the note of a close begins that had no answer.
_UNANSWERED = ("the peer did not answer", "the peer did not read", "the peer ended TCP without answering")


class Session(Guarding, Living, Exchanging, Collecting):
    """One named connection. Made by ``Sessions.open``."""

    #: Whether it can send, and is meant where all sessions are meant.
    is_websocket = True

    def __init__(
        self, owner: Sessions, name: str, url: str, options: ConnectOptions, filling: Mapping[str, str] | None = None
    ) -> None:
        """Args: filling: what ``{name}`` stands for in options: one of many sessions has a number and a name."""
        super().__init__(owner, name, url)
        self.sessions = owner
        #: The URL as it was given, without the query parameters that options add.
        self.source_url = url
        self.options = options
        self._filling = filling or {}
        self.profile = options.profile
        #: How many sessions of this name its scope has had before it and keeps no more.
        self.let_go = 0
        #: Whether the test has closed or aborted it, whoever was first.
        self.closed_by_test = False
        if options.max_unread is not None:
            self.max_unread = options.max_unread
        if options.ignore is not None:
            self.inbox.ignore(options.ignore)
        self.reply_to_texts(options.replies)

    def adopt(self, opened: Opened, launch: Launch) -> None:
        """Take over a socket on which the handshake is done; the launch is to hand it over to the I/O thread."""
        self.url = opened.handshake.url
        self.handshake = opened.handshake
        self.close_asserted = False
        self.closed_by_test = False
        self.began = opened.handshake.started_at
        self.separator = self.options.separator
        self.transcript.extend([Record(monotonic_ns(), "", "handshake", [opened.handshake], -1, 0)])
        connection = self._connection_to(opened, self.sessions.hub)
        launch.answer_for(connection)
        self._connection = connection

    def _connection_to(self, opened: Opened, hub: Hub) -> Connection:
        from .wire.connection import Connection

        options, settings = self.options, self.settings
        return Connection(
            hub,
            opened,
            self.inbox,
            self.transcript,
            self._notify,
            max_size=options.max_size or settings.max_size,
            max_unread=self.max_unread,
            close_timeout=settings.close_timeout,
            ping_interval=None if options.ping_interval is None else seconds(options.ping_interval),
            ping_timeout=None if options.ping_timeout is None else seconds(options.ping_timeout),
            answer_pings=options.answer_pings,
            separator=options.separator,
        )

    # closing

    def start_closing(self, code: int = 1000, reason: str = "") -> None:
        """Begin the closing handshake and return at once; ``wait_closed`` waits for its end."""
        from .wire.frames import check_close_code, check_close_reason

        check_close_code(code)
        check_close_reason(reason)
        self.closed_by_test = True
        self.connection.start_closing(code, reason)

    def close(self, code: int = 1000, reason: str = "", timeout: Timeout = None) -> Close:
        """Complete the closing handshake (RFC 6455, 7.1.2); closing a closed session is no error.

        Args:
            code: 1000 to 1003, 1007 to 1014, or 3000 to 4999.
            reason: at most 123 bytes of UTF-8.
            timeout: seconds or timedelta to wait for the peer's close frame.

        Raises:
            InvalidArgument: a code or reason that must not be sent.
        """
        # What is no time is refused before anything is sent.
        wait = None if timeout is None else seconds(timeout)
        # Another thread may reconnect as soon as it is closed: the new connection is not for us to close.
        connection = self.connection
        self.start_closing(code, reason)
        return self._finish_closing(connection, wait)

    def finish_closing(self, timeout: Timeout = None) -> Close:
        """Wait for the end of the closing handshake; a peer that does not answer in time loses the connection."""
        return self._finish_closing(self.connection, None if timeout is None else seconds(timeout))

    def _finish_closing(self, connection: Connection, wait: float | None = None) -> Close:
        if connection.close is not None:
            return connection.close
        usual = self.settings.close_timeout
        # The connection's own clock runs out first and says why; this one is for a stopped I/O thread.
        closed = self.await_close(Deadline(usual + 0.5 if wait is None else wait), connection)
        if closed is None:
            connection.give_up_closing(usual if wait is None else wait)
            closed = self.await_close(Deadline.after(1), connection)
        return closed or Close(1006, "", "us", monotonic_ns(), "the I/O thread did not get to it in time")

    def abort(self) -> None:
        """Drop TCP with no close frame, as a lost network does."""
        self.closed_by_test = True
        connection = self.connection
        connection.abort()
        self.await_close(Deadline.after(1), connection)

    def wait_closed(self, timeout: Timeout = None) -> Close:
        """Wait until the session is closed, by whomever.

        Raises:
            Mismatch: it is still open when the time (seconds or timedelta) is up.
        """
        return self.expect_closed(timeout=timeout)

    # asserting the connection's state

    def mark_close_asserted(self) -> None:
        """An assertion has spoken of the close: silence after it may be asserted."""
        if self.close_info is not None:
            self.close_asserted = True

    def expect_open(self, msg: str | None = None) -> None:
        """The session is open now.

        Raises:
            Mismatch: it is closed.
        """
        close = self.close_info
        if close is not None:
            text = f'Expected session "{self.name}" to be open, but it was {failures.close_phrase(close)}.'
            raise Mismatch(failures.said(msg, f"{text}\n{failures.context(self)}"))

    def expect_close_answered(self, msg: str | None = None) -> None:
        """The session was closed, and not without a close frame of the peer (RFC 6455, 5.5.1).

        Raises:
            Mismatch: it is open, or the peer ended the connection otherwise or not at all.
        """
        close = self.close_info
        if close is None:
            why = "it is open"
        elif close.by == "network" or close.code == 1006:
            why = f"it was {failures.close_phrase(close)}"
        elif close.by == "us" and close.note.startswith(_UNANSWERED):
            why = close.note
        else:
            self.close_asserted = True
            return
        text = f"Expected the close of session {quote(self.name)} to have been answered, but {why}."
        raise Mismatch(failures.said(msg, f"{text}\n{failures.context(self)}"))

    def expect_closed(
        self,
        code: int | None = None,
        reason: str | None = None,
        by: str | None = None,
        timeout: Timeout = None,
        msg: str | None = None,
        ignore_case: bool = False,
    ) -> Close:
        """The session is closed or closes in time, with this code, reason and by this side.

        Args:
            code: the close code; 1005 when the close frame held none, 1006 when there was no close frame.
            reason: a glob; ``""``: no reason was given. ``None``: any.
            by: ``peer``, ``us`` or ``network``. ``None``: any.
            timeout: seconds or timedelta.
            msg: put before the failure's text.
            ignore_case: the reason does not tell upper from lower case.
        """
        if by is not None and by not in get_args(By):
            close_one = nearest(by, get_args(By)) if isinstance(by, str) else None
            hint = f' Did you mean "{close_one}"?' if close_one else ""
            what = f'"{by}"' if isinstance(by, str) else given.shown(by)
            raise InvalidArgument(f"by is {one_of(get_args(By))}, but it is {what}.{hint}")
        if reason is not None:
            given.text(reason, "reason")
        if code is not None:
            given.whole(code, "code")
        if code is not None and not 0 <= code <= 65535:
            raise InvalidArgument(f"A close code is a number of two bytes, 0 to 65535, but it is {code}.")
        deadline = self.deadline(timeout)
        close = self.await_close(deadline)
        self.look(deadline)
        wanted = _wanted_close(code, reason, by)
        if close is None:
            text = f'Expected session "{self.name}" to be {wanted}, but it was still open after '
            text += f"{shown(deadline.allowed)}."
        else:
            if (
                (code is None or close.code == code)
                and (reason is None or _reason_matches(close.reason, reason, ignore_case))
                and (by is None or close.by == by)
            ):
                self.close_asserted = True
                return close
            text = f'Expected session "{self.name}" to be {wanted}, but it was {failures.close_phrase(close)}.'
        raise Mismatch(failures.said(msg, f"{text}\n{failures.context(self)}"))

    # opening again

    def reconnect(
        self, attempts: int = 5, backoff: float | timedelta = 0.1, *, clear: bool = False, **changed: Any
    ) -> None:
        """Open a closed session again: same name, options and cookies; unread messages stay.

        Args:
            attempts: how often to try. Network errors, 5xx and 429 are tried again, other HTTP answers fail at once.
            backoff: seconds or timedelta before the second attempt; doubled and jittered for each further one.
            clear: drop what is unread.
            changed: options of ``Sessions.open`` that differ from now on.

        Raises:
            WsError: the session is open.
            OpeningFailed: no attempt worked.
        """
        given.whole(attempts, "attempts")
        if attempts < 1:
            raise InvalidArgument(f"At least one attempt must be made, but attempts is {attempts}.")
        pause = seconds(backoff)
        if self.is_open:
            raise WsError(
                f'Session "{self.name}" is open: only a closed one can be reconnected. '
                f"Abort WebSocket or Close WebSocket ends it first.\n{failures.context(self)}"
            )
        if changed.get("profile") is not None:
            self.sessions.options({"profile": changed["profile"]})  # its secrets are learnt
        from .launching import Launch

        options = self.options.changed(changed, self.settings.profiles).filled(self._filling)
        launch = Launch(self.sessions)
        try:
            opened = self._opened_again(launch, options, attempts, pause)
            self.options = options
            self.profile = options.profile
            if clear:
                self.clear()
            if "replies" in changed:
                self.stop_replying()
                self.reply_to_texts(options.replies)
            from .gaps import note_gap

            note_gap(self)
            began = monotonic_ns()
            self.adopt(opened, launch)
            launch.hand_over()
            self.began = began
            launch.keep()
        finally:
            launch.end()

    def _opened_again(self, launch: Launch, options: ConnectOptions, attempts: int, pause: float) -> Opened:
        from random import uniform

        attempt = 1
        while True:
            try:
                return launch.one(self.source_url, options, self.name)
            except OpeningFailed as failure:
                status = failure.rejection.status or failure.rejection.proxy_status
                passing = status is None or status == 429 or status >= 500
                if not passing or attempt >= attempts:
                    tries = f"{attempt} attempts" if attempt > 1 else "one attempt"
                    raise OpeningFailed(
                        f'Session "{self.name}" could not be reconnected in {tries}. {failure}', failure.rejection
                    ) from None
                from .gaps import note_attempt

                note_attempt(self, attempt, failure)
            self._rest(pause * uniform(0.75, 1.25))
            pause *= 2
            attempt += 1

    def _rest(self, duration: float) -> None:
        deadline = Deadline(duration)
        with self.listening() as bell:
            while not deadline.expired:
                bell.acquire(timeout=deadline.slice())

    # the handshake

    @property
    def subprotocol(self) -> str:
        """The subprotocol that the server chose; empty when it chose none."""
        return self._shaken().subprotocol

    @property
    def connect_time(self) -> float:
        """Seconds from the start of TCP to the end of the handshake."""
        return self._shaken().connect_time

    def _shaken(self) -> Handshake:
        assert self.handshake is not None
        return self.handshake

    def on_fork(self) -> None:
        """This is a copy in a process that was forked. What had come before the close of a closed one can be read."""
        if self.is_open and not isinstance(self._connection, Orphan):
            self._connection = cast(Any, Orphan(self.name))

    def __repr__(self) -> str:
        if isinstance(self._connection, Orphan):
            return f"<Session {self.name!r} {self.shown_url} of another process>"
        close = self.close_info
        return f"<Session {self.name!r} {self.shown_url} {'open' if close is None else failures.close_phrase(close)}>"


def _reason_matches(reason: str, pattern: str, ignore_case: bool) -> bool:
    if not pattern:
        return not reason
    return fnmatchcase(reason.casefold(), pattern.casefold()) if ignore_case else fnmatchcase(reason, pattern)


def _wanted_close(code: int | None, reason: str | None, by: str | None) -> str:
    who = {"peer": " by the peer", "us": " by us", "network": " by the network", None: ""}[by]
    phrase = f"closed{who}"
    if code is not None:
        phrase += f" with code {code}"
    if reason is not None:
        link = " and" if code is not None else " with"
        phrase += f"{link} reason {quote(reason)}" if reason else f"{link} no reason"
    return phrase
