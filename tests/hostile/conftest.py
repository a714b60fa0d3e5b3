"""The server that breaks rules, for the tests of one worker."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.processes import serving


class Misbehaving(NamedTuple):
    """The ports by their names, and the folder of the CA."""

    ports: dict[str, int]
    folder: Path

    @property
    def url(self) -> str:
        return f"ws://127.0.0.1:{self.ports['plain']}"


@pytest.fixture(scope="session")
def misbehaving(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Misbehaving]:
    folder = tmp_path_factory.mktemp("misbehaving")
    with serving(sys.executable, Path(__file__).with_name("misbehaving.py"), folder) as ports:
        yield Misbehaving(json.loads(ports), folder)
