"""wskeywords.yaml: what it may say, and one clear error for everything else."""

from __future__ import annotations

from pathlib import Path

import pytest

from WsKeywords.core.config import BASE_SCHEMES, Changes, Config, apply, duration, find_config, size
from WsKeywords.core.errors import ConfigError

FULL = """\
timeout: 5s
open_timeout: 500ms
close_timeout: 2 minutes
max_size: 1 MiB
max_unread: 10
redact: [authorization, token]
environments:
  local: {base_url: "http://127.0.0.1:8000"}
  staging:
    base_url: https://staging.example.com
    headers: {X-Env: staging, X-Number: 7, X-Flag: true, Authorization: "Bearer ${ADMIN_TOKEN}"}
    verify: ca.pem
  open: {verify: false}
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "ca.pem").write_text("")
    monkeypatch.setenv("ADMIN_TOKEN", "token-from-env")
    monkeypatch.delenv("ADMIN_TOKEM", raising=False)
    return tmp_path


def config(text: str) -> Config:
    Path("wskeywords.yaml").write_text(text, encoding="utf-8")
    found = find_config()
    assert found is not None
    return found


def failure(text: str, environment: str | None = None) -> str:
    with pytest.raises(ConfigError) as caught:
        apply(config(text), environment)
    return str(caught.value)


COMMON = {
    "timeout": 5.0,
    "open_timeout": 0.5,
    "close_timeout": 120.0,
    "max_size": 1 << 20,
    "max_unread": 10,
    "redact": ("authorization", "token"),
}


def test_everything(folder: Path) -> None:
    found = config(FULL)
    assert found.environments == ("local", "staging", "open")
    assert apply(found) == Changes(COMMON)
    assert apply(found, "local") == Changes({**COMMON, "base_url": "http://127.0.0.1:8000"})
    assert apply(found, "open") == Changes({**COMMON, "verify": False})
    headers = {"X-Env": "staging", "X-Number": "7", "X-Flag": "true", "Authorization": "Bearer token-from-env"}
    assert apply(found, "staging") == Changes(
        {**COMMON, "base_url": "https://staging.example.com", "headers": headers, "verify": "ca.pem"},
        ("token-from-env",),
    )


def test_paths_are_relative_to_the_file(folder: Path) -> None:
    (folder / "sub").mkdir()
    (folder / "sub" / "ca.pem").write_text("")
    (folder / "sub" / "my.yaml").write_text("environments: {x: {verify: ca.pem}}")
    assert apply(find_config("sub/my.yaml"), "x").values == {"verify": "sub/ca.pem"}


def test_a_ca_file_is_needed_for_the_chosen_environment_only(folder: Path) -> None:
    text = "environments:\n  a: {verify: nowhere.pem}\n  b: {base_url: 'http://b.example.com'}\n"
    assert apply(config(text), "b").values == {"base_url": "http://b.example.com"}
    assert apply(config(text)).values == {}
    assert failure(text, "a") == (
        'wskeywords.yaml, line 2: verify of the environment "a" must be true, false or a CA file that exists, '
        'but it is "nowhere.pem".'
    )


def test_no_file(folder: Path) -> None:
    assert find_config() is None
    assert apply(None) == Changes()
    with pytest.raises(ConfigError) as caught:
        apply(None, "staging")
    assert str(caught.value) == (
        f'The environment "staging" was asked for, but there is no wskeywords.yaml in "{folder}": name the file with '
        "config=."
    )
    with pytest.raises(ConfigError) as caught:
        find_config("my.yaml")
    assert str(caught.value) == 'The file "my.yaml" cannot be read: No such file or directory.'


@pytest.mark.parametrize("text", ["", "# nothing\n", "---\n", "environments:\n"])
def test_empty_files(folder: Path, text: str) -> None:
    assert apply(config(text)) == Changes()


def test_variables_are_looked_up_for_what_is_used(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("APP_HOST", "host-of-the-app")
    text = "environments:\n  a: {base_url: 'http://${APP_HOST}/x'}\n  b: {base_url: 'http://${NOWHERE_ELSE}'}\n"
    assert apply(config(text), "a") == Changes({"base_url": "http://host-of-the-app/x"})
    monkeypatch.setenv("SOME_TIME", "3s")
    assert apply(config("timeout: ${SOME_TIME}")) == Changes({"timeout": 3.0})
    monkeypatch.setenv("SOME_TIME", "soon")
    assert failure("timeout: ${SOME_TIME}") == (
        'wskeywords.yaml, line 1: timeout must be a time such as 5s, 500ms or 2 minutes, but it is "${SOME_TIME}".'
    )


ENV = "environments:\n  local:\n    "


@pytest.mark.parametrize(
    ("text", "environment", "error"),
    [
        (
            "timeout: 1s\ntimout: 5s\n",
            None,
            'line 2: unknown key "timout"; did you mean "timeout"? The keys are timeout, open_timeout, close_timeout, '
            "max_size, max_unread, redact, environments, completion, profiles and fuzz.",
        ),
        (
            "contracts: {}",
            None,
            'line 1: unknown key "contracts". The keys are timeout, open_timeout, close_timeout, max_size, max_unread, '
            "redact, environments, completion, profiles and fuzz.",
        ),
        (
            f"{ENV}base_ulr: x\n",
            None,
            'line 3: unknown key "base_ulr" of the environment "local"; did you mean "base_url"? The keys are '
            "base_url, headers, verify, ca_cert, client_cert, client_key, proxy and no_proxy.",
        ),
        (
            "timeout: soon",
            None,
            'line 1: timeout must be a time such as 5s, 500ms or 2 minutes, but it is "soon".',
        ),
        (
            "redact: token",
            None,
            'line 1: redact must be a list of names, but it is "token".',
        ),
        ("redact:\n- 5\n", None, "line 1: redact must be a list of names, but it is a list."),
        ("max_unread: 0", None, "line 1: max_unread must be a number of messages, at least 1, but it is 0."),
        (
            "max_size: true",
            None,
            "line 1: max_size must be a number of bytes such as 65536 or 16 MiB, but it is true.",
        ),
        ("[1]", None, "line 1: the file must be a mapping (name: value), but it is a list."),
        (
            "\nenvironments: [a]",
            None,
            "line 2: environments must be a mapping (name: value), but it is a list.",
        ),
        (
            "environments:\n  a: b",
            None,
            'line 2: the environment "a" must be a mapping (name: value), but it is "b".',
        ),
        (
            f"{ENV}base_url: 5\n",
            None,
            f'line 3: base_url of the environment "local" must be a URL that begins with {BASE_SCHEMES}, but it is 5.',
        ),
        (
            f"{ENV}base_url: ftp://files.example.com\n",
            None,
            'line 3: base_url of the environment "local" must be a URL that begins with '
            f"{BASE_SCHEMES}, "
            'but it is "ftp://files.example.com".',
        ),
        (
            f"{ENV}base_url: staging.example.com/api\n",
            None,
            'line 3: base_url of the environment "local" must be a URL that begins with '
            f"{BASE_SCHEMES}, "
            'but it is "staging.example.com/api".',
        ),
        (
            f"{ENV}base_url: http://\n",
            None,
            'line 3: base_url of the environment "local" must be a URL that begins with '
            f"{BASE_SCHEMES}, "
            'but it is "http://".',
        ),
        ("timeout: -1s", None, 'line 1: timeout must be a time such as 5s, 500ms or 2 minutes, but it is "-1s".'),
        ("max_size: 0", None, "line 1: max_size must be a number of bytes such as 65536 or 16 MiB, but it is 0."),
        (
            f"{ENV}verify: 5\n",
            None,
            'line 3: verify of the environment "local" must be true, false or a CA file, but it is 5.',
        ),
        (
            f"{ENV}verify: no\n",
            "local",
            'line 3: verify of the environment "local" must be true, false or a CA file that exists, but it is "no".',
        ),
        (
            f"{ENV}headers: [a]\n",
            None,
            "line 3: headers must be a mapping (name: value), but it is a list.",
        ),
        (
            f"{ENV}headers:\n      X-A: [b]\n",
            None,
            'line 4: the header "X-A" must be a text, but it is a list.',
        ),
        (
            f"{ENV}headers:\n      X-A: ${{ADMIN_TOKEM}}\n",
            "local",
            'line 4: the environment variable "ADMIN_TOKEM" is not set; did you mean "ADMIN_TOKEN"?',
        ),
        (
            f"{ENV}base_url: ${{}}\n",
            None,
            "line 3: ${} names no environment variable.",
        ),
        (
            "timeout: 1s\n\ntimeout: 2s\n",
            None,
            'line 3: the key "timeout" is there twice, first in line 1.',
        ),
        ("environments:\n\tlocal: {}\n", None, "line 2: a tab is used for indentation, where YAML allows only spaces."),
    ],
)
def test_one_clear_error(folder: Path, text: str, environment: str | None, error: str) -> None:
    assert failure(text, environment) == f"wskeywords.yaml, {error}"


def test_unknown_environments(folder: Path) -> None:
    assert failure(FULL, "stagign") == (
        'wskeywords.yaml has no environment "stagign"; did you mean "staging"? It has local, staging and open.'
    )
    assert failure("timeout: 5", "local") == 'wskeywords.yaml has no environments, but "local" was asked for.'


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("5s", 5.0),
        ("500ms", 0.5),
        ("500 milliseconds", 0.5),
        ("2 minutes", 120.0),
        ("1 minute 30 seconds", 90.0),
        ("1h", 3600.0),
        ("1.5", 1.5),
        (" .5 S ", 0.5),
        (2, 2.0),
        (0.25, 0.25),
        (0, 0.0),
    ],
)
def test_durations(value: object, found: float) -> None:
    assert duration(value) == found


@pytest.mark.parametrize("value", ["", "s", "5 parsecs", "-1s", "1:30", "5 5", "5s!", True, None, [], -1, float("inf")])
def test_no_durations(value: object) -> None:
    with pytest.raises(ValueError, match=r"^$"):
        duration(value)


@pytest.mark.parametrize(
    ("value", "found"), [(5, 5), ("5", 5), ("64 KiB", 65536), ("1kb", 1000), ("1.5 MiB", 1572864), ("1GB", 10**9)]
)
def test_sizes(value: object, found: int) -> None:
    assert size(value) == found


@pytest.mark.parametrize("value", [0, -1, True, None, 1.5, "", "KiB", "5 TB", "five"])
def test_no_sizes(value: object) -> None:
    with pytest.raises(ValueError, match=r"^$"):
        size(value)
