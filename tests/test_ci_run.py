"""Continuous integration ends, whatever hangs, and says which stage it was."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import pytest

from tests import processes
from tests.docs_blocks import ROOT

pytestmark = pytest.mark.skipif(
    shutil.which("timeout") is None or shutil.which("make") is None, reason="there is no make, or no timeout"
)
#: Stages that end, and one that neither ends nor heeds being told to; ``all`` of them as the Makefile has it.
MAKEFILE = """\
system-packages:
\t@echo packages
test:
\t@for stage in lint pytest; do echo $$stage > results/stage; $(MAKE) --no-print-directory $$stage || exit 1; done
lint:
\t@echo lint
pytest:
\t@{python} -X faulthandler -c "import threading; threading.Event().wait({seconds})"
"""


def ci(folder: Path, seconds: str, longest: int) -> tuple[int, str, str]:
    (folder / ".ci").mkdir()
    shutil.copy(ROOT / ".ci" / "run", folder / ".ci")
    (folder / "Makefile").write_text(MAKEFILE.format(python=sys.executable, seconds=seconds), encoding="utf-8")
    # A make within a make says which folder it enters.
    outer = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    environment = {**outer, "CI_LONGEST": str(longest)}
    done = processes.run([folder / ".ci" / "run"], env=environment)
    return done.returncode, done.stdout, done.stderr


def test_a_stage_that_hangs_is_ended_and_named_with_where_it_hung(tmp_path: Path) -> None:
    status, output, errors = ci(tmp_path, "", longest=4)
    assert status == 124
    assert output.splitlines()[:2] == ["packages", "lint"]
    assert output.splitlines()[-1].startswith("==> TOOK TOO LONG: pytest had not ended after ")
    assert output.splitlines()[-1].endswith(" s (again: make pytest)")
    assert "threading.py" in errors
    assert "in wait" in errors


def test_stages_that_end_are_left_alone(tmp_path: Path) -> None:
    status, output, _ = ci(tmp_path, "0", longest=60)
    assert (status, output) == (0, "packages\nlint\n")


def test_the_makefile_says_which_stage_it_is_at() -> None:
    assert "echo $$stage > $(RESULTS)/stage" in (ROOT / "Makefile").read_text(encoding="utf-8")
