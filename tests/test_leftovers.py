"""What is left behind turns a test red, and a run: so that the fixture for all tests is no decoration."""

from __future__ import annotations

import _thread
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests import leftovers, processes
from tests.behave_runs import run_behave

IMPATIENT = {**os.environ, "LEFTOVERS_PATIENCE": "0.1"}
NO_FILES = ["--output", "NONE", "--log", "NONE", "--report", "NONE"]


@contextmanager
def a_thread() -> Iterator[None]:
    end = threading.Event()
    thread = threading.Thread(target=end.wait, args=(30,), name="forgotten")
    thread.start()
    yield
    end.set()
    thread.join(10)


@contextmanager
def a_thread_beneath_threading() -> Iterator[None]:
    end, ended = _thread.allocate_lock(), threading.Event()
    end.acquire(timeout=1)
    _thread.start_new_thread(lambda: (end.acquire(timeout=30), ended.set()), ())
    yield
    end.release()
    assert ended.wait(10)


@contextmanager
def a_socket() -> Iterator[None]:
    with socket.socket():
        yield


@contextmanager
def a_process() -> Iterator[None]:
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE):
        yield


@pytest.mark.parametrize(
    ("leave", "told"),
    [
        (a_thread, "a thread: <Thread(forgotten, started "),
        (a_thread_beneath_threading, "a thread: "),
        (a_socket, "a descriptor: "),
        (a_process, "a process: "),
    ],
)
def test_what_is_left_is_told_and_what_has_ended_is_not(leave: object, told: str) -> None:
    before = leftovers.There.now()
    with leave():  # type: ignore[operator]
        assert told in leftovers.left_since(before, patience=0.05)
    assert leftovers.left_since(before) == ""


def test_a_process_of_a_process_is_found_and_its_test_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(leftovers.RUN, "of this test alone")
    code = "import subprocess, sys; subprocess.run([sys.executable, '-c', 'input()'])"
    with subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE) as one:
        while len(found := leftovers.processes_of("of this test alone", patience=0)) < 2:
            assert one.poll() is None
        assert all("test_a_process_of_a_process_is_found_and_its_test_named" in each for each in found)
        assert one.stdin is not None
        one.stdin.close()
    assert leftovers.processes_of("of this test alone") == []


#: name: (a line of a suite, what the run says)
FAULTS = {
    "a socket that is not closed": (
        "Evaluate    socket.socket() and None    modules=socket",
        "ResourceWarning: unclosed <socket.socket",
    ),
    "an exception that ends a thread": (
        "Evaluate    _thread.start_new_thread(int, ('x',)) and __import__('time').sleep(0.1)    modules=_thread",
        "ValueError: invalid literal for int() with base 10: 'x'",
    ),
    "a descriptor": ("Evaluate    os.pipe()    modules=os", "The run has left behind:\na descriptor: "),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_suite_that_passes_is_red_all_the_same(name: str, tmp_path: Path) -> None:
    line, told = FAULTS[name]
    suite = tmp_path / "suite.robot"
    suite.write_text(f"*** Test Cases ***\nPasses\n    {line}\n", encoding="utf-8")
    command = [*processes.ROBOT, *NO_FILES, suite]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, env=IMPATIENT)
    assert "1 test, 1 passed, 0 failed" in done.stdout
    assert (done.returncode, told in done.stderr) == (processes.NOT_STRICT, True), done.stderr


def test_a_feature_that_passes_is_red_all_the_same(tmp_path: Path) -> None:
    steps = "import socket\nfrom behave import given\n\n@given('a leak')\ndef leak(context):\n    socket.socket()\n"
    with pytest.raises(AssertionError, match="ResourceWarning: unclosed <socket"):
        run_behave(tmp_path, {"one": "Feature: f\n  Scenario: s\n    Given a leak\n"}, steps=steps)


def test_a_run_that_leaves_nothing_has_its_own_result(tmp_path: Path) -> None:
    (tmp_path / "suite.robot").write_text("*** Test Cases ***\nOne\n    Fail\nTwo\n    Fail\n", encoding="utf-8")
    done = processes.run([*processes.ROBOT, *NO_FILES, "suite.robot"], cwd=tmp_path)
    assert (done.returncode, done.stderr) == (2, "")


def test_a_test_that_leaves_something_is_red(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """By a fixture that every test has."""
    assert "_nothing_is_left" in request.fixturenames
    monkeypatch.setattr(leftovers, "PATIENCE", 0.05)
    watching = contextmanager(leftovers.nothing_left)
    with pytest.raises(AssertionError, match="The test has left behind:\na descriptor: "), watching():
        pair = os.pipe()
    for end in pair:
        os.close(end)
    with watching():
        pass
