"""A real server in its own process, one for each pytest worker, and sessions to it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from WsKeywords.core import Session, Sessions


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    process = subprocess.Popen(
        [sys.executable, str(Path(__file__).with_name("talk.py"))], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    yield f"ws://127.0.0.1:{int(process.stdout.readline())}"
    process.kill()
    process.wait()
    process.stdout.close()


@pytest.fixture
def sessions(server: str) -> Iterator[Sessions]:
    with Sessions(server, timeout=2, close_timeout=2) as opened:
        yield opened


@pytest.fixture
def alice(sessions: Sessions) -> Session:
    return sessions.open("/alice", "alice")
