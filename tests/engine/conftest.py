"""A real server in its own process, one for each pytest worker, and sessions to it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.processes import serving
from WsKeywords.core import Session, Sessions


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    with serving(sys.executable, Path(__file__).with_name("talk.py")) as port:
        yield f"ws://127.0.0.1:{int(port)}"


@pytest.fixture
def sessions(server: str) -> Iterator[Sessions]:
    with Sessions(server, timeout=2, close_timeout=2) as opened:
        yield opened


@pytest.fixture
def alice(sessions: Sessions) -> Session:
    return sessions.open("/alice", "alice")
