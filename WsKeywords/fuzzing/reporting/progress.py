"""How far a run is: a line that is rewritten on a terminal, a line every few seconds elsewhere."""

from __future__ import annotations

import shutil
import time
from typing import TextIO

from WsKeywords.core.output import clean

from ..results import Progress

#: Seconds between two lines where they stay, and on a terminal.
STAYING, REWRITTEN = 5.0, 0.1
_DOING = {
    "generating": "",
    "shrinking": ", looking for a shorter conversation",
    "replaying": ", playing earlier failures",
    "confirming": ", playing it again",
}


def words(progress: Progress) -> str:
    """*/ws/chat: 40 of 100 conversations, 120 a second, 3 s left, no failures*."""
    failures = f"{progress.failures or 'no'} failure{'' if progress.failures == 1 else 's'}"
    return (
        f"{clean(progress.route, 60)}: {progress.played} of {progress.of} conversations, {progress.rate:.0f} a second, "
        f"{max(progress.left, 0):.0f} s left, {failures}{_DOING.get(progress.doing, f', {progress.doing}')}"
    )


class Console:
    """Shows progress on a stream, for as long as it is used as a context manager.

    Args:
        stream: such as ``sys.stderr``.
        verbose: a line for each report stays, whatever the stream is.
    """

    def __init__(self, stream: TextIO, *, verbose: bool = False) -> None:
        self._stream = stream
        self._verbose = verbose
        self._rewrites = not verbose and stream.isatty()
        self._told = float("-inf")
        self._shown = False

    def __call__(self, progress: Progress) -> None:
        """Tell how far the run is, unless that was told just now."""
        now = time.monotonic()
        if not self._verbose and now - self._told < (REWRITTEN if self._rewrites else STAYING):
            return
        if self._told == float("-inf") and not (self._rewrites or self._verbose):
            self._told = now  # a run that is over soon says nothing but what it found
            return
        self._told = now
        line = words(progress)
        if self._rewrites:
            width = shutil.get_terminal_size().columns - 1
            self._say(f"\r{line[:width]:<{width}}")
            self._shown = True
        else:
            self._say(line + "\n")

    def note(self, line: str) -> None:
        """A line that stays."""
        self._clear()
        self._say(clean(line, 2000) + "\n")

    def _clear(self) -> None:
        if self._shown:
            self._say("\r" + " " * (shutil.get_terminal_size().columns - 1) + "\r")
            self._shown = False

    def _say(self, text: str) -> None:
        self._stream.write(text)
        self._stream.flush()

    def __enter__(self) -> Console:
        return self

    def __exit__(self, *error: object) -> None:
        self._clear()
