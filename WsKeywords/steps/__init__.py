"""The behave steps: ``from WsKeywords.steps import *`` in a file of ``features/steps/`` is all that a project writes.

Importing registers the sentences and exports nothing, so that the importer's own ``step`` and matcher stay.
"""

from __future__ import annotations

from . import (  # noqa: F401
    app,
    asserting,
    connection,
    fuzzing,
    guards,
    http,
    liveness,
    receiving,
    reporting,
    sending,
    taking,
    users,
)

__all__: list[str] = []
