"""What ``wskeywords fuzz`` writes in a run is played by Robot Framework and behave, and says why it fails."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

from WsKeywords.core.app.apps import Apps
from WsKeywords.core.settings import Settings

from .reproductions import ROOT, outcomes

APP = "tests.planted.fastapi_apps.orders:app"


def test_the_files_of_a_run_fail_for_the_reason_that_it_states(tmp_path: Path) -> None:
    """The defect: the handler reads a key that a message may lack, and dies of it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    found = tmp_path / "found"
    apps = Apps(Settings())
    try:
        app = apps.start(APP, cwd=str(ROOT), port=port)
        command = [sys.executable, "-m", "WsKeywords.cli", "fuzz", f"{app.base_url}/ws/orders", "--output", str(found)]
        ran = subprocess.run(
            [*command, "--seed", "1", "--examples", "30", "--database", str(tmp_path / "earlier")],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            timeout=100,
        )
    finally:
        apps.close()
    assert ran.returncode == 1, ran.stdout + ran.stderr
    failures = json.loads((found / "fuzz.json").read_text(encoding="utf-8"))["failures"]
    assert {each["property"] for each in failures} == {"no-1006"}, ran.stdout
    files = {Path(file).stem for each in failures for file in each["files"]}
    played = outcomes(APP, found, tmp_path / "results")
    for runner in ("robot", "behave"):
        assert set(played["broken"][runner]) == files
        for why in played["broken"][runner].values():
            assert "not to be 1006, but it was 1006" in why
        assert played["mended"][runner] == dict.fromkeys(files, "")
