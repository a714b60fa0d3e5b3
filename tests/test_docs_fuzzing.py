"""The page about fuzzing: each row of its table names tests that exist, and no option of the other tool is left out."""

import re

import pytest

from .docs_blocks import ROOT
from .docs_tables import Row, known_tests, tables

ROWS = tables(ROOT / "docs" / "fuzzing.rst")["Beside pytest-routes"]
NAMES = """
    --routes --routes-app --routes-websocket --routes-max-examples --routes-ws-max-messages --routes-ws-timeout
    --routes-ws-message-timeout --routes-ws-include --routes-ws-exclude --routes-auth --routes-seed --routes-verbose
    enabled max_messages connection_timeout message_timeout max_message_size test_close_codes validate_subprotocols
    include exclude app Text JSON Binary GraphQL register_message_strategy Litestar FastAPI Starlette parameters summary
    failure HTTP Troubleshooting Echo
"""


@pytest.mark.parametrize("row", ROWS, ids=lambda row: " ".join(row.left.split())[:60])
def test_every_row_names_tests_that_exist(row: Row) -> None:
    known = known_tests()
    assert row.references
    assert [(file, name) for file, name in row.references if name not in known.get(file, ())] == []


def test_nothing_is_left_without_a_row() -> None:
    left = "\n".join(row.left for row in ROWS)
    assert [name for name in NAMES.split() if not re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", left)] == []
