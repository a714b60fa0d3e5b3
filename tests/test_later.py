"""Rooms that are entered when something of them is first asked for."""

from __future__ import annotations

import logging
import sys
from pathlib import Path

import pytest

from WsKeywords.core.later import load


def test_a_lock_that_was_left_held_hangs_no_import(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A signal may raise in logging between taking its lock and the block that gives it back."""
    (tmp_path / "logs_at_import.py").write_text("import logging\nlogging.getLogger(__name__)\n", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    logging._lock.acquire(timeout=5)  # type: ignore[attr-defined]
    load("logs_at_import")
    assert "logs_at_import" in sys.modules
    assert not logging._lock._is_owned()  # type: ignore[attr-defined]
