"""Opening one session, or expecting that it cannot be opened: the same for WebSockets and event streams."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from .handshake.rejection import Rejection
from .launching import Launch
from .options import ConnectOptions
from .refusals import Refusal
from .session import Session

if TYPE_CHECKING:
    from .sessions import Sessions

S = TypeVar("S", bound=Session)


def open_session(sessions: Sessions, kind: type[S], url: str, name: str, options: ConnectOptions) -> S:
    """Open one connection as a session, which becomes the current one."""
    launch = Launch(sessions)
    try:
        opened = launch.one(url, options, name)
        session = kind(sessions, name, url, options)
        session.adopt(opened, launch)
        launch.hand_over()
        sessions.register([session])
        launch.keep()
        return session
    finally:
        launch.end()


def expect_refused(
    sessions: Sessions, kind: type[Session], url: str, options: ConnectOptions, refusal: Refusal, advice: str = ""
) -> Rejection:
    """Opening fails, in the way that is expected; what opened all the same is closed again.

    Raises:
        Mismatch: it opened, or failed in another way; ``advice`` ends the text where it opened.
    """
    refusal.check()
    launch = Launch(sessions)
    try:
        found = refusal.of(lambda: launch.one(url, options))
        if isinstance(found, Rejection):
            return found
        session = kind(sessions, "(unexpected)", url, options)
        session.adopt(found, launch)
        launch.hand_over()
        kind_of_close = refusal.turned_away(session)
        session.close()
        if kind_of_close is not None:
            return Rejection(found.handshake.status, headers=found.handshake.headers, kind=kind_of_close)
        raise refusal.opened(session.shown_url, found.handshake.status, advice)
    finally:
        launch.end()
