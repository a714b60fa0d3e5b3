"""Keywords for a suite that looks at what its tests have left: ``Library    leftovers.py``."""

from __future__ import annotations

import gc

import psutil

from WsKeywords.core import Session
from WsKeywords.core.report.transcript import Transcript
from WsKeywords.core.wire.connection import Connection


class leftovers:  # noqa: N801
    ROBOT_LIBRARY_SCOPE = "GLOBAL"

    def __init__(self) -> None:
        self._before: dict[str, int] | None = None

    def what_is_there(self) -> dict[str, int]:
        """What the process holds, and how many sessions and their parts there are."""
        gc.collect()
        kinds = [type(each) for each in gc.get_objects()]
        process = psutil.Process()
        return {
            "descriptors": process.num_fds(),
            "threads": process.num_threads(),
            "sessions": sum(issubclass(kind, Session) for kind in kinds),
            "connections": sum(issubclass(kind, Connection) for kind in kinds),
            "transcripts": kinds.count(Transcript),
        }

    def remember_what_is_there(self) -> None:
        """Once everything has been done once."""
        self._before = self.what_is_there()

    def nothing_more_should_be_there(self) -> None:
        """Not more than was remembered."""
        now = self.what_is_there()
        assert now == self._before, f"There were {self._before}, and now there are {now}."
