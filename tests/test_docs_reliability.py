"""The page of promises: each names tests that exist, or says that there is none yet."""

import pytest

from .docs_blocks import ROOT
from .docs_tables import Row, known_tests, tables

ROWS = [row for rows in tables(ROOT / "docs" / "reliability.rst").values() for row in rows]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.table}: {' '.join(row.left.split())[:60]}")
def test_every_promise_names_tests_that_exist(row: Row) -> None:
    known = known_tests()
    assert row.references or row.promised
    assert [(file, name) for file, name in row.references if name not in known.get(file, ())] == []
