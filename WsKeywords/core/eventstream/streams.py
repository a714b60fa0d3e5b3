"""Opening event streams among the sessions, or expecting that one cannot be opened."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..handshake.rejection import Rejection
from ..options import ConnectOptions
from ..refusals import Refusal
from .options import StreamOptions
from .session import EventSession

if TYPE_CHECKING:
    from ..handshake.opening import Opened
    from ..sessions import Sessions


def open_event_stream(sessions: Sessions, url: str, name: str, options: dict[str, Any]) -> EventSession:
    """``Sessions.open_event_stream``."""
    checked = sessions.options(options, StreamOptions)
    sessions.check_free(name)
    opened = sessions.shake_hands(url, checked, name)
    session = _adopting(sessions, name, url, checked, opened)
    sessions.register(session)
    return session


def expect_refused(sessions: Sessions, url: str, refusal: Refusal, options: dict[str, Any]) -> Rejection:
    """``Sessions.expect_stream_refused``."""
    checked = sessions.options(options, StreamOptions)
    refusal.check()
    found = refusal.of(lambda: sessions.shake_hands(url, checked))
    if isinstance(found, Rejection):
        return found
    session = _adopting(sessions, "(unexpected)", url, checked, found)
    session.close()
    raise refusal.opened(session.shown_url, 200, "")


def _adopting(sessions: Sessions, name: str, url: str, options: ConnectOptions, opened: Opened) -> EventSession:
    try:
        sessions.check_running()
        session = EventSession(sessions, name, url, options)
        session.adopt(opened, sessions.hub)
    except BaseException:
        opened.sock.close()
        raise
    return session
