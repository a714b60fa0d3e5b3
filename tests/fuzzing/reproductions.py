"""Runs what fuzzing wrote to play failures again: all suites of a folder in one run, all features in another."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from robot.api import ExecutionResult

from WsKeywords.core.app.apps import Apps
from WsKeywords.core.settings import Settings

ROOT = Path(__file__).parent.parent.parent
#: Why each file failed, or "", by what ran it.
Outcomes = dict[str, dict[str, str]]


def run_suites(folder: Path, results: Path, *arguments: str) -> dict[str, str]:
    """Why each suite failed, by the name of its file without ending; "" where it passed."""
    output = results / "output.xml"
    command = [sys.executable, "-m", "robot", "--outputdir", str(results), "--log", "NONE", "--report", "NONE"]
    ran = subprocess.run([*command, *arguments, str(folder)], cwd=ROOT, capture_output=True, text=True, timeout=100)
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


def run_features(folder: Path, results: Path, *arguments: str) -> dict[str, str]:
    """Why each feature failed, by the name of its file without ending; "" where it passed."""
    command = [sys.executable, "-m", "behave", "--no-color", "-D", "transcripts=NEVER", "--format", "progress"]
    command += ["--junit", "--junit-directory", str(results)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    ran = subprocess.run(
        [*command, *arguments, str(folder)], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=100
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


def outcomes(app: str, port: int, folder: Path, results: Path, **environment: str) -> dict[str, Outcomes]:
    """How the suites and features of a folder end, against the app with its defects and against the mended one."""
    found: dict[str, Outcomes] = {}
    for state, mended in (("broken", ""), ("mended", "1")):
        apps = Apps(Settings())
        try:
            apps.start(app, cwd=str(ROOT), env={"MENDED": mended, **environment}, port=port)
            found[state] = {
                "robot": run_suites(folder, results / f"robot-{state}", "-v", f"BASE_URL:ws://127.0.0.1:{port}"),
                "behave": run_features(folder, results / f"behave-{state}", "-D", f"base_url=ws://127.0.0.1:{port}"),
            }
        finally:
            apps.close()
    return found
