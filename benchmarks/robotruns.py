"""Runs of Robot Framework and behave whose steps are timed."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

from .servers import ROOT


def in_robot(suite: str, and_then: Callable[[Path], None]) -> None:
    """Run a suite in a process of its own, with log and report, as users do.

    Args:
        suite: its text; ``{output}`` in it is the folder of the results.
        and_then: called with that folder before it is removed.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "measured.robot")
        path.write_text(suite.replace("{output}", folder), encoding="utf-8")
        command = [sys.executable, "-m", "robot", "--console", "quiet", "--outputdir", folder, str(path)]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
        if done.returncode:
            ending = Path(folder, "output.xml").read_text(encoding="utf-8")[-4000:]
            raise AssertionError(f"The suite failed:\n{done.stdout}{done.stderr}{ending}")
        and_then(Path(folder))


def loops_in_robot(suite: str) -> dict[str, list[float]]:
    """Seconds that the loops of each test of a suite took; a test called ``name number`` is a run of ``name``."""
    from robot.api import ExecutionResult

    found: dict[str, list[float]] = defaultdict(list)

    def read(folder: Path) -> None:
        for test in ExecutionResult(str(folder / "output.xml")).suite.tests:
            loops = [item for item in test.body if item.type == item.FOR]
            found[test.name.rstrip("0123456789 ")].append(sum(loop.elapsed_time.total_seconds() for loop in loops))

    in_robot(suite, read)
    return dict(found)


def in_behave(feature: str, steps: str) -> None:
    """Run a feature with its steps in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "steps").mkdir()
        Path(folder, "steps", "steps.py").write_text(steps, encoding="utf-8")
        Path(folder, "measured.feature").write_text(feature, encoding="utf-8")
        command = [sys.executable, "-m", "behave", folder]
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, env=environment)
        if done.returncode:
            raise AssertionError(f"The feature failed:\n{done.stdout[-4000:]}{done.stderr}")
