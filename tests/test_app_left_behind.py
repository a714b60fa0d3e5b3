"""Nothing is left behind, however the run ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

HERE = Path(__file__).parent
REPOSITORY = HERE.parent

RUNNER = """
import os, signal, sys
from WsKeywords.core.app.apps import Apps
from WsKeywords.core.settings import Settings

# A shell starts what it runs in the background with SIGINT ignored, and that is inherited.
signal.signal(signal.SIGINT, signal.default_int_handler)
apps = Apps(Settings())
stubborn = apps.start_process([sys.executable, "served/stubborn.py", "{{port}}"], "stubborn", ready="pids")
app = apps.start("served.apps:app", "polite")
pids = stubborn.log.text().split()[1:] + [app.process.pid, app.process._guard.pid, stubborn.process._guard.pid]
print(*pids, flush=True)
{ending}
"""

ENDINGS = {
    "killed": "signal.pause()",
    "group killed": "signal.pause()",
    "terminated": "signal.pause()",
    "interrupted": "signal.pause()",
    "returns": "",
    "raises": "raise RuntimeError('a bug')",
    "exits at once": "os._exit(1)",
    "segmentation fault": "os.kill(os.getpid(), signal.SIGSEGV)",
}
SIGNALS = {"killed": signal.SIGKILL, "terminated": signal.SIGTERM, "interrupted": signal.SIGINT}


@pytest.mark.parametrize("how", ENDINGS)
def test_nothing_outlives_the_run(how: str) -> None:
    runner = subprocess.Popen(
        [sys.executable, "-c", RUNNER.format(ending=ENDINGS[how])],
        cwd=HERE,
        env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    )
    assert runner.stdout
    pids = [int(pid) for pid in runner.stdout.readline().split()]
    assert len(pids) == 6
    left = [process for pid in pids if (process := running(pid))]
    if how in SIGNALS:
        runner.send_signal(SIGNALS[how])
    elif how == "group killed":
        os.killpg(runner.pid, signal.SIGKILL)
    runner.wait(10)
    runner.stdout.close()
    psutil.wait_procs(left, timeout=10)
    assert [pid for pid in pids if running(pid)] == []


def test_a_guard_that_is_killed_takes_its_app_with_it() -> None:
    if sys.platform != "linux":
        pytest.skip("only Linux can tie a process to its parent")
    from WsKeywords.core.app.apps import Apps
    from WsKeywords.core.settings import Settings

    apps = Apps(Settings())
    app = apps.start("served.apps:app", cwd=HERE)
    assert app.process
    assert app.process.pid
    process = psutil.Process(app.process.pid)
    psutil.Process(app.process._guard.pid).kill()
    psutil.wait_procs([process], timeout=5)
    assert running(process.pid) is None
    app.process.wait_ended(deadline())
    assert app.how_ended() == "ended in an unknown way (the process that watches over it was killed)"
    apps.restart()
    assert app.running
    apps.close()


def deadline() -> object:
    from WsKeywords.core.deadline import Deadline

    return Deadline.after(5)


def running(pid: int) -> psutil.Process | None:
    """The process, unless it is over; nobody may have collected it yet."""
    try:
        process = psutil.Process(pid)
        return None if process.status() == psutil.STATUS_ZOMBIE else process
    except psutil.NoSuchProcess:
        return None
