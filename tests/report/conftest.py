"""What the tests of reports share."""

from __future__ import annotations

import pytest
from stories import Story


@pytest.fixture
def story() -> Story:
    return Story()
