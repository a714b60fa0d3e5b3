"""Every keyword has a documentation with an example, and every example runs."""

import re
import textwrap
from pathlib import Path

import pytest
from robot.libdoc import LibraryDocumentation

from .docs_blocks import run_robot

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


def test_every_keyword_has_a_documentation_with_an_example() -> None:
    assert len(KEYWORDS) > 50
    assert [name for name, doc in KEYWORDS.items() if not example(doc)] == []


def test_every_example_of_a_keyword_uses_it() -> None:
    assert [name for name, doc in KEYWORDS.items() if name not in " ".join(example(doc))] == []


@pytest.mark.takes(25)
def test_every_example_of_a_keyword_runs(tmp_path: Path) -> None:
    tests = [f"{name}\n{textwrap.indent(chr(10).join(example(doc)), '    ')}\n" for name, doc in KEYWORDS.items()]
    assert run_robot({"examples": SETTINGS + "\n".join(tests)}, tmp_path) == {}
