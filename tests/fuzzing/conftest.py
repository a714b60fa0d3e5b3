"""The apps that these tests fuzz."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from WsKeywords.core.app.app import App
from WsKeywords.core.app.apps import Apps
from WsKeywords.core.settings import Settings
from WsKeywords.fuzzing.routes import Route, Target


@pytest.fixture(scope="session")
def served() -> Iterator[App]:
    """An app that runs for the tests of one worker."""
    apps = Apps(Settings())
    try:
        yield apps.start("tests.fuzzing.servers:app", cwd=str(Path(__file__).parent.parent.parent))
    finally:
        apps.close()


@pytest.fixture
def target(served: App) -> Callable[..., Target]:
    """Makes a target of some of its routes."""

    def make(*routes: Route | str) -> Target:
        return Target(
            served.base_url.replace("http", "ws"),
            tuple(Route(route) if isinstance(route, str) else route for route in routes),
            served,
            "servers:app",
        )

    return make
