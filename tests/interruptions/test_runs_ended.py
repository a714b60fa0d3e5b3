"""Whole runs that are stopped while a keyword or step waits: they end at once, apps stop, reports can be read."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from time import monotonic, sleep
from xml.etree.ElementTree import parse

import psutil
import pytest
from robot.api import ExecutionResult

from tests.docs_blocks import ROOT

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows has none of these signals")
SERVER = f"{sys.executable} -m tests.interruptions.everything {{port}} pids"
WAITS = "Receive Message    timeout=60s"
SUITE = f"""\
*** Settings ***
Library           WsKeywords
Suite Setup       Start App Process    {SERVER}
Suite Teardown    Run Command    touch torn_down

*** Test Cases ***
Waits
    Open WebSocket    /ws
    Run Command    touch waiting
    LAST

Comes After It
    Run Command    touch went_on
"""
FEATURE = f"""\
Feature: Waiting
  Scenario: Waits
    Given the command "{SERVER}" is running
    And I am connected to "/ws"
    When I run the command "touch waiting"
    Then I should receive "anything" within 60 seconds

  Scenario: Comes after it
    When I run the command "touch went_on"
"""
PROGRAMS = Path(sys.executable).parent
ROBOT = [sys.executable, "-m", "robot", "--outputdir", "out", "--consolecolors", "off", "suite.robot"]
BEHAVE = [
    sys.executable,
    "-m",
    "behave",
    "--no-color",
    "-f",
    "plain",
    "--junit",
    "--junit-directory",
    "out",
    "features",
]
PABOT = [sys.executable, "-m", "pabot.pabot", "--processes", "1", "--no-pabotlib", "--outputdir", "out", "suite.robot"]


class Run:
    """A run in a process of its own, up to where it waits."""

    def __init__(self, folder: Path, command: list[str], last: str = WAITS) -> None:
        (folder / "suite.robot").write_text(SUITE.replace("LAST", last))
        (folder / "features" / "steps").mkdir(parents=True)
        (folder / "features" / "waiting.feature").write_text(FEATURE)
        (folder / "features" / "steps" / "steps.py").write_text("from WsKeywords.steps import *\n")
        self.folder = folder
        # A shell starts what it runs in the background with SIGINT ignored, and that is inherited.
        here = signal.signal(signal.SIGINT, signal.default_int_handler)
        with (folder / "console").open("w") as console:
            self.process = subprocess.Popen(
                command,
                cwd=folder,
                env={**os.environ, "PYTHONPATH": str(ROOT), "PATH": f"{PROGRAMS}{os.pathsep}{os.environ['PATH']}"},
                stdout=console,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        signal.signal(signal.SIGINT, here)

    def begun(self) -> None:
        """It is at the keyword or step that waits."""
        self.until(lambda: self.has("waiting"))
        self.app = [psutil.Process(int(pid)) for pid in (self.folder / "pids").read_text().split()]

    def has(self, file: str) -> bool:
        return (self.folder / file).exists()

    @property
    def console(self) -> str:
        return (self.folder / "console").read_text()

    def until(self, holds: Callable[[], bool]) -> None:
        until = monotonic() + 60
        while not holds():
            assert self.process.poll() is None, self.console
            assert monotonic() < until, self.console
            sleep(0.01)

    def runner(self) -> psutil.Process:
        """What has started the app: of pabot the Robot Framework that it runs."""
        guard = self.app[1]
        found = guard.parent()
        assert found is not None
        return found

    def ended(self) -> int:
        """The exit code; nothing is left, long before what was waited for would have come."""
        code = self.process.wait(40)
        _, alive = psutil.wait_procs(self.app, timeout=30)
        assert alive == []
        return code


Begin = Callable[..., Run]


@pytest.fixture
def begin(tmp_path: Path) -> Iterator[Begin]:
    """Makes a run, and ends it if the test could not."""
    runs: list[Run] = []

    def made(command: list[str], last: str = WAITS) -> Run:
        runs.append(Run(tmp_path, command, last))
        runs[-1].begun()
        return runs[-1]

    yield made
    for run in runs:
        if run.process.poll() is None:
            run.process.kill()
            run.process.wait(30)


def interrupt(run: Run) -> None:
    run.process.send_signal(signal.SIGINT)


def terminate(run: Run) -> None:
    run.process.send_signal(signal.SIGTERM)


def results(folder: Path) -> list[tuple[str, str]]:
    """Status and first line of the message of each test, as the report has them."""
    found = ExecutionResult(folder / "out" / "output.xml").suite.all_tests
    return [(each.status, each.message.partition("\n")[0]) for each in found]


@pytest.mark.parametrize("stop", [interrupt, terminate], ids=["Ctrl-C", "SIGTERM"])
def test_robot(tmp_path: Path, begin: Begin, stop: Callable[[Run], object]) -> None:
    run = begin(ROBOT)
    stop(run)
    assert run.ended() == 2, run.console
    assert results(tmp_path) == [
        ("FAIL", "Execution terminated by signal"),
        ("FAIL", "Test execution stopped due to a fatal error."),
    ]
    assert run.has("torn_down")
    assert not run.has("went_on")
    assert run.has("out/log.html")


def test_robot_told_twice(begin: Begin) -> None:
    """The second signal ends it at once, with no report, wherever the first one is."""
    run = begin(ROBOT)
    terminate(run)
    run.until(lambda: "Second signal will force exit" in run.console)
    with suppress(ProcessLookupError):
        terminate(run)
    assert run.ended() in (253, 2), run.console  # 2: it was quicker, and reports two failures


def test_robot_stopped_by_a_keyword(tmp_path: Path, begin: Begin) -> None:
    run = begin(ROBOT, "Fatal Error    enough")
    assert run.ended() == 2, run.console
    assert results(tmp_path) == [("FAIL", "enough"), ("FAIL", "Test execution stopped due to a fatal error.")]
    assert run.has("torn_down")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL], ids=["SIGTERM", "SIGKILL"])
def test_pabot(tmp_path: Path, begin: Begin, number: signal.Signals) -> None:
    """What pabot started is ended under it."""
    run = begin(PABOT)
    run.runner().send_signal(number)
    assert run.ended() != 0, run.console
    assert not run.has("went_on")
    if number == signal.SIGTERM:
        assert results(tmp_path)[0] == ("FAIL", "Execution terminated by signal")


@pytest.mark.parametrize("stop", [interrupt, terminate], ids=["Ctrl-C", "SIGTERM"])
def test_behave(tmp_path: Path, begin: Begin, stop: Callable[[Run], object]) -> None:
    run = begin(BEHAVE)
    stop(run)
    code = run.ended()
    assert not run.has("went_on")
    if stop is terminate:
        # behave leaves it to the system what SIGTERM does.
        assert code == -signal.SIGTERM, run.console
        return
    assert code == 1, run.console
    assert "ABORTED: By user." in run.console
    (report,) = (tmp_path / "out").glob("*.xml")
    assert [each.get("name") for each in parse(report).getroot().iter("testcase")][:1] == ["Waits"]
