"""Every example in the documentation runs: those of the keywords, of the library's introduction and of the README."""

import re
import subprocess
import sys
import textwrap
from pathlib import Path

from robot.api import ExecutionResult
from robot.libdoc import LibraryDocumentation

ROOT = Path(__file__).parent.parent
#: The app that the examples talk to.
SETTINGS = """\
*** Settings ***
Library           WsKeywords
Library           Collections
Library           OperatingSystem
Suite Setup       Start App    examples.chat:app    ready=/health

*** Test Cases ***
"""
EXAMPLE = re.compile(r"^Example:\n((?:\|.*\n?)+)", re.MULTILINE)
KEYWORDS = {keyword.name: keyword.doc for keyword in LibraryDocumentation("WsKeywords").keywords}


def example(doc: str) -> list[str]:
    """The lines of the example in a keyword's documentation."""
    found = EXAMPLE.search(doc)
    return [line.removeprefix("|").removeprefix(" ") for line in found[1].splitlines()] if found else []


def failures(suite: Path) -> dict[str, str]:
    """Run a suite; the messages of what failed, by name."""
    output = suite.with_suffix(".xml")
    command = [sys.executable, "-m", "robot", "--outputdir", suite.parent, "--output", output, suite]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert output.exists(), run.stdout + run.stderr
    result = ExecutionResult(output)
    errors = {f"import {number}": error.message for number, error in enumerate(result.errors.messages)}
    return errors | {test.name: test.message for test in result.suite.all_tests if not test.passed}


def test_every_keyword_has_a_documentation_with_an_example() -> None:
    assert len(KEYWORDS) > 50
    assert [name for name, doc in KEYWORDS.items() if not example(doc)] == []


def test_every_example_of_a_keyword_uses_it() -> None:
    assert [name for name, doc in KEYWORDS.items() if name not in " ".join(example(doc))] == []


def test_every_example_of_a_keyword_runs(tmp_path: Path) -> None:
    tests = [f"{name}\n{textwrap.indent(chr(10).join(example(doc)), '    ')}\n" for name, doc in KEYWORDS.items()]
    suite = tmp_path / "examples.robot"
    suite.write_text(SETTINGS + "\n".join(tests), encoding="utf-8")
    assert failures(suite) == {}
