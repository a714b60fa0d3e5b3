"""The code blocks of the documentation, and how they are run."""

import re
import textwrap
from pathlib import Path
from typing import NamedTuple

from robot.api import ExecutionResult

from tests import processes
from tests.processes import BEHAVE, ROBOT

ROOT = Path(__file__).parent.parent
#: Where the documentation's examples expect the app.
WRITTEN_URL = "http://127.0.0.1:8000"
_BLOCK = re.compile(r"^\.\. code:: (\w+)\n\n((?: {4}.*\n|\n)+)", re.MULTILINE)


class Block(NamedTuple):
    """One block of code; ``follows`` says that no prose stands between it and the block before."""

    name: str
    language: str
    text: str
    follows: bool


def blocks(page: Path) -> list[Block]:
    text = page.read_text(encoding="utf-8") + "\n"
    found, end = [], -1
    for match in _BLOCK.finditer(text):
        line = text[: match.start()].count("\n") + 1
        name = f"{page.stem} line {line}"
        found.append(Block(name, match[1], textwrap.dedent(match[2]).strip() + "\n", match.start() == end))
        end = match.end()
    return found


def robot_suites(page: Path, url: str) -> tuple[dict[str, str], dict[str, str]]:
    """Suites by file name, and the failures that the page shows, by the name of the test.

    A block that is no whole suite becomes a test. The block of text that follows one at once is its failure.
    """
    every = blocks(page)
    suites, tests, failures = {}, [], {}
    for block, after in zip(every, [*every[1:], None], strict=True):
        if block.language != "robotframework":
            continue
        if "*** Test Cases ***" in block.text:
            suites[block.name.replace(" ", "_")] = block.text.replace(WRITTEN_URL, url)
            continue
        tests.append(f"{block.name}\n{textwrap.indent(block.text, '    ')}")
        if after is not None and after.language == "text" and after.follows:
            failures[block.name] = after.text.strip()
    if tests:
        settings = f"*** Settings ***\nLibrary    WsKeywords    {url}\n\n*** Test Cases ***\n"
        suites["Fragments"] = settings + "\n".join(tests)
    return suites, failures


def run_robot(suites: dict[str, str], folder: Path, environment: dict[str, str] | None = None) -> dict[str, str]:
    """Run suites; the messages of what failed or went wrong, by the name of the test."""
    for name, text in suites.items():
        (folder / f"{name}.robot").write_text(text, encoding="utf-8")
    output = folder / "output.xml"
    command = [*ROBOT, "--outputdir", folder, "--output", output, folder]
    run = processes.run(command, cwd=ROOT, env=environment)
    assert output.exists(), run.stdout + run.stderr
    result = ExecutionResult(output)
    errors = {f"error {number}": error.message for number, error in enumerate(result.errors.messages)}
    return errors | {test.name: test.message for test in result.suite.all_tests if not test.passed}


def features(page: Path, url: str) -> dict[str, str]:
    """Features by file name; a block that is no whole feature becomes a scenario."""
    found = {}
    for block in blocks(page):
        if block.language == "gherkin":
            text = block.text.replace(WRITTEN_URL, url)
            if not text.startswith("Feature:"):
                text = f"Feature: {block.name}\n  Scenario: {block.name}\n{textwrap.indent(text, '    ')}"
            found[block.name.replace(" ", "_")] = text
    return found


def run_behave(texts: dict[str, str], folder: Path, url: str, environment: dict[str, str] | None = None) -> str:
    """Run features; what behave wrote when one of them did not pass, else nothing."""
    (folder / "steps").mkdir()
    (folder / "steps" / "ours.py").write_text("from WsKeywords.steps import *\n", encoding="utf-8")
    for name, text in texts.items():
        (folder / f"{name}.feature").write_text(text, encoding="utf-8")
    command = [*BEHAVE, "--no-color", "--format", "plain", "-D", f"base_url={url}", str(folder)]
    run = processes.run(command, cwd=ROOT, env=environment)
    return "" if run.returncode == 0 else run.stdout + run.stderr


def normalised(message: str) -> str:
    """A failure without what differs from run to run: times, ports, whether a close was answered by then."""
    message = re.sub(r"\n.*→  close .*", "", message)
    message = re.sub(r"\d\d:\d\d:\d\d\.\d{3}", "12:00:00.000", message)
    message = re.sub(r"127\.0\.0\.1:\d{4,5}", WRITTEN_URL.removeprefix("http://"), message)
    message = re.sub(r"^It (came after|had arrived) .*\.$", "It came after 1 ms.", message, flags=re.MULTILINE)
    # How long a refusal took depends on what else the machine does.
    message = re.sub(r"\b(refused|Forbidden) after [\d.]+ m?s\b", r"\1 after 1 ms", message)
    message = re.sub(r"\b[\d.]+ s ago\b", "1 ms ago", message)
    return re.sub(r"\b\d+(\.\d+)? ms\b", "1 ms", message)
