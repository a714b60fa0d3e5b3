"""The server that the tests of this folder share."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest

from tests.docs_blocks import ROOT
from tests.processes import serving


@pytest.fixture(scope="session")
def everything() -> Iterator[str]:
    with serving(sys.executable, "-m", "tests.interruptions.everything", cwd=ROOT) as port:
        yield f"http://127.0.0.1:{int(port)}"
