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


SECRETS = "urlpw8899", "urltoken7788"


def test_a_user_of_the_url(served: App, capsys: pytest.CaptureFixture[str]) -> None:
    url = served.base_url.replace("http://", "ws://bob:urlpw8899@") + "/key?token=urltoken7788&access=zzz"
    found = fuzzed(capsys, url)
    assert leaks(found, *SECRETS) == []
    opened = r"    Open WebSocket    /key?token\=%{WSKEYWORDS_TOKEN}&access\=zzz"
    assert opened in written(found, ".robot")
    assert "    auth=%{WSKEYWORDS_USER_AND_PASSWORD}" in written(found, ".robot")
    assert 'connected to "/key?token=${wskeywords_token}&access=zzz":' in written(found, ".feature")
    assert f"-v BASE_URL:{served.base_url.replace('http', 'ws')} " in found[1]


def test_a_token_of_the_url(served: App, capsys: pytest.CaptureFixture[str]) -> None:
    found = fuzzed(capsys, served.base_url.replace("http", "ws") + "/key?token=urltoken7788&access=zzz")
    assert leaks(found, *SECRETS) == []
    # The route lets everybody in, so that nobody has to have the token to see it fail.
    assert "    Open WebSocket    /key?access\\=zzz\n" in written(found, ".robot")
    assert 'connected to "/key?access=zzz"\n' in written(found, ".feature")
    assert "WSKEYWORDS_TOKEN" not in "".join(found[0].values()) + found[1]


def test_a_url_beside_credentials(served: App, capsys: pytest.CaptureFixture[str]) -> None:
    url = served.base_url.replace("http://", "ws://bob:urlpw8899@") + "/key?token=short&access=zzz"
    found = fuzzed(capsys, url, "--auth", "query:key=urltoken7788")
    assert leaks(found, *SECRETS, "=short", "-short-") == []
    opened = r'/key?token\=%{WSKEYWORDS_TOKEN}&access\=zzz    headers={"Authorization": "%{WSKEYWORDS_AUTHORIZATION}"}'
    assert opened in written(found, ".robot")
    assert cli.main(["fuzz", url, "--auth", "query:key=urltoken7788", "--examples", "1"]) == 1
    assert "FAILURE 1: /key?token=" in capsys.readouterr().out
