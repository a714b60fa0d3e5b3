"""What a run is given as a secret reaches none of its files, and what they need of it they name."""

from __future__ import annotations

from pathlib import Path

import pytest

from WsKeywords import cli
from WsKeywords.core.app.app import App


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def fuzzed(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[dict[str, str], str]:
    """Every file by its name and folder, and what was shown; a failure is found with the first few messages."""
    status = cli.main(["fuzz", *arguments, "--examples", "8", "--seed", "3", "--output", "o", "--junit", "o/junit.xml"])
    shown = capsys.readouterr()
    assert status == 1, shown.out + shown.err
    here = Path.cwd()
    files = {str(file.relative_to(here)): file for file in here.rglob("*") if file.is_file()}
    told = {name: file.read_text("utf-8", "replace") for name, file in files.items() if "generator" not in name}
    assert any(name.startswith(".wskeywords") for name in told)
    return told, shown.out + shown.err


def leaks(found: tuple[dict[str, str], str], *secrets: str) -> list[str]:
    """In which files, or in whose names, a secret stands."""
    files, shown = found
    where = {**files, "what was shown": shown}
    return [name for name, text in where.items() if any(secret in f"{name}\n{text}" for secret in secrets)]


def written(found: tuple[dict[str, str], str], ending: str) -> str:
    """The first file that plays a failure again."""
    return next(
        text for name, text in sorted(found[0].items()) if name.startswith("o/repro-") and name.endswith(ending)
    )


def test_headers(served: App, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MY_KEY", "sekret-env-44553")
    url = served.base_url.replace("http", "ws") + "/key"
    found = fuzzed(capsys, url, "--header", "X-Key: $MY_KEY", "--header", "X-Other: hush-hush-7788zz")
    assert leaks(found, "sekret-env-44553", "hush-hush-7788zz") == []
    assert 'headers={"X-Key": "%{MY_KEY}", "X-Other": "%{WSKEYWORDS_X_OTHER}"}' in written(found, ".robot")
    assert "| header X-Key | ${my_key} |" in written(found, ".feature")
    assert "MY_KEY=… WSKEYWORDS_X_OTHER=… robot " in found[1]
