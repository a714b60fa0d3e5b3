"""How far a run is: a line that is rewritten on a terminal, a line every few seconds elsewhere."""

from __future__ import annotations

import shutil
import time
from collections.abc import Sequence
from typing import TextIO

from WsKeywords.core.output import clean

from ..course import Course
from ..findings import Finding
from ..results import Progress
from ..routes import Route

#: Seconds between two lines where they stay, and on a terminal.
STAYING, REWRITTEN = 5.0, 0.1
_DOING = {
    "generating": "",
    "exploring": ", finding out what may be said",
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
        stays: lines of progress stay, whatever the stream is: there are others between them.
    """

    def __init__(self, stream: TextIO, *, stays: bool = False) -> None:
        self._stream = stream
        self._rewrites = not stays and stream.isatty()
        self._told = float("-inf")
        self._conversations = 0
        self._shown = False

    def __call__(self, progress: Progress) -> None:
        """Tell how far the run is, unless that was told just now."""
        now = time.monotonic()
        if now - self._told < (REWRITTEN if self._rewrites else STAYING):
            return
        if self._told == float("-inf") and not self._rewrites:
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

    def conversation(self, course: Course, route: Route, findings: Sequence[Finding]) -> None:
        """A line for a conversation that was held."""
        from .telling import course_words

        self._conversations += 1
        path = route.path.partition("?")[0]
        wrong = f"; wrong: {', '.join(each.property for each in findings)}" if findings else ""
        self.note(f"{self._conversations} {clean(path, 60)}: {course_words(course, path)}{wrong}")

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
