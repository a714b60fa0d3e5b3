"""The server that the tests of this folder share."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

import pytest

from tests.docs_blocks import ROOT


@pytest.fixture(scope="session")
def everything() -> Iterator[str]:
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.interruptions.everything"], stdout=subprocess.PIPE, text=True, cwd=ROOT
    )
    assert process.stdout is not None
    yield f"http://127.0.0.1:{int(process.stdout.readline())}"
    process.kill()
    process.wait()
    process.stdout.close()
