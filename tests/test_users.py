"""Users of a list, a CSV or a YAML file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from WsKeywords.core import Sessions, WsError
from WsKeywords.core.errors import ConfigError, InvalidArgument
from WsKeywords.core.output import Secrets
from WsKeywords.core.users import Users


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def users(given: Any) -> list[tuple[str | None, dict[str, str], str]]:
    return [(user.name, dict(user.columns), user.where) for user in Users(given, Secrets())]


@pytest.mark.parametrize(
    "text",
    [
        "name,team\nada,blue\ngrace,red\n",
        "\ufeffname;team\r\nada;blue\r\ngrace;red\r\n",
        "name\tteam\nada\tblue\ngrace\tred",
        ' name , "team"\nada, blue\ngrace, "red"\n',
    ],
)
def test_csv(folder: Path, text: str) -> None:
    Path("u.csv").write_text(text, encoding="utf-8", newline="")
    assert users("u.csv") == [
        ("ada", {"name": "ada", "team": "blue"}, "u.csv, line 2"),
        ("grace", {"name": "grace", "team": "red"}, "u.csv, line 3"),
    ]


def test_lines_of_csv_are_those_of_the_file(folder: Path) -> None:
    Path("u.csv").write_text('\nname,text\n\nada,"two\nlines, and a comma"\n\nbob,x\n')
    assert [(name, where) for name, _, where in users("u.csv")] == [("ada", "u.csv, line 4"), ("bob", "u.csv, line 7")]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("- {name: ada, n: 1, on: true, empty: null}\n", {"name": "ada", "n": "1", "on": "true", "empty": ""}),
        ("ada: {n: 1.5, list: [1, a]}\n", {"name": "ada", "n": "1.5", "list": '[1,"a"]'}),
        ("[{room: x}]", {"room": "x"}),
    ],
)
def test_yaml(folder: Path, text: str, first: dict[str, str]) -> None:
    Path("u.yaml").write_text(text)
    assert users("u.yaml") == [(first.get("name"), first, "u.yaml, line 1")]


@pytest.mark.parametrize(
    ("name", "text", "error"),
    [
        ("u.csv", "", "u.csv holds no users: its first line names the columns, each further line is a user."),
        ("u.csv", "name\n", "u.csv holds no users: its first line names the columns, each further line is a user."),
        ("u.csv", "name,a\nada\n", "u.csv, line 2: 1 cell, where there are 2 columns: name and a."),
        ("u.csv", "name,,a\n", "u.csv, line 1: column 2 has no name."),
        ("u.csv", "name,a,name\n", 'u.csv, line 1: the column "name" is there twice.'),
        ("u.csv", "name,a\n,1\n", "u.csv, line 2: the name is empty."),
        ("u.csv", "name\nada\nbob\nada\n", 'u.csv, line 4: the name "ada" is there twice, first in line 2.'),
        ("u.yaml", "", "u.yaml holds no users: a list of mappings is expected, one for each user."),
        ("u.yaml", "ada", "u.yaml, line 1: a list of users is expected, one mapping for each."),
        ("u.yaml", "- {name: a}\n- b\n", "u.yaml, line 2: a user is a mapping of columns and values (name: ada)."),
        ("u.yaml", "- {name: a}\n- {name: a}\n", 'u.yaml, line 2: the name "a" is there twice, first in line 1.'),
    ],
)
def test_files_that_cannot_be_used(folder: Path, name: str, text: str, error: str) -> None:
    Path(name).write_text(text)
    with pytest.raises(ConfigError) as caught:
        users(name)
    assert str(caught.value) == error


def test_no_file(folder: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        users("nowhere.yaml")
    assert str(caught.value) == 'The file "nowhere.yaml" cannot be read: No such file or directory.'


@pytest.mark.parametrize(
    ("given", "template", "error"),
    [
        (
            [{"name": "a", "token": "t"}],
            "Bearer {tokn}",
            '"{tokn}" in headers is no column of users; did you mean "{token}"? The columns are name and token.',
        ),
        ([{"name": "a"}, {"team": "x"}], "{name}", 'user 2: there is no "name", which "{name}" in headers stands for.'),
    ],
)
def test_templates_that_name_no_column(given: Any, template: str, error: str) -> None:
    with pytest.raises(InvalidArgument) as caught:
        Users(given, Secrets()).check({"headers": {"X": template}})
    assert str(caught.value) == error


def test_json_in_a_template_is_no_column() -> None:
    Users([{"name": "a"}], Secrets()).check({"headers": {"X": '{"a": {"b": "{name}"}}', "Y": "{n} {session} {}"}})


def test_secrets_are_learnt() -> None:
    secrets = Secrets()
    Users([{"name": "ada", "password": "correct-horse-battery"}], secrets)
    assert "correct-horse" not in secrets.text("it was correct-horse-battery")


def test_nothing_is_opened_when_the_users_cannot_be_used() -> None:
    with Sessions() as sessions:
        with pytest.raises(WsError):
            sessions.open_many("ws://127.0.0.1:9/{x}", users=[{"name": "a"}])
        assert sessions.names() == []
