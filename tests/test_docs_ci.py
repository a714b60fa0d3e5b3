"""The guide for build servers: its commands run, its snippets say the same, its reports are JUnit."""

import os
import re
import shlex
import subprocess
import sysconfig
from pathlib import Path
from xml.etree import ElementTree

import pytest
import yaml

from tests import processes
from WsKeywords import cli
from WsKeywords.core.config import Config

from .docs_blocks import ROOT, WRITTEN_URL, Block, blocks

PAGE = ROOT / "docs" / "ci.rst"
BLOCKS = blocks(PAGE)
GITHUB, GITLAB = "actions/checkout", "artifacts:"


def commands(text: str) -> list[str]:
    """The commands of either runner, without what a pipeline puts around them."""
    lines = (line.strip().removeprefix("- ").removeprefix("run: ").removeprefix("$ ") for line in text.splitlines())
    return [line.removesuffix(" || failed=1") for line in lines if re.match(r"(robot|behave|pabot) ", line)]


def snippet(sign: str) -> Block:
    (found,) = [block for block in BLOCKS if block.language == "yaml" and sign in block.text]
    return found


def run(command: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    word, *rest = shlex.split(command)
    program = Path(sysconfig.get_path("scripts")) / word
    env = {**os.environ, "PATH": f"{program.parent}{os.pathsep}{os.environ['PATH']}", **environment}
    env["PYTHONWARNINGS"] = ""  # behave's JUnit reporter leaves its files to the garbage collector
    return processes.run([program, *rest], cwd=folder, env=env)


@pytest.fixture
def project(chat: str, tmp_path: Path) -> Path:
    """What ``wskeywords init`` writes, against a chat that runs, with the guide's environments."""
    assert cli.main(["init", str(tmp_path)]) == 0
    (text,) = [block.text for block in BLOCKS if "environments:" in block.text]
    text = text.replace(WRITTEN_URL, chat).replace("https://staging.example.com", chat)
    (tmp_path / "wskeywords.yaml").write_text(text, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("command", [line for block in BLOCKS for line in commands(block.text)])
def test_the_commands_run(command: str, project: Path) -> None:
    done = run(command, project, STAGING_TOKEN="a-token-of-staging")
    assert done.returncode == 0, done.stdout + done.stderr
    reports = [project / "results" / "junit-robot.xml"]
    if command.startswith("behave"):
        reports = sorted((project / "results" / "junit-behave").glob("*.xml"))
    counts = [ElementTree.parse(report).getroot().attrib for report in reports]
    assert [(count["tests"], count["failures"]) for count in counts] == [("2", "0")]


def test_there_are_commands_of_all_runners_and_both_build_servers_use_them() -> None:
    plain = [line for block in BLOCKS if block.language == "console" for line in commands(block.text)]
    assert [line.split()[0] for line in plain] == ["robot", "behave", "pabot"]
    wanted = [re.sub(r"\blocal\b", "staging", line) for line in plain[:2]]
    assert commands(snippet(GITHUB).text) == wanted
    assert commands(snippet(GITLAB).text) == wanted


@pytest.mark.parametrize("runner", ["robot", "behave"])
def test_a_failure_is_in_the_report_and_leaves_a_transcript_where_the_guide_says(runner: str, project: Path) -> None:
    for name in ("first.robot", "features/first.feature"):
        text = (project / name).read_text(encoding="utf-8")
        (project / name).write_text(text.replace("Echo: hello", "Echo: hullo"), encoding="utf-8")
    command = next(line for block in BLOCKS for line in commands(block.text) if line.startswith(runner))
    assert run(command, project).returncode == 1
    reports = [*project.glob("results/junit-robot.xml"), *project.glob("results/junit-behave/*.xml")]
    (failure,) = [found for report in reports for found in ElementTree.parse(report).getroot().iter("failure")]
    expected = 'Expected the next message of session "default" to be "Echo: hullo", but it was:'
    assert failure.attrib["message"].startswith(expected)
    kept = project.glob("results/transcript-*" if runner == "robot" else "wskeywords-output/*")
    assert sorted(path.suffix for path in kept) == [".har", ".txt"]


def test_the_snippet_for_github() -> None:
    job = yaml.safe_load(snippet(GITHUB).text)["jobs"]["acceptance"]
    assert job["runs-on"] == "ubuntu-latest"
    *_, robot, behave, kept = job["steps"]
    secret = {"STAGING_TOKEN": "${{ secrets.STAGING_TOKEN }}"}
    assert (robot["env"], behave["env"]) == (secret, secret)
    assert behave["if"] == kept["if"] == "always()"
    assert kept["with"]["path"].split() == ["results", "wskeywords-output"]


def test_the_snippet_for_gitlab() -> None:
    job = yaml.safe_load(snippet(GITLAB).text)["acceptance"]
    assert job["artifacts"]["when"] == "always"
    assert job["artifacts"]["paths"] == ["results", "wskeywords-output"]
    assert job["artifacts"]["reports"]["junit"] == ["results/junit-robot.xml", "results/junit-behave/*.xml"]


def test_the_secret_comes_from_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (text,) = [block.text for block in BLOCKS if "environments:" in block.text]
    (tmp_path / "wskeywords.yaml").write_text(text, encoding="utf-8")
    monkeypatch.setenv("STAGING_TOKEN", "a-token-of-staging")
    assert Config(tmp_path / "wskeywords.yaml").changes("staging").secrets == ("a-token-of-staging",)
