"""Runs what fuzzing wrote to play failures again: all suites of a folder in one run, all features in another."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from robot.api import ExecutionResult

from WsKeywords.core.app.apps import Apps
from WsKeywords.core.settings import Settings

ROOT = Path(__file__).parent.parent.parent
#: Why each file failed, or "", by what ran it.
Outcomes = dict[str, dict[str, str]]


def run_suites(folder: Path, results: Path, *arguments: str, **environment: str) -> dict[str, str]:
    """Why each suite failed, by the name of its file without ending; "" where it passed."""
    output = results / "output.xml"
    command = [sys.executable, "-m", "robot", "--outputdir", str(results), "--log", "NONE", "--report", "NONE"]
    ran = subprocess.run(
        [*command, *arguments, str(folder)],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=200,
    )
    assert output.is_file(), ran.stdout + ran.stderr
    found: dict[str, str] = {}

    def walk(suite: Any) -> None:
        for test in suite.tests:
            assert test.status in ("PASS", "FAIL")
            found[Path(suite.source).stem] = "" if test.passed else test.message
        for inner in suite.suites:
            walk(inner)

    walk(ExecutionResult(output).suite)
    return found


def run_features(folder: Path, results: Path, *arguments: str, **environment: str) -> dict[str, str]:
    """Why each feature failed, by the name of its file without ending; "" where it passed."""
    command = [sys.executable, "-m", "behave", "--no-color", "-D", "transcripts=NEVER", "--format", "progress"]
    command += ["--junit", "--junit-directory", str(results)]
    ran = subprocess.run(
        [*command, *arguments, str(folder)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        capture_output=True,
        text=True,
        timeout=200,
    )
    found: dict[str, str] = {}
    for report in results.glob("TESTS-*.xml"):
        suite = ElementTree.parse(report).getroot()
        name = str(suite.get("name")).partition(".")[0].rpartition("/")[2]
        for case in suite.iter("testcase"):
            wrong = [each for each in case if each.tag in ("failure", "error")]
            assert case.get("status") in ("passed", "failed", "error"), (name, case.get("status"), ran.stdout)
            found[name] = found.get(name) or "".join(str(each.get("message")) for each in wrong)
    assert found, ran.stdout + ran.stderr
    return found


def outcomes(app: str, folder: Path, results: Path) -> dict[str, Outcomes]:
    """How the suites and features of a folder end, against the app with its defects and against the mended one."""

    def played(state: str) -> Outcomes:
        apps = Apps(Settings())
        try:
            url = apps.start(app, cwd=str(ROOT), env={"MENDED": "1" if state == "mended" else ""}).base_url
            return {
                "robot": run_suites(folder, results / f"robot-{state}", "-v", f"BASE_URL:{url}"),
                "behave": run_features(folder, results / f"behave-{state}", "-D", f"base_url={url}"),
            }
        finally:
            apps.close()

    return _side_by_side(played)


def by_themselves(folder: Path, results: Path) -> dict[str, Outcomes]:
    """The same of files that start their apps themselves, which are mended where their environment says so."""

    def played(state: str) -> Outcomes:
        mended = "1" if state == "mended" else ""
        with ThreadPoolExecutor(1) as pool:
            features = pool.submit(run_features, folder, results / f"behave-{state}", MENDED=mended)
            return {
                "robot": run_suites(folder, results / f"robot-{state}", MENDED=mended),
                "behave": features.result(300),
            }

    return _side_by_side(played)


def _side_by_side(played: Callable[[str], Outcomes]) -> dict[str, Outcomes]:
    states = ("broken", "mended")
    with ThreadPoolExecutor(len(states)) as pool:
        return dict(zip(states, pool.map(played, states), strict=True))
