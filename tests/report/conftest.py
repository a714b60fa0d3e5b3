"""What the tests of reports share."""

from __future__ import annotations

import pytest
from stories import Story

from WsKeywords.core.redaction import remembering, secrets


@pytest.fixture(autouse=True)
def _no_other_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is masked here does not depend on which tests ran before and are not collected as garbage yet."""
    monkeypatch.setattr(secrets, "_live", ())
    remembering.changed()


@pytest.fixture
def story() -> Story:
    return Story()
