"""Many sessions at once: their names, what fills their options, and opening them side by side."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from . import given
from .crew import Outcome
from .deadline import seconds
from .errors import InvalidArgument, OpeningFailed
from .handshake.rejection import TIMED_OUT
from .launching import Departure, Launch
from .options import FILLED, ConnectOptions, fill
from .output import quote
from .session import Session
from .users import Users

if TYPE_CHECKING:
    from .handshake.opening import Opened
    from .handshake.steps import Steps
    from .sessions import Sessions


def open_crowd(
    sessions: Sessions,
    url: str,
    count: int | None,
    prefix: str,
    users: Any,
    progress: Callable[[int, int], None] | None,
    options: Mapping[str, Any],
) -> list[Session]:
    """Open many sessions concurrently; arguments and errors are those of ``Sessions.open_many``."""
    given.text(url, "url")
    given.text(prefix, "prefix")
    if count is not None:
        given.whole(count, "count")
    if progress is not None:
        given.function(progress, "progress")
    if "{session}" in prefix:
        raise InvalidArgument(
            f"The prefix {quote(prefix)} makes the session names, so it may hold {{n}}, but not {{session}}."
        )
    checked = sessions.options(options)
    if users is not None:
        fillings = _fillings(sessions, users, url, prefix, checked, count)
        count = len(fillings)
    elif count is None:
        raise InvalidArgument("Nothing says how many sessions are to be opened: give count, or users.")
    elif count < 1:
        raise InvalidArgument(f"At least one session must be opened, but count is {count}.")
    else:
        fillings = [{"n": str(n), "session": _name(prefix, {"n": str(n)})} for n in range(1, count + 1)]
    names = [filling["session"] for filling in fillings]
    for name in names:
        sessions.check_free(name)
    urls = [fill(url, filling) for filling in fillings]
    each = [checked.filled(filling) for filling in fillings] if checked.is_template else [checked] * count
    if checked.http_session:
        _ = sessions.http
    launch = Launch(sessions)
    try:
        # Each has all of its time; but where one has failed none stays open, and all those of a silent server, dozens
        # at a time, would take minutes.
        patience = sessions.settings.open_timeout if checked.open_timeout is None else checked.open_timeout
        outcomes = launch.many(_beginnings(sessions, urls, each, names), progress, seconds(patience))
        opened = _all_opened(names, outcomes)
        crowd = [Session(sessions, *of_one) for of_one in zip(names, urls, each, fillings, strict=True)]
        for one, sock in zip(crowd, opened, strict=True):
            one.adopt(sock, launch)
        launch.hand_over()
        sessions.register(crowd)
        launch.keep()
        return crowd
    finally:
        launch.end()


def _beginnings(
    sessions: Sessions, urls: Sequence[str], each: Sequence[ConnectOptions], names: Sequence[str]
) -> list[Callable[[], Steps[Opened]]]:
    """What opens each session. Where all have the same URL and options, these are checked and prepared once."""
    options = each[0]
    if not options.http_session and all(url == urls[0] for url in urls) and all(one is options for one in each):
        departure = cache(lambda: Departure(sessions, urls[0], options))
        return [lambda name=name: departure().steps(name) for name in names]  # type: ignore[misc]
    return [
        lambda url=url, options=options, name=name: Departure(sessions, url, options).steps(name)  # type: ignore[misc]
        for url, options, name in zip(urls, each, names, strict=True)
    ]


def _all_opened(names: Sequence[str], outcomes: Sequence[Outcome[Opened]]) -> list[Opened]:
    """What was opened, if everything was; else raises the first error, and says how many there are."""
    failed = [(name, outcome.error) for name, outcome in zip(names, outcomes, strict=True) if outcome.error]
    if not failed:
        return [outcome.value for outcome in outcomes if outcome.value is not None]
    name, error = failed[0]
    assert error is not None
    if not isinstance(error, OpeningFailed):
        raise error
    count = len(names)
    untried = sum(outcome.value is None and outcome.error is None for outcome in outcomes)
    others = f", and {untried} were not tried any more" if untried else ""
    text = f'{len(failed)} of {count} sessions could not be opened{others}; the first is "{name}". {error}'
    if len(failed) + untried < count and error.rejection.kind == TIMED_OUT:
        text += " Some were answered, then no more: has the server reached its limit of open files (ulimit -n)?"
    raise OpeningFailed(text, error.rejection)


def _fillings(
    sessions: Sessions, given: Any, url: str, prefix: str, options: ConnectOptions, count: int | None
) -> list[dict[str, str]]:
    """Of each user what ``{column}``, ``{n}`` and ``{session}`` stand for."""
    if count is not None:
        raise InvalidArgument(f"users says how many sessions are opened: leave count ({count}) out.")
    users = Users(given, sessions.secrets)
    users.check({"the URL": url, **{name: getattr(options, name) for name in FILLED}})
    if any(user.name is None for user in users):
        users.check({"prefix": prefix}, also=("n",))
    found = []
    for number, user in enumerate(users, 1):
        filling = {"n": str(number), **user.columns}
        found.append({**filling, "session": user.name or _name(prefix, filling)})
    return found


def _name(prefix: str, filling: Mapping[str, str]) -> str:
    """The name of one of many sessions: the prefix filled in, or with the number after it."""
    name: str = fill(prefix, filling)
    return name if name != prefix else f"{prefix}-{filling['n']}"
