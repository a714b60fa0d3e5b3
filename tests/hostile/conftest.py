"""The server that breaks rules, for the tests of one worker."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest


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
    server = Path(__file__).with_name("misbehaving.py")
    process = subprocess.Popen([sys.executable, str(server), str(folder)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    yield Misbehaving(json.loads(process.stdout.readline()), folder)
    process.kill()
    process.wait()
    process.stdout.close()
