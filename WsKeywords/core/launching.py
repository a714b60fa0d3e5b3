"""Connections on their way: opened on a thread of their own, then handed over to the I/O thread, all or none."""

from __future__ import annotations

from _thread import allocate_lock
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from math import inf
from typing import TYPE_CHECKING

from .crew import Crew, Outcome
from .deadline import Deadline
from .errors import InvalidArgument, OpeningFailed
from .later import enter
from .options import ConnectOptions
from .wire.outgoing import ring

if TYPE_CHECKING:
    from .handshake.opening import Opened
    from .handshake.steps import Steps
    from .sessions import Sessions
    from .wire.connection import Connection


#: What keywords that read need next.
_NEXT = ("failures", "matching.jsonmatchers", "matching.ordering", "matching.patternmatchers")


#: Seconds within which the I/O thread gets to what is asked of it, unless it has ended.
_AT_ONCE = 1.0


class Departure:
    """A URL and options that were checked: what opens with them, once or many times.

    Made on the thread of the ``Crew``: an interruption within the first import of a module can leave the interpreter's
    import lock held, and what it is made of is imported when it is first needed.
    """

    def __init__(self, sessions: Sessions, url: str, options: ConnectOptions) -> None:
        """Raises: InvalidArgument: the URL, or an option, cannot be used."""
        from .handshake.urls import join_url

        enter(__package__, *_NEXT)
        sessions.check_running()
        if not isinstance(url, str):
            raise InvalidArgument(f"A URL is a text, but it is {url!r} ({type(url).__name__}).")
        settings = sessions.settings
        self._sessions = sessions
        self._options = options
        self._absolute = join_url(settings.base_url, url, options.family)
        self._timeout = settings.open_timeout if options.open_timeout is None else options.open_timeout
        cookies = options.http_session and sessions.http.cookies_for(options.http_session, self._absolute, options.page)
        self._plan = options.planner()(
            options.for_handshake(self._absolute, settings, dict(cookies or {})), sessions.secrets
        )

    def steps(self, session: str) -> Steps[Opened]:
        """Connect and complete the opening handshake (RFC 6455, 4); ``session`` is the name that errors mention."""
        options, sessions = self._options, self._sessions
        try:
            opened = yield from self._plan.opening(Deadline.after(self._timeout), session)
        except OpeningFailed as error:
            if error.rejection.status is None:
                # Nothing to add; and no file could be opened, a module neither, when it was for want of descriptors.
                raise
            from .http.refusals import explained

            raise explained(error, sessions.known_http, self._absolute, options, sessions.settings.headers) from None
        if options.http_session:
            cookies = opened.handshake.headers.get_list("Set-Cookie")
            sessions.http.store_cookies(options.http_session, self._absolute, cookies)
        return opened


class Launch:
    """A context in which connections open; what was not kept at its end is closed, whatever flew through it.

    An exception that a signal raises may come up after any bytecode of the test's thread. So nothing is open there that
    is not known here: sockets open on another thread, the I/O thread gets all connections in one step, and ``keep`` is
    the last act.
    """

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions
        self._crew: Crew[Opened] | None = None
        self._connections: list[Connection] = []
        self._handed_over = False
        self._kept = False

    def one(self, url: str, options: ConnectOptions, session: str = "") -> Opened:
        """Open one connection.

        Raises:
            OpeningFailed: the network or the server refused.
            InvalidArgument: the URL, or an option, cannot be used.
        """
        outcome = self.many([lambda: Departure(self._sessions, url, options).steps(session)])[0]
        if outcome.error is not None:
            raise outcome.error
        assert outcome.value is not None
        return outcome.value

    def many(
        self,
        beginnings: Sequence[Callable[[], Steps[Opened]]],
        progress: Callable[[int, int], None] | None = None,
        patience: float = inf,
    ) -> list[Outcome[Opened]]:
        """Open many connections at once; see ``Crew``."""
        self._crew = Crew(beginnings, _close, patience)
        return self._crew.work(progress)

    def answer_for(self, connection: Connection) -> None:
        """It ends with this, unless it is kept. To be said before a session has it, which would look open for ever."""
        self._connections.append(connection)

    def hand_over(self) -> None:
        """Let the I/O thread read the sockets of all connections that this answers for.

        Raises:
            WsError: there is no I/O thread any more.
        """
        self._sessions.check_running()
        self._handed_over = True
        self._sessions.hub.call_each([(connection, connection.attach) for connection in self._connections])
        # Closed by another thread meanwhile: nobody would read these sockets.
        self._sessions.check_running()

    def keep(self) -> None:
        """The connections belong to their sessions now."""
        self._kept = True

    def end(self) -> None:
        """Close what was not kept."""
        if self._kept:
            # What this holds holds this: let go, it is freed at once, and with it what a session has received.
            self._crew, self._connections = None, []
            return
        running = self._sessions.is_running
        if self._connections and running:
            # The I/O thread may have them by now, and it alone closes what it has.
            self._end_connections()
        if self._crew is not None and not (self._handed_over and running):
            self._crew.end()

    def _end_connections(self) -> None:
        """When this returns the sessions that have them know that they are closed, and can be opened again."""
        bell, last = allocate_lock(), self._connections[-1]
        bell.acquire()
        ends = [(connection, connection.on_stop) for connection in self._connections]
        self._sessions.hub.call_each([*ends, (last, partial(ring, bell))])
        deadline = Deadline.after(_AT_ONCE)
        while not bell.acquire(timeout=deadline.slice()) and not deadline.expired:
            pass


def _close(opened: Opened) -> None:
    with suppress(OSError):
        opened.sock.close()
