"""Each call that starts, stops or waits for a process, broken off: none runs that nobody can stop."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import suppress
from time import sleep
from typing import Any, NamedTuple

import psutil
import pytest

from tests.engine.test_liveness import eventually
from tests.interruptions.striking import MARKS, strikes
from WsKeywords.core import Mismatch
from WsKeywords.core.app.apps import Apps
from WsKeywords.core.deadline import Deadline
from WsKeywords.core.settings import Settings

pytestmark = MARKS
PYTHON = [sys.executable, "-I", "-S", "-c"]
LISTENS = (
    "import socket, sys; s = socket.create_server(('127.0.0.1', int(sys.argv[1]))); print('ready', flush=True)\n"
    "while True: s.accept()[0].close()"
)
ASGI = "tests.interruptions.nothing:app"


class Row(NamedTuple):
    """A call, how often it is broken off, and what comes before it."""

    call: Callable[[Apps], Any]
    times: int
    first: Callable[[Apps], object]


def started(apps: Apps) -> None:
    if "app" not in apps or not apps["app"].running:
        apps.start_process([*PYTHON, LISTENS, "{port}"], timeout=30)


def stopped(apps: Apps) -> None:
    if "app" in apps:
        apps.stop()


def logged(apps: Apps) -> None:
    with suppress(Mismatch):
        apps.expect_log("never", timeout=0.03)


def ran(apps: Apps) -> None:
    assert apps.run_command([*PYTHON, "print('hello')"]) == "hello"


APPS: dict[str, Row] = {
    "start_process": Row(started, 20, stopped),
    "start": Row(lambda apps: apps.start(ASGI, timeout=30), 4, stopped),
    "stop": Row(stopped, 12, started),
    "restart": Row(lambda apps: apps.restart(), 10, started),
    "restart, killed": Row(lambda apps: apps.restart(graceful=False), 8, stopped),
    "leave_scope": Row(
        lambda apps: apps.leave_scope("a test"), 10, lambda apps: (apps.enter_scope("a test"), started(apps))
    ),
    "close": Row(lambda apps: apps.close(), 10, started),
    "expect_log": Row(logged, 40, started),
    "expect_not_in_log": Row(lambda apps: apps.expect_not_in_log("never", within=0.01), 20, started),
    "run_command": Row(ran, 20, bool),
}


def below() -> set[int]:
    """The processes that this one, and those, have started."""
    found = set()
    for each in psutil.Process().children(recursive=True):
        with suppress(psutil.NoSuchProcess):
            if each.status() != psutil.STATUS_ZOMBIE:
                found.add(each.pid)
    return found


def guarded(apps: Apps) -> set[int]:
    """Those that it knows of: each app, and what watches over it."""
    running = [app.process for app in map(apps.__getitem__, apps.names()) if app.running]
    return {pid for process in running if process for pid in (process.pid, process._guard.pid) if pid}


@pytest.mark.parametrize("name", APPS)
def test_nothing_runs_that_nobody_can_stop(name: str) -> None:
    row, before = APPS[name], below()
    apps = Apps(Settings())
    with strikes(name) as striking:
        try:
            if name == "restart, killed":
                started(apps)
            while striking.count < row.times:
                row.first(apps)
                striking.strike(lambda: row.call(apps))
                deadline = Deadline.after(30)
                # What is known to run may be ending this moment.
                while (unknown := below() - before - guarded(apps)) and not deadline.expired:
                    sleep(0.005)
                assert unknown == set()
        finally:
            apps.close()
    assert eventually(lambda: below() == before)
