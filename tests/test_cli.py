"""The command ``wskeywords``, and the starter project that it writes."""

from pathlib import Path

import pytest

from tests import processes
from tests.processes import BEHAVE, ROBOT
from WsKeywords import __version__, cli

FILES = [
    "behave.ini",
    "features/first.feature",
    "features/steps/wskeywords_steps.py",
    "first.robot",
    "wskeywords.yaml",
]
NEXT = """
Start your app, or change base_url in wskeywords.yaml, and in that folder run:
    robot first.robot
    behave
"""


def written(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(["--version"])
    assert (ended.value.code, capsys.readouterr().out) == (0, f"WsKeywords {__version__}\n")


def test_init_writes_a_project(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "new" / "acceptance"
    assert cli.main(["init", str(target)]) == 0
    assert written(target) == FILES
    assert capsys.readouterr().out == "".join(f"wrote  {target / name}\n" for name in FILES) + NEXT


def test_init_writes_here_by_default(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert cli.main(["init"]) == 0
    assert written(tmp_path) == FILES


def test_init_never_overwrites(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "first.robot").write_text("mine")
    (tmp_path / "features").mkdir()
    assert cli.main(["init", str(tmp_path)]) == 0
    assert (tmp_path / "first.robot").read_text() == "mine"
    assert written(tmp_path) == FILES
    shown = [
        f"kept   {tmp_path / name}  (it was there)\n" if name == "first.robot" else f"wrote  {tmp_path / name}\n"
        for name in FILES
    ]
    assert capsys.readouterr().out == "".join(shown) + NEXT


def test_init_says_what_is_in_the_way(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "taken").write_text("a file")
    assert cli.main(["init", str(tmp_path / "taken")]) == 1
    assert capsys.readouterr().err == f"wskeywords init: {tmp_path / 'taken'}: File exists.\n"


def test_a_command_is_needed(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main([])
    assert ended.value.code == 2
    assert capsys.readouterr().err.endswith("the following arguments are required: COMMAND\n")


def test_what_init_writes_passes_against_the_example(chat: str, tmp_path: Path) -> None:
    assert cli.main(["init", str(tmp_path)]) == 0
    for command in (
        [*ROBOT, "--outputdir", "results", "-v", f"URL:{chat}", "first.robot"],
        [*BEHAVE, "--no-color", "-D", f"base_url={chat}"],
    ):
        run = processes.run(command, cwd=tmp_path)
        assert run.returncode == 0, run.stdout + run.stderr
        assert "2 tests, 2 passed, 0 failed" in run.stdout or "2 scenarios passed, 0 failed" in run.stdout


def test_what_init_writes_takes_the_environment_of_its_file(chat: str, tmp_path: Path) -> None:
    assert cli.main(["init", str(tmp_path)]) == 0
    config = tmp_path / "wskeywords.yaml"
    config.write_text(config.read_text().replace("https://staging.example.com", chat))
    for command in (
        [*ROBOT, "--outputdir", "results", "-v", "ENVIRONMENT:staging", "first.robot"],
        [*BEHAVE, "--no-color", "-D", "environment=staging"],
    ):
        run = processes.run(command, cwd=tmp_path)
        assert run.returncode == 0, run.stdout + run.stderr
