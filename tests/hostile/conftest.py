"""The server that breaks rules, for the tests of one worker."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def misbehaving() -> Iterator[str]:
    """Its base URL."""
    server = Path(__file__).with_name("misbehaving.py")
    process = subprocess.Popen([sys.executable, str(server)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    yield f"ws://127.0.0.1:{int(process.stdout.readline())}"
    process.kill()
    process.wait()
    process.stdout.close()
