"""What several tests share."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

# A proxy of the machine that the tests run on is not for their servers.
for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
    os.environ.pop(name, None)
    os.environ.pop(name.upper(), None)


@pytest.fixture(scope="session")
def chat() -> Iterator[str]:
    """The base URL of the example chat, which runs for the tests of one worker."""
    from WsKeywords.core.app.apps import Apps
    from WsKeywords.core.settings import Settings

    apps = Apps(Settings())
    try:
        yield apps.start("examples.chat:app", cwd=str(Path(__file__).parent.parent), ready="/health").base_url
    finally:
        apps.close()
