"""The section *fuzz* of ``wskeywords.yaml``: options of runs of generated conversations."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .configfile import ConfigFile, as_text, has_variable, shown, text_of
from .errors import ConfigError
from .output import quote
from .quantities import duration, size

#: Options that are a number of at least 1, and those that are above 0, wherever they are given.
AT_LEAST_1 = ("examples", "max_messages", "sessions", "max_message_size")
ABOVE_0 = ("timeout", "message_timeout", "budget", "answers_within", "rate")


def _number(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise ValueError
    return value


def _at_least_1(value: Any) -> int:
    if _number(value) < 1:
        raise ValueError
    return int(value)


def _rate(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not value > 0:
        raise ValueError
    return float(value)


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError
    return value


def _codes(value: Any) -> tuple[int, ...]:
    if not isinstance(value, list) or not value:
        raise ValueError
    return tuple(map(_number, value))


def _words(value: Any) -> tuple[str, ...]:
    found = value.split(",") if isinstance(value, str) else value
    if not isinstance(found, list) or not found or not all(isinstance(each, str) and each.strip() for each in found):
        raise ValueError
    return tuple(each.strip() for each in found)


def _mappings(value: Any) -> tuple[Any, ...]:
    if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
        raise ValueError
    return tuple(value)


def _time(value: Any) -> float:
    found = duration(value)
    if not found > 0:
        raise ValueError
    return found


def _size(value: Any) -> int:
    return _at_least_1(size(value))


_TIME = (_time, "a time above 0, such as 5s, 500ms or 2 minutes")
_COUNT = (_at_least_1, "a number, at least 1")
_TEXT = (text_of, "a text that is not empty")
_FLAG = (_flag, "true or false")
_WORDS = (_words, "a list of texts, or a text with commas")
#: How each option is read, and what it must be.
READERS: dict[str, tuple[Callable[[Any], Any], str]] = {
    "target": (text_of, "a URL, a file, or module:app"),
    "examples": _COUNT,
    "max_messages": _COUNT,
    "timeout": _TIME,
    "message_timeout": _TIME,
    "max_message_size": (_size, "a number of bytes, at least 1, such as 65536 or 64 KiB"),
    "close_codes": (_codes, "a list of numbers, such as [1000, 1001]"),
    "validate_subprotocols": _FLAG,
    "include": _WORDS,
    "exclude": _WORDS,
    "seed": (_number, "a number"),
    "budget": _TIME,
    "strategy": _TEXT,
    "strategies": (_mappings, "a list of mappings, each with examples or a schema"),
    "properties": _WORDS,
    "answers_within": _TIME,
    "sessions": _COUNT,
    "rate": (_rate, "a number of conversations a second, more than 0"),
    "may_test": _WORDS,
    "auth": (text_of, "bearer:TOKEN, basic:USER:PASSWORD or query:NAME=VALUE"),
    "output": (text_of, "a folder"),
    "database": (text_of, "a folder"),
    "junit": (text_of, "a file"),
    "json": _FLAG,
    "html": _FLAG,
    "verbose": _FLAG,
    "http": _FLAG,
}
#: Those that hold names and values.
MAPPINGS = ("parameters", "headers")
FUZZ_KEYS = (*READERS, *MAPPINGS)
#: Those in which the values of environment variables are secrets.
_SECRET = ("auth", "headers")
_PATHS = ("output", "database", "junit")


class FuzzOfFile:
    """Checked as a whole when the file is read; environment variables are looked up when a run begins.

    Args:
        file: that has been read.

    Raises:
        ConfigError: an unknown name or a value that cannot be used; names file and line.
    """

    def __init__(self, file: ConfigFile) -> None:
        self._file = file
        self._raw = file.section("fuzz")
        file.allow(self._raw, ("fuzz",), FUZZ_KEYS, " of fuzz")
        self._read(expand=False)

    def values(self) -> tuple[dict[str, Any], tuple[str, ...]]:
        """The options by name, and the values of environment variables in them that must not be shown.

        Raises:
            ConfigError: an environment variable is missing.
        """
        self._file.secrets = []
        found = self._read(expand=True)
        return found, tuple(self._file.secrets)

    def fault(self, where: tuple[Any, ...], text: str) -> ConfigError:
        """An error of what these keys of the section lead to; names file and line.

        Args:
            where: keys, and numbers of items of lists from 0.
            text: what is wrong, a whole sentence.
        """
        return self._file.error(("fuzz", *where), text, stop=False)

    def _read(self, expand: bool) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for name, value in self._raw.items():
            if name in MAPPINGS:
                found[name] = self._mapping(name, value, expand)
                continue
            reader, allowed = READERS[name]
            expanded = self._file.expanded(value, ("fuzz", name), expand, secret=name in _SECRET)
            if not expand and has_variable(expanded):
                continue  # what it will be is known when it is used
            try:
                found[name] = reader(expanded)
            except ValueError:
                raise self._file.error(
                    ("fuzz", name), f"{name} of fuzz must be {allowed}, but it is {shown(value)}"
                ) from None
            if name in _PATHS:
                found[name] = str(self._file.beside(found[name]))
        return found

    def _mapping(self, name: str, value: Any, expand: bool) -> dict[str, Any]:
        where = ("fuzz", name)
        found: dict[str, Any] = {}
        for key, each in self._file.mapping(value, where, f"{name} of fuzz").items():
            several = each if isinstance(each, list) and name == "parameters" else [each]
            try:
                texts = [as_text(item) for item in several]
            except ValueError:
                error = f"{quote(key)} in {name} of fuzz must be a text, but it is {shown(each)}"
                raise self._file.error((*where, key), error) from None
            texts = [self._file.expanded(text, (*where, key), expand, secret=name in _SECRET) for text in texts]
            found[key] = tuple(texts) if name == "parameters" else texts[0]
        return found


class NoFuzz(FuzzOfFile):
    """Of a project without a file."""

    def __init__(self) -> None:
        self._raw = {}

    def values(self) -> tuple[dict[str, Any], tuple[str, ...]]:
        return {}, ()
