"""Requests on threads of their own, so that the test's thread can be interrupted while it waits for them."""

from __future__ import annotations

from _thread import allocate_lock, start_new_thread
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from ..deadline import Deadline, shown
from ..errors import HttpFailed, InvalidArgument
from ..later import let_go_of_locks

if TYPE_CHECKING:
    import requests

    from ..handshake.proxies import ProxyChoice
    from ..handshake.tlsfailures import Look
    from ..output import Secrets
    from .transport import Call


class Pending:
    """One request that is, or will be, under way."""

    def __init__(
        self, session: requests.Session, request: dict[str, Any], proxies: ProxyChoice, secrets: Secrets, allowed: float
    ) -> None:
        from .transport import Call

        self.request = request
        self.call: Call = Call(proxies, secrets, Deadline.after(allowed + 1))
        self.answer: requests.Response | None = None
        self.error: Exception | None = None
        self._session = session
        self._left = False
        self._done = allocate_lock()
        self._done.acquire()

    def start(self) -> None:
        # Not threading.Thread, whose start() waits for the thread, and breaks when a signal raises within.
        start_new_thread(self._run, ())

    def wait(self, deadline: Deadline) -> None:
        """Until it is done or the time is up."""
        while not self._done.acquire(timeout=deadline.slice()):
            if deadline.expired:
                return
            let_go_of_locks()
        self._done.release()

    def leave(self) -> None:
        """What comes now comes too late."""
        self._left = True
        if self.answer is None and self.error is None:
            self.call.cut()

    def _run(self) -> None:
        from .transport import perform

        try:
            answer = perform(self._session, self.call, self.request)
            if not self._left:
                self.answer = answer
        except Exception as error:  # told in the thread that waits
            if not self._left:
                self.error = error
        finally:
            self._done.release()


def answers(
    pending: Sequence[Pending], deadline: Deadline, what: str, starts: Callable[[], None]
) -> list[requests.Response]:
    """Start requests, all at once, and wait for their answers; these come in the order of the requests.

    Args:
        pending: the requests.
        deadline: for all of them.
        what: method and URL, as they may be shown.
        starts: called as each is sent.

    Raises:
        HttpFailed: one got no complete answer.
    """
    try:
        for each in pending:
            starts()
            each.start()
        for each in pending:
            each.wait(deadline)
    finally:
        for each in pending:
            each.leave()
    failed = [each for each in pending if each.answer is None]
    if failed:
        raise _no_answer(failed, len(pending), deadline, what)
    return [each.answer for each in pending if each.answer is not None]


def _no_answer(failed: Sequence[Pending], asked: int, deadline: Deadline, what: str) -> HttpFailed:
    first = failed[0]
    which = "an answer" if asked == 1 else f"{asked} answers"
    but = "but" if asked == 1 else f"but {len(failed)} did not come; the first of these:"
    if first.error is None:
        in_time = f"within {shown(deadline.allowed)}"
        return HttpFailed(f"Expected {which} to {what} {in_time}, {but} it timed out {first.call.ended}.")
    if isinstance(first.error, InvalidArgument):
        return HttpFailed(f"Expected {which} to {what}, {but} no proxy could be chosen. {first.error}")
    from .errors import reason

    parts = urlsplit(str(getattr(getattr(first.error, "request", None), "url", None) or first.request["url"]))
    port = 443 if parts.scheme == "https" else 80
    with suppress(ValueError):
        port = parts.port or port
    host = parts.hostname or ""
    own = (first.request.get("cert") or (None,))[0]
    look = (lambda: _look_again(first, host, port, deadline)) if parts.scheme == "https" else None
    why = reason(first.error, host, port, own, look)
    return HttpFailed(f"Expected {which} to {what}, {but} {why}")


def _look_again(request: Pending, host: str, port: int, deadline: Deadline) -> Look:
    """What the server shows and asks for, when its TLS failed."""
    from ..handshake.dialing import Route, look_again
    from ..handshake.steps import run
    from ..handshake.tls import TlsOptions
    from ..handshake.urls import Target

    call, target = request.call, Target("https", host, port, "/", "", "")
    tls = TlsOptions(False, None, *(request.request.get("cert") or ()))
    return run(look_again(target, Route(call.proxy, tls=tls), deadline, call.attempt, call.secrets))
