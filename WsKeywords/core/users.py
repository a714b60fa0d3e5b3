"""Who connects: the users of a list, a CSV or a YAML file. Each has columns, whose values fill ``{column}``."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping, Sequence
from io import StringIO
from pathlib import Path
from typing import Any, NamedTuple

from .errors import ConfigError, InvalidArgument
from .jsonvalues import dump_compact
from .matching.jsondiff import counted
from .output import Secrets, quote
from .suggest import all_of, nearest
from .yamlfile import Document

_PLACEHOLDER = re.compile(r"\{([^{}\"':,]+)\}")
_YAML = (".yaml", ".yml", ".json")
_CSV = (".csv", ".tsv")
#: What every session has besides its columns.
_OF_EACH = ("n", "session")
_ALLOWED = "a list of dicts, or the path of a .csv or .yaml file"


class User(NamedTuple):
    """One of them: the columns, as texts, and where they stand, for errors."""

    columns: Mapping[str, str]
    where: str

    def __repr__(self) -> str:
        return f"User({self.where}: {', '.join(self.columns)})"

    @property
    def name(self) -> str | None:
        """What the session is called, if there is a column *name*."""
        return next((value for column, value in self.columns.items() if column.lower() == "name"), None)


class Users(Sequence[User]):
    """All of them.

    Args:
        given: a list of dicts, or the path of a ``.csv``, ``.yaml`` or ``.json`` file.
        secrets: learn the values of columns with names such as *password*.

    Raises:
        ConfigError: a file that cannot be read, is empty or breaks its form: names file and line.
        InvalidArgument: no users, or what is none.
    """

    def __init__(self, given: Any, secrets: Secrets) -> None:
        self.source = "users"
        if isinstance(given, (str, Path)):
            self.source = str(given)
            users = _of_file(Path(given))
        elif isinstance(given, (list, tuple)):
            users = [_user(each, f"user {number}") for number, each in enumerate(given, 1)]
        else:
            raise InvalidArgument(f'Expected argument "users" to be {_ALLOWED}, but it was {_kind(given)}.')
        if not users:
            raise InvalidArgument(f"Nothing to open: there is no user in {self.source}.")
        self._users = users
        self._check_names()
        for user in users:
            for column, value in user.columns.items():
                if value and secrets.is_secret_name(column):
                    secrets.add(value)

    def __getitem__(self, index: Any) -> Any:
        return self._users[index]

    def __len__(self) -> int:
        return len(self._users)

    def _check_names(self) -> None:
        seen: dict[str, str] = {}
        for user in self._users:
            name = user.name
            if name == "":
                raise ConfigError(f"{user.where}: the name is empty.")
            if name is not None and name in seen:
                raise ConfigError(f"{user.where}: the name {quote(name)} is there twice, first in {seen[name]}.")
            seen[name or user.where] = user.where.rpartition(", ")[2]

    @property
    def columns(self) -> list[str]:
        """The columns of all users, in the order of their first appearance."""
        return list(dict.fromkeys(column for user in self._users for column in user.columns))

    def check(self, templates: Mapping[str, Any], also: Iterable[str] = _OF_EACH) -> None:
        """Every ``{column}`` in these is one that every user has.

        Args:
            templates: by the names of their arguments; texts, and lists and dicts of them.
            also: what stands for something besides the columns.

        Raises:
            InvalidArgument: one is not; names the argument, and the nearest column or the user that lacks it.
        """
        known = [*self.columns, *also]
        for argument, template in templates.items():
            for word in _words(template):
                if word not in known:
                    near = nearest(word, known)
                    hint = f'; did you mean "{{{near}}}"?' if near else "."
                    raise InvalidArgument(
                        f'"{{{word}}}" in {argument} is no column of {self.source}{hint} '
                        f"The columns are {all_of(self.columns)}."
                    )
                lacking = next((user for user in self._users if word not in user.columns and word not in also), None)
                if lacking is not None:
                    raise InvalidArgument(
                        f'{lacking.where}: there is no {quote(word)}, which "{{{word}}}" in {argument} stands for.'
                    )


def _words(template: Any) -> list[str]:
    if isinstance(template, str):
        return _PLACEHOLDER.findall(template)
    if isinstance(template, Mapping):
        return [word for each in template.values() for word in _words(each)]
    if isinstance(template, (list, tuple)):
        return [word for each in template for word in _words(each)]
    return []


def _of_file(path: Path) -> list[User]:
    kind = path.suffix.lower()
    if kind in _CSV:
        return _of_csv(path)
    if kind in _YAML:
        return _of_yaml(path)
    raise InvalidArgument(f'Expected argument "users" to be {_ALLOWED}, but it was {quote(str(path))}.')


def _of_yaml(path: Path) -> list[User]:
    document = Document(path)
    value = document.value
    if not value:
        raise ConfigError(f"{path} holds no users: a list of mappings is expected, one for each user.")
    if isinstance(value, dict):
        value = [{"name": name, **_columns(each, document, (name,))} for name, each in value.items()]
        lines = [document.line(each["name"]) for each in value]
    elif isinstance(value, list):
        lines = [document.line(number) for number in range(len(value))]
        value = [_columns(each, document, (number,)) for number, each in enumerate(value)]
    else:
        raise document.error(1, "a list of users is expected, one mapping for each")
    return [_user(each, f"{path}, line {line}") for each, line in zip(value, lines, strict=True)]


def _columns(value: Any, document: Document, where: tuple[Any, ...]) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise document.error(document.line(*where), "a user is a mapping of columns and values (name: ada)")
    return value


def _of_csv(path: Path) -> list[User]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8"
        raise ConfigError(f"The file {quote(str(path))} cannot be read: {reason}.") from None
    head = text.lstrip().split("\n", 1)[0]
    delimiter = max(",;\t", key=head.count)
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=True, strict=True)
    columns: list[str] = []
    users: list[User] = []
    before = 0
    try:
        for row in reader:
            where, before = f"{path}, line {before + 1}", reader.line_num
            cells = [cell.strip() for cell in row]
            if not any(cells):
                continue
            if not columns:
                columns = _headings(cells, where)
            elif len(cells) != len(columns):
                there = counted(len(cells), "cell")
                raise ConfigError(f"{where}: {there}, where there are {len(columns)} columns: {all_of(columns)}.")
            else:
                users.append(User(dict(zip(columns, cells, strict=True)), where))
    except csv.Error as error:
        raise ConfigError(f"{path}, line {reader.line_num}: it is no CSV: {error}.") from None
    if not users:
        raise ConfigError(f"{path} holds no users: its first line names the columns, each further line is a user.")
    return users


def _headings(cells: list[str], where: str) -> list[str]:
    for number, column in enumerate(cells, 1):
        if not column:
            raise ConfigError(f"{where}: column {number} has no name.")
        if column in cells[: number - 1]:
            raise ConfigError(f"{where}: the column {quote(column)} is there twice.")
    return cells


def _user(given: Any, where: str) -> User:
    if not isinstance(given, Mapping):
        raise InvalidArgument(f"{where}: a user is a dict of columns and values, but it was {_kind(given)}.")
    return User({str(column): _text(value) for column, value in given.items()}, where)


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    return "" if value is None else dump_compact(value)


def _kind(given: Any) -> str:
    """What it is; not what it holds, which may be a password."""
    return f"of type {type(given).__name__}"
