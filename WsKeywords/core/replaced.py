"""Sessions whose name was opened again: until their scope ends the newest of them are kept, for its transcripts."""

from __future__ import annotations

import weakref
from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

from .report.transcript import Record

if TYPE_CHECKING:
    from .guards import Guarding
    from .session import Session

#: So many are kept. A test that opens a name ten thousand times would hold as many transcripts, of up to 64 MiB each.
KEPT = 100


class Replaced:
    """Sessions that another one has replaced, oldest first; it keeps none of them alive."""

    def __init__(self) -> None:
        self._known: tuple[weakref.ref[Session], ...] = ()

    def add(self, sessions: Iterable[Session], untold: Collection[Guarding]) -> list[Session]:
        """These were replaced.

        Args:
            untold: those of which something may have to be said at the end of their scope.

        Returns:
            The oldest ones, if they are too many now: not to be kept any more.
        """
        known = [each for each in (ref() for ref in self._known) if each is not None and each not in untold]
        known += sessions
        surplus = known[:-KEPT]
        self._known = tuple(map(weakref.ref, known[-KEPT:]))
        return surplus


def note_missing(gone: Session, heirs: Iterable[Session]) -> None:
    """The transcript of the next session of that name says that those before it are not kept."""
    for heir in heirs:
        if heir.name == gone.name:
            heir.let_go = gone.let_go + 1
            count = f"{heir.let_go} earlier sessions" if heir.let_go > 1 else "an earlier session"
            text = f"{count} of this name not kept: of sessions whose name was opened again the newest {KEPT} are"
            # Not add(): the I/O thread may be at it.
            heir.transcript.extend([Record(heir.transcript.began, "", "note", [text], -1, 0)])
            return
