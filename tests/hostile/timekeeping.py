"""How late the keywords and steps of a run end: a listener of Robot Framework and hooks of behave, in its own process.

``--listener tests.hostile.timekeeping.Listener:FILE``; in the environment of a feature ``from tests.hostile.timekeeping
import *``, with ``TIMEKEEPING`` the file. Of each keyword of this library, and of each step, the file gets a line: what
it was, seconds beyond its deadline, and for how many of these its threads waited for a CPU that others had.
"""

from __future__ import annotations

import json
import os
import re
import time
from pathlib import Path
from typing import Any, NamedTuple

from tests.soak.measuring import Lateness

__all__ = ["after_all", "after_step", "before_all", "before_step"]

#: Beyond the deadline.
ALLOWED = 0.1
#: Where neither call nor step says how long it may take; also that of ``timeout`` and ``open_timeout`` in these runs.
PATIENCE = 10.0
_TOLD = re.compile(r"(?:within|timeout)\W+(\d+) ?(ms|milliseconds|s|seconds)\b|\bfor (\d+) (milliseconds) every")


class Late(NamedTuple):
    """When something ended.

    Attributes:
        what: the keyword and its arguments, or the step.
        by: seconds after its deadline.
        excuse: seconds of these that are the machine's.
    """

    what: str
    by: float
    excuse: float


def allowed(words: str, closing: float) -> float:
    """Seconds that a call may take.

    Args:
        words: of which it consists.
        closing: for the answer to a close, where it says nothing else.
    """
    found = _TOLD.search(words)
    if found:
        number, unit = (found[1], found[2]) if found[1] else (found[3], found[4])
        return int(number) / (1000 if unit.startswith("m") else 1)
    return closing if re.match(r"Close WebSocket|I close the connection", words) else PATIENCE


def told(file: Path) -> list[Late]:
    """What the run has written."""
    return [Late(*json.loads(line)) for line in file.read_text(encoding="utf-8").splitlines()]


def too_late(lateness: list[Late]) -> list[Late]:
    return [each for each in lateness if each.by > ALLOWED + each.excuse]


class Timekeeper:
    """Writes into a file what is measured between ``begin`` and ``end``."""

    def __init__(self, file: str, closing: float = 0.2) -> None:
        self._file, self._closing = file, closing
        self._began = 0.0
        self._lateness = Lateness()
        self._lateness.__enter__()
        time.sleep(0.05)  # it has looked once, before anything is measured

    def close(self) -> None:
        self._lateness.__exit__()

    def begin(self) -> None:
        self._began = time.monotonic()

    def end(self, words: str) -> None:
        took = time.monotonic() - self._began
        late = Late(words, round(took - allowed(words, self._closing), 4), round(self._lateness.stolen(self._began), 4))
        with open(self._file, "a", encoding="utf-8") as file:
            file.write(json.dumps(late) + "\n")


class Listener:
    ROBOT_LISTENER_API_VERSION = 3

    def __init__(self, file: str) -> None:
        self._keeper = Timekeeper(file)

    def close(self) -> None:
        self._keeper.close()

    def start_library_keyword(self, data: Any, implementation: Any, result: Any) -> None:
        self._keeper.begin()

    def end_library_keyword(self, data: Any, implementation: Any, result: Any) -> None:
        if implementation.owner.name == "WsKeywords":
            self._keeper.end("    ".join([implementation.name, *map(str, data.args)]))


def before_all(context: Any) -> None:
    context.timekeeper = Timekeeper(os.environ["TIMEKEEPING"])


def after_all(context: Any) -> None:
    context.timekeeper.close()


def before_step(context: Any, step: Any) -> None:
    context.timekeeper.begin()


def after_step(context: Any, step: Any) -> None:
    rows = [step.table.headings, *(row.cells for row in step.table)] if step.table else []
    context.timekeeper.end(" ".join([step.name, *(" ".join(row) for row in rows)]))
