"""The examples: each is complete, is run by ``make examples``, and stands in the guide."""

import re
import shutil
from pathlib import Path

import pytest

from tests import processes

from .docs_blocks import ROOT

SOURCES = (".feature", ".js", ".py", ".robot")
EXAMPLES = sorted({path.parent for path in (ROOT / "examples").glob("*/*") if path.suffix in SOURCES})


@pytest.mark.parametrize("folder", EXAMPLES, ids=lambda folder: folder.name)
def test_an_example_has_an_app_a_suite_and_a_feature(folder: Path) -> None:
    missing = [kind for kind in ("app.py or asgi.py or server.js", "*.robot", "*.feature") if not found(folder, kind)]
    assert missing == []
    assert "from WsKeywords.steps import *" in "".join(
        path.read_text(encoding="utf-8") for path in (folder / "steps").glob("*.py")
    )


def found(folder: Path, kind: str) -> list[Path]:
    return [path for pattern in kind.split(" or ") for path in folder.glob(pattern)]


def test_the_guide_lists_every_example_once() -> None:
    table = re.findall(r"^   \* - `([\w-]+) <\.\./examples/([^>]+)>`__", guide(), re.MULTILINE)
    assert sorted(name for name, _ in table) == [folder.name for folder in EXAMPLES]
    assert [(name, path) for name, path in table if not path.startswith(f"{name}/")] == []


def guide() -> str:
    return (ROOT / "docs" / "examples.rst").read_text(encoding="utf-8")


@pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed")
def test_make_examples_runs_the_suite_and_the_feature_of_each() -> None:
    planned = processes.run(["make", "--dry-run", "examples"], cwd=ROOT, check=True)
    for runner in ("robot", "behave"):
        runs = sorted(set(re.findall(rf'"--> {runner} examples/([\w-]+)"', planned.stdout)))
        assert runs == [folder.name for folder in EXAMPLES]
