"""The tools around: dry runs, parallel runs, libdoc, and what an editor sees without running anything."""

import ast
import json
import subprocess
import sys
from pathlib import Path

from robot.api import ExecutionResult
from robot.libdoc import LibraryDocumentation, libdoc

from tests import processes
from tests.processes import ROBOT

from .docs_blocks import ROOT

SUITE = "*** Settings ***\nLibrary    WsKeywords\n*** Test Cases ***\nOne\n"


def run(*command: str | Path, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    return processes.run([sys.executable, "-m", *command], cwd=cwd)


def test_robot_dryrun_accepts_the_suites(tmp_path: Path) -> None:
    """Those of ``robot_tests`` hold wrong arguments on purpose, which a dry run finds."""
    result = run("robot", "--dryrun", "--outputdir", tmp_path, "examples", "WsKeywords/starter")
    assert result.returncode == 0, result.stdout


def test_robot_dryrun_opens_nothing(tmp_path: Path) -> None:
    (tmp_path / "one.robot").write_text(SUITE + "    Open WebSocket    ws://127.0.0.1:9/\n")
    result = run("robot", "--dryrun", "--output", "NONE", "one.robot", cwd=tmp_path)
    assert result.returncode == 0, result.stdout


def test_robot_dryrun_finds_a_missing_argument(tmp_path: Path) -> None:
    (tmp_path / "one.robot").write_text(SUITE + "    Send Text\n    Close WebSocket    code=x\n")
    result = run("robot", "--dryrun", "--outputdir", tmp_path, "one.robot", cwd=tmp_path)
    (test,) = ExecutionResult(tmp_path / "output.xml").suite.all_tests
    assert result.returncode == 1
    assert "Keyword 'WsKeywords.Send Text' expected 1 non-named argument, got 0." in test.message
    assert "Argument 'code' got value 'x' that cannot be converted to integer" in test.message


def test_behave_dry_run_accepts_the_features() -> None:
    """Undefined steps make a dry run fail, so do ambiguous ones."""
    examples = sorted({str(path.parent) for path in (ROOT / "examples").glob("*/*.feature")})
    for features in ("features", *examples, "WsKeywords/starter/features"):
        result = run("behave", "--dry-run", "--no-color", "--format", "steps.usage", features)
        assert result.returncode == 0, result.stdout
        assert "undefined" not in result.stdout.lower()


def test_pabot_runs_suites_side_by_side(tmp_path: Path) -> None:
    """Two processes, two libraries, two apps: they share nothing."""
    for name in ("one", "two"):
        (tmp_path / f"{name}.robot").write_text(
            "*** Settings ***\n"
            "Library    WsKeywords\n"
            f"Suite Setup    Start App    examples.chat:app    cwd={ROOT}\n"
            "*** Test Cases ***\n"
            f"Echo {name}\n"
            "    Open WebSocket    /ws/echo    alice\n"
            f"    Send Text    {name}\n"
            f"    Message Should Be    Echo: {name}\n"
        )
    ours = ("--command", *ROBOT, "--end-command", "--processes", "2")
    result = run("pabot.pabot", *ours, "--outputdir", tmp_path / "out", tmp_path, cwd=tmp_path)
    assert result.returncode == 0, result.stdout + result.stderr
    assert ExecutionResult(tmp_path / "out" / "output.xml").suite.statistics.passed == 2


def test_libdoc_writes_html_and_json(tmp_path: Path) -> None:
    for name in ("WsKeywords.html", "WsKeywords.json"):
        libdoc("WsKeywords", str(tmp_path / name), quiet=True)
    spec = json.loads((tmp_path / "WsKeywords.json").read_text(encoding="utf-8"))
    assert "Open WebSocket" in {keyword["name"] for keyword in spec["keywords"]}
    assert "Open WebSocket" in (tmp_path / "WsKeywords.html").read_text(encoding="utf-8")


def decorated_names(folder: str, decorator: str) -> list[str]:
    """The first argument of every use of a decorator, read from the source as an editor reads it."""
    found = []
    for path in sorted((ROOT / "WsKeywords" / folder).glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            for use in getattr(node, "decorator_list", []):
                if isinstance(use, ast.Call) and getattr(use.func, "id", "") == decorator and use.args:
                    assert isinstance(use.args[0], ast.Constant), f"{path}:{use.lineno}"
                    found.append(use.args[0].value)
    return found


def test_editors_find_keywords_and_sentences_in_the_source() -> None:
    """Each name is written out in a decorator, so that a plug-in that runs nothing can jump to it."""
    from WsKeywords.steps.sentence import DEFINITIONS

    keywords = [keyword.name for keyword in LibraryDocumentation("WsKeywords").keywords]
    assert sorted(decorated_names("keywords", "keyword")) == sorted(keywords)
    assert sorted(decorated_names("steps", "step")) == sorted(sentence for sentence, _ in DEFINITIONS)
