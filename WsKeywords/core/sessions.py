"""All sessions of a library: names, the current one, scopes, and what is done with many at once."""

from __future__ import annotations

from _thread import allocate_lock
from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from fnmatch import fnmatchcase
from types import TracebackType
from typing import TYPE_CHECKING, Any

from . import failures
from .concurrently import concurrently
from .deadline import Deadline, seconds
from .errors import InvalidArgument, Mismatch, OpeningFailed, UnknownSession
from .hub import Hub
from .matchers import Matcher, matcher_from
from .options import ConnectOptions, fill
from .output import DEFAULT_REDACT, Secrets, quote
from .scopes import Scopes
from .session import Session
from .settings import MIB, Settings
from .suggest import nearest

if TYPE_CHECKING:
    from .http import HttpSessions
    from .opening import Opened
    from .rejection import Rejection

DEFAULT_NAME = "default"


class Sessions:
    """Named WebSocket sessions on one I/O thread. A context manager: leaving it closes everything.

    Args:
        base_url: joined to relative URLs.
        timeout: how long a call waits for a message or a close; this and the other times in seconds or as timedelta.
        open_timeout: TCP, TLS and handshake in total.
        close_timeout: waiting for the peer's close frame.
        max_size: largest message accepted, in bytes; a larger one closes the session with 1009.
        max_unread: with so many messages unread a session stops reading its socket.
        redact: names of headers, query parameters and JSON keys, beside the usual ones, whose values are never shown.
        headers: sent with every handshake.
        verify: ``True``, ``False`` or the path of a CA file.
        on_capture: called with name and value when a ``#capture`` marker matched; they are kept in ``captures`` too.
    """

    def __init__(
        self,
        base_url: str | None = None,
        *,
        timeout: float | timedelta = 5.0,
        open_timeout: float | timedelta = 10.0,
        close_timeout: float | timedelta = 5.0,
        max_size: int = 16 * MIB,
        max_unread: int = 100_000,
        redact: Iterable[str] = (),
        headers: Mapping[str, str] | None = None,
        verify: bool | str = True,
        on_capture: Callable[[str, Any], None] | None = None,
        settings: Settings | None = None,
    ) -> None:
        self.settings = settings or Settings(
            base_url=base_url,
            timeout=seconds(timeout),
            open_timeout=seconds(open_timeout),
            close_timeout=seconds(close_timeout),
            max_size=max_size,
            max_unread=max_unread,
            headers=dict(headers or {}),
            verify=verify,
            secrets=Secrets([*DEFAULT_REDACT, *redact]),
        )
        self.captures: dict[str, Any] = {}
        self.hub = Hub()
        self._on_capture = on_capture
        self._sessions: dict[str, Session] = {}
        self._scopes: Scopes[Session] = Scopes()
        self._current: Session | None = None
        self._http: HttpSessions | None = None

    def __enter__(self) -> Sessions:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def secrets(self) -> Secrets:
        """What must never be shown."""
        return self.settings.secrets

    @property
    def http(self) -> HttpSessions:
        """HTTP sessions with the same base URL, headers and TLS settings."""
        if self._http is None:
            from .http import HttpSessions

            self._http = HttpSessions(self.settings)
        return self._http

    # opening

    def open(self, url: str, name: str = DEFAULT_NAME, **options: Any) -> Session:
        """Open a WebSocket as a new session, which becomes the current one.

        Args:
            url: ``ws(s)://…``, or relative to ``base_url``.
            name: a name that no open session has.
            options: headers, subprotocols, cookies, params, origin, auth, bearer, http_session, open_timeout, max_size,
                max_unread, ping_interval, ping_timeout, ca_cert, verify, ignore.

        Raises:
            OpeningFailed: the network or the server refused.
            InvalidArgument: the name is open already, or an option cannot be used.
        """
        checked = ConnectOptions.checked(options)
        self._check_free(name)
        opened = self.shake_hands(url, checked)
        return self._register(name, url, checked, opened)

    def shake_hands(self, url: str, options: ConnectOptions) -> Opened:
        """Connect and complete the opening handshake (RFC 6455, 4)."""
        from .opening import join_url, open_socket

        absolute = join_url(self.settings.base_url, url, "ws")
        cookies = self.http.cookies_for(options.http_session, absolute) if options.http_session else {}
        timeout = self.settings.open_timeout if options.open_timeout is None else options.open_timeout
        opened = open_socket(
            options.for_handshake(absolute, self.settings, dict(cookies)), Deadline.after(timeout), self.secrets
        )
        if options.http_session:
            self.http.store_cookies(options.http_session, absolute, opened.handshake.headers.get_list("Set-Cookie"))
        return opened

    def _check_free(self, name: str) -> None:
        if not isinstance(name, str) or not name:
            raise InvalidArgument(f"A session's name is a text that is not empty, but it is {quote(str(name))}.")
        known = self._sessions.get(name)
        if known is not None and known.is_open:
            raise InvalidArgument(
                f'A session "{name}" is open already ({known.shown_url}): close it, or give this one another name.'
            )

    def _register(self, name: str, url: str, options: ConnectOptions, opened: Opened) -> Session:
        session = Session(self, name, url, options)
        session.adopt(opened, self.hub)
        self._sessions[name] = session
        self._scopes.add(session)
        self._current = session
        return session

    def expect_refused(
        self, url: str, *, status: int | None = None, error: str | None = None, msg: str | None = None, **options: Any
    ) -> Rejection:
        """Opening a WebSocket fails, with this HTTP status or this error (a glob on the message).

        Raises:
            Mismatch: it opened (and was closed again), or failed in another way.
        """
        checked = ConnectOptions.checked(options)
        wanted = "" if status is None else f" with status {status}"
        wanted += "" if error is None else f" with an error like {quote(error)}"
        try:
            opened = self.shake_hands(url, checked)
        except OpeningFailed as failure:
            rejection, text = failure.rejection, str(failure)
            if (status is None or rejection.status == status) and (error is None or fnmatchcase(text, error)):
                return rejection
            raise Mismatch(
                failures.said(msg, f"Expected opening to fail{wanted}, but it failed otherwise. {text}")
            ) from None
        session = Session(self, "(unexpected)", url, checked)
        session.adopt(opened, self.hub)
        session.close()
        raise Mismatch(
            failures.said(
                msg,
                f"Expected opening {session.shown_url} to fail{wanted}, but the server accepted it with status 101.\n"
                "It was closed again. When the app accepts first and closes then, use "
                "Connection Should Be Closed With Code.",
            )
        )

    def open_many(
        self,
        url: str,
        count: int,
        prefix: str = "ws",
        *,
        progress: Callable[[int, int], None] | None = None,
        **options: Any,
    ) -> list[Session]:
        """Open ``count`` sessions concurrently; the last becomes the current one.

        Args:
            url: may hold ``{n}`` and ``{session}``, as headers, params and cookies may.
            count: at least 1.
            prefix: names are ``prefix-1`` … ``prefix-N``, or the prefix with its ``{n}`` filled in.
            progress: called now and then with how many are done, of how many.
            options: as ``open``.

        Raises:
            OpeningFailed: one could not be opened; those that could are closed again.
        """
        if count < 1:
            raise InvalidArgument(f"At least one session must be opened, but count is {count}.")
        checked = ConnectOptions.checked(options)
        names = [fill(prefix, n, None) if "{n}" in prefix else f"{prefix}-{n}" for n in range(1, count + 1)]
        for name in names:
            self._check_free(name)
        urls = [fill(url, n, name) for n, name in enumerate(names, 1)]
        each = [checked.with_number(n, name) for n, name in enumerate(names, 1)]

        def opener(number: int) -> Callable[[], Opened]:
            return lambda: self.shake_hands(urls[number], each[number])

        if checked.http_session:
            _ = self.http
        outcomes = concurrently([opener(number) for number in range(count)], progress=progress)
        failed = [(name, outcome.error) for name, outcome in zip(names, outcomes, strict=True) if outcome.error]
        if failed:
            for outcome in outcomes:
                if outcome.value is not None:
                    outcome.value.sock.close()
            name, error = failed[0]
            assert error is not None
            if isinstance(error, OpeningFailed):
                text = f'{len(failed)} of {count} sessions could not be opened; the first is "{name}". {error}'
                raise OpeningFailed(text, error.rejection)
            raise error
        opened = [outcome.value for outcome in outcomes if outcome.value is not None]
        return [self._register(*each_one) for each_one in zip(names, urls, each, opened, strict=True)]

    # names

    def __getitem__(self, name: str) -> Session:
        session = self._sessions.get(name)
        if session is None:
            raise self._unknown(name)
        return session

    def __contains__(self, name: object) -> bool:
        return name in self._sessions

    def _unknown(self, name: str) -> UnknownSession:
        names = list(self._sessions)
        if not names:
            return UnknownSession(f'There is no session "{name}": none is open. Open WebSocket opens one.')
        close = nearest(name, names)
        hint = f' Did you mean "{close}"?' if close else ""
        known = ", ".join(f'"{each}"' for each in names[:20]) + (" …" if len(names) > 20 else "")
        return UnknownSession(f'There is no session "{name}".{hint} The sessions are {known}.')

    def get(self, name: str | None = None) -> Session:
        """The session of that name; ``None``: the current one.

        Raises:
            UnknownSession: there is none; the nearest name is offered.
        """
        if name is not None:
            return self[name]
        if self._current is None:
            names = list(self._sessions)
            if names:
                raise UnknownSession(f"No session is the current one. Switch Session makes one of {names} current.")
            raise UnknownSession("No session is open. Open WebSocket opens one.")
        return self._current

    @property
    def current(self) -> Session | None:
        """The session opened or switched to last; it stays current when it is closed."""
        return self._current

    def names(self, pattern: str = "*") -> list[str]:
        """Names of sessions, closed ones included, that match a glob, in the order of opening."""
        return [name for name in self._sessions if fnmatchcase(name, pattern)]

    def switch(self, name: str) -> str | None:
        """Make a session the current one; returns the name of the one that was."""
        before = self._current
        self._current = self[name]
        return before.name if before is not None else None

    def select(
        self, names: str | Iterable[str] | None = None, excluding: str | Iterable[str] | None = None
    ) -> list[Session]:
        """Sessions by name: ``a,b``, a glob, or a list of both; by default all that the test has not closed.

        Raises:
            UnknownSession: a name or glob that selects no session.
            InvalidArgument: nothing is left.
        """
        if names is None:
            chosen = {name: session for name, session in self._sessions.items() if not _closed_by_test(session)}
        else:
            chosen = {session.name: session for session in self._matching(names)}
        for session in self._matching(excluding) if excluding is not None else []:
            chosen.pop(session.name, None)
        if not chosen:
            which = "" if names is None else f" {names!r}"
            without = "" if excluding is None else f" without {excluding!r}"
            have = ", ".join(f'"{name}"' for name in self._sessions) or "none"
            raise InvalidArgument(f"No session is selected by{which or ' default'}{without}. The sessions are {have}.")
        return list(chosen.values())

    def _matching(self, names: str | Iterable[str]) -> list[Session]:
        patterns = names.split(",") if isinstance(names, str) else list(names)
        found: list[Session] = []
        for pattern in (each.strip() for each in patterns):
            if pattern in self._sessions:
                found.append(self._sessions[pattern])
                continue
            matching = [self._sessions[name] for name in self.names(pattern)]
            if any(letter in pattern for letter in "*?["):
                matching = [session for session in matching if not _closed_by_test(session)]
            if not matching:
                raise self._unknown(pattern)
            found.extend(matching)
        return found

    # many at once

    def expect_in_every(
        self,
        matcher: Matcher | None = None,
        *,
        sessions: str | Iterable[str] | None = None,
        excluding: str | Iterable[str] | None = None,
        timeout: float | timedelta | None = None,
        msg: str | None = None,
        **arguments: Any,
    ) -> dict[str, str | bytes]:
        """``wait_for`` in each session, under one deadline; every session that did not is named with the reason.

        Returns:
            The matching message of each session, by name.
        """
        matcher = matcher or matcher_from(**arguments, required=False)
        chosen = self.select(sessions, excluding)
        deadline = Deadline.after(self.settings.timeout if timeout is None else timeout)
        patience = chosen[0].patience(deadline)
        missing = {session.name: (session, session.cursor(deadline)) for session in chosen}
        found: dict[str, str | bytes] = {}
        bell = allocate_lock()
        bell.acquire()
        for session in chosen:
            session.add_bell(bell)
        try:
            while missing:
                late = deadline.expired
                lost = False
                for name, (session, cursor) in list(missing.items()):
                    closed = session.close_info is not None
                    if late:
                        cursor.limit = session.inbox.arrived
                    for received in cursor:
                        if matcher.matches(received.data, patience):
                            cursor.commit(received)
                            session.moved()
                            session.save_captures(matcher, received)
                            found[name] = received.data
                            del missing[name]
                            break
                    else:
                        lost = lost or closed
                if not missing or late or lost:
                    break
                bell.acquire(timeout=deadline.slice())
        finally:
            for session in chosen:
                session.remove_bell(bell)
        if missing:
            raise failures.not_every_session(matcher, [each[0] for each in missing.values()], found, deadline, msg)
        return {session.name: found[session.name] for session in chosen}

    def send_to_every(self, payload: Any, sessions: str | Iterable[str] | None = None) -> list[str]:
        """Send one message (str: text, bytes: binary, else JSON) on each session; returns their names."""
        chosen = self.select(sessions)
        for session in chosen:
            if isinstance(payload, str):
                session.send_text(payload)
            elif isinstance(payload, (bytes, bytearray)):
                session.send_binary(bytes(payload))
            else:
                session.send_json(payload)
        return [session.name for session in chosen]

    # what a session asks of its owner

    def captured(self, name: str, value: object) -> None:
        """A ``#capture`` marker matched."""
        self.captures[name] = value
        if self._on_capture is not None:
            self._on_capture(name, value)

    def last_request_before(self, at: int) -> int | None:
        """The start (monotonic ns) of the newest HTTP request not after ``at``."""
        if self._http is None:
            return None
        return max((start for start in tuple(self._http.request_starts) if start <= at), default=None)

    # scopes and the end

    def enter_scope(self, label: str) -> None:
        """What is opened from now on closes when this scope is left."""
        self._scopes.enter(label, self._current)

    def leave_scope(self, label: str) -> list[Session]:
        """Close what was opened in the scope and in those within it; the session current before it is so again.

        Returns:
            The sessions that ended with it, closed now, with their transcripts.
        """
        ended, before = self._scopes.leave(label)
        close_sessions(ended)
        for session in ended:
            if self._sessions.get(session.name) is session:
                del self._sessions[session.name]
        known = self._sessions.get(before.name) if before is not None else None
        self._current = known
        return ended

    def of_scope(self, label: str) -> list[Session]:
        """The sessions opened since the scope was entered, closed ones included."""
        return self._scopes.members(label)

    def close_all(self) -> None:
        """Close every open session, all at the same time."""
        close_sessions(list(self._sessions.values()))

    def close(self) -> None:
        """Close everything and end the I/O thread."""
        self.close_all()
        self._sessions.clear()
        self._current = None
        self.hub.stop()
        if self._http is not None:
            self._http.close()


def close_sessions(sessions: Iterable[Session]) -> None:
    """Complete the closing handshakes of all sessions that are open, at the same time."""
    closing = [session for session in sessions if session.is_open]
    for session in closing:
        session.start_closing()
    for session in closing:
        session.finish_closing()


def _closed_by_test(session: Session) -> bool:
    return not session.is_open and session.closed_by_test
