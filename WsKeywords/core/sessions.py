"""All sessions of a library: opened here, one or many at once, and ended here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from . import given
from .deadline import seconds
from .errors import InvalidArgument, WsError
from .everysession import EverySession
from .forked import refusal, tell
from .later import enter
from .output import DEFAULT_REDACT, Secrets, quote
from .profiles import Profiles
from .scopes import Scopes
from .session import Session
from .settings import MIB, Settings

if TYPE_CHECKING:
    from .eventstream.session import EventSession
    from .handshake.rejection import Rejection
    from .http.sessions import HttpSessions
    from .options import ConnectOptions

#: What opening needs, imported with the first ``Sessions()``.
_ROOMS = ("liveness.answering", "opening", "wire.connection")
DEFAULT_NAME = "default"
_ENDED = "No session can be opened any more: these sessions were closed for good."


class Sessions(EverySession):
    """Named WebSocket sessions on one I/O thread. A context manager: leaving it closes everything.

    While a session is open, Python's threads take turns every 0.05 ms and not every 5 ms (``sys.setswitchinterval``),
    so that pings are answered and messages taken in while the test computes. What was set before is restored when the
    last one has closed; a shorter interval, or one that is set meanwhile, is left as it is.

    Args:
        base_url: joined to relative URLs.
        timeout: how long a call waits for a message or a close; this and the other times in seconds or as timedelta.
        open_timeout: TCP, TLS and handshake in total.
        close_timeout: waiting for the peer's close frame.
        max_size: largest message accepted, in bytes; a larger one closes the session with 1009.
        max_unread: with so many messages unread a session stops reading its socket; also when they hold 512 MiB.
        redact: names of headers, query parameters and JSON keys, beside the usual ones, whose values are never shown.
        headers: sent with every handshake.
        verify: ``True``, ``False`` or the path of a CA file.
        ca_cert: path of a PEM file with the CAs to trust.
        client_cert: path of a PEM file with the certificate to show to servers.
        client_key: path of its key, where it is in a file of its own.
        proxy: URL of the proxy to go through; an empty text for none, ``None``: as the environment says.
        no_proxy: hosts that are reached without a proxy.
        profiles: options of ``open`` by name, for its option ``profile``; see ``Profiles``.
        completion: completion messages by name, for ``Session.receive_all``: matchers or dicts of matcher arguments.
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
        ca_cert: str | Path | None = None,
        client_cert: str | Path | None = None,
        client_key: str | Path | None = None,
        proxy: str | None = None,
        no_proxy: Iterable[str] = (),
        profiles: Profiles | Mapping[str, Mapping[str, Any]] | None = None,
        completion: Mapping[str, Any] | None = None,
        on_capture: Callable[[str, Any], None] | None = None,
        settings: Settings | None = None,
    ) -> None:
        if settings is None:
            given.texts_or_none({"base_url": base_url, "proxy": proxy})
            for name, value in {"max_size": max_size, "max_unread": max_unread}.items():
                given.whole(value, name, 1)
            for name, file in {"ca_cert": ca_cert, "client_cert": client_cert, "client_key": client_key}.items():
                given.path(file, name)
            if not isinstance(verify, bool):
                given.path(verify, "verify")
            given.mapping(headers, "headers")
            given.mapping(completion, "completion")
            if not isinstance(profiles, Profiles):
                given.mapping(profiles, "profiles")
            redact, no_proxy = given.texts(redact, "redact"), given.texts(no_proxy, "no_proxy")
        if on_capture is not None:
            given.function(on_capture, "on_capture")
        self.settings = settings or Settings(
            base_url=base_url,
            timeout=seconds(timeout),
            open_timeout=seconds(open_timeout),
            close_timeout=seconds(close_timeout),
            max_size=max_size,
            max_unread=max_unread,
            headers=dict(headers or {}),
            verify=verify,
            ca_cert=None if ca_cert is None else str(ca_cert),
            client_cert=None if client_cert is None else str(client_cert),
            client_key=None if client_key is None else str(client_key),
            proxy=proxy,
            no_proxy=tuple(no_proxy),
            profiles=profiles if isinstance(profiles, Profiles) else Profiles(profiles, completion),
            secrets=Secrets([*DEFAULT_REDACT, *redact]),
        )
        enter(__package__, *_ROOMS)
        from .liveness.answering import Answering
        from .wire.hub import Hub

        super().__init__()
        self.captures: dict[str, Any] = {}
        self.hub = Hub()
        #: The thread that sends automatic replies.
        self.answering = Answering()
        self._on_capture = on_capture
        self._ended = False
        #: Whether this is a copy in a process that was forked from that of the I/O thread.
        self._forked = False
        self._http: HttpSessions | None = None
        tell(self)

    def __enter__(self) -> Sessions:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close_all()
        untold = self.breaches() if kind is None and not self._forked else []
        self.close()
        if untold:
            raise untold[0]

    @property
    def secrets(self) -> Secrets:
        """What must never be shown."""
        return self.settings.secrets

    @property
    def http(self) -> HttpSessions:
        """HTTP sessions with the same base URL, headers and TLS settings."""
        if self._http is None:
            enter(__package__, "http.transport", "http.sessions")
            from .http.sessions import HttpSessions

            self._http = HttpSessions(self.settings)
        return self._http

    @property
    def known_http(self) -> HttpSessions | None:
        """``http``, if anything has asked for it."""
        return self._http

    def log_in(self, users: Any, url: str, **options: Any) -> list[dict[str, str]]:
        """Log in many users over HTTP at once; arguments and errors as of ``http.logins.log_in``.

        Returns:
            The users with what was saved of their answers, for ``open_many``.
        """
        from .http.logins import log_in

        return log_in(self.http, self.secrets, users, url, **options)

    # opening

    def options(self, given: Mapping[str, Any], kind: type[ConnectOptions] | None = None) -> ConnectOptions:
        """The options of a connection, over those of the profile that they name.

        Raises:
            InvalidArgument: an option cannot be used.
            ConfigError: there is no such profile.
        """
        name = given.get("profile")
        if name is not None:
            for secret in self.settings.profiles.profile(name).secrets:
                self.secrets.add(secret)
        from .options import ConnectOptions

        return (kind or ConnectOptions).checked(given, self.settings.profiles)

    def open(self, url: str, name: str = DEFAULT_NAME, **options: Any) -> Session:
        """Open a WebSocket as a new session, which becomes the current one.

        Args:
            url: ``ws(s)://…``, or relative to ``base_url``.
            name: a name that no open session has.
            options: headers, subprotocols, cookies, params, origin, auth, bearer, http_session, open_timeout, max_size,
                max_unread, ping_interval, ping_timeout, compression, proxy, ca_cert, client_cert, client_key, verify,
                unix_socket, ignore, replies, answer_pings, separator, profile. What a
                profile says holds where the call does not say it; headers, cookies and params of both are joined.

        Raises:
            OpeningFailed: the network or the server refused.
            InvalidArgument: the name is open already, or an option cannot be used.
        """
        checked = self.options(options)
        self.check_free(name)
        from .opening import open_session

        return open_session(self, Session, url, name, checked)

    @property
    def is_running(self) -> bool:
        """Whether these sessions were not closed for good."""
        return not self._ended

    def check_running(self) -> None:
        """Raises WsError when these sessions were closed for good, or belong to the process this was forked from."""
        if self._forked:
            raise WsError(refusal("The object that opens sessions"))
        if self._ended:
            raise WsError(_ENDED)

    def check_free(self, name: str) -> None:
        """Raises InvalidArgument when a session cannot be opened under that name: it is open already, or is no name."""
        if not isinstance(name, str) or not name:
            raise InvalidArgument(f"A session's name is a text that is not empty, but it is {quote(str(name))}.")
        known = self._sessions.get(name)
        if known is not None and known.is_open:
            raise InvalidArgument(
                f'A session "{name}" is open already ({known.shown_url}): close it, or give this one another name.'
            )

    def expect_refused(
        self,
        url: str,
        *,
        status: int | None = None,
        error: str | None = None,
        msg: str | None = None,
        ignore_case: bool = False,
        closed_within: float | timedelta | None = None,
        **options: Any,
    ) -> Rejection:
        """Opening a WebSocket fails, with this HTTP status or this error.

        Args:
            url: as ``open``, and so are the options.
            status: the HTTP status of the answer.
            error: a glob on the whole message, or one of its fixed words, such as ``refused``.
            msg: put before the failure's text.
            ignore_case: ``error`` does not tell upper from lower case.
            closed_within: seconds or timedelta; a server that accepts may close in that time instead, with a code that
                says that it refuses: 1002, 1003, 1008, 1011, 3000, 3003, 4000 to 4999.
            options: as ``open``.

        Raises:
            Mismatch: it opened (and was closed again), or failed in another way.
        """
        from .opening import expect_refused
        from .refusals import Refusal

        checked = self.options(options)
        advice = " When the app accepts first and closes then, use Connection Should Be Closed With Code."
        within = None if closed_within is None else seconds(closed_within)
        return expect_refused(self, Session, url, checked, Refusal(status, error, msg, ignore_case, within), advice)

    def open_event_stream(self, url: str, name: str = DEFAULT_NAME, **options: Any) -> EventSession:
        """Open an event stream as a new session, which becomes the current one.

        Args:
            url: ``http(s)://…``, or relative to ``base_url``.
            name: a name that no open session has.
            options: headers, params, last_event_id, cookies, origin, auth, bearer, http_session, open_timeout,
                max_size, proxy, ca_cert, client_cert, client_key, verify, unix_socket, ignore, profile.

        Raises:
            OpeningFailed: the network or the server refused, or its answer is no event stream.
            InvalidArgument: the name is open already, or an option cannot be used.
        """
        from .eventstream.options import StreamOptions
        from .eventstream.session import EventSession
        from .opening import open_session

        checked = self.options(options, StreamOptions)
        self.check_free(name)
        return open_session(self, EventSession, url, name, checked)

    def expect_stream_refused(
        self,
        url: str,
        *,
        status: int | None = None,
        error: str | None = None,
        msg: str | None = None,
        ignore_case: bool = False,
        **options: Any,
    ) -> Rejection:
        """Opening an event stream fails; as ``expect_refused``, with the options of ``open_event_stream``."""
        from .eventstream.options import StreamOptions
        from .eventstream.session import EventSession
        from .opening import expect_refused
        from .refusals import Refusal

        checked = self.options(options, StreamOptions)
        return expect_refused(self, EventSession, url, checked, Refusal(status, error, msg, ignore_case))

    def open_many(
        self,
        url: str,
        count: int | None = None,
        prefix: str = "ws",
        *,
        users: Any = None,
        progress: Callable[[int, int], None] | None = None,
        **options: Any,
    ) -> list[Session]:
        """Open ``count`` sessions, or one for each of ``users``, concurrently; the last becomes the current one.

        Args:
            url: may hold ``{n}`` and ``{session}``, as headers, params, cookies and http_session may.
            count: at least 1.
            prefix: names are ``prefix-1`` … ``prefix-N``, or the prefix with its ``{n}`` filled in.
            users: a list of dicts, or the path of a CSV or YAML file: each user's *name* is that of the session, and
                the columns fill ``{column}`` where ``{n}`` may stand.
            progress: called now and then with how many are done, of how many.
            options: as ``open``.

        Raises:
            OpeningFailed: one could not be opened; those that could are closed again.
        """
        from .crowds import open_crowd

        return open_crowd(self, url, count, prefix, users, progress, options)

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

    def on_fork(self) -> None:
        """These are copies in a process that was forked: whoever uses one is told so, and nothing of them is closed."""
        self._forked = self._ended = True
        for session in self._sessions.values():
            session.on_fork()
        self._scopes = Scopes()
        self.hub.on_fork()
        self.answering.on_fork()
        if self._http is not None:
            self._http.on_fork()

    def close_all(self) -> None:
        if not self._forked:
            super().close_all()

    def close(self) -> None:
        """Close everything and end the I/O thread; nothing can be opened after it."""
        self._ended = True
        self.close_all()
        self._sessions.clear()
        self._current = None
        self.hub.stop()
        self.answering.stop()
        if self._http is not None:
            self._http.close()
