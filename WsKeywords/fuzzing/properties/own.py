"""A function of the user as a property, and what is said when it has a mistake of its own."""

from __future__ import annotations

import os
import traceback
from collections.abc import Callable, Iterable
from typing import Any

from WsKeywords.core import InvalidArgument
from WsKeywords.core.output import clean, quote

from ..choosing import judge_of, name_of
from ..course import Course
from ..findings import Finding
from ..routes import Route


class BrokenProperty(InvalidArgument):
    """A property of the user failed itself: nothing it says can be believed, so the run ends."""


class OwnProperty:
    """A function of the user as a property."""

    def __init__(self, function: Callable[[Any], str | None]) -> None:
        self.name = name_of(function)
        self.says = (getattr(function, "__doc__", None) or f"The check {self.name} finds nothing.").strip()
        self._function = function

    def check(self, course: Course, route: Route) -> Iterable[Finding]:
        """What is wrong.

        Raises:
            BrokenProperty: the function itself fails; says with what, in which file and line.
        """
        try:
            wrong = self._function(course)
        except AssertionError as error:
            wrong = str(error) or "an assertion does not hold"
        except Exception as error:
            if type(error).__module__.partition(".")[0] == "robot":  # its time-out, which is nobody's mistake
                raise
            raise BrokenProperty(self._told(error)) from None
        if wrong:
            yield Finding(self.name, str(wrong), self.says, str(wrong))

    def _told(self, error: Exception) -> str:
        said = clean(str(error), 300).replace("\n", " ").rstrip(".")
        what = f"{type(error).__name__}: {said}" if said else type(error).__name__
        place = _place(self._function, error)
        judge = judge_of(self._function) or self.name
        return f"The property {quote(judge)} failed: {what}{f' ({place})' if place else ''}."


def _place(function: Any, error: Exception) -> str:
    """The line of the user's file that the error came from, or where the function begins: ``checks.py:12 in check``."""
    code = getattr(getattr(function, "__wrapped__", function), "__code__", None)
    frames = traceback.extract_tb(error.__traceback__)
    if code is None:
        return f"{_shown(frames[-1].filename)}:{frames[-1].lineno} in {frames[-1].name}" if len(frames) > 1 else ""
    for frame in reversed(frames):
        if frame.filename == code.co_filename:
            return f"{_shown(frame.filename)}:{frame.lineno} in {frame.name}"
    return f"{_shown(code.co_filename)}:{code.co_firstlineno} in {code.co_name}"


def _shown(path: str) -> str:
    inner = os.path.relpath(path)
    return path if inner.startswith(os.pardir) else inner
