"""Imports in fresh interpreters."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator

from . import servers
from .measuring import OURS, Row, Scale, beyond, in_turns

_TIMED = "import time; t = time.perf_counter(); {}; print(time.perf_counter() - t)"


def rows(scale: Scale) -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as compiled:
        yield from compared(15 if scale.share == 1 else 5, compiled)


def compared(rounds: int, compiled: str) -> Iterator[Row]:
    for name, ours, peer, theirs, goal in (
        ("import WsKeywords.core", "import WsKeywords.core", "websocket", "import websocket", 0.04),
        # As Robot Framework imports a library: the class is what costs.
        (
            "import WsKeywords, by Robot Framework",
            "from WsKeywords import WsKeywords",
            "robot.api",
            "import robot.api",
            0.06,
        ),
    ):
        sides = {OURS: lambda ours=ours: seconds(ours, compiled), peer: lambda theirs=theirs: seconds(theirs, compiled)}
        yield Row(
            name, "s", in_turns(sides, rounds), (beyond(peer, goal),), note="fresh interpreters, compiled modules"
        )


def seconds(statement: str, compiled: str) -> float:
    """Seconds in a fresh interpreter; compiled before, into a folder, as pip compiles what it installs."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment["PYTHONPYCACHEPREFIX"] = compiled
    command = [sys.executable, "-c", _TIMED.format(statement)]
    done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=servers.ROOT, env=environment)
    return float(done.stdout)
