"""What a transcript says of the time between two connections of a session."""

from __future__ import annotations

from time import monotonic_ns
from typing import TYPE_CHECKING

from .deadline import shown
from .report.transcript import Record

if TYPE_CHECKING:
    from .errors import OpeningFailed
    from .session import Session

#: A close without a close frame.
_LOST = 1006


def note_attempt(session: Session, attempt: int, failure: OpeningFailed) -> None:
    """An attempt to reconnect that failed, and will be followed by another."""
    _note(session, monotonic_ns(), f"attempt {attempt} to reconnect: {failure.rejection.kind}")


def note_gap(session: Session) -> None:
    """The session is about to go on: from when to when it could neither send nor receive."""
    close, now = session.close_info, monotonic_ns()
    if close is None:
        return
    ended = "lost" if close.code == _LOST else "closed"
    _note(
        session,
        now,
        f"not connected for {shown(max(0.001, round((now - close.at) / 1e9, 3)))}: "
        f"{ended} at {_clock(session, close.at)}, connected again at {_clock(session, now)}",
    )


def _note(session: Session, at: int, text: str) -> None:
    session.transcript.extend([Record(at, "", "note", [text], -1, 0)])


def _clock(session: Session, at: int) -> str:
    return session.transcript.wall(at).strftime("%H:%M:%S.%f")[:-3]
