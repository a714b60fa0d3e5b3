"""YAML as data that JSON could hold too: schemas, messages, configuration."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from time import process_time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from WsKeywords.core.config import load_yaml
from WsKeywords.core.errors import ConfigError


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return Path("data.yaml")


def failure(file: Path, data: str | bytes) -> str:
    file.write_bytes(data if isinstance(data, bytes) else data.encode())
    with pytest.raises(ConfigError) as caught:
        load_yaml(file)
    return str(caught.value)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a: 1", {"a": 1}),
        ("[1, -1, +1, 0o17, 0x1F, 010]", [1, -1, 1, 15, 31, 10]),
        ("[1.5, 1e3, .5, 1., -2.5E-1]", [1.5, 1000.0, 0.5, 1.0, -0.25]),
        ("[true, False, TRUE, null, ~, ]", [True, False, True, None, None]),
        ("[yes, no, on, off, y, n]", ["yes", "no", "on", "off", "y", "n"]),
        ("[2024-01-31, 12:30, 1_000, 0b1, =]", ["2024-01-31", "12:30", "1_000", "0b1", "="]),
        ("['1', \"true\", !!str 5, &x !!str null, !!int '7', !!float 1]", ["1", "true", "5", "null", 7, 1.0]),
        ("1: a\ntrue: b\nnull: c\n2.50: d", {"1": "a", "true": "b", "null": "c", "2.50": "d"}),
        ("on: push", {"on": "push"}),
        ("a:\nb: ''", {"a": None, "b": ""}),
        ("x: &a {k: 1}\ny: *a", {"x": {"k": 1}, "y": {"k": 1}}),
        ("d: &d {a: 1, b: 2}\ne: {<<: *d, b: 3}", {"d": {"a": 1, "b": 2}, "e": {"a": 1, "b": 3}}),
        ("d: {<<: [{a: 1}, {a: 2, b: 2}]}", {"d": {"a": 1, "b": 2}}),
        ("'<<': 1", {"<<": 1}),
        ("text: |\n  one\n  two\n", {"text": "one\ntwo\n"}),
        ("\ufeffa: ü", {"a": "ü"}),
        (r'{"\ud83c\udf89": ["a\ud83c\udf89", "\ud83c", "\udf89\ud83c"]}', {"🎉": ["a🎉", "\ud83c", "\udf89\ud83c"]}),
        ("", None),
        ("# nothing", None),
        ("hello", "hello"),
    ],
)
def test_values(file: Path, text: str, value: Any) -> None:
    file.write_text(text, encoding="utf-8")
    found = load_yaml(file)
    assert found == value
    assert repr(found) == repr(value)


@pytest.mark.parametrize(
    ("data", "error"),
    [
        ("a: 1\na: 2", 'line 2: the key "a" is there twice, first in line 1.'),
        ("x:\n  - {a: 1, b: 2, a: 3}", 'line 2: the key "a" is there twice, first in line 2.'),
        ("a:\n\tb: 1", "line 2: a tab is used for indentation, where YAML allows only spaces."),
        ("\ta: 1", "line 1: a tab is used for indentation, where YAML allows only spaces."),
        (
            "a: b: c",
            'line 1: a ":" stands where none can: the indentation is wrong, or a text that holds ": " needs quotes.',
        ),
        ("a: @b", "line 1: found character '@' that cannot start any token: a text that begins with it needs quotes."),
        ("a: [1,\n", "line 2: the file ends before a [ or { is closed."),
        ("a: 'x\n", "line 1: a quoted text begins here and does not end."),
        ("a: 1\n---\nb: 2", "line 2: a second document begins (---), where one is expected."),
        ("a: *x", "line 1: found undefined alias 'x'."),
        ("a:\n  - !!python/object:os.system x", 'line 2: the tag "!!python/object:os.system" is not supported.'),
        ("a: !mine {}", 'line 1: the tag "!mine" is not supported.'),
        ("a: !!binary aGk=", 'line 1: the tag "!!binary" is not supported.'),
        ("a: !!set {x}", 'line 1: the tag "!!set" is not supported.'),
        ("a: !!int x", 'line 1: "x" cannot be read as int.'),
        ("a: .inf", 'line 1: ".inf" is a number that JSON does not have.'),
        ("a: .NaN", 'line 1: ".NaN" is a number that JSON does not have.'),
        ("a: 1e999", 'line 1: "1e999" cannot be read as float.'),
        ("? [a]\n: b", "line 1: a key must be a text, not a list or a mapping."),
        ("a: {<<: 5}", 'line 1: the key "<<" merges mappings, and this is none.'),
        ("a: &x [*x]", "line 1: an alias stands inside of what it repeats."),
        (b"a: 1\nb: \xff", "line 2: it is not UTF-8 (byte 0xff)."),
        (b"a: 1\nb: \x01", "line 2: the character U+0001 is not allowed."),
        ("[" * 5000, "line 1: it is nested too deeply."),
    ],
)
def test_one_clear_error(file: Path, data: str | bytes, error: str) -> None:
    assert failure(file, data) == f"data.yaml, {error}"


def test_a_number_that_is_too_long(file: Path) -> None:
    assert failure(file, "a: " + "1" * 5000).startswith('data.yaml, line 1: "1111')


def test_aliases_cannot_stand_for_billions(file: Path) -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 10)]
    started = process_time()
    assert failure(file, "\n".join(lines)) == (
        "data.yaml, line 6: with its aliases written out it holds more than 1000000 values."
    )
    assert process_time() - started < 5


def test_aliases_that_are_keys_merge_or_stand_inside_of_themselves_end_too(file: Path) -> None:
    lines = ["a0: &a0 {x: 1}"]
    lines += [f"a{n}: &a{n} {{<<: [*a{n - 1}, *a{n - 1}], y: [*a{n - 1}, *a{n - 1}]}}" for n in range(1, 40)]
    assert failure(file, "\n".join(lines)).endswith("with its aliases written out it holds more than 1000000 values.")
    assert failure(file, "a: &a [*a, *a]") == "data.yaml, line 1: an alias stands inside of what it repeats."


def test_files_that_cannot_be_read(file: Path, tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        load_yaml(file)
    assert str(caught.value) == 'The file "data.yaml" cannot be read: No such file or directory.'
    with pytest.raises(ConfigError) as caught:
        load_yaml(tmp_path)
    assert str(caught.value) == f'The file "{tmp_path}" cannot be read: Is a directory.'


@given(st.binary(max_size=200) | st.text(alphabet=" \t\n-:[]{}&*!'\"#|>%@a1,?<", max_size=60).map(str.encode))
def test_never_another_error(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "any.yaml"
    path.write_bytes(data)
    with suppress(ConfigError):
        load_yaml(path)
