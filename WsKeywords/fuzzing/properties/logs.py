"""Errors in the app's log."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from ..course import Course, Ending
from ..findings import Finding
from ..routes import Route

#: That a client went away is no error, although careless handlers let it end as one.
_GONE = re.compile(
    r"(?:Disconnect|ConnectionClosed|ClientDisconnected|CancelledError|ConnectionReset|BrokenPipe|KeyboardInterrupt)"
)
_TRACEBACK = "Traceback (most recent call last):"
#: Between an exception and the one that came of it.
_CHAINED = re.compile(r"^[\s|]*(?:During handling of the above exception|The above exception was the direct cause)")
_FRAME = re.compile(r'^[\s|+-]*File "([^"]+)", line (\d+), in (\S+)')
#: No name is longer, and a line of megabytes would be cut in two at each of its letters.
_PYTHON = re.compile(r"^[\s|]*((?:\w{1,200}\.){0,20}\w{0,200}[A-Z]\w{0,200})(?::\s?(.*))?$")
_NODE = re.compile(r"^(?:Uncaught )?((?:[A-Z]\w*)?(?:Error|Exception))(?: \[\w+\])?: (.*)$")
_NODE_FRAME = re.compile(r"^\s+at (?:(\S+) \()?(?:file://)?(/?[^():]+):(\d+):\d+\)?$")
_UNHANDLED = "      throw er; // Unhandled 'error' event"
_LIBRARY = re.compile(r"site-packages|dist-packages|node_modules|/lib/python3|<frozen|node:internal|<string>|runpy")


class LoggedError(NamedTuple):
    """An exception that a log tells of: ``KeyError``, ``'room'``, ``app.py:17 in chat``."""

    kind: str
    message: str
    where: str

    @property
    def shown(self) -> str:
        text = f"{self.kind}: {self.message}" if self.message else self.kind
        return f"{text} ({self.where})" if self.where else text

    @property
    def cause(self) -> str:
        """What does not differ from run to run."""
        return f"{self.kind} in {self.where}" if self.where else self.kind


def errors_in(log: str) -> list[LoggedError]:
    """Exceptions of Python and of Node in a log, without those that tell only that a client went away."""
    found: list[LoggedError] = []
    frames: list[str] = []
    inside = False
    lines = log.splitlines()
    for number, line in enumerate(lines):
        if line.strip(" |+-").startswith(_TRACEBACK):
            inside, frames = True, []
        elif found and _CHAINED.match(line):
            # What ended the handler is the last one: the others were caught.
            found.pop()
        elif inside and (frame := _FRAME.match(line)):
            if not _LIBRARY.search(frame[1]):
                frames.append(f"{frame[1].rsplit('/', 1)[-1]}:{frame[2]} in {frame[3]}")
        elif inside and line[:1] not in (" ", "", "|") and (error := _PYTHON.match(line)):
            inside = False
            found.append(LoggedError(error[1].rsplit(".", 1)[-1], (error[2] or "")[:200], (frames or [""])[-1]))
        elif not inside and (error := _NODE.match(line)):
            where = ""
            for below in lines[number + 1 : number + 12]:
                at = _NODE_FRAME.match(below)
                if at and not _LIBRARY.search(at[2]):
                    where = f"{at[2].rsplit('/', 1)[-1]}:{at[3]}" + (f" in {at[1]}" if at[1] else "")
                    break
            # An error event that nobody listens to comes from a library, and ends the process.
            if where or _UNHANDLED in lines[max(number - 5, 0) : number]:
                found.append(LoggedError(error[1], error[2][:200], where))
    return [each for each in found if not _GONE.search(each.kind)]


class NoErrorInLog:
    """The app's log tells of no exception."""

    name = "no-error-in-log"
    says = "The app writes no exception to its log."

    def check(self, course: Course, route: Route) -> Iterable[Finding]:
        """What is wrong; an exception that ended a connection is told with that connection's end."""
        if any(_is_told_elsewhere(ending) for ending in course.endings) or course.alive is False:
            return
        for error in errors_in(course.log)[:3]:
            yield Finding(
                self.name,
                f"the app's log tells of {error.shown}",
                "no exception in the app's log",
                error.cause,
            )


def _is_told_elsewhere(ending: Ending) -> bool:
    if ending.rejection is not None:
        return ending.rejection.status is None or ending.rejection.status >= 500
    return ending.close is not None and ending.early


def why(course: Course) -> LoggedError | None:
    """The exception that the app's log tells of, where there is one."""
    errors = errors_in(course.log)
    return errors[-1] if errors else None
