"""What several tests share."""

import os
import random
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from hypothesis import settings
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

from . import leftovers, sharing, tracing

# How long an example takes says how busy the machine is, and that some module was imported by it.
settings.register_profile("wskeywords", deadline=None)
settings.load_profile("wskeywords")

# A proxy of the machine that the tests run on is not for their servers.
for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
    os.environ.pop(name, None)
    os.environ.pop(name.upper(), None)


_nothing_is_left = pytest.fixture(autouse=True)(leftovers.nothing_left)


@pytest.fixture(scope="session")
def chat() -> Iterator[str]:
    """The base URL of the example chat, which runs for the tests of one worker."""
    yield from running("examples.chat:app")


@pytest.fixture(scope="session")
def ticker() -> Iterator[str]:
    """The base URL of the example ticker."""
    yield from running("examples.ticker:app")


def running(app: str) -> Iterator[str]:
    from WsKeywords.core.app.apps import Apps
    from WsKeywords.core.settings import Settings

    apps = Apps(Settings())
    try:
        yield apps.start(app, cwd=str(Path(__file__).parent.parent), ready="/health").base_url
    finally:
        apps.close()


def pytest_xdist_auto_num_workers() -> int:
    """Two workers for each processor: half of what the tests take is waiting, for servers to start and for silence."""
    return 2 * (os.cpu_count() or 1)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadScopeScheduling | None:
    return sharing.Sharing(config, log) if config.getoption("dist") == "loadscope" else None


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    sharing.same_in_each_worker(items)
    sharing.longest_first(items)


def pytest_configure(config: pytest.Config) -> None:
    # One seed for all workers, which inherit the environment, so that a run can be repeated.
    os.environ.setdefault("FRAMES_SEED", str(random.randrange(1 << 32)))
    if not hasattr(config, "workerinput"):
        os.environ[leftovers.RUN] = uuid4().hex


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fails a run that leaves a process, also one that a process of a test has started and that nobody knows of."""
    if hasattr(session.config, "workerinput"):
        return
    left = leftovers.processes_of(os.environ[leftovers.RUN])
    for process in left:
        print(f"\nLEFT BEHIND: {process}")
    if left:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_runtest_setup() -> None:
    tracing.resume()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    terminalreporter.write_line(f"random streams: FRAMES_SEED={os.environ['FRAMES_SEED']}")
