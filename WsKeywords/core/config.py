"""``wskeywords.yaml``: the settings that a project shares, and the environments that its tests run against."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .configfile import ConfigFile, as_text, has_variable, proxy, shown, text_of
from .configfuzz import FuzzOfFile, NoFuzz
from .configprofiles import ProfilesOfFile
from .errors import ConfigError
from .output import quote
from .profiles import NoFile, Profiles
from .quantities import duration, size
from .suggest import all_of, nearest
from .yamlfile import load_yaml

__all__ = [
    "BASE_SCHEMES",
    "DEFAULT_FILE",
    "Changes",
    "Config",
    "apply",
    "base_url",
    "duration",
    "find_config",
    "load_config",
    "load_yaml",
    "size",
]

#: Looked for in the working directory when no other file is given.
DEFAULT_FILE = "wskeywords.yaml"
_TIMES = ("timeout", "open_timeout", "close_timeout")
_KEYS = (*_TIMES, "max_size", "max_unread", "redact", "environments", "completion", "profiles", "fuzz")
_FILES = ("ca_cert", "client_cert", "client_key")
_ENVIRONMENT_KEYS = ("base_url", "headers", "verify", *_FILES, "proxy", "no_proxy")
#: What a base URL may begin with.
BASE_SCHEMES = "http://, https://, ws:// or wss://"


@dataclass(frozen=True)
class Changes:
    """What a file says about the settings.

    Attributes:
        values: by the names of the arguments of ``Sessions``; only those that the file sets.
        secrets: values of environment variables in it, which must not be shown.
        profiles: the session profiles and completion messages of the file; environment variables in these are looked
            up when one is used.
        fuzz: the options of fuzzing in the file; environment variables in them are looked up when a run begins.
    """

    values: Mapping[str, Any] = field(default_factory=dict, repr=False)
    secrets: tuple[str, ...] = field(default=(), repr=False)
    profiles: Profiles = field(default_factory=Profiles, compare=False)
    fuzz: FuzzOfFile = field(default_factory=NoFuzz, compare=False)


class Config(ConfigFile):
    """One file, read and checked as a whole; environment variables are looked up for what is used of it.

    Args:
        path: of the file.

    Raises:
        ConfigError: an unknown key, a wrong type, a duplicate, no YAML: one error that names file and line.
    """

    def __init__(self, path: str | Path) -> None:
        super().__init__(path)
        self.allow(self.content, (), _KEYS, "")
        for name, environment in self._environments().items():
            where = ("environments", name)
            self.allow(
                self.mapping(environment, where, f"the environment {quote(name)}"),
                where,
                _ENVIRONMENT_KEYS,
                f" of the environment {quote(name)}",
            )
        for name in ("", *self._environments()):
            self._changes(name, expand=False)
        self.profiles = ProfilesOfFile(self)
        self.fuzz = FuzzOfFile(self)

    @property
    def environments(self) -> tuple[str, ...]:
        """The names of the environments."""
        return tuple(self._environments())

    def changes(self, environment: str | None = None) -> Changes:
        """The settings of the file and of one of its environments.

        Raises:
            ConfigError: there is no such environment, or an environment variable is missing.
        """
        if environment and environment not in self.environments:
            name = self.name
            if not self.environments:
                raise ConfigError(f"{name} has no environments, but {quote(environment)} was asked for.")
            near = nearest(environment, self.environments)
            hint = f'; did you mean "{near}"?' if near else "."
            raise ConfigError(
                f"{name} has no environment {quote(environment)}{hint} It has {all_of(self.environments)}."
            )
        self.secrets = []
        values = self._changes(environment or "", expand=True)
        return Changes(values, tuple(self.secrets), self.profiles, self.fuzz)

    def _changes(self, environment: str, expand: bool) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for key in _TIMES:
            self._read(values, (key,), expand, duration, "a time such as 5s, 500ms or 2 minutes")
        self._read(values, ("max_size",), expand, size, "a number of bytes such as 65536 or 16 MiB")
        self._read(values, ("max_unread",), expand, size, "a number of messages, at least 1")
        self._read(values, ("redact",), expand, _names, "a list of names")
        if environment:
            where = ("environments", environment)
            self._read(values, (*where, "base_url"), expand, base_url, f"a URL that begins with {BASE_SCHEMES}")
            # The CA file of another environment may be on another machine only.
            verify, allowed = (self._verify, "a CA file that exists") if expand else (_bool_or_text, "a CA file")
            self._read(values, (*where, "verify"), expand, verify, f"true, false or {allowed}")
            for key in _FILES:
                self._read(values, (*where, key), expand, self._file if expand else text_of, "a file that exists")
            allowed = "a URL such as http://proxy:3128 or socks5://proxy:1080, or direct"
            self._read(values, (*where, "proxy"), expand, proxy, allowed)
            self._read(values, (*where, "no_proxy"), expand, _hosts, "a list of hosts, or a text with commas")
            self._read_headers(values, where, expand)
        return values

    def _read(self, values: dict[str, Any], where: tuple[str, ...], expand: bool, reader: Any, allowed: str) -> None:
        found: Any = self.content
        for key in where:
            if key not in found:
                return
            found = found[key]
        value = self.expanded(found, where, expand, secret=False)
        if not expand and has_variable(value):
            return  # what it will be is known when it is used
        try:
            values[where[-1]] = reader(value)
        except ValueError:
            name = " of the environment ".join([where[-1], *map(quote, where[1:-1])])
            raise self.error(where, f"{name} must be {allowed}, but it is {shown(found)}") from None

    def _read_headers(self, values: dict[str, Any], where: tuple[str, ...], expand: bool) -> None:
        headers = self.content["environments"][where[1]].get("headers")
        if headers is None:
            return
        where = (*where, "headers")
        read: dict[str, str] = {}
        for name, value in self.mapping(headers, where, "headers").items():
            try:
                text = as_text(value)
            except ValueError:
                error = f"the header {quote(name)} must be a text, but it is {shown(value)}"
                raise self.error((*where, name), error) from None
            # The values of variables in headers are secrets; those in a base URL are in every report, and credentials
            # in it are found as such.
            read[name] = self.expanded(text, (*where, name), expand, secret=True)
        values["headers"] = read

    def _verify(self, value: Any) -> bool | str:
        return value if isinstance(value, bool) else self._file(value)

    def _file(self, value: Any) -> str:
        path = self.beside(text_of(value))
        if not path.exists():
            raise ValueError
        return str(path)

    def _environments(self) -> dict[str, Any]:
        return self.section("environments")


def base_url(value: object) -> str:
    """A base URL: absolute, with a host, for HTTP or WebSockets.

    Raises:
        ValueError: it is none.
    """
    from urllib.parse import urlsplit

    parts = urlsplit(text_of(value).strip())
    if parts.scheme.lower() not in ("http", "https", "ws", "wss") or not parts.hostname:
        raise ValueError
    return text_of(value).strip()


def _hosts(value: Any) -> tuple[str, ...]:
    from .handshake.proxies import split_hosts

    return split_hosts(value) if isinstance(value, str) else _names(value)


def _bool_or_text(value: Any) -> bool | str:
    return value if isinstance(value, bool) else text_of(value)


def _names(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(name, str) and name for name in value):
        raise ValueError
    return tuple(value)


def find_config(path: str | Path | None = None) -> Config | None:
    """The file that was asked for, or ``wskeywords.yaml`` of the working directory when it is there.

    Raises:
        ConfigError: the file cannot be used.
    """
    if path is not None:
        return Config(path)
    return Config(DEFAULT_FILE) if Path(DEFAULT_FILE).is_file() else None


def load_config(path: str | Path) -> Config:
    """Read and check a file.

    Raises:
        ConfigError: it cannot be used.
    """
    return Config(path)


def apply(config: Config | None, environment: str | None = None) -> Changes:
    """What the file and one of its environments change in the settings; arguments that are given win over it.

    Raises:
        ConfigError: an environment is asked for, but there is no file or it has no such environment.
    """
    if config is not None:
        return config.changes(environment)
    if environment:
        raise ConfigError(
            f"The environment {quote(environment)} was asked for, but there is no {DEFAULT_FILE} in "
            f"{quote(os.getcwd())}: name the file with config=."
        )
    return Changes(profiles=NoFile(os.getcwd()))
