"""Many sessions at once, where they do not all open: what is shown meanwhile, and what is said."""

import os
import sys

import pytest

from tests.hostile import RawServer
from WsKeywords.core import OpeningFailed, Sessions
from WsKeywords.core.app.apps import Apps
from WsKeywords.core.crew import Crew
from WsKeywords.core.handshake.steps import Steps, Wait

from .docs_blocks import ROOT

#: Starts uvicorn where a process may have 60 open files.
LIMITED = (
    "import resource, sys, uvicorn; resource.setrlimit(resource.RLIMIT_NOFILE, (60, 60)); "
    "uvicorn.run('server:app', port=int(sys.argv[1]))"
)


@pytest.mark.skipif(os.name == "nt", reason="the limit is one of POSIX")
def test_a_server_that_runs_out_of_open_files() -> None:
    shown: list[tuple[int, int]] = []
    with Sessions() as sessions:
        apps = Apps(sessions.settings)
        try:
            apps.start_process([sys.executable, "-c", LIMITED, "{port}"], cwd=ROOT / "robot_tests" / "apps")
            with pytest.raises(OpeningFailed) as failure:
                sessions.open_many("/ws/echo", 80, open_timeout=1.0, progress=lambda *said: shown.append(said))
        finally:
            apps.close()
    text = str(failure.value)
    failed = int(text.split()[0])
    assert text.startswith(f'{failed} of 80 sessions could not be opened; the first is "ws-')
    assert text.endswith(
        " Some were answered, then no more: has the server reached its limit of open files (ulimit -n)?"
    )
    assert shown[-1] == (80 - failed, 80)


def test_progress_counts_what_went_well() -> None:
    def steps(text: str) -> Steps[int]:
        yield Wait(0.0)
        return int(text)

    shown: list[tuple[int, int]] = []
    crew = Crew([lambda: steps("1"), lambda: steps("x"), lambda: steps("2")], free=lambda value: None)
    outcomes = crew.work(lambda *said: shown.append(said))
    assert [outcome.error is None for outcome in outcomes] == [True, False, True]
    assert shown == [(2, 3)]


def test_of_a_crowd_that_a_server_never_answers_only_the_first_are_waited_for() -> None:
    with RawServer(hold=True) as server, Sessions() as sessions, pytest.raises(OpeningFailed) as failure:
        sessions.open_many(server.url, 500, open_timeout=0.2)
    start = '48 of 500 sessions could not be opened, and 452 were not tried any more; the first is "ws-1". '
    assert str(failure.value).startswith(start)
