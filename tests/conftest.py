"""What several tests share."""

from collections.abc import Iterator
from pathlib import Path

import pytest


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
