"""The side-by-side tables of ``docs/coming-from.rst``: what stands on the right, and which tests it names."""

from __future__ import annotations

import ast
import re
import textwrap
from functools import cache
from pathlib import Path
from typing import NamedTuple

from robot.api import TestSuite

from .docs_blocks import ROOT

_TITLE = re.compile(r"^(.+)\n(-{3,}|~{3,})$", re.MULTILINE)
_TABLE = re.compile(r"(?:^\.\. with: (.*)\n\n)?^\.\. list-table::\n((?: {3}.*\n|\n)+)", re.MULTILINE)
_CODE = re.compile(r"^\.\. code:: (\w+)\n\n((?: {3}.*\n|\n)+)", re.MULTILINE)
_REFERENCE = re.compile(r"``([\w.-]+)``: ((?:\*[^*]+\*(?:, )?)+)")
#: Where suites, features and tests in Python are.
_FOLDERS = ("robot_tests", "features", "examples", "tests")


class Row(NamedTuple):
    """One row: the cells as reStructuredText."""

    table: str
    #: ``name=value``: an argument that the library, or -D of behave, is given.
    argument: str
    left: str
    right: str

    def code(self, language: str) -> str:
        """The blocks of one language on the right."""
        return "".join(
            textwrap.dedent(text).strip() + "\n" for name, text in _CODE.findall(self.right + "\n") if name == language
        )

    @property
    def references(self) -> list[tuple[str, str]]:
        """The tests that the row names: file and name."""
        words = " ".join(self.right.split())
        return [(file, name) for file, names in _REFERENCE.findall(words) for name in re.findall(r"\*([^*]+)\*", names)]

    @property
    def promised(self) -> bool:
        """Whether the row says that there is nothing yet."""
        return "*Not there yet: " in " ".join(self.right.split())


def tables(page: Path) -> dict[str, list[Row]]:
    """The rows of each table but its heading, by the titles above it."""
    text = page.read_text(encoding="utf-8")
    found = {}
    for match in _TABLE.finditer(text):
        titles = {line[0]: title for title, line in _TITLE.findall(text[: match.start()])}
        last = _TITLE.findall(text[: match.start()])[-1]
        name = last[0] if last[1][0] == "-" else f"{titles['-']}: {titles['~']}"
        assert name not in found, f"two tables below {name}"
        body = textwrap.dedent(match[2])
        cells = [
            re.split(r"^  - ", row, maxsplit=1, flags=re.MULTILINE)
            for row in re.split(r"^\* - ", body, flags=re.MULTILINE)[2:]
        ]
        found[name] = [Row(name, match[1] or "", _cell(left), _cell(right)) for left, right in cells]
    return found


def _cell(text: str) -> str:
    first, _, rest = text.partition("\n")
    return f"{first.strip()}\n{textwrap.dedent(rest)}"


@cache
def known_tests() -> dict[str, set[str]]:
    """The names of all suites' tests, features' scenarios and tests in Python, by the name of their file."""
    found: dict[str, set[str]] = {}
    for path in sorted(path for folder in _FOLDERS for path in (ROOT / folder).rglob("*")):
        if path.suffix == ".robot" and path.stem != "__init__":
            names = {test.name for test in TestSuite.from_file_system(path).tests}
        elif path.suffix == ".feature":
            names = set(
                re.findall(r"^\s*Scenario(?: Outline)?: (.+?)\s*$", path.read_text(encoding="utf-8"), re.MULTILINE)
            )
        elif path.suffix == ".py" and path.name.startswith("test_"):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            names = {item.name for item in ast.walk(tree) if isinstance(item, ast.FunctionDef)}
        else:
            continue
        found.setdefault(path.name, set()).update(names)
    return found
