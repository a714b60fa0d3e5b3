"""The side-by-side tables: the right-hand side of each runs from top to bottom, and the tests that it names exist."""

import os
import re
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from robot.api import ExecutionResult

from .docs_blocks import ROOT
from .docs_tables import Row, known_tests, tables

TABLES = tables(ROOT / "docs" / "coming-from.rst")
ROWS = [row for rows in TABLES.values() for row in rows]
SYSTEMS = (
    "FastAPI and Starlette: TestClient and AsyncClient",
    "websockets and pytest-asyncio",
    "fastapi-testing",
    "chanx",
    "pytest-routes",
    "robotframework-websocketclient",
    "Karate",
    "Postman",
)


def code(table: str, language: str) -> str:
    return "".join(row.code(language) for row in TABLES[table])


def skip_unless_it_can_run(table: str) -> None:
    if "examples.support" in code(table, "robotframework") and sys.version_info < (3, 11):
        pytest.skip("chanx needs Python 3.11 or newer")


@pytest.mark.parametrize("table", [name for name in TABLES if code(name, "robotframework")])
def test_the_right_hand_side_runs_as_a_suite(table: str, tmp_path: Path) -> None:
    suite = tmp_path / "coming_from.robot"
    skip_unless_it_can_run(table)
    argument = f"    {TABLES[table][0].argument}".rstrip()
    head = f"*** Settings ***\nLibrary    WsKeywords{argument}\n\n*** Test Cases ***\nFrom Top To Bottom\n"
    suite.write_text(head + textwrap.indent(code(table, "robotframework"), "    "), encoding="utf-8")
    command = [sys.executable, "-m", "robot", "--outputdir", str(tmp_path), str(suite)]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert run.returncode == 0, run.stdout + run.stderr
    assert [error.message for error in ExecutionResult(tmp_path / "output.xml").errors.messages] == []


@pytest.mark.parametrize("table", [name for name in TABLES if code(name, "gherkin")])
def test_the_right_hand_side_runs_as_a_feature(table: str, tmp_path: Path) -> None:
    skip_unless_it_can_run(table)
    (tmp_path / "steps").mkdir()
    (tmp_path / "steps" / "ours.py").write_text("from WsKeywords.steps import *\n", encoding="utf-8")
    steps = re.sub(r"\AAnd ", "Given ", code(table, "gherkin"))
    text = "Feature: coming from\n  Scenario: from top to bottom\n" + textwrap.indent(steps, "    ")
    (tmp_path / "coming_from.feature").write_text(text, encoding="utf-8")
    command = [sys.executable, "-m", "behave", "--no-color", "--format", "plain", "-D", "transcripts=NEVER"]
    argument = TABLES[table][0].argument
    command += [*(["-D", argument] if argument else []), str(tmp_path)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    run = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120)
    assert run.returncode == 0, run.stdout + run.stderr


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.table}: {' '.join(row.left.split())[:60]}")
def test_every_row_names_tests_that_exist(row: Row) -> None:
    known = known_tests()
    assert row.references or row.promised
    assert [(file, name) for file, name in row.references if name not in known.get(file, ())] == []


def test_every_system_has_a_table() -> None:
    assert [system for system in SYSTEMS if not any(name.startswith(system) for name in TABLES)] == []
