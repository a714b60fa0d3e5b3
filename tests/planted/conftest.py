"""The planted apps of one worker."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from WsKeywords.core.app.app import App

from . import serving


@pytest.fixture(scope="session")
def grouped() -> Iterator[dict[bool, App]]:
    """All ASGI apps, with their defects and mended, in one process each."""
    with ExitStack() as stack:
        yield {mended: stack.enter_context(serving.together(mended=mended)) for mended in (False, True)}
