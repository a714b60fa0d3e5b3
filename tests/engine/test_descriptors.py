"""A process that may open no more files says so: also where what would explain it is not imported yet."""

from __future__ import annotations

import sys

import pytest

from tests import processes

pytest.importorskip("resource")
CODE = """
import resource, sys, time
resource.setrlimit(resource.RLIMIT_NOFILE, (100, 100))
from WsKeywords.core import OpeningFailed, Sessions
with Sessions(sys.argv[1], timeout=5) as sessions:
    {opening}
"""
CROWD = """try:
        sessions.open_many("/", 120)
    except OpeningFailed as error:
        print(str(error).partition(" sessions ")[2])
    print(len(sessions.names()), len(sessions.open_many("/", 50)))
"""
ONE_BY_ONE = """try:
        for number in range(120):
            sessions.open("/", str(number))
    except OpeningFailed as error:
        print(error)
    sessions.close_all()
    while sessions.hub.members:  # a closed connection keeps its socket until the server has ended TCP
        time.sleep(0.005)
    sessions.open("/", "again").send_text("there?")
    sessions["again"].expect(text="Echo: there?")
"""
WHY = "Too many open files. Close sessions, or raise the limit of open files (ulimit -n)."


def test_the_failure_of_a_crowd_says_so_and_leaves_nothing_open(server: str) -> None:
    told = said(CROWD, server)
    assert told[0].startswith('could not be opened; the first is "ws-')
    assert told[0].endswith(WHY)
    assert told[1:] == ["0 50"]


def test_the_failure_of_one_says_so_and_others_can_be_opened_later(server: str) -> None:
    told = said(ONE_BY_ONE, server)
    assert told[0].startswith(f'Expected the WebSocket "{server}/" of session "')
    assert told[0].endswith(WHY)
    assert told[1:] == []


def said(opening: str, server: str) -> list[str]:
    """What a process that may open 100 files prints."""
    command = [sys.executable, "-c", CODE.format(opening=opening), server]
    done = processes.run(command)
    assert done.stderr == ""
    return done.stdout.splitlines()
