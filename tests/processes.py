"""Processes of tests: each ends in time, and red where it leaves something unclosed."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.strictly import NOT_STRICT

_STRICTLY = str(Path(__file__).with_name("strictly.py"))
#: The beginning of a command that runs Robot Framework, or behave, and is red also for what a user would not notice.
ROBOT = [sys.executable, _STRICTLY, "robot"]
BEHAVE = [sys.executable, _STRICTLY, "behave"]
#: Seconds that a server may take to say where it is.
_STARTING = 60.0


def run(command: Sequence[str | Path], *, timeout: float = 110.0, **options: Any) -> subprocess.CompletedProcess[str]:
    """``subprocess.run``, by default with the output as text.

    Args:
        command: the program and its arguments.
        timeout: seconds; the default is less than what a test may take, so that it says which command did not end.
        options: of ``subprocess.run``.
    """
    defaults: dict[str, Any] = {"check": False}
    if options.get("text") is not False:
        defaults |= {"text": True, "encoding": "utf-8"}
    if "stdout" not in options:
        defaults["capture_output"] = True
    options = defaults | options
    options["env"] = {"PYTHONWARNINGS": "error::ResourceWarning", **(options.get("env") or os.environ)}
    done = subprocess.run(command, timeout=timeout, **options)
    errors = str(done.stderr)
    assert done.returncode != NOT_STRICT, errors
    assert "ResourceWarning" not in errors, errors
    return done


@contextmanager
def serving(*command: str | Path, cwd: Path | None = None) -> Iterator[str]:
    """A server in a process of its own, which is killed at the end.

    Yields:
        The first line that it prints: where it is.
    """
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=cwd) as process:
        assert process.stdout is not None
        too_late = threading.Timer(_STARTING, process.kill)
        too_late.start()
        try:
            line = process.stdout.readline()
            too_late.cancel()
            assert line, f"{command} has not said where it is, and ended with {process.wait(10)}"
            yield line
        finally:
            too_late.cancel()
            process.kill()
