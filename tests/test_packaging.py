"""The wheel: what is in it, and that it works in a clean environment. ``make package`` runs these tests."""

import json
import os
import subprocess
import sys
import zipfile
from email.parser import Parser
from pathlib import Path

import pytest

from tests import processes
from WsKeywords import __version__

from .docs_blocks import ROOT

pytestmark = [pytest.mark.package, pytest.mark.timeout(400)]


def run(*command: str | Path, cwd: Path) -> str:
    """The output of a command that must succeed, in the environment of nobody in particular."""
    environment = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "VIRTUAL_ENV")}
    done = processes.run(
        command, cwd=cwd, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=240
    )
    assert done.returncode == 0, f"{' '.join(map(str, command))}\n{done.stdout}"
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from the source distribution, so that this is complete too."""
    folder = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "--outdir", folder, ROOT, cwd=folder)
    assert [path.name for path in folder.glob("*.tar.gz")] == [f"wskeywords-{__version__}.tar.gz"]
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def clean(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The programs of an environment that has the wheel and what it requires, nothing else."""
    folder = tmp_path_factory.mktemp("clean") / "venv"
    run(sys.executable, "-m", "venv", folder, cwd=folder.parent)
    programs = folder / ("Scripts" if os.name == "nt" else "bin")
    run(programs / "python", "-m", "pip", "install", "--quiet", f"{wheel}[app]", cwd=folder.parent)
    return programs


@pytest.fixture(scope="module")
def project(clean: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A starter project, written by the installed command, far from the source."""
    folder = tmp_path_factory.mktemp("project")
    run(clean / "wskeywords", "init", cwd=folder)
    return folder


def test_what_is_in_the_wheel(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    ours = {
        str(path.relative_to(ROOT))
        for path in (ROOT / "WsKeywords").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert {name for name in names if not name.startswith("wskeywords-")} == {
        name.replace(os.sep, "/") for name in ours
    }
    assert {"WsKeywords/py.typed", "WsKeywords/starter/features/steps/wskeywords_steps.py"} <= names
    assert any(name.endswith("licenses/LICENSE") or name.endswith("dist-info/LICENSE") for name in names)


def test_the_metadata(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        text = archive.read(f"wskeywords-{__version__}.dist-info/METADATA").decode()
    metadata = Parser().parsestr(text)
    assert (metadata["Name"], metadata["Version"], metadata["Requires-Python"]) == ("wskeywords", __version__, ">=3.10")
    required = {requirement.split(";")[0].strip() for requirement in metadata.get_all("Requires-Dist", [])}
    assert {"robotframework>=7.4", "behave>=1.3.2", "websocket-client<1.10,>=1.9"} <= required
    assert set(metadata.get_all("Provides-Extra", [])) == {"app", "dev", "docs", "examples", "fuzz", "http-fuzz"}


def test_libdoc_in_a_clean_environment(clean: Path, tmp_path: Path) -> None:
    for name in ("WsKeywords.html", "WsKeywords.json"):
        run(clean / "libdoc", "--quiet", "WsKeywords", name, cwd=tmp_path)
    spec = json.loads((tmp_path / "WsKeywords.json").read_text(encoding="utf-8"))
    assert spec["version"] == __version__
    assert "Open WebSocket" in {keyword["name"] for keyword in spec["keywords"]}


def test_the_starter_project_passes_in_a_clean_environment(project: Path, clean: Path, chat: str) -> None:
    """The installed package has no app to test: the example runs in the environment of the tests."""
    shown = run(clean / "robot", "--outputdir", "results", "-v", f"URL:{chat}", "first.robot", cwd=project)
    assert "2 tests, 2 passed, 0 failed" in shown
    shown = run(clean / "behave", "--no-color", "-D", f"base_url={chat}", cwd=project)
    assert "2 scenarios passed, 0 failed" in shown


def test_start_app_in_a_clean_environment(clean: Path, tmp_path: Path) -> None:
    """An ASGI app of no framework, since the extra brings uvicorn only."""
    (tmp_path / "bare.py").write_text(
        "async def app(scope, receive, send):\n"
        "    if scope['type'] == 'websocket':\n"
        "        await receive()\n"
        "        await send({'type': 'websocket.accept'})\n"
        "        await send({'type': 'websocket.send', 'text': 'welcome'})\n"
        "        await receive()\n"
    )
    (tmp_path / "bare.robot").write_text(
        "*** Settings ***\nLibrary    WsKeywords\nSuite Setup    Start App    bare:app\n\n"
        "*** Test Cases ***\nWelcome\n    Open WebSocket    /\n    Message Should Be    welcome\n"
    )
    assert "1 test, 1 passed, 0 failed" in run(clean / "robot", "--outputdir", "results", "bare.robot", cwd=tmp_path)


def test_the_types_of_the_installed_package_are_seen(clean: Path, tmp_path: Path) -> None:
    (tmp_path / "typed.py").write_text(
        "from WsKeywords.core import Sessions\nreveal_type(Sessions().open('ws://127.0.0.1:9/', 'alice').is_open)\n"
    )
    python = clean / "python"
    shown = run(sys.executable, "-m", "mypy", "--python-executable", python, "--strict", "typed.py", cwd=tmp_path)
    assert 'Revealed type is "bool"' in shown.replace("builtins.", "")
