"""A process that is forked while sessions are open says so to whoever uses them, and disturbs nothing."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from tests.docs_blocks import ROOT

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="there are no forks here")


def refusal(what: str) -> str:
    return (
        f"WsError: {what} belongs to the process that opened it, and this process was forked from that one (os.fork, "
        'or multiprocessing with its start method "fork"): the thread that reads the sockets is not in it. Open what '
        "it needs in this process, on Sessions() of its own."
    )


@pytest.mark.parametrize("way", ["fork", "multiprocessing"])
def test_sessions_are_of_the_process_that_opened_them(way: str, everything: str) -> None:
    run = subprocess.run(
        [sys.executable, "-X", "faulthandler", "-m", "tests.interruptions.forks", way, everything],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (run.returncode, run.stderr) == (0, "")
    child, parent = map(json.loads, run.stdout.splitlines())
    alice = refusal('Session "alice"')
    gone = child["closed before"][0].splitlines()[0]
    url = everything.replace("http", "ws")
    assert child == {
        "send": [alice],
        "receive": [alice],
        "others": [alice],
        "stream": [refusal('Session "stream"')],
        "open": [refusal("The object that opens sessions")],
        "closed before": child["closed before"],
        "repr": f"<Session 'alice' {url}/ws of another process>",
        "http": ["{'path': '/child'}"],
        "close": ["None", "None", "[]"],
        "own": ["True"],
    }
    # What had come before the close can be read.
    assert gone == (
        'NoMessage: Expected the next message of session "gone" to arrive, but the session was closed by us with code '
        "1000."
    )
    assert parent == {
        "status": 0,
        "alice": True,
        "open": ["alice", "stream"],
        "http": {"path": "/after"},
        "app": True,
        "close": 1000,
        "stopped": True,
    }
