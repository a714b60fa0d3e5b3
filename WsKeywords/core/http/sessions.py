"""HTTP requests beside the WebSockets: sessions by name, whose cookies a WebSocket handshake can share."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from time import monotonic_ns
from typing import TYPE_CHECKING, Any

from .. import given
from ..deadline import LONGEST, Deadline, seconds, shown
from ..errors import InvalidArgument, Mismatch
from ..failures import said
from ..output import quote
from ..scopes import Scopes
from ..suggest import nearest
from . import cookies
from .answers import describe, excerpt, learn, request_line, status_line
from .checks import Statuses
from .numbered import check_each, numbered
from .pending import Pending, answers
from .redirects import left_out
from .request import NOTHING, prepare

if TYPE_CHECKING:
    from http.cookiejar import Cookie, CookieJar

    import requests

    from ..settings import Settings

#: Starts of requests that are kept for response times.
_STARTS = 10_000
#: Requests at once.
MOST_AT_ONCE = 1000
#: Seconds for an answer, unless a call says otherwise.
TIMEOUT = 30.0


class HttpSessions:
    """``requests`` sessions by name, with base URL, headers, TLS settings and secrets of all."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._sessions: dict[str, requests.Session] = {}
        self._scopes: Scopes[Any] = Scopes()
        #: The newest answer; ``None`` when the newest request got none.
        self.last: requests.Response | None = None
        #: The answers to the newest request: several, when it was sent several times.
        self._newest: list[requests.Response] = []
        self._unanswered = False
        #: When requests were sent, monotonic ns, the newest.
        self.request_starts: deque[int] = deque(maxlen=_STARTS)

    def request(
        self,
        method: str,
        url: str,
        *,
        http_session: str = "default",
        json: Any = NOTHING,
        data: Any = None,
        files: Mapping[str, Any] | None = None,
        headers: Mapping[str, Any] | None = None,
        params: Mapping[str, Any] | None = None,
        cookies: Mapping[str, Any] | None = None,
        auth: str | None = None,
        bearer: str | None = None,
        timeout: float | timedelta | None = None,
        verify: bool | str | Path | None = None,
        ca_cert: str | Path | None = None,
        client_cert: str | Path | None = None,
        client_key: str | Path | None = None,
        proxy: str | None = None,
        allow_redirects: bool = True,
        count: int | None = None,
        each: Sequence[Mapping[str, str]] | None = None,
        expected_status: object = "any",
        msg: str | None = None,
    ) -> Any:
        """Send a request and wait for all of its answer.

        Args:
            method: any, ``GET`` for example.
            url: absolute, or relative to the base URL.
            http_session: its cookies are sent, and those of the answer kept in it; made when it is first used. With
                ``{n}`` in its name and ``count``, each request has its own, and ``{n}`` is filled in in the URL, json,
                data, headers, params, cookies, auth and bearer too.
            json: the body as a JSON value.
            data: the body as text (sent as UTF-8), bytes or a dict (a form).
            files: by form field: a path, bytes, an open file or (file name, content[, content type]).
            headers: over those of all; ``None`` as value: not sent.
            params: added to the query of the URL.
            cookies: for this request only.
            auth: ``user:password``.
            bearer: a token.
            timeout: seconds or timedelta for all of it, from the first packet to the last byte; 30 s when ``None``.
            verify: ``True``, ``False`` or the path of a CA file; by default that of all.
            ca_cert: the path of a CA file.
            client_cert: the path of the certificate to show to the server.
            client_key: the path of its key, where that is in a file of its own.
            proxy: the URL of a proxy; an empty text for none.
            allow_redirects: follow them, at most 30; to another origin without anything that says who one is.
            count: send so many at once, 1 to 1,000, and return a list.
            each: instead of ``count``: send one request for each of these, all at once; ``{name}`` stands for its value
                where ``{n}`` may stand, and in the name of the HTTP session.
            expected_status: a number, ``2xx``, a list of these, or ``any``.
            msg: put before the text of a mismatch.

        Returns:
            A ``requests.Response``, or a list of them in the order of their start.

        Raises:
            HttpFailed: no complete answer came.
            Mismatch: an answer has another status.
            InvalidArgument: an argument cannot be used.
        """
        self.last = None
        self._unanswered = True
        wanted = Statuses(expected_status)
        if count is not None and (type(count) is not int or not 0 < count <= MOST_AT_ONCE):
            raise InvalidArgument(f"Expected count to be 1 to {MOST_AT_ONCE} requests, but got {given.quoted(count)}.")
        check_each(each, count)
        if isinstance(timeout, (int, float)) and timeout > LONGEST:
            timeout = LONGEST  # it ends then, also where no end was wanted
        allowed = TIMEOUT if timeout is None else seconds(timeout)
        if not allowed > 0:
            raise InvalidArgument(f"Expected timeout to be more than 0 seconds, but got {shown(allowed)}.")
        # requests' own timeout is for each wait, ours for all of them together
        common = {"allow_redirects": allow_redirects, "timeout": min(allowed, LONGEST) + 1}
        options = {
            "json": json,
            "data": data,
            "files": files,
            "headers": headers,
            "params": params,
            "cookies": cookies,
            "auth": auth,
            "bearer": bearer,
            "verify": verify,
            "ca_cert": ca_cert,
            "client_cert": client_cert,
            "client_key": client_key,
        }
        prepared = [
            (self._session(name), prepare(self._settings, method, each_url, **filled) | common)
            for name, each_url, filled in numbered(http_session, url, options, count, each)
        ]
        request = prepared[0][1]
        what = f'{request["method"]} "{self._settings.secrets.url(request["url"])}"'
        deadline = Deadline.after(allowed)
        proxies, secrets = self._settings.proxies(proxy), self._settings.secrets
        proxies.check(secrets)
        every = prepared if each is not None or len(prepared) > 1 else prepared * (count or 1)
        pending = [Pending(session, request, proxies, secrets, allowed) for session, request in every]
        found = answers(pending, deadline, what, lambda: self.request_starts.append(monotonic_ns()))
        for answer in found:
            learn(answer, self._settings.secrets)
        self._newest = found
        self.last = found[-1]
        self._check(found, wanted, what, msg)
        return found[0] if count is None and each is None else found

    def answer(self) -> requests.Response:
        """The answer to the newest request.

        Raises:
            InvalidArgument: there is none.
        """
        if self.last is None:
            why = "the newest HTTP request was not answered" if self._unanswered else "no HTTP request was made before"
            raise InvalidArgument(f"Nothing to check: {why}.")
        return self.last

    def expect_status(self, status: object, *, msg: str | None = None) -> None:
        """The answer to the newest request, or each when it was sent several times, has this status.

        Args:
            status: a number, ``2xx``, or a list of these.
            msg: put before the failure's text.

        Raises:
            Mismatch: it has another.
            InvalidArgument: nothing to check.
        """
        wanted = Statuses(status, "status")
        if wanted.any:
            raise InvalidArgument("Nothing to check: every answer has any status.")
        answer = self.answer()
        # After the end of a scope the newest answer is one from before it.
        together = self._newest if self._newest and self._newest[-1] is answer else [answer]
        self._check(together, wanted, request_line(answer, self._settings.secrets), msg)

    def describe(self, answer: requests.Response) -> str:
        """A request and its answer in a few lines, redacted: for a log, and as the end of a failure."""
        return describe(answer, self._settings.secrets)

    # cookies shared with WebSockets

    def cookies_for(self, name: str, url: str, origin: str | None = None) -> tuple[tuple[str, str], ...]:
        """The cookies that a browser would send to a ``ws(s)://`` URL: by domain, path, Secure and SameSite.

        Args:
            name: the HTTP session.
            url: where the WebSocket is opened.
            origin: of the page that opens it; ``None``: that of the URL.

        Raises:
            InvalidArgument: there is no such HTTP session.
        """
        return cookies.to_send(self._known(name).cookies, url, origin)

    def cookies_not_sent(self, name: str, url: str, origin: str | None = None) -> str:
        """Which of the cookies a browser would not send to that URL, and why, as a sentence, or nothing.

        Raises:
            InvalidArgument: there is no such HTTP session.
        """
        return cookies.not_sent(self._known(name).cookies, url, origin, name)

    def store_cookies(self, name: str, url: str, set_cookie_values: Iterable[str]) -> None:
        """Keep the cookies that the answer to a handshake sets, that of a refusal too.

        Raises:
            InvalidArgument: there is no such HTTP session.
        """
        cookies.keep(self._known(name).cookies, url, set_cookie_values)
        for cookie in self._held(name):
            if cookie.value:
                self._settings.secrets.add(cookie.value)

    def cookie(self, name: str, http_session: str = "default") -> str | None:
        """The value of a cookie that a session holds, ``None`` without it; of several, that of the longest path.

        Raises:
            InvalidArgument: there is no such HTTP session.
        """
        if not isinstance(name, str) or not name:
            raise InvalidArgument(
                f"name must be that of a cookie, a text that is not empty, but it is {given.shown(name)}."
            )
        held = [cookie for cookie in self._held(http_session) if cookie.name == name]
        return max(held, key=lambda cookie: len(cookie.path)).value if held else None

    def cookie_names(self, http_session: str) -> list[str]:
        """The names of the cookies that a session holds.

        Raises:
            InvalidArgument: there is no such HTTP session.
        """
        return sorted({cookie.name for cookie in self._held(http_session)})

    def _held(self, http_session: str) -> list[Cookie]:
        jar: CookieJar = self._known(http_session).cookies
        return list(jar)

    def names(self) -> list[str]:
        """The names of the HTTP sessions."""
        return list(self._sessions)

    # scopes and the end

    def enter_scope(self, label: str) -> None:
        """A session that is first used from now on, and the newest answer, are forgotten when this scope is left."""
        self._scopes.enter(label, self.last)

    def leave_scope(self, label: str) -> None:
        """Forget the sessions of the scope; the newest answer is the one from before it."""
        names, self.last = self._scopes.leave(label)
        self._unanswered = False
        self._newest = []
        for name in names:
            self._sessions.pop(name).close()

    def close(self) -> None:
        """Close all connections and forget all sessions."""
        for session in self._sessions.values():
            session.close()
        self._sessions.clear()
        self.last, self._newest = None, []

    def on_fork(self) -> None:
        """This is a copy in a process that was forked: connections that are kept are another's, cookies are not."""
        for session in self._sessions.values():
            session.close()

    # the parts of a request

    def _session(self, name: str) -> requests.Session:
        if not isinstance(name, str) or not name:
            raise InvalidArgument(
                f"The name of an HTTP session is a text that is not empty, but http_session is {given.shown(name)}."
            )
        if name not in self._sessions:
            from .transport import new_session

            self._sessions[name] = new_session()
            self._scopes.add(name)
        return self._sessions[name]

    def _known(self, name: str) -> requests.Session:
        given.text(name, "http_session")
        if name in self._sessions:
            return self._sessions[name]
        near = nearest(name, self.names())
        hint = f'; did you mean "{near}"?' if near else "."
        names = ", ".join(map(quote, self._sessions))
        known = f"HTTP sessions that there are: {names}." if names else "No HTTP request was made yet."
        raise InvalidArgument(f"There is no HTTP session {quote(name)}{hint} {known}")

    def _check(self, answers: list[requests.Response], wanted: Statuses, what: str, msg: str | None) -> None:
        wrong = [(number, answer) for number, answer in enumerate(answers, 1) if not wanted.match(answer.status_code)]
        if not wrong:
            return
        number, first = wrong[0]
        if len(answers) == 1:
            text = f"Expected {what} to be answered with status {wanted}, but it was {status_line(first)}."
        else:
            counts = Counter(status_line(answer) for _, answer in wrong)
            others = ", ".join(f"{status} ({times} times)" if times > 1 else status for status, times in counts.items())
            text = (
                f"Expected all {len(answers)} answers to {what} to have status {wanted}, but {len(wrong)} had not: "
                f"{others}. The first of them is number {number}."
            )
        proxy = getattr(first, "from_proxy", "")
        if proxy and first.status_code >= 400:
            text += f' It came through the proxy "{proxy}", which may have said it itself.'
        text += left_out(first)
        if first.is_redirect:
            text += f" It redirects to {quote(self._settings.secrets.url(first.headers['Location']))}."
        raise Mismatch(said(msg, f"{text}\n{excerpt(first, self._settings.secrets)}"))
