"""Runs behave on features of a test, in a process of its own, and reads what it wrote."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any, NamedTuple

from tests import processes
from tests.processes import BEHAVE

ROOT = Path(__file__).parent.parent
STEPS = "from WsKeywords.steps import *\n"


class Run(NamedTuple):
    """What a run left behind."""

    code: int
    output: str
    folder: Path

    def scenario(self, name: str) -> str:
        """What was printed of one scenario, with what differs from run to run replaced."""
        found = re.search(
            rf"^  Scenario: {re.escape(name)}\n(.*?)(?=^  Scenario: |^\n\n?\S|\Z)", self.output, re.M | re.S
        )
        assert found, self.output
        return normal(found[1]).rstrip()

    def summary(self) -> list[str]:
        """The counts at the end."""
        return [line for line in self.output.splitlines() if re.match(r"\d+ (features?|scenarios?|steps?) ", line)]

    def json(self) -> list[dict[str, Any]]:
        """The scenarios of the JSON report."""
        report = json.loads((self.folder / "report.json").read_text())
        return [element for feature in report for element in feature["elements"] if element["type"] == "scenario"]


def normal(text: str) -> str:
    """A text without ports, times, process ids and the paths of this machine."""
    text = re.sub(r"127\.0\.0\.1:\d{4,5}", "127.0.0.1:PORT", text)
    text = re.sub(r"\d\d:\d\d:\d\d\.\d\d\d", "TIME", text)
    text = re.sub(r"\b\d+(\.\d+)? (ms|s) (?=before|ago|after|later|earlier)", "N s ", text)
    text = re.sub(r"^It (came after .*|was unread already|had arrived .*)\.$", "It came.", text, flags=re.M)
    text = re.sub(r"(?<=Protocols, )\d+ ms", "N ms", text)
    text = re.sub(r"after \d+(\.\d+)? m?s", "after N s", text)
    text = re.sub(r'File "[^"]*[/\\](behave|WsKeywords)[/\\]([^"]*)", line \d+', r'File "\1/\2", line N', text)
    return text.replace("\\", "/") if os.sep == "\\" else text


def run_behave(
    folder: Path,
    features: dict[str, str],
    *arguments: str,
    steps: str = STEPS,
    env: dict[str, str] | None = None,
    environment: str | None = None,
) -> Run:
    """Run behave in a folder.

    Args:
        folder: the working directory; features and steps are written below it.
        features: the text of each feature by its name.
        arguments: of behave.
        steps: the text of the steps file.
        env: environment variables over those of the test.
        environment: the text of ``environment.py``; by default there is none.
    """
    (folder / "features" / "steps").mkdir(parents=True, exist_ok=True)
    (folder / "features" / "steps" / "steps.py").write_text(steps)
    if environment is not None:
        (folder / "features" / "environment.py").write_text(environment)
    for name, text in features.items():
        (folder / "features" / f"{name}.feature").write_text(text)
    command = [*BEHAVE, "--no-color", "--no-timings"]
    command += ["-f", "json", "-o", "report.json", "-f", "plain", *arguments]
    found = processes.run(
        command,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8", **(env or {})},
    )
    return Run(found.returncode, found.stdout + found.stderr, folder)
