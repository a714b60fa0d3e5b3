"""What needs no network: a transcript of a million messages, a failure's text, matching a hundred thousand unread."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from WsKeywords.core import Mismatch, Sessions

from .measuring import OURS, Work, clock

ROOT = Path(__file__).parent.parent


def works(port: int, scale: float) -> Iterator[Work]:
    count = int(100_000 * scale)
    url = f"ws://127.0.0.1:{port}/burst/{count}/64"
    with Sessions(timeout=60, max_unread=count + 1) as sessions:
        session = sessions.open(url)

        def filled() -> None:
            session.clear()
            session.send_text("go")
            assert session.wait_count(lambda number: number == count, timeout=60) == count

        def look() -> float:
            filled()
            with clock() as seconds:
                try:
                    session.wait_for(contains="no such text", timeout=0)
                except Mismatch:
                    return seconds() / count
            raise AssertionError

        def fail() -> float:
            filled()
            session.receive()
            with clock() as seconds:
                try:
                    session.expect(contains="no such text")
                except Mismatch as error:
                    str(error)
            return seconds()

        yield Work(f"Wait For Message over {count:,} unread, a message", "s", {OURS: look}, limit=1e-6)
        yield Work("a failure's text with a full transcript", "s", {OURS: fail}, limit=0.05)
    with tempfile.TemporaryDirectory() as compiled:

        def import_of(module: str) -> Callable[[], float]:
            return lambda: imported(module, compiled)

        yield Work(
            "import WsKeywords.core",
            "s",
            {OURS: import_of("WsKeywords.core"), "websocket": import_of("websocket")},
            limit=None,
            note="goal: at most 0.04 s more than websocket",
        )
        yield Work(
            "import WsKeywords, for Robot Framework",
            "s",
            {OURS: import_of("WsKeywords.library"), "robot.api": import_of("robot.api")},
            note="goal: at most 0.06 s more than robot.api",
        )


def imported(module: str, compiled: str) -> float:
    """Seconds in a fresh interpreter; compiled before, into a folder, as pip compiles what it installs."""
    code = f"import time; t = time.perf_counter(); import {module}; print(time.perf_counter() - t)"
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment["PYTHONPYCACHEPREFIX"] = compiled
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT, env=environment)
    return float(done.stdout)
