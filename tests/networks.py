"""Networks for tests: proxies, each in its own process, and TLS servers with certificates of their own CA."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from WsKeywords.core.app.apps import Apps
from WsKeywords.core.settings import Settings

HERE = Path(__file__).parent


class Running:
    """A server in its own process."""

    def __init__(self, apps: Apps, port: int) -> None:
        self.port = port
        self.expect_log = apps.expect_log


@contextmanager
def proxy(*arguments: str) -> Iterator[Running]:
    """A running ``served/proxy.py``."""
    apps = Apps(Settings())
    command = [sys.executable, str(HERE / "served" / "proxy.py"), "{port}", *arguments]
    try:
        yield Running(apps, apps.start_process(command).port)
    finally:
        apps.close()
